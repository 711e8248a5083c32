"""A chart on a page, with a description."""

from collections.abc import Mapping

import pyarrow as pa
import streamlit as st

from ui.charts.base import Spec, arrow_bytes

# In an SVG, screen readers would find hundreds of nameless marks; a canvas is one named picture.
_ONE_PICTURE = {"embedOptions": {"renderer": "canvas"}}


def _axis_words() -> dict[str, str]:
    """Return colours of axes and legends with a contrast of 4.5:1; Streamlit's are too faint."""
    color = "#B7B6C6" if st.context.theme.type == "dark" else "#5D5C6D"
    return {"labelColor": color, "titleColor": color}


def show_chart(
    spec: Spec, *, alt: str, key: str, datasets: Mapping[str, pa.RecordBatch | bytes] | None = None
) -> None:
    """Show a Vega-Lite spec with its data (named datasets, Arrow tables or bytes).

    alt describes the chart in a sentence, for those who can't see it. The spec may be cached: it is
    not changed. Dicts cost a rerun a tenth of what Altair objects do.
    """
    config = dict(spec.get("config", {}))
    for part in ("axis", "legend"):
        config[part] = {**config.get(part, {}), **_axis_words()}
    whole = {**spec, "config": config, "usermeta": _ONE_PICTURE}
    if datasets:
        whole["datasets"] = {
            name: data if isinstance(data, bytes) else arrow_bytes(data)
            for name, data in datasets.items()
        }
    # A known height reserves the space while the browser loads Vega.
    height = spec.get("height")
    st.vega_lite_chart(
        whole,
        width="stretch",
        height=height if isinstance(height, int) else "content",
        alt=alt,
        key=key,
    )
