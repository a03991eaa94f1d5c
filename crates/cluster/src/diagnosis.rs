//! From PostgreSQL's words to an error that says what to do.
//!
//! A server that is starting writes to its standard error (`startup.log`) until its log collector
//! runs, and to the day's log afterwards; the reason for a failure may be in either.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom};
use std::path::PathBuf;
use std::time::SystemTime;

use crate::error::ClusterError;
use crate::layout::Layout;

/// The most that is read of a log, in bytes: a failed start writes a few lines.
const LONGEST_READ: u64 = 64 * 1024;

/// Where the logs ended before a start.
#[derive(Debug)]
pub(crate) struct LogMark {
    startup: PathBuf,
    before: Option<(PathBuf, u64)>,
}

impl LogMark {
    /// Notes the end of the current log.
    pub(crate) fn set(layout: &Layout) -> Self {
        let before = newest_log(layout).and_then(|path| {
            let length = fs::metadata(&path).ok()?.len();
            Some((path, length))
        });
        Self { startup: startup_log(layout), before }
    }

    /// What has been written since, the start's own output first.
    pub(crate) fn written_since(&self, layout: &Layout) -> String {
        let mut text = read_from(&self.startup, 0).unwrap_or_default();
        if let Some(newest) = newest_log(layout) {
            let from = match &self.before {
                Some((path, length)) if *path == newest => *length,
                _ => 0,
            };
            text.push('\n');
            text.push_str(&read_from(&newest, from).unwrap_or_default());
        }
        text
    }
}

/// The file that a starting server writes to.
pub(crate) fn startup_log(layout: &Layout) -> PathBuf {
    layout.log_dir().join("startup.log")
}

fn newest_log(layout: &Layout) -> Option<PathBuf> {
    fs::read_dir(layout.log_dir())
        .ok()?
        .flatten()
        .filter(|entry| entry.file_name().to_string_lossy().starts_with("postgresql-"))
        .max_by_key(|entry| entry.metadata().and_then(|file| file.modified()).unwrap_or(SystemTime::UNIX_EPOCH))
        .map(|entry| entry.path())
}

fn read_from(path: &PathBuf, from: u64) -> io::Result<String> {
    let mut file = File::open(path)?;
    let length = file.metadata()?.len();
    // A log that began anew since is shorter than it was.
    let from = if from > length { 0 } else { from };
    file.seek(SeekFrom::Start(from.max(length.saturating_sub(LONGEST_READ))))?;
    let mut bytes = Vec::new();
    file.take(LONGEST_READ).read_to_end(&mut bytes)?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}

/// The sentences that matter, without times and process ids.
///
/// Each once, in order; the end of the text where nothing is marked.
pub(crate) fn essence(text: &str) -> String {
    const LEVELS: [&str; 6] = ["PANIC:  ", "FATAL:  ", "ERROR:  ", "DETAIL:  ", "HINT:  ", "LOG:  "];
    // What is wrong with a setting is only logged; the fatal sentence merely names the file.
    let levels = if text.contains(" contains errors") { &LEVELS[..] } else { &LEVELS[..5] };
    let mut sentences: Vec<&str> = Vec::new();
    for line in text.lines() {
        let found = levels.iter().find_map(|level| line.find(level).map(|at| &line[at + level.len()..]));
        if let Some(sentence) = found.map(str::trim)
            && !sentences.contains(&sentence)
            && !sentence.starts_with("Future log output will appear")
        {
            sentences.push(sentence);
        }
    }
    if sentences.is_empty() {
        let plain: Vec<&str> = text.lines().map(str::trim).filter(|line| !line.is_empty()).collect();
        return match plain.as_slice() {
            [] => "it ended without a word".to_owned(),
            lines => lines[lines.len().saturating_sub(3)..].join("; "),
        };
    }
    sentences.join("; ")
}

/// Whether processes of a server that was killed still hold its shared memory.
pub(crate) fn leftovers_are_running(text: &str) -> bool {
    text.contains("pre-existing shared memory block")
}

/// The error for a server that ended while it started.
pub(crate) fn start_error(layout: &Layout, text: &str) -> ClusterError {
    let detail = essence(text);
    let folder = layout.pgdata().to_owned();
    let says = |words: &[&str]| words.iter().any(|word| detail.contains(word));
    if says(&["No space left on device", "Disk quota exceeded"]) {
        ClusterError::DiskFull { folder, detail }
    } else if says(&["could not map anonymous shared memory", "Cannot allocate memory", "out of memory"]) {
        ClusterError::OutOfMemory { settings: folder.join("local.conf"), detail }
    } else if says(&["already exists", "Address already in use", "pre-existing shared memory block"]) {
        ClusterError::InUse { folder, detail }
    } else if says(&["Permission denied", "has wrong ownership", "has invalid permissions"]) {
        ClusterError::Permission {
            user: layout.account().name().to_owned(),
            action: format!("use ({detail})"),
            path: folder,
        }
    } else {
        ClusterError::Start { detail, log: layout.log_dir() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_essence_of_a_log() {
        let text = "2026-11-23 09:49:17.875 UTC [24695] LOG:  starting PostgreSQL\n\
                    2026-11-23 09:49:17.875 UTC [24695] FATAL:  lock file \"postmaster.pid\" already exists\n\
                    2026-11-23 09:49:17.875 UTC [24695] HINT:  Is another postmaster (PID 7) running?\n";
        assert_eq!(
            essence(text),
            "lock file \"postmaster.pid\" already exists; Is another postmaster (PID 7) running?"
        );
        let setting =
            "LOG:  invalid value for parameter \"jit\": \"x\"\nFATAL:  configuration file \"c\" contains errors\n";
        assert_eq!(
            essence(setting),
            "invalid value for parameter \"jit\": \"x\"; configuration file \"c\" contains errors"
        );
        assert_eq!(essence("\ninitdb: error: a\n\nb\n"), "initdb: error: a; b");
        assert_eq!(essence(" \n"), "it ended without a word");
    }

    #[test]
    fn causes_that_people_can_mend_are_told_apart() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir(root.join("postgres")).unwrap();
        fs::write(root.join("postgres/PG_VERSION"), "17").unwrap();
        let layout = Layout::find(&root).unwrap().unwrap();
        let of = |text: &str| start_error(&layout, text);
        let full = of("FATAL:  could not write lock file \"postmaster.pid\": No space left on device");
        assert!(matches!(full, ClusterError::DiskFull { .. }), "{full}");
        let memory = of("FATAL:  could not map anonymous shared memory: Cannot allocate memory");
        assert!(matches!(memory, ClusterError::OutOfMemory { .. }), "{memory}");
        let clash = of("FATAL:  lock file \"/run/.s.PGSQL.5432.lock\" already exists");
        assert!(matches!(clash, ClusterError::InUse { .. }), "{clash}");
        let denied = of("FATAL:  could not open file \"base/1/2\": Permission denied");
        assert!(matches!(denied, ClusterError::Permission { .. }), "{denied}");
        let other = of("FATAL:  configuration file \"local.conf\" contains errors");
        assert!(matches!(other, ClusterError::Start { .. }), "{other}");
    }

    #[test]
    fn only_what_is_new_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let root = dir.path().canonicalize().unwrap();
        fs::create_dir_all(root.join("postgres/log")).unwrap();
        fs::write(root.join("postgres/PG_VERSION"), "17").unwrap();
        let log = root.join("postgres/log/postgresql-Mon.log");
        fs::write(&log, "FATAL:  yesterday\n").unwrap();
        let layout = Layout::find(&root).unwrap().unwrap();
        let mark = LogMark::set(&layout);
        fs::write(startup_log(&layout), "LOG:  hello\n").unwrap();
        fs::write(&log, "FATAL:  yesterday\nFATAL:  today\n").unwrap();
        assert_eq!(essence(&mark.written_since(&layout)), "today");
    }
}
