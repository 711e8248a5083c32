"""Parts of pages, with what tests of whole pages have."""

from tests.pages.conftest import installed_components

__all__ = ["installed_components"]
