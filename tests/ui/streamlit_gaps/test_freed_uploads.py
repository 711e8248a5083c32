"""The bytes of an upload leave Streamlit's memory, its name stays."""

from streamlit.testing.v1 import AppTest


def _script() -> None:
    import streamlit as st
    from streamlit.runtime.scriptrunner import get_script_run_ctx

    from ui.streamlit_gaps.freed_uploads import free

    for upload in st.file_uploader("Files", accept_multiple_files=True):
        st.text(f"{upload.name}: {len(upload.getvalue())} bytes")
        free(upload)
    context = get_script_run_ctx()
    assert context is not None
    stored = context.uploaded_file_mgr.file_storage.get(context.session_id, {})  # type: ignore[attr-defined]
    st.caption(f"{sum(len(file.data) for file in stored.values())} bytes are held")


def test_the_picker_goes_on_naming_a_file_whose_bytes_are_no_longer_held() -> None:
    page = AppTest.from_function(_script, default_timeout=30).run()
    page.file_uploader[0].set_value([("a.csv", b"x" * 1000, "text/csv")]).run()
    assert page.text[0].value == "a.csv: 1000 bytes"
    assert page.caption[0].value == "0 bytes are held"
    page.run()
    assert page.text[0].value.startswith("a.csv: ")
