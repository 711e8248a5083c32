"""Python's garbage collector, kept away from permanent objects."""

import gc
from functools import cache


@cache
def freeze_loaded() -> None:
    """Exclude everything loaded so far from collection.

    Most of it is permanent. A full collection, about every hundred runs of a page, would make all
    visitors wait a tenth of a second.
    """
    gc.collect()
    gc.freeze()
