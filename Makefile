# What people try first. "make" alone lists it.

SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help up down test batch bench generate-data generate-data-small clean

# Containers where an engine answers, this machine's own processes otherwise; ENGINE=none or ENGINE=docker says which.
ENGINE ?= $(shell docker info >/dev/null 2>&1 && docker compose version >/dev/null 2>&1 && echo docker || echo none)
COMPOSE := docker compose --project-directory compose --file compose/docker-compose.yml
DATA ?= data/generated
SEED ?= 42
JOB ?= --help

help: ## list these targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-22s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: ## start the platform: in containers if there is an engine, else ./millrace up -d
ifeq ($(ENGINE),docker)
	@echo "Starting containers (make up ENGINE=none for processes of this machine)"
	compose/new-env.sh
	$(COMPOSE) up --build --detach --wait
	@echo "Gateway: http://127.0.0.1:8080   Grafana: http://127.0.0.1:13000   A key: see compose/README.md"
else
	@echo "No container engine answers: starting processes of this machine"
	./millrace up -d
endif

down: ## stop what up started; data stays
ifeq ($(ENGINE),docker)
	if [ -e compose/.env ]; then $(COMPOSE) down; fi
endif
	if [ -d .millrace/run ]; then ./millrace down; fi

test: ## build everything and run every test
	mvn verify

batch: ## run a batch job: make batch JOB='flights --from-postgres 2021-10-01 2021-10-31'
	./millrace batch $(JOB)

bench: ## the smallest of the benchmarks; docs/performance.md has them all
	mvn -Dquick -DskipTests package
	java -Xmx256m -Dlogback.configurationFile=millrace-logback.xml -cp "benchmarks/target/classes:$$(cat benchmarks/target/classpath)" io.millrace.benchmarks.ThroughputBenchmark 50000

generate-data: ## 1 GB of telecom events with planted dirt into data/generated
	./millrace simulate generate --size 1GB --out $(DATA) --seed $(SEED)

generate-data-small: ## 10 MB of the same
	./millrace simulate generate --size 10MB --out $(DATA) --seed $(SEED)

clean: ## delete what was built and generated; data of the platform stays (see ./millrace reset)
	mvn -q clean
	rm -rf $(DATA)
