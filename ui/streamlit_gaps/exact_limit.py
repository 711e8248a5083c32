"""Uploads of exactly the largest size, which Streamlit refuses."""

from starlette.types import ASGIApp, Receive, Scope, Send


class FramedUploads:
    """Hides the length of an upload's body from Streamlit.

    The gap: Streamlit compares it with `server.maxUploadSize`, although a body is longer than its
    file. It counts the file's own bytes as well (`_upload_put`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] == "PUT":
            headers = [header for header in scope["headers"] if header[0] != b"content-length"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)
