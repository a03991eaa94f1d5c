#!/usr/bin/env bash
# Measures the speed targets on this machine: a release build, a million customers, wrk and pgbench.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

[[ -x tests/bench/run.sh ]] || die "There is no benchmark yet: tests/bench/run.sh is missing"
bootstrap bench
scripts/build.sh
GUANXI_BIN=$CARGO_TARGET_DIR/release/guanxi exec tests/bench/run.sh "$@"
