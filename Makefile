# make dossier   documents of examples/ in, a dossier out: out/dossier/index.html
# make test      lint, types, the rooms' order, documentation, and all tests
# make bench     how right the claims are, and how fast chain and audits are beside their peers
# make docs      the documentation as a site: site/index.html
#
# Needs Python 3.11 or later, make and, for what is missing, Debian's apt as root.

VENV ?= .venv
OUT ?= out/dossier
PYTHON3 ?= python3
BENCH ?= ../shared/bench
ENCODERS ?= out/encoders

PYTHON := $(VENV)/bin/python
PIP := $(PYTHON) -m pip --disable-pip-version-check -q
RUNTIME := $(VENV)/.runtime
TESTING := $(VENV)/.testing
TRAINING := $(VENV)/.training
ENCODER := $(VENV)/.encoder
PEERS := $(VENV)/.peers
MOBILITY := $(VENV)/mobility

SHELL := /bin/sh
.DEFAULT_GOAL := help
.PHONY: help dossier test bench bench-claims encoders bench-reading bench-audits bench-workbench docs reference screenshots lock clean lint types rooms suite chromium fonts

# $(call apt,PACKAGES): installs them as root, otherwise says what to install.
define apt
if [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
  echo "Installing $(1)" && apt-get update -qq && \
  DEBIAN_FRONTEND=noninteractive apt-get install -qq -y --no-install-recommends $(1) >/dev/null; \
else \
  echo "Missing: $(1). On Debian: sudo apt-get install $(1). Then run make again." >&2; exit 1; \
fi
endef

help:
	@sed -n '/^# make/s/^# //p' Makefile

$(PYTHON):
	@$(PYTHON3) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "custodes needs Python 3.11 or later; this is $$($(PYTHON3) --version)." >&2; exit 1; }
	@$(PYTHON3) -c 'import ensurepip' 2>/dev/null || { $(call apt,python3-venv); }
	$(PYTHON3) -m venv $(VENV)

# The lock carries a hash for every file, the build backend's included, so nothing else is fetched.
$(RUNTIME): requirements.lock pyproject.toml | $(PYTHON)
	$(PIP) install --require-hashes -r requirements.lock
	$(PIP) install --no-deps --no-build-isolation --editable .
	@# Workers write no files, so what they import would be compiled anew each time.
	$(PYTHON) -m compileall -q src
	@touch $@

$(TESTING): requirements-test.lock $(RUNTIME)
	$(PIP) install --require-hashes -r requirements-test.lock
	@touch $@

$(ENCODER): requirements-encoder.lock $(RUNTIME)
	$(PIP) install --require-hashes -r requirements-encoder.lock
	@touch $@

$(PEERS): requirements-peers.lock $(RUNTIME)
	$(PIP) install --require-hashes -r requirements-peers.lock
	@touch $@

# scikit-mobility needs libraries of its own age.
$(MOBILITY)/bin/python: requirements-mobility-peer.lock | $(PYTHON)
	$(PYTHON3) -m venv $(MOBILITY)
	-$(MOBILITY)/bin/python -m pip --disable-pip-version-check -q install --require-hashes \
	  -r requirements-mobility-peer.lock

$(TRAINING): requirements-training.lock $(RUNTIME)
	$(PIP) install --require-hashes -r requirements-training.lock
	@touch $@

dossier: $(RUNTIME)
	@$(VENV)/bin/custodes dossier examples/documents --out $(OUT) \
	  --name "Two programmes (invented examples)"
	@echo "Open $(abspath $(OUT))/index.html in a browser."

lint: $(TESTING)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .

types: $(TESTING)
	$(VENV)/bin/mypy

rooms: $(TESTING)
	$(VENV)/bin/lint-imports

docs: $(TESTING)
	NO_MKDOCS_2_WARNING=1 $(VENV)/bin/mkdocs build --strict --quiet

# The pages that are written from the code.
reference: $(RUNTIME)
	$(PYTHON) docs/commands.py

# The library is for the driver that comes with playwright.
chromium:
	@command -v chromium >/dev/null && PATH="$$PATH:/sbin:/usr/sbin" ldconfig -p | grep -q libatomic.so.1 || \
	  { $(call apt,chromium libatomic1); }

fonts: chromium
	@command -v fc-list >/dev/null && fc-list :lang=zh | grep -q . || \
	  { $(call apt,fontconfig fonts-noto-cjk); }

suite: $(TESTING) chromium
	$(VENV)/bin/pytest -n 2

# One after the other, and the tests last, so that their count is the last line.
test:
	@$(MAKE) --no-print-directory lint types rooms docs
	@$(MAKE) --no-print-directory suite

# The annotated documents and the maps are their publishers' and are not in the repository.
bench: bench-claims bench-reading bench-audits bench-workbench

bench-claims: $(TRAINING)
	@if [ -d $(BENCH)/dev ]; then $(PYTHON) benchmarks/score.py $(BENCH) \
	  $(if $(wildcard $(ENCODERS)/*/left-out.txt),--encoders $(ENCODERS)); \
	else echo "No annotated documents at $(BENCH)/dev: only the speed is measured."; fi
	@echo
	$(PYTHON) benchmarks/speed.py

# Encoders fitted without each half of the annotated documents, by which bench-claims then judges:
# an hour and a half on two cores, and 5 GB of PyTorch.
encoders: $(ENCODER)
	$(PYTHON) training/encoder.py $(BENCH)/dev --others $(BENCH)/unlabelled --folds 2 --out $(ENCODERS)

bench-reading: $(PEERS) fonts
	$(PYTHON) benchmarks/reading.py
	$(PYTHON) benchmarks/files.py
	$(PYTHON) benchmarks/extremes.py
	$(PYTHON) benchmarks/adding.py
	$(PYTHON) benchmarks/recognition.py
	$(PYTHON) benchmarks/scanned_tables.py
	$(PYTHON) benchmarks/duplicates.py

# Search beside other ways, and the first byte of every page, on 20,000 documents.
bench-workbench: $(PEERS)
	$(PYTHON) benchmarks/search.py
	$(PYTHON) benchmarks/workbench.py

# The speed of the audits beside other ways, in one run.
bench-audits: $(PEERS) $(MOBILITY)/bin/python
	$(PYTHON) benchmarks/linkage.py --skmob-python $(MOBILITY)/bin/python
	$(PYTHON) benchmarks/linkage.py --million
	$(PYTHON) benchmarks/dragnet.py
	$(PYTHON) benchmarks/dragnet.py --part speed --people 1000000
	$(PYTHON) benchmarks/principles.py
	$(PYTHON) benchmarks/exposure_ground.py
	$(PYTHON) benchmarks/exposure_walks.py

screenshots: dossier fonts
	$(PYTHON) docs/screenshots.py $(OUT)

# For every system and Python from 3.11 on; a release is taken only with its hash.
LOCKING := --universal --python-version 3.11 --generate-hashes \
  --custom-compile-command "make lock" --quiet
COMPILE := uv pip compile pyproject.toml $(LOCKING)

lock:
	@command -v uv >/dev/null || \
	  { echo "make lock needs uv: python3 -m pip install uv" >&2; exit 1; }
	$(COMPILE) --group build -o requirements.lock
	$(COMPILE) --group build --group test --group lint --group docs -c requirements.lock \
	  -o requirements-test.lock
	$(COMPILE) --group training -c requirements.lock -o requirements-training.lock
	$(COMPILE) --group encoder -c requirements.lock -o requirements-encoder.lock
	uv pip compile --group peers -c requirements.lock $(LOCKING) -o requirements-peers.lock
	uv pip compile --group mobility-peer $(LOCKING) -o requirements-mobility-peer.lock

clean:
	rm -rf out site build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis $(VENV)
