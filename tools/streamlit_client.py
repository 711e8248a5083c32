"""A Streamlit session without a browser, by the browser's protocol.

One WebSocket each, `BackMsg` out, `ForwardMsg` in, protobuf of Streamlit 1.67.
"""

import asyncio
import secrets
import time
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import requests
from streamlit.proto.BackMsg_pb2 import BackMsg
from streamlit.proto.Common_pb2 import UploadedFileInfo
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

_WIDGETS = ("slider", "text_input", "checkbox")
Value = float | str | bool
_FIELDS = {"text_input": "string_value", "checkbox": "bool_value"}
"""The field of a widget's value in its state."""
_EARLY = ForwardMsg.FINISHED_EARLY_FOR_RERUN
"""The script asked for another run, which follows."""


@dataclass
class Run:
    """The messages of one run of a page."""

    elements: list[tuple[float, Element]] = field(default_factory=list)
    """In order, with the seconds since the run was requested."""
    seconds: float = 0.0
    """Until the script finished."""
    address: str | None = None
    """The query that the script wrote into the page's address, if it did."""

    def of_kind(self, kind: str) -> list[Element]:
        """Return the elements of one kind, such as `heading`."""
        return [element for _, element in self.elements if element.WhichOneof("type") == kind]


class Session:
    """One visitor's open page."""

    def __init__(
        self, connection: ClientConnection, url: str, query: str, page: str, cookie: str
    ) -> None:
        self.connection = connection
        self._url = url
        self._query = query
        self._cookie = cookie
        self._page_name = page
        self._page = ""
        self._pages: dict[str, str] = {}
        self._buttons: dict[str, str] = {}
        self._widgets: dict[str, Element] = {}
        self._values: dict[str, Value] = {}
        self._answered: dict[str, Value] = {}
        self._fragments: dict[str, str] = {}
        self._picker = ""
        self._file: UploadedFileInfo | None = None
        self.runs = 0
        """Of the script, so far."""
        self.id = ""
        """Streamlit's name for the session, part of the address of its uploads."""

    @property
    def values(self) -> dict[str, Value]:
        """Return sliders', fields' and switches' values by label."""
        return {_widget(self._widgets[i]).label: value for i, value in self._values.items()}

    async def run(self, changes: Mapping[str, Value] | None = None, *, unread: bool = False) -> Run:
        """Set sliders, fields or switches, by label, and rerun their fragment or page.

        Unread: the next change comes before the answer.
        """
        return await self._answer_to(self._request(self._change(changes or {})), unread=unread)

    async def press(self, label: str, typed: Mapping[str, Value] | None = None) -> Run:
        """Press the first button of that label, leaving a field in which something was typed.

        As in a browser, the field's fragment is run then.
        """
        identity = next(i for i, shown in self._buttons.items() if shown == label)
        request = self._request(self._change(typed) if typed else self._fragments[identity])
        pressed = request.rerun_script.widget_states.widgets.add(id=identity)
        pressed.trigger_value = True
        return await self._answer_to(request)

    def _change(self, changes: Mapping[str, Value]) -> str:
        """Set widgets by label; return their fragment, if it is one."""
        wanted = {
            identity: changes[_widget(element).label]
            for identity, element in self._widgets.items()
            if _widget(element).label in changes
        }
        changed = {i: value for i, value in wanted.items() if value != self._values[i]}
        self._values |= changed
        fragments = {self._fragments[identity] for identity in changed}
        return fragments.pop() if len(fragments) == 1 else ""

    def has_button(self, label: str) -> bool:
        """Return whether the page has a button of that label."""
        return label in self._buttons.values()

    async def go_to(self, page: str) -> Run:
        """Follow the link to another page; empty for the front page."""
        self._page_name, self._page, self._query = page, self._pages[page], ""
        self._widgets, self._values, self._buttons = {}, {}, {}
        self._file = None
        return await self.run()

    async def _answer_to(self, request: BackMsg, *, unread: bool = False) -> Run:
        start = time.perf_counter()
        await self.connection.send(request.SerializeToString())
        run = Run()
        started, ran = False, tuple[str, ...]()
        while True:
            message = ForwardMsg.FromString(await self.connection.recv(decode=False))
            kind = message.WhichOneof("type")
            if kind == "new_session":
                started, run = True, Run()
                self.runs += 1
                ran = tuple(message.metadata.run.fragment_ids)
                self.id = message.new_session.initialize.session_id
            elif kind == "page_info_changed":
                run.address = message.page_info_changed.query_string
            elif kind == "navigation":
                self._page = message.navigation.page_script_hash
                self._pages = {
                    "" if page.is_default else page.url_pathname: page.page_script_hash
                    for page in message.navigation.app_pages
                }
            elif kind == "delta" and message.delta.WhichOneof("type") == "new_element":
                element = message.delta.new_element
                run.elements.append((time.perf_counter() - start, element))
                if element.WhichOneof("type") in (*_WIDGETS, "button"):
                    self._fragments[_widget(element).id] = message.delta.fragment_id
            elif kind == "script_finished" and started and message.script_finished != _EARLY:
                break
        run.seconds = time.perf_counter() - start
        if run.address is not None and not unread:
            self._query = run.address
        held = self._values
        self._note_widgets(run, ran)
        self._answered = self._values
        if unread:
            self._values = held
        return run

    def read(self) -> None:
        """Set the widgets to the values of the last answer."""
        self._values = self._answered

    async def choose_file(self, name: str, content: bytes) -> Run:
        """Replace the uploaded file, and rerun the page."""
        if self._file:
            await asyncio.to_thread(remove, self._url, self.id, self._file.file_id, self._cookie)
        file = secrets.token_hex(8)
        status = await asyncio.to_thread(
            upload, self._url, self.id, file, content, self._cookie, name
        )
        if status != 204:
            raise ConnectionError(f"The upload was answered with {status}.")
        self._file = UploadedFileInfo(name=name, size=len(content), file_id=file)
        self._file.file_urls.file_id = file
        return await self.run()

    def _request(self, fragment: str) -> BackMsg:
        request = BackMsg()
        state = request.rerun_script
        state.fragment_id = fragment
        state.query_string = self._query
        state.page_name = self._page_name
        state.page_script_hash = self._page
        state.context_info.url = self._url
        state.widget_states.SetInParent()
        for identity, value in self._values.items():
            widget = state.widget_states.widgets.add(id=identity)
            kind = self._widgets[identity].WhichOneof("type")
            if kind == "slider":
                widget.double_array_value.data.append(value)
            else:
                setattr(widget, _FIELDS[kind], value)
        if self._picker and self._file:
            picker = state.widget_states.widgets.add(id=self._picker)
            picker.file_uploader_state_value.uploaded_file_info.append(self._file)
        return request

    def _note_widgets(self, run: Run, fragments: Collection[str]) -> None:
        """Store a run's widgets and the values that the script gave them.

        fragments are those that ran, if not the whole page; widgets of the rest stay.
        """
        widgets = [element for kind in _WIDGETS for element in run.of_kind(kind)]
        others = {
            identity: element
            for identity, element in self._widgets.items()
            if fragments and self._fragments[identity] not in fragments
        }
        self._widgets = others | {_widget(element).id: element for element in widgets}
        shown = {e.button.id: e.button.label for e in run.of_kind("button")}
        self._buttons = {
            identity: label
            for identity, label in self._buttons.items()
            if fragments and self._fragments[identity] not in fragments
        } | shown
        if not fragments:
            self._picker = next((e.file_uploader.id for e in run.of_kind("file_uploader")), "")
        self._values = {
            identity: _shown(element)
            if (element in widgets and _widget(element).set_value) or identity not in self._values
            else self._values[identity]
            for identity, element in self._widgets.items()
        }


@asynccontextmanager
async def open_session(
    url: str, *, query: str = "", cookie: str = "", page: str = ""
) -> AsyncIterator[tuple[Session, Run]]:
    """Open a page like a browser; yield the session and the first run.

    page is its address's last part, such as `batch`, or empty for the front page.
    """
    async with _connected(url, cookie) as connection:
        session = Session(connection, url, query, page, cookie)
        yield session, await session.run()


@asynccontextmanager
async def reopen_session(url: str, session: Session, cookie: str = "") -> AsyncIterator[Run]:
    """Connect a page that lost its connection again; yield the run that follows."""
    async with _connected(url, cookie, ("any", session.id)) as connection:
        session.connection = connection
        yield await session.run()


@asynccontextmanager
async def _connected(
    url: str, cookie: str, again: tuple[str, ...] = ()
) -> AsyncIterator[ClientConnection]:
    address = f"{url.replace('http', 'ws', 1)}/_stcore/stream"
    headers = {"Origin": url} | ({"Cookie": cookie} if cookie else {})
    async with connect(
        address,
        subprotocols=[Subprotocol(name) for name in ("streamlit", *again)],
        additional_headers=headers,
        max_size=None,
        proxy=None,
        compression=None,
        open_timeout=None,  # as patient as a browser, which doesn't ask for a sign of life either
        ping_interval=None,
        close_timeout=2,
    ) as connection:
        yield connection


def upload(
    url: str, session: str, file: str, content: bytes, cookie: str = "", name: str = "flowers.csv"
) -> int:
    """Upload a file like the page; return the HTTP status."""
    files = {"file": (name, content)}
    return _ask("PUT", url, session, file, cookie, files=files)


def remove(url: str, session: str, file: str, cookie: str = "") -> int:
    """Remove an upload like the page; return the HTTP status."""
    return _ask("DELETE", url, session, file, cookie)


def _ask(method: str, url: str, session: str, file: str, cookie: str, **body: Any) -> int:
    with requests.Session() as client:
        health = client.get(f"{url}/_stcore/health")
        health.raise_for_status()
        token = health.cookies["_streamlit_xsrf"]
        cookies = "; ".join(filter(None, [cookie, f"_streamlit_xsrf={token}"]))
        return client.request(
            method,
            f"{url}/_stcore/upload_file/{session}/{file}",
            headers={"X-Xsrftoken": token, "Cookie": cookies},
            **body,
        ).status_code


def _widget(element: Element) -> Any:
    return getattr(element, element.WhichOneof("type"))


def _shown(element: Element) -> Value:
    widget = _widget(element)
    value = widget.value if widget.set_value else widget.default
    return float(value[0]) if element.WhichOneof("type") == "slider" else value
