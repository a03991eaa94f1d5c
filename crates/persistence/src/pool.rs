//! Connections, migrations, and the ways to work on the database.

use std::sync::{Arc, OnceLock};
use std::time::Duration;

use chrono::{DateTime, Utc};
use diesel::connection::{AnsiTransactionManager, SimpleConnection as _, TransactionManager as _};
use diesel::prelude::*;
use diesel::r2d2::{ConnectionManager, CustomizeConnection, Pool, PooledConnection};
use diesel_migrations::{EmbeddedMigrations, MigrationHarness as _, embed_migrations};

use crate::identity::{access, upgrade};
use crate::platform::config::Configs;
use crate::platform::frequent::Frequent;
use crate::platform::numbering::NumberBlocks;
use crate::tx::{Caller, Tx};
use crate::{Error, Result};

const MIGRATIONS: EmbeddedMigrations = embed_migrations!();
/// Advisory lock under which one server migrates while the others wait.
const MIGRATION_LOCK: i64 = 0x6775_616e_7869_0001;
/// First half of the advisory lock that writers of an organization share.
const WRITERS: i32 = 0x6775_616e;

type Connections = Pool<ConnectionManager<PgConnection>>;

/// How the database is reached.
#[derive(Clone, Debug)]
pub struct DatabaseOptions {
    /// libpq connection string or URL.
    pub url: String,
    /// Connections for requests; two cores are busy with eight.
    pub connections: u32,
    /// How long a request waits for a connection before it is answered 503.
    pub wait: Duration,
    /// After this long PostgreSQL gives a statement up: no request may keep the others waiting. `None` for commands,
    /// whose work may take its time.
    pub statement_timeout: Option<Duration>,
}

/// Prepares each new connection.
#[derive(Debug)]
struct Prepare {
    statement_timeout: Option<Duration>,
}

impl CustomizeConnection<PgConnection, diesel::r2d2::Error> for Prepare {
    fn on_acquire(&self, conn: &mut PgConnection) -> Result<(), diesel::r2d2::Error> {
        let millis = self.statement_timeout.map_or(0, |timeout| timeout.as_millis());
        // Requests are small and many: starting a helper process costs more than most of them take.
        let settings = format!("SET statement_timeout = {millis}; SET max_parallel_workers_per_gather = 0");
        // Errors are told apart by their texts. Only some may ask for English; the others' servers should speak it.
        let _ = conn.batch_execute("SET lc_messages = 'C'");
        conn.batch_execute(&settings).map_err(diesel::r2d2::Error::QueryError)
    }
}

/// A transaction on a connection that lives: one that died with a restarted database fails before the work has begun,
/// and another is tried.
fn transaction<T>(pool: &Connections, work: impl FnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
    let mut work = Some(work);
    let mut attempts = pool.max_size();
    loop {
        let done = pool.get()?.transaction(|conn| match work.take() {
            Some(work) => work(conn),
            None => Err(Error::Corrupt("work was done twice".into())),
        });
        match done {
            Err(Error::Unavailable(_)) if work.is_some() && attempts > 0 => attempts -= 1,
            done => return done,
        }
    }
}

/// A transaction that begins with more than `BEGIN`.
fn begun_by<T>(begin: &str, conn: &mut PgConnection, work: impl FnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
    AnsiTransactionManager::begin_transaction_sql(conn, begin)?;
    match work(conn) {
        Ok(done) => {
            AnsiTransactionManager::commit_transaction(conn)?;
            Ok(done)
        }
        Err(error) => {
            // Why the work failed says more than why it could not even be taken back; the pool throws the connection
            // away then.
            let _ = AnsiTransactionManager::rollback_transaction(conn);
            Err(error)
        }
    }
}

/// The database of one installation, shared by all threads of a server.
#[derive(Clone)]
pub struct Database(Arc<Inner>);

struct Inner {
    statement_timeout: Option<Duration>,
    requests: Connections,
    /// For short transactions of their own while a request holds its connection: never more of them than one each,
    /// so that the two cannot wait for each other.
    aside: Connections,
    configs: Configs,
    numbers: NumberBlocks,
    frequent: Frequent,
    /// Told after each commit, in this process.
    wake: OnceLock<Box<dyn Fn() + Send + Sync>>,
}

impl Database {
    /// Connects.
    ///
    /// # Errors
    /// [`Error::Unavailable`] where no connection can be made.
    pub fn open(options: &DatabaseOptions) -> Result<Self> {
        let pool = |size: u32| {
            Pool::builder()
                .max_size(size)
                .min_idle(Some(1))
                .connection_timeout(options.wait)
                // Asking before each use costs a round trip; a dead connection is noticed by its first statement.
                .test_on_check_out(false)
                .connection_customizer(Box::new(Prepare { statement_timeout: options.statement_timeout }))
                .build(ConnectionManager::new(&options.url))
        };
        Ok(Self(Arc::new(Inner {
            statement_timeout: options.statement_timeout,
            requests: pool(options.connections)?,
            aside: pool(2)?,
            configs: Configs::default(),
            numbers: NumberBlocks::default(),
            frequent: Frequent::default(),
            wake: OnceLock::new(),
        })))
    }

    /// Calls `wake` after each commit of this process, so that what follows from it need not poll.
    pub fn on_commit(&self, wake: impl Fn() + Send + Sync + 'static) {
        // Set once, by the server that starts the relay; a second caller would be a fault in the program only.
        let _ = self.0.wake.set(Box::new(wake));
    }

    fn committed(&self) {
        if let Some(wake) = self.0.wake.get() {
            wake();
        }
    }

    /// The Rust text of `schema.rs` for the database as it is.
    ///
    /// # Errors
    /// Those of the query.
    pub fn schema(&self) -> Result<String> {
        #[derive(QueryableByName)]
        struct Text {
            #[diesel(sql_type = diesel::sql_types::Text)]
            schema: String,
        }
        let mut conn = self.connection()?;
        let text: Text = diesel::sql_query(include_str!("schema.sql")).get_result(&mut conn)?;
        Ok(text.schema)
    }

    /// Brings the schema up to date, and the organizations in it to what this release ships; servers that start together
    /// wait for one another.
    ///
    /// # Errors
    /// [`Error::Unavailable`] or the failed migration as [`Error::Corrupt`].
    pub fn migrate(&self, now: DateTime<Utc>) -> Result<Vec<String>> {
        let mut conn = self.connection()?;
        // A session-level lock would outlive a pooled connection, hence the explicit release.
        // A migration may take longer than any request.
        conn.batch_execute(&format!("SET statement_timeout = 0; SELECT pg_advisory_lock({MIGRATION_LOCK})"))?;
        let applied = conn
            .run_pending_migrations(MIGRATIONS)
            .map(|versions| versions.iter().map(ToString::to_string).collect())
            .map_err(|error| Error::Corrupt(format!("migration failed: {error}")))
            .and_then(|versions| {
                conn.transaction(|conn| upgrade::catch_up(conn, now))?;
                Ok(versions)
            });
        conn.batch_execute(&format!("SELECT pg_advisory_unlock({MIGRATION_LOCK})"))?;
        Prepare { statement_timeout: self.0.statement_timeout }.on_acquire(&mut conn).map_err(|error| match error {
            diesel::r2d2::Error::QueryError(error) => error.into(),
            diesel::r2d2::Error::ConnectionError(error) => Error::Unavailable(error.to_string()),
        })?;
        applied
    }

    /// Whether the database's messages can be read: only some may ask for English, and a server that speaks another
    /// language has its restarts taken for faults.
    ///
    /// # Errors
    /// Those of the query.
    pub fn speaks_english(&self) -> Result<bool> {
        #[derive(QueryableByName)]
        struct Language {
            #[diesel(sql_type = diesel::sql_types::Text)]
            name: String,
        }
        let query = diesel::sql_query("SELECT current_setting('lc_messages') AS name");
        let language: Language = query.get_result(&mut self.connection()?)?;
        Ok(["C", "POSIX", "en_"].iter().any(|english| language.name.starts_with(english)))
    }

    /// Whether the database answers and has every migration of this program.
    pub fn ready(&self) -> bool {
        self.connection().is_ok_and(|mut conn| matches!(conn.has_pending_migration(MIGRATIONS), Ok(false)))
    }

    /// Work that only reads: each statement sees what is committed when it runs, and none needs `BEGIN`.
    ///
    /// # Errors
    /// Whatever `work` answers; [`Error::Unauthorized`] when the credential no longer stands.
    pub fn read<T>(&self, caller: &Caller, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let (mut conn, admitted) = self.admitted(caller)?;
        work(&mut self.tx(&mut conn, caller, admitted))
    }

    /// Work that writes: one transaction, all or nothing.
    ///
    /// # Errors
    /// As [`Database::read`]; nothing is written then.
    pub fn write<T>(&self, caller: &Caller, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.write_holding("pg_advisory_xact_lock_shared", caller, work)
    }

    /// Work that tightens what records may hold (a field becomes unique or goes, a code is deleted): it begins when
    /// nobody in the organization is writing, and whoever writes next finds it done. Otherwise a record that was on its
    /// way could break the rule that was just checked.
    ///
    /// # Errors
    /// As [`Database::write`].
    pub fn write_alone<T>(&self, caller: &Caller, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.write_holding("pg_advisory_xact_lock", caller, work)
    }

    fn write_holding<T>(
        &self,
        lock: &'static str,
        caller: &Caller,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T>,
    ) -> Result<T> {
        // The lock rides along with BEGIN: it costs no round trip. Two organizations that share a key only wait.
        let place = caller.org_id.as_u128().to_le_bytes();
        let place = i32::from_le_bytes([place[0], place[1], place[2], place[3]]);
        let begin = format!("BEGIN; SELECT {lock}({WRITERS}, {place})");
        let mut work = Some(work);
        let mut attempts = self.0.requests.max_size();
        loop {
            let mut conn = self.connection()?;
            let done = begun_by(&begin, &mut conn, |conn| {
                let admitted = access::admit(conn, &self.0.configs, caller)?;
                let Some(work) = work.take() else { return Err(Error::Corrupt("work was done twice".into())) };
                work(&mut self.tx(conn, caller, admitted))
            });
            match done {
                // A connection that died while it lay in the pool: nothing has begun, so another is tried.
                Err(Error::Unavailable(_)) if work.is_some() && attempts > 0 => attempts -= 1,
                Err(error) => return Err(error),
                Ok(done) => {
                    self.committed();
                    return Ok(done);
                }
            }
        }
    }

    /// Work before anybody has signed in (sign-in itself, set-up, the relay, jobs): no tenant filter rides along, so
    /// only the functions made for it take a bare connection.
    ///
    /// # Errors
    /// Whatever `work` answers.
    pub fn bare<T>(&self, work: impl FnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
        let done = transaction(&self.0.requests, work)?;
        self.committed();
        Ok(done)
    }

    /// As [`Database::bare`], for the relay and other work that follows from commits: it wakes nobody itself.
    ///
    /// # Errors
    /// Whatever `work` answers.
    pub fn quiet<T>(&self, work: impl FnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
        self.connection()?.transaction(|conn| work(conn))
    }

    /// Connections of requests: in use, and idle.
    pub fn connections(&self) -> (u32, u32) {
        let state = self.0.requests.state();
        (state.connections - state.idle_connections, state.idle_connections)
    }

    /// A short transaction of its own while a request's transaction is open.
    pub(crate) fn aside<T>(&self, work: impl FnOnce(&mut PgConnection) -> Result<T>) -> Result<T> {
        transaction(&self.0.aside, work)
    }

    pub(crate) fn frequent(&self) -> &Frequent {
        &self.0.frequent
    }

    pub(crate) fn numbers(&self) -> &NumberBlocks {
        &self.0.numbers
    }

    fn connection(&self) -> Result<PooledConnection<ConnectionManager<PgConnection>>> {
        Ok(self.0.requests.get()?)
    }

    /// A connection whose first statement has worked. Connections that died with a restarted database are thrown away
    /// one by one, so that a restart costs no request an error.
    fn admitted(
        &self,
        caller: &Caller,
    ) -> Result<(PooledConnection<ConnectionManager<PgConnection>>, access::Admitted)> {
        let mut attempts = self.0.requests.max_size();
        loop {
            let mut conn = self.connection()?;
            match access::admit(&mut conn, &self.0.configs, caller) {
                Ok(admitted) => return Ok((conn, admitted)),
                Err(Error::Unavailable(_)) if attempts > 0 => attempts -= 1,
                Err(error) => return Err(error),
            }
        }
    }

    fn tx<'a>(&'a self, conn: &'a mut PgConnection, caller: &Caller, admitted: access::Admitted) -> Tx<'a> {
        Tx {
            conn,
            actor: admitted.actor,
            config: admitted.config,
            now: caller.now,
            origin: Arc::clone(&caller.origin),
            credential: caller.credential,
            database: self,
        }
    }
}
