//! What is killed, comes back; what is not ours, is left alone.

#![allow(clippy::unwrap_used, clippy::expect_used, clippy::print_stdout, reason = "a test may fail")]

mod support;

use std::fs;
use std::os::unix::fs::MetadataExt;
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::{Duration, Instant};

use guanxi_cluster::{ClusterError, Health, Role};
use support::{Holder, Home, connect, kill_postmaster, lives, read_row, runs_postgres, wait_for, write_row};

#[test]
fn holder() {
    support::hold();
}

#[test]
fn a_killed_postgres_recovers_when_the_folder_is_opened() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    write_row(&cluster);
    kill_postmaster(cluster.postmaster_pid());
    drop(cluster);
    let cluster = home.open(Role::Server).unwrap();
    assert!(!cluster.attached());
    assert_eq!(read_row(&cluster), "关系");
}

#[test]
fn a_killed_postgres_is_restarted_while_serving() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    write_row(&cluster);
    let (url, pid) = (cluster.url(), cluster.postmaster_pid());
    kill_postmaster(pid);
    assert_eq!(cluster.ensure_running().unwrap(), Health::Restarted);
    assert_ne!(cluster.postmaster_pid(), pid);
    assert_eq!(cluster.url(), url, "connection pools need not be told");
    assert_eq!(read_row(&cluster), "关系");

    // Dead again at once: the back-off counts from the first restart.
    kill_postmaster(cluster.postmaster_pid());
    match cluster.ensure_running().unwrap() {
        Health::Waiting { retry_in } => assert!(retry_in <= Duration::from_secs(1)),
        other => panic!("{other:?}"),
    }
    wait_for("the next attempt", || cluster.ensure_running().unwrap() == Health::Restarted);
    assert_eq!(read_row(&cluster), "关系");
}

#[test]
fn a_server_that_does_not_start_says_why_and_is_tried_again() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    write_row(&cluster);
    let settings = cluster.pgdata().join("local.conf");
    fs::write(&settings, "shared_buffers = 'plenty'\n").unwrap();
    kill_postmaster(cluster.postmaster_pid());
    let error = cluster.ensure_running().unwrap_err();
    assert!(matches!(error, ClusterError::Start { .. }), "{error}");
    assert!(error.to_string().contains("shared_buffers"), "{error}");
    assert!(matches!(cluster.ensure_running().unwrap(), Health::Waiting { .. }));
    fs::remove_file(&settings).unwrap();
    wait_for("the next attempt", || cluster.ensure_running().unwrap() == Health::Restarted);
    assert_eq!(read_row(&cluster), "关系");
}

#[test]
fn stopping_after_a_crash_is_no_error() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    kill_postmaster(cluster.postmaster_pid());
    cluster.stop().unwrap();
}

#[test]
fn a_server_adopts_what_a_killed_server_left() {
    let home = Home::new();
    let killed = Holder::start(&home.data(), Role::Server);
    let pid = killed.postmaster;
    killed.kill();
    assert!(runs_postgres(pid), "PostgreSQL outlives us");
    let cluster = home.open(Role::Server).unwrap();
    assert_eq!((cluster.attached(), cluster.postmaster_pid()), (true, pid));
    write_row(&cluster);
    cluster.stop().unwrap();
    assert!(!runs_postgres(pid), "adopted, hence stopped");
}

#[test]
fn a_command_leaves_nothing_running_after_a_killed_server() {
    let home = Home::new();
    let killed = Holder::start(&home.data(), Role::Server);
    let pid = killed.postmaster;
    killed.kill();
    let command = home.open(Role::Command).unwrap();
    assert_eq!(command.postmaster_pid(), pid);
    drop(command);
    assert!(!runs_postgres(pid));
}

#[test]
fn both_killed_recover() {
    let home = Home::new();
    let cluster = home.open(Role::Command).unwrap();
    write_row(&cluster);
    drop(cluster);
    let killed = Holder::start(&home.data(), Role::Server);
    let pid = killed.postmaster;
    killed.kill();
    kill_postmaster(pid);
    assert_eq!(read_row(&home.open(Role::Server).unwrap()), "关系");
}

#[test]
fn a_statement_that_outlives_a_killed_postgres_is_ended() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    write_row(&cluster);
    let mut client = connect(&cluster);
    let backend: i32 = client.query_one("SELECT pg_backend_pid()", &[]).unwrap().get(0);
    let busy = std::thread::spawn(move || {
        // Works for days without once looking whether its server lives.
        client.batch_execute("SELECT count(*) FROM (SELECT generate_series(1, 1000000000000)) s").unwrap_err();
    });
    std::thread::sleep(Duration::from_millis(200));
    kill_postmaster(cluster.postmaster_pid());
    std::thread::sleep(Duration::from_millis(200));
    assert!(lives(backend), "the test needs a process that does not notice");
    assert_eq!(cluster.ensure_running().unwrap(), Health::Restarted);
    assert!(!lives(backend));
    busy.join().unwrap();
    assert_eq!(read_row(&cluster), "关系");
}

/// A process of the data directory's user that is no PostgreSQL.
fn bystander(pgdata: &std::path::Path) -> std::process::Child {
    let mut command = Command::new("sleep");
    command.arg("60");
    let owner = fs::metadata(pgdata).unwrap();
    if nix::unistd::geteuid().is_root() {
        command.uid(owner.uid()).gid(owner.gid());
    }
    command.spawn().unwrap()
}

#[test]
fn a_pid_that_is_somebody_elses_now_is_neither_trusted_nor_killed() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    write_row(&cluster);
    let path = cluster.pgdata().join("postmaster.pid");
    let socket_lock = home.data().join("run/.s.PGSQL.5432.lock");
    let (pid_file, lock_file) = (fs::read_to_string(&path).unwrap(), fs::read_to_string(&socket_lock).unwrap());
    let pid = cluster.postmaster_pid().to_string();
    drop(cluster);

    let mut bystander = bystander(&home.data().join("postgres"));
    let id = bystander.id().to_string();
    fs::write(&path, pid_file.replacen(&pid, &id, 1)).unwrap();
    fs::write(&socket_lock, lock_file.replacen(&pid, &id, 1)).unwrap();
    let cluster = home.open(Role::Server).unwrap();
    assert!(!cluster.attached());
    assert_eq!(read_row(&cluster), "关系");
    cluster.stop().unwrap();
    assert!(bystander.try_wait().unwrap().is_none(), "it was killed");
    bystander.kill().unwrap();
    bystander.wait().unwrap();
}

#[test]
fn a_pid_file_without_sense_is_no_obstacle() {
    let home = Home::new();
    let cluster = home.open(Role::Command).unwrap();
    write_row(&cluster);
    let path = cluster.pgdata().join("postmaster.pid");
    drop(cluster);
    for text in ["", "nonsense\n", "999999999\n/elsewhere\n1\n5432\n/elsewhere\n\n 1 1\nready\n"] {
        fs::write(&path, text).unwrap();
        let cluster = home.open(Role::Command).unwrap_or_else(|error| panic!("{text:?}: {error}"));
        assert_eq!(read_row(&cluster), "关系", "{text:?}");
    }
}

#[test]
fn a_socket_that_was_cleaned_away_comes_back() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    fs::remove_file(home.data().join("run/.s.PGSQL.5432")).unwrap();
    assert_eq!(cluster.ensure_running().unwrap(), Health::Restarted);
    connect(&cluster);
}

#[test]
fn a_stop_ends_a_restart_that_waits() {
    let home = Home::new();
    let cluster = home.open(Role::Server).unwrap();
    let pid = cluster.postmaster_pid();
    // Another process has the right to start and stop, and keeps it.
    let lock = fs::File::open(home.data().join("postgres.change.lock")).unwrap();
    lock.lock().unwrap();
    kill_postmaster(pid);
    std::thread::scope(|scope| {
        let restart = scope.spawn(|| cluster.ensure_running());
        std::thread::sleep(Duration::from_millis(100));
        let begin = Instant::now();
        let stopped = cluster.stop();
        assert!(begin.elapsed() < Duration::from_secs(8), "{:?}", begin.elapsed());
        assert!(matches!(stopped, Err(ClusterError::Busy { .. })));
        assert_eq!(restart.join().unwrap().unwrap(), Health::Stopped);
    });
}
