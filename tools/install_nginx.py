"""Find nginx for the tests of deploy/, or install it; `python -m tools.install_nginx`."""

import os
import shutil
import subprocess
import sys

PATHS = f"{os.environ.get('PATH', '')}:/usr/sbin:/usr/local/sbin"
"""Debian's place of nginx is only in root's PATH."""


def installed_nginx() -> str | None:
    """Return the path of nginx, or None."""
    return shutil.which("nginx", path=PATHS)


def main() -> int:
    """Install Debian's nginx-light as root if missing; say what to do if that fails."""
    if installed_nginx() is None and shutil.which("apt-get") and os.geteuid() == 0:
        subprocess.run(["apt-get", "update", "-qq"], check=False)
        subprocess.run(["apt-get", "install", "-y", "-qq", "nginx-light"], check=False)
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
