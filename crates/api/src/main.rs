//! The `guanxi` binary.

use std::process::ExitCode;

fn main() -> ExitCode {
    guanxi_api::cli::main()
}
