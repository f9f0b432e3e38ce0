# `make demo` and `make test` need Python 3.11 or newer with pip, and nothing else. `make help` lists the rest.
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.NOTPARALLEL:
.PHONY: help demo demo-check test check audit chromium format lock bench clean

VENV := .venv
BIN := $(VENV)/bin
UV := $(BIN)/uv
SYNC = $(UV) pip sync --quiet --require-hashes --python $(BIN)/python $(1)
# What was downloaded once installs again without a network.
INSTALL = $(call SYNC,--offline $(1)) 2>/dev/null || $(call SYNC,$(1))
BUILD = $(UV) pip install --quiet --no-deps --python $(BIN)/python --editable .
COMPILE = $(UV) pip compile --quiet --universal --generate-hashes --no-header $(UPGRADE)
# More than there are cores: databases and browsers work beside them.
WORKERS ?= 3
# A virtual environment with the tools of `make test` also has all that `make demo` needs.
READY := $(if $(wildcard $(VENV)/.dev),$(VENV)/.dev,$(VENV)/.runtime)

export PYRIGHT_PYTHON_IGNORE_WARNINGS := 1
export UV_NO_PROGRESS := 1
export UV_PYTHON_DOWNLOADS := never

help:
	@echo "make demo        install, build the demo company, ask it questions, serve it until Ctrl-C"
	@echo "make demo-check  prove it and leave: try its doors, play its suites; make demo does so without a terminal"
	@echo "make test        install the tools, then every check and test"
	@echo "make check       the checks without the tests"
	@echo "make audit       whether a vulnerability is known of what is locked; make test does so too"
	@echo "make format      let ruff mend what it can"
	@echo "make lock        lock the requirements after a change in pyproject.toml; UPGRADE=--upgrade takes the newest"
	@echo "make bench       run the benchmarks"
	@echo "make clean       remove what was installed and cached; the workspace .understudy/ stays"

# Without a terminal nobody could end it: then it proves itself and leaves.
demo: $(READY)
	@if [ -t 1 ]; then $(BIN)/understudy demo; else $(BIN)/understudy demo --check; fi

demo-check: $(READY)
	@$(BIN)/understudy demo --check

test: check audit chromium
	@echo "==> tests"
	@$(BIN)/pytest -n $(WORKERS) --dist loadfile

# Asks OSV once a day for what is locked; where it cannot be reached it says so and goes on.
audit: $(VENV)/.dev
	@echo "==> pip-audit"
	@$(BIN)/python -m tests.advisories

# The browser tests drive Debian's chromium; without it and without root they are skipped, saying so.
chromium:
	@if ! command -v chromium >/dev/null && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "==> installing chromium with apt-get"; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends chromium >/dev/null; \
	fi

check: $(VENV)/.dev
	@echo "==> ruff"
	@$(BIN)/ruff check --quiet .
	@$(BIN)/ruff format --check --quiet .
	@echo "==> pyright"
	@$(BIN)/pyright
	@echo "==> import-linter"
	@$(BIN)/lint-imports --no-logo --no-cache

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

lock: $(VENV)/.uv
	@$(COMPILE) pyproject.toml --all-extras --group encoder --group dev -o requirements-dev.txt
	@$(COMPILE) pyproject.toml --group encoder --constraint requirements-dev.txt -o requirements.txt
	@$(COMPILE) --group installer -o requirements-uv.txt
	@if grep -nE '://|^ *--(index|extra|find)|^(torch|sentence-transformers)=' requirements*.txt; then \
	    echo "make lock: the lines above name an address or torch; they must not be committed" >&2; exit 1; fi

# Some minutes in all: the large ones in a tenth of their size, for which their targets are not meant. Those that
# need a data set of others take its path: benchmarks/README.md.
bench: $(VENV)/.dev
	@echo "==> understanding, develop"
	@$(BIN)/python benchmarks/understanding.py
	@echo "==> understanding, held out"
	@$(BIN)/python benchmarks/understanding.py --part held_out
	@echo "==> latency"
	@$(BIN)/python benchmarks/latency.py
	@echo "==> overhead"
	@$(BIN)/python benchmarks/overhead.py
	@echo "==> trust"
	@$(BIN)/python benchmarks/trust.py --rounds 3
	@echo "==> batch"
	@$(BIN)/python benchmarks/batch.py
	@echo "==> masking"
	@$(BIN)/python benchmarks/masking.py
	@echo "==> writes"
	@$(BIN)/python benchmarks/writes.py
	@echo "==> load, 20 chats"
	@$(BIN)/python benchmarks/load.py --chats 20 --turns 3 --pause-s 1
	@echo "==> queries, 100,000 cases"
	@$(BIN)/python benchmarks/soql_speed.py --cases 100000 --pairs 20
	@echo "==> search, 100,000 records"
	@$(BIN)/python benchmarks/search.py --rows 100000 --runs 20
	@echo "==> import, 100,000 cases"
	@$(BIN)/python benchmarks/import_speed.py --records 100000
	@echo "==> large org"
	@$(BIN)/python benchmarks/large_org.py
	@echo "==> retrieval, 5,000 passages"
	@$(BIN)/python benchmarks/retrieval.py --passages 5000 --embedded 100
	@echo "benchmarks/README.md tells which others there are, and the latest results"

clean:
	@rm -rf $(VENV) .pytest_cache .ruff_cache .hypothesis .import_linter_cache build dist
	@find src tests -name __pycache__ -type d -prune -exec rm -rf {} +

$(VENV)/.runtime: requirements.txt pyproject.toml $(VENV)/.uv
	@echo "==> installing the locked requirements into $(VENV)"
	@$(call INSTALL,requirements.txt)
	@$(BUILD)
	@touch $@

$(VENV)/.dev: requirements-dev.txt pyproject.toml $(VENV)/.uv
	@echo "==> installing the locked requirements and tools into $(VENV)"
	@$(call INSTALL,requirements-dev.txt)
	@$(BUILD)
	@touch $@

# Without pip in it the environment is smaller, and Debian can make it without its package python3-venv:
# the system's own pip puts uv there.
$(VENV)/.uv: requirements-uv.txt
	@set -e; python=; \
	for name in $(PYTHON) python3 python3.13 python3.12 python3.11; do \
	    if "$$name" -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then python="$$name"; break; fi; \
	done; \
	[ -n "$$python" ] || { echo "Understudy needs Python 3.11 or newer; none was found on the PATH." >&2; exit 1; }; \
	if ! "$$python" -m pip --version >/dev/null 2>&1 && [ "$$(id -u)" = 0 ] && command -v apt-get >/dev/null; then \
	    echo "==> installing pip with apt-get"; \
	    apt-get update -qq && apt-get install -y -qq --no-install-recommends python3-pip >/dev/null; \
	fi; \
	"$$python" -m pip --version >/dev/null 2>&1 || { \
	    echo "Python has no pip. On Debian or Ubuntu: sudo apt-get install python3-pip" >&2; exit 1; }; \
	echo "==> making $(VENV) with $$("$$python" --version)"; \
	"$$python" -m venv --without-pip $(VENV); \
	"$$python" -m pip --python $(BIN)/python install --quiet --disable-pip-version-check --require-hashes \
	    -r requirements-uv.txt; \
	touch $@
