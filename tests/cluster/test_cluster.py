"""Files classified on real Dask clusters of this machine: whole, cut, interrupted, short of memory.

The workers run in a folder of their own, without a copy of the program on their path.
"""

import gzip
import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import ClassVar

import dask
import fsspec
import pytest
from distributed import Client, LocalCluster
from fsspec.implementations.memory import MemoryFileSystem

from iris_model.__main__ import main
from iris_model.cluster.blocks import Job, classify_block, recognise_source, split
from iris_model.cluster.folder import SUMMARY, OutputFolder
from iris_model.errors import IrisError
from iris_model.files.reading.blocks import IndivisibleError
from iris_model.files.reading.layout import Overrides
from iris_model.files.results import NO_OPTIONS
from iris_model.files.summary import Summary
from iris_model.files.tables import csv_header
from iris_model.files.whole_files import classify_stream
from iris_model.model_storage import load_model
from tests.cluster.runs import HEADER, ROWS, alone, classify, error_of, joined, parts
from tests.files.cases import CASES, TABLES_BELOW
from tests.packing import in_workbook
from tools.dask_cluster import running_cluster, wait_for
from tools.servers import ROOT

IRISES = load_model()


@pytest.fixture(scope="module")
def flowers(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of 100,000 rows, every fourth one a problem."""
    file = tmp_path_factory.mktemp("input") / "flowers.csv"
    file.write_text(HEADER + "".join(ROWS) * 25_000)
    return file


@pytest.fixture(scope="module")
def expected(flowers: Path) -> bytes:
    """What one process writes of them."""
    return alone(flowers.with_name("alone.csv"), flowers)


def command(file: Path, output: Path, address: str = "local:2") -> list[str]:
    return ["classify", str(file), "-o", str(output), "--dask", address]


def test_joined_parts_are_what_one_process_writes(
    scheduler: str,
    flowers: Path,
    expected: bytes,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
) -> None:
    capsys.readouterr()
    arguments = [str(flowers), "-o", str(tmp_path / "out"), "--dask", scheduler, "--json"]
    assert main(["classify", *arguments]) == 0
    assert joined(tmp_path / "out") == expected
    assert len(parts(tmp_path / "out")) > 2
    printed = json.loads(capsys.readouterr().out)
    assert (printed["rows"], printed["problems"]) == (100_000, 25_000)


def test_the_summary_adds_up(scheduler: str, flowers: Path, tmp_path: Path) -> None:
    output = tmp_path / "out"
    assert main(["classify", str(flowers), "-o", str(output), "--dask", scheduler]) == 0
    summary = json.loads((output / SUMMARY).read_text())
    assert [part["name"] for part in summary["parts"]] == [part.name for part in parts(output)]
    assert {path.name for path in output.iterdir()} == {
        SUMMARY,
        *(part["name"] for part in summary["parts"]),
    }
    for figure in ("rows", "classified", "problems", "warnings"):
        assert summary[figure] == sum(part[figure] for part in summary["parts"])
    for part in summary["parts"]:
        header = part["name"].startswith("part-000000-000000-")
        assert (output / part["name"]).read_bytes().count(b"\n") == part["rows"] + header


def test_several_files_follow_each_other_under_one_header(
    scheduler: str, flowers: Path, tmp_path: Path
) -> None:
    lines = "".join(ROWS[:2]) * 10_000
    (tmp_path / "a.csv").write_text((HEADER + lines).replace(",", ";"))
    (tmp_path / "b.csv").write_bytes((HEADER + lines).replace("\n", "\r\n").encode("utf-8-sig"))
    (tmp_path / "c.csv").write_bytes((HEADER + lines + "7,3,5,2,café").encode("cp1252"))
    (tmp_path / "d.csv").write_bytes((HEADER + lines).encode("utf-16"))
    (tmp_path / "e.csv").write_text((HEADER + lines).replace("\n", "\r"), newline="")
    pattern = tmp_path / "[a-e].csv"
    expected = alone(tmp_path / "alone.csv", pattern)
    inputs = sorted(tmp_path.glob("[a-e].csv"))
    classify(scheduler, tmp_path / "out", *inputs)
    assert joined(tmp_path / "out") == expected
    count = {file: len(parts_of(tmp_path / "out", i)) for i, file in enumerate("abcde")}
    assert min(count["a"], count["b"], count["c"]) > 1
    assert (count["d"], count["e"]) == (1, 1)
    url = f"file://{tmp_path}/[a-e].csv"
    assert main(["classify", url, "-o", f"file://{tmp_path}/url", "--dask", scheduler]) == 0
    assert joined(tmp_path / "url") == expected


def parts_of(folder: Path, file: int) -> list[Path]:
    return sorted(folder.glob(f"part-{file:06d}-*"))


def test_a_file_whose_records_span_lines_is_one_part_and_others_are_cut(
    scheduler: str, tmp_path: Path
) -> None:
    quoted, spanning = '5.1,3.5,1.4,0.2,"a, b"\n', '5.1,3.5,1.4,0.2,"a\n\nb"\n'
    files = {
        "quoted.csv": HEADER + quoted * 20_000,
        "spanning.csv": HEADER + (quoted * 99 + spanning) * 200,
        "last.csv": HEADER + quoted * 20_000 + spanning,
    }
    for name, text in files.items():
        (tmp_path / name).write_text(text)
    inputs = [tmp_path / name for name in files]
    expected = alone(tmp_path / "alone.csv", *inputs)
    done: list[int] = []
    summary = classify(scheduler, tmp_path / "out", *inputs, advance=done.append)
    assert joined(tmp_path / "out") == expected
    assert [len(parts_of(tmp_path / "out", i)) for i in range(3)] == [4, 1, 1]
    assert summary.rows == 60_001
    assert sum(done) == sum(file.stat().st_size for file in inputs)


def test_wherever_a_file_is_cut_the_rows_are_the_same(tmp_path: Path) -> None:
    file, output = tmp_path / "case.csv", tmp_path / "out"
    for case in (case for case in CASES if len(case.data) < 500):
        file.write_bytes(case.data)
        with OutputFolder.opened(str(output), []) as folder:
            source = recognise_source(("case", str(file)), (IRISES, Overrides()))
            rows = classify_stream([case.data], source.layout, IRISES, Summary(IRISES.schema))
            blocks = split(source, 0, block_bytes=7)  # less than a line: each is in its own block
            job = Job(folder, source.layout, IRISES, NO_OPTIONS)
            try:
                for block in blocks:
                    classify_block(block, job)
            except IndivisibleError:
                assert b'"' in case.data or case in TABLES_BELOW, case.name
            else:
                assert joined(output) == csv_header(source.layout) + b"".join(rows), case.name


def test_the_model_travels_with_the_job(scheduler: str, flowers: Path, tmp_path: Path) -> None:
    model = load_model().with_mix([0.999, 0.0005, 0.0005])
    model.results["anything"] = lambda: "what is kept with a model stays here"
    source = recognise_source((flowers.name, str(flowers)), (model, Overrides()))
    rows = classify_stream([flowers.read_bytes()], source.layout, model, Summary(model.schema))
    expected = csv_header(source.layout) + b"".join(rows)
    classify(scheduler, tmp_path / "out", flowers, model=model)
    assert joined(tmp_path / "out") == expected
    assert expected != alone(tmp_path / "alone.csv", flowers)


def test_workers_run_the_version_of_the_program_that_the_command_is(
    scheduler: str, flowers: Path, expected: bytes, tmp_path: Path
) -> None:
    shutil.copytree(ROOT / "iris_model", tmp_path / "iris_model")
    shutil.copytree(ROOT / "data", tmp_path / "data")
    changed = tmp_path / "iris_model" / "files" / "whole_files.py"
    change = "lower = classify_stream\n\ndef classify_stream(*a, **k):\n"
    change += "    yield from map(bytes.upper, lower(*a, **k))\n"
    changed.write_text(f"{changed.read_text()}\n{change}")
    for root, output in ((ROOT, "a"), (tmp_path, "b"), (ROOT, "c")):
        arguments = command(flowers, tmp_path / output, scheduler)
        run = [sys.executable, "-m", "iris_model", *arguments]
        subprocess.run(run, cwd=root, check=True, capture_output=True, timeout=60)
    header, _, rows = expected.partition(b"\n")
    assert joined(tmp_path / "a") == joined(tmp_path / "c") == expected
    assert joined(tmp_path / "b") == header + b"\n" + rows.upper()


def test_a_worker_killed_in_mid_run_changes_nothing(
    scheduler: str, flowers: Path, expected: bytes, tmp_path: Path
) -> None:
    killed: list[int] = []

    def kill_one(_: int) -> None:
        if not killed:
            with Client(scheduler, set_as_default=False) as client:
                killed.append(next(iter(client.run(os.getpid).values())))
            os.kill(killed[0], signal.SIGKILL)

    summary = classify(scheduler, tmp_path / "out", flowers, advance=kill_one)
    assert killed
    assert joined(tmp_path / "out") == expected
    assert summary.rows == 100_000
    assert [path.name for path in (tmp_path / "out").glob("[._]*")] == [SUMMARY]


def test_workers_out_of_memory_end_the_run_with_one_sentence(
    flowers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    # The program alone needs more: its import is enough to make the nanny end the worker.
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        local_cluster(n_workers=1, memory_limit="100MB") as cluster,
    ):
        address = cluster.scheduler_address
        error = error_of(capsys, str(flowers), "-o", str(tmp_path / "out"), "--dask", address)
    assert "flowers.csv: every worker that was given one block of it died" in error
    assert "--memory-limit" in error
    assert not (tmp_path / "out" / SUMMARY).exists()


def local_cluster(**options: object) -> LocalCluster:
    return LocalCluster(
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address="127.0.0.1:0",
        silence_logs=50,
        **options,
    )


def test_a_scheduler_that_dies_ends_the_run_with_one_sentence(
    flowers: Path, tmp_path: Path
) -> None:
    with (
        running_cluster(tmp_path / "cluster", workers=1) as cluster,
        pytest.raises(IrisError, match="connection to the Dask scheduler was lost"),
    ):
        classify(
            cluster.address,
            tmp_path / "out",
            flowers,
            advance=lambda _: cluster.kill_scheduler(),
        )
    wait_for(lambda: not list((tmp_path / "out").iterdir()))


@pytest.mark.usefixtures("impatient")
def test_a_scheduler_without_workers_is_reported(
    flowers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with local_cluster(n_workers=0) as cluster:
        address = cluster.scheduler_address
        error = error_of(capsys, str(flowers), "-o", str(tmp_path / "out"), "--dask", address)
    assert f"The Dask scheduler at {address} has no workers." in error


@pytest.mark.usefixtures("impatient")
@pytest.mark.parametrize("address", ["127.0.0.1:{}", "nowhere", "ftp://x", ""])
def test_a_scheduler_that_is_not_there_is_reported(
    flowers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], address: str
) -> None:
    with socket.socket() as probe:  # it listens, but never greets
        probe.bind(("127.0.0.1", 0))
        probe.listen()
        address = address.format(probe.getsockname()[1])
        error = error_of(capsys, str(flowers), "-o", str(tmp_path / "out"), "--dask", address)
    assert f"No Dask scheduler answers at “{address}”." in error
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("package", ["dask", "distributed", "fsspec"])
def test_a_missing_package_is_named(flowers: Path, tmp_path: Path, package: str) -> None:
    program = (
        f"import sys; sys.modules['{package}'] = None; from iris_model.__main__ import main; "
        "sys.exit(main(sys.argv[1:]))"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, *command(flowers, tmp_path / "out")],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert done.returncode == 2
    assert done.stdout == ""
    assert done.stderr == (
        f"error: --dask needs the package {package}: pip install -r requirements-cluster.txt\n"
    )


def test_nothing_else_needs_the_packages(flowers: Path, tmp_path: Path) -> None:
    program = (
        "import sys; from iris_model.__main__ import main; main(sys.argv[1:]); "
        "assert not {'dask', 'distributed', 'fsspec'} & set(sys.modules)"
    )
    subprocess.run(
        [sys.executable, "-c", program, "classify", flowers, "-o", tmp_path / "out.csv"],
        cwd=ROOT,
        check=True,
        capture_output=True,
        timeout=60,
    )


def test_local_workers_end_with_the_command(flowers: Path, expected: bytes, tmp_path: Path) -> None:
    process = subprocess.Popen(
        [sys.executable, "-m", "iris_model", *command(flowers, tmp_path / "out")],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    output, messages = process.communicate(timeout=60)
    assert process.returncode == 0
    assert output == ""
    assert messages.startswith("100,000 rows: 75,000 classified")
    assert messages.count("\n") == 1
    assert joined(tmp_path / "out") == expected
    wait_for(lambda: not session_lives(process.pid))


def test_an_interrupted_command_leaves_neither_output_nor_workers(tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text(HEADER + "".join(ROWS) * 500_000)
    output = tmp_path / "out"
    process = subprocess.Popen(
        [sys.executable, "-m", "iris_model", *command(tmp_path / "long.csv", output)],
        cwd=ROOT,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    wait_for(lambda: bool(parts(output)))
    os.killpg(process.pid, signal.SIGINT)
    _, messages = process.communicate(timeout=60)
    assert (process.returncode, messages) == (130, "")
    wait_for(lambda: not list(output.iterdir()))
    wait_for(lambda: not session_lives(process.pid))


def session_lives(session: int) -> bool:
    """Whether any process of a session is left: the workers are no group of the command's."""
    listed = subprocess.run(["ps", "-s", str(session), "-o", "stat="], capture_output=True)
    return any(not state.startswith(b"Z") for state in listed.stdout.split())


@pytest.mark.parametrize("count", ["0", "two", "-1", ""])
def test_a_wrong_number_of_local_workers_is_reported(
    flowers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], count: str
) -> None:
    arguments = (str(flowers), "-o", str(tmp_path / "out"), "--dask", f"local:{count}")
    assert "write local:2 for two processes" in error_of(capsys, *arguments)


class UnsteadyStore(MemoryFileSystem):
    """A store in memory whose first attempts to read and to write fail."""

    protocol = "unsteady"
    failures: ClassVar[list[str]] = []

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(path.removeprefix("unsteady://"))

    def _open(self, path: str, mode: str = "rb", **options: object) -> object:
        if self.failures.count(mode) < 2:
            self.failures.append(mode)
            raise OSError("the store is out of order")
        return super()._open(path, mode, **options)


@pytest.mark.parametrize("protocol", ["memory", "unsteady"])
def test_a_store_that_is_no_disk_and_fails_now_and_then(
    flowers: Path, expected: bytes, tmp_path: Path, protocol: str
) -> None:
    fsspec.register_implementation("unsteady", UnsteadyStore, clobber=True)
    store = MemoryFileSystem()
    store.pipe_file("/in/flowers.csv", flowers.read_bytes())
    UnsteadyStore.failures.clear()
    with local_cluster(n_workers=2, processes=False, protocol="tcp") as cluster:
        arguments = (f"{protocol}://in/*.csv", "-o", f"{protocol}://out/run/")
        assert main(["classify", *arguments, "--dask", cluster.scheduler_address]) == 0
    names = sorted(store.ls("/out/run", detail=False))
    assert b"".join(store.cat_file(name) for name in names if "part-" in name) == expected
    assert [name for name in names if "part-" not in name] == [f"/out/run/{SUMMARY}"]
    store.rm("/in", recursive=True)
    store.rm("/out", recursive=True)


def test_a_second_run_starts_clean(scheduler: str, flowers: Path, tmp_path: Path) -> None:
    output, small = tmp_path / "out", tmp_path / "small.csv"
    small.write_text(HEADER + ROWS[0])
    classify(scheduler, output, flowers)
    assert len(parts(output)) > 1
    classify(scheduler, output, small)
    assert {path.name for path in output.iterdir()} == {
        SUMMARY,
        *(part.name for part in parts(output)),
    }
    assert len(parts(output)) == 1
    assert joined(output) == alone(tmp_path / "alone.csv", small)


def test_a_run_after_one_that_was_killed_starts_clean(scheduler: str, tmp_path: Path) -> None:
    (tmp_path / "long.csv").write_text(HEADER + "".join(ROWS) * 500_000)
    output, small = tmp_path / "out", tmp_path / "small.csv"
    small.write_text(HEADER + ROWS[0])
    process = subprocess.Popen(
        [sys.executable, "-m", "iris_model", *command(tmp_path / "long.csv", output, scheduler)],
        cwd=ROOT,
    )
    wait_for(lambda: bool(parts(output)))
    process.kill()
    process.wait()
    assert not (output / SUMMARY).exists()
    classify(scheduler, output, small)
    assert {path.name for path in output.iterdir()} == {
        SUMMARY,
        *(part.name for part in parts(output)),
    }
    assert len(parts(output)) == 1
    assert joined(output) == alone(tmp_path / "alone.csv", small)


def test_a_run_writes_and_removes_nothing_among_the_parts_of_a_later_one(tmp_path: Path) -> None:
    output = tmp_path / "out"
    opened = OutputFolder.opened(str(output), [])
    with opened as late, OutputFolder.opened(str(output), []) as folder:
        part = folder.part(0, 0)
        folder.write(part, [b"good"])
        with pytest.raises(IrisError, match="another run has begun there"):
            late.write(late.part(0, 0), [b"late"])
        with pytest.raises(IrisError, match="another run has begun there"):
            late.finish({"parts": []})
        folder.finish({"parts": [{"name": part}]})
    assert sorted(path.name for path in output.iterdir()) == [SUMMARY, part]
    assert joined(output) == b"good"


def test_files_of_different_encodings_make_parts_of_one(
    scheduler: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = [tmp_path / "one.csv", tmp_path / "two.csv"]
    for file, encoding in zip(files, ("windows-1252", "utf-8"), strict=True):
        text = "note,slen,swid,plen,pwid\n" + "Ähre,5.1,3.5,1.4,0.2\n" * 20
        file.write_bytes(text.encode(encoding))
    expected = alone(tmp_path / "alone.csv", *files)
    classify(scheduler, tmp_path / "out", *files)
    capsys.readouterr()
    assert joined(tmp_path / "out") == expected
    assert expected.decode().count("Ähre") == 40


def test_a_file_that_cannot_be_read_to_its_end_leaves_no_output(
    scheduler: str, flowers: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "long.csv"
    file.write_text(flowers.read_text() + "x" * 1_100_000 + "\n")
    error = error_of(capsys, str(file), "-o", str(tmp_path / "out"), "--dask", scheduler)
    assert "long.csv: A line is longer than 1 MB" in error
    # Workers remove blocks that were under way.
    wait_for(lambda: not list((tmp_path / "out").iterdir()))


@pytest.mark.parametrize(
    ("inputs", "output", "message"),
    [
        (["-"], "out", "- is neither"),
        (["{flowers}"], "-", "- is neither"),
        (["{flowers}"], "out.parquet", "a folder of CSV files"),
        (["{flowers}"], "out.xlsx", "a folder of CSV files"),
        (["{flowers}", "--sheet", "May"], "out", "--sheet does not work with --dask"),
        (["may.xlsx"], "out", "may.xlsx: Workbooks and packed files can't be cut"),
        (["table.csv.gz"], "out", "table.csv.gz: Workbooks and packed files can't be cut"),
        (["{flowers}"], "file.csv", "is a file"),
        (["{flowers}"], "", "holds “empty.csv”, which no run wrote"),
        (["used/part-000000-000000.csv"], "used", "is in the folder"),
        (["missing.csv"], "out", "missing.csv: No such file or directory"),
        (["missing*.csv"], "out", "No file matches"),
        (["file://{tmp}/missing*.csv"], "out", "No file matches file://"),
        (["nowhere://bucket/a.csv"], "out", "Cannot reach nowhere://bucket/a.csv"),
        (["empty.csv"], "out", "empty.csv: The file is empty"),
        (["{flowers}", "file.csv"], "out", "differ in their columns"),
    ],
)
def test_a_wrong_call_says_what_is_wrong_and_touches_nothing(
    scheduler: str,
    flowers: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    inputs: list[str],
    output: str,
    message: str,
) -> None:
    monkeypatch.chdir(tmp_path)
    table = "slen,swid,plen,pwid\n5.1,3.5,1.4,0.2\n"
    (tmp_path / "used").mkdir()
    for name, text in {
        "file.csv": table,
        "used/part-000000-000000.csv": table,
        "empty.csv": "",
    }.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "may.xlsx").write_bytes(in_workbook(May=table.encode()))
    (tmp_path / "table.csv.gz").write_bytes(gzip.compress(table.encode()))
    before = sorted(tmp_path.iterdir())
    names = [name.format(flowers=flowers, tmp=tmp_path) for name in inputs]
    assert message in error_of(capsys, *names, "-o", output or ".", "--dask", scheduler)
    assert sorted(tmp_path.iterdir()) == before
    assert (tmp_path / "used" / "part-000000-000000.csv").read_text() == table
