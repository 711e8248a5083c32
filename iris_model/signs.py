"""How the groups look, everywhere: a colour and a symbol each, by their place in the schema."""

COLORS = (
    *("#1F7FD0", "#D9730D", "#008F6B", "#C2388F"),
    *("#8479F2", "#7C6400", "#C93A46", "#5A9BAE"),
)
"""3:1 against both backgrounds, the light one and the dark one."""
SYMBOLS = ("●", "■", "▲", "◆", "✚", "▼", "►", "◄")
"""As text, for whoever can't tell the colours apart."""
