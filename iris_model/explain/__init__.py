"""Why this answer, and what would change it: exact, because the model is linear in its scores."""

from iris_model.explain.nearest import Change, SingleChange, changes
from iris_model.explain.plane import Bounds, ScorePlane, score_plane
from iris_model.explain.shapley import Shares, shares
from iris_model.explain.strips import Crossing, Strip, strip

__all__ = [
    "Bounds",
    "Change",
    "Crossing",
    "ScorePlane",
    "Shares",
    "SingleChange",
    "Strip",
    "changes",
    "score_plane",
    "shares",
    "strip",
]
