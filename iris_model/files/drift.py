"""Whether the flowers of a file differ from the flowers the model was trained on.

Works from counts of values, so that a file of any length is compared in one pass and a few
kilobytes: count block by block (`count_values`), add up, compare once (`measure_drift`).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache

import numpy as np

from iris_model.dataset import (
    MEASUREMENTS,
    VARIETIES,
    FloatArray,
    IntArray,
    Measurement,
    default_model,
    load_dataset,
)

GRID = 0.1
"""The precision of the training flowers, cm. A file measured more finely is rounded to it: against
values that come in tenths, hundredths would look like another distribution."""
BINS = round(max(m.accepted_range[1] for m in MEASUREMENTS) / GRID) + 1
MINIMUM_ROWS = 20
MINIMUM_GROUP = 5
"""Fewer flowers than this, on either side, are not compared."""
ALPHA = 0.01
"""Of a hundred files of ordinary flowers, at most about one is called different."""


@dataclass(frozen=True)
class Comparison:
    """One measurement of the file's flowers against the training flowers'."""

    variety: str | None
    """The predicted variety compared, or None for all flowers together."""
    measurement: Measurement
    rows: int
    mean: float
    """Of the file's flowers, cm."""
    training_mean: float
    """Of training flowers in the same mix of varieties, cm."""
    effect: float
    """Difference of the means in standard deviations of the measurement within a variety."""
    statistic: float
    """Kolmogorov-Smirnov's D: the largest difference of the two cumulative shares, 0 to 1."""
    p_value: float
    """After Holm's correction for all comparisons of the file."""

    @property
    def differs(self) -> bool:
        """Return whether chance is an unlikely explanation of the difference."""
        return self.p_value < ALPHA

    @property
    def sentence(self) -> str:
        """Say the difference in centimetres."""
        name = self.measurement.label
        subject = f"{self.variety} {name.lower()}" if self.variety else f"{name} over all flowers"
        difference = self.mean - self.training_mean
        if abs(difference) < GRID / 2:
            return f"{subject} has the same mean, {self.mean:.2f} cm, but is spread differently"
        return (
            f"{subject} is {abs(difference):.2f} cm {'larger' if difference > 0 else 'smaller'} "
            f"on average ({self.mean:.2f} against {self.training_mean:.2f} cm)"
        )


@dataclass(frozen=True)
class Drift:
    """The comparison of a file with the training flowers; without comparisons, too few rows."""

    rows: int
    comparisons: tuple[Comparison, ...]

    @property
    def differing(self) -> list[Comparison]:
        """Return the comparisons that differ, the largest difference first."""
        return sorted((c for c in self.comparisons if c.differs), key=lambda c: -c.statistic)

    @property
    def sentence(self) -> str:
        """Say the verdict in plain words; holds no text from the file."""
        if not self.comparisons:
            return (
                f"Too few rows to judge: {self.rows} classified, and a comparison with the "
                f"training flowers needs at least {MINIMUM_ROWS}."
            )
        if not self.differing:
            return (
                "These flowers look like the training flowers: compared with a like mix of "
                "varieties, no measurement differs by more than chance explains."
            )
        return (
            "These flowers differ from the training flowers, so the probabilities may not hold "
            f"for them. Most of all, {self.differing[0].sentence}."
        )


def count_values(measurements: FloatArray, codes: IntArray) -> IntArray:
    """Return how often each value occurs: (3, 4, BINS), by predicted variety and measurement.

    measurements (n, 4) in cm, within the accepted ranges; codes (n,) into VARIETIES. Counts of
    several blocks add up; the counts of an even sample of a long file serve as well, since the
    150 training flowers and not the file limit what can be seen.
    """
    bins = np.rint(measurements / GRID).astype(np.int64)
    cells = len(VARIETIES) * BINS
    counts = [np.bincount(codes * BINS + column, minlength=cells) for column in bins.T]
    return np.stack(counts, axis=1).reshape(len(VARIETIES), BINS, -1).transpose(0, 2, 1)


@cache
def _training_counts() -> IntArray:
    """Return (3, 3, 4, BINS): by true variety and the variety a model without the flower gives."""
    dataset = load_dataset()
    predicted = default_model().training.out_of_fold_probabilities.argmax(axis=1)
    groups = [dataset.codes == code for code in range(len(VARIETIES))]
    return np.stack([count_values(dataset.measurements[g], predicted[g]) for g in groups])


def estimate_mix(predicted: IntArray) -> FloatArray:
    """Return the shares (3,) of the varieties in a file, from how often each was predicted (3,).

    Predictions err at known rates, so their shares are corrected by the training flowers'
    confusion matrix. Source: Lipton, Wang & Smola, "Detecting and correcting for label shift with
    black box predictors", ICML 2018.
    """
    rates = _training_counts()[:, :, 0].sum(axis=-1).astype(float)
    rates /= rates.sum(axis=1, keepdims=True)
    shares = np.linalg.solve(rates.T, predicted / predicted.sum()).clip(min=0)
    mix: FloatArray = shares / shares.sum()
    return mix


def holm(p_values: Sequence[float]) -> FloatArray:
    """Return the p-values corrected for their number, in the same order.

    Source: S. Holm, "A simple sequentially rejective multiple test procedure", Scandinavian
    Journal of Statistics 6 (1979), 65-70.
    """
    ordered = np.argsort(p_values)
    steps = np.asarray(p_values)[ordered] * np.arange(len(p_values), 0, -1)
    corrected = np.empty(len(p_values))
    corrected[ordered] = np.maximum.accumulate(steps).clip(max=1)
    return corrected


@dataclass(frozen=True)
class _Group:
    """The file's flowers of one predicted variety (or all) and the training flowers beside them."""

    variety: str | None
    counts: IntArray
    reference: FloatArray
    """(4, BINS), weighted to the file's mix of varieties."""
    reference_size: float
    """Kish's effective number of training flowers."""

    @property
    def rows(self) -> int:
        return int(self.counts[0].sum())


def _groups(counts: IntArray) -> Iterator[_Group]:
    """Yield all flowers together, then each predicted variety, where both sides have enough."""
    training = _training_counts()
    weights = estimate_mix(counts[:, 0].sum(axis=-1)) / training[:, :, 0].sum(axis=(1, 2))
    everyone: tuple[str | None, list[int]] = (None, list(range(len(VARIETIES))))
    for variety, codes in [everyone, *((name, [code]) for code, name in enumerate(VARIETIES))]:
        flowers = training[:, codes].sum(axis=1)
        reference = np.tensordot(weights, flowers, axes=1)
        squares = weights**2 @ flowers[:, 0].sum(axis=-1)
        size = reference[0].sum() ** 2 / squares if squares else 0.0
        group = _Group(variety, counts[codes].sum(axis=0), reference, size)
        if min(group.rows, size) >= MINIMUM_GROUP:
            yield group


def _compare(group: _Group) -> Iterator[Comparison]:
    """Yield a group's four comparisons, their p-values not corrected yet.

    The p-value is that of scipy.stats.ks_2samp(method="asymp"), taken from D and the two sizes.
    """
    from scipy.stats import kstwo  # half a second that only this comparison needs

    values = np.arange(BINS) * GRID
    deviations = np.sqrt(np.diagonal(default_model().covariances, axis1=1, axis2=2).mean(axis=0))
    size = group.rows * group.reference_size / (group.rows + group.reference_size)
    shares = group.counts / group.rows
    expected = group.reference / group.reference.sum(axis=1, keepdims=True)
    statistics = np.abs((shares - expected).cumsum(axis=1)).max(axis=1)
    for index, measurement in enumerate(MEASUREMENTS):
        mean, training_mean = float(shares[index] @ values), float(expected[index] @ values)
        yield Comparison(
            variety=group.variety,
            measurement=measurement,
            rows=group.rows,
            mean=mean,
            training_mean=training_mean,
            effect=(mean - training_mean) / float(deviations[index]),
            statistic=float(statistics[index]),
            p_value=float(kstwo.sf(statistics[index], round(size))),
        )


def measure_drift(counts: IntArray) -> Drift:
    """Compare a file's flowers, as `count_values` counted them, with the training flowers.

    Each measurement is compared by the two-sample Kolmogorov-Smirnov test, over all flowers and
    within each predicted variety, always against training flowers weighted to the file's mix of
    varieties: a file of one variety is not drift.
    """
    rows = int(counts[:, 0].sum())
    if rows < MINIMUM_ROWS:
        return Drift(rows, ())
    raw = [comparison for group in _groups(counts) for comparison in _compare(group)]
    corrected = holm([comparison.p_value for comparison in raw])
    return Drift(
        rows, tuple(replace(c, p_value=float(p)) for c, p in zip(raw, corrected, strict=True))
    )
