#!/usr/bin/env bash
# Makes sure that this machine has what the tests need besides Go:
# PostgreSQL's server programs, Chromium, and a C compiler for the race detector.
# Missing ones are installed from Debian's packages, as root or with sudo.
set -euo pipefail
cd "$(dirname "$0")/.."
. scripts/lib.sh

# Some tools replace /dev/null by a plain file when run as root; then every `go vet` fails.
if [ ! -c /dev/null ] && [ "$(id -u)" -eq 0 ]; then
	echo "setup: /dev/null is not a device any more: making it one again"
	rm -f /dev/null
	mknod -m 666 /dev/null c 1 3
fi

missing=()
[ -n "$(postgres_bin)" ] || missing+=(postgresql)
[ -n "$(chromium_bin)" ] || missing+=(chromium)
command -v "${CC:-gcc}" >/dev/null || missing+=(gcc libc6-dev)
command -v git >/dev/null || missing+=(git)
if [ ${#missing[@]} -eq 0 ]; then
	echo "setup: PostgreSQL, Chromium, a C compiler and git are here"
	exit 0
fi

as_root=()
if [ "$(id -u)" -ne 0 ]; then
	as_root=(sudo)
	if ! command -v sudo >/dev/null || { [ ! -t 0 ] && ! sudo -n true 2>/dev/null; }; then
		as_root=(refuse)
	fi
fi
if [ "${as_root[0]:-}" = refuse ] || ! command -v apt-get >/dev/null; then
	cat >&2 <<-MESSAGE
	setup: the tests need what this machine does not have: ${missing[*]}
	setup: on Debian or Ubuntu:  apt-get install ${missing[*]}   (as root)
	setup: elsewhere, install PostgreSQL 15 or newer, Chromium, git and a C compiler by hand.
	setup: 'make test-short' needs none of them.
	MESSAGE
	exit 1
fi

echo "setup: installing ${missing[*]} from Debian's packages"
export DEBIAN_FRONTEND=noninteractive
"${as_root[@]}" apt-get update -qq
"${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}"

[ -n "$(postgres_bin)" ] || { echo "setup: PostgreSQL's initdb is still not to be found" >&2; exit 1; }
[ -n "$(chromium_bin)" ] || { echo "setup: chromium is still not to be found" >&2; exit 1; }
