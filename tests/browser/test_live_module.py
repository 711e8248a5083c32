"""The JavaScript that answers in the browser, held against the model in Python."""

from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from playwright.sync_api import Browser, Page

from iris_model.answer.doubt import unlike
from iris_model.answer.sentences import uncertain_in_words, unlike_in_words
from iris_model.arrays import FloatArray
from iris_model.export.live import javascript, payload
from iris_model.model import Model
from iris_model.model_storage import SHIPPED, load_model
from iris_model.phrasing import percent
from tests.browser.conftest import watched_page
from tools.servers import ROOT

pytestmark = pytest.mark.browser

MODELS = ROOT / "tests" / "models"
FILES = (SHIPPED, MODELS / "penguins.json", MODELS / "eight.json")
SPECIMENS = 2_000
Ask = Callable[..., Any]

LOAD = """async ([source, payload]) => {
  const url = URL.createObjectURL(new Blob([source], { type: "text/javascript" }));
  window.live = { ...(await import(url)), model: payload };
}"""


@pytest.fixture(scope="module", params=FILES, ids=lambda path: path.stem)
def model(request: pytest.FixtureRequest) -> Model:
    path: Path = request.param
    return load_model(path)


@pytest.fixture(scope="module")
def ask(browser: Browser, model: Model) -> Iterator[Ask]:
    """Run a JavaScript function of (live, argument) in a page that has loaded the model."""
    with browser.new_context() as context, watched_page(context) as page:
        page.evaluate(LOAD, [javascript("model.js", "words.js", "draw.js"), payload(model)])

        def ask(function: str, argument: object) -> Any:
            return page.evaluate(f"(argument) => ({function})(live, argument)", argument)

        yield ask


def specimens(model: Model, count: int, seed: int = 1) -> FloatArray:
    """Return specimens (count, d) over the accepted ranges, half of them among the sliders'."""
    rng = np.random.default_rng(seed)
    accepted = np.array([m.accepted_range for m in model.schema.measurements]).T
    sliders = np.array([m.slider_range for m in model.schema.measurements]).T
    half = count // 2
    shape = (half, len(model.schema.measurements))
    return np.concatenate(
        [rng.uniform(*accepted, shape), rng.uniform(*sliders, (count - half, shape[1]))]
    )


ANSWERS = """(live, specimens) => specimens.map((specimen) => {
  const found = live.answer(live.model, specimen);
  return [found.code, found.probabilities, live.distances(found.part, found.values),
    found.unlike !== null];
})"""


def test_the_browser_answers_as_python_does(ask: Ask, model: Model) -> None:
    given = specimens(model, SPECIMENS)
    codes, probabilities, distances, unlike = zip(*ask(ANSWERS, given.tolist()), strict=True)
    expected = model.probabilities(given)
    assert np.abs(np.array(probabilities) - expected).max() < 1e-9
    assert (np.array(codes) == expected.argmax(axis=1)).all()
    squares = model.distances(given)
    assert np.allclose(distances, squares, rtol=1e-9, atol=1e-9)
    assert (np.array(unlike) == (squares.min(axis=1) > model.far)).all()
    assert 0 < sum(unlike) < len(unlike)


PARTS = """(live, [specimens, moved]) => specimens.map((specimen) => {
  const found = live.answer(live.model, specimen, moved);
  return [found.probabilities, live.distances(found.part, found.values)];
})"""


def test_a_subset_answers_with_its_own_model_and_another_mix(ask: Ask, model: Model) -> None:
    rng = np.random.default_rng(2)
    k = len(model.schema.groups)
    mixed = model.with_mix((np.arange(1, k + 1) / np.arange(1, k + 1).sum()).tolist())
    moved = mixed.intercepts - model.intercepts
    given = specimens(model, 500, seed=3)
    known = rng.random(given.shape) < 0.5
    known[~known.any(axis=1), 0] = True
    holed = [
        [value if there else None for value, there in zip(row, mask, strict=True)]
        for row, mask in zip(given.tolist(), known.tolist(), strict=True)
    ]
    for row, mask, (probabilities, distances) in zip(
        given, known, ask(PARTS, [holed, moved.tolist()]), strict=True
    ):
        part = mixed.knowing(np.array(model.schema.names)[mask])
        assert np.abs(part.probabilities(row[None, mask])[0] - probabilities).max() < 1e-9
        assert np.allclose(part.distances(row[None, mask])[0], distances, rtol=1e-9, atol=1e-9)


STRIPS = """(live, specimens) => specimens.map((specimen) =>
  specimen.map((_, place) => live.strip(live.model, live.answer(live.model, specimen), place)))"""


def test_strips_have_the_exact_crossings(ask: Ask, model: Model) -> None:
    given = specimens(model, 40, seed=4)[20:]
    crossings = 0
    for specimen, strips in zip(given, ask(STRIPS, given.tolist()), strict=True):
        for place, strip in enumerate(strips):
            along = np.repeat(specimen[None], 101, axis=0)
            along[:, place] = np.linspace(*model.schema.measurements[place].slider_range, 101)
            assert np.allclose(strip["values"], along[:, place], rtol=1e-12, atol=1e-12)
            assert np.abs(model.probabilities(along) - strip["probabilities"]).max() < 1e-9
            crossings += len(strip["crossings"])
            check_crossings(model, specimen, place, strip)
    assert crossings > len(given) / 2


def check_crossings(model: Model, specimen: FloatArray, place: int, strip: dict[str, Any]) -> None:
    """The two groups of a crossing lead equally there, and nothing changes between crossings."""
    ends = model.schema.measurements[place].slider_range
    leaders = [strip["first"], *(crossing["above"] for crossing in strip["crossings"])]
    for crossing in strip["crossings"]:
        there = specimen.copy()
        there[place] = crossing["at"]
        scores = model.scores(there[None])[0]
        pair = scores[[crossing["below"], crossing["above"]]]
        assert np.allclose(pair, scores.max(), rtol=1e-9, atol=1e-9 * np.abs(scores).max())
    edges = [ends[0], *(crossing["at"] for crossing in strip["crossings"]), ends[1]]
    for leader, (low, high) in zip(leaders, pairwise(edges), strict=True):
        between = np.repeat(specimen[None], 7, axis=0)
        between[:, place] = np.linspace(low, high, 9)[1:-1]
        assert (model.scores(between).argmax(axis=1) == leader).all()


WARNINGS = """(live, specimens) => specimens.map((specimen) => {
  const found = live.answer(live.model, specimen);
  return found.unlike && live.whyUnlike(live.model, found);
})"""


def test_warnings_say_what_python_says(ask: Ask, model: Model) -> None:
    given = [tuple(row) for row in specimens(model, 400, seed=7).tolist()]
    given += [tuple(row) for row in combinations_that_no_specimen_has(model).tolist()]
    reasons = 0
    for specimen, why in zip(given, ask(WARNINGS, given), strict=True):
        found = unlike(model, specimen)
        assert (found is None) == (why is None)
        if found and why:
            noun = model.schema.specimen.singular
            said = f"Unlike any training {noun}: {why}. Do not rely on this answer."
            assert said == unlike_in_words(model, specimen, found)
            reasons += found.worst is not None
    assert reasons > 10


UNCERTAIN = """(live, specimens) => specimens.map((specimen) =>
  live.uncertain(live.model, live.answer(live.model, specimen)))"""


def test_an_uncertain_answer_says_what_python_says(ask: Ask, model: Model) -> None:
    given = specimens(model, 400, seed=9)
    said = ask(UNCERTAIN, given.tolist())
    assert said == [uncertain_in_words(model, model.classify(row)[1]) for row in given.tolist()]
    assert None in said
    assert any(said)


def combinations_that_no_specimen_has(model: Model) -> FloatArray:
    """Each measurement alone is one that was seen."""
    rng = np.random.default_rng(8)
    return np.array([rng.permutation(column) for column in model.training.measurements.T]).T[:200]


def test_names_are_shown_as_text(page: Page) -> None:
    name = "</script><img src=x onerror=alert(1)>"
    model = load_model(SHIPPED)
    sent = payload(model)
    sent |= {
        "groups": [{"name": name, "color": "red", "symbol": "●"}] * 3,
        "specimen": {"singular": name, "plural": name},
        "drawing": None,
    }
    page.evaluate(LOAD, [javascript("model.js", "words.js", "draw.js"), sent])
    texts = page.evaluate(
        """() => {
          const found = live.answer(live.model, [5.9, 3, 4.3, 1.3]);
          const places = [0, 1, 2].map(() => live.make("div", "", document.body));
          live.drawBars(places[0], live.model, found);
          live.drawStrip(places[1], live.model, found, 2);
          live.drawPicture(places[2], live.model, found);
          return places.map((place) => place.textContent);
        }"""
    )
    assert all(name in text for text in texts)
    assert page.locator("img, script").count() == 0


def test_per_cent_is_written_as_python_writes_it(ask: Ask) -> None:
    rng = np.random.default_rng(5)
    given = [*rng.random(2000), *(np.arange(1, 1601) / 1600), 0.0, 1e-9, 0.0005, 0.9995, 1.0]
    written = ask("(live, given) => given.map(live.percent)", [float(p) for p in given])
    assert written == [percent(p) for p in given]


def test_numbers_are_written_as_python_writes_them(ask: Ask) -> None:
    rng = np.random.default_rng(6)
    given = [*(rng.normal(size=500) * 10.0 ** rng.integers(-8, 14, 500)).tolist(), 0.0, 4.3, -1e-5]
    written = ask("(live, given) => given.map(live.plain)", given)
    assert written == [f"{value:.10g}" for value in given]
