# Kairan. `make help` lists what there is.

PYTHON ?= $(shell for p in python3.13 python3.12 python3.11 python3; do \
  if command -v $$p >/dev/null 2>&1 && $$p -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' 2>/dev/null; \
  then echo $$p; break; fi; done)
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help setup setup-dev run test check lint bench reset

help: ## this list
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 12

$(VENV)/.python:
	@test -n "$(PYTHON)" || { echo "Kairan needs Python 3.11, 3.12 or 3.13 with venv; none was found. Debian: apt-get install python3-venv"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || { echo "Python's venv is missing. Debian: apt-get install python3-venv"; rm -rf $(VENV); exit 1; }
	@touch $@

$(VENV)/.run: $(VENV)/.python requirements.txt
	@echo "必要な部品を入れています（はじめての時は1、2分かかります）…"
	@$(PIP) install -r requirements.txt
	@touch $@

$(VENV)/.dev: $(VENV)/.run requirements-dev.txt
	@$(PIP) install -r requirements-dev.txt
	@touch $@

setup: $(VENV)/.run ## install what running needs

setup-dev: $(VENV)/.dev ## install what tests need, too

run: $(VENV)/.run ## start everything: PostgreSQL, Valkey, web, workers, the stand-in for LINE, a demonstration city
	@exec $(BIN)/python -m runner

test: $(VENV)/.dev ## lint and all tests but the long ones (6 minutes at most on 2 cores)
	@$(MAKE) --no-print-directory lint
	$(BIN)/python -m pytest -n 2 --dist loadgroup -m "not long"

check: $(VENV)/.dev ## the long run: faults, crashes, every browser journey (20 minutes at most)
	$(BIN)/python -m pytest -m long

lint: $(VENV)/.dev ## style, types, borders between packages
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.dev ## measure, and write benchmarks/results.json and benchmarks/RESULTS.md
	$(BIN)/python -m benchmarks

reset: ## forget everything: database, keys, files, the stand-in's state
	@echo "データベース、鍵、画像、模擬LINEの記録をすべて消します。"
	@$(PYTHON) -m runner.reset
