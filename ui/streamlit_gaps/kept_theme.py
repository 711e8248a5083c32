"""The theme's settings, read once.

The gap: Streamlit goes through all its settings six times at the start of each run, which costs a
seventh of a slider's move.
"""

from functools import cache

from streamlit.proto.NewSession_pb2 import CustomThemeConfig
from streamlit.runtime import app_session

_read = app_session._populate_theme_msg


def keep_theme() -> None:
    """Make Streamlit send the theme as first read; another one needs a restart."""
    app_session._populate_theme_msg = _fill_in


def _fill_in(msg: CustomThemeConfig, section: str = "theme") -> None:
    theme = _kept(section)
    # Merged, even an empty section would count as set.
    if theme.ByteSize():
        msg.MergeFrom(theme)


@cache
def _kept(section: str) -> CustomThemeConfig:
    theme = CustomThemeConfig()
    _read(theme, section)
    return theme
