//! The command line: serve, worker, migrate, init, demo, check, openapi.

mod check;
mod demo;
mod init;
mod serve;
mod settings;
mod worker;

use std::io::{IsTerminal as _, Write as _};
use std::process::ExitCode;

use clap::{Parser, Subcommand};

pub(crate) use settings::{Settings, connect, prepare};

/// 关系 · a CRM for Chinese-speaking companies.
#[derive(Parser)]
#[command(name = "guanxi", version, about)]
struct Arguments {
    #[command(flatten)]
    settings: Settings,
    #[command(subcommand)]
    command: Command,
}

#[derive(Subcommand)]
enum Command {
    /// Serve the API and the web application.
    Serve,
    /// Do long work (imports, bulk changes, housekeeping) and serve nothing.
    Worker,
    /// Bring the database up to date and stop.
    Migrate,
    /// Create an organization and its administrator.
    Init(init::Init),
    /// Create or refill the demo company 演示公司.
    Demo(demo::Demo),
    /// Check that the audit logs are whole.
    Check,
    /// Print the OpenAPI document.
    Openapi,
    /// Print the database schema as Rust (for `make gen`).
    #[command(hide = true)]
    Schema,
}

/// Whatever stops a command, in a sentence for the person at the terminal.
pub(crate) type CliResult = Result<(), Box<dyn std::error::Error + Send + Sync>>;

/// Runs the command of the process's arguments.
pub fn main() -> ExitCode {
    let arguments = Arguments::parse();
    log(&arguments.settings.log);
    let settings = arguments.settings;
    let done = match arguments.command {
        Command::Serve => serve::run(settings),
        Command::Worker => worker::run(&settings),
        Command::Migrate => migrate(&settings),
        Command::Init(init) => init::run(&settings, init),
        Command::Demo(arguments) => demo::run(&settings, &arguments),
        Command::Check => check::run(&settings),
        Command::Openapi => crate::app::document_text().map_err(Into::into).and_then(|text| print(&text)),
        Command::Schema => schema(&settings),
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(std::io::stderr(), "guanxi: {error}");
            ExitCode::FAILURE
        }
    }
}

fn migrate(settings: &Settings) -> CliResult {
    let (_cluster, db) = connect(settings, guanxi_cluster::Role::Command)?;
    let applied = prepare(settings, &db)?;
    print(&format!("{} migrations applied\n", applied.len()))
}

fn schema(settings: &Settings) -> CliResult {
    let (_cluster, db) = connect(settings, guanxi_cluster::Role::Command)?;
    db.migrate(crate::clock::now())?;
    print(&db.schema()?)
}

/// Writes to standard output; a closed pipe is an error and no panic.
pub(crate) fn print(text: &str) -> CliResult {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
}

/// Log lines go to standard error: readable at a terminal, JSON elsewhere.
fn log(filter: &str) {
    let filter = tracing_subscriber::EnvFilter::try_new(filter).unwrap_or_else(|_| "info".into());
    let lines = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
    // A second subscriber in one process (a test) is no reason to stop.
    let _ =
        if std::io::stderr().is_terminal() { lines.try_init() } else { lines.json().flatten_event(true).try_init() };
}
