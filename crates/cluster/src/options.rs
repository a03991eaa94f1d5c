//! What the caller decides.

use std::path::PathBuf;
use std::time::Duration;

/// How a process means to use the cluster.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// `serve`: at most one per data folder.
    Server,
    /// Any other command: works beside a server, beside other commands, or alone.
    Command,
}

/// How to open a cluster. Start from [`Options::new`].
#[derive(Debug, Clone)]
pub struct Options {
    /// The data folder; created when absent.
    pub data_dir: PathBuf,
    /// What the caller is.
    pub role: Role,
    /// `max_connections` of a server that this process starts. One that runs already keeps its own.
    pub max_connections: u16,
    /// Use this installation and no other: a folder with `postgres` and `initdb` in it, in its
    /// `bin`, or in its `native/bin` (an unpacked npm package). `None` searches the machine.
    pub postgres: Option<PathBuf>,
    /// How long a start may take, crash recovery included, and how long to wait for another process
    /// that is starting or stopping the server.
    pub start_timeout: Duration,
}

impl Options {
    /// The defaults: 60 connections, any installation, ten minutes for a start. Recovery of a large
    /// database after a crash is the reason for the ten minutes; an ordinary start takes a tenth of
    /// a second.
    pub fn new(data_dir: impl Into<PathBuf>, role: Role) -> Self {
        Self {
            data_dir: data_dir.into(),
            role,
            max_connections: 60,
            postgres: None,
            start_timeout: Duration::from_secs(600),
        }
    }
}
