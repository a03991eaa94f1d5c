#!/usr/bin/env bash
# Checks that dependencies point down: api → persistence → domain, with the cluster crate below and apart.
# The reasons are in docs/adr/0001-three-floors.md.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

failed=0

# forbid CRATE DEPTH REASON PATTERN…: no dependency of the crate, up to that depth, may match a pattern (shell's own).
# Depth 1 is what its Cargo.toml names; 99 is everything it pulls in. Development dependencies count at depth 1.
forbid() {
  local crate=$1 depth=$2 reason=$3 edges=normal,build found pattern tree
  shift 3
  [[ $depth == 1 ]] && edges=normal,build,dev
  tree=$(cargo tree --locked --package "$crate" --edges "$edges" --depth "$depth" --prefix none --format '{p}')
  while read -r found _; do
    for pattern in "$@"; do
      # shellcheck disable=SC2053 # the right side is meant as a pattern
      if [[ $found != "$crate" && $found == $pattern ]]; then
        echo "$crate must not depend on $found: $reason"
        failed=1
      fi
    done
  done < <(sort -u <<<"$tree")
}

forbid guanxi-domain 99 "the domain knows no floor above it" 'guanxi-*'
forbid guanxi-domain 99 "no SQL in the domain; SQL mapping is behind the feature \"diesel\"" 'diesel*' pq-sys postgres
forbid guanxi-domain 99 "no HTTP and no I/O in the domain" 'actix-*' hyper reqwest tokio
forbid guanxi-domain 1 "randomness is an argument" rand fastrand getrandom

forbid guanxi-persistence 99 "persistence knows no floor above it" guanxi-api guanxi-cluster
forbid guanxi-persistence 99 "no HTTP below the api floor" 'actix-*' hyper reqwest utoipa-actix-web

forbid guanxi-api 1 "SQL is spoken by persistence only" 'diesel*' pq-sys r2d2 postgres

forbid guanxi-cluster 99 "the cluster manager knows neither the schema nor the floors" 'guanxi-*' 'diesel*' 'actix-*' tokio

forbid guanxi-tests 1 "black-box tests know the product by its binary and its API" guanxi-domain guanxi-persistence guanxi-api

exit "$failed"
