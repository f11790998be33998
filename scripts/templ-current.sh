#!/usr/bin/env bash
# Fails when a *_templ.go is not what `make generate` would write.
# Generates in a copy, so that the work tree is left alone whatever its state.
set -euo pipefail
cd "$(dirname "$0")/.."

copy=$(mktemp -d)
trap 'rm -rf "$copy"' EXIT
sources() { find . -name '*.templ' ! -path './.git/*' ! -path './tmp/*' | sort; }
results() { find . -name '*_templ.go' ! -path './.git/*' ! -path './tmp/*' | sort; }

# The name of the source in error positions depends on the folder templ ran in: it may differ.
plain() { sed -E 's|FileName: `[^`]*/|FileName: `|' "$1" 2>/dev/null || true; }

cp go.mod "$copy/"
sources | while read -r file; do
	mkdir -p "$copy/$(dirname "$file")"
	cp "$file" "$copy/$file"
done
templ=$(go tool -n templ)
if [ -n "$(sources)" ]; then
	(cd "$copy" && "$templ" generate -log-level error)
fi

stale=0
while read -r file; do
	[ -n "$file" ] || continue
	if [ ! -e "$file" ] || [ ! -e "$copy/$file" ] || ! cmp -s <(plain "$file") <(plain "$copy/$file"); then
		echo "templ: $file is not what its .templ says" >&2
		stale=1
	fi
done < <({ results; (cd "$copy" && results); } | sort -u)
if [ "$stale" -ne 0 ]; then
	echo "templ: run 'make generate' and commit the result" >&2
	exit 1
fi
