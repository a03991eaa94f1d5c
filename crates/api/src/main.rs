//! The `guanxi` binary.

use std::process::ExitCode;

use mimalloc::MiMalloc;

/// A page of records is thousands of small allocations; the system's allocator spends half of the time on them.
#[global_allocator]
static ALLOCATOR: MiMalloc = MiMalloc;

fn main() -> ExitCode {
    guanxi_api::cli::main()
}
