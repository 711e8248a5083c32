"""Python's garbage collector, kept away from permanent objects."""

import gc
from functools import cache


@cache
def freeze_loaded() -> None:
    """Exclude everything loaded so far from collection, once for each process.

    Most of a process is modules, the model and chart specs. A full collection walks through them
    about every hundred runs of a page, and all visitors wait a tenth of a second.
    """
    gc.collect()
    gc.freeze()
