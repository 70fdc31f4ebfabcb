# The commands of this repository. `make run` and `make test` are all that most people need.
PYTHON ?= python3
VENV   := .venv
BIN    := $(VENV)/bin
STAMP  := $(VENV)/.installed

.PHONY: setup run test lint audit format lock messages clean

run: setup ## Start everything and print the address
	@"$(BIN)/duijie" up

setup: $(STAMP) ## Make the virtual environment with the pinned dependencies

$(STAMP): requirements/dev.txt pyproject.toml
	@echo "Making the virtual environment in $(VENV) (a minute or two, once)"
	@"$(PYTHON)" -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Duijie needs Python 3.11 or later; name it with: make PYTHON=/path/to/python3.11")'
	@test -x "$(BIN)/python" || "$(PYTHON)" -m venv "$(VENV)"
	@echo "Installing the dependencies, each checked against its hash"
	@"$(BIN)/python" -m pip install --no-deps --require-hashes --disable-pip-version-check -r requirements/dev.txt
	@"$(BIN)/python" -m pip install --no-deps --no-build-isolation --disable-pip-version-check -e .
	@touch "$(STAMP)"

# Three processes for two cores: browsers and killed processes are mostly waited for; four are no faster.
test: setup ## All tests: real PostgreSQL, real index, a real browser where Chromium is installed
	@"$(BIN)/python" -m pytest -n 3 --dist loadfile --no-loadscope-reorder

lint: setup ## Style, types, import directions, deployment checks, migrations, translations, dependencies
	@"$(BIN)/ruff" check .
	@"$(BIN)/ruff" format --check .
	@"$(BIN)/mypy"
	@"$(BIN)/lint-imports"
	@DUIJIE_HTTPS=1 DUIJIE_SITE_URL=https://duijie.example.org "$(BIN)/duijie" manage check --deploy --fail-level WARNING
	@"$(BIN)/duijie" manage makemigrations --check --dry-run
	@"$(BIN)/python" scripts/messages.py check
	@"$(BIN)/python" scripts/dependencies.py

audit: ## Look up known vulnerabilities of the pinned dependencies (needs a network)
	@test -x .audit/bin/pip-audit || ("$(PYTHON)" -m venv .audit && .audit/bin/pip install --quiet --disable-pip-version-check pip-audit)
	@.audit/bin/pip-audit --disable-pip --require-hashes --progress-spinner off -r requirements/run.txt

format: setup ## Rewrite the code in its style
	@"$(BIN)/ruff" format .
	@"$(BIN)/ruff" check --fix .

lock: setup ## Choose the newest dependencies that fit and pin them with hashes (needs uv)
	@uv pip compile --python-version 3.11 --quiet --no-header --generate-hashes --no-emit-index-url --no-emit-find-links requirements/dev.in -o requirements/dev.txt
	@uv pip compile --python-version 3.11 --quiet --no-header --generate-hashes --no-emit-index-url --no-emit-find-links requirements/run.in -c requirements/dev.txt -o requirements/run.txt
	@for extra in peers cluster; do uv pip compile --python-version 3.11 --quiet --no-header --generate-hashes --no-emit-index-url --no-emit-find-links requirements/$$extra.in -c requirements/dev.txt -o requirements/$$extra.txt; done

clean: ## Remove the environment; the data under var/ stays
	@rm -rf "$(VENV)" .audit .mypy_cache .ruff_cache .pytest_cache .import_linter_cache
