# Two commands do everything: `make demo` and `make test`. Both install what is missing
# (Debian packages, as root) and say what they are doing.

CARGO ?= cargo
OUT ?= out

.DEFAULT_GOAL := help
.PHONY: help setup build demo serve test lint wire readers deploy chaos coverage bench clean-data

help: ## Show this list
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /  make \1\t/' | expand -t 20

setup: ## Install the Debian packages that are missing
	@scripts/setup

build: setup ## Build the program
	@echo "Building JobWise (the first time takes 11 to 19 minutes on two cores) ..."
	@$(CARGO) build --bin jobwise

demo: build ## Sign up, import a profile and a job, generate both documents, leave PDFs in out/
	@$(CARGO) run --quiet --bin jobwise -- demo --out $(OUT)

serve: build ## Serve the API, with GraphiQL at /graphiql
	@$(CARGO) run --quiet --bin jobwise -- serve

test: ## Run all tests
	@scripts/setup test
	@$(CARGO) test

lint: ## Check format, lints and dependencies
	@$(CARGO) fmt --all --check
	@$(CARGO) clippy --all-targets -- --deny warnings
	@scripts/dependencies

wire: setup ## Let linters, a browser and clients of other makes try the schema and the wire
	@scripts/wire

readers: ## Let readers of other makes read every format of every template
	@scripts/readers

deploy: ## Check the files of deploy/ with the tools of their makers
	@scripts/deploy

chaos: setup ## Kill, stop and cut at full size (40 minutes); PARTS="kills=100 soak=30" chooses
	@$(CARGO) bench --profile dev --bench chaos -- $(PARTS)

coverage: ## Print line coverage of the tests
	@scripts/setup test
	@scripts/coverage

bench: ## Print the numbers of the README; JOBWISE_EVAL_DATA adds the large sets
	@$(CARGO) bench

clean-data: ## Remove the private Postgres and the data folder
	@$(CARGO) run --quiet --bin jobwise -- db remove --yes
	@rm -rf $${JOBWISE_DATA:-.jobwise}
