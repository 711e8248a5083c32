"""The command line as a person runs it, and as a test calls it."""

import subprocess
import sys
from collections.abc import Sequence

from iris_model.__main__ import main
from tools.servers import ROOT

COMMAND = [sys.executable, "-m", "iris_model"]
FLOWER = ("5.9", "3.0", "4.9", "1.6")
MODELS = ROOT / "tests" / "models"


def run(*arguments: str, **options: object) -> "subprocess.CompletedProcess[str]":
    """A process of its own."""
    return subprocess.run(
        [*COMMAND, *arguments], cwd=ROOT, capture_output=True, text=True, timeout=60, **options
    )


def error_of(capsys, *arguments: str) -> str:
    """The one line that a wrong call prints, and nothing else."""
    assert main(arguments) == 2
    output, error = capsys.readouterr()
    assert output == ""
    return check_error(error)


def check_error(text: str) -> str:
    assert text.startswith("error: ")
    assert text.count("\n") == 1
    assert text.endswith("\n")
    return text


def output_of(capsys, arguments: Sequence[str]) -> str:
    """What a call prints that ends well."""
    assert main(arguments) == 0
    output, error = capsys.readouterr()
    assert error == ""
    return output


def everything_on(terminal: int) -> str:
    """Read a terminal until the other side closes it."""
    shown = b""
    with open(terminal, "rb", buffering=0) as stream:
        while True:
            try:
                piece = stream.read(1000)
            except OSError:  # how Linux says that the other side is closed
                piece = b""
            if not piece:
                return shown.decode()
            shown += piece
