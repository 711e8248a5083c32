"""The program, sent to the workers, which need only its dependencies.

Dask's `Client.upload_file` won't do: a worker keeps the first version, and each run leaves a plugin
on the scheduler.
"""

import ctypes
import hashlib
import importlib
import os
import secrets
import sys
from contextlib import suppress
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from distributed import Worker, WorkerPlugin

_PACKAGE = Path(__file__).resolve().parent.parent
_PROCESS = secrets.token_hex(8)


def program_plugin(*, local: bool) -> WorkerPlugin:
    """Return the plugin that makes all workers, also later ones, run this program.

    local means that they belong to the command. Its class is defined here to travel by value:
    workers can't import it yet.
    """
    archive, module, process = _archive(), __name__, _PROCESS
    version = f"{_PACKAGE.name}-{hashlib.sha256(archive).hexdigest()}.zip"

    class Package(WorkerPlugin):
        name = _PACKAGE.name

        def setup(self, worker: Worker) -> None:
            if getattr(sys.modules.get(module), "_PROCESS", None) == process:
                return  # a thread of the command
            if local:
                # Leaves an interruption by the keyboard to the command. Ignoring the signal is not
                # enough: Polars installs its own handler while a query runs.
                os.setpgrp()
            # A worker has one core for each of its threads.
            os.environ.setdefault("POLARS_MAX_THREADS", "1")
            with suppress(AttributeError, OSError, TypeError):  # only the GNU C library has it
                # M_MMAP_THRESHOLD as it becomes by itself in other processes. Dask's setting for
                # trimming keeps it low: a third of the time would go into fresh pages.
                ctypes.CDLL(None).mallopt(-3, 2**25)
            path = Path(worker.local_directory, version)
            if sys.path[0] == str(path):
                return
            path.write_bytes(archive)
            sys.path[:] = [str(path), *(entry for entry in sys.path if entry != str(path))]
            for loaded in [m for m in sys.modules if m.partition(".")[0] == self.name]:
                del sys.modules[loaded]
            importlib.invalidate_caches()

    return Package()


def _archive() -> bytes:
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for file in sorted(_PACKAGE.rglob("*.py")):
            archive.write(file, file.relative_to(_PACKAGE.parent))
    return buffer.getvalue()
