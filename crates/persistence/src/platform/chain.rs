//! The hash chain of the event log, read back: its end, and whether it is whole.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::platform::audit::{Anchor, AuditKey, AuditRow, Broken, Digest, FieldChange, Verifier};
use uuid::Uuid;

use crate::schema::{event, organization};
use crate::sql::Json;
use crate::{Error, Result};

/// Events checked at a time, so that a log of any size needs little memory.
const PAGE: i64 = 1000;

/// An event as the chain sees it.
#[derive(Queryable, Selectable)]
#[diesel(table_name = event, check_for_backend(diesel::pg::Pg))]
pub(crate) struct EventRow {
    pub(crate) org_id: Uuid,
    pub(crate) id: Uuid,
    pub(crate) at: DateTime<Utc>,
    pub(crate) actor_id: Option<Uuid>,
    pub(crate) kind: String,
    pub(crate) entity: String,
    pub(crate) record_id: Option<Uuid>,
    pub(crate) changes: Json<Vec<FieldChange>>,
}

/// The last numbered event of an organization.
pub(crate) fn head(conn: &mut PgConnection, org: Uuid) -> Result<Anchor> {
    let last: Option<(Option<i64>, Option<Vec<u8>>)> = event::table
        .filter(event::org_id.eq(org))
        .filter(event::seq.is_not_null())
        .order(event::seq.desc())
        .select((event::seq, event::chain))
        .first(conn)
        .optional()?;
    match last {
        None => Ok(Anchor::GENESIS),
        Some((Some(seq), Some(hash))) => Ok(Anchor { seq, hash: digest(&hash, seq)? }),
        Some(_) => Err(Error::Corrupt(format!("the last event of {org} has no link"))),
    }
}

/// The ends of all organizations' chains as they are now.
///
/// # Errors
/// Faults of the database.
pub fn heads(conn: &mut PgConnection) -> Result<Vec<(Uuid, Anchor)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = diesel::sql_types::Uuid)]
        org_id: Uuid,
        #[diesel(sql_type = diesel::sql_types::BigInt)]
        seq: i64,
        #[diesel(sql_type = diesel::sql_types::Binary)]
        chain: Vec<u8>,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT organization.id AS org_id, last.seq, last.chain FROM organization, \
         LATERAL (SELECT seq, chain FROM event WHERE event.org_id = organization.id AND seq IS NOT NULL \
         ORDER BY seq DESC LIMIT 1) AS last",
    )
    .load(conn)?;
    rows.into_iter().map(|row| Ok((row.org_id, Anchor { seq: row.seq, hash: digest(&row.chain, row.seq)? }))).collect()
}

fn digest(bytes: &[u8], seq: i64) -> Result<Digest> {
    Digest::try_from(bytes).map_err(|error| Error::Corrupt(format!("link of event {seq}: {error}")))
}

/// What a check of one organization's log has found.
#[derive(Clone, Debug)]
pub struct Finding {
    /// The organization.
    pub org_id: Uuid,
    /// Its name.
    pub name: String,
    /// The end of its chain, or where and how it is broken.
    pub outcome: std::result::Result<Anchor, Flaw>,
    /// Events that have no number yet.
    pub waiting: i64,
}

/// Why a log is not to be believed.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Flaw {
    /// The chain does not hold.
    #[error(transparent)]
    Broken(#[from] Broken),
    /// A row cannot even be read.
    #[error("row {seq} cannot be read: {reason}")]
    Unreadable {
        /// The row.
        seq: i64,
        /// Why.
        reason: String,
    },
    /// An event without a number has values other than those that were written.
    #[error("waiting event {id}: the values of {field} were altered")]
    Waiting {
        /// The event.
        id: Uuid,
        /// The field.
        field: String,
    },
}

/// The organizations whose logs there are to check.
///
/// # Errors
/// Faults of the database.
pub fn organizations(conn: &mut PgConnection) -> Result<Vec<(Uuid, String)>> {
    Ok(organization::table.order(organization::id).select((organization::id, organization::name)).load(conn)?)
}

/// Checks one organization's log from its beginning to its end. `known` is a place that is remembered elsewhere: only
/// it shows that rows were cut off the end.
///
/// # Errors
/// Faults of the database; a broken log is no error but a finding.
pub fn check(
    conn: &mut PgConnection,
    key: &AuditKey,
    (org_id, name): (Uuid, String),
    known: Option<Anchor>,
) -> Result<Finding> {
    let outcome = match walk(conn, key, org_id, known)? {
        Ok(anchor) => waiting_flaw(conn, org_id)?.map_or(Ok(anchor), Err),
        Err(flaw) => Err(flaw),
    };
    let waiting =
        event::table.filter(event::org_id.eq(org_id)).filter(event::seq.is_null()).count().get_result(conn)?;
    Ok(Finding { org_id, name, outcome, waiting })
}

type LinkedRow = (EventShape, Option<i64>, Option<Vec<u8>>);
/// As [`EventRow`], but what cannot be read as changes does not end the reading.
type EventShape = (DateTime<Utc>, Option<Uuid>, String, String, Option<Uuid>, serde_json::Value);

fn walk(
    conn: &mut PgConnection,
    key: &AuditKey,
    org: Uuid,
    known: Option<Anchor>,
) -> Result<std::result::Result<Anchor, Flaw>> {
    let mut verifier = Verifier::new(key, Anchor::GENESIS, known);
    let mut last = 0_i64;
    loop {
        let rows: Vec<LinkedRow> = event::table
            .filter(event::org_id.eq(org))
            .filter(event::seq.gt(last))
            .order(event::seq)
            .limit(PAGE)
            .select((
                (event::at, event::actor_id, event::kind, event::entity, event::record_id, event::changes),
                event::seq,
                event::chain,
            ))
            .load(conn)?;
        let Some(end) = rows.last().and_then(|(_, seq, _)| *seq) else {
            return Ok(verifier.finish().map_err(Flaw::from));
        };
        for row in rows {
            let checked = linked(org, row).and_then(|row| Ok(verifier.check(&row)?));
            if let Err(flaw) = checked {
                return Ok(Err(flaw));
            }
        }
        last = end;
    }
}

fn linked(org_id: Uuid, (shape, seq, chain): LinkedRow) -> std::result::Result<AuditRow, Flaw> {
    let seq = seq.unwrap_or_default();
    let unreadable = |reason: String| Flaw::Unreadable { seq, reason };
    let (at, actor_id, kind, entity, record_id, changes) = shape;
    let hash = Digest::try_from(chain.unwrap_or_default().as_slice()).map_err(|error| unreadable(error.to_string()))?;
    let changes = serde_json::from_value(changes).map_err(|error| unreadable(error.to_string()))?;
    let header = guanxi_domain::platform::audit::Header {
        org_id,
        occurred_at: at,
        actor_id,
        action: kind,
        resource: entity,
        record_id,
    };
    Ok(AuditRow { seq, header, changes, hash })
}

/// Events that wait for their number have no link yet, but their digests already speak.
fn waiting_flaw(conn: &mut PgConnection, org: Uuid) -> Result<Option<Flaw>> {
    let rows: Vec<(Uuid, serde_json::Value)> = event::table
        .filter(event::org_id.eq(org))
        .filter(event::seq.is_null())
        .order(event::id)
        .limit(PAGE)
        .select((event::id, event::changes))
        .load(conn)?;
    Ok(rows.into_iter().find_map(|(id, changes)| match serde_json::from_value::<Vec<FieldChange>>(changes) {
        Ok(changes) => {
            let altered = changes.into_iter().find(|change| !change.is_sound())?;
            Some(Flaw::Waiting { id, field: altered.field })
        }
        Err(error) => Some(Flaw::Waiting { id, field: error.to_string() }),
    }))
}
