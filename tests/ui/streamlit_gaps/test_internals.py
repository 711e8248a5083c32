"""What the app takes from inside Streamlit is there; what breaks without it, in words.

These say within a second what a new version of Streamlit has taken away. That each workaround does
its work is tested with real servers and browsers.
"""

import dataclasses
import inspect
import re
from collections.abc import Callable
from functools import cache
from pathlib import Path

import pytest
import streamlit as st
from streamlit import config, net_util
from streamlit.components.v2.bidi_component import main
from streamlit.runtime import Runtime, app_session
from streamlit.runtime.caching.ttl_cache import TTLCache
from streamlit.runtime.fragment import MemoryFragmentStorage
from streamlit.runtime.memory_session_storage import MemorySessionStorage
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner.script_runner import ScriptRunner
from streamlit.runtime.scriptrunner_utils.script_run_context import ScriptRunContext
from streamlit.runtime.state import SafeSessionState, SessionState
from streamlit.runtime.state.session_state import WStates
from streamlit.runtime.uploaded_file_manager import UploadedFileRec
from streamlit.runtime.websocket_session_manager import WebsocketSessionManager

from tools.servers import ROOT

SCRIPTS = Path(st.__file__).with_name("static") / "static" / "js"
LOOKED_FOR = r"data-testid=[\"']?(st\w+)"


@cache
def streamlits_scripts() -> str:
    """Return all that Streamlit's pages run in a browser."""
    return "\n".join(path.read_text(encoding="utf-8") for path in sorted(SCRIPTS.glob("*.js")))


def looked_for() -> dict[str, str]:
    """Return the parts of Streamlit's pages that styles and scripts look for, and who does."""
    files = [file for file in (ROOT / "ui").rglob("*") if file.suffix in (".py", ".js", ".css")]
    return {
        name: file.relative_to(ROOT).as_posix()
        for file in files
        for name in re.findall(LOOKED_FOR, file.read_text(encoding="utf-8"))
    }


@pytest.mark.parametrize(("name", "file"), looked_for().items())
def test_a_part_of_the_page_has_the_name_that_we_look_for(name: str, file: str) -> None:
    assert name in streamlits_scripts(), (
        f"{file} looks for data-testid={name}, which Streamlit's pages no longer have."
    )


def attributes(kind: type) -> set[str]:
    """Return the names of what objects of a class have, those set by its constructor included."""
    if dataclasses.is_dataclass(kind):
        return {*dir(kind), *(field.name for field in dataclasses.fields(kind))}
    return {*dir(kind), *re.findall(r"self\.(\w+)\b.*=", inspect.getsource(kind))}


INTERNALS: dict[str, Callable[[], bool]] = {
    "Back and Forward no longer bring back the specimen (address.py)": lambda: (
        "is_history_navigation" in attributes(ScriptRunContext)
    ),
    "no answer follows a slider's move (fragments.py)": lambda: (
        "fragment_storage" in attributes(ScriptRunContext)
        and {"resolve_target", "order_fragment_ids"} <= attributes(MemoryFragmentStorage)
        and "order_fragment_ids" in inspect.getsource(ScriptRunner)
    ),
    "fields may stay empty (unreported.py)": lambda: (
        {"_new_widget_state", "get_widget_id_from_key"} <= attributes(SessionState)
        and "states" in attributes(WStates)
        and "_state" in inspect.getsource(SafeSessionState)
    ),
    "each run reads all settings of the theme (kept_theme.py)": lambda: (
        "_populate_theme_msg(" in inspect.getsource(app_session.AppSession)
    ),
    "closed sessions are not freed in time (closed_sessions.py): no runtime's session manager": (
        lambda: "_session_mgr" in attributes(Runtime)
    ),
    "closed sessions are not freed in time (closed_sessions.py): no storage of sessions": lambda: (
        "_session_storage" in attributes(WebsocketSessionManager)
    ),
    "closed sessions are not freed in time (closed_sessions.py): no cache of sessions": lambda: (
        "_cache" in attributes(MemorySessionStorage)
    ),
    "closed sessions are not freed in time (closed_sessions.py): the cache can't be emptied": (
        lambda: {"expire", "popitem"} <= attributes(TTLCache)
    ),
    "a page of another site has everyone wait (external_address.py)": lambda: hasattr(
        net_util, "_external_ip"
    ),
    "each run makes a class for each component (plain_states.py)": lambda: (
        "make_bidi_component_presenter(" in inspect.getsource(main)
    ),
    "uploads are not counted (server.py) or not freed (freed_uploads.py)": lambda: (
        {"file_storage", "add_file"} <= attributes(MemoryUploadedFileManager)
    ),
    "uploads are not freed (freed_uploads.py): their record has other fields": lambda: (
        list(inspect.signature(UploadedFileRec).parameters) == ["file_id", "name", "type", "data"]
    ),
    "the server reads its settings too early (server.py)": lambda: (
        "force_reparse" in inspect.signature(config.get_config_options).parameters
    ),
    "the server watches its files (server.py)": lambda: (
        config.get_options_for_section("server").keys() >= {"fileWatcherType"}
    ),
    "nothing follows a thumb, and no screen reader hears the answer": lambda: callable(
        st.components.v2.component
    ),
    "a refused upload is explained in Streamlit's words (upload_refusals.py)": lambda: (
        "AxiosError" in streamlits_scripts()
    ),
    "the theme that a visitor chose is lost on other pages (theme.py)": lambda: (
        "stActiveTheme-" in streamlits_scripts()
    ),
    "the page is not drawn again in another theme (theme.py)": lambda: (
        re.search(r"[\"'`]--st[-\"'`]", streamlits_scripts()) is not None
    ),
    "a held arrow key sends a message for each repetition (held_keys.js)": lambda: (
        "data-rac" in streamlits_scripts()
    ),
}


@pytest.mark.parametrize(("what_breaks", "is_there"), INTERNALS.items(), ids=list(INTERNALS))
def test_what_a_workaround_leans_on_is_there(
    what_breaks: str, is_there: Callable[[], bool]
) -> None:
    assert is_there(), f"With this version of Streamlit, {what_breaks}."
