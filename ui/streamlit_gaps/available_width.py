"""The width for charts that can't stretch, such as joined Vega-Lite charts.

The gap: Streamlit doesn't tell a script the window's width.
"""

import streamlit as st

WIDEST, _STEP = 1120, 40
_DESK, _PHONE = WIDEST, 320
"""Assumed until the browser reports it."""

_width_watcher = st.components.v2.component(
    "available_width",
    js="""
export default ({ data, parentElement, setStateValue }) => {
  let told = data.width, timer;
  const tell = () => {
    const free = Math.min(parentElement.clientWidth, data.widest);
    const width = Math.floor(free / data.step) * data.step;
    if (width > 0 && width !== told) setStateValue("width", (told = width));
  };
  const observer = new ResizeObserver(() => {
    clearTimeout(timer);
    timer = setTimeout(tell, 200);
  });
  observer.observe(parentElement);
  tell();
  return () => { observer.disconnect(); clearTimeout(timer); };
};
""",
    isolate_styles=False,
)


def is_phone() -> bool:
    """Tell whether the browser says it runs on a phone."""
    return "Mobi" in (st.context.headers.get("User-Agent") or "")


def available_width(key: str) -> int:
    """Return the width of the content in pixels, rounded down to a step.

    Call it in a fragment, which reruns when it changes.
    """
    likely = _PHONE if is_phone() else _DESK
    known = int(st.session_state.get(f"{key}_known", likely))
    result = _width_watcher(
        data={"width": known, "widest": WIDEST, "step": _STEP},
        key=key,
        default={"width": known},
        on_width_change=lambda: None,
        height="content",
    )
    width = int(result.width or known)
    st.session_state[f"{key}_known"] = width
    return width
