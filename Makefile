# Two commands on a fresh machine: `make demo` and `make test`.

VENV   := .venv
PYTHON := $(VENV)/bin/python
STAMP  := $(VENV)/.installed
JOBS   ?= 3
TIMES  ?= 20
OUTSIDE ?= .outside
RECORD_OUTSIDE := --record-sessions --record-sessions-keep all --record-sessions-level 0 --record-sessions-dir $(OUTSIDE)

# Tests start hundreds of Pythons: each would compile all of it anew where this is set.
test: export PYTHONDONTWRITEBYTECODE :=

.PHONY: demo test build browser lint unit bench bench-quick fuzz outside outside-install clean

demo: $(STAMP) browser  ## record the sample site's suite; say where the failed test's replay is
	@$(PYTHON) -m sample_site.demo

test: $(STAMP) browser lint  ## everything CI runs
	REPLAYTEST_REQUIRE=browser,axe $(PYTHON) -m pytest -n $(JOBS) --dist worksteal -q --durations=15

unit: $(STAMP)  ## what needs no browser, in seconds
	$(PYTHON) -m pytest -q tests/store tests/capture tests/mask tests/mirror/test_m* tests/mirror/test_timeline.py tests/cli tests/test_config.py tests/test_readme.py tests/test_layers.py tests/test_errors.py

lint: $(STAMP)
	$(VENV)/bin/ruff check .
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/mypy
	cd replaytest/web && npm ls typescript axe-core >/dev/null 2>&1 || npm ci --ignore-scripts --silent
	cd replaytest/web && npm run --silent check

build: $(STAMP)  ## the JavaScript, after a change in replaytest/web
	$(PYTHON) replaytest/web/build_hook.py

bench: $(STAMP) browser  ## cost of recording against none and --tracing on; of masking; the mirror; the replay page
	$(PYTHON) tests/benchmarks/overhead.py
	$(PYTHON) tests/benchmarks/masking.py
	$(PYTHON) tests/benchmarks/channels.py
	$(PYTHON) tests/benchmarks/mirror.py
	$(PYTHON) -m tests.benchmarks.viewer
	$(PYTHON) -m tests.benchmarks.recording

bench-quick: $(STAMP) browser  ## cost of recording: four workloads, two rounds, two minutes; benchmarks/recording.md
	$(PYTHON) -m tests.benchmarks.recording --quick

outside: outside-install browser  ## five applications of others: record their journeys, re-drive each
	$(PYTHON) -m pytest -q tests/outside $(RECORD_OUTSIDE)
	$(PYTHON) -m tests.outside.redrive_all $(OUTSIDE) --times $(TIMES)
	$(PYTHON) -m tests.outside.redrive_all $(OUTSIDE) --times $(TIMES) --network stub

outside-install: $(STAMP)  ## Django, marimo, NiceGUI from PyPI, MUI and Element Plus from npm
	$(PYTHON) -m tests.outside.install

fuzz: $(STAMP)  ## 100,000 damaged recordings for the mirror, 30,000 files for the importers
	$(PYTHON) -m pip install --quiet atheris
	$(PYTHON) -m tests.fuzz.fuzz_mirror -runs=100000
	$(PYTHON) -m tests.fuzz.fuzz_importers -runs=30000

browser: $(STAMP)  ## Playwright's Chromium, or one of the system
	@$(PYTHON) tests/support/browser.py

$(STAMP): pyproject.toml
	@command -v npm >/dev/null || echo "no npm on PATH: Node.js will come from PyPI for the build"
	python3 -m venv $(VENV)
	$(PYTHON) -m pip install --quiet --upgrade pip
	$(PYTHON) -m pip install --quiet -e '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) replaytest/static replaytest/web/node_modules dist build .replaytest
