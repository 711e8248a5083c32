"""The program itself, sent to the workers: they need what it depends on, not a copy of it."""

import importlib
import importlib.util
import os
import sys
import tempfile
from io import BytesIO
from pathlib import Path
from zipfile import ZipFile

from distributed import Worker, WorkerPlugin

_PACKAGE = Path(__file__).resolve().parent.parent


def program_plugin() -> WorkerPlugin:
    """Return the plugin that makes workers, later ones too, run the program as it is here.

    It is defined in a function so that it travels by value: a worker could not import it yet.
    """
    archive = _archive()

    class Package(WorkerPlugin):
        name = _PACKAGE.name

        def setup(self, worker: Worker) -> None:
            if "polars" not in sys.modules:
                # Dask runs as many tasks at once as the worker has threads, one core each.
                os.environ.setdefault("POLARS_MAX_THREADS", "1")
            with ZipFile(BytesIO(archive)) as files:
                present = importlib.util.find_spec(self.name)
                if present and present.origin and self._same(files, Path(present.origin).parent):
                    return
                folder = tempfile.mkdtemp(prefix=f"{self.name}-", dir=worker.local_directory)
                files.extractall(folder)
            sys.path.insert(0, folder)
            for module in [m for m in sys.modules if m.partition(".")[0] == self.name]:
                del sys.modules[module]
            importlib.invalidate_caches()

        def _same(self, files: ZipFile, folder: Path) -> bool:
            paths = {name: folder.parent / name for name in files.namelist()}
            return all(p.is_file() and p.read_bytes() == files.read(n) for n, p in paths.items())

    return Package()


def _archive() -> bytes:
    """Return the package as a ZIP archive."""
    buffer = BytesIO()
    with ZipFile(buffer, "w") as archive:
        for file in sorted(_PACKAGE.rglob("*")):
            if file.suffix in (".py", ".json"):
                archive.write(file, file.relative_to(_PACKAGE.parent))
    return buffer.getvalue()
