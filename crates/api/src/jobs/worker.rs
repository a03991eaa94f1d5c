//! Workers: threads that take jobs from the queue and do them step by step.

use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::thread::JoinHandle;
use std::time::Duration;

use guanxi_persistence::platform::jobs::{self, Claimed, Kind, Outcome, Step, Work};
use guanxi_persistence::{Caller, Credential, Database, Error, Origin, Result};
use uuid::Uuid;

use crate::clock;

/// How often an idle worker looks for work.
const LOOK: Duration = Duration::from_millis(300);
/// How often a worker says that it is alive; a third of the lease.
const ALIVE: Duration = Duration::from_secs(10);
/// How often somebody looks whether scheduled work is due.
const SCHEDULE: Duration = Duration::from_secs(20);

/// The workers of one process. They stop at the next end of a step when this is dropped or told to.
pub struct Workers {
    shared: Arc<Shared>,
    threads: Vec<JoinHandle<()>>,
}

struct Shared {
    db: Database,
    kinds: Vec<Kind>,
    /// Claims in hand, to be kept alive.
    held: Mutex<HashSet<Uuid>>,
    stopping: Mutex<bool>,
    stop: Condvar,
}

impl Workers {
    /// Starts so many workers, and the one thread that keeps their claims alive and looks at the schedule.
    ///
    /// # Errors
    /// Where the system has no thread for them.
    pub fn start(db: Database, kinds: Vec<Kind>, count: usize) -> std::io::Result<Self> {
        let shared =
            Arc::new(Shared { db, kinds, held: Mutex::default(), stopping: Mutex::default(), stop: Condvar::new() });
        let mut workers = Self { shared: Arc::clone(&shared), threads: Vec::new() };
        if count > 0 {
            workers.spawn("clerk", Shared::keep_alive)?;
            workers.spawn("schedule", Shared::keep_schedule)?;
        }
        for _ in 0..count {
            workers.spawn("worker", Shared::work)?;
        }
        Ok(workers)
    }

    fn spawn(&mut self, name: &str, body: impl FnOnce(&Shared) + Send + 'static) -> std::io::Result<()> {
        let shared = Arc::clone(&self.shared);
        let thread = std::thread::Builder::new().name(name.to_owned()).spawn(move || body(&shared))?;
        self.threads.push(thread);
        Ok(())
    }

    /// Asks the workers to stop after the step they are at, without waiting for them.
    pub fn ask_to_stop(&self) {
        *self.shared.stopping.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.shared.stop.notify_all();
    }

    /// Stops the workers and waits for them.
    pub fn stop(mut self) {
        self.ask_to_stop();
        for thread in self.threads.drain(..) {
            if thread.join().is_err() {
                tracing::error!("a worker has panicked");
            }
        }
    }
}

impl Drop for Workers {
    fn drop(&mut self) {
        self.ask_to_stop();
    }
}

impl Shared {
    fn stopping(&self) -> bool {
        *self.stopping.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Sleeps unless or until the workers are asked to stop; answers whether they go on.
    fn pause(&self, time: Duration) -> bool {
        let stopping = self.stopping.lock().unwrap_or_else(PoisonError::into_inner);
        let waited = self.stop.wait_timeout_while(stopping, time, |stopping| !*stopping);
        let (stopping, _) = waited.unwrap_or_else(PoisonError::into_inner);
        !*stopping
    }

    fn keep_alive(&self) {
        // Beyond the stop as long as a step is at work: its claim must hold until it has committed.
        while self.pause(ALIVE) || !self.held.lock().unwrap_or_else(PoisonError::into_inner).is_empty() {
            let held: Vec<Uuid> = self.held.lock().unwrap_or_else(PoisonError::into_inner).iter().copied().collect();
            if !held.is_empty() {
                self.log("heartbeat", self.db.bare(|conn| jobs::heartbeat(conn, &held, clock::now())));
            }
            if self.stopping() {
                std::thread::sleep(LOOK);
            }
        }
    }

    fn keep_schedule(&self) {
        loop {
            let due = self.db.bare(|conn| jobs::enqueue_due(conn, &self.kinds, clock::now()));
            self.log("schedule", due);
            if !self.pause(SCHEDULE) {
                return;
            }
        }
    }

    fn work(&self) {
        let names: Vec<&str> = self.kinds.iter().map(|kind| kind.name).collect();
        while !self.stopping() {
            let claim = Uuid::now_v7();
            let claimed = self.db.bare(|conn| jobs::claim(conn, claim, &names, clock::now()));
            let Some(job) = self.log("claim", claimed).flatten() else {
                self.pause(LOOK);
                continue;
            };
            self.held.lock().unwrap_or_else(PoisonError::into_inner).insert(claim);
            let outcome = self.run(&job, claim);
            if let Some(outcome) = outcome {
                tracing::info!(job = %job.id, kind = job.kind, ?outcome, "job");
                self.log("finish", self.db.bare(|conn| jobs::finish(conn, &job, claim, &outcome, clock::now())));
            }
            self.held.lock().unwrap_or_else(PoisonError::into_inner).remove(&claim);
        }
    }

    /// Does a job step by step; `None` where another worker has it by now.
    fn run(&self, job: &Claimed, claim: Uuid) -> Option<Outcome> {
        let kind = self.kinds.iter().find(|kind| kind.name == job.kind)?;
        let mut job = job.clone();
        loop {
            let stepped = catch_unwind(AssertUnwindSafe(|| self.step(kind, &job, claim)));
            let (step, cancel) = match stepped {
                Ok(Ok(stepped)) => stepped,
                Ok(Err(Error::Conflict(refusal))) if refusal.invalid.code == "job_claim_lost" => return None,
                Ok(Err(error)) => return Some(failed(&job, &error)),
                Err(_) => {
                    tracing::error!(job = %job.id, kind = job.kind, "a step has panicked");
                    return Some(Outcome::Failed { code: "internal".into(), again: true });
                }
            };
            match (step.last, cancel) {
                (true, _) => return Some(Outcome::Succeeded),
                (false, true) => return Some(Outcome::Cancelled),
                (false, false) if self.stopping() => return Some(Outcome::Released),
                (false, false) => {}
            }
            job = Claimed {
                done: step.done,
                total: step.total,
                checkpoint: Some(step.checkpoint),
                result: step.result,
                ..job
            };
        }
    }

    /// One step and the note of it, in one transaction.
    fn step(&self, kind: &Kind, job: &Claimed, claim: Uuid) -> Result<(Step, bool)> {
        let now = clock::now();
        match (&kind.work, job.org_id) {
            (Work::Installation(step), _) => self.db.bare(|conn| {
                let step = step(conn, job, now)?;
                let cancel = jobs::advance(conn, job.id, claim, &step, clock::now())?;
                Ok((step, cancel))
            }),
            (Work::Organization(step), Some(org_id)) => {
                let credential = match (job.api_key_id, job.created_by) {
                    (Some(key), _) => Credential::ApiKey(key),
                    (None, Some(_)) => Credential::Internal,
                    (None, None) => Credential::Program,
                };
                let origin = Origin { via: "job", request_id: Some(job.id.simple().to_string()), ..Origin::default() };
                let user_id = job.created_by.unwrap_or_default();
                let caller = Caller { org_id, user_id, credential, origin: Arc::new(origin), now };
                self.db.write(&caller, |tx| {
                    let step = step(tx, job)?;
                    let cancel = jobs::advance(tx.conn, job.id, claim, &step, clock::now())?;
                    Ok((step, cancel))
                })
            }
            (Work::Outside(step), _) => {
                let step = step(job)?;
                let cancel = self.db.bare(|conn| jobs::advance(conn, job.id, claim, &step, clock::now()))?;
                Ok((step, cancel))
            }
            (Work::Organization(_), None) => Err(Error::Corrupt(format!("{} without an organization", kind.name))),
        }
    }

    fn log<T>(&self, what: &str, result: Result<T>) -> Option<T> {
        result.inspect_err(|error| tracing::warn!(%error, "{what} failed")).ok()
    }
}

/// What is refused today is refused tomorrow; what failed for no fault of the request may go well the next time.
fn failed(job: &Claimed, error: &Error) -> Outcome {
    tracing::warn!(job = %job.id, kind = job.kind, %error, "step failed");
    Outcome::Failed { code: error.code().to_owned(), again: error.is_fault() }
}
