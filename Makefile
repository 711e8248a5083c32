PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# A model file of your own: make run MODEL=data/mine.json
MODEL ?=
WITH_MODEL = $(if $(MODEL),IRIS_MODEL='$(MODEL)')

MINUTES ?= 20
VISITORS ?= 40

.PHONY: run serve test check browser nginx fuzz soak bench pictures docs canary audit
.DEFAULT_GOAL := run

# A virtual environment of Python 3.11 or newer; an older one is refused at once.
%/bin/pip:
	@$(PYTHON) -c "import sys; sys.version_info >= (3, 11) or sys.exit('error: Iris needs Python 3.11 or newer, and this is %d.%d. Name another: make PYTHON=python3.11' % tuple(sys.version_info[:2]))"
	$(PYTHON) -m venv $*

$(VENV)/.installed: requirements.txt | $(BIN)/pip
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	touch $@

$(VENV)/.installed-dev: requirements-dev.txt requirements-cluster.txt $(VENV)/.installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	touch $@

$(VENV)/.installed-bench: requirements-bench.txt $(VENV)/.installed-dev
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-bench.txt
	touch $@

run: $(VENV)/.installed  ## start the app at http://localhost:8501
	$(WITH_MODEL) $(BIN)/streamlit run app.py

serve: $(VENV)/.installed  ## the app and its HTTP API at http://localhost:8501
	$(WITH_MODEL) $(BIN)/uvicorn server:app --port 8501

check: $(VENV)/.installed-dev  ## style and types
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy iris_model ui server.py

browser: $(VENV)/.installed-dev  ## browsers for the tests
	$(BIN)/python -m tools.install_browser

nginx: $(VENV)/.installed-dev  ## the proxy for the tests
	$(BIN)/python -m tools.install_nginx

test: export PYTHONDONTWRITEBYTECODE =  # the many servers and commands start compiled
test: check browser nginx  ## everything, in a real browser too
	$(BIN)/pytest --numprocesses 2 --dist worksteal --ignore tests/browser
	$(BIN)/pytest --numprocesses 2 --dist loadfile tests/browser  # not together with other tests, which slow the browser down

fuzz: $(VENV)/.installed-dev .venv-fuzz/bin/pip  ## random requests and broken files, until interrupted
	.venv-fuzz/bin/pip install --quiet --disable-pip-version-check -r requirements-fuzz.txt
	$(BIN)/python -m tests.api.fuzz .venv-fuzz/bin/schemathesis
	$(BIN)/python -m tests.files.fuzz

soak: nginx  ## visitors who do everything at random: make soak MINUTES=2 VISITORS=10
	$(BIN)/python -m benchmarks.soak --minutes $(MINUTES) --visitors $(VISITORS)

docs: $(VENV)/.installed-dev  ## the generated parts of the documentation
	$(BIN)/python -m docs.make_help
	$(BIN)/python -m docs.draw_pictures

pictures: browser docs  ## all pictures of the documentation, including those of the app
	$(BIN)/python -m docs.make_pictures

bench: nginx $(VENV)/.installed-bench  ## every figure against its budget, into benchmarks/results.md
	$(BIN)/python -m benchmarks

canary: browser nginx .venv-canary/bin/pip  ## the tests with the newest Streamlit
	.venv-canary/bin/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	.venv-canary/bin/pip install --quiet --disable-pip-version-check --upgrade streamlit
	.venv-canary/bin/python -c "import streamlit; print('Streamlit', streamlit.__version__)"
	.venv-canary/bin/pytest

audit: $(VENV)/.installed-dev .venv-audit/bin/pip  ## known vulnerabilities and licences of the dependencies
	.venv-audit/bin/pip install --quiet --disable-pip-version-check -r requirements-audit.txt
	$(BIN)/python -m tools.audit .venv-audit/bin/pip-audit
