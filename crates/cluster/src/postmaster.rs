//! PostgreSQL's parent process: finding it, starting it, stopping it.
//!
//! Its state is read from `postmaster.pid`, whose eight lines are process id, data directory, start
//! time, port, socket folder, listen address, shared memory key and status (PostgreSQL's source,
//! `src/include/utils/pidfile.h`). The status line says `ready` at once, where `pg_ctl -w` and
//! connection attempts look ten times a second at best.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};
use std::process::Stdio;
use std::time::Duration;

use nix::sys::signal::Signal;

use crate::diagnosis::{self, LogMark};
use crate::error::{ClusterError, Tried};
use crate::installation::Installation;
use crate::layout::{self, Layout};
use crate::patience::{GaveUp, Patience};
use crate::{process, settings};

/// How often the state of a server is looked at.
const STEP: Duration = Duration::from_millis(3);

/// How long a fast shutdown may take; it writes a checkpoint.
const FAST: Duration = Duration::from_secs(10);

/// How long an immediate shutdown may take; PostgreSQL kills its own processes after five seconds.
const IMMEDIATE: Duration = Duration::from_secs(8);

/// How long processes that outlive a killed server may take to notice, before they are ended.
const ORPHANS: Duration = Duration::from_secs(2);

/// A running server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Postmaster {
    /// Its process id.
    pub(crate) pid: i32,
    /// The folder of its socket.
    pub(crate) socket_dir: PathBuf,
    /// The port in the socket's name.
    pub(crate) port: u16,
}

/// What `postmaster.pid` says; later lines are written one after the other during a start.
#[derive(Debug, PartialEq, Eq)]
struct PidFile {
    /// Negative for a stand-alone (single-user) server.
    pid: i32,
    port: Option<u16>,
    socket_dir: Option<PathBuf>,
    status: String,
}

fn parse(text: &str) -> Option<PidFile> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let line = |number: usize| lines.get(number - 1).copied().filter(|line| !line.is_empty());
    Some(PidFile {
        pid: line(1)?.parse().ok().filter(|pid: &i32| pid.checked_abs().is_some_and(|pid| pid > 0))?,
        port: line(4).and_then(|port| port.parse().ok()),
        socket_dir: line(5).map(PathBuf::from),
        status: line(8).unwrap_or_default().to_owned(),
    })
}

fn pid_path(layout: &Layout) -> PathBuf {
    layout.pgdata().join("postmaster.pid")
}

/// `None`: there is no such file. `Some(None)`: nothing can be made of it.
fn read(layout: &Layout) -> Result<Option<Option<PidFile>>, ClusterError> {
    let path = pid_path(layout);
    match fs::read(&path) {
        Ok(bytes) => Ok(Some(parse(&String::from_utf8_lossy(&bytes)))),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
        Err(error) => Err(ClusterError::io("read", &path, error)),
    }
}

/// Whether a process is a PostgreSQL server on this data directory. An id proves nothing: after a
/// crash or a restart of the machine it may be anybody's.
fn is_server(pid: i32, pgdata: &Path) -> bool {
    if !process::is_alive(pid) {
        return false;
    }
    let Some(line) = process::command_line(pid) else { return false };
    let (program, arguments) = line.split_once(" -D ").unwrap_or((&line, ""));
    let name = program.rsplit('/').next().and_then(|name| name.split(' ').next());
    if !matches!(name, Some("postgres" | "postmaster")) {
        return false;
    }
    let folder = pgdata.to_string_lossy();
    let named = arguments.strip_prefix(&*folder).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '));
    // Started by hand, the folder may be spelled differently.
    named || process::works_in(pid, pgdata) == Some(true)
}

/// The server's process, in whatever state, where one runs on this data directory.
fn running(layout: &Layout) -> Result<Option<PidFile>, ClusterError> {
    Ok(read(layout)?.flatten().filter(|file| is_server(file.pid.abs(), layout.pgdata())))
}

/// Whether the server is still the same and alive. Cheap; meant to be asked every second.
pub(crate) fn is_well(layout: &Layout, postmaster: &Postmaster) -> bool {
    is_server(postmaster.pid, layout.pgdata()) && layout::socket(&postmaster.socket_dir, postmaster.port).exists()
}

/// The running server of this data directory, once it is ready; `None` where none runs.
///
/// # Errors
/// [`ClusterError::InUse`] for a server that was started by hand in a way that does not serve us.
pub(crate) fn find(layout: &Layout, patience: Patience<'_>) -> Result<Option<Postmaster>, ClusterError> {
    while let Some(file) = running(layout)? {
        let in_use = |how: &str| ClusterError::InUse {
            folder: layout.pgdata().to_owned(),
            detail: format!("process {} {how}", file.pid.abs()),
        };
        if file.pid < 0 {
            return Err(in_use("runs it stand-alone"));
        }
        if file.status == "ready" {
            let (Some(socket_dir), Some(port)) = (file.socket_dir, file.port) else {
                return Err(in_use("has no Unix socket"));
            };
            if layout::socket(&socket_dir, port).exists() {
                return Ok(Some(Postmaster { pid: file.pid, socket_dir, port }));
            }
            tracing::warn!(socket_dir = %socket_dir.display(), "the database's socket is gone; restarting the server");
            stop(layout)?;
            continue;
        }
        patience.pause(STEP).map_err(|end| gave_up(layout, end))?;
    }
    Ok(None)
}

/// Starts a server and waits until it accepts connections, recovery from a crash included. Call
/// under the change lock, where [`find`] found none.
///
/// # Errors
/// Whatever kept it from starting, sorted by what a person can do about it.
pub(crate) fn start(
    layout: &Layout,
    installation: &Installation,
    max_connections: u16,
    patience: Patience<'_>,
) -> Result<Postmaster, ClusterError> {
    let socket_dir = layout.make_socket_dir()?;
    write_settings(layout, max_connections)?;
    let mut killed_orphans = false;
    loop {
        clear_traces(layout, &socket_dir)?;
        let mark = LogMark::set(layout);
        let pid = launch(layout, installation, &socket_dir)?;
        match wait_until_ready(layout, pid, patience) {
            Ok(Some(postmaster)) => return Ok(postmaster),
            Ok(None) => {}
            Err(error @ ClusterError::StartTimeout { .. }) => {
                stop(layout)?;
                return Err(error);
            }
            Err(error) => return Err(error),
        }
        let text = mark.written_since(layout);
        if !diagnosis::leftovers_are_running(&text) || patience.pause(Duration::from_millis(50)).is_err() {
            return Err(diagnosis::start_error(layout, &text));
        }
        // The server was killed and some of its processes still work on a statement. PostgreSQL
        // rightly waits for them; nobody will ever hear their result.
        if !killed_orphans && patience.elapsed() > ORPHANS {
            killed_orphans = true;
            end_orphans(layout);
        }
    }
}

fn launch(layout: &Layout, installation: &Installation, socket_dir: &Path) -> Result<i32, ClusterError> {
    let output = open_startup_log(layout)?;
    let both = output.try_clone().tried("open", &diagnosis::startup_log(layout))?;
    let program = installation.postgres();
    let mut command = layout.account().command(&program, layout.pgdata());
    command
        .arg("-D")
        .arg(layout.pgdata())
        .args(["-c", "listen_addresses="])
        .args(["-c", &format!("port={}", layout::PORT)])
        .arg("-c")
        .arg(setting("unix_socket_directories", &quoted_list_item(socket_dir)))
        .args(["-c", "unix_socket_permissions=0700"])
        .args(["-c", &format!("cluster_name={}", layout.cluster_name())])
        .stdout(Stdio::from(output))
        .stderr(Stdio::from(both));
    match process::spawn(command) {
        Err(error) if error.kind() == io::ErrorKind::PermissionDenied => Err(ClusterError::OutOfReach {
            folder: layout.pgdata().to_owned(),
            user: layout.account().name().to_owned(),
        }),
        other => other.tried("run", &program),
    }
}

fn setting(name: &str, value: &std::ffi::OsStr) -> std::ffi::OsString {
    let mut text = std::ffi::OsString::from(name);
    text.push("=");
    text.push(value);
    text
}

/// The setting is a list: a folder with a comma or a space in its name must be quoted.
fn quoted_list_item(folder: &Path) -> std::ffi::OsString {
    use std::os::unix::ffi::{OsStrExt, OsStringExt};
    let mut text = vec![b'"'];
    for byte in folder.as_os_str().as_bytes() {
        if *byte == b'"' {
            text.push(b'"');
        }
        text.push(*byte);
    }
    text.push(b'"');
    std::ffi::OsString::from_vec(text)
}

/// `None`: the server ended.
fn wait_until_ready(layout: &Layout, pid: i32, patience: Patience<'_>) -> Result<Option<Postmaster>, ClusterError> {
    let begin = patience.elapsed();
    let mut told = Duration::from_secs(10);
    loop {
        let alive = process::is_alive(pid);
        if let Some(Some(PidFile { pid: found, port: Some(port), socket_dir: Some(socket_dir), status })) =
            read(layout)?
            && found == pid
            && status == "ready"
        {
            return Ok(Some(Postmaster { pid, socket_dir, port }));
        }
        if !alive {
            return Ok(None);
        }
        let waited = patience.elapsed().saturating_sub(begin);
        if waited > told {
            told += Duration::from_secs(10);
            tracing::info!(
                seconds = waited.as_secs(),
                "PostgreSQL is still starting; it may be recovering from a crash"
            );
        }
        patience.pause(STEP).map_err(|end| gave_up(layout, end))?;
    }
}

fn gave_up(layout: &Layout, end: GaveUp) -> ClusterError {
    match end {
        GaveUp::TimedOut(waited) => ClusterError::StartTimeout { waited, log: layout.log_dir() },
        GaveUp::Closing => ClusterError::Stopped,
    }
}

/// Stops the server, if one runs, and waits until it is gone: first a fast shutdown (connections are
/// ended, a checkpoint is written), after ten seconds an immediate one (the next start recovers).
///
/// # Errors
/// [`ClusterError::StopTimeout`] when it outlives both.
pub(crate) fn stop(layout: &Layout) -> Result<(), ClusterError> {
    let result = running(layout)?.map_or(Ok(()), |file| stop_process(layout, file.pid.abs()));
    layout.remove_short_socket_dir();
    result
}

fn stop_process(layout: &Layout, pid: i32) -> Result<(), ClusterError> {
    for (signal, limit) in [(Signal::SIGINT, FAST), (Signal::SIGQUIT, IMMEDIATE)] {
        if signal == Signal::SIGQUIT {
            tracing::warn!(pid, "PostgreSQL takes long to stop; stopping it at once");
        }
        process::signal(pid, signal).map_err(|errno| ClusterError::io("stop", layout.pgdata(), errno.into()))?;
        let patience = Patience::new(limit, None);
        while is_server(pid, layout.pgdata()) {
            if patience.pause(STEP).is_err() {
                break;
            }
        }
        if !is_server(pid, layout.pgdata()) {
            return Ok(());
        }
    }
    Err(ClusterError::StopTimeout { pid, waited: FAST + IMMEDIATE })
}

/// Ends what is left of a killed server. They are known by their title, which begins with this
/// cluster's name.
fn end_orphans(layout: &Layout) {
    for pid in process::beginning_with(&format!("postgres: {}: ", layout.cluster_name())) {
        tracing::warn!(pid, "ending a process that a killed PostgreSQL left behind");
        if let Err(error) = process::signal(pid, Signal::SIGQUIT) {
            tracing::warn!(pid, %error, "it could not be ended");
        }
    }
}

/// Removes what a killed server left and PostgreSQL itself would stumble over. Nothing runs on this
/// data directory, and nobody else may start (change lock).
fn clear_traces(layout: &Layout, socket_dir: &Path) -> Result<(), ClusterError> {
    let path = pid_path(layout);
    match read(layout)? {
        None => {}
        // Empty or cut off by a crash of the machine: PostgreSQL would refuse to judge it.
        Some(None) => fs::remove_file(&path).tried("remove", &path)?,
        // Its id may be somebody else's by now, or that of a dead process that its parent has not
        // asked for; PostgreSQL would take either for a server. The id that it ignores is its own
        // parent's, which is ours. The other lines stay: by the shared memory key PostgreSQL finds
        // processes of the killed server.
        Some(Some(_)) => replace_pid(layout, &path)?,
    }
    let socket = layout::socket(socket_dir, layout::PORT);
    let mut lock = socket.clone().into_os_string();
    lock.push(".lock");
    for path in [socket, PathBuf::from(lock)] {
        match fs::remove_file(&path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => {
                return Err(ClusterError::io("remove", &path, error));
            }
            _ => {}
        }
    }
    Ok(())
}

fn replace_pid(layout: &Layout, path: &Path) -> Result<(), ClusterError> {
    let bytes = fs::read(path).tried("read", path)?;
    let rest = bytes.iter().position(|byte| *byte == b'\n').map_or(&[][..], |end| &bytes[end..]);
    let mut text = std::process::id().to_string().into_bytes();
    text.extend_from_slice(rest);
    replace(layout, path, &text)
}

/// Writes `guanxi.conf`, where it differs from what is there.
fn write_settings(layout: &Layout, max_connections: u16) -> Result<(), ClusterError> {
    let path = layout.pgdata().join("guanxi.conf");
    let text = settings::render(settings::memory(), max_connections);
    if fs::read(&path).is_ok_and(|found| found == text.as_bytes()) {
        return Ok(());
    }
    replace(layout, &path, text.as_bytes())
}

/// Puts a file of PostgreSQL's user in place, whole or not at all.
fn replace(layout: &Layout, path: &Path, bytes: &[u8]) -> Result<(), ClusterError> {
    let unfinished = path.with_extension("new");
    let mut file = private_file(&unfinished)?;
    file.write_all(bytes).and_then(|()| file.sync_all()).tried("write", &unfinished)?;
    layout.account().own_one(&unfinished).tried("change the owner of", &unfinished)?;
    fs::rename(&unfinished, path).tried("write", path)
}

fn open_startup_log(layout: &Layout) -> Result<File, ClusterError> {
    let folder = layout.log_dir();
    if !folder.is_dir() {
        fs::create_dir_all(&folder).tried("create", &folder)?;
        layout.account().own_one(&folder).tried("change the owner of", &folder)?;
    }
    let path = diagnosis::startup_log(layout);
    let file = private_file(&path)?;
    layout.account().own_one(&path).tried("change the owner of", &path)?;
    Ok(file)
}

fn private_file(path: &Path) -> Result<File, ClusterError> {
    OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path).tried("write", path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_pid_file_is_read_at_every_stage() {
        let whole = "24695\n/d/postgres\n1795427357\n5432\n/d/run\n\n 10109825        10\nready   \n";
        assert_eq!(
            parse(whole),
            Some(PidFile { pid: 24695, port: Some(5432), socket_dir: Some("/d/run".into()), status: "ready".into() })
        );
        let begun = parse("24695\n/d/postgres\n1795427357\n5432\n\n").unwrap();
        assert_eq!((begun.socket_dir, begun.status.as_str()), (None, ""));
        assert_eq!(parse("-77\n/d/postgres\n").unwrap().pid, -77);
        for broken in ["", "\n", "0\n", "x\n", "99999999999\n", "-2147483648\n"] {
            assert_eq!(parse(broken), None, "{broken:?}");
        }
    }

    #[test]
    fn other_processes_are_not_servers() {
        let me = i32::try_from(std::process::id()).unwrap();
        assert!(process::is_alive(me));
        assert!(!is_server(me, Path::new("/d/postgres")));
    }

    #[test]
    fn folders_are_quoted_for_a_list() {
        assert_eq!(quoted_list_item(Path::new("/a b,c\"d")), "\"/a b,c\"\"d\"");
    }
}
