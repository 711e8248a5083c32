"""Requests that nobody would write, made from the API's own description.

`python -m tests.api.fuzz SCHEMATHESIS [SECONDS]`, the path of that program. A fault of the server,
or an answer that is not as described, ends it with 1.
"""

import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

from tools.servers import SERVER, running

# What the description can't say: which text is a table, which a mix, what partial lets be missing.
_UNKNOWABLE = "positive_data_acceptance"


def main(schemathesis: str, seconds: str = "180") -> int:
    """Ask a server for so many seconds."""
    with running(SERVER) as url, TemporaryDirectory() as folder:
        options = [f"--max-time={seconds}", f"--exclude-checks={_UNKNOWABLE}", "--warnings=off"]
        command = [str(Path(schemathesis).absolute()), "run", f"{url}/api/openapi.json", *options]
        return subprocess.run(command, cwd=folder, check=False).returncode


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
