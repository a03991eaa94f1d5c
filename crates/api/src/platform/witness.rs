//! The witness of the audit logs: a file outside the database that remembers how far each log had come. Rows that were
//! cut off the end of a log leave a sound, shorter chain; only who remembers its end notices.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use guanxi_domain::platform::audit::Anchor;
use guanxi_persistence::Database;
use guanxi_persistence::platform::chain;
use uuid::Uuid;

/// How often the file is brought up to date; what is cut off sooner goes unnoticed.
const EVERY: Duration = Duration::from_secs(10);

/// The ends of the logs, by organization.
pub type Heads = BTreeMap<Uuid, Anchor>;

/// The file of one data folder.
#[derive(Clone, Debug)]
pub struct Witness(PathBuf);

impl Witness {
    /// Of a data folder.
    pub fn of(data: &Path) -> Self {
        Self(data.join("audit-heads.json"))
    }

    /// What it remembers; nothing where it has never seen anything.
    ///
    /// # Errors
    /// Those of the file system, and `InvalidData` where the file is none of ours.
    pub fn read(&self) -> io::Result<Heads> {
        match std::fs::read(&self.0) {
            Ok(text) => serde_json::from_slice(&text)
                .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, format!("{}: {error}", self.0.display()))),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Heads::new()),
            Err(error) => Err(error),
        }
    }

    /// Remembers the present ends. A log that has become shorter keeps the end that was seen, and is told of.
    ///
    /// # Errors
    /// A sentence for the log.
    pub fn look(&self, db: &Database) -> Result<(), String> {
        let mut known = self.read().map_err(|error| error.to_string())?;
        let before = known.clone();
        for (org, head) in db.quiet(chain::heads).map_err(|error| error.to_string())? {
            let seen = known.entry(org).or_insert(head);
            if head.seq >= seen.seq {
                *seen = head;
            } else {
                tracing::error!(%org, seen = seen.seq, now = head.seq, "the audit log has become shorter");
            }
        }
        if known == before { Ok(()) } else { self.write(&known).map_err(|error| error.to_string()) }
    }

    /// A crash leaves the old file or the new one.
    fn write(&self, heads: &Heads) -> io::Result<()> {
        let folder = self.0.parent().unwrap_or(Path::new("."));
        std::fs::create_dir_all(folder)?;
        let mut file = tempfile::NamedTempFile::new_in(folder)?;
        serde_json::to_writer_pretty(&mut file, heads)?;
        file.flush()?;
        file.as_file().sync_all()?;
        file.persist(&self.0)?;
        Ok(())
    }
}

/// Keeps the file up to date, until it is dropped.
pub async fn run(witness: Arc<Witness>, db: Database) {
    loop {
        let (looked, db) = (Arc::clone(&witness), db.clone());
        if let Ok(Err(error)) = actix_web::web::block(move || looked.look(&db)).await {
            tracing::error!(%error, "the ends of the audit logs are not remembered");
        }
        tokio::time::sleep(EVERY).await;
    }
}
