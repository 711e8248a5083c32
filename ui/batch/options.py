"""The visitor's wishes: partial rows, reasons, another mix, unchanged cells."""

from dataclasses import dataclass

import streamlit as st

from iris_model.files.results import Options
from iris_model.model import Model
from ui.model_in_use import mixed_model

RAW, PARTIAL, REASONS = "raw", "partial_rows", "row_reasons"
"""Keys of the switches; their kept values survive a visit to another page."""
_MIX, _MIXED = "batch_mix", "batch_mixed_model"


@dataclass(frozen=True)
class Wishes:
    """The wishes for every file."""

    options: Options
    mix: tuple[float, ...] | None = None
    """The expected shares of the groups, or None for those of the training rows."""

    def mixed(self, model: Model) -> Model:
        """Return the model for the mix, the same one from run to run."""
        return mixed_model(model, self.mix, _MIXED)


def wishes(model: Model) -> Wishes:
    """Return the settings of the page's switches, which are drawn further down."""
    state = st.session_state
    digest, mix = state.get(_MIX, ("", None))
    options = Options(
        partial=bool(state.get(PARTIAL)), reasons=bool(state.get(REASONS)), raw=bool(state.get(RAW))
    )
    return Wishes(options, mix if digest == model.digest else None)


def expect_mix(model: Model, mix: tuple[float, ...] | None) -> None:
    """Use a mix for all files of the session."""
    st.session_state[_MIX] = model.digest, mix
