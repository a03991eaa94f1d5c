//! What the tests of this crate share: a data folder that leaves nothing behind, a process that holds
//! a cluster and can be killed, and questions to the database.
#![allow(dead_code, reason = "each test program uses its part")]

use std::env;
use std::fs;
use std::io::{BufRead, BufReader, Lines, Write};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdout, Command, Stdio};
use std::time::{Duration, Instant};

use guanxi_cluster::{Cluster, ClusterError, Options, Role};
use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use postgres::{Client, NoTls};

/// Names the data folder in the environment of a holder.
const DATA: &str = "CLUSTER_TEST_DATA";

/// Names its role.
const ROLE: &str = "CLUSTER_TEST_ROLE";

/// A folder for a test. Every user may pass through it, so that root's PostgreSQL can as well.
pub struct Home {
    root: tempfile::TempDir,
}

impl Home {
    pub fn new() -> Self {
        let root = tempfile::tempdir().unwrap();
        fs::set_permissions(root.path(), fs::Permissions::from_mode(0o755)).unwrap();
        Self { root }
    }

    pub fn root(&self) -> &Path {
        self.root.path()
    }

    pub fn data(&self) -> PathBuf {
        self.root().join("data")
    }

    pub fn open(&self, role: Role) -> Result<Cluster, ClusterError> {
        // What does not start in this time never will; the default leaves room for a long recovery.
        Cluster::open(Options { start_timeout: Duration::from_secs(30), ..Options::new(self.data(), role) })
    }
}

impl Drop for Home {
    /// A test that failed half-way must not leave a server behind.
    fn drop(&mut self) {
        let pgdata = self.data().join("postgres");
        let Ok(text) = fs::read_to_string(pgdata.join("postmaster.pid")) else { return };
        let Some(pid) = text.lines().next().and_then(|pid| pid.parse().ok()) else { return };
        if runs_postgres(pid) {
            kill(Pid::from_raw(pid), Signal::SIGQUIT).ok();
        }
    }
}

/// Whether a process runs and is a PostgreSQL server.
pub fn runs_postgres(pid: i32) -> bool {
    describe(pid).is_some_and(|(_, command)| command.contains("postgres -D "))
}

/// Whether a process exists and has not ended. One that ended and was not asked for by its parent is
/// a zombie (Z).
pub fn lives(pid: i32) -> bool {
    describe(pid).is_some_and(|(state, _)| state != 'Z')
}

/// State and command line of a process; from `/proc` where there is one, as small systems have no `ps`.
fn describe(pid: i32) -> Option<(char, String)> {
    if cfg!(target_os = "linux") {
        let stat = fs::read_to_string(format!("/proc/{pid}/stat")).ok()?;
        // The name before the state is in parentheses and may contain any character.
        let state = stat.rsplit_once(") ")?.1.chars().next()?;
        let command = fs::read(format!("/proc/{pid}/cmdline")).ok()?;
        return Some((state, String::from_utf8_lossy(&command).replace('\0', " ")));
    }
    let output = Command::new("ps").args(["-o", "state=,command=", "-p", &pid.to_string()]).output().unwrap();
    let line = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let (state, command) = line.split_once(' ')?;
    Some((state.chars().next()?, command.to_owned()))
}

pub fn connect(cluster: &Cluster) -> Client {
    Client::connect(&cluster.url(), NoTls).unwrap()
}

/// One value of one row.
pub fn ask(cluster: &Cluster, question: &str) -> String {
    connect(cluster).query_one(question, &[]).unwrap().get(0)
}

/// Makes a table with a row that later is to be there.
pub fn write_row(cluster: &Cluster) {
    connect(cluster).batch_execute("CREATE TABLE promise (words text); INSERT INTO promise VALUES ('关系')").unwrap();
}

pub fn read_row(cluster: &Cluster) -> String {
    ask(cluster, "SELECT words FROM promise")
}

/// Kills without mercy and waits until it is gone.
pub fn kill_postmaster(pid: i32) {
    kill(Pid::from_raw(pid), Signal::SIGKILL).unwrap();
    wait_for("the killed server to be gone", || !runs_postgres(pid));
}

pub fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !happened() {
        assert!(Instant::now() < end, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// Another process that has the cluster open: this test program, running only its test `holder`.
pub struct Holder {
    process: Child,
    /// Kept open: the harness of the other process writes its report at the end.
    output: Lines<BufReader<ChildStdout>>,
    /// The server it uses.
    pub postmaster: i32,
}

impl Holder {
    /// Starts the process and waits until it has the cluster.
    pub fn start(data: &Path, role: Role) -> Self {
        let mut process = Self::spawn(data, role);
        let mut output = BufReader::new(process.stdout.take().unwrap()).lines();
        let postmaster = output
            .by_ref()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("opened ").map(|pid| pid.parse().unwrap()))
            .expect("the holder opens the cluster");
        Self { process, output, postmaster }
    }

    /// Starts the process and does not wait.
    pub fn spawn(data: &Path, role: Role) -> Child {
        Command::new(env::current_exe().unwrap())
            .args(["--exact", "holder", "--nocapture"])
            .env(DATA, data)
            .env(ROLE, if role == Role::Server { "server" } else { "command" })
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap()
    }

    pub fn pid(&self) -> u32 {
        self.process.id()
    }

    /// Ends it as a loss of power would: no destructor runs.
    pub fn kill(mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    /// Lets it end in order.
    pub fn finish(mut self) {
        drop(self.process.stdin.take());
        self.output.by_ref().for_each(drop);
        assert!(self.process.wait().unwrap().success());
    }
}

/// The body of a test named `holder` in each program that uses [`Holder`]. Started by itself it is a
/// test of opening and stopping; started by [`Holder`] it waits in between.
pub fn hold() {
    let home = Home::new();
    let told = env::var_os(DATA).map(PathBuf::from);
    let role = if env::var_os(ROLE).is_some_and(|role| role == "command") { Role::Command } else { Role::Server };
    let cluster = Cluster::open(Options::new(told.clone().unwrap_or_else(|| home.data()), role)).unwrap();
    let pid = cluster.postmaster_pid();
    assert!(runs_postgres(pid));
    if told.is_some() {
        // The harness has written the beginning of this line.
        println!("\nopened {pid}");
        std::io::stdout().flush().unwrap();
        std::io::stdin().lines().for_each(drop);
    }
    cluster.stop().unwrap();
    if told.is_none() {
        assert!(!runs_postgres(pid));
    }
}
