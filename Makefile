# Everything a newcomer needs: `make demo` and `make test`. Both set up .venv first. Windows without make: see README.md.
PYTHON ?= python3
VENV   ?= .venv
BIN     = $(VENV)/bin
STAMP   = $(VENV)/.set-up
DOCS    = $(VENV)/.set-up-docs

.PHONY: demo test coverage mutation test-spark lint types wheel-check format docs clean

demo: $(STAMP)  ## run the example study from notes to report, into ./demo
	$(BIN)/intercoder demo demo --replace

test: $(STAMP)  ## run all tests
	$(BIN)/python -m pytest -n 2 $(MEASURED) tests
	$(BIN)/python -m pytest -q --doctest-modules --pyargs intercoder

coverage: MEASURED = --cov --cov-report=term --cov-report=json:build/coverage.json
coverage: test  ## the same, and no less than 95 % of all branches are taken
	@$(BIN)/python -c 'import json; n = json.load(open("build/coverage.json"))["totals"]; \
	  share = 100 * n["covered_branches"] / n["num_branches"]; \
	  print(f"branches taken: {share:.1f} %"); raise SystemExit(share < 95)'

mutation: $(STAMP)  ## change src/reliability in small ways and see which changes no test notices; hours (docs/mutation.md)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[mutation]'
	nice $(BIN)/python tests/mutation.py $(MUTATION)

test-spark: $(STAMP)  ## the tests on Spark, which needs Java 17 and is large to install
	$(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[spark]'
	$(BIN)/python -m pytest -q -m spark tests

lint: $(STAMP)  ## style and format
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(STAMP)  ## static types
	mkdir -p build/types && ln -sfn ../../src build/types/intercoder
	$(BIN)/mypy -p intercoder
	$(BIN)/mypy -p cli
	$(BIN)/mypy benchmarks

wheel-check: $(STAMP)  ## the wheel, in a fresh environment, runs the demo
	$(BIN)/python tests/wheel_check.py

format: $(STAMP)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

$(STAMP): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "intercoder needs Python 3.11 or newer; set PYTHON=python3.11")'
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --allow-existing --python $(PYTHON) $(VENV) && uv pip install --python $(BIN)/python -e '.[dev]'; \
	else \
	  $(PYTHON) -m venv $(VENV) && $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[dev]'; \
	fi
	@touch $@

clean:
	rm -rf $(VENV) build dist demo

docs: $(DOCS)  ## write the page of commands anew, and build all pages into build/docs
	$(BIN)/python docs/generate_commands.py
	$(BIN)/sphinx-build -W --keep-going -q -b html -d build/doctrees docs build/docs
	$(BIN)/python docs/nothing_from_outside.py build/docs

$(DOCS): $(STAMP)
	@if command -v uv >/dev/null 2>&1; then \
	  uv pip install --python $(BIN)/python -e '.[docs]'; \
	else \
	  $(BIN)/python -m pip install --quiet --disable-pip-version-check -e '.[docs]'; \
	fi
	@touch $@
