"""The model that a session trained or loaded last."""

from contextlib import closing
from dataclasses import dataclass

import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from iris_model.errors import IrisError
from iris_model.model import Model
from iris_model.model_storage import LARGEST_FILE, read_model
from ui import cached
from ui.train.process import Step, train_in_process
from ui.train.recognition import Job, on_a_page
from ui.train.tables import BY_KEY, LOADED_LAST, Source

_TRAINED, _RUNNING, _PROBLEM = "trained", "training", "training_problem"
_WITHOUT_STREAMLITS_STOP = "<style>[data-testid=stStatusWidget] button { display: none }</style>"
"""That one would leave the page as it is, with its controls switched off."""


@dataclass(frozen=True, eq=False)
class Trained:
    """A model, and the table it was trained on."""

    model: Model
    job: Job


def is_training() -> bool:
    """Return whether this session has a training under way."""
    return _RUNNING in st.session_state


def last_trained() -> Trained | None:
    """Return this session's last training."""
    trained: Trained | None = st.session_state.get(_TRAINED)
    return trained


def trained_on(job: Job | None) -> Trained | None:
    """Return this session's last training, if it was this job."""
    trained = last_trained()
    return trained if trained and job and trained.job.key == job.key else None


def newest(trained: Trained | None, loaded: Model | None, source: Source | None) -> Model | None:
    """Return the model to show: of a trained and a loaded one, the one that came last.

    A loaded one gives way to a table chosen later, even before that is trained on.
    """
    if loaded and (st.session_state[LOADED_LAST] or not (trained or source)):
        return loaded
    return trained.model if trained else None


def rows_to_add_to(present: Model, source: Source) -> Model | None:
    """Return the model that a table's rows can be added to, unless it has them."""
    trained = last_trained()
    if trained and trained.model is present and trained.job.source.key == source.key:
        return trained.job.add_to
    return present


def train_on_demand(job: Job | None) -> None:
    """Draw the button that trains; if pressed, train and redraw the page.

    When the visitor leaves, the page's run ends at its next step, and the training too.
    """
    running = st.session_state.get(_RUNNING)
    if running and (job is None or job.key != running):  # the table or the model in use has changed
        _stop_training()
        st.rerun()
    if job is None:
        return
    place = st.empty()  # above the button that was pressed, which is in sight
    with st.container(horizontal=True, vertical_alignment="center"):
        st.button(
            "Train", type="primary", on_click=_start, args=(job,), disabled=running is not None
        )
        if running:
            st.button("Stop", on_click=_stop_training)
            st.caption("Stay on this page: leaving it stops the training.", width="content")
            st.html(_WITHOUT_STREAMLITS_STOP)
    if not running:
        key, problem = st.session_state.get(_PROBLEM) or (None, "")
        if key == job.key:
            st.error("There is no model of this table.")
            st.text(problem)
        return
    try:
        _train(job, place.progress(0.0))
    except IrisError as error:
        st.session_state[_PROBLEM] = job.key, on_a_page(error)
    _stop_training()
    st.rerun()


def _start(job: Job) -> None:
    st.session_state.update({_RUNNING: job.key, _PROBLEM: None, LOADED_LAST: False})


def _stop_training() -> None:
    """Forget the training; the page's next run ends the one that trains."""
    st.session_state.pop(_RUNNING, None)


def _train(job: Job, bar: DeltaGenerator) -> None:
    source = job.source
    running = train_in_process(
        source.data, source.name, job.choice, cached.session_folder(), job.add_to
    )
    with closing(running):
        for found in running:
            if isinstance(found, Step):
                bar.progress(found.share, found.what)
            else:
                st.session_state[_TRAINED] = Trained(found, job)


@st.cache_resource(
    scope="session", max_entries=1, show_spinner="Reading the model", hash_funcs=BY_KEY
)
def _read(file: Source) -> Model | str:
    try:
        return read_model(file.data, file.name)
    except IrisError as error:
        return str(error)


def loaded_model(*, disabled: bool) -> Model | None:
    """Draw the uploader for a model file; return its model."""
    with st.expander("Load a model"):
        upload = st.file_uploader(
            "A model file (JSON) that this app or its command line made",
            max_upload_size=LARGEST_FILE // 10**6,
            key="model_file",
            on_change=lambda: st.session_state.update({LOADED_LAST: True}),
            disabled=disabled,
        )
        if not upload:
            return None
        found = _read(Source(upload.file_id, upload.name, upload.getvalue()))
        if isinstance(found, Model):
            return found
        st.error("This file can’t be used.")
        st.text(found)
        if not upload.getvalue().lstrip().startswith(b"{"):
            st.text("If it is a table, choose it above.")
        return None
