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
if "$GUANXI_BIN" demo --help >/dev/null 2>&1; then
  GUANXI_DATA=$SERVER_DATA "$GUANXI_BIN" demo
else
  # Until the program can make the demo company: its organization and administrator, and nothing in it.
  GUANXI_DATA=$SERVER_DATA "$GUANXI_BIN" init --org 演示公司 --login admin --password Guanxi-demo-1
fi
# A hundred sign-ins from one address in a few minutes: more than the limit for people allows.
export GUANXI_PUBLIC_RATE_LIMIT=6000
start_server
cd tests/e2e
GUANXI_URL=$SERVER_URL node_modules/.bin/playwright test "$@"
