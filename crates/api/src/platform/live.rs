//! What follows from commits in this server: the relay's task, and the positions that live streams wait for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use guanxi_domain::platform::audit::AuditKey;
use guanxi_persistence::platform::feed::{self, Position};
use guanxi_persistence::platform::relay::{self, BATCH, Round};
use guanxi_persistence::{Database, Result};
use tokio::sync::{Notify, watch};
use uuid::Uuid;

/// How often the log is looked at for what other servers and commands have committed.
const POLL: Duration = Duration::from_millis(250);
/// Commits of this time are numbered together.
const GATHER: Duration = Duration::from_millis(15);
/// Pause after a failure; doubled each time up to the second.
const FAILED: (Duration, Duration) = (Duration::from_millis(500), Duration::from_secs(30));
/// Streams of one person at a time: a browser has one for all its tabs.
pub const MAX_STREAMS: usize = 20;

/// Shared by the relay's task, the streams, and whoever stops the server.
pub struct Live {
    committed: Notify,
    positions: Mutex<HashMap<Uuid, watch::Sender<Position>>>,
    streams: Mutex<HashMap<(Uuid, Uuid), usize>>,
    stopping: watch::Sender<bool>,
}

impl Default for Live {
    fn default() -> Self {
        Self {
            committed: Notify::new(),
            positions: Mutex::default(),
            streams: Mutex::default(),
            stopping: watch::Sender::new(false),
        }
    }
}

/// One open stream; counted until it is dropped.
pub struct Subscription {
    live: Arc<Live>,
    person: (Uuid, Uuid),
    /// Changes when the organization's log or configuration has.
    pub position: watch::Receiver<Position>,
    /// Turns true when the server stops.
    pub stopping: watch::Receiver<bool>,
}

impl Drop for Subscription {
    fn drop(&mut self) {
        let mut streams = self.live.streams.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = streams.get_mut(&self.person) {
            *count -= 1;
            if *count == 0 {
                streams.remove(&self.person);
            }
        }
    }
}

impl Live {
    /// Tells the relay that something was committed; cheap, and many calls are one.
    pub fn committed(&self) {
        self.committed.notify_one();
    }

    /// Ends all streams and the relay.
    pub fn stop(&self) {
        self.stopping.send_replace(true);
    }

    /// Opens a stream for a person; `None` where they have too many.
    pub fn subscribe(self: &Arc<Self>, org: Uuid, user: Uuid) -> Option<Subscription> {
        let person = (org, user);
        let mut streams = self.streams.lock().unwrap_or_else(PoisonError::into_inner);
        let count = streams.entry(person).or_default();
        if *count >= MAX_STREAMS {
            return None;
        }
        *count += 1;
        drop(streams);
        let mut positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        let position = positions.entry(org).or_default().subscribe();
        Some(Subscription { live: Arc::clone(self), person, position, stopping: self.stopping.subscribe() })
    }

    /// Open streams of all people.
    pub fn streams(&self) -> usize {
        self.streams.lock().unwrap_or_else(PoisonError::into_inner).values().sum()
    }

    /// Organizations that somebody follows; the others are forgotten.
    fn followed(&self) -> Vec<Uuid> {
        let mut positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        positions.retain(|_, sender| sender.receiver_count() > 0);
        positions.keys().copied().collect()
    }

    fn moved(&self, reached: Vec<(Uuid, Position)>) {
        let positions = self.positions.lock().unwrap_or_else(PoisonError::into_inner);
        for (org, position) in reached {
            if let Some(sender) = positions.get(&org) {
                sender.send_if_modified(|known| std::mem::replace(known, position) != position);
            }
        }
    }
}

/// Numbers what is committed and tells the streams, until the server stops.
pub async fn run(live: Arc<Live>, db: Database, key: AuditKey) {
    let mut stopping = live.stopping.subscribe();
    let mut pause = FAILED.0;
    loop {
        tokio::select! {
            () = live.committed.notified() => tokio::time::sleep(GATHER).await,
            () = tokio::time::sleep(POLL) => {}
            _ = stopping.wait_for(|stopping| *stopping) => return,
        }
        let (db, key, shared) = (db.clone(), key.clone(), Arc::clone(&live));
        match actix_web::web::block(move || work(&db, &key, &shared)).await {
            Ok(Ok(())) => pause = FAILED.0,
            failed => {
                let error = failed.map_or_else(|error| error.to_string(), |done| format!("{done:?}"));
                tracing::error!(%error, "the event log is not numbered");
                tokio::select! {
                    () = tokio::time::sleep(pause) => {}
                    _ = stopping.wait_for(|stopping| *stopping) => return,
                }
                pause = (pause * 2).min(FAILED.1);
            }
        }
    }
}

fn work(db: &Database, key: &AuditKey, live: &Live) -> Result<()> {
    // A full round may have left some over.
    while db.quiet(|conn| relay::round(conn, key))? == Round::Numbered(usize::try_from(BATCH).unwrap_or(usize::MAX)) {}
    let followed = live.followed();
    if !followed.is_empty() {
        live.moved(db.quiet(|conn| feed::positions(conn, &followed))?);
    }
    Ok(())
}
