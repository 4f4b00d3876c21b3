# Needs Python 3.11 or newer and make; everything else is installed into .venv.
PYTHON ?= $(shell for p in python3 python3.14 python3.13 python3.12 python3.11; do \
  $$p -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null && echo $$p && break; done)
PORT ?= 8501
BIN := .venv/bin
DEMO := build/demo

.DEFAULT_GOAL := help
.PHONY: help demo run test cover check fix bench shots fuzz month

help:  ## Say what there is
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-8s %s\n", $$1, $$2}'

.venv/.made:
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed: make PYTHON=/path/to/it ..."; exit 1; }
	$(PYTHON) -m venv .venv
	@touch $@

.venv/.installed: .venv/.made requirements.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

.venv/.installed-dev: .venv/.installed requirements-dev.txt
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

demo: .venv/.installed  ## Run with the sample department in a throw-away store (PORT=8501)
	@rm -rf $(DEMO) && mkdir -p $(DEMO)
	@echo "Making the sample department; this takes a moment."
	@LEGALOPS_DATABASE_URL="sqlite:///$(CURDIR)/$(DEMO)/legalops.db" LEGALOPS_ORIGINALS= \
	  $(BIN)/python -m legalops demo --address http://localhost:$(PORT)
	LEGALOPS_DATABASE_URL="sqlite:///$(CURDIR)/$(DEMO)/legalops.db" LEGALOPS_ORIGINALS= \
	  $(BIN)/python -m streamlit run app.py --server.port $(PORT)

run: .venv/.installed  ## Run on the real store, data/legalops.db or LEGALOPS_DATABASE_URL (PORT=8501)
	$(BIN)/python -m streamlit run app.py --server.port $(PORT)

test: .venv/.installed-dev  ## Formatting, lint, types, then all tests
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -n 3

cover: .venv/.installed-dev  ## All tests again with coverage, which must not fall below its gate
	$(BIN)/python -m pytest -n 3 --cov --cov-report=term:skip-covered

check: test  ## The same as test

fix: .venv/.installed-dev  ## Mend formatting and what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: .venv/.installed-dev  ## Measure the speed bars; writes build/bench.json
	@mkdir -p build
	$(BIN)/python -m benchmarks

fuzz: .venv/.installed-dev  ## Throw made-up bytes at the readers for RUNS inputs each (RUNS=200000)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check atheris
	$(BIN)/python -m tests.fuzz.fuzz_intake -runs=$(or $(RUNS),200000) -rss_limit_mb=1024

month: .venv/.installed  ## Write a month of twenty invoice files to try, five broken, to build/month
	$(BIN)/python -m tests.month_of_files build/month

shots: .venv/.installed-dev  ## Picture every page for each role, both widths and themes, in build/shots
	$(BIN)/python -m tests.shots
