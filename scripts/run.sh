#!/usr/bin/env bash
# From a fresh machine to a running Guanxi: installs, builds, offers the demo company, serves.
#
# DEMO=1 loads the demo company without asking, DEMO=0 does not ask. Everything else is the server's own configuration
# (docs/operations.md).
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/demo-logins.sh
source "$ROOT/scripts/demo-logins.sh"

bootstrap run
scripts/build.sh

data=${GUANXI_DATA:-$ROOT/data}

# Only a new installation is asked: a database that is in use, or somebody else's, is left as it is.
is_new() { [[ -z ${DATABASE_URL:-} && -z $(ls -A "$data" 2>/dev/null) ]]; }

wants_demo() {
  case ${DEMO:-} in
    1) return 0 ;;
    0) return 1 ;;
  esac
  [[ -t 0 ]] && is_new || return 1
  local answer
  read -r -p "是否载入演示公司？ Load the demo company? [Y/n] " answer
  [[ -z $answer || $answer =~ ^[Yy是] ]]
}

if wants_demo; then
  "$CARGO_TARGET_DIR/release/guanxi" demo
  print_demo_logins
fi
# The server itself prints its address when it accepts requests.
exec "$CARGO_TARGET_DIR/release/guanxi" serve
