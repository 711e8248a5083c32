"""Streamlit's files travel compressed, once, and are the same files."""

import gzip
import re
from pathlib import Path

import pytest
import requests
import streamlit

from tools.servers import ROOT

STATIC = Path(streamlit.__file__).with_name("static")
INDEX = (STATIC / "index.html").read_text(encoding="utf-8")
SCRIPTS = sorted(set(re.findall(r"(?<=\./)static/js/[^\"]+\.js", INDEX)))
FOREVER = "public, max-age=31536000, immutable"


def raw(url: str, method: str = "GET", **headers: str) -> requests.Response:
    """Ask as a program that names what it takes; the body is left as it came."""
    asked = {"Accept-Encoding": "identity"} | {k.replace("_", "-"): v for k, v in headers.items()}
    return requests.request(method, url, headers=asked, stream=True)


def test_what_a_first_visit_loads_is_the_same_in_a_third_of_the_bytes(server_url):
    assert len(SCRIPTS) > 20
    plain = packed = 0
    for script in SCRIPTS:
        answer = raw(f"{server_url}/{script}", Accept_Encoding="br, gzip;q=0.5")
        assert answer.headers["Content-Encoding"] == "gzip"
        assert answer.headers["Content-Type"].startswith("text/javascript")
        assert answer.headers["Cache-Control"] == FOREVER
        assert answer.headers["Vary"] == "Accept-Encoding"
        body = answer.raw.read()
        assert gzip.decompress(body) == (STATIC / script).read_bytes()
        plain += (STATIC / script).stat().st_size
        packed += len(body)
    assert packed < plain / 3


@pytest.mark.parametrize("path", ["", "/explore", "/train"])
def test_each_page_comes_with_its_style_compressed_and_is_asked_for_again(server_url, path):
    answer = raw(f"{server_url}{path}", Accept_Encoding="gzip")
    page = gzip.decompress(answer.raw.read()).decode()
    assert INDEX.split("<title>")[0] == page.split("<script>{")[0]
    assert (ROOT / "ui" / "style.css").read_text(encoding="utf-8") in page
    assert answer.headers["Content-Type"].startswith("text/html")
    assert answer.headers["Cache-Control"] == "no-cache"
    same = raw(f"{server_url}{path}", Accept_Encoding="gzip", If_None_Match=answer.headers["ETag"])
    assert (same.status_code, same.raw.read()) == (304, b"")
    other = raw(f"{server_url}{path}", Accept_Encoding="gzip", If_None_Match='"another"')
    assert other.status_code == 200


@pytest.mark.parametrize("accepted", ["identity", "gzip;q=0", "gzip; q=0.00, br", "br"])
def test_who_takes_no_gzip_gets_the_file_as_it_is(server_url, accepted):
    answer = raw(f"{server_url}/{SCRIPTS[0]}", Accept_Encoding=accepted)
    assert "Content-Encoding" not in answer.headers
    assert answer.raw.read() == (STATIC / SCRIPTS[0]).read_bytes()


def test_a_part_of_a_file_is_a_part_of_the_file_itself(server_url):
    answer = raw(f"{server_url}/{SCRIPTS[0]}", Accept_Encoding="gzip", Range="bytes=3-7")
    assert answer.status_code == 206
    assert answer.raw.read() == (STATIC / SCRIPTS[0]).read_bytes()[3:8]


def test_the_headers_alone_can_be_asked_for(server_url):
    answer = raw(f"{server_url}/{SCRIPTS[0]}", "HEAD", Accept_Encoding="gzip")
    assert answer.headers["Content-Encoding"] == "gzip"
    assert answer.raw.read() == b""


def test_a_font_is_not_compressed_again(server_url):
    font = next(STATIC.rglob("*.woff2"))
    answer = raw(f"{server_url}/{font.relative_to(STATIC)}", Accept_Encoding="gzip")
    assert "Content-Encoding" not in answer.headers
    assert answer.raw.read() == font.read_bytes()
