#!/usr/bin/env bash
# Sends generated requests, valid and invalid, to every operation of the OpenAPI document and checks each answer against
# it. Checks and limits are set in tests/schemathesis/schemathesis.toml.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/server.sh
source "$ROOT/scripts/server.sh"

requirements=tests/schemathesis/requirements.txt
venv=.cache/venv
if ! cmp -s "$requirements" "$venv/installed.txt"; then
  python3 -m venv --clear "$venv"
  "$venv/bin/pip" install --quiet --disable-pip-version-check --requirement "$requirements"
  cp "$requirements" "$venv/installed.txt"
fi

login="admin"
password=Correct-horse-7
GUANXI_DATA=$SERVER_DATA "$GUANXI_BIN" init --org Schemathesis --login "$login" --password "$password"
start_server
token=$(curl -fsS "$SERVER_URL/api/v1/auth/login" -H 'Content-Type: application/json' \
  -d "{\"login\":\"$login\",\"password\":\"$password\",\"delivery\":\"body\"}" |
  python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])')

# The token lives for 15 minutes: a run that takes longer fails by 401, and then needs fewer examples.
"$venv/bin/schemathesis" --config-file tests/schemathesis/schemathesis.toml run "$SERVER_URL/api/openapi.json" \
  --url "$SERVER_URL" --header "Authorization: Bearer $token"
