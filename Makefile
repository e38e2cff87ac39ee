# Works on a bare machine with Python 3.11 or newer, pip and make.
# PYTHON=… names the interpreter; DEMO=1 makes `make up` replay the demo company too.

SHELL := /bin/sh
.DELETE_ON_ERROR:
.DEFAULT_GOAL := help

VENV := .venv
PY := $(VENV)/bin/python
NEW_ENOUGH := import sys; sys.exit(sys.version_info < (3, 11))
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(NEW_ENOUGH)' 2>/dev/null && { command -v $$p; break; }; done)
ROOMS := activities audit command_line domain files identity messages operators projections runtime store web workflows worker.py cli.py

.PHONY: help up down demo test check bench screens lock clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-7s %s\n", $$1, $$2 }' Makefile

up: $(VENV)/run.stamp ## Start everything here; Ctrl-C stops it (DEMO=1: with the demo company)
	@exec $(PY) -m cli up $(if $(filter-out 0,$(DEMO)),--demo)

down: $(VENV)/run.stamp ## Stop what `make up` started
	@exec $(PY) -m cli down

demo: $(VENV)/run.stamp ## Replay the demo company's year against the running stack
	@exec $(PY) -m cli demo

# Each process has servers of its own, so more of them want more memory than they save time.
PYTEST := $(PY) -m pytest --numprocesses=logical --maxprocesses=4 --dist=loadscope --no-loadscope-reorder

test: $(VENV)/dev.stamp ## Run the whole suite; it starts every server it needs
	@$(PYTEST) $(ARGS)

check: $(VENV)/dev.stamp ## What CI runs: format, lint, types, import contracts, tests
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy $(ROOMS) $(wildcard bench)
	$(VENV)/bin/lint-imports
	$(PYTEST) $(ARGS)

bench: $(VENV)/dev.stamp ## Measure decisions, every page and a cycle of 1,000 sellers, a start, and verification
	@$(PY) bench/run.py $(ARGS)
	@$(PY) bench/pages.py
	@$(PY) bench/sellers.py
	@$(PY) bench/appending.py
	@$(PY) bench/start.py
	@$(PY) bench/verifying.py --events 1000000 --rounds 2

screens: $(VENV)/dev.stamp ## Make pictures of every page, in both themes and for a telephone, to look at
	@$(PY) tests/browser/screens.py $(ARGS)

LOCK := $(VENV)/bin/uv pip compile pyproject.toml --quiet --upgrade --universal --generate-hashes \
	--no-emit-index-url --no-header --no-strip-extras --python-version 3.11

lock: $(VENV)/dev.stamp ## Renew both lock files
	$(LOCK) -o requirements.lock
	$(LOCK) --extra dev -c requirements.lock -o requirements-dev.lock

clean: ## Remove the environment and caches; the state in .tally stays
	rm -rf $(VENV) build *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Some systems' Python has pip but cannot put it into an environment: then pip works from outside.
PIP = $(if $(wildcard $(VENV)/bin/pip),$(PY) -m pip,"$(PYTHON)" -m pip --python $(PY)) \
	--disable-pip-version-check --quiet
define OURSELVES
$(PIP) install --no-deps --no-build-isolation -e .
@$(PY) -m compileall -q $(ROOMS)
endef

$(PY):
	@test -n "$(PYTHON)" || { echo "Tallystick needs Python 3.11 or newer; none was found." \
		"Install one, or name it: make PYTHON=/path/to/python3.12 …" >&2; exit 1; }
	@"$(PYTHON)" -c '$(NEW_ENOUGH)' || { echo "$(PYTHON) is older than Python 3.11." >&2; exit 1; }
	@echo "Making $(VENV) with $(PYTHON) …"
	@"$(PYTHON)" -m venv $(VENV) >/dev/null 2>&1 || "$(PYTHON)" -m venv --clear --without-pip $(VENV)

$(VENV)/run.stamp: requirements.lock pyproject.toml | $(PY)
	@echo "Installing what requirements.lock pins …"
	@$(PIP) install --require-hashes -r requirements.lock
	@$(OURSELVES)
	@touch $@

$(VENV)/dev.stamp: requirements-dev.lock pyproject.toml | $(PY)
	@echo "Installing what requirements-dev.lock pins …"
	@$(PIP) install --require-hashes -r requirements-dev.lock
	@$(OURSELVES)
	@touch $(VENV)/run.stamp $@
