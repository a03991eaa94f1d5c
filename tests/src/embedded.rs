//! A data folder with the server's own PostgreSQL.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::PathBuf;
use std::process::{Command, Output};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

use crate::fixture::PASSWORD;
use crate::server::{Server, guanxi};

/// A data folder; whatever runs in it is ended with it.
pub struct Embedded {
    folder: TempDir,
}

impl Embedded {
    /// An empty one. Every user may pass through it, so that root's PostgreSQL can as well.
    pub fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self { folder }
    }

    /// The program on this folder.
    pub fn command(&self) -> Command {
        let mut command = guanxi();
        command.env("GUANXI_DATA", self.data());
        command
    }

    /// Runs a command to its end.
    pub fn run(&self, arguments: &[&str]) -> Output {
        self.command().args(arguments).output().unwrap()
    }

    /// `guanxi init`.
    pub fn init(&self, organization: &str, login: &str) -> Output {
        self.run(&["init", "--org", organization, "--login", login, "--password", PASSWORD])
    }

    /// A server.
    pub fn serve(&self) -> Server {
        Server::start(self.command())
    }

    /// Process id of PostgreSQL, while it runs.
    pub fn postmaster(&self) -> Option<i32> {
        let text = fs::read_to_string(self.data().join("postgres/postmaster.pid")).ok()?;
        let pid = text.lines().next()?.parse().ok()?;
        let command = fs::read_to_string(format!("/proc/{pid}/cmdline")).unwrap_or_else(|_| "postgres".to_owned());
        (kill(Pid::from_raw(pid), None).is_ok() && command.contains("postgres")).then_some(pid)
    }

    /// Ends PostgreSQL as a loss of power would.
    pub fn kill_postmaster(&self) {
        kill(Pid::from_raw(self.postmaster().expect("PostgreSQL runs")), Signal::SIGKILL).unwrap();
    }

    fn data(&self) -> PathBuf {
        self.folder.path().join("data")
    }
}

impl Default for Embedded {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Embedded {
    fn drop(&mut self) {
        // A server that was killed leaves its PostgreSQL behind, for the next one to find.
        if let Some(pid) = self.postmaster() {
            let _ = kill(Pid::from_raw(pid), Signal::SIGQUIT);
        }
    }
}
