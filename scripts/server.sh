# shellcheck shell=bash
# A server of one's own for the duration of a test script: fresh data, its own port. To be sourced after lib.sh.

# start_server: starts $GUANXI_BIN on an empty data folder and sets SERVER_URL once it accepts requests; stops it and
# removes the data when the script ends. Prepare the data first by running "$GUANXI_BIN" with SERVER_DATA as GUANXI_DATA.
SERVER_DATA=$(mktemp -d "${TMPDIR:-/tmp}/guanxi-test.XXXXXX")
# A server run by root runs PostgreSQL as another user, who must be able to pass.
chmod 755 "$SERVER_DATA"
SERVER_URL=
_server_pid=
trap stop_server EXIT
# Without this, a shell ended by a signal would leave the server behind.
trap 'exit 130' INT
trap 'exit 143' TERM

start_server() {
  [[ -x $GUANXI_BIN ]] || die "$GUANXI_BIN is missing: cargo build --package guanxi-api"
  local log=$SERVER_DATA.log tries
  # Made here: the background process may not have opened it when it is first read.
  : >"$log"
  # Port 0: the system picks a free one, and the server's ready line tells which.
  GUANXI_DATA=$SERVER_DATA GUANXI_LISTEN=127.0.0.1:0 "$GUANXI_BIN" serve >"$log" 2>&1 &
  _server_pid=$!
  for ((tries = 0; tries < 600; tries++)); do
    SERVER_URL=$(sed -n '/guanxi ready on http/{s/.*ready on \(http[^ ]*\).*/\1/p;q;}' "$log")
    [[ -n $SERVER_URL ]] && return
    kill -0 "$_server_pid" 2>/dev/null || break
    sleep 0.1
  done
  cat "$log" >&2
  die "the server did not start"
}

stop_server() {
  local status=$?
  if [[ -n $_server_pid ]]; then
    kill -TERM "$_server_pid" 2>/dev/null || true
    wait "$_server_pid" 2>/dev/null || true
  fi
  # What the server said is only of interest when something went wrong.
  if ((status)) && [[ -s $SERVER_DATA.log ]]; then
    say "what the server complained of"
    grep -v '"level":"INFO"' "$SERVER_DATA.log" | tail -n 30 >&2 || true
  fi
  rm -rf "$SERVER_DATA" "$SERVER_DATA.log"
  exit "$status"
}
