#!/usr/bin/env bash
# Builds the browser application into frontend/dist, unless nothing it is made of has changed since the last time.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

# Content, not time: a switch of branches touches every file. Tests and notes do not reach the result.
fingerprint() {
  find frontend \( -name node_modules -o -name dist -o -name codegen \) -prune -o -type f ! -name '*.test.*' ! -name '*.md' -print |
    LC_ALL=C sort >"$list"
  cat "$list"
  git hash-object --no-filters --stdin-paths <"$list"
}

list=$(mktemp)
trap 'rm -f "$list"' EXIT
stamp=.cache/spa
current=$(fingerprint | git hash-object --stdin)

if [[ -f frontend/dist/index.html && -f $stamp && $(<"$stamp") == "$current" ]]; then exit; fi
npm_install frontend
say "构建界面 · building the browser application"
npm --prefix frontend run --silent build
mkdir -p .cache
echo "$current" >"$stamp"
