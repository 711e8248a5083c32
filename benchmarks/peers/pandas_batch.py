"""A file classified with pandas and scikit-learn: `python pandas_batch.py INPUT OUTPUT`."""

import sys
from pathlib import Path

import pandas as pd
from sklearn.linear_model import LogisticRegression

DATA = Path(__file__).parents[2] / "data" / "iris.csv"


def main(source: str, target: str) -> None:
    """Write the rows of source with their varieties and probabilities to target."""
    iris = pd.read_csv(DATA)
    model = LogisticRegression(max_iter=1000).fit(
        iris.drop(columns="variety").to_numpy(), iris["variety"]
    )
    flowers = pd.read_csv(source)
    probabilities = model.predict_proba(flowers.iloc[:, :4].to_numpy())
    flowers["predicted_variety"] = model.classes_[probabilities.argmax(axis=1)]
    for index, variety in enumerate(model.classes_):
        flowers[f"probability_{variety.lower()}"] = probabilities[:, index]
    flowers.to_csv(target, index=False)


if __name__ == "__main__":
    main(*sys.argv[1:])
