"""Connections to a cluster, or to worker processes on this machine."""

import asyncio
import logging
import os
import re
from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import ExitStack, contextmanager

from distributed import Client, LocalCluster, Worker, WorkerPlugin
from distributed.comm.addressing import resolve_address
from distributed.comm.core import connect
from distributed.security import Security

from iris_model.cluster.program import program_plugin
from iris_model.errors import IrisError

_LOCAL = re.compile(r"local:([1-9][0-9]{0,3})")
_PATIENCE = 5
"""Seconds to wait for a scheduler and its first worker."""


@contextmanager
def connected(address: str) -> Iterator[Client]:
    """Yield a client of a cluster that has this package on its workers.

    address is like `tcp://10.0.0.1:8786`, or `local:N` for N processes here that end with the
    block. Raises IrisError without a scheduler or worker.
    """
    local = address.startswith("local:")
    with ExitStack() as stack:
        logging.disable()  # everything important is raised as well
        stack.callback(logging.disable, logging.NOTSET)
        if local:
            address = stack.enter_context(_local_cluster(address)).scheduler_address
        client = stack.enter_context(_client(address))
        with loss_reported():
            _require_workers(client, address)
            client.register_plugin(program_plugin())
            if local:
                client.register_plugin(_Subordinate())
        yield client


def _client(address: str) -> Client:
    try:
        resolve_address(address)
    except ValueError as error:
        raise _absent(address, str(error)) from error
    try:
        asyncio.run(asyncio.wait_for(_greet(address), _PATIENCE))
        return Client(address, timeout=_PATIENCE)
    except TimeoutError as error:
        raise _absent(address, f"no answer in {_PATIENCE} s") from error
    except (OSError, ImportError) as error:
        raise _absent(address, str(error)) from error
    except Exception as error:  # another kind of server may answer anything
        raise _absent(address, "something else answers there") from error


def _absent(address: str, reason: str) -> IrisError:
    return IrisError(
        f"No Dask scheduler answers at “{address}”. Start one with `dask scheduler`, or give "
        f"--dask local:2 for two processes on this machine. ({reason})"
    )


def _require_workers(client: Client, address: str) -> None:
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise IrisError(
            f"The Dask scheduler at {address} has no workers. Start some with `dask worker "
            f"{address}`."
        ) from error


@contextmanager
def loss_reported() -> Iterator[None]:
    """Raise IrisError if the connection to the scheduler is lost."""
    try:
        yield
    except (CancelledError, OSError) as error:
        raise IrisError("The connection to the Dask scheduler was lost. Run it again.") from error


class _Subordinate(WorkerPlugin):
    """Leaves an interruption by the keyboard to the command.

    Ignoring the signal is not enough: Polars installs its own handler while a query runs.
    """

    def setup(self, worker: Worker) -> None:  # noqa: ARG002  the plugin's interface
        os.setpgrp()


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
