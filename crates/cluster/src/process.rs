//! Processes, as far as a server must be told from an unrelated process that happens to have its old
//! id.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::{Mutex, PoisonError};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use process_wrap::std::{ChildWrapper, CommandWrap, ProcessSession};

/// Servers started by this process. A dead child stays in the process table until its parent asks
/// for it, and would look alive to everyone; several clusters of one process share this list, so
/// that whoever looks first asks.
static CHILDREN: Mutex<Vec<(i32, Box<dyn ChildWrapper>)>> = Mutex::new(Vec::new());

/// Starts a command in a session of its own, out of reach of the terminal's Ctrl-C, and gives its id.
pub(crate) fn spawn(command: Command) -> std::io::Result<i32> {
    let child = CommandWrap::from(command).wrap(ProcessSession).spawn()?;
    let pid = i32::try_from(child.id()).map_err(std::io::Error::other)?;
    CHILDREN.lock().unwrap_or_else(PoisonError::into_inner).push((pid, child));
    Ok(pid)
}

/// Whether a process with this id exists and has not ended.
pub(crate) fn is_alive(pid: i32) -> bool {
    let mut children = CHILDREN.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(index) = children.iter().position(|(child, _)| *child == pid) {
        // An error means that the child has been asked for already.
        let running = matches!(children[index].1.try_wait(), Ok(None));
        if !running {
            children.swap_remove(index);
        }
        return running;
    }
    drop(children);
    // EPERM: it exists and is another user's. A process that ended and was not asked for has no
    // command line left.
    !matches!(kill(Pid::from_raw(pid), None), Err(nix::errno::Errno::ESRCH))
        && command_line(pid).is_some_and(|line| !line.is_empty())
}

/// Sends a signal; a process that is gone meanwhile is no error.
pub(crate) fn signal(pid: i32, signal: Signal) -> nix::Result<()> {
    match kill(Pid::from_raw(pid), signal) {
        Err(nix::errno::Errno::ESRCH) => Ok(()),
        other => other,
    }
}

/// The command line of a process, words separated by spaces, or `None` when there is no such process
/// (or it may not be seen).
pub(crate) fn command_line(pid: i32) -> Option<String> {
    if cfg!(target_os = "linux") {
        let bytes = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        let words = String::from_utf8_lossy(&bytes).replace('\0', " ");
        Some(words.trim_end().to_owned())
    } else {
        let output = Command::new("ps").args(["-o", "command=", "-p", &pid.to_string()]).output().ok()?;
        let line = String::from_utf8_lossy(&output.stdout).trim().to_owned();
        (!line.is_empty()).then_some(line)
    }
}

/// Whether the process works in this folder. `None` where the system does not tell.
pub(crate) fn works_in(pid: i32, folder: &Path) -> Option<bool> {
    let link = fs::read_link(format!("/proc/{pid}/cwd")).ok()?;
    Some(link == folder)
}

/// The ids of all processes whose command line begins with `prefix`.
pub(crate) fn beginning_with(prefix: &str) -> Vec<i32> {
    if cfg!(target_os = "linux") {
        let Ok(entries) = fs::read_dir("/proc") else { return Vec::new() };
        entries
            .flatten()
            .filter_map(|entry| entry.file_name().to_str()?.parse().ok())
            .filter(|pid| command_line(*pid).is_some_and(|line| line.starts_with(prefix)))
            .collect()
    } else {
        let Ok(output) = Command::new("ps").args(["-axo", "pid=,command="]).output() else { return Vec::new() };
        String::from_utf8_lossy(&output.stdout)
            .lines()
            .filter_map(|line| line.trim_start().split_once(' '))
            .filter(|(_, command)| command.trim_start().starts_with(prefix))
            .filter_map(|(pid, _)| pid.parse().ok())
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, Instant};

    fn sleeper() -> i32 {
        let mut command = Command::new("sleep");
        command.arg("60");
        spawn(command).unwrap()
    }

    #[test]
    fn a_child_that_ended_is_not_alive() {
        let pid = sleeper();
        assert!(is_alive(pid));
        assert_eq!(command_line(pid).unwrap(), "sleep 60");
        assert!(beginning_with("sleep 60").contains(&pid));
        signal(pid, Signal::SIGKILL).unwrap();
        let end = Instant::now() + Duration::from_secs(5);
        while is_alive(pid) {
            assert!(Instant::now() < end, "a killed child still looks alive");
            std::thread::sleep(Duration::from_millis(1));
        }
        assert_eq!(command_line(pid).filter(|line| !line.is_empty()), None);
        signal(pid, Signal::SIGKILL).unwrap();
    }

    #[test]
    fn a_child_leads_its_own_session() {
        let pid = sleeper();
        // `spawn` returns after the child's `exec`, hence after its `setsid`.
        assert_eq!(nix::unistd::getsid(Some(Pid::from_raw(pid))).unwrap(), Pid::from_raw(pid));
        signal(pid, Signal::SIGKILL).unwrap();
    }

    #[test]
    fn a_zombie_of_another_parent_is_not_alive() {
        // The shell's background child ends at once; the shell, replaced by `sleep`, never asks for it.
        let mut command = Command::new("sh");
        let file = tempfile::NamedTempFile::new().unwrap();
        command.args(["-c", "true & echo $! > \"$0\"; exec sleep 60"]).arg(file.path());
        let parent = spawn(command).unwrap();
        let end = Instant::now() + Duration::from_secs(5);
        let zombie: i32 = loop {
            if let Ok(pid) = fs::read_to_string(file.path()).unwrap().trim().parse() {
                break pid;
            }
            assert!(Instant::now() < end);
            std::thread::sleep(Duration::from_millis(1));
        };
        while is_alive(zombie) {
            assert!(Instant::now() < end, "a zombie looks alive");
            std::thread::sleep(Duration::from_millis(1));
        }
        signal(parent, Signal::SIGKILL).unwrap();
    }
}
