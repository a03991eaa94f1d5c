#!/usr/bin/env bash
# Formats and fixes what tools can fix, then reports the rest.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

bootstrap test
cargo fmt --all
cargo clippy --workspace --all-targets --locked --fix --allow-dirty --allow-staged -- -D warnings
npm_install frontend
npm --prefix frontend run --silent format
scripts/check-shell.sh
