# shellcheck shell=bash
# Makes sure that the Rust toolchain is there and new enough. To be sourced by bootstrap.sh.
#
# Distributions' own `cargo` packages are older than what Cargo.toml asks for, so only `rustup` is taken from them.

RUST_WANTED=$(sed -n 's/^rust-version = "\(.*\)"/\1/p' "$ROOT/Cargo.toml")

has_rust() { have cargo && have rustc && version_at_least "$(rustc --version | awk '{ print $2 }')" "$RUST_WANTED"; }
has_linters() { cargo clippy --version && cargo fmt --version; }

# Running an installer from the network is the person's decision.
agreed_to_rustup() {
  [[ ${GUANXI_INSTALL_RUST:-} == 1 ]] && return
  [[ -t 0 ]] || return 1
  local answer
  read -r -p "需要 Rust，现在从 rustup.rs 安装吗？ Rust is needed, install it from rustup.rs now? [Y/n] " answer
  [[ -z $answer || $answer =~ ^[Yy是] ]]
}

install_rust() {
  if have rustup; then
    rustup toolchain install stable --profile minimal
    rustup default stable
  elif [[ $(id -u) == 0 ]] && have apt-get && has_candidate rustup; then
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends rustup
    rustup default stable
  elif have curl && agreed_to_rustup; then
    curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal --no-modify-path
  fi
  find_tools
}

# Reads `level` and `dry_run` of bootstrap.sh.
ensure_rust() {
  if ! has_rust; then
    say "Rust ≥ $RUST_WANTED"
    [[ -n ${dry_run:-} ]] && return
    install_rust || true # what failed has been printed; what to do follows
    has_rust || die "需要 Rust ≥ $RUST_WANTED · Rust ≥ $RUST_WANTED is needed. It installs for one user, without any rights:
  curl --proto '=https' --tlsv1.2 -sSf https://sh.rustup.rs | sh -s -- -y --profile minimal
or let this script do that: GUANXI_INSTALL_RUST=1 make run"
  fi
  [[ ${level:?} == run ]] && return
  has_linters >/dev/null 2>&1 && return
  say "clippy, rustfmt"
  [[ -n ${dry_run:-} ]] && return
  have rustup || die "缺少 clippy 和 rustfmt · This toolchain lacks clippy and rustfmt: install them"
  rustup component add clippy rustfmt
}
