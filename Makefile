# `make help` lists what there is. Everything happens in .venv, inside this folder.

PYTHON ?= $(shell command -v python3.11 || command -v python3.12 || command -v python3.13 || command -v python3 || echo python3)
VENV := .venv
BIN := $(VENV)/bin
TOOLS := $(VENV)/tools
GRADER = JUPYTER_PATH="$(CURDIR)/$(VENV)/share/jupyter" $(INSTRUCTOR)/bin/python
INSTRUCTOR := $(VENV)/instructor
JUPYTEXT := jupytext==1.19.6 mdit-py-plugins==0.7.0
NBGRADER := nbgrader==0.9.6
# pip may take a build of PyTorch for GPUs, of several GB; TORCH=... takes what you name.
TORCH := torch==2.13.0 numpy
JAX := jax==0.10.2 keras==3.15.1
PLAYWRIGHT := playwright==1.65.2
REQUIREMENTS := requirements.txt
NOTEBOOKS := notebooks/03_*.ipynb notebooks/*.ipynb notebooks/solutions/*.ipynb # the longest first
# Tests run in two processes, a file or a notebook at a time; unit tests with one thread each.
PARALLEL := -n 2 --dist loadfile --no-loadscope-reorder
ONE_THREAD := TF_NUM_INTRAOP_THREADS=1 OMP_NUM_THREADS=1 OPENBLAS_NUM_THREADS=1
# Colab's versions, our lower bounds; newer tensorflow-metadata needs protobuf 6.
LOWEST := tensorflow==2.19.0 keras==3.10.0 numpy==2.0.2 tensorflow-metadata==1.17.2

.DEFAULT_GOAL := help
.PHONY: help lab test test-browser test-oldest test-newest test-colab faults repeat twice notebooks release grade grade-check bench bench-frameworks networks ablation collapse stacked-mnist wasserstein matrix conditional augmentation restoration unpaired fingerprints robustness classifier tiles translator generator publish clean FORCE

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "make %-14s%s\n", $$1, $$2}' Makefile

lab: $(VENV)/.ready ## set up and open JupyterLab on lesson 00 (GPU=1 installs CUDA too)
	$(BIN)/jupyter lab $(if $(filter 0,$(shell id -u)),--allow-root) --LabApp.default_url=/lab/tree/notebooks/00_start_here.ipynb $(LAB)

test: $(VENV)/.ready $(VENV)/.tools $(VENV)/.instructor ## ruff, unit tests, notebook checks, then every lesson and solution by nbval
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	PYTHONPATH=$(TOOLS) $(ONE_THREAD) $(BIN)/python -m pytest $(PARALLEL)
	$(BIN)/python -m pytest $(PARALLEL) --nbval-lax --nbval-current-env --nbval-cell-timeout=1200 $(NOTEBOOKS)

test-browser: $(VENV)/.browser ## lessons 00 and 02 by Run All, in JupyterLab and headless Chromium
	PYTHONPATH=$(VENV)/browser $(BIN)/python -m pytest tests/browser

test-oldest: ## unit tests and lessons 00 to 03 with the lowest versions, Colab's
test-newest: ## unit tests and lessons 00 to 03 with the newest releases
test-oldest test-newest: test-%: $(VENV)/%.txt
	$(MAKE) test VENV=$(VENV)/$* REQUIREMENTS=$< NOTEBOOKS="$(wildcard notebooks/0[0-3]*.ipynb)"

test-colab: ## lessons 00 and 03 as on Colab: nothing there but TensorFlow, Keras and Jupyter
	rm -rf $(VENV)/colab
	$(PYTHON) -m venv $(VENV)/colab
	$(VENV)/colab/bin/python -m pip install --quiet --disable-pip-version-check $(LOWEST) ipykernel nbclient
	$(VENV)/colab/bin/python tests/weekly/colab.py

faults: $(VENV)/.ready ## kill training twenty times, and see that it goes on
	KILLS=20 $(BIN)/python -m pytest tests/callbacks/test_faults.py

repeat: $(VENV)/.ready ## execute lessons 01 to 09 twice: the same lines, timings excepted
	PYTHONPATH=notebooks/tools $(BIN)/python tests/weekly/repeat.py

twice: $(VENV)/.ready ## execute the lessons with every cell run twice in a row
	PYTHONPATH=notebooks/tools $(BIN)/python tests/weekly/twice.py

notebooks: $(VENV)/.ready $(VENV)/.tools ## build and execute the lessons whose source changed (ALL=1: all)
	PYTHONPATH=$(TOOLS) $(BIN)/python notebooks/tools/build.py $(if $(ALL),--all)

release: $(VENV)/.ready $(VENV)/.tools ## build the exercise sheets and execute the solutions that changed
	PYTHONPATH=$(TOOLS) $(BIN)/python notebooks/tools/release.py $(if $(ALL),--all)

grade: $(VENV)/.instructor ## grade a folder of <student>/NN_topic.ipynb in a sandbox: make grade SUBMISSIONS=folder
	@test -n "$(SUBMISSIONS)" || { echo "Which folder? make grade SUBMISSIONS=folder"; exit 1; }
	$(GRADER) notebooks/tools/grade.py "$(SUBMISSIONS)" $(if $(SANDBOX),--sandbox $(SANDBOX)) $(if $(FOLDER),--folder "$(FOLDER)")

grade-check: $(VENV)/.instructor ## grade submissions that mean harm, and see that they do none
	$(GRADER) tests/notebooks/grade_check.py

bench: $(VENV)/.ready ## the classic DCGAN against the lesson's (MINUTES=8 classic minutes, BEFORE=a commit)
	TF_NUM_INTRAOP_THREADS=0 $(BIN)/python tests/experiments/bench.py --minutes $(or $(MINUTES),8) $(if $(BEFORE),--before $(BEFORE))

bench-frameworks: $(VENV)/.frameworks ## lesson 03's step against PyTorch and Keras on JAX, a quarter of an hour
	$(BIN)/python tests/experiments/frameworks.py

networks: $(VENV)/.ready ## networks for lesson 03 on 20 seeds, an hour and a half
	$(BIN)/python tests/experiments/networks.py

ablation: $(VENV)/.ready ## what of lesson 03's settings bought what, on 3 seeds, two and a half hours
	$(BIN)/python tests/experiments/ablation.py

collapse: $(VENV)/.ready ## mode collapse and seven remedies on 10 seeds, three hours
	$(BIN)/python tests/experiments/collapse.py

stacked-mnist: $(VENV)/.ready ## Stacked MNIST with and without remedies, about an hour
	$(BIN)/python tests/experiments/stacked_mnist.py

wasserstein: $(VENV)/.ready ## Wasserstein GANs in the plane on 20 seeds, an hour and a quarter
	$(BIN)/python tests/experiments/wasserstein.py

matrix: $(VENV)/.ready ## losses against regularizers on MNIST on 4 seeds, three hours
	$(BIN)/python tests/experiments/matrix.py

conditional: $(VENV)/.ready ## ways to order a class, and codes without labels, on 10 seeds, an hour and a half
	$(BIN)/python tests/experiments/conditional.py

augmentation: $(VENV)/.ready ## what generated digits are worth where labels are few, on 10 seeds, two hours
	$(BIN)/python tests/experiments/augmentation.py

restoration: $(VENV)/.ready ## what restores images, and what it invents, on 5 seeds, two hours
	$(BIN)/python tests/experiments/restoration.py

unpaired: $(VENV)/.ready ## translation without pairs, and what a cycle hides, on 10 seeds, three hours
	$(BIN)/python tests/experiments/unpaired.py

fingerprints: $(VENV)/.ready ## see that the code still behaves as when the tables were made (ONLY=, ACCEPT=1)
	$(BIN)/python tests/experiments/fingerprints.py $(ONLY) $(if $(ACCEPT),--accept)

robustness: $(VENV)/.ready ## every assertion of the lessons on 20 seeds, five hours
	$(BIN)/python tests/experiments/robustness.py

classifier: $(VENV)/.ready ## train the classifier that the metrics read, again
	$(BIN)/python -m gan_course.weights.make_classifier

tiles: $(VENV)/.ready ## train the network that the metrics of map tiles read, again
	$(BIN)/python -m gan_course.weights.make_tiles

translator: $(VENV)/.ready ## train the U-Net from relief to satellite that ships, again, five minutes
	$(BIN)/python -m gan_course.weights.make_translator

generator: $(VENV)/.ready ## ship the generators that lessons 03 and 09 trained
	$(BIN)/python -m gan_course.weights.make_generator

publish: $(VENV)/.ready $(VENV)/.tools ## stamp the course's address: make publish REPO=owner/name
	PYTHONPATH=$(TOOLS) $(BIN)/python notebooks/tools/build.py --publish "$(REPO)"

clean: ## remove the environment and what lessons and tests left behind, but no grades
	rm -rf $(VENV) notebooks/outputs tests/outputs build/browser *.egg-info

$(VENV)/.ready: $(REQUIREMENTS) pyproject.toml
	@$(PYTHON) -c "import sys; v = sys.version_info[:2]; sys.exit(None if (3, 11) <= v <= (3, 13) else 'The course needs Python 3.11 to 3.13, found %d.%d: make PYTHON=/path/to/python3.11' % v)"
	@echo "Setting up $(VENV): once, one to five minutes"
	$(BIN)/python -m pip --version >/dev/null 2>&1 || $(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade -r $(REQUIREMENTS) -e .
	@$(BIN)/jupyter labextension disable "@jupyterlab/apputils-extension:announcements" 2>/dev/null # no news, no updates
	touch $@

$(VENV)/oldest.txt: requirements.txt Makefile
	mkdir -p $(@D)
	grep -v $(foreach pin,$(LOWEST),-e '^$(firstword $(subst =, ,$(pin)))==') $< >$@
	printf '%s\n' $(LOWEST) >>$@

# Made anew each time, so that pip looks for newer releases; a new ruff may complain
# of what is no fault.
$(VENV)/newest.txt: requirements.txt FORCE
	mkdir -p $(@D)
	sed '/^ruff/!s/==.*//' $< >$@

$(VENV)/.frameworks: $(VENV)/.ready Makefile
	$(PYTHON) -m venv $(VENV)/torch
	$(VENV)/torch/bin/python -m pip install --quiet --disable-pip-version-check $(TORCH)
	$(PYTHON) -m venv $(VENV)/jax
	$(VENV)/jax/bin/python -m pip install --quiet --disable-pip-version-check $(JAX)
	touch $@

$(VENV)/.browser: $(VENV)/.ready Makefile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade --target $(VENV)/browser $(PLAYWRIGHT)
	touch $@

# jupytext builds notebooks; beside the environment, it stays out of JupyterLab.
$(VENV)/.tools: $(VENV)/.ready Makefile
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --upgrade --target $(TOOLS) $(JUPYTEXT)
	PYTHONPATH=$(TOOLS) $(BIN)/python -c "import jupytext"
	touch $@

# nbgrader sees the environment, but learners' JupyterLab does not see nbgrader.
$(VENV)/.instructor: $(VENV)/.ready Makefile
	$(BIN)/python -m venv $(INSTRUCTOR)
	$(INSTRUCTOR)/bin/python -c "import pathlib, sys, sysconfig; pathlib.Path(sysconfig.get_path('purelib'), 'course.pth').write_text(f'import site; site.addsitedir({sys.argv[1]!r})')" "$$($(BIN)/python -c "import sysconfig; print(sysconfig.get_path('purelib'))")"
	$(INSTRUCTOR)/bin/python -m pip install --quiet --disable-pip-version-check $(NBGRADER)
	touch $@

ifneq ($(filter-out 0,$(GPU)),)
lab: $(VENV)/.gpu
$(VENV)/.gpu: $(VENV)/.ready
	$(BIN)/python -m pip install --quiet "tensorflow[and-cuda]==$$($(BIN)/python -c 'from importlib.metadata import version; print(version("tensorflow"))')"
	touch $@
endif
