# shellcheck shell=bash
# The accounts of the demo company, as `guanxi demo` makes them. To be sourced.

print_demo_logins() {
  cat <<'END'

  演示账号 · demo accounts     admin manager rep1 rep2 marketing service finance purchasing auditor
  密码 · password              Guanxi-demo-1

END
}
