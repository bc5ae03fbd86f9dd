# make run: the product on http://127.0.0.1:8000 · make test: all tests, two at a time · another Python: make run PYTHON=python3.12
PYTHON ?= python3
ARGS ?=
IN_VENV := .venv/bin/python

.PHONY: run test lint bench set-up set-up-tests lock

run: set-up
	@exec $(IN_VENV) manage.py serve

test: set-up-tests
	@$(IN_VENV) scripts/browser.py
	@$(IN_VENV) scripts/footage.py >/dev/null
	@exec $(IN_VENV) -m pytest -n 2 --dist loadgroup --no-loadscope-reorder $(ARGS)

lint: set-up-tests
	@exec $(IN_VENV) scripts/lint.py

bench: set-up-tests
	@exec $(IN_VENV) bench/run.py $(ARGS)

set-up:
	@scripts/set_up "$(PYTHON)" requirements.lock

set-up-tests:
	@scripts/set_up "$(PYTHON)" requirements-dev.lock

# Needs uv; the one way the two locks are made, so that neither holds an address.
lock:
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet \
		pyproject.toml -o requirements.lock
	uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --no-header --quiet \
		--constraint requirements.lock --group dev pyproject.toml -o requirements-dev.lock
