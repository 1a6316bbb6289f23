# The two commands of the README. Both set up all they need: `make site` builds the column, `make test` tests everything.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: site test lint serve browser bench screenshots clean

site: $(STAMP)
	$(BIN)/nianbao build

serve: $(STAMP)
	$(BIN)/nianbao serve

test: lint browser
	$(BIN)/pytest -n auto

lint: $(STAMP)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "需要 Python 3.11 或更新的版本：make PYTHON=python3.12 …"; exit 1; }
	@$(PYTHON) -c 'import ensurepip' 2>/dev/null || sh tests/tools/apt.sh python3-venv
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	@touch $@

# The browser, Chinese fonts and Java that the tests need; a clear line where they cannot be installed.
browser: $(STAMP)
	@sh tests/tools/browser.sh

# How fast and how large: a made-up column of 1,000 reports, stage by stage.
bench: $(STAMP)
	$(BIN)/python tests/tools/bench.py

screenshots: browser
	$(BIN)/python tests/tools/screenshots.py

clean:
	rm -rf $(VENV) site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis
