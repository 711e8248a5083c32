"""Runs on a cluster, and what one process writes instead."""

from collections.abc import Callable
from pathlib import Path

import pytest

from iris_model.__main__ import main
from iris_model.cluster.connection import connected
from iris_model.cluster.folder import OutputFolder
from iris_model.cluster.run import classify_sources, recognise_sources
from iris_model.files.reading.layout import Overrides
from iris_model.files.summary import Summary
from iris_model.model import Model
from iris_model.model_storage import load_model

HEADER = "sepal_length,sepal_width,petal_length,petal_width,note\n"
ROWS = ("5.1,3.5,1.4,0.2,a\n", "7.0,3.2,4.7,1.4,\n", "6.3,3.3,6.0,2.5,b\n", "51,35,14,2,mm\n")
BLOCK = 2**17


def alone(output: Path, *inputs: object) -> bytes:
    """What one process writes."""
    assert main(["classify", *map(str, inputs), "-o", str(output)]) == 0
    return output.read_bytes()


def parts(folder: Path) -> list[Path]:
    return sorted(folder.glob("part-*"))


def joined(folder: Path) -> bytes:
    return b"".join(part.read_bytes() for part in parts(folder))


def classify(
    address: str,
    output: Path,
    *inputs: Path,
    block_bytes: int = BLOCK,
    advance: Callable[[int], None] = lambda _: None,
    model: Model | None = None,
) -> Summary:
    """Classify on a cluster in blocks of a size."""
    model = model or load_model()
    summary = Summary(model.schema)
    with connected(address) as client:
        sources = recognise_sources(client, [str(name) for name in inputs], model, Overrides())
        with OutputFolder.opened(str(output), [str(name) for name in inputs]) as folder:
            parts = classify_sources(
                client,
                sources,
                folder,
                model,
                summary,
                advance,
                block_bytes=block_bytes,
            )
            folder.finish(summary.to_json(sources[0].layout) | {"parts": parts})
    return summary


def error_of(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    """The one line that a wrong call prints, and nothing else."""
    assert main(["classify", *arguments]) == 2
    output, error = capsys.readouterr()
    assert output == ""
    assert error.startswith("error: ")
    assert error.count("\n") == 1
    return error
