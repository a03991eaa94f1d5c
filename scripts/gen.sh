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
# With the flags of `make test`: other ones would compile every dependency a second time.
cargo build --locked --workspace --all-targets

mkdir -p openapi
# By way of a second file: a server that fails must not leave an empty document behind.
next=$(mktemp -d)
chmod 755 "$next"
trap 'rm -rf "$next"' EXIT
"$GUANXI_BIN" openapi >"$next/openapi.json"
cat "$next/openapi.json" >openapi/openapi.json

# The schema as the migrations make it, on a database of its own.
GUANXI_DATA=$next/data GUANXI_LOG=warn "$GUANXI_BIN" schema >"$next/schema.rs"
cat "$next/schema.rs" >crates/persistence/src/schema.rs

npm_install frontend
npm --prefix frontend run --silent gen
