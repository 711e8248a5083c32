"""Inputs that nobody would write by hand, and what must hold for each of them.

`python -m tests.files.fuzz [SECONDS]` goes on with new ones until time is up or it is interrupted.
"""

import csv
import io
import sys
import time
from collections import Counter
from collections.abc import Iterator

import polars as pl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from iris_model.errors import IrisError
from iris_model.files.classify import classify_rows
from iris_model.files.reading.blocks import read_rows
from iris_model.files.reading.encoding import decode, is_unicode
from iris_model.files.reading.layout import Layout, Overrides
from iris_model.files.reading.parsing import DEFECT, parse_regular, parse_tolerant
from iris_model.files.reading.problems import cell_problem
from iris_model.files.reading.recognition import recognise
from iris_model.files.results import PROBLEM, Options
from iris_model.files.summary import Summary
from iris_model.files.whole_files import classify_stream
from tests.files.both_ways import tolerantly
from tests.files.cases import CASES, DATA_DIR, HEADER, MODEL

SAMPLES = [path.read_bytes() for path in sorted((DATA_DIR / "samples").iterdir())]
SEEDS = SAMPLES + [case.data for case in CASES if len(case.data) < 5000]
INSERTS = [
    *(b'"', b"'", b",", b";", b"\t", b"|", b"\n", b"\r", b"\r\n", b" ", b"\0", b"\xff", b"\xe9"),
    *(b"\xc3\xa9", b"\xef\xbb\xbf", b"\xff\xfe", b'""', b'",', b',"', b"5,1", b"5.1", b"NA", b"="),
    *(b"1e999", b"-", b"\x0b", b"\xe2\x80\xa8", b"sep=;\n", HEADER.encode() + b"\n", b"mm", b"#"),
]
CELLS = [
    *("5.1", "3.5", "1.4", "0.2", "", " ", "x", "=1", "-", "“hi”", "– …", "’", "Köln", "Łódź", "Ж"),
    *("東ソ能", "北", '"', '"a', 'b"', '"a, b"', '""', "mean", "\x85", "€"),
]
"""Of letters that the program's own sentences have too, and of bytes that are a separator's."""
AS_FOUND = Overrides()
BUDGET = settings(max_examples=150, deadline=None, derandomize=True, database=None)


@st.composite
def mutated_files(draw: st.DrawFn) -> bytes:
    """Return a good file with pieces cut out, put in, doubled or replaced."""
    data = draw(st.sampled_from(SEEDS))
    for _ in range(draw(st.integers(1, 5))):
        start = draw(st.integers(0, len(data)))
        end = min(len(data), start + draw(st.integers(0, 30)))
        kept = data[start:end] * draw(st.integers(0, 2))
        data = data[:start] + kept + draw(st.sampled_from([b"", *INSERTS])) + data[end:]
    return data


def tables(alphabet: str, header: str = HEADER) -> st.SearchStrategy[bytes]:
    """Return files of a good header and lines of the alphabet's characters."""
    return st.text(alphabet, max_size=80).map(lambda rows: f"{header}\n{rows}".encode())


def corrections() -> st.SearchStrategy[Overrides]:
    """Return what a user may ask for, sensible or not."""
    wanted = st.integers(-1, 6) | st.sampled_from(["1", "9", "sepal_length", "Species", "x", ""])
    columns = st.dictionaries(st.sampled_from(MODEL.schema.names), wanted)
    return st.builds(
        Overrides,
        separator=st.none() | st.sampled_from([",", ";", "\t", "|", " ", "a", ""]),
        encoding=st.sampled_from([None, None, "shift_jis", "windows-1251", "utf-16", "x"]),
        decimal=st.sampled_from([None, ".", ","]),
        header=st.sampled_from([None, True, False]),
        columns=columns,
    )


def layout_of(data: bytes, overrides: Overrides = AS_FOUND) -> Layout | None:
    """Return the layout, or None for a file that is refused; no other error may leave."""
    try:
        return recognise(data, MODEL, overrides=overrides)
    except IrisError as error:
        message = str(error)
    assert message.isprintable()
    return None


def pieces(data: bytes, size: int) -> Iterator[bytes]:
    return (data[i : i + size] for i in range(0, len(data), size))


@given(
    st.binary(max_size=300)
    | st.sampled_from(INSERTS)
    | mutated_files()
    | tables('5.1,"\n\r ;x')
    | st.text('sep=;,|5.1\n\r#" ').map(str.encode),
    st.just(AS_FOUND) | corrections(),
)
def any_bytes_are_classified_or_refused(data: bytes, overrides: Overrides) -> None:
    layout = layout_of(data, overrides)
    if layout is None:
        return
    summary = Summary(MODEL.schema)
    output = b"".join(classify_stream([data], layout, MODEL, summary))
    read = sum(rows.height for rows in read_rows([data], layout))
    assert read == summary.rows == summary.classified + summary.problems
    decode(output, "utf-8" if is_unicode(layout.encoding) else layout.encoding)


@st.composite
def nearly_regular_rows(draw: st.DrawFn) -> bytes:
    """Return rows of four cells, but for a few: too long, too short, blank, oddly quoted."""
    cell = st.sampled_from(
        ["", "5.1", " ", "x", '"a"', '"a,b"', '""', '"a\nb"', '"', 'a"', "\0", "é"]
    )
    row = st.lists(cell, min_size=4, max_size=4) | st.lists(cell, max_size=6)
    rows = draw(st.lists(row.map(",".join), max_size=8))
    return (
        draw(st.sampled_from(["\n", "\r\n", "\r"])).join(rows * draw(st.integers(1, 40))).encode()
    )


@given(nearly_regular_rows() | st.text('5.1,"\n\r x', max_size=80).map(str.encode))
def quick_and_tolerant_readings_agree(block: bytes) -> None:
    layout = recognise((HEADER + "\n").encode(), MODEL)
    quick = parse_regular(block, layout)
    if quick is not None:
        tolerant, _ = parse_tolerant(block, layout)
        assert quick.equals(tolerant)
        assert tolerant[DEFECT].null_count() == tolerant.height


@given(mutated_files() | tables('5.1,"\n\r x'), st.integers(1, 50), st.integers(1, 100))
def how_a_file_is_cut_changes_nothing(data: bytes, piece: int, block: int) -> None:
    layout = layout_of(data)
    if layout is None:
        return
    whole = list(read_rows([data], layout))
    parts = list(read_rows(pieces(data, piece), layout, block))
    assert bool(whole) == bool(parts)
    assert not whole or pl.concat(whole).equals(pl.concat(parts))


@given(st.lists(st.text("0123456789.,eE+-_ \t\0\xa0\u0665infa", max_size=9), max_size=40))
def a_block_reads_the_numbers_that_the_validator_reads(texts: list[str]) -> None:
    layout = recognise(f"{HEADER.replace(',', ';')}\n".encode(), MODEL)
    frame = pl.DataFrame({"0": texts, "1": "3.5", "2": "1.4", "3": "0.2", DEFECT: None})
    frame = frame.with_columns(pl.col("0", DEFECT).cast(pl.String).replace("", None))
    table = classify_rows(frame, layout, MODEL).table
    for text, problem in zip(texts, table[PROBLEM], strict=True):
        assert problem == cell_problem(MODEL.schema.measurements[0], layout, text)


@given(st.lists(st.text("5.1 ,x=-", max_size=25).filter(str.strip), max_size=30))
def every_line_that_is_not_blank_is_a_row(lines: list[str]) -> None:
    data = "\n".join([HEADER, *lines]).encode()
    layout, summary = layout_of(data), Summary(MODEL.schema)
    assert layout is not None
    for _ in classify_stream([data], layout, MODEL, summary):
        pass
    assert summary.rows == len(lines)


@given(
    st.lists(
        st.lists(st.sampled_from(CELLS), min_size=1, max_size=8).map(",".join).filter(str.strip),
        min_size=1,
        max_size=8,
    ),
    st.sampled_from(["utf-8", "cp1252", "cp1251", "shift_jis", "gbk", "mac_roman"]),
)
def every_byte_of_a_row_comes_back(lines: list[str], encoding: str) -> None:
    came = [line.encode(encoding, "replace") for line in lines]
    data = b"\n".join([f"{HEADER},note".encode(), *came])
    layout = layout_of(data)
    assert layout is not None
    rows = classify_stream([data], layout, MODEL, Summary(MODEL.schema))
    went = list(csv.reader(io.StringIO(b"".join(rows).decode("latin-1"), newline="")))
    after = ["".join(row).encode("latin-1") for row in went]
    if len(after) != len(came):  # a cell spans lines
        came, after = [b"".join(came)], [b"".join(after)]
    for before, found in zip(came, after, strict=True):
        assert not Counter(before) - Counter(found) - Counter(b'", ' * len(before))


@st.composite
def mostly_regular_files(draw: st.DrawFn) -> bytes:
    """Return files of regular lines, but for a few that have other cells, or more, or fewer."""
    header, row = draw(
        st.sampled_from(
            [
                (HEADER, "5.1,3.5,1.4,0.2"),
                (f"{HEADER},Species", "6.3,3.3,6.0,2.5,virginica"),
                (f"Id,Site,{HEADER},Note", "7,Jena,5.9,3.0,4.2,1.5,blühte"),
            ]
        )
    )
    cells = row.split(",")
    odd = st.sampled_from(
        [
            *("", " ", "x", "NA", "9.9", "0.1", "1e0", "+5.1", " 5.1 ", "5,1", ".5", "5.", "-0.2"),
            *(
                "nan",
                "inf",
                "=1+1",
                "@x",
                "-x",
                "-1",
                "＝x",
                "mean",
                "max",
                "7",
                '="5.1"',
                "\0",
                "é",
            ),
        ]
    )
    lines = [cells] * draw(st.sampled_from([8, 20]))
    for _ in range(draw(st.integers(1, 4))):
        changed = list(draw(st.sampled_from(lines)))
        for _ in range(draw(st.integers(1, 2))):
            changed[draw(st.integers(0, len(changed) - 1))] = draw(odd)
        changed = changed[: draw(st.integers(1, len(changed) + 2))] + draw(
            st.lists(odd, max_size=1)
        )
        lines.insert(draw(st.integers(0, len(lines))), changed)
    end = draw(st.sampled_from(["\n", "\r\n"]))
    last = draw(st.sampled_from(["", end, end + end]))
    return (end.join([header, *map(",".join, lines)]) + last).encode()


@given(mostly_regular_files(), st.booleans())
def a_regular_line_is_classified_as_a_tolerant_reading_has_it(data: bytes, raw: bool) -> None:
    layout, options = layout_of(data), Options(raw=raw)
    assert layout is not None
    quick, tolerant = Summary(MODEL.schema), Summary(MODEL.schema)
    text = b"".join(classify_stream([data], layout, MODEL, quick, options))
    assert text == tolerantly(data, layout, MODEL, tolerant, options)
    assert quick.to_json(layout) == tolerant.to_json(layout)


PROPERTIES = (
    every_byte_of_a_row_comes_back,
    a_regular_line_is_classified_as_a_tolerant_reading_has_it,
    any_bytes_are_classified_or_refused,
    quick_and_tolerant_readings_agree,
    how_a_file_is_cut_changes_nothing,
    a_block_reads_the_numbers_that_the_validator_reads,
    every_line_that_is_not_blank_is_a_row,
)


def main(seconds: float) -> None:
    """Try new inputs until the time is over."""
    end, rounds = time.monotonic() + seconds, 0
    new_ones = settings(BUDGET, derandomize=False, suppress_health_check=list(HealthCheck))
    checks = [new_ones(check) for check in PROPERTIES]
    while time.monotonic() < end:
        for check in checks:
            check()
        rounds += 1
        print(f"\r{rounds * len(PROPERTIES) * BUDGET.max_examples:,} inputs", end="", flush=True)
    print()


if __name__ == "__main__":
    main(float(sys.argv[1]) if len(sys.argv) > 1 else float("inf"))
