PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin

.PHONY: run test check browser
.DEFAULT_GOAL := run

$(VENV)/.installed: requirements.txt
	$(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

run: $(VENV)/.installed  ## start the app at http://localhost:8501
	$(BIN)/streamlit run app.py

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy iris_model ui

browser: $(VENV)/.installed-dev
	$(BIN)/python -m tests.browser.install

test: check browser  ## everything, a real browser included
	$(BIN)/pytest
