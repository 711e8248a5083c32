"""What chart tests ask of a Vega-Lite specification: its views, and the fields they use."""

from collections.abc import Iterator
from typing import Any

from ui.charts.base import Spec, Tables


def views(spec: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the single views of a spec, each with the data that it may inherit."""
    children = spec.get("concat") or spec.get("layer")
    if children is None:
        yield {"encoding": {}} | spec
    inherited = {"data": spec["data"]} if "data" in spec else {}
    for child in children or []:
        yield from views(inherited | child)


def fields(view: dict[str, Any]) -> set[str]:
    """Return the fields that a view encodes."""
    channels = view["encoding"].values()
    every = [
        c for channel in channels for c in (channel if isinstance(channel, list) else [channel])
    ]
    return {channel["field"] for channel in every if "field" in channel}


def assert_fits(spec: Spec, tables: Tables) -> None:
    """Hold a spec against its tables: it holds no data, and finds every field it uses."""
    assert "datasets" not in spec
    used = set()
    for view in views(spec):
        assert set(view["data"]) == {"name"}
        name = view["data"]["name"]
        used.add(name)
        assert fields(view) <= set(tables[name].column_names)
    assert used == set(tables)
