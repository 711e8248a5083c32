"""From bytes to rows of text: what kind of table a file is, and its records."""

from iris_model.reading.layout import Column, Layout, Overrides
from iris_model.reading.recognition import HEAD_BYTES, recognise

__all__ = ["HEAD_BYTES", "Column", "Layout", "Overrides", "recognise"]
