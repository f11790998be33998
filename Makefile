# Every target says in one line what it is for: run `make help`.

.DEFAULT_GOAL := help
.PHONY: help demo build test test-short generate lint e2e bench clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## /{printf "  make %-11s %s\n", $$1, $$2}' $(MAKEFILE_LIST)

demo: ## a filled system on http://127.0.0.1:8080, nothing to set up
	go run ./cmd/passerelle demo

build: ## one static binary: ./passerelle
	CGO_ENABLED=0 go build -trimpath -ldflags='-s -w' -o passerelle ./cmd/passerelle

test: ## everything CI runs: installs PostgreSQL and Chromium when missing, checks, all tests with -race
	scripts/test.sh

test-short: ## quick tests while working: SQLite only, no browser, no race detector
	PASSERELLE_TEST_POSTGRES=off PASSERELLE_TEST_BROWSER=off go test -short ./...

generate: ## write the Go code of the templ pages again
	go tool templ generate

lint: ## gofmt, go vet, staticcheck, generated pages current
	scripts/lint.sh

e2e: ## the journeys in a real browser, talkative
	scripts/test-setup.sh
	scripts/with-postgres.sh go test -v -count=1 -timeout 20m ./e2e/...

bench: ## load figures, one JSON object a line: arrivals on SQLite and on PostgreSQL, then pages
	scripts/bench.sh

clean: ## remove what building and testing leave behind
	rm -rf passerelle bin dist tmp e2e/screens
