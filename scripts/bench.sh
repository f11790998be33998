#!/usr/bin/env bash
# `make bench`: the load figures of this machine, one JSON object a line.
set -euo pipefail
cd "$(dirname "$0")/.."

scripts/test-setup.sh >&2
make build >&2
./passerelle bench arrivals --households 2000 --workers 16
scripts/with-postgres.sh --durable sh -c './passerelle bench arrivals --households 2000 --workers 16 --database "$PASSERELLE_TEST_POSTGRES"'
./passerelle bench pages --persons 100000 --users 50 --seconds 30
