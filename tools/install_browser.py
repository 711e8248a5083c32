"""Find browsers for the tests, or install them; `python -m tools.install_browser`.

Chromium is needed; without Firefox one test is skipped.
"""

import os
import shutil
import subprocess
import sys
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")

# Without a sandbox Chromium also starts as root; the rest stops background requests.
CHROMIUM_OPTIONS = (
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


def installed_browser() -> str | None:
    """Return the path of Chromium or Chrome, also Playwright's."""
    for name in NAMES:
        path = shutil.which(name)
        if path:
            return path
    return _playwright_browser()


def _playwright_browser() -> str | None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if Path(path).exists() else None


def install() -> str | None:
    """Try Playwright's download, then Debian's package; return the path or None."""
    subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], check=False)
    found = installed_browser()
    if found is None:
        install_package("chromium")
        found = installed_browser()
    return found


def installed_firefox() -> str | None:
    """Return the path of an installed Firefox."""
    return shutil.which("firefox-esr") or shutil.which("firefox")


def install_package(name: str) -> None:
    """Try to install a Debian package, as root."""
    if shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", name], check=False)


def main() -> int:
    """Install browsers; exit with 1 without Chromium."""
    path = installed_browser() or install()
    if path is None:
        print(
            "error: no browser for the tests. Run: sudo apt-get install chromium", file=sys.stderr
        )
        return 1
    if installed_firefox() is None:
        install_package("firefox-esr")
    print(f"browsers for the tests: {path}, {installed_firefox() or 'no Firefox'}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
