"""The front page as a session without a browser sees it."""

from iris_model.dataset import MEASUREMENTS, Flower, classify, default_model
from iris_model.phrasing import percent
from tools.streamlit_client import Run


def link_query(flower: Flower) -> str:
    """Return the link to a flower as the page writes it, without its question mark."""
    return "&".join(f"{m.parameter}={v:g}" for m, v in zip(MEASUREMENTS, flower, strict=True))


def sliders(flower: Flower) -> dict[str, float]:
    """Return the values that the sliders have, by their labels, for a flower."""
    return {f"{m.label}, cm": v for m, v in zip(MEASUREMENTS, flower, strict=True)}


def check_answer(run: Run, flower: Flower) -> None:
    """Hold the page's answer and the link it offers against the flower that was asked for."""
    variety, probabilities = classify(default_model(), flower)
    headings = [element.heading.body for element in run.of_kind("heading")]
    answer = f"{variety}, {percent(probabilities.max())}"
    assert any(answer in heading for heading in headings), headings
    links = [element.code.code_text for element in run.of_kind("code")]
    assert any(link.endswith("?" + link_query(flower)) for link in links), links
