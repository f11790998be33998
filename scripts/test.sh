#!/usr/bin/env bash
# `make test`: tools, checks, then all tests with the race detector on SQLite and PostgreSQL.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/test-setup.sh
scripts/lint.sh
echo "test: starting a PostgreSQL for the tests, then go test -race ./..."
# The race detector needs cgo; the program itself is built and tested without it elsewhere.
# -p 2: one package a core; the tests inside a package run in parallel as well.
# Nothing may be skipped for want of a tool here.
export PASSERELLE_TEST_REQUIRE=1
CGO_ENABLED=1 scripts/with-postgres.sh go test -race -p "${TEST_PACKAGES:-2}" -parallel "${TEST_PARALLEL:-4}" -timeout "${TEST_TIMEOUT:-15m}" ./...
