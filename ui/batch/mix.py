"""The mix of groups in a file, estimated block by block."""

import numpy as np
import polars as pl

from iris_model.answer.mix import EstimatedMix, estimate_mix
from iris_model.arrays import FloatArray
from iris_model.model import Model

_MOST = 20_000
"""Rows of the sample; more would not narrow the interval visibly."""


class MixSample:
    """An even sample of a file's rows: their probabilities under the training mix."""

    def __init__(self, model: Model) -> None:
        self.rows = 0
        self._model = model
        self._every = 1
        self._kept: list[FloatArray] = []

    def add(self, specimens: pl.DataFrame) -> None:
        """Sample the next block at regular intervals; specimens are as in `classify.Classified`."""
        known = [name for name in self._model.schema.names if name in specimens.columns]
        start = -self.rows % self._every
        rows = specimens.select(known)[start :: self._every].drop_nulls()
        self.rows += specimens.height
        if rows.height:
            self._kept.append(self._model.knowing(known).probabilities(rows.to_numpy()))
        while sum(map(len, self._kept)) > _MOST:
            self._every *= 2
            self._kept = [np.concatenate(self._kept)[::2]]

    def estimate(self) -> EstimatedMix | None:
        """Return the shares of the groups in the file, or None if no row has an answer."""
        if not self._kept:
            return None
        return estimate_mix(np.concatenate(self._kept), self._model.training_shares)
