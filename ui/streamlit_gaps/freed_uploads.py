"""The bytes of an upload, taken out of Streamlit's memory.

Streamlit holds them there until the session ends: also when the page, and the picker with it, is
left, which forgets that they are there. Waits for
https://github.com/streamlit/streamlit/issues/5703 or a `persist_state` of `st.file_uploader`.
"""

from streamlit.runtime.memory_uploaded_file_manager import MemoryUploadedFileManager
from streamlit.runtime.scriptrunner import get_script_run_ctx
from streamlit.runtime.uploaded_file_manager import UploadedFile, UploadedFileRec


def free(upload: UploadedFile) -> None:
    """Have Streamlit keep an upload's name and not its bytes; the picker goes on showing it."""
    context = get_script_run_ctx()
    manager = context.uploaded_file_mgr if context else None
    if context and isinstance(manager, MemoryUploadedFileManager):
        empty = UploadedFileRec(upload.file_id, upload.name, upload.type, b"")
        manager.add_file(context.session_id, empty)
