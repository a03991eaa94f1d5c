#!/usr/bin/env bash
# Loads the demo company into the installation, running or not. CUSTOMERS=N sets its size, SEED=S varies it.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/demo-logins.sh
source "$ROOT/scripts/demo-logins.sh"

bootstrap run
scripts/build.sh

options=()
[[ -n ${CUSTOMERS:-} ]] && options+=(--customers "$CUSTOMERS")
[[ -n ${SEED:-} ]] && options+=(--seed "$SEED")
# The odd expansion: bash 3.2 (macOS) takes an empty array for an unset one.
"$CARGO_TARGET_DIR/release/guanxi" demo ${options[@]+"${options[@]}"}
print_demo_logins
