# Fulfillment Station. `make run` is a bench to try; `make test` is everything that must hold.
# A bare Debian with python3 and make is enough: .ci/setup sees to the rest.

BIN := .venv/bin
export PYTHON ?= python3
unexport PYTHONDONTWRITEBYTECODE
.DEFAULT_GOAL := run
.PHONY: run test crash live bench fuzz labels shots lint format lock clean setup setup-test

# With a configuration (STATION_CONFIG, or the user's own) the bench it describes. Without: practice, in a
# window where there is a display, else by itself, with its labels and pictures of the pages in build/.
run: setup
	@if [ -n "$${STATION_CONFIG:-}" ] || $(BIN)/python -c \
	    'import sys; from station.settings.load import config_path as p, was_configured as w; \
	    sys.exit(not (p().exists() or w()))'; \
	then exec $(BIN)/station; \
	elif [ -n "$${DISPLAY:-}$${WAYLAND_DISPLAY:-}" ] || [ "$$(uname -s)" = Darwin ]; \
	then exec $(BIN)/station practice; \
	else QT_QPA_PLATFORM=offscreen exec $(BIN)/station practice --auto --keep build; fi

test: lint
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m pytest -n 3 --dist worksteal --ignore=tests/benchmarks

lint: setup-test
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy --strict station ui

# The plug pulled at every point there is. `make test` takes every fourth of them, evenly spread.
crash: setup-test
	STATION_EVERY_CRASH=1 $(BIN)/python -m pytest -n 2 tests/crash

# The same contract against a real shop on this machine: a Vendure from npm, kept in build/live. Needs Node.js.
live: setup-test
	$(BIN)/python tests/live/prepare.py
	STATION_LIVE=1 $(BIN)/python -m pytest tests/live -o pythonpath=". tests/fakes tests/live" --timeout 600

# Each figure against its peer or its limit in the same run; build/bench.json has them all. `make bench QUICK=1`
# takes two minutes, `make bench ONLY="scans window"` some of them.
bench: setup-test
	$(BIN)/python tests/benchmarks $(if $(QUICK),--quick) $(ONLY)

# Labels of two hundred hostile addresses in fourteen scripts, by renderers that are not ours; to look at: build/labels.
labels: setup-test
	STATION_LABELS=1 $(BIN)/python -m pytest -n 2 -p no:randomly tests/labels/test_hostile_addresses.py

# Bytes nobody thought of, for a minute a target (SECONDS=600 for longer), where atheris can be installed.
fuzz: setup-test
	$(BIN)/python tests/fuzz $(if $(SECONDS),--seconds $(SECONDS)) $(if $(FILE),--file $(FILE)) $(ONLY)

shots: setup-test
	QT_QPA_PLATFORM=offscreen $(BIN)/python -m ui.shots build/shots

format: setup
	$(BIN)/ruff format .
	$(BIN)/ruff check --fix .

# Renews the pins. Needs uv; no index address is written.
lock:
	uv pip compile pyproject.toml --extra dev --extra sound --universal --python-version 3.11 --generate-hashes \
	    --no-emit-index-url --no-emit-find-links --no-annotate --custom-compile-command "make lock" \
	    --output-file requirements.lock --upgrade --quiet

# Never .venv: it may be the developer's own.
clean:
	rm -rf build *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find station ui resources tests -name __pycache__ -type d -prune -exec rm -rf {} +

setup:
	@.ci/setup run

setup-test:
	@.ci/setup test
