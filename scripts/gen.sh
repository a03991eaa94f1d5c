#!/usr/bin/env bash
# Writes the generated, committed files again: the OpenAPI document from the server, the client from the document.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

# Also used by check-generated.sh.
if [[ ${1:-} == --list ]]; then
  printf '%s\n' openapi frontend/src/api/generated crates/persistence/src/schema.rs
  exit
fi

bootstrap run
cargo build --locked --package guanxi-api

mkdir -p openapi
# By way of a second file: a server that fails must not leave an empty document behind.
next=$(mktemp)
trap 'rm -f "$next"' EXIT
"$GUANXI_BIN" openapi >"$next"
cat "$next" >openapi/openapi.json

npm_install frontend
npm --prefix frontend run --silent gen

# crates/persistence/src/schema.rs has its place here: src/schema.sql beside it, run on a migrated database, writes it.
# No command runs it yet; until one does, a test compares the two.
