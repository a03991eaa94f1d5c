#!/usr/bin/env bash
# The benchmark: seeds once (cached by seed and schema), then measures. See README.md for how to read the table.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/../../scripts/lib.sh"

# Always the release build: lib.sh names the one of the tests.
export GUANXI_BIN=$CARGO_TARGET_DIR/release/guanxi
have wrk || die "wrk is missing: scripts/bootstrap.sh bench"
# pgbench comes with the server packages, beside the newest postgres.
for folder in /usr/lib/postgresql/*/bin; do [[ -x $folder/pgbench ]] && PATH=$folder:$PATH; done
exec python3 tests/bench/bench.py "$@"
