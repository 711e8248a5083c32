PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run serve test check browser nginx fuzz bench pictures
.DEFAULT_GOAL := run

$(VENV)/.installed: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-cluster.txt $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(VENV)/.installed-bench: requirements-bench.txt $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@

run: $(VENV)/.installed  ## start the app at http://localhost:8501
	$(BIN)/streamlit run app.py

serve: $(VENV)/.installed  ## the app and its HTTP API at http://localhost:8501
	$(BIN)/uvicorn server:app --port 8501

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy iris_model ui server.py

browser: $(VENV)/.installed-dev
	$(BIN)/python -m tools.install_browser

nginx: $(VENV)/.installed-dev
	$(BIN)/python -m tools.install_nginx

test: check browser nginx  ## everything, a real browser included
	$(BIN)/pytest

fuzz: $(VENV)/.installed-dev  ## files nobody would write, new ones until interrupted
	$(BIN)/python -m tests.files.fuzz

pictures: browser  ## the README's pictures, from the running app
	$(BIN)/python -m docs.make_pictures

bench: nginx $(VENV)/.installed-bench  ## every figure against its budget, into benchmarks/results.md
	$(BIN)/python -m benchmarks
