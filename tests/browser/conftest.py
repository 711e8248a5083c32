"""A fresh page a test, and the rule that it complains of nothing and asks no other machine."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import Browser, ConsoleMessage, Page, Request, expect

from tests.browser.screens import PHONE, STREAMLITS_PROBES

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
TIMEOUT = 20_000  # ms: a cold page on a busy machine

expect.set_options(timeout=TIMEOUT)


@contextmanager
def watched_page(browser: Browser, options: dict[str, Any]) -> Iterator[Page]:
    """Yield a fresh page; fail on an error in its console or a request to another host."""
    complaints: list[str] = []

    def note_request(request: Request) -> None:
        address = urlsplit(request.url)
        if address.scheme in ("http", "https", "ws", "wss") and address.hostname != "127.0.0.1":
            complaints.append(f"request to another host: {request.url}")

    def note_message(message: ConsoleMessage) -> None:
        url = message.location["url"]
        if message.type == "error" and not STREAMLITS_PROBES.search(url):
            complaints.append(f"console: {message.text} ({url})")

    context = browser.new_context(**options)
    context.set_default_timeout(TIMEOUT)
    context.on("request", note_request)
    context.on("console", note_message)
    yield context.new_page()
    context.close()
    assert not complaints


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A fresh page of an ordinary window."""
    with watched_page(browser, DESKTOP) as page:
        yield page


@pytest.fixture
def phone(browser: Browser) -> Iterator[Page]:
    """A fresh page of a phone, touched and not clicked."""
    with watched_page(browser, PHONE) as page:
        yield page
