"""A client that goes before it has its answer: the work for it stops."""

import asyncio
import io
import json

import pytest
import xlsxwriter

from iris_model.api.routes import create_api

ROWS = {"rows": [{"slen": 5.9, "swid": 2.8, "plen": 4.3, "pwid": 1.3}] * 10_000}
TABLE = b"slen,swid,plen,pwid\n" + b"5.9,2.8,4.3,1.3\n" * 200_000


def workbook() -> bytes:
    """Return a workbook without measurements: read to its end, it would be refused with 422."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer) as book:
        book.add_worksheet().write_row(0, 0, ["day", "place"])
    return buffer.getvalue()


@pytest.mark.parametrize(
    ("kind", "body"),
    [
        (b"application/json", json.dumps(ROWS).encode()),
        (b"text/csv", TABLE),
        (b"application/octet-stream", workbook()),
    ],
    ids=["rows", "table", "workbook"],
)
def test_the_work_stops_when_the_client_has_gone(irises, kind, body):
    coming = [
        {"type": "http.request", "body": body, "more_body": False},
        {"type": "http.disconnect"},
    ]
    sent = []

    async def receive():
        return coming.pop(0)

    async def send(message):
        sent.append(message)

    scope = {
        "type": "http",
        "method": "POST",
        "path": "/api/classify",
        "root_path": "",
        "query_string": b"",
        "headers": [(b"content-type", kind)],
    }
    asyncio.run(create_api(irises, len(body))(scope, receive, send))
    assert sent[0]["status"] == 400
    assert not coming
