"""The trained model and what it says of specimens, with NumPy alone; `model_storage` reads it."""

import hashlib
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property, wraps
from operator import mul
from typing import Concatenate, ParamSpec, TypeVar

import msgspec
import numpy as np

from iris_model.arrays import FloatArray, IntArray
from iris_model.errors import IrisError
from iris_model.evaluation import Evaluation
from iris_model.model_file import Partial, Training
from iris_model.schema import Schema, Specimen

FAR = (10.83, 13.82, 16.27, 18.47, 20.52, 22.46, 24.32, 26.12)
"""The 0.999 quantiles of χ² with 1 to 8 degrees of freedom: beyond this squared distance from the
nearest group's mean, a specimen is unlike any training specimen. One ordinary specimen in a
thousand is."""

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True, eq=False)
class Model:
    """A multinomial logistic regression on raw measurements, and what is known about it.

    k groups and d measurements, as in the schema. Equal only to itself, so that results can be kept
    with it (`kept_with_model`).
    """

    schema: Schema
    coefficients: FloatArray
    """(k, d): log-odds per unit of each measurement."""
    intercepts: FloatArray
    """(k,)."""
    c: float
    """Inverse regularisation strength, scikit-learn's C."""
    partial: dict[tuple[str, ...], Partial]
    """By the names of the known measurements, in the schema's order."""
    training: Training
    means: FloatArray
    """(k, d): of each group's training specimens."""
    covariances: FloatArray
    """(k, d, d): of each group's training specimens, shrunk if they are few."""
    set_threshold: float
    """Largest 1 - probability of a group in the prediction set."""
    evaluation: Evaluation
    digest: str
    """SHA-256 of the file; for a partial model, of the whole model's digest and the names."""
    ratios: FloatArray | None = None
    """(k,): expected share of each group over its training share; None if they are the same."""
    results: dict[object, object] = field(default_factory=dict, repr=False)
    """Results kept by `kept_with_model`."""

    @cached_property
    def precisions(self) -> FloatArray:
        """(k, d, d): the inverse of each group's covariance."""
        return np.linalg.inv(self.covariances).astype(np.float64)

    @cached_property
    def rows(self) -> list[tuple[list[float], float]]:
        """Coefficients and intercept of each group, for a single specimen faster than arrays."""
        return list(zip(self.coefficients.tolist(), self.intercepts.tolist(), strict=True))

    @property
    def far(self) -> float:
        """Return the squared distance from which a specimen is unlike all others."""
        return FAR[len(self.schema.measurements) - 1]

    def scores(self, measurements: FloatArray) -> FloatArray:
        """Return the linear scores (n, k) of measurements (n, d)."""
        scores: FloatArray = measurements @ self.coefficients.T + self.intercepts
        return scores

    def probabilities(self, measurements: FloatArray) -> FloatArray:
        """Return the probabilities (n, k) of measurements (n, d)."""
        return softmax(self.scores(measurements))

    def classify(self, specimen: Specimen) -> tuple[int, list[float]]:
        """Return the code of a specimen's likeliest group, and all probabilities (k,)."""
        scores = [sum(map(mul, row, specimen)) + intercept for row, intercept in self.rows]
        highest = max(scores)
        weights = [math.exp(score - highest) for score in scores]
        total = sum(weights)
        return scores.index(highest), [weight / total for weight in weights]

    @cached_property
    def whitening(self) -> tuple[FloatArray, FloatArray]:
        """Slopes (k, d, d) and offsets (k, d) that give measurements unit covariance in a group."""
        slopes = np.linalg.inv(np.linalg.cholesky(self.covariances)).astype(np.float64)
        return slopes, -np.einsum("kij,kj->ki", slopes, self.means)

    def distances(self, measurements: FloatArray) -> FloatArray:
        """Return the squared distances (n, k) of measurements (n, d) to each group's mean.

        By its covariance, without unit. Source: Mahalanobis (1936).
        """
        slopes, offsets = self.whitening
        parts = np.einsum("nj,kij->nki", measurements, slopes) + offsets
        squares: FloatArray = np.square(parts).sum(axis=2)
        return squares

    def knowing(self, names: Iterable[str]) -> "Model":
        """Return the model of these measurements alone, or itself for all.

        Raises IrisError for none.
        """
        wanted = set(names)
        known = tuple([name for name in self.schema.names if name in wanted])
        if not known:
            raise IrisError(
                f"Give at least one measurement of the {self.schema.specimen.singular}."
            )
        return self if known == self.schema.names else _knowing(self, known)

    def with_mix(self, shares: Sequence[float]) -> "Model":
        """Return the model for specimens with these shares (k,) of the groups.

        Positive shares that sum to 1; itself for the training shares. Intercepts move by the
        logarithm of the share over the training share. Source: Saerens, Latinne & Decaestecker
        (2002), equation 2.4.
        """
        ratios = np.array(shares) / self.training_shares
        if np.allclose(ratios, 1, rtol=0, atol=1e-9):
            return self
        moved = np.log(ratios)
        partial = {
            names: msgspec.structs.replace(part, intercepts=part.intercepts + moved)
            for names, part in self.partial.items()
        }
        digest = _digest(self.digest, repr([float(share) for share in shares]))
        seen = self.training.out_of_fold_probabilities * ratios
        seen /= seen.sum(axis=1, keepdims=True)
        return replace(
            self,
            set_threshold=set_threshold(seen, self.training.codes, ratios),
            ratios=ratios,
            intercepts=self.intercepts + moved,
            partial=partial,
            digest=digest,
            results={},
        )

    @cached_property
    def training_shares(self) -> FloatArray:
        """(k,): each group's share of the training rows."""
        counts = np.bincount(self.training.codes, minlength=len(self.schema.groups))
        shares: FloatArray = counts / counts.sum()
        return shares


def kept_with_model(work: Callable[Concatenate[Model, P], T]) -> Callable[Concatenate[Model, P], T]:
    """Return work with its results kept with the model; for few hashable, positional arguments."""

    @wraps(work)
    def kept(model: Model, /, *arguments: P.args, **options: P.kwargs) -> T:
        key = (work, arguments)
        try:
            return model.results[key]  # type: ignore[return-value]  # work's own result
        except KeyError:
            found = model.results[key] = work(model, *arguments, **options)
            return found

    return kept


@kept_with_model
def _knowing(model: Model, known: tuple[str, ...]) -> Model:
    schema, part = model.schema, model.partial[known]
    columns = [schema.names.index(name) for name in known]
    training = msgspec.structs.replace(
        model.training, measurements=model.training.measurements[:, columns]
    )
    return replace(
        model,
        schema=msgspec.structs.replace(
            schema, measurements=tuple(schema.measurements[i] for i in columns), drawing=None
        ),
        coefficients=part.coefficients,
        intercepts=part.intercepts,
        partial={names: p for names, p in model.partial.items() if set(names) < set(known)},
        training=training,
        set_threshold=set_threshold(
            softmax(training.measurements @ part.coefficients.T + part.intercepts),
            training.codes,
            model.ratios,
        ),
        means=model.means[:, columns],
        covariances=model.covariances[:, columns][:, :, columns],
        digest=_digest(model.digest, repr(known)),
        results={},
    )


def set_threshold(
    probabilities: FloatArray, codes: IntArray, ratios: FloatArray | None = None
) -> float:
    """Return the threshold of 95 % prediction sets, from rows (n, k) of known groups (n,).

    The ⌈0.95 · (n + 1)⌉-th smallest 1 - p of the true group; ratios (k,) weight the rows for
    another mix. Source: Vovk, Gammerman & Shafer (2005), Algorithmic Learning in a Random World;
    Podkopaev & Ramdas (2021), Distribution-free uncertainty quantification for classification under
    label shift.
    """
    count = len(codes)
    misses = 1 - probabilities[np.arange(count), codes]
    order = misses.argsort()
    reached = (np.ones(count) if ratios is None else ratios[codes][order]).cumsum()
    needed = 0.95 * reached[-1] * (count + 1) / count
    place = int(np.searchsorted(reached, needed * (1 - 1e-12)))
    return float(misses[order[place]]) if place < count else 1.0


def _digest(*texts: str) -> str:
    return hashlib.sha256("\n".join(texts).encode()).hexdigest()


def softmax(scores: FloatArray) -> FloatArray:
    """Return the probabilities (n, k) of linear scores (n, k), overwriting them."""
    scores -= scores.max(axis=1, keepdims=True)
    np.exp(scores, out=scores)
    scores /= scores.sum(axis=1, keepdims=True)
    return scores
