//! Where things lie: PostgreSQL's data directory, its log and its socket.

use std::fs::{self, DirBuilder};
use std::io;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::account::Account;
use crate::error::{ClusterError, Tried};

/// Home of data directories that PostgreSQL's user could not reach in their data folder.
pub(crate) const ELSEWHERE: &str = "/var/lib/guanxi";

/// The port only names the socket; no TCP port is opened.
pub(crate) const PORT: u16 = 5432;

/// The longest path of a Unix socket in bytes: `sockaddr_un.sun_path` without its terminating zero.
const LONGEST_SOCKET_PATH: usize = if cfg!(target_os = "linux") { 107 } else { 103 };

/// An existing cluster: its folders and the user it runs as.
#[derive(Debug, Clone)]
pub(crate) struct Layout {
    data_dir: PathBuf,
    pgdata: PathBuf,
    account: Account,
}

/// The name of the data directory, or of the link to it, in the data folder.
pub(crate) fn link(data_dir: &Path) -> PathBuf {
    data_dir.join("postgres")
}

/// A short name for a path: twelve hexadecimal digits of its SHA-256.
pub(crate) fn short_name(path: &Path) -> String {
    let digest = Sha256::digest(path.as_os_str().as_bytes());
    digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect()
}

/// Makes the data folder and gives its real path.
///
/// As root, others may pass through it (not list it), since PostgreSQL's user must.
pub(crate) fn make_data_dir(data_dir: &Path) -> Result<PathBuf, ClusterError> {
    if !data_dir.is_dir() {
        let mode = if nix::unistd::geteuid().is_root() { 0o711 } else { 0o700 };
        if let Some(parent) = data_dir.parent().filter(|parent| !parent.as_os_str().is_empty()) {
            fs::create_dir_all(parent).tried("create", parent)?;
        }
        match DirBuilder::new().mode(mode).create(data_dir) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            other => other.tried("create", data_dir)?,
        }
    }
    data_dir.canonicalize().tried("find", data_dir)
}

impl Layout {
    /// The cluster of a data folder, or `None` where it has to be made.
    ///
    /// # Errors
    /// [`ClusterError::NotACluster`], [`ClusterError::BelongsToAnother`] or
    /// [`ClusterError::Permission`] when what is there cannot be used. It is never overwritten.
    pub(crate) fn find(data_dir: &Path) -> Result<Option<Self>, ClusterError> {
        let link = link(data_dir);
        let pgdata = match link.canonicalize() {
            Ok(path) => path,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return match fs::read_link(&link) {
                    Ok(target) => Err(ClusterError::NotACluster {
                        reason: format!("it is a link to {}, which is not there", target.display()),
                        folder: link,
                    }),
                    Err(_) => Ok(None),
                };
            }
            Err(error) => return Err(ClusterError::io("read", &link, error)),
        };
        if is_empty(&pgdata)? {
            return Ok(None);
        }
        if pgdata.parent() != Some(data_dir) {
            check_owner(data_dir, &pgdata)?;
        }
        let layout = Self { data_dir: data_dir.to_owned(), account: Account::for_existing(&pgdata)?, pgdata };
        layout.version()?;
        Ok(Some(layout))
    }

    /// The major version that made the cluster.
    ///
    /// # Errors
    /// [`ClusterError::NotACluster`] where `PG_VERSION` is missing or not a number.
    pub(crate) fn version(&self) -> Result<u32, ClusterError> {
        let path = self.pgdata.join("PG_VERSION");
        let reason = match fs::read_to_string(&path) {
            Ok(text) => match text.trim().parse() {
                Ok(version) => return Ok(version),
                Err(_) => "its PG_VERSION is not a number",
            },
            Err(error) if error.kind() == io::ErrorKind::NotFound => "it has no PG_VERSION",
            Err(error) => return Err(ClusterError::io("read", &path, error)),
        };
        Err(ClusterError::NotACluster { folder: self.pgdata.clone(), reason: reason.to_owned() })
    }

    /// PostgreSQL's data directory; a real path.
    pub(crate) fn pgdata(&self) -> &Path {
        &self.pgdata
    }

    /// The user that PostgreSQL runs as.
    pub(crate) fn account(&self) -> &Account {
        &self.account
    }

    /// The folder of the server's log.
    pub(crate) fn log_dir(&self) -> PathBuf {
        self.pgdata.join("log")
    }

    /// `cluster_name`: begins the title of each of the server's processes, so that people and
    /// [`crate::postmaster`] can tell whose they are.
    pub(crate) fn cluster_name(&self) -> String {
        format!("guanxi-{}", short_name(&self.pgdata))
    }

    /// Makes the socket's folder, which nobody but PostgreSQL's user (and root) may enter: that is
    /// the whole access control, as the server trusts whoever reaches the socket.
    ///
    /// # Errors
    /// [`ClusterError::SocketFolder`] where somebody else has put something in its place.
    pub(crate) fn make_socket_dir(&self) -> Result<PathBuf, ClusterError> {
        let preferred = if self.pgdata.parent() == Some(&self.data_dir) {
            self.data_dir.join("run")
        } else {
            self.pgdata.with_extension("run")
        };
        let folder = if fits(&preferred) { preferred } else { self.short_socket_dir() };
        match DirBuilder::new().mode(0o700).create(&folder) {
            Ok(()) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(error) => return Err(ClusterError::io("create", &folder, error)),
        }
        let refuse = |reason: String| ClusterError::SocketFolder { folder: folder.clone(), reason };
        let found = fs::symlink_metadata(&folder).tried("read", &folder)?;
        if !found.is_dir() {
            return Err(refuse("it is not a folder; remove it".to_owned()));
        }
        let ours = found.uid() == self.account.uid() || (self.account.is_changed_to() && found.uid() == 0);
        if !ours {
            return Err(refuse(format!("it belongs to another user (id {}); remove it", found.uid())));
        }
        self.account.own_one(&folder).tried("change the owner of", &folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o700)).tried("protect", &folder)?;
        Ok(folder)
    }

    /// Leaves nothing in `/tmp`; not an error when it is not there or not empty.
    pub(crate) fn remove_short_socket_dir(&self) {
        let _ = fs::remove_dir(self.short_socket_dir());
    }

    /// `/tmp/guanxi-<uid>-<name>`: short on every system, and the same for each process that looks.
    fn short_socket_dir(&self) -> PathBuf {
        PathBuf::from(format!("/tmp/guanxi-{}-{}", self.account.uid(), short_name(&self.pgdata)))
    }
}

/// The path of the socket in its folder, as PostgreSQL names it.
pub(crate) fn socket(folder: &Path, port: u16) -> PathBuf {
    folder.join(format!(".s.PGSQL.{port}"))
}

fn fits(folder: &Path) -> bool {
    socket(folder, PORT).as_os_str().len() <= LONGEST_SOCKET_PATH
}

fn is_empty(folder: &Path) -> Result<bool, ClusterError> {
    match fs::read_dir(folder) {
        Ok(mut entries) => Ok(entries.next().is_none()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => {
            Err(ClusterError::NotACluster { folder: folder.to_owned(), reason: "it is not a folder".to_owned() })
        }
        Err(error) => Err(ClusterError::io("read", folder, error)),
    }
}

/// The file beside a relocated data directory that names the data folder it belongs to.
pub(crate) fn owner_file(pgdata: &Path) -> PathBuf {
    pgdata.with_extension("owner")
}

/// Refuses a copied data folder, whose link leads to the original's database; follows a moved one.
/// Says nothing of links that an administrator made.
fn check_owner(data_dir: &Path, pgdata: &Path) -> Result<(), ClusterError> {
    use std::ffi::OsString;
    use std::os::unix::ffi::OsStringExt;

    let file = owner_file(pgdata);
    let owner = match fs::read(&file) {
        Ok(bytes) => PathBuf::from(OsString::from_vec(bytes)),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(ClusterError::io("read", &file, error)),
    };
    if owner == data_dir {
        return Ok(());
    }
    if link(&owner).canonicalize().is_ok_and(|target| target == pgdata) {
        return Err(ClusterError::BelongsToAnother { link: link(data_dir), owner });
    }
    fs::write(&file, data_dir.as_os_str().as_bytes()).tried("write", &file)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_not_a_cluster_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        assert!(Layout::find(dir.path()).unwrap().is_none(), "nothing there");

        let link = link(dir.path());
        fs::create_dir(&link).unwrap();
        assert!(Layout::find(dir.path()).unwrap().is_none(), "an empty folder");

        fs::write(link.join("photo.jpg"), "x").unwrap();
        assert!(Layout::find(dir.path()).unwrap_err().to_string().contains("no PG_VERSION"));

        fs::write(link.join("PG_VERSION"), "seventeen\n").unwrap();
        assert!(Layout::find(dir.path()).unwrap_err().to_string().contains("not a number"));

        fs::write(link.join("PG_VERSION"), "17\n").unwrap();
        assert_eq!(Layout::find(dir.path()).unwrap().unwrap().version().unwrap(), 17);

        fs::remove_dir_all(&link).unwrap();
        std::os::unix::fs::symlink("/nowhere/at/all", &link).unwrap();
        assert!(Layout::find(dir.path()).unwrap_err().to_string().contains("/nowhere/at/all, which is not there"));

        fs::remove_file(&link).unwrap();
        fs::write(&link, "a file").unwrap();
        assert!(Layout::find(dir.path()).unwrap_err().to_string().contains("not a folder"));
    }

    #[test]
    fn a_copied_link_is_refused_and_a_moved_one_followed() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        let pgdata = root.join("elsewhere/abc");
        fs::create_dir_all(&pgdata).unwrap();
        fs::write(pgdata.join("PG_VERSION"), "17").unwrap();
        let (first, second) = (root.join("first"), root.join("second"));
        for folder in [&first, &second] {
            fs::create_dir(folder).unwrap();
            std::os::unix::fs::symlink(&pgdata, link(folder)).unwrap();
        }
        fs::write(owner_file(&pgdata), first.as_os_str().as_bytes()).unwrap();
        assert!(Layout::find(&first).unwrap().is_some());
        assert!(matches!(Layout::find(&second), Err(ClusterError::BelongsToAnother { .. })));
        fs::remove_dir_all(&first).unwrap();
        assert!(Layout::find(&second).unwrap().is_some());
        assert_eq!(fs::read(owner_file(&pgdata)).unwrap(), second.as_os_str().as_bytes());
    }

    #[test]
    fn a_socket_path_fits_the_systems_limit() {
        let name = |length: usize| PathBuf::from(format!("/{}", "x".repeat(length - 1)));
        let room = LONGEST_SOCKET_PATH - "/.s.PGSQL.5432".len();
        assert!(fits(&name(room)));
        assert!(!fits(&name(room + 1)));
    }

    #[test]
    fn somebody_elses_socket_folder_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir(link(&root)).unwrap();
        fs::write(link(&root).join("PG_VERSION"), "17").unwrap();
        let layout = Layout::find(&root).unwrap().unwrap();
        std::os::unix::fs::symlink("/tmp", root.join("run")).unwrap();
        assert!(matches!(layout.make_socket_dir(), Err(ClusterError::SocketFolder { .. })));
        fs::remove_file(root.join("run")).unwrap();
        let folder = layout.make_socket_dir().unwrap();
        let found = fs::metadata(&folder).unwrap();
        assert_eq!((found.mode() & 0o777, found.uid()), (0o700, layout.account().uid()));
    }
}
