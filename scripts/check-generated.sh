#!/usr/bin/env bash
# Fails when `make gen` would change anything.
#
# Compared with what stood on disk, not with the last commit: so it also works on uncommitted work and outside a git
# checkout. That the files are committed too is checked by .ci/run.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"

before=$(mktemp -d)
trap 'rm -rf "$before"' EXIT

# Generating needs what it generates into; a missing file is a difference like any other.
generated=()
while read -r path; do generated+=("$path"); done < <(scripts/gen.sh --list)

for path in "${generated[@]}"; do
  [[ -e $path ]] || continue
  mkdir -p "$before/$(dirname "$path")"
  cp -R "$path" "$before/$path"
done
scripts/gen.sh
for path in "${generated[@]}"; do
  [[ -e $path || -e $before/$path ]] || die "$path does not exist"
  git --no-pager diff --no-index --exit-code --stat -p "$before/$path" "$path" ||
    die "generated files were out of date: look at them and commit them ($path)"
done
