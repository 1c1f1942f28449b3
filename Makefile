# perdure: what one types in a clone. `make` alone lists it.
BIN := .venv/bin
PYTEST := OMP_NUM_THREADS=1 $(BIN)/python -m pytest
ARGS ?=

.DEFAULT_GOAL := help
.PHONY: help install peer quickstart test test-oldest test-fast test-all lint format bench clean

help:  ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: .venv/.installed  ## make .venv with the tested set of packages and perdure, editable

.venv/.installed: pyproject.toml constraints.txt .ci/install
	@bash .ci/system-packages
	@bash .ci/install
	@touch $@

peer: .venv-peer/.installed  ## make .venv-peer, with what `make bench` compares to

.venv-peer/.installed: constraints.txt .ci/install-peer | .venv/.installed
	@bash .ci/install-peer
	@touch $@

quickstart: install  ## the whole loop on the suite `quickstart`, e.g. make quickstart ARGS=observation=pixels
	@$(BIN)/perdure quickstart $(ARGS)

test: install lint  ## lint, then every test
	$(PYTEST) -n 2 --dist loadscope

test-oldest: install  ## the world's tests with the oldest MuJoCo, in .venv-oldest
	@bash .ci/test-oldest

test-fast: install  ## the quick tests, under two minutes
	$(PYTEST) -n 2 --dist loadscope -m "not slow and not browser"

test-all: test bench  ## everything: every task of every suite, benchmarks too
	PERDURE_ALL_TASKS=1 $(PYTEST) -n 2 --dist loadscope tests/conformance/test_environments.py tests/conformance/test_renderers.py

lint: install  ## style, types, and which package may import which
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-logo

format: install  ## let ruff lay out the code
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: install  ## measure, beside robosuite where `make peer` has been; writes results.md and training.md in tests/benchmarks
	$(BIN)/python -m tests.benchmarks.bench
	$(BIN)/python -m tests.benchmarks.training

clean:  ## remove caches and builds; keeps .venv, .venv-peer, data, runs and site
	rm -rf build dist .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis
	find . -name __pycache__ -not -path './.venv*/*' -prune -exec rm -rf {} +
