#!/usr/bin/env bash
# Builds what is delivered: the browser application, then the server that carries it (release).
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

scripts/build-spa.sh
cargo build --release --locked --package guanxi-api
