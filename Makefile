# The two commands that matter: `make run` and `make test`. Everything they need, they set up.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run test check bench soak format clean

run: .venv/ready
	$(BIN)/cabildo demo --serve

test: .venv/ready-dev
	$(BIN)/python tests/prepare.py -- $(BIN)/python -m pytest -q --dist worksteal -n 2 $(ARGS)

check: .venv/ready-dev
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python -m pytest -q --dist worksteal -n 2 -m "not slow and not browser and not postgres"

bench: .venv/ready-dev
	$(BIN)/python -m tests.bench

soak: .venv/ready-dev
	CABILDO_SOAK=1 $(BIN)/python tests/prepare.py -- $(BIN)/python -m pytest -q --dist worksteal -n 2 -m "slow or soak or postgres"

format: .venv/ready-dev
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

.venv/ready: setup.cfg pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Cabildo necesita Python 3.11 o posterior."; exit 1; }
	@$(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || { echo "Falta el módulo venv de Python: instale el paquete python3-venv (apt-get install python3-venv)."; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable .
	touch $@

.venv/ready-dev: .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[dev]'
	touch $@

clean:
	rm -rf .venv build *.egg-info
