# Every target says in one line what it is for: run `make help`.

.DEFAULT_GOAL := help
.PHONY: help demo build test test-short generate lint journey bench kill clean

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

journey: ## the main job in a real browser, in all its ways, talkative
	scripts/test-setup.sh
	PASSERELLE_TEST_POSTGRES=off go test -v -count=1 -timeout 20m -run Journey ./internal/app

bench: ## load figures, one JSON object a line: arrivals on SQLite and on PostgreSQL, then pages
	scripts/bench.sh

kill: ## kill 50 times while households are registered, then let the doctor look
	scripts/kill-arrivals.sh

clean: ## remove what building and testing leave behind
	rm -rf passerelle bin dist tmp
