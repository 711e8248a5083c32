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
PART = "part-000000-000000-0123456789abcdef.csv"


def write_run(name: str, *parts: bytes, last: Callable[[], object] = lambda: None) -> None:
    """Do what a run does in its folder, with parts of given bytes."""
    with OutputFolder.opened(name, []) as folder:
        names = [folder.part(0, number) for number in range(len(parts))]
        for part, content in zip(names, parts, strict=True):
            folder.write(part, [content])
        last()
        folder.finish({"parts": [{"name": part} for part in names]})


def first_part(folder: Path) -> Path:
    return next(folder.glob("part-000000-000000-*"))


@pytest.fixture
def used(tmp_path: Path) -> Path:
    """The folder of a finished run, whose only part is to be an input, and ways to it."""
    write_run(str(tmp_path / "used"), TABLE.encode())
    (tmp_path / "lnk").symlink_to("used")
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "lnk").symlink_to("../lnk")
    (tmp_path / "elsewhere.csv").symlink_to(first_part(tmp_path / "used"))
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
    "source", ["{tmp}/used/{part}", "file://{tmp}/deep/../lnk/{part}", "{tmp}/elsewhere.csv"]
)
def test_an_input_in_the_output_folder_is_refused_however_it_is_spelt(
    used: Path, output: str, source: str
) -> None:
    before, part = contents(used / "used"), first_part(used / "used").name
    name = output.format(tmp=used)
    with (
        pytest.raises(IrisError, match="is in the folder"),
        OutputFolder.opened(name, [source.format(tmp=used, part=part)]),
    ):
        pass
    assert contents(used / "used") == before


@pytest.mark.parametrize("output", ["file://{tmp}/lnk", "file://{tmp}/deep/../used"])
def test_the_command_keeps_its_input(
    scheduler: str, used: Path, capsys: pytest.CaptureFixture[str], output: str
) -> None:
    source = first_part(used / "used")
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
    "part-000000-000009.csv",
    PART,
    "_summary.json",
    "_manifest.json",
    "_running-0123456789abcdef",
    "_running-ab12",
    "_ended-0123456789abcdef.json",
    "_ended-0123456789abcdef",
    ".iris-0123456789abcdef-0123456789abcdef.csv",
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
    assert joined(output) == b"one"


def test_the_next_run_replaces_a_finished_one(tmp_path: Path) -> None:
    output = tmp_path / "out"
    write_run(str(output), b"one", b"two", b"")
    write_run(str(output), b"three")
    assert contents(output).keys() == {first_part(output).name, "_summary.json"}
    assert joined(output) == b"three"


def test_a_run_ends_without_summary_when_its_parts_are_not_its_own_any_more(tmp_path: Path) -> None:
    output = tmp_path / "out"

    def add() -> None:
        (output / "part-000000-000009.csv").write_text("mine")

    with pytest.raises(IrisError, match=r"“part-000000-000009.csv”"):
        write_run(str(output), b"one", last=add)
    assert contents(output) == {"part-000000-000009.csv": b"mine"}
    (output / "part-000000-000009.csv").unlink()
    with pytest.raises(IrisError, match="“part-000000-000000-"):
        write_run(str(output), b"one", last=lambda: first_part(output).unlink())
    assert contents(output) == {}


def test_a_summary_never_replaces_what_the_run_did_not_write(tmp_path: Path) -> None:
    output = tmp_path / "out"
    with pytest.raises(IrisError, match=r"“_summary\.json”"):
        write_run(str(output), b"one", last=lambda: (output / "_summary.json").write_text("mine"))
    assert contents(output) == {"_summary.json": b"mine"}


def test_a_part_written_twice_is_one_and_a_part_that_does_not_count_is_removed(
    tmp_path: Path,
) -> None:
    output = tmp_path / "out"
    with OutputFolder.opened(str(output), []) as folder:
        for content in (b"one", b"one"):  # as another worker does where the first was given up
            folder.write(folder.part(0, 0), [content])
        folder.write(folder.part(0, 1), [b"two"])
        folder.finish({"parts": [{"name": folder.part(0, 0)}]})
    assert contents(output).keys() == {folder.part(0, 0), "_summary.json"}
    assert joined(output) == b"one"


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
                folder.write(folder.part(0, number), chunks(content, b"\n"))
            counted = [folder.part(0, number) for number in range(len(parts)) if number != 1]
            folder.finish({"parts": [{"name": part} for part in counted]})
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
            part, *others = sorted(mortal.ls("/mortal/out", detail=False), reverse=True)
            assert others == ["/mortal/out/_summary.json"], (life, again)
            assert mortal.cat_file(part) == b"eight\n"
            assert finished or not ended
        life += 1
    assert life > 30


def test_a_summary_is_there_only_with_all_its_parts(mortal: MemoryFileSystem) -> None:
    life, ended = 0, False
    while not ended:
        assert run_for(10**6, b"first", b"second", b"third")
        ended = run_for(life, b"four", b"five")
        if mortal.exists("/mortal/out/_summary.json"):
            parts = json.loads(mortal.cat_file("/mortal/out/_summary.json"))["parts"]
            found = mortal.glob("/mortal/out/part-*")
            assert [name.rpartition("/")[2] for name in found] == [part["name"] for part in parts]
        life += 1


class OvertakenStore(MemoryFileSystem):
    """A store in memory where a run and a worker's part end at about the same time.

    The run ends just before, or after, the part gets its name, or that happens while it ends.
    """

    protocol = "overtaken"
    cachable = False
    before: Callable[[], object] | None = None
    after: Callable[[], object] | None = None
    ending: Callable[[], object] | None = None

    @classmethod
    def _strip_protocol(cls, path: str) -> str:
        return super()._strip_protocol(path.removeprefix("overtaken://"))

    def mv(self, path1: str, path2: str, **options: object) -> None:
        before, after = OvertakenStore.before, OvertakenStore.after
        OvertakenStore.before = OvertakenStore.after = None
        if before:
            before()
        super().mv(path1, path2, **options)
        if after:
            after()

    def pipe_file(self, path: str, value: bytes, **options: object) -> None:
        super().pipe_file(path, value, **options)
        ending, OvertakenStore.ending = OvertakenStore.ending, None
        if ending:
            ending()


@pytest.fixture
def overtaken() -> Iterator[tuple[OutputFolder, ExitStack]]:
    """An opened folder and what ends its run."""
    fsspec.register_implementation("overtaken", OvertakenStore, clobber=True)
    run = ExitStack()
    yield run.enter_context(OutputFolder.opened("overtaken://overtaken/out", [])), run
    MemoryFileSystem().rm("/overtaken", recursive=True)


def test_a_worker_that_writes_while_its_run_ends_leaves_nothing(
    overtaken: tuple[OutputFolder, ExitStack],
) -> None:
    folder, run = overtaken
    OvertakenStore.before = run.close
    with pytest.raises(FileNotFoundError):
        folder.write(folder.part(0, 0), [b"a part"])
    assert MemoryFileSystem().find("/overtaken") == []


def test_a_part_that_is_written_while_its_run_is_cleared_is_removed_too(
    overtaken: tuple[OutputFolder, ExitStack],
) -> None:
    folder, run = overtaken
    OvertakenStore.ending = lambda: folder.write(folder.part(0, 0), [b"a part"])
    run.close()
    assert OvertakenStore.ending is None
    assert MemoryFileSystem().find("/overtaken") == []


def test_a_worker_that_is_late_leaves_nothing_but_a_part_of_a_finished_run(
    overtaken: tuple[OutputFolder, ExitStack],
) -> None:
    folder, run = overtaken
    OvertakenStore.after = run.close
    folder.write(folder.part(0, 0), [b"a part"])
    assert MemoryFileSystem().find("/overtaken") == []
    with OutputFolder.opened("overtaken://overtaken/out", []) as folder:
        part = folder.part(0, 0)
        folder.write(part, [b"a part"])
        OvertakenStore.after = lambda: folder.finish({"parts": [{"name": part}]})
        folder.write(part, [b"a part"])
    assert len(MemoryFileSystem().glob("/overtaken/out/part-*")) == 1
