//! Finding PostgreSQL on this machine.

use std::collections::HashSet;
use std::env;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::OLDEST_MAJOR;
use crate::account::Account;
use crate::error::ClusterError;
use crate::npm;

/// Where packagers put versions side by side: a folder, and what follows each of its entries.
const VERSIONED: [(&str, &str); 6] = [
    ("/usr/lib/postgresql", "bin"),                          // Debian, Ubuntu, SUSE
    ("/usr", "bin"),                                         // /usr/pgsql-17/bin: Red Hat
    ("/opt/homebrew/opt", "bin"),                            // Homebrew on Apple silicon
    ("/usr/local/opt", "bin"),                               // Homebrew on Intel
    ("/home/linuxbrew/.linuxbrew/opt", "bin"),               // Homebrew on Linux
    ("/Applications/Postgres.app/Contents/Versions", "bin"), // Postgres.app
];

/// A PostgreSQL that can be run.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Installation {
    bin: PathBuf,
    major: u32,
}

/// Which installation will do.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Wanted<'a> {
    /// The newest there is.
    Newest,
    /// The one that made this data directory.
    Major {
        /// The version in its `PG_VERSION`.
        major: u32,
        /// The data directory, for the message.
        folder: &'a Path,
    },
}

impl Installation {
    /// Looks in `PG_BIN`, `GUANXI_POSTGRES`, `PATH`, the usual places of packages and in npm's
    /// packages; or in `only` and nowhere else. `cache` is where an npm package is copied to that
    /// cannot be run where it lies.
    ///
    /// # Errors
    /// [`ClusterError::VersionMismatch`] or [`ClusterError::NoPostgres`], with what was found.
    pub(crate) fn find(
        account: &Account,
        wanted: Wanted<'_>,
        only: Option<&Path>,
        cache: &Path,
    ) -> Result<Self, ClusterError> {
        let mut best: Option<Self> = None;
        let mut majors = Vec::new();
        let mut seen = Vec::new();
        for place in only.map_or_else(places, forms) {
            match Self::open(&place, account, cache) {
                Opened::Nothing => {}
                Opened::Unusable(reason) => seen.push(reason),
                Opened::Usable(found) => {
                    if matches!(wanted, Wanted::Major { major, .. } if major == found.major)
                        && found.major >= OLDEST_MAJOR
                    {
                        return Ok(found);
                    }
                    seen.push(format!("PostgreSQL {} in {}", found.major, found.bin.display()));
                    majors.push(found.major);
                    // The first of equals stays: the places are in order of preference.
                    if found.major >= OLDEST_MAJOR && best.as_ref().is_none_or(|best| found.major > best.major) {
                        best = Some(found);
                    }
                }
            }
        }
        majors.sort_unstable_by(|a, b| b.cmp(a));
        majors.dedup();
        match (wanted, best) {
            (Wanted::Newest, Some(best)) => Ok(best),
            (Wanted::Newest, None) => Err(ClusterError::NoPostgres { found: seen }),
            (Wanted::Major { major, folder }, _) => {
                Err(ClusterError::VersionMismatch { folder: folder.to_owned(), made_by: major, found: majors })
            }
        }
    }

    /// The server program.
    pub(crate) fn postgres(&self) -> PathBuf {
        self.bin.join("postgres")
    }

    /// The program that makes a data directory.
    pub(crate) fn initdb(&self) -> PathBuf {
        self.bin.join("initdb")
    }

    /// The major version.
    pub(crate) fn major(&self) -> u32 {
        self.major
    }

    fn open(bin: &Path, account: &Account, cache: &Path) -> Opened {
        // Both programs, or it is only a client package.
        if !bin.join("postgres").is_file() || !bin.join("initdb").is_file() {
            return Opened::Nothing;
        }
        let failed = |reason: String| Opened::Unusable(format!("{} ({reason})", bin.display()));
        let package = npm::package(bin);
        // Root sees packages that PostgreSQL's user may not enter (in /root, for instance).
        let reached = match account.reaches(&bin.join("postgres"), Path::new("/")) {
            Ok(reached) => reached,
            Err(error) => return failed(error.to_string()),
        };
        let bin = match package {
            None if !reached => return failed(format!("{} cannot run it", account.name())),
            None => bin.to_owned(),
            Some(package) => match npm::make_runnable(&package, account, cache) {
                Ok(bin) => bin,
                Err(error) => return failed(error.to_string()),
            },
        };
        match version(account.command(&bin.join("postgres"), Path::new("/"))) {
            Ok(major) => Opened::Usable(Self { bin, major }),
            Err(reason) => failed(reason),
        }
    }
}

enum Opened {
    Nothing,
    Unusable(String),
    Usable(Installation),
}

/// The major version that `postgres --version` tells.
fn version(mut command: Command) -> Result<u32, String> {
    let output = command.arg("--version").output().map_err(|error| error.to_string())?;
    let text = String::from_utf8_lossy(&output.stdout);
    parse_version(&text).ok_or_else(|| {
        let complaint = String::from_utf8_lossy(&output.stderr);
        let first = complaint.lines().chain(text.lines()).next().unwrap_or("no answer to --version");
        first.to_owned()
    })
}

/// `postgres (PostgreSQL) 18beta1` → 18.
fn parse_version(text: &str) -> Option<u32> {
    let number = text.trim().strip_prefix("postgres (PostgreSQL) ")?;
    let digits = number.find(|c: char| !c.is_ascii_digit()).unwrap_or(number.len());
    number[..digits].parse().ok()
}

/// The folders in which an installation named by a person may have its programs.
fn forms(named: &Path) -> Vec<PathBuf> {
    let mut places = vec![named.to_owned(), named.join("bin"), named.join("native/bin")];
    places.extend(npm::below(named));
    places
}

/// All folders worth a look, each once, best first.
fn places() -> Vec<PathBuf> {
    let mut places: Vec<PathBuf> = env::var_os("PG_BIN").map(PathBuf::from).into_iter().collect();
    if let Some(named) = env::var_os("GUANXI_POSTGRES") {
        places.extend(forms(Path::new(&named)));
    }
    if let Some(path) = env::var_os("PATH") {
        places.extend(env::split_paths(&path));
    }
    for (folder, below) in VERSIONED {
        let mut found: Vec<PathBuf> = fs::read_dir(folder)
            .into_iter()
            .flatten()
            .flatten()
            .filter(|entry| {
                let name = entry.file_name();
                let name = name.to_string_lossy();
                name.starts_with("postgresql") || name.starts_with("pgsql-") || name.parse::<f32>().is_ok()
            })
            .map(|entry| entry.path().join(below))
            .collect();
        found.sort();
        places.extend(found);
    }
    places.extend(npm::everywhere());

    // `PATH` often holds links into a versioned folder.
    let mut known = HashSet::new();
    places.retain(|place| {
        let program = place.join("postgres");
        program.canonicalize().is_ok_and(|real| known.insert(real))
    });
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn versions_are_read() {
        assert_eq!(parse_version("postgres (PostgreSQL) 15.18 (Debian 15.18-0+deb12u1)\n"), Some(15));
        assert_eq!(parse_version("postgres (PostgreSQL) 19beta2"), Some(19));
        assert_eq!(parse_version("postgres (PostgreSQL) 9.6.24"), Some(9));
        assert_eq!(parse_version("PostgreSQL?"), None);
        assert_eq!(parse_version("postgres (PostgreSQL) devel"), None);
    }

    /// A folder whose programs only tell their version.
    fn pretender(root: &Path, version: &str) -> PathBuf {
        let bin = root.join(version);
        fs::create_dir_all(&bin).unwrap();
        for program in ["postgres", "initdb"] {
            fs::write(bin.join(program), format!("#!/bin/sh\necho '{program} (PostgreSQL) {version}'\n")).unwrap();
            fs::set_permissions(bin.join(program), fs::Permissions::from_mode(0o755)).unwrap();
        }
        bin
    }

    fn find(bin: &Path, wanted: Wanted<'_>) -> Result<Installation, ClusterError> {
        let account = Account::for_new(bin).unwrap();
        Installation::find(&account, wanted, Some(bin), bin)
    }

    #[test]
    fn versions_before_15_are_never_picked() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let old = pretender(dir.path(), "14.9");
        let refused = find(&old, Wanted::Newest).unwrap_err();
        assert!(refused.to_string().contains("PostgreSQL 14 in"), "{refused}");
        let wanted = Wanted::Major { major: 14, folder: Path::new("/d") };
        assert!(matches!(find(&old, wanted), Err(ClusterError::VersionMismatch { made_by: 14, .. })));
        assert_eq!(find(&pretender(dir.path(), "15.0"), Wanted::Newest).unwrap().major(), 15);
    }

    #[test]
    fn a_data_directory_gets_its_own_version_or_none() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let bin = pretender(dir.path(), "17.2");
        let wanted = |major| Wanted::Major { major, folder: Path::new("/d") };
        assert_eq!(find(&bin, wanted(17)).unwrap().major(), 17);
        match find(&bin, wanted(16)).unwrap_err() {
            ClusterError::VersionMismatch { made_by: 16, found, .. } => assert_eq!(found, [17]),
            other => panic!("{other}"),
        }
    }

    #[test]
    fn programs_that_do_not_run_are_named() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let bin = pretender(dir.path(), "16.1");
        fs::write(bin.join("postgres"), "#!/bin/sh\necho 'libicu.so.60: not found' >&2\nexit 127\n").unwrap();
        let refused = find(&bin, Wanted::Newest).unwrap_err();
        assert!(refused.to_string().contains("libicu.so.60: not found"), "{refused}");
    }
}
