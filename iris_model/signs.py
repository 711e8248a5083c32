"""The colour and the symbol of each group, by its place in the schema."""

COLORS = (
    *("#1F7FD0", "#D9730D", "#008F6B", "#C2388F"),
    *("#8479F2", "#7C6400", "#C93A46", "#5A9BAE"),
)
"""Contrast 3:1 with both backgrounds, light and dark."""
SYMBOLS = ("●", "■", "▲", "◆", "✚", "▼", "►", "◄")
"""For those who can't tell the colours apart."""
