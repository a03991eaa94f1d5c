#!/usr/bin/env bash
# Runs every check and test, cheapest first, and stops at the first failure.
#
#   scripts/test.sh [STEP…]     only the named steps, in their usual order; --list names them
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

# Snapshots are reviewed by people (`cargo insta`), never accepted by a test run.
export INSTA_UPDATE=no CI=1
# One profile and one set of flags for every cargo step: nothing is compiled twice.
export CARGO_TERM_COLOR=${CARGO_TERM_COLOR:-auto}

STEPS=(
  "shell         scripts/check-shell.sh"
  "format        cargo fmt --all --check"
  "dependencies  scripts/check-dependencies.sh"
  "architecture  scripts/check-architecture.sh"
  "clippy        cargo clippy --workspace --all-targets --locked -- -D warnings"
  "generated     scripts/check-generated.sh"
  "spa-install   install_frontend"
  "spa-lint      npm --prefix frontend run --silent lint"
  "spa-types     npm --prefix frontend run --silent typecheck"
  "spa-test      npm --prefix frontend run --silent test"
  "spa-build     scripts/build-spa.sh"
  "spa-size      npm --prefix frontend run --silent test:size"
  "rust-build    cargo build --workspace --all-targets --locked"
  "rust-test     rust_tests"
  "rust-doc      cargo test --doc --workspace --locked"
  "schemathesis  scripts/test-schemathesis.sh"
  "e2e           scripts/test-e2e.sh"
)

# shellcheck disable=SC2317 # called by name, from STEPS
install_frontend() { npm_install frontend; }

# The tests start the server that the steps above have built.
# shellcheck disable=SC2317 # called by name, from STEPS
rust_tests() {
  if have cargo-nextest; then
    cargo nextest run --workspace --locked --no-fail-fast
  else
    cargo test --workspace --all-targets --locked --no-fail-fast
  fi
}

wanted() {
  local name
  ((${#only[@]})) || return 0
  for name in ${only[@]+"${only[@]}"}; do [[ $name == "$1" ]] && return; done
  return 1
}

# Prints the table of times; the last line is the result in one sentence.
report() {
  printf '\n%s' "$table"
  printf '%s passed, %s failed, %s not run; %s s\n' "$passed" "$failed" "$((${#selected[@]} - passed - failed))" "$SECONDS"
}

only=("$@")
selected=()
table=
passed=0
failed=0

for step in "${STEPS[@]}"; do
  [[ ${1:-} == --list ]] && echo "${step%% *}" && continue
  wanted "${step%% *}" && selected+=("$step")
done
[[ ${1:-} == --list ]] && exit
for name in ${only[@]+"${only[@]}"}; do
  [[ " ${STEPS[*]%% *} " == *" $name "* ]] || die "no step \"$name\"; scripts/test.sh --list names them"
done

bootstrap test
for step in "${selected[@]}"; do
  read -r name command <<<"$step"
  say "── $name"
  begun=$SECONDS
  # In a subshell with -e of its own: a function called in a condition would run on after an error.
  set +e
  (set -e; eval "$command")
  status=$?
  set -e
  if ((status)); then
    failed=1
    result="FAILED ($status)"
  else
    passed=$((passed + 1))
    result=ok
  fi
  table+=$(printf '%-14s %6s s   %s' "$name" "$((SECONDS - begun))" "$result")$'\n'
  if ((failed)); then break; fi
done
report
exit "$failed"
