//! PostgreSQL from npm: the packages `@embedded-postgres/<system>-<processor>`, which need neither
//! root nor a package manager.
//!
//! Their programs lie in `native/bin`, their libraries in `native/lib`. npm does not pack symbolic
//! links; the package lists them in `native/pg-symlinks.json` and makes them in an install script,
//! which careful people forbid. Without them the programs do not start, so they are made here.

use std::env;
use std::ffi::OsStr;
use std::fs;
use std::io;
use std::os::unix::fs::{DirBuilderExt, MetadataExt, symlink};
use std::path::{Component, Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use crate::account::Account;
use crate::layout::short_name;

/// The list of links, relative to the package.
const LINKS: &str = "native/pg-symlinks.json";

/// Tells the copies apart that threads of this process are making.
static ATTEMPTS: AtomicU32 = AtomicU32::new(0);

/// The package that a folder of programs belongs to, if it is one.
pub(crate) fn package(bin: &Path) -> Option<PathBuf> {
    let native = bin.parent()?;
    let inside = bin.file_name() == Some(OsStr::new("bin")) && native.file_name() == Some(OsStr::new("native"));
    native.parent().filter(|package| inside && package.join(LINKS).is_file()).map(Path::to_owned)
}

/// The folder of programs below a folder with `node_modules`, for this system and processor.
pub(crate) fn below(folder: &Path) -> Option<PathBuf> {
    let system = match env::consts::OS {
        "macos" => "darwin",
        other => other,
    };
    let processor = match env::consts::ARCH {
        "x86_64" => "x64",
        "aarch64" => "arm64",
        "x86" => "ia32",
        "powerpc64" => "ppc64",
        other => other,
    };
    Some(folder.join(format!("node_modules/@embedded-postgres/{system}-{processor}/native/bin")))
}

/// The places of the package: the current folder and the program's own with all above it, each also
/// with `frontend/`.
pub(crate) fn everywhere() -> Vec<PathBuf> {
    let here = env::current_dir().ok();
    let program = env::current_exe().ok();
    let above = program.iter().flat_map(|program| program.ancestors().skip(1));
    here.iter()
        .map(PathBuf::as_path)
        .chain(above)
        .flat_map(|folder| [folder.to_owned(), folder.join("frontend")])
        .filter_map(|folder| below(&folder))
        .collect()
}

/// Makes the links of a package, in a copy below `cache` where the package cannot be written to or
/// `account` cannot enter it, and gives the folder of programs.
///
/// # Errors
/// What the system answers, or [`io::ErrorKind::InvalidData`] for a list of links that is not one.
pub(crate) fn make_runnable(package: &Path, account: &Account, cache: &Path) -> io::Result<PathBuf> {
    let links = links(package)?;
    let bin = package.join("native/bin");
    let made = match make_links(package, &links) {
        Ok(()) => true,
        Err(error) if matches!(error.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) => {
            false
        }
        Err(error) => return Err(error),
    };
    if made && account.reaches(&bin.join("postgres"), Path::new("/"))? {
        return Ok(bin);
    }
    copied(package, &links, account, cache)
}

/// A copy of the package's programs, made once for each state of the package.
fn copied(package: &Path, links: &[Link], account: &Account, cache: &Path) -> io::Result<PathBuf> {
    let program = fs::metadata(package.join("native/bin/postgres"))?;
    let state = format!("{}\n{}\n{}", package.display(), program.len(), program.mtime());
    let target = cache.join(format!("postgresql-{}", short_name(Path::new(&state))));
    if !target.is_dir() {
        fs::create_dir_all(cache)?;
        // Complete or not there at all: another process may be looking for it.
        let attempt = ATTEMPTS.fetch_add(1, Ordering::Relaxed);
        let unfinished = cache.join(format!("postgresql.copy-{}-{attempt}", std::process::id()));
        // Left by a process of this id that was killed.
        match fs::remove_dir_all(&unfinished) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
            _ => {}
        }
        copy_tree(&package.join("native"), &unfinished.join("native"))?;
        fs::copy(package.join(LINKS), unfinished.join(LINKS))?;
        make_links(&unfinished, links)?;
        account.own(&unfinished)?;
        match fs::rename(&unfinished, &target) {
            Ok(()) => tracing::info!(from = %package.display(), to = %target.display(), "copied PostgreSQL"),
            // Another process was first.
            Err(_) if target.is_dir() => fs::remove_dir_all(&unfinished)?,
            Err(error) => return Err(error),
        }
    }
    Ok(target.join("native/bin"))
}

/// A link to make; both paths relative to the package.
#[derive(Debug, PartialEq, Eq)]
struct Link {
    source: PathBuf,
    target: PathBuf,
}

fn links(package: &Path) -> io::Result<Vec<Link>> {
    let text = fs::read(package.join(LINKS))?;
    let invalid = || io::Error::new(io::ErrorKind::InvalidData, format!("{LINKS} is not a list of links"));
    let list: Vec<serde_json::Value> = serde_json::from_slice(&text).map_err(|_| invalid())?;
    list.iter()
        .map(|entry| {
            let path = |name: &str| {
                let path = PathBuf::from(entry.get(name)?.as_str()?);
                // Nothing outside the package is touched, whatever the list says.
                path.components().all(|part| matches!(part, Component::Normal(_))).then_some(path)
            };
            Some(Link { source: path("source")?, target: path("target")? })
        })
        .collect::<Option<_>>()
        .ok_or_else(invalid)
}

/// Makes the links that are missing.
fn make_links(package: &Path, links: &[Link]) -> io::Result<()> {
    for Link { source, target } in links {
        let at = package.join(target);
        if at.exists() {
            continue;
        }
        // Within one folder by name, so that the package may be moved.
        let to = match source.file_name() {
            Some(name) if source.parent() == target.parent() => PathBuf::from(name),
            _ => package.join(source),
        };
        match symlink(to, &at) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => {}
        }
    }
    Ok(())
}

fn copy_tree(from: &Path, to: &Path) -> io::Result<()> {
    fs::DirBuilder::new().recursive(true).mode(0o755).create(to)?;
    for entry in fs::read_dir(from)? {
        let entry = entry?;
        let (source, target) = (entry.path(), to.join(entry.file_name()));
        let kind = entry.file_type()?;
        if kind.is_dir() {
            copy_tree(&source, &target)?;
        } else if kind.is_symlink() {
            symlink(fs::read_link(&source)?, &target)?;
        } else {
            fs::copy(&source, &target)?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    /// A package whose program starts only where its linked library is there, as the real one.
    fn package_in(root: &Path, list: &str) -> PathBuf {
        let package = root.join("node_modules/@embedded-postgres/test");
        for folder in ["native/bin", "native/lib"] {
            fs::create_dir_all(package.join(folder)).unwrap();
        }
        for program in ["postgres", "initdb"] {
            let path = package.join("native/bin").join(program);
            fs::write(&path, "#!/bin/sh\ncat \"$(dirname \"$0\")/../lib/libx.so.1\"\n").unwrap();
            fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
        }
        fs::write(package.join("native/lib/libx.so.1.2"), "the library").unwrap();
        fs::write(package.join(LINKS), list).unwrap();
        package
    }

    const LIST: &str = r#"[{"source":"native/lib/libx.so.1.2","target":"native/lib/libx.so.1"}]"#;

    fn runs(bin: &Path, account: &Account) -> bool {
        account.command(&bin.join("postgres"), Path::new("/")).output().is_ok_and(|output| output.status.success())
    }

    #[test]
    fn missing_links_are_made() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let package = package_in(dir.path(), LIST);
        let bin = package.join("native/bin");
        assert_eq!(super::package(&bin), Some(package.clone()));
        let account = Account::for_new(dir.path()).unwrap();
        assert!(!runs(&bin, &account));

        assert!(make_links(&package, &links(&package).unwrap()).is_ok());
        assert_eq!(fs::read_link(package.join("native/lib/libx.so.1")).unwrap(), Path::new("libx.so.1.2"));
        assert!(runs(&bin, &account));
        make_links(&package, &links(&package).unwrap()).expect("links that are there are left alone");
    }

    #[test]
    fn a_copy_is_made_once_and_runs() {
        let dir = tempfile::tempdir().unwrap();
        fs::set_permissions(dir.path(), fs::Permissions::from_mode(0o755)).unwrap();
        let package = package_in(dir.path(), LIST);
        let account = Account::for_new(dir.path()).unwrap();
        let cache = dir.path().join("cache");
        let list = links(&package).unwrap();
        let bin = copied(&package, &list, &account, &cache).unwrap();
        assert!(bin.starts_with(&cache));
        assert!(runs(&bin, &account));
        let made = fs::metadata(&bin).unwrap().ino();
        assert_eq!(copied(&package, &list, &account, &cache).unwrap(), bin);
        assert_eq!(fs::metadata(&bin).unwrap().ino(), made);
        assert_eq!(fs::read_dir(&cache).unwrap().count(), 1, "nothing unfinished stays");
    }

    #[test]
    fn links_out_of_the_package_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        for list in [
            r#"[{"source":"native/lib/a","target":"../../etc/passwd"}]"#,
            r#"[{"source":"/etc/passwd","target":"native/lib/a"}]"#,
            r#"[{"source":"native/lib/a"}]"#,
            r#"{"source":1}"#,
            "nonsense",
        ] {
            let package = package_in(dir.path(), list);
            assert_eq!(links(&package).unwrap_err().kind(), io::ErrorKind::InvalidData, "{list}");
        }
    }
}
