#!/usr/bin/env bash
# Checks licences, banned crates and sources of everything that is built in, by the rules of deny.toml.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

metadata=$(mktemp)
trap 'rm -f "$metadata"' EXIT
cargo metadata --format-version 1 --locked >"$metadata"
python3 scripts/check_dependencies.py "$metadata" frontend
# The advisory list is left out: it is fetched from the network, and a new advisory is not a change of ours.
if have cargo-deny; then cargo deny --locked check bans licenses sources; fi
