"""The tutorial this project replaces, its one fault on pandas 3 mended: `GET /classify`.

Its framework recommends to run it so: `gunicorn -w 2 flask_tutorial:app`.
"""

from pathlib import Path

import pandas as pd
from flask import Flask, render_template_string, request
from sklearn.linear_model import LogisticRegression

DATA = Path(__file__).parents[2] / "data" / "iris.csv"
PAGE = "<!doctype html><title>Iris</title><h1>The variety is {{ variety }}</h1>"

iris = pd.read_csv(DATA)
model = LogisticRegression(max_iter=1000).fit(iris.drop(columns="variety"), iris["variety"])
columns = list(iris.columns[:4])
app = Flask(__name__)


@app.get("/classify")
def classify() -> str:
    """Render the variety of the flower in the query."""
    values = [float(request.args[name]) for name in ("slen", "swid", "plen", "pwid")]
    variety = model.predict(pd.DataFrame([values], columns=columns))[0]
    return render_template_string(PAGE, variety=variety)
