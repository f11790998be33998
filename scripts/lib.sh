# Sourced by the scripts beside it: where the programs are that the tests need.

# postgres_bin prints the folder of initdb, pg_ctl and postgres, newest version first; nothing when there is none.
postgres_bin() {
	local dir
	for dir in $(ls -d /usr/lib/postgresql/*/bin /usr/pgsql-*/bin 2>/dev/null | sort -rV) \
		"$(pg_config --bindir 2>/dev/null || true)" \
		"$(dirname "$(command -v initdb 2>/dev/null || echo /nowhere/initdb)")"; do
		if [ -x "$dir/initdb" ] && [ -x "$dir/pg_ctl" ] && [ -x "$dir/postgres" ]; then
			echo "$dir"
			return
		fi
	done
}

# chromium_bin prints the browser that the tests drive: $CHROMIUM, or the first one on the path.
chromium_bin() {
	command -v "${CHROMIUM:-chromium}" || command -v chromium-browser || command -v google-chrome || true
}
