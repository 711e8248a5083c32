"""The dashboard and the HTTP API as one ASGI application: `uvicorn server:app`.

`streamlit run app.py` gives the dashboard alone. Settings: docs/operations.md.
"""

import asyncio
import logging
import re
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

import streamlit as st
from starlette.applications import Starlette
from starlette.middleware import Middleware
from streamlit import config
from streamlit.logger import get_logger
from streamlit.runtime import get_instance
from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager

from iris_model.api.arenas import share_arenas
from iris_model.api.budget import UploadBudget
from iris_model.api.compressed import CompressedFiles
from iris_model.api.descriptors import RoomForSessions, has_room, raise_limit
from iris_model.api.middleware import MEGABYTE, Detour, HiddenPaths, SecurityHeaders
from iris_model.api.origins import KnownOrigins, host_of
from iris_model.api.refusals import ReadOn
from iris_model.api.routes import PATHS, create_api
from iris_model.api.settings import frame_ancestors, megabytes
from iris_model.errors import IrisError
from iris_model.temporary import remove_abandoned
from ui.model_in_use import served_model
from ui.streamlit_gaps import closed_sessions, external_address
from ui.streamlit_gaps.exact_limit import FramedUploads
from ui.streamlit_gaps.first_visit import whole_page

_OLDER_NAMES = {"'self'": "SAMEORIGIN", "'none'": "DENY"}
"""The same for browsers that know only X-Frame-Options."""
_READ_ON = 10
"""A refused body is read to its end up to this many times the largest file."""


_HERE = Path(__file__).parent
STREAMLITS_FILES = Path(st.__file__).with_name("static")


def security_headers(ancestors: str) -> dict[str, str]:
    """Return the headers of every response; `*` lets everyone show the app in a frame."""
    headers = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "same-origin"}
    if ancestors != "*":
        headers["Content-Security-Policy"] = f"frame-ancestors {ancestors}"
    if ancestors in _OLDER_NAMES:
        headers["X-Frame-Options"] = _OLDER_NAMES[ancestors]
    return headers


def welcome_hosts() -> set[str]:
    """Return the other hosts whose pages may open a session, as configured."""
    if not st.get_option("server.enableCORS"):
        return {"*"}
    addresses = [
        st.get_option("browser.serverAddress"),
        *st.get_option("server.corsAllowedOrigins"),
    ]
    return {host for host in map(host_of, addresses) if host}


def largest_file() -> int:
    """Return the size in bytes of the largest file that pages and API accept."""
    return int(st.get_option("server.maxUploadSize") * MEGABYTE)


def base_path() -> str:
    """Return the base path of the pages, such as `/iris`, or empty."""
    path = st.get_option("server.baseUrlPath").strip("/")
    return f"/{path}" if path else ""


def stored_uploads() -> dict[str, int]:
    """Return how many bytes of uploaded files Streamlit keeps for each session."""
    manager = get_instance().uploaded_file_mgr
    assert isinstance(manager, MemoryUploadedFileManager)
    return {
        session: sum(len(file.data) for file in files.values())
        for session, files in manager.file_storage.items()
    }


def names_nobody(record: logging.LogRecord) -> bool:
    """Return whether a log line is about the server; uvicorn writes two for each session."""
    return '"WebSocket ' not in str(record.msg) and not str(record.msg).startswith("connection ")


def log_no_visitor() -> None:
    """Keep visitors' addresses, flowers and session names out of the log.

    As with `streamlit run`, requests are not logged: a proxy does that better, and it would cost
    the API a quarter of its rate. (Streamlit undoes uvicorn's --no-access-log.)
    """
    requests = logging.getLogger("uvicorn.access")
    requests.disabled = True
    # Without handlers, uvicorn composes no line either.
    requests.handlers.clear()
    requests.propagate = False
    logging.getLogger("uvicorn.error").addFilter(names_nobody)
    get_logger("streamlit.runtime.websocket_session_manager").disabled = True


@asynccontextmanager
async def lifespan(_: st.App) -> AsyncIterator[None]:
    """Run the background work of the server."""
    raise_limit()
    share_arenas()
    remove_abandoned()
    freeing = asyncio.create_task(closed_sessions.free_in_time())
    yield
    freeing.cancel()


external_address.never_look_up()


def create_app() -> st.App:
    """Return the whole application; raise IrisError for an impossible setting."""
    headers = security_headers(frame_ancestors("IRIS_FRAME_ANCESTORS", "'self'"))
    uploads_per_client = megabytes("IRIS_UPLOADS_PER_CLIENT_MB", 200) * MEGABYTE
    api: Starlette
    # Streamlit reads its settings once it knows the app's place. What depends on them must follow,
    # or be looked up when the first request builds the middleware.
    app = st.App(
        _HERE / "app.py",
        lifespan=lifespan,
        middleware=[
            Middleware(SecurityHeaders, headers),
            Middleware(lambda app: ReadOn(app, _READ_ON * largest_file())),
            Middleware(
                UploadBudget,
                uploads_per_client,
                stored_uploads,
                re.compile(r"/_stcore/upload_file/([^/]+)/"),
            ),
            # The API needs none of the following. Without it, and without Streamlit's session
            # cookie and compression, it answers twice as many requests.
            Middleware(lambda app: Detour(app, api, PATHS, base_path())),
            # Streamlit's own metrics are private.
            Middleware(HiddenPaths, ["/_stcore/metrics"]),
            Middleware(lambda app: KnownOrigins(app, welcome_hosts())),
            Middleware(RoomForSessions, has_room, closed_sessions.free_oldest),
            # Streamlit's own compression leaves out the largest files, the scripts of the pages.
            Middleware(
                lambda app: CompressedFiles(
                    app,
                    STREAMLITS_FILES,
                    base_path(),
                    pages=[page.stem for page in _HERE.glob("pages/*.py")],
                    index=partial(whole_page, STREAMLITS_FILES, _HERE / "ui" / "style.css"),
                )
            ),
            Middleware(FramedUploads),
        ],
    )
    # Settings read earlier would lack those in the folder of app.py, for good.
    config.get_config_options(force_reparse=True)
    # A server is restarted after a change. Watching files would make each new session walk through
    # all imported modules, and would replace an edited one while visitors use it.
    config.set_option("server.fileWatcherType", "none", __name__)
    api = create_api(served_model(), largest_file())
    return app


try:
    app = create_app()
except IrisError as error:
    print(f"error: {error}", file=sys.stderr)
    raise SystemExit(2) from None
log_no_visitor()
