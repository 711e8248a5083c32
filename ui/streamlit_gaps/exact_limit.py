"""Uploads of exactly the largest size, which Streamlit would refuse."""

from starlette.types import ASGIApp, Receive, Scope, Send


class FramedUploads:
    """Hides from Streamlit how long the body of an upload is.

    A body is a few hundred bytes longer than the file in it. Streamlit compares the length of the
    body with `server.maxUploadSize` and refuses a file of exactly that size, before it counts the
    file's own bytes, which it does as well (`_upload_put`).
    """

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Serve one connection."""
        if scope["type"] == "http" and scope["method"] == "PUT":
            headers = [header for header in scope["headers"] if header[0] != b"content-length"]
            scope = {**scope, "headers": headers}
        await self._app(scope, receive, send)
