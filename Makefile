# Everything here works on a fresh Debian or macOS with make and Python 3.11 or newer; the rest is set up on
# first use in .venv, with the versions of constraints.txt, and kept until those change.

VENV ?= .venv
PYTHON ?=
STRICT ?= 0
WORKERS ?= auto
OUTPUT ?= demo-dataset

BIN := $(VENV)/bin
RUN := $(BIN)/python
PIP_INSTALL := $(RUN) -m pip install --quiet --disable-pip-version-check \
	--constraint constraints.txt --build-constraint constraints.txt
PACKAGES := extract normalize output gongkai

.PHONY: help demo test lint format types imports accuracy benchmark docs clean
.DEFAULT_GOAL := help

help:  ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / {printf "  make %-10s %s\n", $$1, $$2}' Makefile

demo: $(VENV)/.installed  ## read our own sample reports and build a dataset from them
	@$(BIN)/gongkai build fixtures/documents --curation fixtures/curation --output $(OUTPUT)

test: $(VENV)/.developed $(VENV)/.system  ## all tests and doctests; STRICT=1 fails when one was left out
	@STRICT=$(STRICT) $(RUN) -m pytest -p tests.left_out -n $(WORKERS) --dist loadfile -q $(ARGS)

lint: $(VENV)/.developed  ## style and common mistakes; changes nothing
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .

format: $(VENV)/.developed  ## lay out the code, mend what can be mended
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

types: $(VENV)/.developed  ## mypy, strict
	@$(BIN)/mypy

imports: $(VENV)/.developed  ## the import contract: gongkai > output > normalize > extract
	@$(BIN)/lint-imports

accuracy: $(VENV)/.developed  ## cells right, unread and wrong against the truth; fails below the floors
	@$(RUN) -m tests.accuracy $(ARGS)

benchmark: $(VENV)/.developed  ## speed against other libraries, as ratios
	@$(RUN) -m benchmarks $(ARGS)

docs: $(VENV)/.developed  ## write the generated parts of the documentation anew
	@$(RUN) -m docs.generate $(ARGS)

clean:  ## remove the environment, caches and what make built
	rm -rf $(VENV) demo-dataset dist .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache .cache
	find $(PACKAGES) tests fixtures benchmarks docs -name __pycache__ -type d -prune -exec rm -rf {} +

# What tests need from the system: tests whose needs are not met say so, and are left out.
$(VENV)/.system: $(VENV)/.created .ci/system
	@.ci/system
	@touch $@

$(VENV)/.created: .ci/environment
	@PYTHON=$(PYTHON) .ci/environment $(VENV)
	@touch $@

$(VENV)/.installed: $(VENV)/.created pyproject.toml constraints.txt
	@echo "installing gongkai and what it needs into $(VENV)"
	@$(PIP_INSTALL) --editable .
	@touch $@

$(VENV)/.developed: $(VENV)/.installed
	@echo "installing the tools for development into $(VENV)"
	@$(PIP_INSTALL) --editable '.[charts,collect,export]' --group dev
	@touch $@
