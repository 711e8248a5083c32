"""Connections to a cluster, or to worker processes on this machine."""

import asyncio
import logging
import re
import warnings
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from itertools import product
from typing import Any

from distributed import Client, LocalCluster
from distributed.comm.addressing import resolve_address
from distributed.comm.core import connect
from distributed.security import Security

from iris_model.cluster.program import program_plugin
from iris_model.cluster.tasks import loss_reported
from iris_model.errors import IrisError

_LOCAL = re.compile(r"local:([1-9][0-9]{0,3})")
_PATIENCE = 5
"""Seconds to wait for a scheduler and its first worker."""
_SAME = ("dask", "distributed", "fsspec", "msgspec", "numpy", "polars")
"""What must have the same version on the workers as here, as must Python."""


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Yield a client of a cluster that has this package on its workers.

    address is like `tcp://10.0.0.1:8786`, or `local:N` for N processes here that end with the
    block. Raises IrisError without a scheduler or worker, or if their packages differ.
    """
    local = address.startswith("local:")
    with ExitStack() as stack:
        logging.disable()  # everything important is raised as well
        stack.callback(logging.disable, logging.NOTSET)
        stack.enter_context(warnings.catch_warnings(action="ignore"))
        if local:
            address = stack.enter_context(_local_cluster(address)).scheduler_address
        client = stack.enter_context(_client(address))
        with loss_reported():
            _require_workers(client, address)
            _require_versions(client)
            client.register_plugin(program_plugin(local=local))
        yield client


def _client(address: str) -> Client:
    try:
        resolve_address(address)
        asyncio.run(asyncio.wait_for(_greet(address), _PATIENCE))
        return Client(address, timeout=_PATIENCE)
    except Exception as error:  # another kind of server may answer anything
        late = f"no answer in {_PATIENCE} s" if isinstance(error, TimeoutError) else ""
        raise IrisError(
            f"No Dask scheduler answers at “{address}”. Start one with `dask scheduler`, or give "
            "--dask local:2 for two processes on this machine. "
            f"({late or str(error) or 'something else answers there'})"
        ) from error


def _require_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise IrisError(
            f"The Dask scheduler at {address} has no workers. Start some with `dask worker "
            f"{address}`."
        ) from error


def _require_versions(client: Client) -> None:
    versions: Any = client.get_versions(packages=_SAME)
    here = versions["client"]["packages"]
    for name, worker in product(("python", *_SAME), versions["workers"].values()):
        version, other = here[name], worker["packages"][name] or "none"
        parts = 2 if name == "python" else None  # its patches don't matter
        if other.split(".")[:parts] != version.split(".")[:parts]:
            raise IrisError(
                f"Workers need {name} {version}, as here, but one has {other}: install "
                "requirements.txt and requirements-cluster.txt where they run."
            )


async def _greet(address: str) -> None:
    """Ask for the greeting, which a client would await forever."""
    security = Security().get_connection_args("client")
    comm = await connect(address, timeout=_PATIENCE, **security)
    await comm.close()


def _local_cluster(address: str) -> LocalCluster:
    processes = _LOCAL.fullmatch(address)
    if not processes:
        raise IrisError(f"--dask has “{address}”: write local:2 for two processes, for example.")
    return LocalCluster(
        n_workers=int(processes[1]),
        threads_per_worker=1,
        host="127.0.0.1",
        dashboard_address=None,
        scheduler_kwargs={"dashboard_address": "127.0.0.1:0"},  # what is left of it needs a port
        silence_logs=logging.CRITICAL,
    )
