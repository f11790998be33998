#!/usr/bin/env bash
# with-postgres.sh [--durable] COMMAND…: runs COMMAND with a PostgreSQL server of its own, reached through
# $PASSERELLE_TEST_POSTGRES, and removes server and data when COMMAND ends or is interrupted.
# The server listens on loopback only, with a random password, and flushes to disk only with --durable.
set -euo pipefail
. "$(dirname "$0")/lib.sh"

flush=off
if [ "${1:-}" = --durable ]; then
	flush=on
	shift
fi
bin=$(postgres_bin)
if [ "${1:-}" = --check ]; then # is there a PostgreSQL at all?
	[ -n "$bin" ]
	exit
fi
[ -n "$bin" ] || { echo "with-postgres: no initdb on this machine; run scripts/test-setup.sh" >&2; exit 1; }

dir=$(mktemp -d "${TMPDIR:-/tmp}/passerelle-pg.XXXXXX")
as=()
if [ "$(id -u)" -eq 0 ]; then # PostgreSQL refuses to run as root
	as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
	chown postgres: "$dir"
fi

child=
stop() {
	trap '' INT TERM HUP EXIT
	if [ -n "$child" ]; then # its whole process group, so that no test binary is left behind
		kill -INT -- "-$child" 2>/dev/null || true
		wait "$child" 2>/dev/null || true
	fi
	if [ -s "$dir/data/postmaster.pid" ]; then
		kill -QUIT "$(head -n 1 "$dir/data/postmaster.pid")" 2>/dev/null || true
		for _ in $(seq 100); do [ -e "$dir/data/postmaster.pid" ] || break; sleep 0.1; done
	fi
	rm -rf "$dir"
}
trap stop EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP

password=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077; printf '%s' "$password" > "$dir/password")
[ ${#as[@]} -eq 0 ] || chown postgres: "$dir/password"
cd "$dir"
"${as[@]}" "$bin/initdb" -D "$dir/data" -U passerelle -A password --pwfile="$dir/password" \
	-E UTF8 --locale=C.UTF-8 --no-sync > "$dir/initdb.log" 2>&1 || { cat "$dir/initdb.log" >&2; exit 1; }
cat >> "$dir/data/postgresql.conf" <<CONF
listen_addresses = '127.0.0.1'
unix_socket_directories = '$dir'
max_connections = 300
shared_buffers = 128MB
fsync = $flush
synchronous_commit = $flush
full_page_writes = $flush
autovacuum_naptime = 10s
CONF

started=
for _ in 1 2 3 4 5 6 7 8; do
	port=$((20000 + RANDOM % 12000))
	if "${as[@]}" "$bin/pg_ctl" -D "$dir/data" -o "-p $port" -l "$dir/server.log" -w -t 60 -s start >/dev/null 2>&1 </dev/null; then
		started=yes
		break
	fi
done
[ -n "$started" ] || { echo "with-postgres: the server did not start:" >&2; cat "$dir/server.log" >&2; exit 1; }
export PASSERELLE_TEST_POSTGRES="postgres://passerelle:$password@127.0.0.1:$port/postgres?sslmode=disable"
cd - >/dev/null

# In the background and in a process group of its own (set -m), so that an interrupt reaches the
# trap at once and the trap reaches all of the command; <&0 gives it our standard input.
set -m
"$@" <&0 &
child=$!
status=0
wait "$child" || status=$?
child=
exit "$status"
