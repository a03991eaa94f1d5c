#!/usr/bin/env bash
# Drives the product in a real browser (Playwright) against a server with the demo company.
#
# The tests read GUANXI_URL and CHROMIUM_PATH. Arguments go to Playwright: scripts/test-e2e.sh customers.spec.ts
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/server.sh
source "$ROOT/scripts/server.sh"

CHROMIUM_PATH=$(find_chromium) || die "no Chromium found; CHROMIUM_PATH may name it"
export CHROMIUM_PATH
npm_install tests/e2e
scripts/build-spa.sh
GUANXI_DATA=$SERVER_DATA "$GUANXI_BIN" demo
start_server
GUANXI_URL=$SERVER_URL npm --prefix tests/e2e exec -- playwright test "$@"
