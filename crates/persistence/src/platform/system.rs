//! What an administrator and the monitoring want to know of the database.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Text};
use guanxi_domain::identity::{Action, Resource};

use crate::schema::job;
use crate::{Result, Tx};

/// The database as it is.
#[derive(Clone, Debug, QueryableByName)]
pub struct DatabaseState {
    /// Version of PostgreSQL.
    #[diesel(sql_type = Text)]
    pub version: String,
    /// Bytes on disk.
    #[diesel(sql_type = BigInt)]
    pub size: i64,
    /// Migrations that have run, in order.
    #[diesel(sql_type = Array<Text>)]
    pub migrations: Vec<String>,
}

/// The database, for those who run the organization.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub fn database(tx: &mut Tx<'_>) -> Result<DatabaseState> {
    tx.require(Resource::Organization, Action::Configure)?;
    Ok(diesel::sql_query(
        "SELECT current_setting('server_version') AS version, pg_database_size(current_database()) AS size, \
         ARRAY(SELECT version::text FROM __diesel_schema_migrations ORDER BY version) AS migrations",
    )
    .get_result(tx.conn)?)
}

/// The jobs of the organization that wait, run, or have been given up.
#[derive(Clone, Copy, Debug, Default)]
pub struct JobState {
    /// They wait for their turn or their time.
    pub queued: i64,
    /// A worker is at them.
    pub running: i64,
    /// Somebody should look at them.
    pub failed: i64,
}

/// The organization's jobs, for those who run it.
///
/// # Errors
/// [`crate::Error::Forbidden`].
pub fn jobs(tx: &mut Tx<'_>) -> Result<JobState> {
    tx.require(Resource::Organization, Action::Configure)?;
    let counts: Vec<(String, i64)> = job::table
        .filter(job::org_id.eq(tx.org()))
        .filter(job::status.eq_any(["queued", "running", "failed"]))
        .group_by(job::status)
        .select((job::status, diesel::dsl::count_star()))
        .load(tx.conn)?;
    let of = |status: &str| counts.iter().find(|(known, _)| known == status).map_or(0, |(_, count)| *count);
    Ok(JobState { queued: of("queued"), running: of("running"), failed: of("failed") })
}

/// Jobs that wait or run, by status.
///
/// # Errors
/// Faults of the database.
pub fn open_jobs(conn: &mut PgConnection) -> Result<HashMap<String, i64>> {
    let counts: Vec<(String, i64)> = job::table
        .filter(job::status.eq_any(["queued", "running"]))
        .group_by(job::status)
        .select((job::status, diesel::dsl::count_star()))
        .load(conn)?;
    Ok(counts.into_iter().collect())
}
