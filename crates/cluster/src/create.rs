//! Making a new cluster: whole or not at all.
//!
//! `initdb` works in a folder beside the final one, which is renamed into place at the end; a kill in
//! between leaves a folder that the next attempt clears away. The database is made there too, by
//! `postgres --single`: it needs no client program (npm's packages have none), no connection and no
//! second start, and takes a tenth of a second.

use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{DirBuilderExt, PermissionsExt, symlink};
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

use crate::account::Account;
use crate::diagnosis::essence;
use crate::error::{ClusterError, Tried};
use crate::installation::{Installation, Wanted};
use crate::layout::{self, ELSEWHERE, Layout};
use crate::{DATABASE, USER, process};

/// The name of an unfinished data directory is the final one with this and a process id.
const UNFINISHED: &str = ".init-";

/// Makes the cluster of a data folder that has none. Call under the change lock.
///
/// # Errors
/// [`ClusterError::NoPostgres`], [`ClusterError::DiskFull`], [`ClusterError::Create`] and what the
/// system refuses.
pub(crate) fn create(data_dir: &Path, only: Option<&Path>) -> Result<(Layout, Installation), ClusterError> {
    let account = Account::for_new(data_dir)?;
    let installation = Installation::find(&account, Wanted::Newest, only, &cache(&account, data_dir)?)?;
    let target = place(data_dir, &account, &installation)?;
    tracing::info!(
        version = installation.major(),
        folder = %target.display(),
        user = account.name(),
        "making a new database"
    );
    let unfinished = begin(&target, &account)?;
    if let Err(error) = fill(&unfinished, &account, &installation) {
        // Best effort: the reason above is what matters, and the next attempt clears away as well.
        let _ = fs::remove_dir_all(&unfinished);
        return Err(error);
    }
    fs::rename(&unfinished, &target).tried("name", &target)?;
    sync_parent(&target)?;
    let link = layout::link(data_dir);
    if link.canonicalize().ok() != target.canonicalize().ok() {
        // An empty folder may lie there; it is nobody's data.
        match fs::remove_dir(&link) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(ClusterError::io("remove", &link, error));
            }
            _ => {}
        }
        let owner = layout::owner_file(&target);
        fs::write(&owner, data_dir.as_os_str().as_bytes()).tried("write", &owner)?;
        symlink(&target, &link).tried("link", &link)?;
        sync_parent(&link)?;
    }
    let layout = Layout::find(data_dir)?.ok_or_else(|| ClusterError::Create {
        folder: target,
        detail: "the new data directory has vanished".to_owned(),
    })?;
    Ok((layout, installation))
}

/// Where npm packages are copied to that cannot be run where they lie.
pub(crate) fn cache(account: &Account, data_dir: &Path) -> Result<PathBuf, ClusterError> {
    if account.is_changed_to() { elsewhere() } else { Ok(data_dir.to_owned()) }
}

/// Makes `/var/lib/guanxi`, which every user may pass through.
fn elsewhere() -> Result<PathBuf, ClusterError> {
    let folder = PathBuf::from(ELSEWHERE);
    if !folder.is_dir() {
        fs::create_dir_all(&folder).tried("create", &folder)?;
        fs::set_permissions(&folder, fs::Permissions::from_mode(0o755)).tried("open up", &folder)?;
    }
    Ok(folder)
}

/// The final place: in the data folder, or elsewhere when PostgreSQL's user cannot get there.
fn place(data_dir: &Path, account: &Account, installation: &Installation) -> Result<PathBuf, ClusterError> {
    let link = layout::link(data_dir);
    // A link that an administrator made to an empty folder, on another disk perhaps.
    if let Ok(target) = link.canonicalize()
        && target != link
    {
        return Ok(target);
    }
    let program = installation.postgres();
    if account.reaches(&program, data_dir).tried("run", &program)? {
        return Ok(link);
    }
    let folder = elsewhere()?;
    let name = layout::short_name(data_dir);
    let mut target = folder.join(&name);
    let mut number = 1;
    // The database of a data folder of this name that was deleted: not ours to reuse or remove.
    while target.exists() {
        tracing::warn!(folder = %target.display(), "the database of an earlier data folder is left alone");
        number += 1;
        target = folder.join(format!("{name}-{number}"));
    }
    tracing::warn!(
        data_dir = %data_dir.display(),
        folder = %target.display(),
        "user {} cannot enter the data folder; the database lies elsewhere and is linked from there",
        account.name()
    );
    Ok(target)
}

/// Makes the unfinished folder, after clearing away those of attempts that were killed.
fn begin(target: &Path, account: &Account) -> Result<PathBuf, ClusterError> {
    let prefix = {
        let mut name = target.file_name().unwrap_or_default().to_owned();
        name.push(UNFINISHED);
        name
    };
    let parent = target.parent().unwrap_or(Path::new("/"));
    for entry in fs::read_dir(parent).tried("read", parent)? {
        let entry = entry.tried("read", parent)?;
        if !entry.file_name().as_bytes().starts_with(prefix.as_bytes()) {
            continue;
        }
        let path = entry.path();
        // Its `initdb` may still be at work, and would hinder the clearing away.
        for pid in at_work_in(&path) {
            process::signal(pid, nix::sys::signal::Signal::SIGKILL)
                .map_err(|errno| ClusterError::io("stop initdb in", &path, errno.into()))?;
        }
        tracing::info!(folder = %path.display(), "clearing away an unfinished database");
        if let Err(error) = fs::remove_dir_all(&path) {
            tracing::warn!(folder = %path.display(), %error, "it could not be cleared away");
        }
    }
    let mut name = prefix;
    name.push(std::process::id().to_string());
    let unfinished = parent.join(name);
    DirBuilder::new().mode(0o700).create(&unfinished).tried("create", &unfinished)?;
    account.own_one(&unfinished).tried("change the owner of", &unfinished)?;
    Ok(unfinished)
}

/// `initdb` and the servers that it runs: they work in the folder, and the former names it.
fn at_work_in(folder: &Path) -> Vec<i32> {
    let named = format!(" -D {} ", folder.display());
    let is_of = |pid: i32, line: &str| {
        (line.contains("/initdb ") || line.contains("/postgres "))
            && (line.contains(&named) || process::works_in(pid, folder) == Some(true))
    };
    process::beginning_with("/")
        .into_iter()
        .filter(|pid| process::command_line(*pid).is_some_and(|line| is_of(*pid, &line)))
        .collect()
}

fn fill(folder: &Path, account: &Account, installation: &Installation) -> Result<(), ClusterError> {
    let initdb = installation.initdb();
    let mut command = account.command(&initdb, folder);
    command.arg("-D").arg(folder).arg(format!("--username={USER}")).args([
        "--encoding=UTF8",
        // Code-point order: ICU's and the C library's orders change between versions and break indexes.
        "--locale=C",
        "--locale-provider=libc",
        // Whoever reaches the socket is trusted, since its folder is private; nobody comes by network.
        "--auth-local=trust",
        "--auth-host=reject",
        // Finds damage by the disk; the default since version 18.
        "--data-checksums",
        "--no-instructions",
    ]);
    let output = command.output().tried("run", &initdb)?;
    check(folder, &output, output.status.success())?;

    let postgres = installation.postgres();
    let mut command = account.command(&postgres, folder);
    command.arg("--single").arg("-D").arg(folder).arg("postgres");
    let output = with_input(&mut command, &format!("CREATE DATABASE {DATABASE}\n")).tried("run", &postgres)?;
    // A stand-alone server reports a failed statement in words only.
    let failed = String::from_utf8_lossy(&output.stderr).contains("ERROR:");
    check(folder, &output, output.status.success() && !failed)?;

    let path = folder.join("postgresql.conf");
    let mut file = OpenOptions::new().append(true).open(&path).tried("write", &path)?;
    file.write_all(
        b"\ninclude_if_exists 'guanxi.conf'  # written at every start\ninclude_if_exists 'local.conf'   # yours\n",
    )
    .and_then(|()| file.sync_all())
    .tried("write", &path)
}

fn check(folder: &Path, output: &Output, succeeded: bool) -> Result<(), ClusterError> {
    if succeeded {
        return Ok(());
    }
    // initdb tells what it is doing on one stream and what went wrong on the other.
    let detail = essence(&String::from_utf8_lossy(&output.stderr));
    let folder = folder.parent().unwrap_or(folder).to_owned();
    Err(if detail.contains("No space left on device") || detail.contains("Disk quota exceeded") {
        ClusterError::DiskFull { folder, detail }
    } else {
        ClusterError::Create { folder, detail }
    })
}

fn with_input(command: &mut Command, input: &str) -> io::Result<Output> {
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn()?;
    if let Some(mut stdin) = child.stdin.take() {
        match stdin.write_all(input.as_bytes()) {
            // It ended before reading: its own words, below, say why.
            Err(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                child.wait()?;
                return Err(error);
            }
            _ => {}
        }
    }
    child.wait_with_output()
}

/// Makes a rename or a new link outlast a loss of power.
fn sync_parent(path: &Path) -> Result<(), ClusterError> {
    let parent = path.parent().unwrap_or(Path::new("/"));
    File::open(parent).and_then(|folder| folder.sync_all()).tried("write", parent)
}
