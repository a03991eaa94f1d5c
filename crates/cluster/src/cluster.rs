//! The handle that callers hold.

use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use crate::create::{self, create};
use crate::error::ClusterError;
use crate::installation::{Installation, Wanted};
use crate::layout::{self, Layout};
use crate::lock::{self, Lock};
use crate::options::{Options, Role};
use crate::patience::Patience;
use crate::postmaster::{self, Postmaster};
use crate::{DATABASE, USER};

/// The first and the longest wait between attempts to restart a server that does not start.
const BACK_OFF: (Duration, Duration) = (Duration::from_secs(1), Duration::from_secs(30));

/// A server that ran this long was well: its next crash is a new one.
const HEALTHY: Duration = Duration::from_secs(60);

/// How long a stop waits for another process that is starting or stopping the server.
const STOP_PATIENCE: Duration = Duration::from_secs(5);

/// A running PostgreSQL, kept running until [`stop`](Cluster::stop) or drop.
///
/// May be shared between threads: one that serves, one that calls
/// [`ensure_running`](Cluster::ensure_running) every second, one that stops.
#[derive(Debug)]
pub struct Cluster {
    options: Options,
    data_dir: PathBuf,
    layout: Layout,
    attached: bool,
    closing: AtomicBool,
    state: Mutex<State>,
}

#[derive(Debug)]
struct State {
    postmaster: Postmaster,
    running_since: Instant,
    back_off: Option<BackOff>,
    /// `None` once stopped. Declared before the server's place, so that it is given up first.
    user: Option<Lock>,
    server: Option<Lock>,
}

#[derive(Debug, Clone, Copy)]
struct BackOff {
    step: Duration,
    not_before: Instant,
}

/// What [`Cluster::ensure_running`] found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Health {
    /// The server runs.
    Running,
    /// It had died and has been started again; open connections are lost.
    Restarted,
    /// It is dead, does not start, and will be tried again after this time.
    Waiting {
        /// Until the next attempt.
        retry_in: Duration,
    },
    /// This process has stopped it.
    Stopped,
}

impl Cluster {
    /// Gives a running server for the data folder: the one that runs, the one that is there, or a
    /// new one.
    ///
    /// # Errors
    /// [`ClusterError::AlreadyServed`] for a second [`Role::Server`]; otherwise what the machine,
    /// the folder or PostgreSQL refuse. Nothing that exists is overwritten or removed.
    pub fn open(options: Options) -> Result<Self, ClusterError> {
        let data_dir = layout::make_data_dir(&options.data_dir)?;
        let server = match options.role {
            Role::Server => Some(lock::server(&data_dir)?),
            Role::Command => None,
        };
        let patience = Patience::new(options.start_timeout, None);
        let change = lock::change(&data_dir, patience)?;
        let user = lock::user(&data_dir)?;
        let (layout, made_with) = match Layout::find(&data_dir)? {
            Some(layout) => (layout, None),
            None => {
                let (layout, installation) = create(&data_dir, options.postgres.as_deref())?;
                (layout, Some(installation))
            }
        };
        let found = postmaster::find(&layout, patience)?;
        let attached = found.is_some();
        let postmaster = match found {
            Some(postmaster) => {
                tracing::debug!(pid = postmaster.pid, "PostgreSQL runs already");
                postmaster
            }
            None => start(&options, &data_dir, &layout, made_with, patience)?,
        };
        drop(change);
        Ok(Self {
            options,
            data_dir,
            layout,
            attached,
            closing: AtomicBool::new(false),
            state: Mutex::new(State {
                postmaster,
                running_since: Instant::now(),
                back_off: None,
                user: Some(user),
                server,
            }),
        })
    }

    /// The URL of the database [`DATABASE`], for libpq: user [`USER`], no password, Unix socket.
    pub fn url(&self) -> String {
        self.url_of(DATABASE)
    }

    /// The URL of another database of the cluster, `postgres` or a clone for a test.
    pub fn url_of(&self, database: &str) -> String {
        let state = self.state();
        let Postmaster { socket_dir, port, .. } = &state.postmaster;
        let socket_dir = percent_encoded(socket_dir.as_os_str().as_encoded_bytes());
        let database = percent_encoded(database.as_bytes());
        format!("postgresql://{USER}@/{database}?host={socket_dir}&port={port}")
    }

    /// Whether the server was running already when this handle was opened.
    pub fn attached(&self) -> bool {
        self.attached
    }

    /// The process id of PostgreSQL's parent process, for status pages and logs. It changes with a
    /// restart.
    pub fn postmaster_pid(&self) -> i32 {
        self.state().postmaster.pid
    }

    /// PostgreSQL's data directory: `postgres` in the data folder, or where that link leads to.
    pub fn pgdata(&self) -> &std::path::Path {
        self.layout.pgdata()
    }

    /// Looks whether the server lives, and starts it again when it does not. Call it every second
    /// from a thread that may block: a start includes recovery. Attempts that fail are repeated
    /// after 1, 2, 4 … 30 seconds, so that a broken installation does not burn the machine.
    ///
    /// # Errors
    /// Why the attempt of this call failed. Later calls give [`Health::Waiting`] until the next one.
    pub fn ensure_running(&self) -> Result<Health, ClusterError> {
        let mut state = self.state();
        if state.user.is_none() || self.closing.load(Ordering::Acquire) {
            return Ok(Health::Stopped);
        }
        if postmaster::is_well(&self.layout, &state.postmaster) {
            if state.running_since.elapsed() > HEALTHY {
                state.back_off = None;
            }
            return Ok(Health::Running);
        }
        if let Some(back_off) = state.back_off {
            let retry_in = back_off.not_before.saturating_duration_since(Instant::now());
            if !retry_in.is_zero() {
                return Ok(Health::Waiting { retry_in });
            }
        }
        // Counted before the attempt: a server that starts and dies again is waited for as well.
        let step = state.back_off.map_or(BACK_OFF.0, |last| (last.step * 2).min(BACK_OFF.1));
        tracing::error!(pid = state.postmaster.pid, "PostgreSQL has died; starting it again");
        let result = self.restart();
        state.back_off = Some(BackOff { step, not_before: Instant::now() + step });
        state.postmaster = match result {
            Ok(postmaster) => postmaster,
            Err(ClusterError::Stopped) => return Ok(Health::Stopped),
            Err(error) => return Err(error),
        };
        state.running_since = Instant::now();
        tracing::info!(pid = state.postmaster.pid, "PostgreSQL runs again");
        Ok(Health::Restarted)
    }

    /// Another process that uses the cluster may have been faster.
    fn restart(&self) -> Result<Postmaster, ClusterError> {
        let patience = Patience::new(self.options.start_timeout, Some(&self.closing));
        let _change = lock::change(&self.data_dir, patience)?;
        match postmaster::find(&self.layout, patience)? {
            Some(postmaster) => Ok(postmaster),
            None => start(&self.options, &self.data_dir, &self.layout, None, patience),
        }
    }

    /// Leaves the cluster, and stops the server unless another process uses it; that one will stop
    /// it. Returns after the server has ended (within some seconds). May be called twice.
    ///
    /// # Errors
    /// [`ClusterError::StopTimeout`] or what the system refuses. The data are safe in any case.
    pub fn stop(&self) -> Result<(), ClusterError> {
        // Ends a restart that another thread waits for.
        self.closing.store(true, Ordering::Release);
        let mut state = self.state();
        let Some(user) = state.user.take() else { return Ok(()) };
        let server = state.server.take();
        let change = lock::change(&self.data_dir, Patience::new(STOP_PATIENCE, None));
        drop(user);
        let result = change.and_then(|_change| {
            if lock::nobody_left(&self.data_dir)? {
                postmaster::stop(&self.layout)
            } else {
                tracing::info!("another process uses the database and will stop it");
                Ok(())
            }
        });
        // Last, so that the next `serve` begins after this one has ended.
        drop(server);
        result
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Err(error) = self.stop() {
            tracing::error!(%error, "PostgreSQL could not be stopped");
        }
    }
}

fn start(
    options: &Options,
    data_dir: &std::path::Path,
    layout: &Layout,
    made_with: Option<Installation>,
    patience: Patience<'_>,
) -> Result<Postmaster, ClusterError> {
    let begin = Instant::now();
    let installation = match made_with {
        Some(installation) => installation,
        None => Installation::find(
            layout.account(),
            Wanted::Major { major: layout.version()?, folder: layout.pgdata() },
            options.postgres.as_deref(),
            &create::cache(layout.account(), data_dir)?,
        )?,
    };
    let postmaster = postmaster::start(layout, &installation, options.max_connections, patience)?;
    tracing::info!(
        version = installation.major(),
        pid = postmaster.pid,
        milliseconds = begin.elapsed().as_millis(),
        "PostgreSQL is ready"
    );
    Ok(postmaster)
}

/// Everything but RFC 3986's unreserved characters is escaped.
fn percent_encoded(bytes: &[u8]) -> String {
    use std::fmt::Write;
    let mut text = String::with_capacity(bytes.len());
    for byte in bytes {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(byte) {
            text.push(char::from(*byte));
        } else {
            // Writing to a string cannot fail.
            let _ = write!(text, "%{byte:02X}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn folders_are_escaped_in_a_url() {
        assert_eq!(percent_encoded("/数 据?&".as_bytes()), "%2F%E6%95%B0%20%E6%8D%AE%3F%26");
    }
}
