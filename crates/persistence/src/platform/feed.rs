//! The event log as one person may follow it live: what happened to what, without values.

use std::collections::{HashMap, HashSet};

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Bool, Nullable, Uuid as UuidType};
use guanxi_domain::identity::{Action, Resource, ScopeFilter};
use guanxi_domain::platform::audit::FieldChange;
use serde_json::Value;
use uuid::Uuid;

use crate::record::kinds::{self, KINDS};
use crate::schema::event;
use crate::sql::{Json, Scope};
use crate::{Result, Tx};

/// Events read at a time.
const BATCH: i64 = 200;
/// A reader who has missed more than this begins anew.
const REACH: i64 = 10_000;

/// How far an organization's log and configuration have come.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Position {
    /// Number of the last event.
    pub seq: i64,
    /// Version of the configuration.
    pub config: i64,
}

/// An event as it is told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// Its number.
    pub seq: i64,
    /// `customer.updated`; `gone` where the record has left what the reader may see.
    pub kind: String,
    /// `customer`.
    pub entity: String,
    /// Which record.
    pub record_id: Option<Uuid>,
    /// Its version afterwards.
    pub version: Option<i64>,
}

/// What follows a number.
#[derive(Clone, Debug)]
pub struct Batch {
    /// What the reader may know of it.
    pub told: Vec<Told>,
    /// Where the log and the configuration stand for this reader now.
    pub position: Position,
    /// Whether more is waiting.
    pub more: bool,
}

/// Where organizations stand.
///
/// # Errors
/// Faults of the database.
pub fn positions(conn: &mut PgConnection, orgs: &[Uuid]) -> Result<Vec<(Uuid, Position)>> {
    #[derive(QueryableByName)]
    struct Row {
        #[diesel(sql_type = UuidType)]
        id: Uuid,
        #[diesel(sql_type = BigInt)]
        config: i64,
        #[diesel(sql_type = Nullable<BigInt>)]
        seq: Option<i64>,
    }
    let rows: Vec<Row> = diesel::sql_query(
        "SELECT id, config_version AS config, \
         (SELECT max(seq) FROM event WHERE event.org_id = organization.id AND seq IS NOT NULL) AS seq \
         FROM organization WHERE id = ANY($1)",
    )
    .bind::<Array<UuidType>, _>(orgs)
    .load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, Position { seq: row.seq.unwrap_or(0), config: row.config })).collect())
}

/// Where a reader begins, who says what they have seen last; `None` where they have missed too much (or come from
/// another log) and should read anew from the second position.
///
/// # Errors
/// Faults of the database.
pub fn begin(tx: &mut Tx<'_>, seen: Option<i64>) -> Result<(Option<Position>, Position)> {
    let org = tx.org();
    let head = positions(tx.conn, &[org])?.first().map(|(_, position)| position.seq).unwrap_or_default();
    let now = Position { seq: head, config: tx.config.version };
    let resumed = match seen {
        None => Some(now),
        Some(seen) if (0..=head).contains(&seen) && head - seen <= REACH => Some(Position { seq: seen, ..now }),
        Some(_) => None,
    };
    Ok((resumed, now))
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = event, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    seq: Option<i64>,
    kind: String,
    entity: String,
    actor_id: Option<Uuid>,
    record_id: Option<Uuid>,
    record_version: Option<i64>,
}

/// What the caller may know of the events after a number.
///
/// # Errors
/// Faults of the database.
pub fn after(tx: &mut Tx<'_>, seq: i64) -> Result<Batch> {
    let rows: Vec<Row> = event::table
        .filter(event::org_id.eq(tx.org()))
        .filter(event::seq.gt(seq))
        .order(event::seq)
        .limit(BATCH)
        .select(Row::as_select())
        .load(tx.conn)?;
    let more = i64::try_from(rows.len()).is_ok_and(|read| read == BATCH);
    let last = rows.last().and_then(|row| row.seq).unwrap_or(seq);
    let records = Records::of(tx, &rows)?;
    let told = rows.into_iter().filter_map(|row| tell(tx, &records, row)).collect();
    Ok(Batch { told, position: Position { seq: last, config: tx.config.version }, more })
}

fn tell(tx: &Tx<'_>, records: &Records, row: Row) -> Option<Told> {
    let sight = if kinds::named(&row.entity).is_some() { records.sight(&row) } else { sight(tx, &row) };
    let kind = match sight {
        Sight::Seen => row.kind,
        Sight::Lost => "gone".to_owned(),
        Sight::Never => return None,
    };
    Some(Told { seq: row.seq?, kind, entity: row.entity, record_id: row.record_id, version: row.record_version })
}

enum Sight {
    Seen,
    /// The event took the record out of the reader's sight.
    Lost,
    Never,
}

/// Things without a scope of their own follow the permission; of things that have one, people hear what they did
/// themselves, and those who see all of them hear all.
fn sight(tx: &Tx<'_>, row: &Row) -> Sight {
    let resource = match row.entity.as_str() {
        "organization" => Resource::Organization,
        "department" => Resource::Departments,
        "user" => Resource::Users,
        "role" => Resource::Roles,
        "dictionary" => Resource::Dictionaries,
        "custom_field" => Resource::CustomFields,
        "numbering" => Resource::Numbering,
        "tag" => Resource::Tags,
        "saved_view" => Resource::SavedViews,
        "job" | "import" | "export" => Resource::Jobs,
        _ => return Sight::Never,
    };
    let seen = match ScopeFilter::new(&tx.actor, resource, Action::View) {
        ScopeFilter::All => true,
        ScopeFilter::None => false,
        ScopeFilter::Any { owner, .. } => row.actor_id == Some(owner),
    };
    if seen { Sight::Seen } else { Sight::Never }
}

type Holder = (Option<Uuid>, Option<Uuid>);

/// Which records of a batch the caller sees now, and which events took one out of sight: two or three queries for each
/// kind in a batch.
#[derive(Default)]
struct Records {
    seen: HashSet<Uuid>,
    lost: HashSet<Uuid>,
}

impl Records {
    fn of(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Self> {
        let mut records = Self::default();
        for kind in KINDS {
            let about: Vec<&Row> = rows.iter().filter(|row| row.entity == kind.name()).collect();
            let ids: HashSet<Uuid> = about.iter().filter_map(|row| row.record_id).collect();
            if ids.is_empty() || !tx.may(kind.resource(), Action::View) {
                continue;
            }
            let scope = kind.scope(tx, Action::View)?;
            let holders = kind.holders(tx, ids.into_iter().collect())?;
            let held: HashMap<Uuid, Holder> =
                holders.into_iter().map(|(id, facts)| (id, (facts.owner, facts.department))).collect();
            let seen = held.iter().filter(|(id, (owner, department))| scope.admits(**id, *owner, *department));
            let seen: HashSet<Uuid> = seen.map(|(id, _)| *id).collect();
            let unseen = about.iter().filter(|row| row.record_id.is_some_and(|id| !seen.contains(&id)));
            records.lost.extend(lost(tx, &scope, &held, unseen.map(|row| row.id).collect())?);
            records.seen.extend(seen);
        }
        Ok(records)
    }

    fn sight(&self, row: &Row) -> Sight {
        match row.record_id {
            Some(id) if self.seen.contains(&id) => Sight::Seen,
            _ if self.lost.contains(&row.id) => Sight::Lost,
            _ => Sight::Never,
        }
    }
}

/// The events that changed owner or department from one that the caller sees.
fn lost(tx: &mut Tx<'_>, scope: &Scope, held: &HashMap<Uuid, Holder>, events: Vec<Uuid>) -> Result<HashSet<Uuid>> {
    const MOVES: &str = r#"changes @? '$[*] ? (@.field == "owner_id" || @.field == "department_id")'"#;
    if events.is_empty() {
        return Ok(HashSet::new());
    }
    let moves: Vec<(Uuid, Option<Uuid>, Json<Vec<FieldChange>>)> = event::table
        .filter(event::org_id.eq(tx.org()))
        .filter(event::id.eq_any(events))
        .filter(diesel::dsl::sql::<Bool>(MOVES))
        .select((event::id, event::record_id, event::changes))
        .load(tx.conn)?;
    let was_seen = moves.into_iter().filter_map(|(event, record, changes)| {
        let record = record?;
        let (mut owner, mut department) = held.get(&record).copied().unwrap_or_default();
        for change in &changes.0 {
            let before = change.before.as_str().and_then(|id| Uuid::try_parse(id).ok());
            match change.field.as_str() {
                // A record that was just made was nowhere before.
                "owner_id" | "department_id" if change.before == Value::Null && change.is_erased() => return None,
                "owner_id" => owner = before,
                "department_id" => department = before,
                _ => {}
            }
        }
        scope.admits(record, owner, department).then_some(event)
    });
    Ok(was_seen.collect())
}
