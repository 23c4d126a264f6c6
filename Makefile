# Recourse. `make run` tries it, `make test` proves it; the rest is for those who work on it.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/installed
DEVELOPED := $(VENV)/developed

.PHONY: run test lint bench soak lock screenshots clean

run: $(INSTALLED) ## set everything up and run the whole system with made-up people
	$(BIN)/recourse demo

test: $(DEVELOPED) ## every check and every test, PostgreSQL and Chromium included
	sh scripts/test-tools.sh
	$(MAKE) lint
	rm -f .coverage .coverage.*
	$(BIN)/pytest -n 2 --dist loadgroup --cov --cov-report=
	$(BIN)/python scripts/coverage_gate.py

lint: $(DEVELOPED) ## ruff, mypy, import-linter, djlint, bandit, catalogues
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/djlint --check --quiet intake
	$(BIN)/djlint --lint --quiet intake
	$(BIN)/bandit -q -c pyproject.toml -r intake config kiosk sms wsgi.py
	$(BIN)/recourse languages

bench: $(DEVELOPED) ## measure, print a table, write JSON
	$(BIN)/python -m bench

soak: $(DEVELOPED) ## faults and floods, longer: 1,000 submissions on each database while processes are killed
	$(BIN)/python -m bench.soak

screenshots: $(DEVELOPED) ## take the pictures of the README anew
	$(BIN)/python -m scripts.screenshots

lock: $(DEVELOPED) ## write the lock files anew from pyproject.toml
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --generate-hashes --no-header --no-emit-index-url --python-version 3.11 --extra dev pyproject.toml -o requirements-dev.lock

clean: ## remove what was made here; data in var/ stays
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage*

$(BIN)/python:
	$(PYTHON) scripts/check_python.py
	$(PYTHON) -m venv $(VENV)

$(INSTALLED): requirements.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/recourse languages compile
	touch $@

$(DEVELOPED): requirements-dev.lock pyproject.toml | $(BIN)/python
	$(BIN)/python -m pip install --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(BIN)/python -m pip install --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/recourse languages compile
	touch $@
