"""The next steps with a new model: use, download, publish."""

import streamlit as st

from iris_model.export.html import as_html
from iris_model.model import Model
from iris_model.model_storage import model_bytes
from ui.model.downloads import download
from ui.model_in_use import model_in_use, use_model

_OPEN = "web_steps"
_STEPS = """\
1. **Download the model** with the button above, and name the file `model.json`.
2. **Copy this app**: fork its repository on GitHub, and upload the file there into the folder
   `data` (*Add file*, *Upload files*).
3. **Create the app**: sign in at share.streamlit.io with your GitHub account, choose *Create app*,
   your repository, and `app.py` as its main file. Under *Advanced settings*, write into *Secrets*:
   `IRIS_MODEL = "data/model.json"`
4. **Deploy**, and send the link to anyone. Every page serves your model."""


def show_next_steps(model: Model) -> None:
    """Draw the buttons to use a model."""
    opened = st.session_state.get(_OPEN)
    with st.container(horizontal=True, key="next_steps"):
        st.button("Use it on all pages", type="primary", on_click=use_model, args=(model,))
        download("Download the model", model, model_bytes, "json")
        download(
            "Download one HTML file",
            model,
            as_html,
            "html",
            "A page that answers without this app and without a network, also on a phone.",
        )
        st.button(
            "Put it on the web", on_click=lambda: st.session_state.update({_OPEN: not opened})
        )
    if model_in_use() is model:
        st.success(
            "All pages use this model now, in this tab only. The Model page says more about it."
        )
    if opened:
        _show_steps(model)


def _show_steps(model: Model) -> None:
    training = model.training
    with st.container(border=True, key="web"):
        st.subheader("From your table to a public app", anchor=False)
        st.markdown(_STEPS)
        kept = len(training.codes)
        which = "all" if training.complete else f"{kept:,} of the"
        st.warning(
            f"The training rows are public then: the model file holds {which} {training.used:,} "
            "rows it was trained on, with their measurements and groups. Anyone who can open the "
            "app or the repository can read them."
        )
        st.markdown("On your own machine, this is enough:")
        st.code("IRIS_MODEL=data/model.json streamlit run app.py", "bash")
