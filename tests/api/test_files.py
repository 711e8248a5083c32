"""Whole files over a real connection."""

import csv
import gzip
import http.client
import json
import subprocess
from contextlib import closing
from urllib.parse import urlsplit

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from iris_model.__main__ import main
from tests.api.serving import LARGEST, refused
from tests.packing import every_kind, in_workbook, in_zip
from tools.servers import ROOT

PENGUINS = ROOT / "data" / "samples" / "penguins.csv"
SAMPLES = sorted({*PENGUINS.parent.iterdir()} - {PENGUINS})
CSV = {"Content-Type": "text/csv"}
XLSX = {"Content-Type": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"}
FLOWERS = (ROOT / "data" / "iris.csv").read_bytes()
HEADER = b"slen,swid,plen,pwid\n"
PACKED = every_kind(b"".join(FLOWERS.splitlines(keepends=True)[:20]))


@pytest.fixture(scope="module")
def url(api_url):
    return f"{api_url}/api/classify"


@pytest.mark.parametrize("sample", SAMPLES, ids=lambda path: path.name)
@pytest.mark.parametrize("option", ["", "raw=1"])
def test_a_file_comes_back_as_from_the_command_line(client, url, sample, option, tmp_path):
    output = tmp_path / "out.csv"
    main(["classify", str(sample), "-o", str(output), *(["--raw"] if option else [])])
    response = client.post(f"{url}?{option}", data=sample.read_bytes(), headers=CSV)
    assert response.status_code == 200
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert response.content == output.read_bytes()


@pytest.mark.parametrize(
    ("query", "options"),
    [
        ({}, []),
        ({"partial": "1"}, ["--partial"]),
        ({"reasons": "true"}, ["--reasons"]),
        ({"mix": "Adelie=1,Chinstrap=1,Gentoo=8"}, ["--mix", "Adelie=1,Chinstrap=1,Gentoo=8"]),
        ({"columns": "body_mass=bill_depth_mm"}, ["--columns", "body_mass=bill_depth_mm"]),
    ],
    ids=str,
)
def test_every_option_does_what_it_does_on_the_command_line(
    client, penguins_url, tmp_path, query, options, capsys
):
    output, model = tmp_path / "out.csv", str(ROOT / "tests" / "models" / "penguins.json")
    code = main(["classify", str(PENGUINS), "-o", str(output), "--model", model, *options])
    body = PENGUINS.read_bytes()
    response = client.post(f"{penguins_url}/api/classify", data=body, headers=CSV, params=query)
    if code == 0:
        assert response.content == output.read_bytes()
    else:
        said = capsys.readouterr().err.partition(f"{PENGUINS}: ")[2]
        assert said == f"{refused(response, 422)}\n"


def test_a_file_may_come_in_pieces_of_unknown_number(client, url):
    text = SAMPLES[0].read_bytes()
    pieces = (text[i : i + 100] for i in range(0, len(text), 100))
    whole = client.post(url, data=text, headers=CSV)
    assert client.post(url, data=pieces, headers=CSV).content == whole.content


def test_a_cell_that_is_a_formula_is_disarmed_unless_raw(client, url):
    text = b"note,slen,swid,plen,pwid\n=1+1,5.1,3.5,1.4,0.2\n"
    guarded = client.post(url, data=text, headers=CSV).text
    raw = client.post(url, data=text, headers=CSV, params={"raw": "true"}).text
    assert "\n'=1+1,5.1" in guarded
    assert "\n=1+1,5.1" in raw


def test_columns_can_be_named(client, url):
    text = b"a,b,c,d\n5.1,3.5,1.4,0.2\n"
    response = client.post(
        url, data=text, headers=CSV, params={"columns": "slen=a,swid=b,plen=c,pwid=d"}
    )
    assert b"Setosa" in response.content


@pytest.mark.parametrize(
    ("query", "named"),
    [
        ("columns=slen", "columns"),
        ("columns=slen=a&columns=swid=b", "columns"),
        ("raw=perhaps", "raw"),
        ("partial=2", "partial"),
        ("reasons=", "reasons"),
        ("mix=Setosa", "mix"),
        ("mix=Setosa%3D1%0ARosa%3D2", "mix"),
        ("columns=slen%3DA%0Aswid%3DB", "columns"),
        ("columns=slen%3D" + "1" * 4301, "column"),
        ("colums=slen=a", "colums"),
        ("columns=slen%3Dnix", "sepal length"),
    ],
)
def test_an_option_that_cannot_be_read_is_named(client, url, query, named):
    response = client.post(f"{url}?{query}", data=SAMPLES[0].read_bytes(), headers=CSV)
    assert named in refused(response, 422)


@pytest.mark.parametrize(
    "body", [b"", b"\n\n", b",,,\n", b"a,b\n1,2\n", b"slen,swid,plen\n1,2,3\n"]
)
def test_what_is_no_table_of_flowers_is_refused(client, url, body):
    refused(client.post(url, data=body, headers=CSV), 422)


@pytest.mark.parametrize(
    "body", [b"FEA1", b"%PDF-1.7\n", b"\xfd7zXZ\x00", b"<html>", b'{"slen": 5}']
)
def test_another_kind_of_file_is_refused_whatever_it_is_called(client, url, body):
    refused(client.post(url, data=body, headers=CSV), 415)


@pytest.mark.parametrize(
    "headers",
    [
        {"Content-Type": "application/x-www-form-urlencoded"},
        {"Content-Type": "text/html"},
        {"Content-Type": "text/csv", "Content-Encoding": "br"},
    ],
)
def test_a_body_announced_as_something_else_is_refused(client, url, headers):
    refused(client.post(url, data=FLOWERS, headers=headers), 415)


@pytest.mark.parametrize("kind", ["application/json", "multipart/form-data; boundary=b"])
def test_rows_and_forms_that_are_compressed_are_refused_with_what_to_do(client, url, kind):
    headers = {"Content-Type": kind, "Content-Encoding": "gzip"}
    message = refused(client.post(url, data=gzip.compress(b"{}"), headers=headers), 415)
    assert message.startswith("The body is announced as “gzip”: send it without compression")


def test_a_body_without_a_type_is_looked_at(url):
    with closing(http.client.HTTPConnection(urlsplit(url).netloc)) as connection:
        connection.request("POST", "/api/classify", FLOWERS)
        assert connection.getresponse().status == 200


def test_a_file_larger_than_the_limit_is_refused_while_it_arrives(client, url):
    line = b"5.1,3.5,1.4,0.2\n" * 16_384
    pieces = (line for _ in range(LARGEST // len(line) + 2))
    assert "1.91 MB" in refused(client.post(url, data=pieces, headers=CSV), 413)


def test_an_announced_size_above_the_limit_is_refused_before_it_arrives(url):
    with closing(http.client.HTTPConnection(urlsplit(url).netloc, timeout=10)) as connection:
        connection.putrequest("POST", "/api/classify")
        connection.putheader("Content-Type", "text/csv")
        connection.putheader("Content-Length", str(LARGEST + 1))
        connection.endheaders()
        assert connection.getresponse().status == 413


# Forms


def test_a_form_with_one_file_is_answered_as_the_file_itself(client, url):
    expected = client.post(url, data=FLOWERS, headers=CSV).content
    for name in ("file", "upload", "x"):
        response = client.post(url, files={name: ("flowers.csv", FLOWERS, "text/csv")})
        assert response.status_code == 200, response.text
        assert response.content == expected


def test_curl_sends_a_form(url):
    form = f"file=@{ROOT / 'data' / 'iris.csv'}"
    done = subprocess.run(["curl", "-sS", "-F", form, url], capture_output=True, check=True)
    assert done.stdout.count(b"\n") == 151


def test_a_form_may_hold_options(client, url):
    table = b"note,slen,swid,plen,pwid\n=1+1,5.1,3.5,1.4,0.2\n"
    response = client.post(url, files={"file": ("a.csv", table)}, data={"raw": "1"})
    assert "\n=1+1,5.1" in response.text
    twice = client.post(url, files={"file": ("a.csv", table)}, data={"raw": "1"}, params={"raw": 1})
    assert "raw" in refused(twice, 422)
    unknown = client.post(url, files={"file": ("a.csv", table)}, data={"row": "1"})
    assert "row" in refused(unknown, 422)


def test_a_form_without_a_file_or_with_two_is_refused(client, url):
    assert "file" in refused(client.post(url, files={"raw": (None, "1")}), 422)
    two = [("file", ("a.csv", FLOWERS)), ("file", ("b.csv", FLOWERS))]
    refused(client.post(url, files=two), 422)
    refused(client.post(url, files={"file": ("a.csv", b"")}), 422)


def test_a_form_with_a_file_that_is_too_large_is_refused(client, url):
    too_large = b"5.1,3.5,1.4,0.2\n" * (LARGEST // 16 + 5000)
    message = refused(client.post(url, files={"file": ("a.csv", too_large)}), 413)
    assert f"larger than {LARGEST / 2**20:.3g} MB" in message


@pytest.mark.parametrize(
    "kind",
    [
        "multipart/form-data",
        "multipart/form-data; boundary=",
        "multipart/form-data; boundary=x",
        "multipart/form-data; boundary=x; charset=nonsense",
        "multipart/form-data; boundary=" + "x" * 5000,
    ],
)
def test_a_form_that_cannot_be_read_is_refused(client, url, kind):
    for body in (b"", FLOWERS, b"--x\r\n\r\n", b'--x\r\nContent-Disposition: form-data; name="f"'):
        refused(client.post(url, data=body, headers={"Content-Type": kind}), 422)


@settings(max_examples=100, deadline=None)
@given(
    parts=st.lists(
        st.one_of(
            st.sampled_from(
                [
                    b"--x",
                    b"--x--",
                    b"\r\n",
                    b'Content-Disposition: form-data; name="file"; filename="a.csv"',
                    b"Content-Type: text/csv; charset=utf-16",
                    b"5.1,3.5,1.4,0.2",
                ]
            ),
            st.binary(max_size=20),
        ),
        max_size=12,
    )
)
def test_no_form_whatsoever_is_a_fault_of_the_server(client, url, parts):
    headers = {"Content-Type": "multipart/form-data; boundary=x"}
    response = client.post(url, data=b"".join(parts), headers=headers)
    if response.status_code != 200:
        refused(response, response.status_code)
        assert response.status_code in (415, 422)


# Packed tables, workbooks, encodings


@pytest.mark.parametrize("kind", every_kind(FLOWERS))
@pytest.mark.parametrize("form", [False, True], ids=["body", "form"])
def test_a_table_is_read_from_every_kind_of_file(client, url, kind, form):
    body, headers = every_kind(FLOWERS)[kind], {"Content-Type": "application/octet-stream"}
    if form:
        response = client.post(url, files={"file": (f"flowers{kind}", body)})
    else:
        response = client.post(url, data=body, headers=headers)
    assert response.status_code == 200, response.text
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    expected = client.post(url, data=FLOWERS, headers=CSV).text
    assert [*csv.reader(response.text.splitlines())] == [*csv.reader(expected.splitlines())]


def test_a_sheet_of_a_workbook_can_be_named(client, url):
    first, second = (HEADER + row for row in (b"5.1,3.5,1.4,0.2\n", b"6.3,3.3,6.0,2.5\n"))
    book = in_workbook(May=first, June=second)
    assert "Setosa" in client.post(url, data=book, headers=XLSX).text.splitlines()[1]
    june = client.post(url, data=book, headers=XLSX, params={"sheet": "June"})
    assert "Virginica" in june.text.splitlines()[1]
    assert json.loads(june.headers["X-Iris-Notes"]) == ["Sheet 2 of 2 was read."]
    wrong = client.post(url, data=book, headers=XLSX, params={"sheet": "July"})
    assert "“May” and “June”" in refused(wrong, 422)
    none = client.post(url, data=first, headers=CSV, params={"sheet": "June"})
    assert "only workbooks have sheets" in refused(none, 422)


@pytest.mark.parametrize(
    ("charset", "word"), [("windows-1251", "Ирис"), ("shift_jis", "アヤメ"), ("gbk", "鸢尾花")]
)
def test_the_charset_of_a_body_is_obeyed_and_the_answer_comes_in_it(client, url, charset, word):
    text = f"{word},slen,swid,plen,pwid\n{word},5.1,3.5,1.4,0.2\n"
    kinds = {"Content-Type": f"text/csv; charset={charset}"}
    response = client.post(url, data=text.encode(charset), headers=kinds)
    form = {"file": ("a.csv", text.encode(charset), kinds["Content-Type"])}
    for answered in (
        response,
        client.post(url, files=form),
        client.post(url, data=text.encode(charset), headers=CSV, params={"encoding": charset}),
    ):
        assert answered.headers["Content-Type"] == f"text/csv; charset={charset}"
        assert answered.content.decode(charset).startswith(f"{word},slen")
        assert answered.content.decode(charset).count(word) == 2


def test_the_charset_of_a_workbook_changes_nothing(client, url):
    book = in_workbook(May="note,slen,swid,plen,pwid\nÄhre,5.1,3.5,1.4,0.2\n".encode())
    response = client.post(url, data=book, headers=XLSX, params={"encoding": "windows-1251"})
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert "\nÄhre,5.1" in response.content.decode()


def test_a_charset_that_there_is_not_is_named(client, url):
    for name in ("klingon", "utf-7", "base64", "x" * 500):
        kind = {"Content-Type": f"text/csv; charset={name}"}
        assert name[:30] in refused(client.post(url, data=FLOWERS, headers=kind), 422)


def test_a_body_that_is_far_larger_unpacked_is_refused(client, url):
    body = gzip.compress(HEADER + b"\n" * 201_000_000, 9)
    assert len(body) < 300_000
    assert "Unpacked" in refused(client.post(url, data=body, headers=CSV), 413)


def test_a_damaged_or_wrong_archive_is_refused_with_what_to_do(client, url):
    two = in_zip(may=FLOWERS, june=FLOWERS)
    assert "several tables" in refused(client.post(url, data=two, headers=CSV), 422)
    inside = gzip.compress(b"%PDF-1.7\n")
    assert "PDF" in refused(client.post(url, data=inside, headers=CSV), 422)
    for kind, body in every_kind(FLOWERS).items():
        broken = client.post(url, data=body[: len(body) // 2], headers=CSV)
        assert "damaged" in refused(broken, 422), kind


@settings(max_examples=30, deadline=None)
@given(kind=st.sampled_from([*PACKED]), place=st.floats(0, 1), put=st.binary(max_size=8))
def test_no_damage_to_a_packed_table_is_a_fault_of_the_server(client, url, kind, place, put):
    whole = PACKED[kind]
    at = int(place * len(whole))
    response = client.post(url, data=whole[:at] + put + whole[at + len(put) :], headers=CSV)
    if response.status_code != 200:
        refused(response, response.status_code)
        assert response.status_code in (413, 415, 422)


# What was assumed


def test_what_was_assumed_is_in_a_header(client, url):
    table = b"\n".join(b"51,35,14,2" for _ in range(20)) + b"\n"
    response = client.post(url, data=table, headers=CSV)
    notes = json.loads(response.headers["X-Iris-Notes"])
    assert any("millimetres" in note or "mm" in note for note in notes)
    assert "X-Iris-Notes" not in client.post(url, data=FLOWERS, headers=CSV).headers


# Any body


@settings(max_examples=100, deadline=None)
@given(body=st.one_of(st.binary(max_size=300), st.text("5.13,;\n\"slenwidp'=\t", max_size=300)))
def test_no_body_whatsoever_is_a_fault_of_the_server(client, url, body):
    data = body if isinstance(body, bytes) else body.encode()
    response = client.post(url, data=data, headers=CSV)
    if response.status_code != 200:
        refused(response, response.status_code)
        assert response.status_code in (415, 422)
