"""Uploads removed from Streamlit's memory.

The gap: Streamlit keeps their bytes until the session ends, even after the picker forgets them.
Waits for https://github.com/streamlit/streamlit/issues/5703 or a `persist_state` of
`st.file_uploader`.
"""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec


def free(upload: UploadedFile) -> None:
    """Drop an upload's bytes but keep its name, which the picker still shows."""
    context = get_script_run_ctx()
    manager = context.uploaded_file_mgr if context else None
    if context and isinstance(manager, MemoryUploadedFileManager):
        empty = UploadedFileRec(upload.file_id, upload.name, upload.type, b"")
        manager.add_file(context.session_id, empty)
