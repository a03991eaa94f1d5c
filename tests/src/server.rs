//! The server's process.

use std::fs::File;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use nix::sys::signal::{Signal, kill};
use nix::unistd::Pid;
use tempfile::TempDir;

/// How long anything may take before it is a failure.
const PATIENCE: Duration = Duration::from_secs(30);

/// The binary under test: `GUANXI_BIN`, else the debug build.
pub(crate) fn binary() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    let target = target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target"));
    std::env::var_os("GUANXI_BIN").map_or_else(|| target.join("debug/guanxi"), PathBuf::from)
}

/// The program with none of the settings of whoever runs the tests.
pub fn guanxi() -> Command {
    let mut command = Command::new(binary());
    for (name, _) in std::env::vars_os() {
        if name
            .to_str()
            .is_some_and(|name| name.starts_with("GUANXI_") && name != "GUANXI_POSTGRES" || name == "DATABASE_URL")
        {
            command.env_remove(name);
        }
    }
    command
        .env("GUANXI_LISTEN", "127.0.0.1:0")
        .env("GUANXI_LOG", "warn")
        // All tests come from one address.
        .env("GUANXI_PUBLIC_RATE_LIMIT", "100000")
        .stdin(Stdio::null());
    command
}

/// A running server; killed when dropped, unless it has been asked to stop.
pub struct Server {
    process: Child,
    url: String,
    log: PathBuf,
    _folder: TempDir,
}

impl Server {
    /// Starts one and waits until it accepts requests.
    pub fn start(mut command: Command) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let log = folder.path().join("log");
        command.arg("serve").stdout(Stdio::piped()).stderr(File::create(&log).unwrap());
        let mut process = command.spawn().expect("the server is built: cargo build --package guanxi-api");
        let output = BufReader::new(process.stdout.take().unwrap());
        let ready = output
            .lines()
            .map_while(Result::ok)
            .find_map(|line| line.strip_prefix("guanxi ready on ").map(str::to_owned));
        let Some(url) = ready else {
            let status = process.wait().unwrap();
            panic!("the server did not start ({status}): {}", std::fs::read_to_string(&log).unwrap_or_default());
        };
        Self { process, url, log, _folder: folder }
    }

    /// `http://127.0.0.1:…`.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// What it has logged, at level warn and above.
    pub fn log(&self) -> String {
        let mut text = String::new();
        File::open(&self.log).unwrap().read_to_string(&mut text).unwrap();
        text
    }

    /// Asks it to stop and waits for the end.
    pub fn terminate(mut self) -> ExitStatus {
        kill(Pid::from_raw(i32::try_from(self.process.id()).unwrap()), Signal::SIGTERM).unwrap();
        self.wait()
    }

    /// Ends it as a loss of power would.
    pub fn kill(&mut self) {
        self.process.kill().unwrap();
        self.process.wait().unwrap();
    }

    fn wait(&mut self) -> ExitStatus {
        let mut status = None;
        wait_for("the server to end", || {
            status = self.process.try_wait().unwrap();
            status.is_some()
        });
        status.unwrap()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        if self.process.try_wait().is_ok_and(|ended| ended.is_some()) {
            return;
        }
        let _ = self.process.kill();
        let _ = self.process.wait();
        if std::thread::panicking() {
            eprintln!("server log:\n{}", self.log());
        }
    }
}

/// Waits for something that will happen soon.
pub fn wait_for(what: &str, mut happened: impl FnMut() -> bool) {
    let begun = Instant::now();
    while !happened() {
        assert!(begun.elapsed() < PATIENCE, "waited in vain for {what}");
        std::thread::sleep(Duration::from_millis(10));
    }
}
