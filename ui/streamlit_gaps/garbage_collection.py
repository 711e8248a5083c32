"""Python's garbage collector, kept from walking again and again through what stays for good."""

import gc
from functools import cache


@cache
def freeze_loaded() -> None:
    """Set aside all that is loaded by now, once a process.

    Modules, the model and chart specs are most of what a process holds. Without this a full
    collection walks through them, about every hundred runs of a page, and all visitors wait for a
    tenth of a second.
    """
    gc.collect()
    gc.freeze()
