//! Three advisory locks in the data folder, so that processes that know nothing of each other agree
//! on one server. The kernel releases them when their holder dies, however it dies.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{Read, Seek, SeekFrom, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

use crate::error::{ClusterError, Tried};
use crate::patience::Patience;

/// How often a waiting process looks again.
const STEP: Duration = Duration::from_millis(10);

/// A lock on a file; released when dropped.
///
/// It is unlocked outright and not merely closed: a child process that is just being started by
/// another thread holds copies of all files until its `exec`, and would keep the lock with them.
#[derive(Debug)]
pub(crate) struct Lock(File);

impl Drop for Lock {
    fn drop(&mut self) {
        if let Err(error) = self.0.unlock() {
            tracing::warn!(%error, "a lock in the data folder could not be released");
        }
    }
}

fn open(path: &Path) -> Result<File, ClusterError> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path).tried("open", path)
}

/// The server's place: one holder per data folder, its process id in the file.
///
/// # Errors
/// [`ClusterError::AlreadyServed`] when another process has it.
pub(crate) fn server(data_dir: &Path) -> Result<Lock, ClusterError> {
    let path = data_dir.join("server.lock");
    let mut file = open(&path)?;
    match file.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => {
            let pid = read_pid(&mut file);
            return Err(ClusterError::AlreadyServed { data_dir: data_dir.to_owned(), pid });
        }
        Err(TryLockError::Error(error)) => return Err(ClusterError::io("lock", &path, error)),
    }
    let mut lock = Lock(file);
    lock.0.set_len(0).tried("write", &path)?;
    lock.0.seek(SeekFrom::Start(0)).tried("write", &path)?;
    writeln!(lock.0, "{}", std::process::id()).tried("write", &path)?;
    Ok(lock)
}

/// The holder's id. The holder writes it just after it has the lock, hence the few attempts.
fn read_pid(file: &mut File) -> Option<u32> {
    for _ in 0..10 {
        let mut text = String::new();
        if file.seek(SeekFrom::Start(0)).is_ok()
            && file.read_to_string(&mut text).is_ok()
            && let Ok(pid) = text.trim().parse()
        {
            return Some(pid);
        }
        std::thread::sleep(STEP);
    }
    None
}

/// The right to start or stop the server; held only while doing so.
///
/// # Errors
/// [`ClusterError::Busy`] when another process keeps it for too long.
pub(crate) fn change(data_dir: &Path, patience: Patience<'_>) -> Result<Lock, ClusterError> {
    let path = data_dir.join("postgres.change.lock");
    let file = open(&path)?;
    let mut told = false;
    loop {
        match file.try_lock() {
            Ok(()) => return Ok(Lock(file)),
            Err(TryLockError::WouldBlock) => {}
            Err(TryLockError::Error(error)) => return Err(ClusterError::io("lock", &path, error)),
        }
        if !told && patience.elapsed() > Duration::from_secs(2) {
            told = true;
            tracing::info!("waiting for another process that starts or stops the database");
        }
        patience.pause(STEP).map_err(|end| ClusterError::busy(data_dir, end))?;
    }
}

/// A place among those who use the running server. Taken under the change lock, where nobody else
/// can hold the file exclusively, so that it does not wait.
pub(crate) fn user(data_dir: &Path) -> Result<Lock, ClusterError> {
    let path = data_dir.join("postgres.users.lock");
    let file = open(&path)?;
    file.lock_shared().tried("lock", &path)?;
    Ok(Lock(file))
}

/// Whether nobody uses the server. Call under the change lock, after giving up one's own place.
pub(crate) fn nobody_left(data_dir: &Path) -> Result<bool, ClusterError> {
    let path = data_dir.join("postgres.users.lock");
    let file = open(&path)?;
    match file.try_lock() {
        Ok(()) => {
            drop(Lock(file));
            Ok(true)
        }
        Err(TryLockError::WouldBlock) => Ok(false),
        Err(TryLockError::Error(error)) => Err(ClusterError::io("lock", &path, error)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_many_users() {
        let dir = tempfile::tempdir().unwrap();
        let first = server(dir.path()).unwrap();
        match server(dir.path()).unwrap_err() {
            ClusterError::AlreadyServed { pid, .. } => assert_eq!(pid, Some(std::process::id())),
            other => panic!("{other}"),
        }
        drop(first);
        drop(server(dir.path()).unwrap());

        let (a, b) = (user(dir.path()).unwrap(), user(dir.path()).unwrap());
        drop(a);
        assert!(!nobody_left(dir.path()).unwrap());
        drop(b);
        assert!(nobody_left(dir.path()).unwrap());
    }

    #[test]
    fn only_one_process_changes_at_a_time() {
        let dir = tempfile::tempdir().unwrap();
        let held = change(dir.path(), Patience::new(Duration::ZERO, None)).unwrap();
        let refused = change(dir.path(), Patience::new(Duration::from_millis(30), None)).unwrap_err();
        assert!(matches!(refused, ClusterError::Busy { .. }), "{refused}");
        drop(held);
        change(dir.path(), Patience::new(Duration::ZERO, None)).unwrap();
    }
}
