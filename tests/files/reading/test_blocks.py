"""The two readings of a block: the quick one is used where it may be, and only there."""

import pytest

from iris_model.errors import IrisError
from iris_model.files.reading.blocks import BLOCK_BYTES, read_rows
from iris_model.files.reading.layout import Layout
from iris_model.files.reading.parsing import parse_block, parse_regular, parse_tolerant
from iris_model.files.reading.recognition import recognise
from tests.files.cases import DATA_DIR, HEADER, MODEL, C, S, table

LAYOUT = recognise(table(S).encode(), MODEL)
NOTED = recognise(table(f"{S},a", header=f"{HEADER},note").encode(), MODEL)


@pytest.mark.parametrize("name", ["gist.csv", "kaggle.csv", "german-excel.csv", "millimetres.tsv"])
def test_ordinary_files_are_read_the_quick_way(name: str):
    data = (DATA_DIR / "samples" / name).read_bytes()
    layout = recognise(data, MODEL)
    assert parse_regular(data[layout.data_start + 3 * layout.bom :], layout) is not None


@pytest.mark.parametrize(
    ("layout", "block"),
    [
        (LAYOUT, f"{S}\n5.1,3.5,1.4\n"),
        (LAYOUT, f"{S},1\n"),
        (LAYOUT, f"{S},1\n5.1,3.5,1.4\n"),
        (LAYOUT, f"{S},1,2,3\n\n{S}\n"),
        (LAYOUT, f"{S}\n \n{C}\n"),
        (NOTED, f'{S},"a\nb"\n'),
        (NOTED, f'{S},"a""b"\n'),
        (NOTED, f'{S},a"\n{C},"b\n'),
        (NOTED, f'{S}, "a"\n'),
        (NOTED, f'5.1,3.5,"1.4,0.2",a\n{S},a\n'),
        (NOTED, f"{S},{'x' * 1_500_000}\n{C},a\n"),
    ],
    ids=lambda value: "" if isinstance(value, Layout) else repr(value[:30]),
)
def test_the_quick_way_leaves_what_is_not_beyond_doubt(layout: Layout, block: str):
    assert parse_regular(block.encode(), layout) is None


def test_one_bad_line_does_not_make_a_whole_block_slow_or_different():
    block = "".join(f"{5 + i % 9 / 10},3.5,1.4,0.2\n" for i in range(60_000)) + f"{S},9\n"
    block += f"{C}\n" * 60_000
    rows, rest = parse_block(block.encode(), LAYOUT)
    tolerant, _ = parse_tolerant(block.encode(), LAYOUT)
    assert rest == b""
    assert rows.equals(tolerant)
    assert rows["defect"].is_not_null().arg_true().to_list() == [60_000]


def test_a_quoted_line_break_may_lie_on_the_border_of_two_blocks():
    rows = f'{S},"first\nsecond"\n' * (BLOCK_BYTES // 25)
    data = f"{HEADER},note\n{rows}".encode()
    frames = list(read_rows([data], NOTED))
    assert len(frames) > 1
    assert sum(frame.height for frame in frames) == BLOCK_BYTES // 25
    assert all((frame["4"] == "first\nsecond").all() for frame in frames)


def test_a_quote_that_is_never_closed_waits_no_longer_than_the_longest_line():
    data = f'{HEADER},note\n{S},"open\n'.encode() + f"{C},x\n".encode() * (2 * BLOCK_BYTES // 18)
    first, *others = read_rows([data], NOTED)
    assert others
    assert first["defect"].is_not_null().arg_true().to_list() == [0]
    assert all(frame["defect"].null_count() == frame.height for frame in others)


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_very_short_lines_are_read_in_blocks_of_as_many_rows_as_others(end: str):
    data = f"{HEADER}{end}{S}{end}".encode() + f"a{end}".encode() * 500_000
    heights = [rows.height for rows in read_rows([data], LAYOUT)]
    assert sum(heights) == 500_001
    assert max(heights) < 400_000


def test_a_line_over_1_mb_is_an_error_wherever_it_is():
    for behind in (b"", f"\n{S}\n".encode() * 400_000):
        data = table(S).encode() + b"x" * 1_100_000 + behind
        with pytest.raises(IrisError, match="longer than 1 MB"):
            list(read_rows([data], LAYOUT))
