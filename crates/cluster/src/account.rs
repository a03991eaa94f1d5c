//! The system user that PostgreSQL runs as. PostgreSQL refuses root; every other user runs it as
//! themselves.

use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::{MetadataExt, chown};
use std::os::unix::process::CommandExt;
use std::path::Path;
use std::process::{Command, Stdio};

use nix::unistd::{Uid, User, geteuid};

use crate::error::{ClusterError, Tried};

/// Users that root hands PostgreSQL to, best first. `nobody` is there on every system; it is last
/// because other services may use it too.
const UNPRIVILEGED: [&str; 3] = ["postgres", "guanxi", "nobody"];

/// Who runs `initdb` and `postgres`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Account {
    name: String,
    uid: u32,
    gid: u32,
    /// This process is root and must change to the account; otherwise the account is its own.
    change: bool,
}

/// The name of this process's user, for messages.
pub(crate) fn current_name() -> String {
    name_of(geteuid())
}

fn name_of(uid: Uid) -> String {
    match User::from_uid(uid) {
        Ok(Some(user)) => user.name,
        _ => format!("user {uid}"),
    }
}

impl Account {
    /// The account for a new cluster.
    ///
    /// # Errors
    /// [`ClusterError::Permission`] as root on a system without any of the unprivileged users.
    pub(crate) fn for_new(data_dir: &Path) -> Result<Self, ClusterError> {
        if !geteuid().is_root() {
            return Ok(Self::current());
        }
        UNPRIVILEGED
            .iter()
            .filter_map(|name| User::from_name(name).ok().flatten())
            .find(|user| !user.uid.is_root())
            .map(|user| Self { name: user.name, uid: user.uid.as_raw(), gid: user.gid.as_raw(), change: true })
            .ok_or_else(|| ClusterError::Permission {
                user: "root".to_owned(),
                action: "run PostgreSQL, which needs a user named postgres, in".to_owned(),
                path: data_dir.to_owned(),
            })
    }

    /// The account of an existing data directory: its owner, so that a user `postgres` that appears
    /// later changes nothing. A directory that root owns (a restored copy) is given to the account
    /// that a new one would have.
    ///
    /// # Errors
    /// [`ClusterError::Permission`] when the directory is another user's.
    pub(crate) fn for_existing(pgdata: &Path) -> Result<Self, ClusterError> {
        let owner = fs::metadata(pgdata).tried("read", pgdata)?;
        if !geteuid().is_root() {
            let account = Self::current();
            if owner.uid() != account.uid {
                return Err(ClusterError::Permission {
                    user: account.name,
                    action: "use the database of another user in".to_owned(),
                    path: pgdata.to_owned(),
                });
            }
            return Ok(account);
        }
        if owner.uid() == 0 {
            let account = Self::for_new(pgdata)?;
            account.own(pgdata).tried("change the owner of", pgdata)?;
            return Ok(account);
        }
        Ok(Self { name: name_of(Uid::from_raw(owner.uid())), uid: owner.uid(), gid: owner.gid(), change: true })
    }

    fn current() -> Self {
        let uid = geteuid();
        Self { name: name_of(uid), uid: uid.as_raw(), gid: nix::unistd::getegid().as_raw(), change: false }
    }

    /// The user's name, for messages.
    pub(crate) fn name(&self) -> &str {
        &self.name
    }

    /// The user's id.
    pub(crate) fn uid(&self) -> u32 {
        self.uid
    }

    /// Whether this process is root and gives its rights up for PostgreSQL.
    pub(crate) fn is_changed_to(&self) -> bool {
        self.change
    }

    /// A command that runs as this user in `folder`, without input, in the C locale and UTC:
    /// messages can be recognized, and `initdb` need not search for the machine's time zone.
    pub(crate) fn command(&self, program: &Path, folder: &Path) -> Command {
        let mut command = Command::new(program);
        command.current_dir(folder).stdin(Stdio::null()).env("LC_ALL", "C").env("TZ", "UTC");
        // libpq's and the server's variables of whoever called us are not meant for this cluster.
        for (name, _) in std::env::vars_os().filter(|(name, _)| is_postgres_variable(name)) {
            command.env_remove(name);
        }
        if self.change {
            // Supplementary groups go as well: the standard library clears them when root sets a uid.
            command.gid(self.gid).uid(self.uid);
        }
        command
    }

    /// Whether this user can run `program` with `folder` as its working directory. Tried for real:
    /// mode bits are not the whole truth where there are access lists or mapped users.
    ///
    /// # Errors
    /// The system's answer when it is anything but a refusal.
    pub(crate) fn reaches(&self, program: &Path, folder: &Path) -> io::Result<bool> {
        if !self.change {
            return Ok(true);
        }
        let status =
            self.command(program, folder).arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
        match status {
            // Whether it then does its work is another question.
            Ok(_) => Ok(true),
            Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Ok(false),
            Err(error) => Err(error),
        }
    }

    /// Gives `path` and everything below it to this user, where root made it. Links are not followed.
    pub(crate) fn own(&self, path: &Path) -> io::Result<()> {
        if !self.change {
            return Ok(());
        }
        if fs::symlink_metadata(path)?.is_dir() {
            for entry in fs::read_dir(path)? {
                self.own(&entry?.path())?;
            }
        }
        std::os::unix::fs::lchown(path, Some(self.uid), Some(self.gid))
    }

    /// As [`own`](Self::own), for one file or folder.
    pub(crate) fn own_one(&self, path: &Path) -> io::Result<()> {
        if self.change { chown(path, Some(self.uid), Some(self.gid)) } else { Ok(()) }
    }
}

fn is_postgres_variable(name: &OsStr) -> bool {
    name.to_str().is_some_and(|name| name.starts_with("PG") && name != "PG_BIN")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn postgres_never_runs_as_root() {
        let account = Account::for_new(Path::new("/")).unwrap();
        assert_ne!(account.uid(), 0);
        let output = account.command(Path::new("/usr/bin/id"), Path::new("/")).arg("-u").output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), account.uid().to_string());
    }

    #[test]
    fn supplementary_groups_are_given_up() {
        let account = Account::for_new(Path::new("/")).unwrap();
        if !account.is_changed_to() {
            // An ordinary user keeps what is theirs: nothing to give up.
            assert_eq!(account.uid(), geteuid().as_raw());
            return;
        }
        let output = account.command(Path::new("/usr/bin/id"), Path::new("/")).arg("-G").output().unwrap();
        assert_eq!(String::from_utf8(output.stdout).unwrap().trim(), account.gid.to_string());
    }

    #[test]
    fn a_private_folder_of_root_is_out_of_reach() {
        let account = Account::for_new(Path::new("/")).unwrap();
        let private = tempfile::tempdir().unwrap();
        fs::set_permissions(private.path(), fs::Permissions::from_mode(0o700)).unwrap();
        let reached = account.reaches(Path::new("/bin/ls"), private.path()).unwrap();
        assert_eq!(reached, !account.is_changed_to());
        assert!(account.reaches(Path::new("/bin/ls"), Path::new("/")).unwrap());
    }
}
