"""The command `classify` as a user calls it: outputs, exit codes, what is left when it fails."""

import gzip
import io
import json
import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

import polars as pl
import pytest

from iris_model.__main__ import main
from iris_model.errors import IrisError
from iris_model.files import whole_files
from iris_model.files.reading.recognition import recognise
from iris_model.files.summary import Summary
from iris_model.files.whole_files import classify_stream
from tests.files.cases import DATA_DIR, HEADER, MODEL, C, S, V, table

ROOT = DATA_DIR.parent
SAMPLES = DATA_DIR / "samples"
KAGGLE, PROBLEMS = SAMPLES / "kaggle.csv", SAMPLES / "problem-rows.csv"


def command(*arguments: str | Path) -> list[str]:
    return [sys.executable, "-m", "iris_model", "classify", *map(str, arguments)]


def classify(*arguments: str | Path, text: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    """Call the command in this process, with standard streams of its own."""
    streams = [
        io.TextIOWrapper(io.BytesIO(content), encoding="utf-8", write_through=True)
        for content in (text, b"", b"")
    ]
    with pytest.MonkeyPatch.context() as patch:
        for name, stream in zip(("stdin", "stdout", "stderr"), streams, strict=True):
            patch.setattr(sys, name, stream)
        code = main(["classify", *map(str, arguments)])
    _, output, errors = (stream.buffer.getvalue() for stream in streams)
    return subprocess.CompletedProcess(arguments, code, output, errors)


def left_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def fails_with(words: str, *arguments: str | Path) -> None:
    run = classify(*arguments)
    assert run.returncode == 2
    assert run.stdout == b""
    assert run.stderr.startswith(b"error: ")
    assert run.stderr.count(b"\n") == 1
    assert words in run.stderr.decode()


def test_each_kind_of_output_holds_the_same_rows(tmp_path: Path):
    outputs = [tmp_path / name for name in ("o.csv", "o.csv.gz", "o.parquet")]
    for output in outputs:
        assert classify(PROBLEMS, "-o", output).returncode == 0
    text = outputs[0].read_bytes()
    assert gzip.decompress(outputs[1].read_bytes()) == text
    assert classify(PROBLEMS, "-o", "-").stdout == text
    raw = classify(PROBLEMS, "-o", "-", "--raw").stdout
    parquet = pl.read_parquet(outputs[2])
    assert parquet.equals(pl.read_csv(io.BytesIO(raw), infer_schema=False))
    assert left_in(tmp_path) == ["o.csv", "o.csv.gz", "o.parquet"]


def test_the_output_has_the_permissions_of_any_new_file(tmp_path: Path):
    classify(KAGGLE, "-o", tmp_path / "o.csv")
    (tmp_path / "new").touch()
    assert (tmp_path / "o.csv").stat().st_mode == (tmp_path / "new").stat().st_mode


def test_a_cell_of_nearly_a_million_digits_is_judged_at_once(tmp_path: Path):
    (tmp_path / "i.csv").write_text(table(S, f"{'1' * 900_000}x,3.5,1.4,0.2"))
    assert b"1 with problems" in classify(tmp_path / "i.csv", "-o", tmp_path / "o.csv").stderr


def test_a_named_pipe_is_refused_before_anything_is_lost_in_it(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    fails_with("give -", tmp_path / "pipe", "-o", tmp_path / "o.csv")


def test_json_holds_the_counts_the_layout_and_the_truth(tmp_path: Path):
    run = classify(KAGGLE, "-o", tmp_path / "o.csv", "--json")
    summary = json.loads(run.stdout)
    assert list(summary) == [
        *("rows", "classified", "problems", "warnings"),
        *("groups", "layout", "truth", "seconds"),
    ]
    assert summary["rows"] == summary["classified"] == sum(summary["groups"].values()) == 36
    assert summary["layout"] == {
        "encoding": "utf-8",
        "separator": ",",
        "decimal": ".",
        "header": True,
        "columns": {
            "sepal_length": "SepalLengthCm",
            "sepal_width": "SepalWidthCm",
            "petal_length": "PetalLengthCm",
            "petal_width": "PetalWidthCm",
        },
        "unit": "cm",
    }
    assert summary["truth"] == {
        "column": "Species",
        "labelled": 36,
        "correct": 33,
        "accuracy": 33 / 36,
    }


def test_standard_input_is_read_like_a_file():
    assert (
        classify("-", "-o", "-", text=KAGGLE.read_bytes()).stdout
        == classify(KAGGLE, "-o", "-").stdout
    )


def test_several_inputs_make_one_table_in_their_order(tmp_path: Path):
    for name, row in (("b.csv", S), ("a.csv", C), ("c.csv", V)):
        (tmp_path / name).write_text(table(row))
    (tmp_path / "c.csv").write_text(table(V).replace(",", ";"))
    run = classify(tmp_path / "b.csv", tmp_path / "[ac].csv", "-o", "-")
    answers = [line.split(",")[4] for line in run.stdout.decode().splitlines()[1:]]
    assert answers == ["Setosa", "Versicolor", "Virginica"]


def test_inputs_whose_columns_differ_are_refused(tmp_path: Path):
    fails_with("differ in their columns", KAGGLE, PROBLEMS, "-o", tmp_path / "o.csv")
    assert left_in(tmp_path) == []


def test_strict_turns_problem_rows_into_exit_code_1(tmp_path: Path):
    assert classify(PROBLEMS, "-o", tmp_path / "o.csv", "--strict").returncode == 1
    assert classify(KAGGLE, "-o", tmp_path / "o.csv", "--strict").returncode == 0
    assert left_in(tmp_path) == ["o.csv"]


def test_columns_can_be_given_by_name_and_number(tmp_path: Path):
    file = tmp_path / "i.csv"
    file.write_text(table(S, header="a,b,c,d"))
    given = classify(file, "-o", "-", "--columns", 'slen=a,"swid=b",plen=3,petal_width=4')
    assert b"Setosa" in given.stdout
    fails_with("No column for petal width", file, "-o", "-", "--columns", "slen=a,swid=b,plen=3")
    fails_with("no column “e”, given for petal width", file, "-o", "-", "--columns", "pwid=e")
    fails_with("--columns gives slen twice", file, "-o", "-", "--columns", "slen=a,slen=b")
    fails_with("--columns has “height=a”", file, "-o", "-", "--columns", "height=a")


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ([KAGGLE, "-o", "out.txt"], "must end in .csv, .csv.gz, .xlsx or .parquet"),
        ([KAGGLE, "-o", "no/such/folder/o.csv"], "There is no folder"),
        ([KAGGLE, "-o", "-", "--json"], "--json needs standard output"),
        (["missing.csv", "-o", "-"], "Cannot read missing.csv: No such file"),
        (["missing-*.csv", "-o", "-"], "No file matches missing-*.csv"),
        ([DATA_DIR, "-o", "-"], "Is a directory"),
        (["-", "-", "-o", "-"], "only once"),
        ([ROOT / "LICENSE", "-o", "-"], "LICENSE: Each line is a single cell"),
        (["-", "-o", "-"], "The file is empty"),
        ([KAGGLE], "-o"),
    ],
    ids=str,
)
def test_a_wrong_call_is_one_line(arguments: Sequence[str | Path], words: str):
    fails_with(words, *arguments)


def test_an_input_is_never_overwritten(tmp_path: Path):
    file, link = tmp_path / "i.csv", tmp_path / "link.csv"
    file.write_text(table(S))
    link.symlink_to(file)
    for output in (file, link, tmp_path / "." / "i.csv"):
        fails_with("is an input", file, "-o", output)
    assert file.read_text() == table(S)


def test_a_failure_in_the_middle_leaves_what_was_there(tmp_path: Path):
    file, output = tmp_path / "i.csv", tmp_path / "o.csv"
    file.write_text(table(*[S] * 500_000) + "x" * 2_000_000)
    output.write_text("from before")
    fails_with("longer than 1 MB", file, "-o", output)
    fails_with("longer than 1 MB", file, "-o", "-")
    assert output.read_text() == "from before"
    assert left_in(tmp_path) == ["i.csv", "o.csv"]


@pytest.mark.parametrize("name", ["o.csv", "o.csv.gz", "o.parquet"])
def test_a_full_disk_leaves_nothing(tmp_path: Path, name: str):
    run = subprocess.run(
        command("-", "-o", tmp_path / name),
        input=table(*[f"{i % 50 / 100 + 5:.2f},3.5,1.4,0.2" for i in range(100_000)]).encode(),
        capture_output=True,
        cwd=ROOT,
        check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (5_000, 5_000)),
    )
    assert run.returncode == 2
    assert run.stderr.startswith(b"error: Cannot write ")
    assert run.stderr.count(b"\n") == 1
    assert left_in(tmp_path) == []


def half_way(output: Path) -> subprocess.Popen[bytes]:
    """Return a run that has written the first part of its output and waits for more input."""
    run = subprocess.Popen(
        command("-", "-o", output), cwd=ROOT, stdin=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert run.stdin
    run.stdin.write((HEADER + "\n").encode() + (S + "\n").encode() * 2_000_000)
    run.stdin.flush()
    while not any(file.stat().st_size for file in output.parent.iterdir()):
        assert run.poll() is None
        time.sleep(0.02)
    return run


def test_an_interruption_leaves_nothing(tmp_path: Path):
    run = half_way(tmp_path / "o.csv")
    run.send_signal(signal.SIGINT)
    _, errors = run.communicate()
    assert run.returncode == 130
    assert b"Traceback" not in errors
    assert left_in(tmp_path) == []


def test_what_a_killed_run_leaves_the_next_one_removes(tmp_path: Path):
    living, killed = half_way(tmp_path / "living.csv"), half_way(tmp_path / "o.csv")
    killed.kill()
    killed.communicate()
    assert len(left_in(tmp_path)) == 2
    assert not (tmp_path / "o.csv").exists()
    assert classify(KAGGLE, "-o", tmp_path / "other.csv").returncode == 0
    assert len(left_in(tmp_path)) == 2
    living.communicate()
    assert left_in(tmp_path) == ["living.csv", "other.csv"]


MEASURED = """
import re, sys
from iris_model.__main__ import main
code = main(sys.argv[1:])
print(re.search(r"VmHWM:\\s+(\\d+)", open("/proc/self/status").read())[1])
sys.exit(code)
"""


def classify_measured(file: Path, output: Path) -> tuple[int, str, float]:
    """Return the exit code, the errors and the most memory in MB of a run.

    Not as its parent is told: that counts what this process held when it made the other.
    """
    arguments = [sys.executable, "-c", MEASURED, *command(file, "-o", output)[3:]]
    run = subprocess.run(arguments, cwd=ROOT, capture_output=True, text=True, check=False)
    return run.returncode, run.stderr, int(run.stdout) / 1000


WIDE = HEADER + "".join(f",c{i}" for i in range(996)) + "\n"


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        (WIDE + "1\n" * 30_000, 30_000),
        (WIDE + ("," * 999 + "\n") * 10_000, 10_000),
        (WIDE + (S + ",1" * 996 + "\n") * 5_000, 5_000),
        (HEADER + "\n" + "a,b,c,d\n" * 400_000, 400_000),
        (HEADER + "\n" + ("," * 999_000 + "\n") * 5, 5),
    ],
    ids=["short rows", "separators alone", "regular rows", "words", "long rows"],
)
def test_memory_is_bounded_whatever_the_shape_of_the_rows(tmp_path: Path, text: str, rows: int):
    (tmp_path / "i.csv").write_text(text)
    code, errors, megabytes = classify_measured(tmp_path / "i.csv", tmp_path / "o.csv")
    assert code == 0
    assert f"{rows:,} rows" in errors
    assert megabytes < 600  # anonymous memory and the libraries' own


def test_a_result_far_larger_than_its_file_is_refused(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(whole_files, "LARGEST_RESULT", 1_000_000)
    data = (WIDE + "1\n" * 3000).encode()
    layout = recognise(data, MODEL)
    with pytest.raises(IrisError, match="keep only the columns you need"):
        list(classify_stream([data], layout, MODEL, Summary(MODEL.schema)))


def test_the_codes_of_several_files_are_judged_file_by_file(tmp_path: Path):
    for name, first in (("a.csv", 0), ("b.csv", 1)):
        rows = [f"{row},{first + code}" for code, row in enumerate((S, C, V))]
        (tmp_path / name).write_text(table(*rows, header=f"{HEADER},class"))
    run = classify(tmp_path / "a.csv", tmp_path / "b.csv", "-o", tmp_path / "o.csv", "--json")
    assert json.loads(run.stdout)["truth"]["correct"] == 6


def test_work_stops_when_nobody_takes_its_results():
    closed = []

    def chunks() -> Iterator[bytes]:
        try:
            yield (HEADER + "\n").encode()
            while True:
                yield (S + "\n").encode() * 100_000
        finally:
            closed.append(True)

    layout = recognise(table(S).encode(), MODEL)
    stream = classify_stream(chunks(), layout, MODEL, Summary(MODEL.schema))
    next(stream)
    stream.close()
    assert closed
