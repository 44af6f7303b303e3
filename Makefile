# The verbs people and CI use. Everything lives in .venv and .daogou; `make clean` removes both.
PYTHON ?= $(shell command -v python3.11 || command -v python3)
BIN := .venv/bin
READY := .venv/.ready
# Two at once, a file of tests to one of them; `make test PYTEST_ARGS=` runs them one after another.
PYTEST_ARGS ?= -n 2 --dist loadfile
PACKAGES := retrieval records loyalty assistant evaluation interfaces prompts
SOURCES := $(PACKAGES) app.py scripts benchmarks tests
# Not those that others start (a shop to load) or that need a file of another one.
BENCHMARKS = $(filter-out %_shop %_site,$(basename $(notdir $(shell grep -l "^if __name__" benchmarks/*.py))))

.DEFAULT_GOAL := help
.PHONY: help run test check format bench evaluate clean

help: ## Show these verbs
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1\t\2/' | expand -t 16

run: $(READY) ## Set everything up and open the shop in a browser-ready site
	@$(BIN)/python app.py

test: check ## Check, then run every test this machine can run
	$(BIN)/python -m pytest -rs $(PYTEST_ARGS)

check: $(READY) ## Lint, formatting and strict types
	$(BIN)/ruff check $(SOURCES)
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/mypy

format: $(READY) ## Format the code and sort its imports
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

bench: $(READY) ## Run every benchmark; each prints one JSON object last
	@for name in $(BENCHMARKS); do echo "== $$name" >&2; $(BIN)/python -m benchmarks.$$name || exit 1; done

# make evaluate ONLY="search-demo redaction" MINUTES=20; what is left when the time is over, the next call runs.
evaluate: $(READY) ## Run the offline evaluations and refresh the figures in docs/evaluation.md
	@$(BIN)/python -m scripts.evaluate $(ONLY) $(if $(MINUTES),--max-minutes $(MINUTES))

clean: ## Remove what was built here; the model cache stays
	rm -rf .venv .daogou .mypy_cache .ruff_cache .pytest_cache .hypothesis artefacts *.egg-info build

# The stamp is written last, so an interrupted installation starts over; a changed lock installs again.
$(READY): requirements.lock pyproject.toml
	@test -n "$(PYTHON)" || { echo "Python 3.11 or newer is needed and was not found."; exit 2; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Python 3.11 or newer is needed; set PYTHON=/path/to/it."; exit 2; }
	@rm -f $(READY)
	test -x $(BIN)/python && $(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear .venv
	$(BIN)/python -m pip install --disable-pip-version-check -r requirements.lock
	$(BIN)/python -m pip install --disable-pip-version-check --quiet --no-deps --editable .
	@touch $(READY)
