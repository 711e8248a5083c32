"""A new model: what to do with it next, and how good it is."""

import streamlit as st

from iris_model.evaluation import CHOOSING
from iris_model.export.html import as_html
from iris_model.model import Model
from iris_model.model_storage import model_bytes
from ui.charts import comparison
from ui.model import comparison_sentences, sections
from ui.model.downloads import download
from ui.model_in_use import model_in_use, use_model

_OPEN = "web_steps"
_MEASURE = comparison.MEASURES["Right answers"]
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
    if not opened:
        return
    training = model.training
    with st.container(border=True, key="web"):
        st.subheader("From your table to a public app", anchor=False)
        st.markdown(_STEPS)
        which = "all" if training.complete else f"{len(training.codes):,} of the"
        st.warning(
            f"The training rows are public then: the model file holds {which} {training.used:,} "
            "rows it was trained on, with their measurements and groups. Anyone who can open the "
            "app or the repository can read them."
        )
        st.markdown("On your own machine, this is enough:")
        st.code("IRIS_MODEL=data/model.json streamlit run app.py", "bash")


def show_verdict(model: Model) -> None:
    """Show what a model gets right and wrong, and what could improve it."""
    st.header("How good is it?", anchor=False)
    sections.show_right_and_wrong(model)
    if len(model.evaluation.learning) > 1:
        st.header("Would more rows help?", anchor=False)
        sections.show_learning(model)
    st.header("Would another kind of model be better?", anchor=False)
    # Choosing C each time is a check of this model, not another kind.
    others = [m for m in comparison_sentences.compared(model.evaluation) if m.name != CHOOSING]
    words, picture = st.columns([2, 3], gap="large")
    words.text(comparison_sentences.rivals(model.evaluation, _MEASURE))
    with picture:
        sections.show_compared(others, _MEASURE)
