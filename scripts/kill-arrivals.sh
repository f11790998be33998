#!/usr/bin/env bash
# kill-arrivals.sh [TIMES]: kills "passerelle bench arrivals" with SIGKILL, TIMES times (50), each time at a random
# moment while it registers households in the same database; then passerelle doctor says whether every registration
# that was acknowledged is there exactly once. SQLite, or the empty PostgreSQL database that $PASSERELLE_DATABASE names.
set -euo pipefail
cd "$(dirname "$0")/.."

times=${1:-50}
dir=$(mktemp -d "${TMPDIR:-/tmp}/passerelle-kill.XXXXXX")
pid=
trap '[ -z "$pid" ] || kill -9 "$pid" 2>/dev/null || true; rm -rf "$dir"' EXIT
go build -o "$dir/passerelle" ./cmd/passerelle
touch "$dir/journal"
database=()
[ -z "${PASSERELLE_DATABASE:-}" ] || database=(--database "$PASSERELLE_DATABASE")

for n in $(seq "$times"); do
	before=$(wc -l < "$dir/journal")
	"$dir/passerelle" bench arrivals --households 4000 --beds 400 --workers 16 --dir "$dir/data" --journal "$dir/journal" \
		"${database[@]}" > "$dir/out" 2>&1 &
	pid=$!
	while [ "$(wc -l < "$dir/journal")" -le "$before" ]; do # it opens centres first
		kill -0 "$pid" 2>/dev/null || { cat "$dir/out" >&2; echo "kill-arrivals: run $n ended by itself" >&2; exit 1; }
		sleep 0.02
	done
	sleep "0.$(printf '%03d' $((RANDOM % 800)))"
	kill -0 "$pid" 2>/dev/null || { cat "$dir/out" >&2; echo "kill-arrivals: run $n ended by itself" >&2; exit 1; }
	kill -9 "$pid"
	wait "$pid" 2>/dev/null || true
	pid=
	echo "kill $n: $(wc -l < "$dir/journal") registrations acknowledged"
done
"$dir/passerelle" doctor --data "$dir/data" --master-key-file "$dir/data/master.key" --journal "$dir/journal"
