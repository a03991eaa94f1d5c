//! Reading the event log: for auditors all of it, for everybody the history of a record that they see. Values are shown
//! as the reader's field rules say, here and nowhere else.

use std::collections::HashSet;

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{Action, FieldRule, Resource, ScopeFilter};
use guanxi_domain::platform::audit::FieldChange;
use guanxi_domain::values::Invalid;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::record::Visible;
use crate::record::kinds::{self, KINDS, Kind};
use crate::schema::event;
use crate::sql::Json;
use crate::{Error, Result, Tx};

/// Entries of a page unless the reader says otherwise.
pub const DEFAULT_LIMIT: i64 = 50;
/// Entries of a page at most.
pub const MAX_LIMIT: i64 = 200;

/// What of the log is asked for.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// `customer`.
    pub entity: Option<String>,
    /// One record.
    pub record_id: Option<Uuid>,
    /// One person.
    pub actor_id: Option<Uuid>,
    /// `customer.updated`.
    pub kind: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Entries.
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// One field of an entry, as its reader may see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Change {
    /// Name of the field.
    pub field: String,
    /// The value before; null where there was none, or it is not for the reader.
    pub before: Value,
    /// The value after; null where there is none, or it is not for the reader.
    pub after: Value,
    /// A field rule of the reader's hides or masks the values.
    pub restricted: bool,
    /// The values were erased for a person's rights; that they changed stays proven.
    pub erased: bool,
}

/// An entry of the log.
#[derive(Clone, Debug)]
pub struct Entry {
    /// Id.
    pub id: Uuid,
    /// Place in the organization's log; absent for the moment until the relay has numbered it.
    pub seq: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; absent for the system itself.
    pub actor_id: Option<Uuid>,
    /// `browser`, `api_key`, `job`, `cli`.
    pub via: String,
    /// From which address, where the reader may know.
    pub ip: Option<String>,
    /// With which program, where the reader may know.
    pub user_agent: Option<String>,
    /// Names the request in the log files.
    pub request_id: Option<String>,
    /// `customer.updated`.
    pub kind: String,
    /// `customer`.
    pub entity: String,
    /// Which record.
    pub record_id: Option<Uuid>,
    /// Its version afterwards.
    pub record_version: Option<i64>,
    /// Field by field.
    pub changes: Vec<Change>,
}

/// A page of the log, newest first.
#[derive(Clone, Debug)]
pub struct Entries {
    /// The entries.
    pub items: Vec<Entry>,
    /// For the page after this.
    pub next_cursor: Option<String>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = event, check_for_backend(diesel::pg::Pg))]
struct Row {
    id: Uuid,
    seq: Option<i64>,
    at: DateTime<Utc>,
    actor_id: Option<Uuid>,
    via: String,
    ip: Option<String>,
    user_agent: Option<String>,
    request_id: Option<String>,
    kind: String,
    entity: String,
    record_id: Option<Uuid>,
    record_version: Option<i64>,
    changes: Json<Vec<FieldChange>>,
}

/// The log for those who may read all of it, within their scope: what they and the people of their departments did.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] at `/limit` or `/cursor`.
pub fn list(tx: &mut Tx<'_>, filter: &EventFilter) -> Result<Entries> {
    tx.require(Resource::AuditEvents, Action::View)?;
    let actors = match ScopeFilter::new(&tx.actor, Resource::AuditEvents, Action::View) {
        ScopeFilter::All => None,
        ScopeFilter::None => Some(Vec::new()),
        ScopeFilter::Any { owner, departments, .. } => {
            let theirs = |department: Option<Uuid>| department.is_some_and(|id| departments.contains(&id));
            let people =
                tx.config.people.values().filter(|person| theirs(person.department_id)).map(|person| person.id);
            Some(people.chain([owner]).collect())
        }
    };
    let mut entries = read(tx, filter, actors, false)?;
    let hidden = |field| {
        tx.actor.access.field_rule(Resource::AuditEvents, field).is_some_and(|rule| rule != FieldRule::ReadOnly)
    };
    let (no_address, no_agent) = (hidden("address"), hidden("user_agent"));
    for entry in &mut entries.items {
        entry.ip = entry.ip.take().filter(|_| !no_address);
        entry.user_agent = entry.user_agent.take().filter(|_| !no_agent);
    }
    Ok(entries)
}

/// What happened to one record; that the caller sees the record has been made sure of before. From where people worked
/// is the auditors' business.
///
/// # Errors
/// [`Error::Invalid`] at `/limit` or `/cursor`.
pub fn history(tx: &mut Tx<'_>, record_id: Uuid, limit: Option<i64>, cursor: Option<String>) -> Result<Entries> {
    let filter = EventFilter { record_id: Some(record_id), limit, cursor, ..EventFilter::default() };
    let mut entries = read(tx, &filter, None, true)?;
    for entry in &mut entries.items {
        (entry.ip, entry.user_agent, entry.request_id) = (None, None, None);
    }
    Ok(entries)
}

/// With `seen`, that the caller sees the records has been made sure of before.
fn read(tx: &mut Tx<'_>, filter: &EventFilter, actors: Option<Vec<Uuid>>, seen: bool) -> Result<Entries> {
    let size = filter.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&size) {
        return Err(Error::field("/limit", Invalid::new("out_of_range").with("min", 1).with("max", MAX_LIMIT)));
    }
    for (pointer, moment) in [("/from", filter.from), ("/to", filter.to)] {
        if moment.is_some_and(|moment| !(1..=9999).contains(&moment.year())) {
            return Err(Error::field(pointer, Invalid::new("expected_timestamp")));
        }
    }
    let mut query = event::table.filter(event::org_id.eq(tx.org())).into_boxed();
    if let Some(cursor) = &filter.cursor {
        let before = Uuid::try_parse(cursor).map_err(|_| Error::field("/cursor", Invalid::new("invalid_cursor")))?;
        query = query.filter(event::id.lt(before));
    }
    if let Some(entity) = &filter.entity {
        // The second condition says the same in terms of an index.
        let kinds = (format!("{entity}."), format!("{entity}/"));
        query = query.filter(event::entity.eq(entity)).filter(event::kind.ge(kinds.0)).filter(event::kind.lt(kinds.1));
    }
    if let Some(record) = filter.record_id {
        query = query.filter(event::record_id.eq(record));
    }
    if let Some(actor) = filter.actor_id {
        query = query.filter(event::actor_id.eq(actor));
    }
    if let Some(actors) = actors {
        query = query.filter(event::actor_id.eq_any(actors));
    }
    if let Some(kind) = &filter.kind {
        query = query.filter(event::kind.eq(kind));
    }
    // Ids begin with their time: they narrow what is read, the times decide.
    if let Some(from) = filter.from {
        query = query.filter(event::at.ge(from)).filter(event::id.ge(first_id(from - TimeDelta::hours(1))));
    }
    if let Some(to) = filter.to {
        query = query.filter(event::at.lt(to)).filter(event::id.lt(first_id(to + TimeDelta::days(1))));
    }
    let mut rows: Vec<Row> = query.order(event::id.desc()).limit(size + 1).select(Row::as_select()).load(tx.conn)?;
    let more = rows.len() > usize::try_from(size).unwrap_or(usize::MAX);
    if more {
        rows.pop();
    }
    let next_cursor = rows.last().filter(|_| more).map(|row| row.id.to_string());
    let sight = if seen { Sight::Everything } else { Sight::of(tx, &rows)? };
    Ok(Entries { items: rows.into_iter().map(|row| entry(tx, row, &sight)).collect(), next_cursor })
}

/// The smallest id of a moment (RFC 9562, version 7).
fn first_id(at: DateTime<Utc>) -> Uuid {
    let millis = u64::try_from(at.timestamp_millis()).unwrap_or_default();
    uuid::Builder::from_unix_timestamp_millis(millis.min(0xFFFF_FFFF_FFFF), &[0; 10]).into_uuid()
}

/// The records whose values the reader may know. That something happened to the others is told, and what not.
enum Sight {
    Everything,
    /// Records of the kinds that have a scope.
    Records(HashSet<Uuid>),
}

impl Sight {
    fn of(tx: &mut Tx<'_>, rows: &[Row]) -> Result<Self> {
        let mut seen = HashSet::new();
        for kind in KINDS {
            let about = rows.iter().filter(|row| row.entity == kind.name());
            let ids: Vec<Uuid> = about.filter_map(|row| row.record_id).collect();
            if ids.is_empty() {
                continue;
            }
            match ScopeFilter::new(&tx.actor, kind.resource(), Action::View) {
                ScopeFilter::All => seen.extend(ids),
                ScopeFilter::None => {}
                ScopeFilter::Any { .. } => seen.extend(kind.titles(tx, &ids)?.into_keys()),
            }
        }
        Ok(Self::Records(seen))
    }

    fn reaches(&self, row: &Row) -> bool {
        match self {
            Self::Everything => true,
            Self::Records(ids) => {
                kinds::named(&row.entity).is_none() || row.record_id.is_some_and(|id| ids.contains(&id))
            }
        }
    }
}

fn entry(tx: &Tx<'_>, row: Row, sight: &Sight) -> Entry {
    let mut reader = Reader::of(tx, &row.entity);
    reader.blind = !sight.reaches(&row);
    Entry {
        id: row.id,
        seq: row.seq,
        at: row.at,
        actor_id: row.actor_id,
        via: row.via,
        ip: row.ip,
        user_agent: row.user_agent,
        request_id: row.request_id,
        changes: row.changes.0.into_iter().filter_map(|change| reader.change(change)).collect(),
        kind: row.kind,
        entity: row.entity,
        record_id: row.record_id,
        record_version: row.record_version,
    }
}

/// How the fields of an entity read to the caller.
struct Reader {
    visible: Visible,
    kind: Option<&'static dyn Kind>,
    /// The record is not for the caller: its values are not either.
    blind: bool,
}

impl Reader {
    fn of(tx: &Tx<'_>, entity: &str) -> Self {
        let kind = kinds::named(entity);
        let visible = match (kind, entity) {
            (Some(kind), _) => kind.visible(tx),
            (None, "user") => Visible::of(tx, Resource::Users),
            (None, _) => Visible::everything(),
        };
        Self { visible, kind, blind: false }
    }

    /// `None` for a field that the caller is not to know of.
    fn change(&self, change: FieldChange) -> Option<Change> {
        let name = change.field.as_str();
        let spec = self.kind.and_then(|kind| kind.spec(name));
        let erased = change.is_erased();
        if self.blind && !self.visible.hides(name) {
            let (before, after) = (Value::Null, Value::Null);
            return Some(Change { before, after, restricted: true, erased, field: change.field });
        }
        let shown = |value: &Value| match value {
            Value::Object(members) if name == "custom" => Value::Object(self.visible.members("custom", members)),
            _ => self.visible.value(spec, name, value.clone()).unwrap_or(Value::Null),
        };
        let (before, after) = (shown(&change.before), shown(&change.after));
        let restricted = before != change.before || after != change.after;
        if self.visible.hides(name) || (name == "custom" && before == after && !erased) {
            return None;
        }
        Some(Change { before, after, restricted, erased, field: change.field })
    }
}
