"""The training a user would write: C by cross-validation, one pipeline, judged once."""

import sys

import pandas as pd
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, RepeatedStratifiedKFold, cross_val_score
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

STRENGTHS = [0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 100, 300, 1000]

table = pd.read_csv(sys.argv[1]).drop(columns="year", errors="ignore")
numbers = [*table.drop(columns="species").select_dtypes("number")]
table = table.dropna(subset=numbers)
x, y = table[numbers], table["species"]
search = GridSearchCV(
    make_pipeline(StandardScaler(), LogisticRegression(max_iter=10_000)),
    {"logisticregression__C": STRENGTHS},
    scoring="neg_log_loss",
    n_jobs=-1,
    cv=RepeatedStratifiedKFold(n_splits=10, n_repeats=3 if len(x) <= 1000 else 1, random_state=0),
)
search.fit(x, y)
print(-cross_val_score(search.best_estimator_, x, y, cv=10, scoring="neg_log_loss").mean())
