#!/usr/bin/env bash
# Everything that judges the code without running it. Changes nothing.
set -euo pipefail
cd "$(dirname "$0")/.."

echo "lint: gofmt"
unformatted=$(find . -name '*.go' ! -name '*_templ.go' ! -path './.git/*' ! -path '*/testdata/*' -print0 | xargs -0 gofmt -l)
if [ -n "$unformatted" ]; then
	printf 'lint: not formatted (gofmt -w):\n%s\n' "$unformatted" >&2
	exit 1
fi

echo "lint: go vet"
go vet ./...

echo "lint: staticcheck"
go tool staticcheck ./...

echo "lint: generated pages are current"
scripts/templ-current.sh
