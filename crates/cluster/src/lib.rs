//! A private PostgreSQL for one data folder.
//!
//! [`Cluster::open`] gives a running server: it attaches to the one that already serves the
//! folder, restarts one that crashed, or makes a new one with `initdb`. [`Cluster::url`] is what
//! libpq needs to connect, through a Unix socket in a folder that only the server's own user may
//! enter; no TCP port is opened. Whoever leaves last stops the server, so that a command run beside
//! `serve` takes nothing away from it, and a command run alone leaves nothing behind.
//!
//! The crate knows nothing of tables or migrations. It runs on Linux and macOS, needs no libpq,
//! `psql` or `pg_ctl`, and blocks: call it from a thread that may wait.
//!
//! ```no_run
//! use guanxi_cluster::{Cluster, Options, Role};
//!
//! # fn main() -> Result<(), guanxi_cluster::ClusterError> {
//! let cluster = Cluster::open(Options::new("./data", Role::Server))?;
//! println!("{}", cluster.url());
//! cluster.stop()?;
//! # Ok(())
//! # }
//! ```
//!
//! # What lies in the data folder
//!
//! | path | what |
//! |---|---|
//! | `postgres/` | PostgreSQL's own data directory, or a link to it (see below) |
//! | `postgres/guanxi.conf` | settings made at every start from the machine's memory |
//! | `postgres/local.conf` | the administrator's own settings, read last; never touched |
//! | `postgres/log/` | the server's log, one file per weekday |
//! | `run/` | the socket, unless that path is too long for one |
//! | `server.lock` | held by `serve`, with its process id |
//! | `postgres.users.lock`, `postgres.change.lock` | who uses the server; who starts or stops it |
//!
//! PostgreSQL refuses to run as root. There it runs as the folder's owner, else as `postgres`,
//! `guanxi` or `nobody`; where that user cannot enter the data folder, the data directory is made in
//! `/var/lib/guanxi` and `postgres` is a link to it.

mod account;
mod cluster;
mod create;
mod diagnosis;
mod error;
mod installation;
mod layout;
mod lock;
mod npm;
mod options;
mod patience;
mod postmaster;
mod process;
mod settings;

pub use cluster::{Cluster, Health};
pub use error::ClusterError;
pub use options::{Options, Role};

/// The database that a new cluster is made with.
pub const DATABASE: &str = "guanxi";

/// The superuser of the cluster; whoever reaches the socket may be it.
pub const USER: &str = "guanxi";

/// The oldest major version of PostgreSQL that is accepted.
pub const OLDEST_MAJOR: u32 = 15;
