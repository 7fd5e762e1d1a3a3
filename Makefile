# Every target builds the environment in .venv first, if it is not there.
PYTHON ?= python3
RUN := .venv/bin/python
KEY := $(shell { $(PYTHON) -V; cat requirements.lock pyproject.toml; } 2>&1 | cksum | cut -d' ' -f1)
READY := .venv/ready-$(KEY)
# A wheelhouse made by `make wheels` is used instead of the network.
WHEELS := $(if $(wildcard wheels/*.whl),--no-index --find-links wheels)

.DEFAULT_GOAL := help
.PHONY: help
help:  ## list the targets
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/:[^#]*## /\t/' | expand -t 16

$(READY):
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null || \
	  { echo "Overture needs Python 3.11 or later; '$(PYTHON)' is $$($(PYTHON) -V 2>&1 | head -1). Try: make PYTHON=python3.11 $(MAKECMDGOALS)" >&2; exit 2; }
	@command -v uv >/dev/null || $(PYTHON) -c 'import venv, ensurepip' 2>/dev/null || \
	  { echo "Overture needs Python's venv module (Debian: apt-get install python3-venv), or uv." >&2; exit 2; }
	@echo "building the environment in .venv (once, up to two minutes) ..." >&2
	@rm -f .venv/ready-*
	@if command -v uv >/dev/null; then \
	  uv venv -q --clear --python "$$(command -v $(PYTHON))" .venv && \
	  uv pip install -q --python $(RUN) --compile-bytecode --require-hashes --only-binary :all: $(WHEELS) -r requirements.lock && \
	  uv pip install -q --python $(RUN) --no-deps --no-build-isolation --offline -e . ; \
	else \
	  $(PYTHON) -m venv --clear .venv && \
	  $(RUN) -m pip install -q --disable-pip-version-check --require-hashes --only-binary :all: $(WHEELS) -r requirements.lock && \
	  $(RUN) -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation --no-index -e . ; \
	fi || { echo "The environment could not be built; the message above says why. Run the same command again." >&2; exit 2; }
	@touch $@

.PHONY: env
env: $(READY)  ## build the environment in .venv

.PHONY: report test lab lint notebooks verify docs bench bench-actors bench-sentiment ablate fuzz soak tagger model wheels lock clean
report: $(READY)  ## read seeds/, run the notebooks, publish reports/current/report.html
	@$(RUN) -m analysis report $(ARGS) || { code=$$?; [ $$code -eq 3 ] || exit $$code; }

test: $(READY)  ## run every test: engines alone, package, notebooks (nbval), whole runs
	@echo "two parts side by side, each told when it ends: about five minutes" >&2
	@$(MAKE) --no-print-directory -j2 -k --output-sync=target test-package test-whole

.PHONY: test-package test-whole
test-package: $(READY)
	@ENGINES_ALONE=1 $(RUN) -m pytest -q tests/overture overture $(ARGS)
	@$(RUN) -m pytest -q tests/analysis analysis $(ARGS)

test-whole: $(READY)
	@$(RUN) -m pytest -q tests --ignore=tests/overture --ignore=tests/analysis $(ARGS)
	@$(RUN) -m pytest -q --nbval --nbval-current-env -p no:cacheprovider notebooks

lab: $(READY)  ## open JupyterLab at notebooks/explore.ipynb
	@cd notebooks && $(abspath $(RUN)) -m jupyterlab explore.ipynb $(ARGS)

lint: $(READY)  ## check style and formatting
	@$(RUN) -m ruff check . && $(RUN) -m ruff format --check .

notebooks: $(READY)  ## execute the committed notebooks anew, in canonical form
	@$(RUN) -m analysis notebooks $(ARGS)

verify: $(READY)  ## execute the published report again and compare every byte
	@$(RUN) -m analysis verify $(ARGS)

docs: $(READY)  ## write the reference pages of docs/ anew from the code
	@$(RUN) docs/write.py

ablate: $(READY)  ## what each rule and list is worth on coded text; what prints nothing can go
	@$(RUN) tests/benchmarks/ablate_voice.py $(ARGS)
	@$(RUN) tests/benchmarks/ablate_names.py $(ARGS)

bench: $(READY)  ## measure whole runs, intake, terms, co-mentions and exploration
	@$(RUN) tests/benchmarks/bench_run.py $(ARGS)
	@$(RUN) tests/benchmarks/bench_intake.py
	@$(RUN) tests/benchmarks/bench_terms.py
	@$(RUN) tests/benchmarks/bench_co_mentions.py
	@$(RUN) tests/benchmarks/bench_explore.py

bench-actors: $(READY)  ## measure names, aliases and their speed (DATA=folder of labelled texts)
	@$(RUN) tests/benchmarks/bench_actors.py --data "$(DATA)" $(ARGS)
	@$(RUN) tests/benchmarks/bench_tagger.py --data "$(DATA)"

# Training needs torch, which the workbook itself does not: an environment of its own.
tagger:  ## train the tagger of names anew (DATA=folder of labelled texts, about two hours)
	@test -d "$(DATA)/wikigold" || { echo "make tagger DATA=folder: no wikigold in '$(DATA)'; see overture/names/tagger_model/README.md" >&2; exit 2; }
	@$(PYTHON) -m venv .workbook/training && .workbook/training/bin/python -m pip install -q --disable-pip-version-check -r training/tagger/requirements.txt
	@PYTHONPATH=. HF_HUB_OFFLINE=1 .workbook/training/bin/python training/tagger/train.py --data "$(DATA)" $(ARGS)

model:  ## train both sentiment models anew (DATA=folder of labelled texts, about two hours)
	@test -d "$(DATA)/newsmtsc" || { echo "make model DATA=folder: no newsmtsc in '$(DATA)'; see overture/tone/targeted_model/README.md" >&2; exit 2; }
	@$(PYTHON) -m venv .workbook/training && .workbook/training/bin/python -m pip install -q --disable-pip-version-check -r training/targeted/requirements.txt
	@.workbook/training/bin/python -m pip install -q --disable-pip-version-check --no-deps --require-hashes -r training/targeted/teacher-requirements.txt
	@HF_HUB_OFFLINE=1 .workbook/training/bin/python training/targeted/train.py --data "$(DATA)" --work .workbook/training/model
	@.workbook/training/bin/python training/targeted_fast/train.py --data "$(DATA)" --work .workbook/training/model

fuzz: $(READY)  ## fuzz the readers for a minute (ARGS="--seconds 600"; by coverage if atheris is installed)
	@$(RUN) tests/overture/readers/fuzz.py $(ARGS)

bench-sentiment: $(READY)  ## measure the sentiment engines (DATA=folder of labelled texts)
	@$(RUN) tests/benchmarks/bench_sentiment.py --data "$(DATA)" $(ARGS)
	@$(RUN) tests/benchmarks/bench_vader.py --data "$(DATA)"

soak: $(READY)  ## a hundred runs with faults: kill -9, full disk, broken input, held lock
	@$(RUN) tests/benchmarks/soak.py $(ARGS)

wheels: $(READY)  ## fill wheels/ for installations without a network
	@$(PYTHON) -m pip download -q --disable-pip-version-check --only-binary :all: --require-hashes -r requirements.lock -d wheels

lock: pyproject.toml  ## write requirements.lock anew from pyproject.toml (needs uv)
	@uv pip compile -q --universal --generate-hashes --no-emit-index-url --no-emit-find-links \
	  --no-header --no-annotate -p 3.11 pyproject.toml -o requirements.lock

clean:  ## delete the environment, the annotations and caches; reports stay
	@rm -rf .venv .workbook .pytest_cache .ruff_cache .hypothesis build *.egg-info

# What only some tests need is kept apart from .venv, and under its hashes too.
EXTRA = .venv/$(subst /,.,$(1))-$(shell cksum < tests/$(1)/requirements.txt | cut -d' ' -f1)
BROWSER := $(call EXTRA,browser)
STANDARDS := $(call EXTRA,standards)
SCHEDULERS := $(call EXTRA,schedulers)
AIRFLOW := $(call EXTRA,schedulers/airflow)
EXTRAS := $(call EXTRA,extras)
TRANSFORMERS := $(call EXTRA,transformers)
$(BROWSER) $(STANDARDS) $(SCHEDULERS) $(AIRFLOW) $(EXTRAS): $(READY)
	@if command -v uv >/dev/null; then \
	  uv pip install -q --python $(RUN) --target $@.part --no-deps --require-hashes --only-binary :all: -r tests/$(subst .,/,$(word 1,$(subst -, ,$(notdir $@))))/requirements.txt ; \
	else \
	  $(RUN) -m pip install -q --disable-pip-version-check --target $@.part --no-deps --require-hashes --only-binary :all: -r tests/$(subst .,/,$(word 1,$(subst -, ,$(notdir $@))))/requirements.txt ; \
	fi
	@mv $@.part $@

# torch has a build for each kind of graphics card, which pip chooses: no hashes,
# and an environment that sees .venv.
$(TRANSFORMERS): $(READY)
	@echo "installing torch and transformers (once; 1 GB, with a graphics card's build 5 GB) ..." >&2
	@$(RUN) -m venv --clear $@.part
	@$(RUN) -c 'import sysconfig; print(sysconfig.get_path("purelib"))' > "$$($@.part/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')/above.pth"
	@$@.part/bin/python -m pip install -q --disable-pip-version-check --only-binary :all: -r tests/transformers/requirements.txt
	@mv $@.part $@

.PHONY: test-browser test-standards test-schedulers test-extras test-transformers
test-browser: $(BROWSER)  ## open a report, JupyterLab and Notebook 7 in Chromium
	@PYTHONPATH="$(CURDIR)/$(BROWSER)" $(RUN) -m pytest -q tests/browser $(ARGS)

test-standards: $(STANDARDS)  ## check a report's metadata by their public validators
	@PYTHONPATH=$(STANDARDS) $(RUN) -m pytest -q tests/standards $(ARGS)

test-schedulers: $(SCHEDULERS) $(AIRFLOW)  ## publish from Notebook Jobs and from Airflow
	@PYTHONPATH="$(CURDIR)/$(SCHEDULERS)" AIRFLOW="$(CURDIR)/$(AIRFLOW)" $(RUN) -m pytest -q tests/schedulers $(ARGS)

test-extras: $(EXTRAS)  ## find names by a spaCy pipeline
	@PYTHONPATH="$(CURDIR)/$(EXTRAS)" $(RUN) -m pytest -q tests/overture/names/test_discovery.py $(ARGS)

test-transformers: $(TRANSFORMERS)  ## find names by GLiNER, judge sentiment by a transformer from disk
	@HF_HUB_OFFLINE=1 $(TRANSFORMERS)/bin/python -m pytest -q -p no:cacheprovider tests/overture/names/test_discovery.py tests/overture/tone/test_targeted_disk.py $(ARGS)
