"""Whether a file's specimens differ from those that the model was trained on.

Counts of values are compared, so a file of any length takes one pass and a few kilobytes.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.files.value_counts import count_values, grid, value_grid
from iris_model.model import Model, kept_with_model
from iris_model.schema import Measurement, Noun, Schema

MINIMUM_ROWS = 20
MINIMUM_GROUP = 5
"""Fewer flowers than this, on either side, are not compared."""
ALPHA = 0.01
"""Of a hundred files of ordinary flowers, at most about one is called different."""


@dataclass(frozen=True)
class Comparison:
    """One measurement of a file's specimens against the training specimens'."""

    group: str | None
    """The predicted group compared, or None for all specimens together."""
    measurement: Measurement
    specimen: Noun
    rows: int
    mean: float
    """Of the file's specimens, in the measurement's unit."""
    training_mean: float
    """Of training specimens in the same mix of groups, in the measurement's unit."""
    effect: float
    """Difference of the means in standard deviations of the measurement within a group."""
    statistic: float
    """Kolmogorov-Smirnov's D: the largest difference of the two cumulative shares, 0 to 1."""
    p_value: float
    """After Holm's correction for all comparisons of the file."""

    @property
    def differs(self) -> bool:
        """Return whether chance is an unlikely explanation."""
        return self.p_value < ALPHA

    @property
    def sentence(self) -> str:
        """Say the difference in the measurement's unit; the group's name is user text."""
        m, decimals = self.measurement, self.measurement.decimals + 1
        subject = (
            f"{self.group} {m.phrase}"
            if self.group
            else f"{m.label} over all {self.specimen.plural}"
        )
        difference = self.mean - self.training_mean
        mean = m.quantity(self.mean, decimals)
        if abs(difference) < grid(m) / 2:
            return f"{subject} has the same mean, {mean}, but is spread differently"
        return (
            f"{subject} is {m.quantity(abs(difference), decimals)} "
            f"{'larger' if difference > 0 else 'smaller'} on average ({self.mean:.{decimals}f} "
            f"against {m.quantity(self.training_mean, decimals)})"
        )


@dataclass(frozen=True)
class Drift:
    """A file compared with the training specimens; no comparisons for too few rows."""

    rows: int
    comparisons: tuple[Comparison, ...]
    schema: Schema

    @property
    def differing(self) -> list[Comparison]:
        """Return the comparisons that differ, the largest difference first."""
        return sorted((c for c in self.comparisons if c.differs), key=lambda c: -c.statistic)

    @property
    def sentence(self) -> str:
        """Say the verdict, without text from the file."""
        specimens, groups = self.schema.specimen.plural, self.schema.group.plural
        if not self.comparisons:
            return (
                f"Too few rows to judge: {self.rows} classified, and a comparison with the "
                f"training {specimens} needs at least {MINIMUM_ROWS}."
            )
        if not self.differing:
            return (
                f"These {specimens} look like the training {specimens}: compared with a similar "
                f"mix of {groups}, no measurement differs by more than chance explains."
            )
        return (
            f"These {specimens} differ from the training {specimens}, so the probabilities may not "
            f"hold for them. Most of all, {self.differing[0].sentence}."
        )


@kept_with_model
def _training_counts(model: Model) -> IntArray:
    """Return (k, k, d, bins): by true group and by the group predicted without the specimen."""
    training = model.training
    predicted = training.out_of_fold_probabilities.argmax(axis=1)
    groups = [training.codes == code for code in range(len(model.schema.groups))]
    return np.stack(
        [count_values(training.measurements[g], predicted[g], model.schema) for g in groups]
    )


def mix_of_predictions(predicted: IntArray, model: Model) -> FloatArray:
    """Return the groups' shares (k,) in a file, from how often each was predicted (k,).

    The training confusion matrix corrects for wrong predictions. `answer.mix.estimate_mix` needs
    probabilities; of a file only these counts are kept. Source: Lipton, Wang & Smola, "Detecting
    and correcting for label shift with black box predictors", ICML 2018.
    """
    rates = _training_counts(model)[:, :, 0].sum(axis=-1).astype(float)
    rates /= rates.sum(axis=1, keepdims=True)
    given: FloatArray = predicted / predicted.sum()
    try:
        shares = np.linalg.solve(rates.T, given).clip(min=0)
    except np.linalg.LinAlgError:  # two groups that the model takes for each other alike
        return given
    mix: FloatArray = shares / shares.sum()
    return mix


def holm(p_values: Sequence[float]) -> FloatArray:
    """Return the p-values corrected for their number.

    Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian Journal
    of Statistics 6 (1979), 65-70.
    """
    ordered = np.argsort(p_values)
    steps = np.asarray(p_values)[ordered] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[ordered] = np.maximum.accumulate(steps).clip(max=1)
    return corrected


def _compare(
    group: str | None, counts: IntArray, reference: FloatArray, reference_size: float, model: Model
) -> Iterator[Comparison]:
    """Yield a comparison for each measurement, with uncorrected p-values.

    counts and reference are (d, bins), of the file's specimens and of the training specimens like
    them; reference_size is Kish's effective number of these. The p-values are those of
    scipy.stats.ks_2samp(method="asymp").
    """
    from scipy.stats import kstwo  # half a second that only this comparison needs

    schema, rows = model.schema, int(counts[0].sum())
    deviations = np.sqrt(np.diagonal(model.covariances, axis1=1, axis2=2).mean(axis=0))
    size = rows * reference_size / (rows + reference_size)
    shares, expected = counts / rows, reference / reference.sum(axis=1, keepdims=True)
    statistics = np.abs((shares - expected).cumsum(axis=1)).max(axis=1)
    for index, (measurement, step, first) in enumerate(
        zip(schema.measurements, *value_grid(schema)[:2], strict=True)
    ):
        values = (first + np.arange(counts.shape[1])) * step
        mean, training_mean = float(shares[index] @ values), float(expected[index] @ values)
        yield Comparison(
            group=group,
            measurement=measurement,
            specimen=schema.specimen,
            rows=rows,
            mean=mean,
            training_mean=training_mean,
            effect=(mean - training_mean) / float(deviations[index]),
            statistic=float(statistics[index]),
            p_value=float(kstwo.sf(statistics[index], round(size))),
        )


def measure_drift(counts: IntArray | int, model: Model) -> Drift:
    """Compare a file's specimens, as `count_values` counted them, with the training specimens.

    Each measurement gets a two-sample Kolmogorov-Smirnov test over all specimens and within each
    predicted group, where both sides have enough. Training specimens are weighted to the file's mix
    of groups: a file of one group is not drift. counts is 0 for no rows.
    """
    rows = 0 if isinstance(counts, int) else int(counts[:, 0].sum())
    if isinstance(counts, int) or rows < MINIMUM_ROWS:
        return Drift(rows, (), model.schema)
    training, names = _training_counts(model), model.schema.group_names
    mix = mix_of_predictions(counts[:, 0].sum(axis=-1), model)
    weights = mix / training[:, :, 0].sum(axis=(1, 2))
    everyone: tuple[str | None, list[int]] = (None, list(range(len(names))))
    raw: list[Comparison] = []
    for group, codes in [everyone, *((name, [code]) for code, name in enumerate(names))]:
        here, specimens = counts[codes].sum(axis=0), training[:, codes].sum(axis=1)
        reference = np.tensordot(weights, specimens, axes=1)
        squares = weights**2 @ specimens[:, 0].sum(axis=-1)
        size = reference[0].sum() ** 2 / squares if squares else 0.0
        if min(here[0].sum(), size) >= MINIMUM_GROUP:
            raw += _compare(group, here, reference, size, model)
    corrected = holm([comparison.p_value for comparison in raw])
    compared = (replace(c, p_value=float(p)) for c, p in zip(raw, corrected, strict=True))
    return Drift(rows, tuple(compared), model.schema)
