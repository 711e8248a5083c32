"""The program, sent to the workers, which need only its dependencies.

Dask's `Client.upload_file` won't do: a worker keeps the first version and can't open files in a ZIP
archive, and each run leaves a plugin on the scheduler.
"""

import hashlib
import importlib
import os
import secrets
import sys
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from distributed import Worker, WorkerPlugin

_PACKAGE = Path(__file__).resolve().parent.parent
_PROCESS = secrets.token_hex(8)


def program_plugin() -> WorkerPlugin:
    """Return the plugin that makes all workers, also later ones, run this program.

    Its class is defined here to travel by value: workers can't import it yet.
    """
    archive, module, process = _archive(), __name__, _PROCESS
    version = f"{_PACKAGE.name}-{hashlib.sha256(archive).hexdigest()}"

    class Package(WorkerPlugin):
        name = _PACKAGE.name

        def setup(self, worker: Worker) -> None:
            if "polars" not in sys.modules:
                # Dask runs as many tasks at once as the worker has threads, one core each.
                os.environ.setdefault("POLARS_MAX_THREADS", "1")
            folder = f"{worker.local_directory}/{version}"
            in_command = getattr(sys.modules.get(module), "_PROCESS", None) == process
            if in_command or sys.path[0] == folder:
                return
            with ZipFile(BytesIO(archive)) as files:
                files.extractall(folder)
            sys.path[:] = [folder, *(path for path in sys.path if path != folder)]
            for loaded in [m for m in sys.modules if m.partition(".")[0] == self.name]:
                del sys.modules[loaded]
            importlib.invalidate_caches()

    return Package()


def _archive() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for file in sorted(_PACKAGE.rglob("*")):
            if file.suffix in (".py", ".json"):
                archive.write(file, file.relative_to(_PACKAGE.parent))
    return buffer.getvalue()
