"""What the API is made of."""

import subprocess
import sys

from tools.servers import ROOT


def test_the_api_needs_neither_the_command_line_nor_the_pages():
    program = "import sys, iris_model.api.routes; print(*sys.modules)"
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    loaded = {*done.stdout.split()}
    assert not {name for name in loaded if name.startswith("iris_model.cli")}
    assert not loaded & {"streamlit", "sklearn", "scipy", "polars", "pandas", "argparse"}
