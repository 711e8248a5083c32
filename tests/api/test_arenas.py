"""The memory that threads leave to each other."""

import subprocess
import sys

import pytest

from tools.servers import ROOT

THREADS = """
import ctypes, sys, threading
if "share" in sys.argv:
    from iris_model.api.arenas import share_arenas
    share_arenas()
libc = ctypes.CDLL(None)
libc.malloc.restype = libc.fopen.restype = ctypes.c_void_p
together = threading.Barrier(6)
def allocate():
    together.wait()
    libc.malloc(100_000)
    together.wait()
threads = [threading.Thread(target=allocate) for _ in range(6)]
for thread in threads:
    thread.start()
for thread in threads:
    thread.join()
file = ctypes.c_void_p(libc.fopen(b"/dev/stdout", b"w"))
libc.malloc_info(0, file)
libc.fclose(file)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="the GNU C library's own")
def test_threads_share_two_arenas() -> None:
    def arenas(*arguments: str) -> int:
        command = [sys.executable, "-c", THREADS, *arguments]
        run = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, timeout=60)
        return run.stdout.count(b"<heap nr=")

    assert arenas() > 2
    assert arenas("share") == 2
