#!/usr/bin/env bash
# Checks the scripts' syntax, and their manners where shellcheck is installed.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

scripts=(scripts/*.sh deploy/*.sh .ci/run)
for script in "${scripts[@]}"; do bash -n "$script"; done
if have shellcheck; then shellcheck -x "${scripts[@]}"; else say "shellcheck is not installed: syntax checked only"; fi
