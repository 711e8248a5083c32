"""What a run may remove: its own files, known by what vouches for them, and nothing else."""

import json
import os
import re
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import fsspec
import pytest
from fsspec.implementations.memory import MemoryFileSystem

from iris_model.cluster.folder import OutputFolder
from iris_model.errors import IrisError
from iris_model.validation import shorten
from tests.cluster.runs import HEADER, ROWS, error_of, joined

TABLE = HEADER + ROWS[0]
PART = "part-000000-000000.csv"


def write_run(name: str, *parts: bytes, last: Callable[[], object] = lambda: None) -> None:
    """Do what a run does in its folder, with parts of given bytes."""
    with OutputFolder.opened(name, []) as folder:
        for number, content in enumerate(parts):
            folder.write(f"part-000000-{number:06d}.csv", [content])
        last()
        folder.finish({"parts": [{"name": f"part-000000-{n:06d}.csv"} for n in range(len(parts))]})


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """The folder of a finished run, whose only part is to be an input, and ways to it."""
    write_run(str(tmp_path / "used"), TABLE.encode())
    (tmp_path / "lnk").symlink_to("used")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "lnk").symlink_to("../lnk")
    (tmp_path / "elsewhere.csv").symlink_to(tmp_path / "used" / PART)
    return tmp_path


SPELLINGS = (
    "{tmp}/used",
    "{tmp}/lnk",
    "{tmp}/deep/../used/",
    "file://{tmp}/used",
    "file://{tmp}/lnk",
    "file://{tmp}/deep/lnk/",
    "file://{tmp}/deep/../used",
    "FILE://{tmp}/used",
    "local://{tmp}//lnk/.",
)


@pytest.mark.parametrize("output", SPELLINGS)
@pytest.mark.parametrize(
    "source", [f"{{tmp}}/used/{PART}", f"file://{{tmp}}/deep/../lnk/{PART}", "{tmp}/elsewhere.csv"]
)
def test_an_input_in_the_output_folder_is_refused_however_it_is_spelt(
    used: Path, output: str, source: str
) -> None:
    before = contents(used / "used")
    name = output.format(tmp=used)
    with (
        pytest.raises(IrisError, match="is in the folder"),
        OutputFolder.opened(name, [source.format(tmp=used)]),
    ):
        pass
    assert contents(used / "used") == before


@pytest.mark.parametrize("output", ["file://{tmp}/lnk", "file://{tmp}/deep/../used"])
def test_the_command_keeps_its_input(
    scheduler: str, used: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    source = used / "used" / PART
    error = error_of(capsys, str(source), "-o", output.format(tmp=used), "--dask", scheduler)
    assert "is in the folder" in error
    assert source.read_text() == TABLE


@pytest.mark.parametrize(
    ("output", "source"),
    [
        ("memory://out", f"memory://out/{PART}"),
        ("memory://in/../out", f"memory://out/{PART}"),
        ("MEMORY://out/", f"memory:///out//{PART}"),
        ("memory://out", f"simplecache::memory://out/{PART}"),
        ("simplecache::memory://out", f"memory://in/.././out/{PART}"),
    ],
)
def test_an_input_in_the_output_folder_of_another_store_is_refused(
    output: str, source: str
) -> None:
    with (
        pytest.raises(IrisError, match="is in the folder"),
        OutputFolder.opened(output, [source]),
    ):
        pass


def test_a_folder_whose_name_only_begins_alike_is_another(tmp_path: Path) -> None:
    (tmp_path / "out2").mkdir()
    (tmp_path / "out2" / "a.csv").write_text(TABLE)
    with OutputFolder.opened(str(tmp_path / "out"), [str(tmp_path / "out2" / "a.csv")]):
        pass
    with OutputFolder.opened("memory://out", ["memory://out2/a.csv"]):
        pass


def contents(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in folder.iterdir() if path.is_file()}


FOREIGN = (
    "part-1-2.csv",
    PART,
    "part-000000-000009.csv",
    "_summary.json",
    "_manifest.json",
    "_running-0123456789abcdef",
    "_running-ab12",
    "_ended-0123456789abcdef.json",
    ".iris-0123456789abcdef-0123456789abcdef",
    f".iris-0123456789abcdef-{PART}-4",
    "notes.txt",
)


@pytest.mark.parametrize("name", FOREIGN)
@pytest.mark.parametrize("text", ["mine", "{}", '{"run": "0", "sha256": "0"}', "[[1]]"])
def test_what_no_run_wrote_is_named_and_kept(tmp_path: Path, name: str, text: str) -> None:
    output = tmp_path / "out"
    write_run(str(output), b"one", b"two")
    (output / name).write_text(text)
    before = contents(output)
    with (
        pytest.raises(IrisError, match=f"holds “{re.escape(shorten(name))}”, which no run wrote"),
        OutputFolder.opened(str(output), []),
    ):
        pass
    assert contents(output) == before


@pytest.mark.parametrize("name", [PART, "_summary.json", "_running-0123456789abcdef"])
@pytest.mark.parametrize("kind", ["folder", "symlink", "dangling symlink", "pipe"])
def test_what_is_no_plain_file_is_named_and_kept(tmp_path: Path, name: str, kind: str) -> None:
    output, other = tmp_path / "out", tmp_path / "other"
    output.mkdir()
    other.write_text("")
    if kind == "folder":
        (output / name).mkdir()
        (output / name / "mine").write_text("mine")
    elif kind == "pipe":
        os.mkfifo(output / name)
    else:
        (output / name).symlink_to(other if kind == "symlink" else tmp_path / "nowhere")
    with (
        pytest.raises(IrisError, match=f"holds “{name}”, which no run wrote"),
        OutputFolder.opened(str(output), []),
    ):
        pass
    assert [path.name for path in output.iterdir()] == [name]


def test_a_summary_that_somebody_changed_is_kept(tmp_path: Path) -> None:
    output = tmp_path / "out"
    write_run(str(output), b"one")
    summary = json.loads((output / "_summary.json").read_text())
    (output / "_summary.json").write_text(json.dumps(summary | {"remark": "checked by me"}))
    with pytest.raises(IrisError, match=r"holds “_summary\.json”"):
        write_run(str(output), b"two")
    assert (output / PART).read_bytes() == b"one"


def test_the_next_run_replaces_a_finished_one(tmp_path: Path) -> None:
    output = tmp_path / "out"
    write_run(str(output), b"one", b"two", b"")
    write_run(str(output), b"three")
    assert contents(output).keys() == {PART, "_summary.json"}
    assert joined(output) == b"three"
    assert json.loads((output / "_summary.json").read_text())["files"] == {PART: 5}


def test_a_run_ends_without_summary_when_its_parts_are_not_its_own_any_more(tmp_path: Path) -> None:
    output = tmp_path / "out"

    def add() -> None:
        (output / "part-000000-000009.csv").write_text("mine")

    with pytest.raises(IrisError, match=r"“part-000000-000009.csv”"):
        write_run(str(output), b"one", last=add)
    assert contents(output) == {"part-000000-000009.csv": b"mine"}
    (output / "part-000000-000009.csv").unlink()
    with pytest.raises(IrisError, match=f"“{PART}”"):
        write_run(str(output), b"one", last=lambda: (output / PART).unlink())
    assert contents(output) == {}


def test_a_part_never_replaces_what_the_run_did_not_write(tmp_path: Path) -> None:
    output = tmp_path / "out"
    with OutputFolder.opened(str(output), []) as folder:
        folder.write(PART, [b"one"])
        folder.write(PART, [b"one"])  # as another worker does where the first was given up
        (output / "part-000000-000001.csv").write_text("mine")
        with pytest.raises(IrisError, match=r"part-000000-000001\.csv"):
            folder.write("part-000000-000001.csv", [b"two"])
    assert contents(output) == {"part-000000-000001.csv": b"mine"}


@pytest.mark.parametrize("output", ["{tmp}/loop", "file://{tmp}/loop", "/dev/null"])
def test_an_output_that_is_no_folder_is_refused(tmp_path: Path, output: str) -> None:
    (tmp_path / "loop").symlink_to("loop")
    with (
        pytest.raises(IrisError, match="is a file"),
        OutputFolder.opened(output.format(tmp=tmp_path), []),
    ):
        pass


def test_an_output_that_a_store_would_take_for_a_pattern_is_refused(tmp_path: Path) -> None:
    with pytest.raises(IrisError, match="mean many files"), OutputFolder.opened("memory://o*", []):
        pass
    write_run(str(tmp_path / "[1-9]*"), b"one")
    write_run(str(tmp_path / "[1-9]*"), b"two")
    assert joined(tmp_path / "[1-9]*") == b"two"


def test_a_store_that_lacks_an_option_is_one_sentence() -> None:
    with (
        pytest.raises(IrisError, match="Cannot reach github://x"),
        OutputFolder.opened("github://x", []),
    ):
        pass


class Killed(BaseException):
    """In place of SIGKILL: nothing that would still clean up can do so."""


class MortalStore(MemoryFileSystem):
    """A store in memory whose client is killed before one of its changes; moving takes two."""

    protocol = "mortal"
    cachable = False
    life = 0

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(path.removeprefix("mortal://"))

    @classmethod
    def live(cls) -> None:
        cls.life -= 1
        if cls.life < 0:
            raise Killed

    def _open(self, path: str, mode: str = "rb", **options: object) -> object:
        if mode != "rb":
            self.live()
        return super()._open(path, mode, **options)

    def pipe_file(self, path: str, value: bytes, **options: object) -> None:
        self.live()
        super().pipe_file(path, value, **options)

    def cp_file(self, path1: str, path2: str, **options: object) -> None:
        self.live()
        super().cp_file(path1, path2, **options)

    def _rm(self, path: str) -> None:
        self.live()
        super()._rm(path)

    def rm(self, path: str, **options: object) -> None:
        self.live()
        super().rm(path, **options)


@pytest.fixture
def mortal() -> Iterator[MemoryFileSystem]:
    fsspec.register_implementation("mortal", MortalStore, clobber=True)
    store = MemoryFileSystem()
    yield store
    store.rm("/mortal", recursive=True)


def chunks(*pieces: bytes) -> Iterator[bytes]:
    """Pieces of a part, before each of which the writer may be killed."""
    for piece in pieces:
        MortalStore.live()
        yield piece


def run_for(life: int, *parts: bytes) -> bool:
    """Do what a run does until it is killed before a change; return whether it came to its end."""
    MortalStore.life = life
    try:
        with OutputFolder.opened("mortal://mortal/out", []) as folder:
            for number, content in enumerate(parts):
                folder.write(f"part-000000-{number:06d}.csv", chunks(content, b"\n"))
            folder.remove(["part-000000-000001.csv"])
            folder.finish({})
    except Killed:
        return False
    return True


def test_whenever_a_run_is_killed_the_next_one_starts_clean(mortal: MemoryFileSystem) -> None:
    life, ended = 0, False
    while not ended:
        for again in (0, 3, 7, 9, 12, 15, 18, 21, 24):
            assert run_for(10**6, b"first", b"second", b"third")
            ended = run_for(life, b"four", b"five", b"six")
            finished = mortal.exists("/mortal/out/_summary.json")
            run_for(again, b"seven")
            assert run_for(10**6, b"eight")
            names = {name.rpartition("/")[2] for name in mortal.ls("/mortal/out", detail=False)}
            assert names == {PART, "_summary.json"}, (life, again)
            assert mortal.cat_file(f"/mortal/out/{PART}") == b"eight\n"
            assert finished or not ended
        life += 1
    assert life > 30


def test_a_summary_is_there_only_with_all_its_parts(mortal: MemoryFileSystem) -> None:
    life, ended = 0, False
    while not ended:
        assert run_for(10**6, b"first", b"second", b"third")
        ended = run_for(life, b"four", b"five")
        if mortal.exists("/mortal/out/_summary.json"):
            files = json.loads(mortal.cat_file("/mortal/out/_summary.json"))["files"]
            found = mortal.glob("/mortal/out/part-*", detail=True)
            assert {n.rpartition("/")[2]: entry["size"] for n, entry in found.items()} == files
        life += 1


class OvertakenStore(MemoryFileSystem):
    """A store in memory that a run ends in just before a worker writes the receipt of a part."""

    protocol = "overtaken"
    cachable = False
    before_receipt: Callable[[], object] | None = None

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(path.removeprefix("overtaken://"))

    def pipe_file(self, path: str, value: bytes, **options: object) -> None:
        end, OvertakenStore.before_receipt = OvertakenStore.before_receipt, None
        if end and PART in path:
            end()
        super().pipe_file(path, value, **options)


def test_a_worker_that_writes_while_its_run_ends_leaves_nothing() -> None:
    fsspec.register_implementation("overtaken", OvertakenStore, clobber=True)
    run = ExitStack()
    folder = run.enter_context(OutputFolder.opened("overtaken://overtaken/out", []))
    OvertakenStore.before_receipt = run.close
    with pytest.raises(FileNotFoundError):
        folder.write(PART, [b"a part"])
    assert MemoryFileSystem().find("/overtaken") == []
