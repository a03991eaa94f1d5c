//! `guanxi.conf`: settings for the machine at hand, written at every start.
//!
//! Shares of memory follow the PostgreSQL manual, chapter "Resource Consumption": a quarter for
//! `shared_buffers`, since the system's cache does the rest. What the connection depends on (socket,
//! no TCP) is given on the command line instead, where no file can change it.

use std::fmt::Write;
use std::fs;
use std::process::Command;

const MIB: u64 = 1024 * 1024;
const GIB: u64 = 1024 * MIB;

/// Assumed where the system does not tell its memory.
const UNKNOWN_MACHINE: u64 = 2 * GIB;

/// Memory that PostgreSQL can count on, in bytes: the machine's, or the container's limit.
pub(crate) fn memory() -> u64 {
    let machine = if cfg!(target_os = "linux") {
        fs::read_to_string("/proc/meminfo").ok().and_then(|text| meminfo(&text))
    } else {
        Command::new("sysctl")
            .args(["-n", "hw.memsize"])
            .output()
            .ok()
            .and_then(|output| String::from_utf8_lossy(&output.stdout).trim().parse().ok())
    };
    // Control groups, version 2 and 1; "max" or an absurdly large number mean no limit.
    let container = ["/sys/fs/cgroup/memory.max", "/sys/fs/cgroup/memory/memory.limit_in_bytes"]
        .into_iter()
        .filter_map(|path| fs::read_to_string(path).ok()?.trim().parse::<u64>().ok())
        .min();
    machine.unwrap_or(UNKNOWN_MACHINE).min(container.unwrap_or(u64::MAX))
}

/// `MemTotal` of `/proc/meminfo` in bytes.
fn meminfo(text: &str) -> Option<u64> {
    let line = text.lines().find_map(|line| line.strip_prefix("MemTotal:"))?;
    line.trim().strip_suffix("kB")?.trim().parse::<u64>().ok()?.checked_mul(1024)
}

/// The text of `guanxi.conf` for a machine with `memory` bytes.
pub(crate) fn render(memory: u64, max_connections: u16) -> String {
    let small = memory <= 2 * GIB;
    // A small machine also runs the server, perhaps a browser: an eighth is enough there.
    let shared_buffers = if small { memory / 8 } else { memory / 4 }.clamp(64 * MIB, 4 * GIB);
    let work_mem = if small { 4 * MIB } else { 16 * MIB };
    let maintenance = (memory / 16).clamp(32 * MIB, 512 * MIB);
    let autovacuum = (maintenance / 2).max(32 * MIB);
    let cache = (memory / 8 * 5).max(128 * MIB);
    // Prefetching needs posix_fadvise, which macOS does not have; PostgreSQL before 18 refuses it there.
    let prefetch = if cfg!(target_os = "linux") { 200 } else { 0 };

    let memory_settings = [
        ("shared_buffers", shared_buffers),
        ("effective_cache_size", cache),
        ("work_mem", work_mem),
        ("maintenance_work_mem", maintenance),
        ("autovacuum_work_mem", autovacuum),
    ];
    let mut text = String::from(
        "# Written at every start. Put settings of your own into local.conf, which is read after this file.\n\n",
    );
    for (name, bytes) in memory_settings {
        // Writing to a string cannot fail.
        let _ = writeln!(text, "{name} = {}kB", bytes / 1024);
    }
    let _ = write!(
        text,
        "\
huge_pages = try
max_connections = {max_connections}

# Nothing that was acknowledged is ever lost.
fsync = on
synchronous_commit = on
full_page_writes = on
wal_compression = on
max_wal_size = 4GB
min_wal_size = 256MB
checkpoint_timeout = 15min
checkpoint_completion_target = 0.9

# Solid-state disks; short statements, for which compiling does not pay.
random_page_cost = 1.1
effective_io_concurrency = {prefetch}
jit = off

# Many small updates: clean up early, in small portions.
autovacuum_naptime = 20s
autovacuum_vacuum_scale_factor = 0.05
autovacuum_vacuum_insert_scale_factor = 0.1
autovacuum_analyze_scale_factor = 0.02
autovacuum_vacuum_cost_limit = 1000

logging_collector = on
log_directory = 'log'
log_filename = 'postgresql-%a.log'
log_rotation_age = 1d
log_rotation_size = 0
log_truncate_on_rotation = on
log_line_prefix = '%m [%p] %a '
log_min_duration_statement = 500ms
log_lock_waits = on
log_autovacuum_min_duration = 5s
log_temp_files = 64MB
log_checkpoints = on

timezone = 'UTC'
log_timezone = 'UTC'
lc_messages = 'C'
"
    );
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A setting in MiB.
    fn mib(text: &str, name: &str) -> u64 {
        let line = text.lines().find_map(|line| line.strip_prefix(&format!("{name} = "))).unwrap();
        line.strip_suffix("kB").unwrap().parse::<u64>().unwrap() / 1024
    }

    #[test]
    fn shares_of_memory() {
        for (memory, shared_buffers, work_mem) in
            [(256 * MIB, 64, 4), (GIB, 128, 4), (2 * GIB, 256, 4), (8 * GIB, 2048, 16), (64 * GIB, 4096, 16)]
        {
            let text = render(memory, 60);
            assert_eq!(mib(&text, "shared_buffers"), shared_buffers, "{memory}");
            assert_eq!(mib(&text, "work_mem"), work_mem, "{memory}");
        }
        assert!(render(GIB, 17).contains("\nmax_connections = 17\n"));
    }

    #[test]
    fn the_machines_memory() {
        assert_eq!(meminfo("MemTotal:       24684036 kB\nMemFree: 1 kB\n"), Some(24_684_036 * 1024));
        assert_eq!(meminfo("nothing"), None);
        assert!(memory() >= 64 * MIB);
    }
}
