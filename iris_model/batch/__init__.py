"""From rows of text to a classified table: every record in order, its cells as they came."""

from iris_model.batch.whole_files import (
    Summary,
    classify_blocks,
    classify_stream,
    classify_table,
)

__all__ = ["Summary", "classify_blocks", "classify_stream", "classify_table"]
