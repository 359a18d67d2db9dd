# What is done in a checkout; `make` lists it. README.md says how to do without make.

PYTHON ?= python3
VERSIONS := 3.11 3.12 3.13
SHARED := ../shared
BIN := .venv/bin
READY := .venv/ready
DOCCANO := .venvs/doccano
READY_ALL := $(VERSIONS:%=.venvs/%/ready)
PIP := -m pip --disable-pip-version-check

# An interpreter of one version: from the PATH (one that starts), else pyenv's. Prints nothing where there is none.
find_python = for python in python$(1) "$$(pyenv root 2>/dev/null)"/versions/$(1).*/bin/python; do \
	"$$python" -c '' 2>/dev/null && command -v "$$python" && break; done

.DEFAULT_GOAL := help
.PHONY: help setup demo doccano check test test-web test-doccano test-all corpus train evaluate ablations simulate \
	benchmark model pretrain segmenter tables lock release wheel ci clean

help: ## List the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-12s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(READY) ## Make .venv with the locked packages and policy-ner itself, from PYTHON=python3

$(READY) $(READY_ALL): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("policy-ner needs Python 3.11 or newer; \
	$(PYTHON) is " + sys.version.split()[0] + ". Name a newer one: make setup PYTHON=python3.12")'
	@echo "Setting up $(@D): about half a minute"
	@$(PYTHON) -m venv $(@D)
	@$(@D)/bin/python $(PIP) install --quiet --requirement constraints.txt
	@$(@D)/bin/python $(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

demo: $(READY) ## Tag the sample article
	@$(BIN)/policy-ner demo

# The versions are right for Python 3.9 to 3.13, though doccano itself declares 3.8 to 3.11: hence --no-deps.
$(DOCCANO)/ready: server/requirements.txt
	@echo "Setting up the doccano server in $(DOCCANO): about a minute, 0.7 GB"
	@$(PYTHON) -m venv $(DOCCANO)
	@$(DOCCANO)/bin/python $(PIP) install --quiet --no-deps --requirement server/requirements.txt
	@touch $@

doccano: $(READY) $(DOCCANO)/ready ## Start a doccano server on this machine, with sample documents; ARGS="--port 8001"
	@$(BIN)/python -m server.demo $(ARGS)

check: $(READY) ## Lint, format, types, README tables, data card
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/python training/readme_tables.py --check
	$(BIN)/python -m training.corpus_card --check
	@$(BIN)/python training/model_is_fresh.py || true # `make release` insists

test: $(READY) ## Run the unit tests; ARGS="-k money -x" goes to pytest
	$(BIN)/pytest $(ARGS)

test-web: $(READY) ## Try the result page in headless Chromium; root on Debian gets one where it is missing
	@if ! { command -v chromium && command -v chromedriver; } >/dev/null && \
	command -v apt-get >/dev/null && [ "$$(id -u)" = 0 ]; then \
		echo "Installing Chromium: about a minute"; \
		apt-get update -qq && \
		DEBIAN_FRONTEND=noninteractive apt-get install -qq --no-install-recommends chromium chromium-driver >/dev/null; \
	fi
	$(BIN)/pytest tests/web $(ARGS)

test-doccano: $(READY) $(DOCCANO)/ready ## Try the annotators' round trip on a real doccano server, which it starts
	$(BIN)/pytest tests/doccano $(ARGS)

test-all: $(VERSIONS:%=test-%) ## Run the unit tests on every Python we support; a missing one is skipped

test-%:
	@python=$$($(call find_python,$*)); \
	if [ -z "$$python" ]; then echo "skipped: no Python $* on this machine"; exit; fi; \
	$(MAKE) --no-print-directory .venvs/$*/ready PYTHON="$$python" && \
	echo "Python $*" && .venvs/$*/bin/pytest $(ARGS)

corpus: $(READY) ## Check our annotated documents and count them for their data card
	@$(BIN)/policy-ner corpus check corpus
	@$(BIN)/python -m training.corpus_card $(if $(wildcard $(SHARED)/gold/gold.jsonl),--beside $(SHARED)/gold/gold.jsonl)

evaluate: $(READY) ## Score rules, model and both on the sets that are there; writes training/metrics/*.json and build/report.html
	@$(BIN)/python -m training.report --shared $(SHARED)

benchmark: $(READY) ## Measure speed, start-up and memory; ARGS=--quick for a first look
	@$(BIN)/python -m training.benchmark -o training/metrics/benchmark.json $(ARGS)

model: $(READY) ## Assemble configs/policy_zh.cfg, with what was trained, into the pipeline that ships
	$(BIN)/python training/assemble.py configs/policy_zh.cfg src/policy_ner/model

train: $(READY) ## Train the pipeline that ships on our documents; five minutes, an interrupted one goes on
	$(BIN)/policy-ner train corpus -o src/policy_ner/model --force

pretrain: $(READY) ## Make the weights that training starts from (needs ../shared/data; more than an hour)
	$(BIN)/python $(PIP) install --quiet floret==0.10.5
	OMP_NUM_THREADS=1 $(BIN)/python -m training.pretrain --raw $(SHARED)/data/raw

ablations: $(READY) ## Say what each part of the tagger is worth; writes training/metrics/ablations.json
	$(BIN)/python -m training.ablations

simulate: $(READY) ## Try whether what --select takes teaches more than chance; writes training/metrics/selection.json
	OMP_NUM_THREADS=1 $(BIN)/python -m training.simulate_selection

segmenter: $(READY) ## Train the word segmenter that ships, and measure it (needs ../shared/data; ten minutes)
	$(BIN)/python -m training.train_segmenter --shared $(SHARED)
	$(BIN)/python -m training.train_segmenter --shared $(SHARED) --evaluate

tables: $(READY) ## Write the generated tables into the READMEs
	$(BIN)/python training/readme_tables.py

lock: ## Lock the newest packages that pyproject.toml admits into constraints.txt
	@$(PYTHON) -m venv .venvs/lock
	@.venvs/lock/bin/python $(PIP) install --quiet uv
	@{ echo "# All packages of users and developers, for every platform; 'make lock' writes this file."; \
	.venvs/lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.11 --group dev \
	--no-header --no-emit-index-url --annotation-style line pyproject.toml; } > constraints.txt.new
	@mv constraints.txt.new constraints.txt
	@{ echo "# What the doccano server runs with, on Python 3.9 to 3.13; 'make lock' writes this file. Install with --no-deps."; \
	cd server && ../.venvs/lock/bin/uv pip compile --quiet --no-config --universal --python-version 3.9 --override overrides.txt \
	--no-header --no-emit-index-url --annotation-style line requirements.in; } > server/requirements.txt.new
	@mv server/requirements.txt.new server/requirements.txt

release: $(READY) ## Build dist/policy_ner-*.whl, unless the model is older than what it was made from
	$(BIN)/python training/model_is_fresh.py
	$(MAKE) wheel

wheel: $(READY) ## Build dist/policy_ner-*.whl
	@rm -rf dist
	@$(BIN)/hatchling build -t wheel

ci: ## All that a submission must pass, the README's own commands first
	PYTEST_ADDOPTS=--cov $(PYTHON) tests/readme.py checkout
	$(MAKE) wheel
	$(PYTHON) tests/readme.py installed dist/policy_ner-*.whl
	$(MAKE) evaluate
	$(MAKE) check
	$(MAKE) test-web
	$(MAKE) test-all
	$(MAKE) test-doccano

clean: ## Remove the environments and everything built
	rm -rf .venv .venvs dist build .coverage htmlcov .mypy_cache .ruff_cache .pytest_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +
