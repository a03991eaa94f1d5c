# shellcheck shell=bash
# Whether this machine has PostgreSQL server binaries. To be sourced after lib.sh.
#
# The usual places among those that the server looks in (crates/cluster/src/installation.rs).

# shellcheck disable=SC2034 # read by bootstrap.sh
POSTGRES_WANTED=15

has_postgres() {
  local folder version
  [[ -n ${GUANXI_POSTGRES:-} ]] && return
  for folder in "${PG_BIN:-}" "$(dirname "$(command -v postgres || echo /nowhere/postgres)")" /usr/lib/postgresql/*/bin \
    /usr/pgsql-*/bin /{opt/homebrew,usr/local,home/linuxbrew/.linuxbrew}/opt/postgresql*/bin \
    /Applications/Postgres.app/Contents/Versions/*/bin; do
    [[ -x $folder/postgres && -x $folder/initdb ]] || continue
    # "postgres (PostgreSQL) 15.14 (Debian 15.14-0+deb12u1)"
    version=$("$folder/postgres" --version | awk '{ print $3 }')
    version_at_least "$version" "$POSTGRES_WANTED" && return
  done
  return 1
}
