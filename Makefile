# Two commands matter: `make run` starts Epoch, `make test` checks it. They need make and Python >= 3.11.
# PORT=8080 and PYTHON=python3.13 are honoured. The rest are pieces of the second, and chores.
.PHONY: run test test-services test-slow lint types layers migrations deploy content unit journeys labs \
	format lock bench help

export PYTHON PORT

run:
	@exec scripts/run.sh

test:
	@exec scripts/test.sh

lint types layers migrations deploy content unit journeys labs:
	@exec scripts/test.sh $@

test-services:
	@exec scripts/test.sh services

test-slow:
	@exec scripts/test.sh slow

format:
	@scripts/venv.sh requirements-dev.txt
	@.venv/bin/ruff check --fix --quiet . ; .venv/bin/ruff format .

bench:
	@scripts/venv.sh requirements-dev.txt
	@.venv/bin/python -m tests.bench.run $(BENCH)

lock:
	@exec scripts/lock.sh

help:
	@echo "make run            start Epoch at http://localhost:8000 (PORT=… for another port)"
	@echo "make test           every check and test"
	@echo "make test-services  the tests on PostgreSQL and Redis"
	@echo "make test-slow      races, faults and large random samples"
	@echo "make bench          what pages cost beside a bare view (PostgreSQL and Redis must run; BENCH='--only lesson')"
	@echo "make format         lay out the Python files"
	@echo "make lock           move the dependencies to their newest versions"
	@echo "one part of make test: lint types layers migrations deploy content unit journeys labs"
