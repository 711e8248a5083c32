"""Find nginx for the tests of deploy/, or install it; `python -m tools.install_nginx`."""

import os
import shutil
import sys

from tools.install_browser import install_package

PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
"""Debian's place of nginx is only in root's PATH."""


def installed_nginx() -> str | None:
    """Return the path of nginx, or None."""
    return shutil.which("nginx", path=PATHS)


def main() -> int:
    """Install Debian's nginx-light as root if missing, or say what to do."""
    if installed_nginx() is None:
        install_package("nginx-light")
    path = installed_nginx()
    if path is None:
        print(
            "error: no nginx for the tests. Run: sudo apt-get install nginx-light", file=sys.stderr
        )
        return 1
    print(f"nginx for the tests: {path}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
