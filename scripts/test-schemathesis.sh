#!/usr/bin/env bash
# Sends generated requests, valid and invalid, to every operation of the OpenAPI document and checks each answer against
# it: no 5xx, and only statuses, media types and bodies that are documented. Limits are set in
# tests/schemathesis/schemathesis.toml; arguments go to Schemathesis: --include-operation-id create_customer
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

# Each ends the credential that the run itself shows.
left_out=(logout end_session)
# An answer that does not end: each request would wait for its time limit.
endless=/api/v1/stream

login="admin"
password=Correct-horse-7
GUANXI_DATA=$SERVER_DATA "$GUANXI_BIN" init --org Schemathesis --login "$login" --password "$password"
start_server
sign_in() {
  curl -fsS "$SERVER_URL/api/v1/auth/login" -H 'Content-Type: application/json' \
    -d "{\"login\":\"$login\",\"password\":\"$password\",\"delivery\":\"body\"}" |
    python3 -c 'import json, sys; print(json.load(sys.stdin)["access_token"])'
}
token=$(sign_in)
# The document of this very binary, whatever is committed.
document=$SERVER_DATA/openapi.json
"$GUANXI_BIN" openapi >"$document"

# The token lives for 15 minutes and the run for three: should it ever take longer, fewer examples are the answer.
"$venv/bin/schemathesis" --config-file tests/schemathesis/schemathesis.toml run "$document" \
  --url "$SERVER_URL" --header "Authorization: Bearer $token" \
  --checks not_a_server_error,status_code_conformance,content_type_conformance,response_schema_conformance \
  "${left_out[@]/#/--exclude-operation-id=}" --exclude-path "$endless" "$@"

# What was asked last must still be allowed, or the run has tested little but 401.
curl -fsS -o /dev/null "$SERVER_URL/api/v1/me" -H "Authorization: Bearer $token" || die "the run has lost its session"
