"""Small files as people send them, each with what must become of it.

Answers are one letter a row: S, C and V for the three varieties, - for a row with a problem.
"""

import codecs
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from iris_model.model_storage import load_model

MODEL = load_model()
DATA_DIR = Path(__file__).resolve().parents[2] / "data"
HEADER = "sepal_length,sepal_width,petal_length,petal_width"
S, C, V = "5.1,3.5,1.4,0.2", "7.0,3.2,4.7,1.4", "6.3,3.3,6.0,2.5"
HEADER_IN_WORDS = ("Sepal Length", "Sepal Width", "Petal Length", "Petal Width")
_CM = {"unit": "cm"}


@dataclass(frozen=True)
class Case:
    """A file that is read."""

    name: str
    text: str | bytes
    answers: str
    problems: dict[int, str] = field(default_factory=dict)
    """Row, from 0, to words its problem must have."""
    layout: dict[str, Any] = field(default_factory=dict)
    """Attributes the layout must have."""
    note: str = ""
    """Words that one of the layout's notes must have."""
    cells: dict[tuple[int, int], str] = field(default_factory=dict)
    """(row, column) to what the output must have there."""

    @property
    def data(self) -> bytes:
        return self.text.encode() if isinstance(self.text, str) else self.text


def lines(*rows: str, end: str = "\n") -> str:
    return "".join(row + end for row in rows)


def table(*rows: str, header: str = HEADER, end: str = "\n") -> str:
    return lines(header, *rows, end=end)


def in_dialect(separator: str, decimal: str = ".", *, quoted: bool = False) -> str:
    """Return three flowers in another dialect, their numbers in quotation marks or not."""

    def cell(text: str) -> str:
        text = text.replace(".", decimal)
        return f'"{text}"' if quoted else text

    rows = [separator.join(map(cell, row.split(","))) for row in (S, C, V)]
    return table(*rows, header=HEADER.replace(",", separator))


def with_header(header: str) -> str:
    """Return three flowers under a header that has the four measurements first."""
    more = header.count(",") - 3
    return table(*(row + ",x" * more for row in (S, C, V)), header=header)


WILD_HEADERS = [
    Case(
        "the tutorial's gist",
        '"sepal.length","sepal.width","petal.length","petal.width","variety"\r\n'
        '5.1,3.5,1.4,.2,"Setosa"\r\n7,3.2,4.7,1.4,"Versicolor"\r\n',
        "SC",
        layout={"newline": "\r\n", "header": True},
        cells={(0, 3): ".2", (0, 4): "Setosa"},
    ),
    Case(
        "UCI without header, a blank line at the end",
        lines(f"{S},Iris-setosa", f"{C},Iris-versicolor", f"{V},Iris-virginica", ""),
        "SCV",
        layout={"header": False},
        note="no header",
    ),
    Case("seaborn", table(f"{S},setosa", f"{V},virginica", header=f"{HEADER},species"), "SV"),
    Case(
        "Kaggle",
        "Id,SepalLengthCm,SepalWidthCm,PetalLengthCm,PetalWidthCm,Species\n"
        f"1,{S},Iris-setosa\n101,{V},Iris-virginica\n",
        "SV",
        layout=_CM,
    ),
    Case(
        "scikit-learn's own file",
        lines("150,4,setosa,versicolor,virginica", f"{S},0", f"{C},1", f"{V},2"),
        "SCV",
        layout={"header": False},
    ),
    Case(
        "R write.csv",
        '"","Sepal.Length","Sepal.Width","Petal.Length","Petal.Width","Species"\n'
        f'"1",{S},"setosa"\n"2",{V},"virginica"\n',
        "SV",
        cells={(1, 0): "2"},
    ),
    Case("Rdatasets", f"rownames,Sepal.Length,Sepal.Width,Petal.Length,Petal.Width\n1,{S}\n", "S"),
    Case(
        "R write.csv2",
        '"";"Sepal.Length";"Sepal.Width";"Petal.Length";"Petal.Width";"Species"\n'
        '"1";5,1;3,5;1,4;0,2;"setosa"\n"2";6,3;3,3;6;2,5;"virginica"\n',
        "SV",
        layout={"separator": ";", "decimal": ","},
        cells={(0, 1): "5,1"},
    ),
    Case(
        "R write.table leaves out the name of the row names",
        '"Sepal.Length","Sepal.Width","Petal.Length","Petal.Width","Species"\n'
        f'"1",{S},"setosa"\n"2",{V},"virginica"\n',
        "SV",
        note="row numbers",
    ),
    Case(
        "R write.table: a short row is neither shifted nor a reason to shift none",
        lines(f"{HEADER},s", f'"1",{S},"a"', f'"2",{C},"a"', '"3",5.0,3.6,1.4,0.2', "4,mean"),
        "SC--",
        {2: "5 cells where 6"},
    ),
    Case(
        "scikit-learn frame",
        "sepal length (cm),sepal width (cm),petal length (cm),petal width (cm),target\n"
        f"{S},0\n{V},2\n",
        "SV",
        layout=_CM,
    ),
    Case("plotly", with_header("SepalLength,SepalWidth,PetalLength,PetalWidth,Name"), "SCV"),
    Case("h2o", with_header("sepal length,sepal width,petal length,petal width,class"), "SCV"),
    Case("abbreviated", with_header("sepal_len,sepal_wid,petal_len,petal_wid,class"), "SCV"),
    Case("initials", with_header("s.length,s_width,P Length,p-width"), "SCV"),
    Case("plural", with_header("sepal lengths,sepal widths,petal lengths,petal widths"), "SCV"),
    Case("hyphens", with_header("sepal-length,sepal-width,petal-length,petal-width"), "SCV"),
    Case(
        "units in brackets",
        with_header("SepalLength[cm],SepalWidth[cm],PetalLength[cm],PetalWidth[cm]"),
        "SCV",
        layout=_CM,
    ),
    Case("the old program's names", with_header("slen,swid,plen,pwid"), "SCV"),
    Case("capitals", with_header("SEPAL LENGTH,SEPAL WIDTH,PETAL LENGTH,PETAL WIDTH"), "SCV"),
    Case("length first", with_header("Length of sepal,width_sepal,LengthPetal,WidthPetal"), "SCV"),
    Case(
        "blanks in the header",
        with_header(" sepal_length , sepal_width ,petal_length,petal_width"),
        "SCV",
    ),
    Case(
        "another order and other columns between",
        "plant,petal_width,note,petal_length,sepal_width,by,sepal_length\n"
        "a,0.2,-,1.4,3.5,me,5.1\nb,2.5,-,6.0,3.3,me,6.3\n",
        "SV",
    ),
    Case(
        "SAS: millimetres, unit not named",
        "Species,SepalLength,SepalWidth,PetalLength,PetalWidth\n"
        "Setosa,50,33,14,2\nVirginica,64,28,56,22\n",
        "SV",
        layout={"unit": "mm"},
        note="millimetres",
        cells={(0, 1): "50"},
    ),
    Case(
        "millimetres in the header",
        table("51,35,14,2", "63,33,60,25", header=HEADER.replace(",", "_mm,") + "_mm"),
        "SV",
        layout={"unit": "mm"},
        note="as the header says",
    ),
]

DIALECTS = [
    Case("semicolons", in_dialect(";"), "SCV", layout={"separator": ";", "decimal": "."}),
    Case("semicolons and decimal commas", in_dialect(";", ","), "SCV", layout={"decimal": ","}),
    Case("tabs", in_dialect("\t"), "SCV", layout={"separator": "\t"}),
    Case("tabs and decimal commas", in_dialect("\t", ","), "SCV", layout={"decimal": ","}),
    Case("bars", in_dialect("|"), "SCV", layout={"separator": "|"}),
    Case("quoted decimal commas between commas", in_dialect(",", ",", quoted=True), "SCV"),
    Case("every cell quoted", in_dialect(",", quoted=True), "SCV"),
    Case("CRLF", table(S, C, V, end="\r\n"), "SCV", layout={"newline": "\r\n"}),
    Case("CR alone", table(S, C, V, end="\r"), "SCV", layout={"newline": "\r"}),
    Case("mixed line breaks", f"{HEADER}\r\n{S}\n{C}\r{V}\r\n", "SCV"),
    Case("no line break at the end", table(S, C)[:-1], "SC"),
    Case("one row", table(S), "S"),
    Case("no row at all", table(), ""),
    Case("blanks around numbers", table(" 5.1 ,3.5\t,  1.4,0.2 "), "S", cells={(0, 0): " 5.1 "}),
    Case("signs, exponents, bare points", table("+5.1,35e-1,1.4E0,.2", "5.,3.,1.,.2"), "SS"),
    Case(
        "integers among decimals", table("5,3,1.6,0.2", S), "SS", cells={(0, 0): "5", (0, 1): "3"}
    ),
    Case("sep= first", f"sep=;\r\n{in_dialect(';', ',')}", "SCV", layout={"separator": ";"}),
    Case("sep= against what comes", f"sep=,\n{table(S, C)}", "SC"),
    Case("blank lines before, between and behind", f"\n\n{HEADER}\n\n{S}\n  \n{C}\n\n\n", "SC"),
    Case("a title before the header", f"Iris flowers, spring 2024\n\n{table(S, C)}", "SC"),
    Case("comments before the header", f"# made by hand\n# {S}x\n{table(S, C)}", "SC"),
    Case("a commented header", f"# {table(S, C)}", "SC"),
    Case("a header with a cell too few but separators", f"{HEADER}\n{S},\n{C},\n", "SC"),
    Case("a separator behind header and rows", f"{HEADER},\n{S},\n{C},\n", "SC"),
    Case("separators behind the rows alone", table(f"{S},,", f"{C},,", "Sum: 2"), "SC-"),
    Case("separators behind most rows", table(S, f"{C},", f"{V},"), "-CV", {0: "4 cells where 5"}),
    Case("separators behind the header alone", table(S, C, "Sum: 2", header=f"{HEADER},,"), "SC-"),
    Case("a separator behind one row", table(S, f"{C},", V), "S-V", {1: "last column are empty"}),
    Case("a Markdown table", f"|{HEADER.replace(',', '|')}|\n|{S.replace(',', '|')}|\n", "S"),
    Case("no header, row numbers first", lines(f"1,{S},setosa", f"2,{V},virginica"), "SV"),
    Case("no header, decimal commas", "5,1;3,5;1,4;0,2\n6,3;3,3;6,0;2,5\n", "SV"),
    Case(
        "no header, nothing measured in the first row",
        lines("NA,?,-,NaN,Iris-setosa", f"{S},Iris-setosa", f"{V},Iris-virginica"),
        "-SV",
        {0: "missing"},
    ),
    Case(
        "no header, the first row broken",
        lines("5.1,?,1.4,0.2", S, C),
        "-SC",
        {0: "column_2|sepal_width"},
    ),
]

ENCODINGS = [
    Case("UTF-8 with a mark", codecs.BOM_UTF8 + table(S).encode(), "S", layout={"bom": True}),
    Case(
        "UTF-8 with a mark and quotes",
        codecs.BOM_UTF8
        + b'"sepal_length";"sepal_width";"petal_length";"petal_width"\n5.1;3.5;1.4;0.2\n',
        "S",
    ),
    Case("UTF-16 little", ("\ufeff" + table(S, C)).encode("utf-16-le"), "SC", layout={"bom": True}),
    Case("UTF-16 big", ("\ufeff" + table(S, C)).encode("utf-16-be"), "SC"),
    Case(
        "Windows-1252",
        table(f"{S},Köln", f"{C},“Gruß”", header=f"{HEADER},ort").encode("cp1252"),
        "SC",
        layout={"encoding": "windows-1252"},
        cells={(0, 4): "Köln", (1, 4): "“Gruß”"},
    ),
    Case(
        "UTF-8 with one bad byte in a column that is not needed",
        table(f"{S},Tübingen", f"{C},K\udcf6ln", f"{V},Göttingen", header=f"{HEADER},ort").encode(
            "utf-8", "surrogateescape"
        ),
        "SCV",
        layout={"encoding": "utf-8"},
        cells={(0, 4): "Tübingen", (1, 4): "Köln"},
    ),
    Case(
        "a byte that no encoding has",
        table(f"{S},\udc81", header=f"{HEADER},x").encode("utf-8", "surrogateescape"),
        "S",
    ),
    Case(
        "line separators that end no record",
        table(f"{S},a\x0bb\x0cc\x85d\u2028e", C + ",", header=f"{HEADER},note"),
        "SC",
        cells={(0, 4): "a\x0bb\x0cc\x85d\u2028e"},
    ),
    Case("sep= with a letter is no declaration", f"sep=x\n{table(S)}", "S"),
    Case("NUL in a note", table(f"{S},a\0b", header=f"{HEADER},note"), "S", cells={(0, 4): "a\0b"}),
]

_NOTED = f"{HEADER},note"
DEFECTS = [
    Case("an empty cell", table(S, "5.1,,1.4,0.2", C), "S-C", {1: "missing"}),
    Case("NA", table(S, "NA,3.5,1.4,0.2"), "S-", {1: "“NA” says that the value is missing"}),
    Case("nan", table(S, "nan,3.5,1.4,0.2"), "S-", {1: "missing"}),
    Case(
        "inf", table(S, "inf,3.5,1.4,0.2", "5.1,3.5,-Infinity,1"), "S--", {1: "finite", 2: "finite"}
    ),
    Case("1e999", table(S, "1e999,3.5,1.4,0.2"), "S-", {1: "finite"}),
    Case(
        "a date",
        table(S, "2024-05-01,3.5,1.4,0.2", "5. Jan,3.5,1.4,0.2"),
        "S--",
        {1: "date", 2: "date"},
    ),
    Case("a unit in the cell", table(S, "5.1 cm,3.5,1.4,0.2"), "S-", {1: "with a unit"}),
    Case("a unit behind a bare point", table(S, ".5cm,3.5,1.4,0.2"), "S-", {1: "with a unit"}),
    Case("words", table(S, "long,3.5,1.4,0.2"), "S-", {1: "“long” is not a number"}),
    Case("an underscore", table(S, "5_1,3.5,1.4,0.2"), "S-", {1: "not a number"}),
    Case("full-width digits", table(S, "５.１,3.5,1.4,0.2"), "S-", {1: "plain digits"}),
    Case("a no-break space", table(S, "5.1\xa0,3.5,1.4,0.2"), "S-", {1: "plain digits"}),
    Case("hexadecimal", table(S, "0x5,3.5,1.4,0.2"), "S-", {1: "not a number"}),
    Case("two signs", table(S, "--5.1,3.5,1.4,0.2"), "S-", {1: "not a number"}),
    Case("all zero", table(S, "0,0,0,0"), "S-", {1: "outside"}),
    Case("negative", table(S, "-5.1,3.5,1.4,0.2"), "S-", {1: "outside"}),
    Case("millimetres in one row", table(S, "51,35,14,2", C), "S-C", {1: "Is it in millimetres?"}),
    Case(
        "one cell ten times too large",
        table(S, "5.1,3.5,14,0.2"),
        "S-",
        {1: "“petal_length”, cell “14”"},
    ),
    Case(
        "centimetres in a row of a millimetre file",
        table("51,35,14,2", "5.1,3.5,1.4,0.2", "63,33,60,25"),
        "S-V",
        {1: "outside"},
        layout={"unit": "mm"},
    ),
    Case(
        "a decimal comma in a file of points",
        table(S, '"4,9","3,1","1,5","0,1"', C),
        "S-C",
        {1: "decimal comma where the file has a decimal point"},
    ),
    Case(
        "decimal points in a file of commas",
        lines(HEADER.replace(",", ";"), "5,1;3,5;1,4;0,2", "4.9;3.1;1.5;0.1", "6,3;3,3;6,0;2,5"),
        "S-V",
        {1: "decimal point where the file has a decimal comma"},
    ),
    Case("unquoted decimal commas", table(S, "5,1,3,5,1,4,0,2"), "S-", {1: "8 cells where 4"}),
    Case("5,1,3,5", table("5,1,3,5"), "-", {0: "decimal marks"}),
    Case(
        "one unquoted decimal comma in a row that lacks its last cell",
        table(f"{S},a", "5,1,3.5,1.4,0.2", "5.1,3,5,1.4,0.2", header=_NOTED),
        "S--",
        {1: "decimal marks", 2: "decimal marks"},
    ),
    *(
        Case(
            f"an unquoted decimal comma in {name}, in a row that lacks its variety",
            table(f"{S},setosa", row, f"{C},versicolor", header=f"{HEADER},species"),
            "S-C",
            {1: "in the place of the variety's name"},
        )
        for name, row in (
            ("the petal width", "6.3,3.3,4.7,1,6"),
            ("the petal length", "5.8,2.7,5,1,1.9"),
            ("the sepal width", "6.7,3,1,4.4,1.4"),
        )
    ),
    Case(
        "a number for a variety's name beside an ordinary flower",
        table(f"{S},setosa", f"{C},versicolor", f"{V},2", header=f"{HEADER},species"),
        "SCV",
    ),
    Case(
        "whole numbers before a code",
        table("5.7,2.6,3.5,1,1", f"{S},0", f"{C},1", header=f"{HEADER},species"),
        "CSC",
    ),
    Case(
        "an unlikely flower before another number is classified",
        table("5,1,3.5,1.4,12", "9.9,3.5,1.4,0.2,1", f"{S},1", header=_NOTED),
        "CCS",
    ),
    Case("whole numbers that resemble no flower are measurements", table("10,5,8,3"), "V"),
    Case("whole numbers that resemble one too", table("6,3,5,2"), "V"),
    Case("a cell too few", table(S, "5.1,3.5,1.4", C), "S-C", {1: "3 cells where 4"}),
    Case("a cell too many", table(S, f"{C},9", V), "S-V", {1: "5 cells where 4"}),
    Case(
        "cells behind the last are told",
        table(f"{S},a", f"{C},b,second,third", header=_NOTED),
        "S-",
        {1: "second,third"},
    ),
    Case("a shifted row", table(f"{S},a", f",{C}", header=_NOTED), "S-", {1: "missing"}),
    Case("a repeated header", table(S, HEADER, C), "S-C", {1: "repeats the header"}),
    Case("a footer", table(S, C, "Total: 2 flowers"), "SC-", {2: "1 cell where 4"}),
    Case("a footer with separators", table(S, C, "Mean,,,"), "SC-", {2: "“Mean” is not a number"}),
    Case("a row of separators", table(S, ",,,", C), "S-C", {1: "missing"}),
    Case("a comment among the rows", table(S, "# checked", C), "S-C", {1: "1 cell"}),
    Case("an unlikely flower is classified and warned of", table(S, "9.9,3.5,1.4,0.2"), "SC"),
    Case(
        "a bad value far below what is looked at first",
        table(*[S] * 20_000, "oops,3.5,1.4,0.2", C),
        "S" * 20_000 + "-C",
        {20_000: "“oops” is not a number"},
    ),
]

_TURNED = "petal_length,petal_width,sepal_length,sepal_width"
_TURNED_V = "6.0,2.5,6.3,3.3"
"""Acceptable in either order."""
TABLES_BELOW = [
    Case(
        "a second table with another order of columns",
        table(S, _TURNED, _TURNED_V, "6.1,2.4,6.2,3.4"),
        "S---",
        {1: "another header", 2: "below another header", 3: "a file of its own"},
    ),
    Case(
        "a third table in the order of the first is read again",
        table(S, _TURNED, _TURNED_V, HEADER, C, _TURNED, _TURNED_V),
        "S---C--",
        {2: "below another header", 3: "repeats the header", 6: "below another header"},
    ),
    Case(
        "a second table in the same order under other names",
        table(S, "SepalLengthCm,SepalWidthCm,PetalLengthCm,PetalWidthCm", C),
        "S-C",
    ),
    Case(
        "a second table in another order behind one without header",
        lines(S, C, _TURNED, _TURNED_V),
        "SC--",
        {3: "below another header"},
    ),
    Case(
        "a second table with row numbers before its measurements",
        table(f"{S},a", f'"",{HEADER}', "3,4.9,3.1,1.5,0.1", header=_NOTED),
        "S--",
        {2: "below another header"},
    ),
    Case(
        "a second table with its measurements behind four other columns",
        table(f"{S},1,2,3,4", f"a,b,c,d,{HEADER}", f"6,3,5,2,{S}", header=f"{HEADER},a,b,c,d"),
        "S--",
        {2: "below another header"},
    ),
    Case(
        "a header with a name too few, further down",
        table(f"1,{S}", _TURNED, f"2,{_TURNED_V}", header=f"n,{HEADER}"),
        "S--",
        {2: "below another header"},
    ),
    Case(
        "a repeated header that has no name for the row numbers",
        lines(HEADER, f"1,{S}", f"2,{C}", HEADER, f"3,{V}"),
        "SC-V",
    ),
    Case(
        "a repeated header whose columns are out of order itself",
        lines(_TURNED, _TURNED_V, _TURNED, _TURNED_V),
        "V-V",
        {1: "repeats the header"},
    ),
    Case(
        "remarks about measurements are no header",
        table(
            f"{S},petal length,sepal width",
            "?,3.2,4.7,1.4,petal length was unsure,sepal length missing",
            f"{C},,",
            header=f"{HEADER},first,second",
        ),
        "S-C",
    ),
]

QUOTES = [
    Case(
        "separators and line breaks inside quotes",
        f'{_NOTED}\n{S},"a, b"\n{C},"first\nsecond"\n{V},"tail"\n',
        "SCV",
        cells={(0, 4): "a, b", (1, 4): "first\nsecond"},
    ),
    Case(
        "CRLF and CR inside quotes stay what they are",
        f'{_NOTED}\r\n{S},"a\r\nb\rc"\r\n{C},\r\n',
        "SC",
        cells={(0, 4): "a\r\nb\rc"},
    ),
    Case("doubled quotes", f'{_NOTED}\n{S},"say ""hi"""\n', "S", cells={(0, 4): 'say "hi"'}),
    Case(
        "a quote within a bare cell",
        f'{_NOTED}\n{S},3" tall\n{C},\n',
        "SC",
        cells={(0, 4): '3" tall'},
    ),
    Case("an empty quoted cell", f'{_NOTED}\n{S},""\n', "S", cells={(0, 4): ""}),
    Case("a quote that only separates", f'{_NOTED}\n{S},","\n{C},a\n', "SC", cells={(0, 4): ","}),
    Case(
        "a quote opened in the last cell and never closed",
        f'{_NOTED}\n{S},"oops\n{C},b\n{V},c\n',
        "-CV",
        {0: "quotation mark"},
        cells={(0, 4): '"oops', (1, 4): "b"},
    ),
    Case(
        "two stray quotes do not swallow the rows between",
        f'{_NOTED}\n{S},"oops\n{C},b\n{V},oops"\n{S},d\n',
        "-CVS",
        {0: "quotation mark"},
    ),
    Case(
        "a stray quote does not swallow a row of missing values",
        f'{_NOTED}\n{S},"oops\nNA,3.5,,0.2,b"\n{V},c\n',
        "--V",
        {0: "quotation mark", 1: "“NA”"},
    ),
    Case(
        "two stray quotes do not swallow a row with a bad value between",
        f'{_NOTED}\n{S},"oops\nx,?,4.7,1.4,b\n{V},oops"\n{S},d\n',
        "--VS",
        {0: "quotation mark", 1: "“x” is not a number"},
    ),
    Case(
        "two stray quotes around a row with bad values do not make one row of two",
        f'note,{HEADER}\n"a,{S}\nb",7.0,?,x,1.4\nc,{V}\n',
        "--V",
        {0: "quotation mark", 1: "is not a number"},
    ),
    Case(
        "a remark of several lines with numbers in it",
        f'{_NOTED}\n{S},"seen 3, 4 times\nthen 5, 6\n"\n{C},b\n',
        "SC",
        cells={(0, 4): "seen 3, 4 times\nthen 5, 6\n"},
    ),
    Case(
        "two stray quotes in the first column do not make one row of two",
        f'note,{HEADER}\n"a,{S}\nb",{C}\nc,{V}\n',
        "-CV",
        {0: "quotation mark"},
    ),
    Case(
        "a line break in the first column is none of that",
        f'note,{HEADER}\n"a, 1, 2, 3\nb",{C}\nc,{V}\n',
        "CV",
        cells={(0, 0): "a, 1, 2, 3\nb"},
    ),
    Case(
        "a stray quote in front of a number",
        f'{_NOTED}\n5.1,"3.5,1.4,0.2,a\n{C},"b"\n{V},c\n',
        "-CV",
        {0: "quotation mark"},
    ),
    Case(
        "text behind a closing quote", f'{_NOTED}\n{S},"a"b\n{C},c\n', "-C", {0: "quotation mark"}
    ),
    Case(
        "a quote that spans cells of two rows",
        f'{_NOTED}\n5.1,3.5,1.4,"0.2,a\n7.0,3.2",4.7,1.4,b\n{V},c\n',
        "--V",
        {0: "quotation mark", 1: '“3.2"”'},
    ),
    Case(
        "a quoted separator does not make up for a missing cell",
        f'{_NOTED}\n{S},a\n5.1,3.5,"1.4,0.2",b\n',
        "S-",
        {1: "4 cells where 5"},
    ),
    Case("blanks before a quote", f'{_NOTED}\n{S}, "a, b"\n', "S", cells={(0, 4): "a, b"}),
]

OTHER_PROGRAMS = [
    Case(
        "rows separated by blanks below a header of commas",
        "Sepal Length,Sepal Width,Petal Length,Petal Width\n5.1 3.5  1.4 0.2\n6.3 3.3 6.0 2.5\n",
        "SV",
        layout={"separator": " ", "names": HEADER_IN_WORDS},
        note="separated by commas, its rows by blanks",
    ),
    Case(
        "rows separated by commas below a header of blanks",
        table(S, V, header=HEADER.replace(",", " ")),
        "SV",
        layout={"separator": ","},
        note="separated by blanks, its rows by commas",
    ),
    Case(
        "decimal commas and semicolons below a header of commas",
        table("5,1; 3,5; 1,4; 0,2", "6,3; 3,3; 6,0; 2,5"),
        "SV",
        layout={"separator": ";", "decimal": ","},
        note="its rows by semicolons",
    ),
    Case("numbers of rows and columns, blanks", "150 4\n5.1 3.5 1.4 0.2\n6.3 3.3 6 2.5\n", "SV"),
    Case("numbers of rows and columns, commas", lines("150,4", S, V), "SV"),
    Case(
        "whole lines in quotes, saved again with semicolons",
        "".join(f'"{line}";;\n' for line in (HEADER, S, V)),
        "SV",
        layout={"separator": ","},
    ),
    Case(
        "names as Orange writes them",
        table(f"{S},Iris-setosa", header=f"C#{HEADER.replace(',', ',C#')},cD#iris"),
        "S",
    ),
    Case(
        "a header of three lines",
        lines("Sepal,,Petal,", "Length,Width,Length,Width", "(mm),(mm),(mm),(mm)", "51,35,14,2"),
        "S",
        layout={"unit": "mm"},
    ),
    Case(
        "units above the header",
        lines("in mm,in mm,in mm,in mm", HEADER, "51,35,14,2"),
        "S",
        layout={"unit": "mm"},
        note="The line above the header was read as the units",
    ),
    Case(
        "a unit for all as a title",
        lines("mm,,,", HEADER, "51,35,14,2"),
        "S",
        layout={"unit": "mm"},
        note="only so they make sense",
    ),
    Case(
        "UTF-16 without mark, most of its characters Japanese",
        table(*[f"{S},{'標本番号一覧表' * 8}"] * 30, header=f"{HEADER},名").encode("utf-16-be"),
        "S" * 30,
        layout={"encoding": "utf-16-be"},
    ),
]

TRUTHS = [
    Case("no truth column", table(S), "S", layout={"truth": None}),
    *(
        Case(
            f"truth: {name}", table(f"{S},{label}", f"{V},{label}", header=f"{HEADER},{name}"), "SV"
        )
        for name, label in [
            ("variety", "Setosa"),
            ("Species", "Iris-setosa"),
            ("class", "setosa"),
            ("target", "0"),
            ("Name", "iris setosa"),
            ("what is it", "Iris-virginica"),
        ]
    ),
]

CASES = [
    *WILD_HEADERS,
    *DIALECTS,
    *ENCODINGS,
    *DEFECTS,
    *TABLES_BELOW,
    *QUOTES,
    *OTHER_PROGRAMS,
    *TRUTHS,
]
