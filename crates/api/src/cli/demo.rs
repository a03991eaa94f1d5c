//! `guanxi demo`: the demo company.

use std::io::Write as _;

use clap::Args;
use guanxi_cluster::Role;
use guanxi_persistence::Error;

use super::{CliResult, Settings, connect, prepare, print};
use crate::demo;

/// How much of it.
#[derive(Args)]
pub(crate) struct Demo {
    /// Customers.
    #[arg(long, default_value_t = 200, value_parser = clap::value_parser!(u32).range(0..=5_000_000))]
    customers: u32,
    /// The same seed makes the same customers.
    #[arg(long, default_value_t = 1)]
    seed: u64,
}

/// Makes the demo company, or fills it anew.
pub(crate) fn run(settings: &Settings, arguments: &Demo) -> CliResult {
    let (_cluster, db) = connect(settings, Role::Command)?;
    prepare(settings, &db)?;
    let count = usize::try_from(arguments.customers)?;
    let told = |loaded: usize| {
        if loaded.is_multiple_of(50_000) {
            // Whoever closed the terminal does not need to know.
            let _ = writeln!(std::io::stderr(), "{loaded} customers");
        }
    };
    let company = demo::fill(&db, count, arguments.seed, told).map_err(|error| match error {
        Error::Conflict(_) => format!("there is an organization named {} that is not the demo", demo::NAME).into(),
        error => Box::<dyn std::error::Error + Send + Sync>::from(error),
    })?;
    print(&format!("{} {} admin {}\n", company.org_id, demo::NAME, demo::PASSWORD))
}
