"""A fresh page a test, and the rule that it complains of nothing and asks no other machine."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from urllib.parse import urlsplit

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    ConsoleMessage,
    Page,
    Request,
    expect,
    sync_playwright,
)

from tests.browser.screens import PHONE, STREAMLITS_PROBES
from tools.install_browser import CHROMIUM_OPTIONS, installed_browser
from tools.servers import SERVER, running

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
HEALTH = "/_stcore/health"
TIMEOUT = 60_000  # ms: a cold page on a busy machine

expect.set_options(timeout=TIMEOUT)


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """A headless Chromium, gone after this package: beside it no other test could run asyncio."""
    path = installed_browser()
    assert path, "no browser: run `make browser`"
    with sync_playwright() as playwright:
        options = [*CHROMIUM_OPTIONS, "--process-per-site"]
        chromium = playwright.chromium.launch(executable_path=path, args=options)
        yield chromium
        chromium.close()


@pytest.fixture(scope="package")
def desktop(browser: Browser, app_url: str) -> Iterator[BrowserContext]:
    """An ordinary window. All tests share it: its cache spares them most of each page's loading."""
    with browser.new_context(**DESKTOP) as context:
        keep_process(context, app_url)
        yield context


@pytest.fixture(scope="package")
def pocket(browser: Browser, app_url: str) -> Iterator[BrowserContext]:
    """A phone, shared likewise."""
    with browser.new_context(**PHONE) as context:
        keep_process(context, app_url)
        yield context


def keep_process(context: BrowserContext, url: str) -> None:
    """Open a page without a script that keeps the process of this site, and what it compiled."""
    context.new_page().goto(f"{url}{HEALTH}")


@pytest.fixture(scope="package")
def small_budget_url() -> Iterator[str]:
    """A server that lets one address hold 1 MB."""
    with ExitStack() as stack:
        with pytest.MonkeyPatch.context() as patch:  # of this server alone
            patch.setenv("IRIS_UPLOADS_PER_CLIENT_MB", "1")
            url = stack.enter_context(running(SERVER))
        yield url


@pytest.fixture
def page(desktop: BrowserContext) -> Iterator[Page]:
    """A fresh page of an ordinary window."""
    with watched_page(desktop) as page:
        yield page


@pytest.fixture
def phone(pocket: BrowserContext) -> Iterator[Page]:
    """A fresh page of a phone, touched and not clicked."""
    with watched_page(pocket) as page:
        yield page


@contextmanager
def watched_page(context: BrowserContext) -> Iterator[Page]:
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

    context.set_default_timeout(TIMEOUT)
    context.on("request", note_request)
    context.on("console", note_message)
    yield context.new_page()
    for each in context.pages:
        if not each.url.endswith(HEALTH):
            each.close()
    context.remove_listener("request", note_request)
    context.remove_listener("console", note_message)
    assert not complaints
