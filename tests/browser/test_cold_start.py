"""A fresh server answers whichever page is opened first."""

from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, expect

from tools.servers import running

pytestmark = pytest.mark.browser


# Other tests open their servers first at the other pages.
@pytest.mark.parametrize("path", ["/model", "/train"])
def test_a_fresh_server_opens_first_at(path: str, desktop: BrowserContext, tmp_path: Path) -> None:
    with running(log=tmp_path / "log.txt") as url:
        page = desktop.new_page()
        page.goto(f"{url}{path}")
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        expect(page.get_by_role("link", name="Classify")).to_be_visible()
        expect(page.get_by_text("Page not found")).to_have_count(0)
        page.close()
    assert "Traceback" not in (tmp_path / "log.txt").read_text()
