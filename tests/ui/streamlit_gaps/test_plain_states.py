"""What a run of a page leaves to the garbage collector."""

import gc

from tests.pages.models import open_page
from ui.frame import FRONT_PAGE


def test_no_run_makes_classes() -> None:
    page = open_page(FRONT_PAGE)
    gc.collect()
    before = len(dict.__subclasses__())
    page.run()
    page.run()
    assert len(dict.__subclasses__()) == before
