# Everything lands in the checkout: the environment in .venv, tools and caches in .tools.
# Targets are relative, as make can't have spaces in them; what is exported may.
TOOLS := .tools
UV := $(TOOLS)/uv/bin/uv
PYTHON ?= python3
export UV_CACHE_DIR := $(CURDIR)/$(TOOLS)/uv-cache
export UV_PYTHON_DOWNLOADS := never
export UV_PROJECT_ENVIRONMENT := $(CURDIR)/.venv
export CS_TOOLS := $(CURDIR)/$(TOOLS)
RUN := .venv/bin/python -m
ONE_MORE := $(shell $(PYTHON) -c "import os; print(1 + (os.cpu_count() or 1))")  # as one or another waits for a disk or a thread
WAITING := $(shell $(PYTHON) -c "import os; print(2 * (os.cpu_count() or 1))")  # as many wait for a browser, a server or a killed process
TOGETHER := $(RUN) pytest --dist loadfile --no-loadscope-reorder
TEST := $(TOGETHER) -n $(WAITING)
unexport PYTHONDONTWRITEBYTECODE  # pytest would rewrite every test's asserts anew in each run

.PHONY: demo test engines quick check format lint types imports docs docs-check inventory bench clean

demo: .venv/.synced  ## a local Slack look-alike with the bot in it
	@.venv/bin/cs demo

test: .venv/.synced  ## the whole suite, and on PostgreSQL again the tests of what is kept in a store
	@.venv/bin/cs demo --fetch-only || echo "The tests that need a Slack look-alike will be skipped."
	@$(TEST) --engine kept

engines: .venv/.synced  ## every test that has a store, on PostgreSQL
	@$(TEST) --engine postgresql -m engines

quick: .venv/.synced  ## the tests that start no browser, no server and no other process
	@$(TOGETHER) -n $(ONE_MORE) -m "not e2e and not processes and not dates"

check: .venv/.synced format lint types imports docs-check quick  ## what every commit passes

format: .venv/.synced
	@$(RUN) ruff format

lint: .venv/.synced
	@$(RUN) ruff format --check
	@$(RUN) ruff check

types: .venv/.synced
	@$(RUN) mypy

imports: .venv/.synced
	@PYTHONPATH=. .venv/bin/lint-imports

docs: .venv/.synced  ## writes the generated pages
	@.venv/bin/python docs/generate.py

docs-check: .venv/.synced
	@.venv/bin/python docs/generate.py --check
	@.venv/bin/cs glossary check

.venv/.synced: pyproject.toml uv.lock | $(UV)
	@echo "Setting up .venv (the first time takes a minute)…"
	@$(UV) sync --quiet --frozen --compile-bytecode --python $(PYTHON)
	@$(RUN) compileall -q accounts bot curation glossary metrics sources store
	@touch $@

$(UV): .ci/uv.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "CS Bot needs Python 3.11 or newer; set PYTHON=python3.x")'
	@$(PYTHON) -m venv --clear $(TOOLS)/uv
	@$(TOOLS)/uv/bin/python -m pip install --quiet --no-cache-dir --disable-pip-version-check --only-binary :all: --require-hashes -r .ci/uv.txt

inventory: .venv/.synced  ## what the program is made of: build/sbom.cdx.json and build/licences.md, from the lock
	@.venv/bin/python .ci/inventory.py $(UV)

bench: .venv/.synced  ## every measurement, as ratios within one run
	@for each in benchmarks/[a-z]*.py; do echo "== $$each"; $(RUN) $$(basename $$each .py | sed s/^/benchmarks./) || exit 1; done

clean:
	rm -rf .venv .tools .local build .mypy_cache .pytest_cache .ruff_cache .hypothesis
