"""Python's garbage collector, kept away from permanent objects."""

import gc
from functools import cache


@cache
def freeze_loaded() -> None:
    """Exclude everything loaded so far from collection.

    Most of it is permanent: modules, the model and chart specs. A full collection goes through it
    about every hundred runs of a page, and all visitors wait a tenth of a second.
    """
    gc.collect()
    gc.freeze()
