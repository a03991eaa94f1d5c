//! Many records at once: a list of operations answered one by one, and one action on a selection as a job. Each record
//! goes the way of a single one, with the same permissions, field rules and events.

use std::collections::{BTreeMap, BTreeSet};

use guanxi_domain::identity::Action;
use guanxi_domain::values::{Cell, Invalid, Pointer};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::ToSchema;
use uuid::Uuid;

use super::list::plan;
use super::{Dependents, Entity, ListRequest, RecordFields, Stored, assign, create, delete, patch, read, restore};
use crate::platform::jobs::{self, Claimed, Job, NewJob, Step};
use crate::sql::{Position, Records, Scope};
use crate::{Error, Result, Tx};

/// Operations of one request at most.
pub const MAX_ITEMS: usize = 200;
/// Ids of one selection at most; more are selected by a filter.
pub const MAX_IDS: usize = 10_000;
/// Records of one step of a job.
const CHUNK: usize = 50;
/// Times an action is done anew to a record that others are changing.
const ATTEMPTS: usize = 3;
/// Failed records that are named for each reason.
const NAMED: usize = 20;

/// One operation of a list.
#[derive(Clone, Debug, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Operation {
    /// What is done.
    pub op: Op,
    /// The record, unless it is made.
    pub id: Option<Uuid>,
    /// Its version as the caller saw it.
    pub version: Option<i64>,
    /// The fields of a new record, or those that change.
    #[schema(value_type = Option<Object>)]
    pub fields: Option<Map<String, Value>>,
}

/// What is done to a record.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Op {
    /// Make it.
    Create,
    /// Change it.
    Update,
    /// Move it to the recycle bin.
    Delete,
}

/// What has become of an operation: the record and its version, or why not.
pub type Outcome = Result<(Uuid, i64)>;

/// Does the operations one after another; one that is refused leaves the others alone, unless all shall be done or
/// none. The second value says whether they were undone.
///
/// # Errors
/// Faults: then nothing was done.
pub fn operations<E: Entity>(
    tx: &mut Tx<'_>,
    operations: &[Operation],
    all_or_nothing: bool,
) -> Result<(Vec<Outcome>, bool)> {
    let mut outcomes = Vec::with_capacity(operations.len());
    let done = tx.savepoint(|tx| {
        for operation in operations {
            let outcome = tx.savepoint(|tx| operate::<E>(tx, operation));
            match outcome {
                Err(fault) if fault.is_fault() => return Err(fault),
                outcome => outcomes.push(outcome),
            }
        }
        let refused = outcomes.iter().any(Result::is_err);
        if all_or_nothing && refused { Err(Error::conflict("bulk_refused")) } else { Ok(()) }
    });
    match done {
        Ok(()) => Ok((outcomes, false)),
        Err(Error::Conflict(_)) => Ok((outcomes, true)),
        Err(fault) => Err(fault),
    }
}

fn operate<E: Entity>(tx: &mut Tx<'_>, operation: &Operation) -> Outcome {
    let none = Map::new();
    let fields = operation.fields.as_ref();
    let missing = |name: &str| Error::field(format!("/{name}"), Invalid::new("required"));
    if operation.op == Op::Create {
        for (name, given) in [("id", operation.id.is_some()), ("version", operation.version.is_some())] {
            if given {
                return Err(Error::field(format!("/{name}"), Invalid::new("read_only_field")));
            }
        }
        let made = create::<E>(tx, fields.unwrap_or(&none))?;
        return Ok((made.id, made.version));
    }
    let id = operation.id.ok_or_else(|| missing("id"))?;
    let version = operation.version.ok_or_else(|| missing("version"))?;
    if operation.op == Op::Delete {
        delete::<E>(tx, id, version)?;
        return Ok((id, version + 1));
    }
    let change = patch::<E>(tx, id, version, fields.ok_or_else(|| missing("fields"))?)?;
    Ok((id, change.record.version))
}

/// Which records an action is for.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Selection {
    /// These.
    Ids(BTreeSet<Uuid>),
    /// All that match at the time of asking.
    Matching {
        /// CEL.
        filter: Option<String>,
        /// Words.
        words: Option<String>,
    },
}

/// What is done to each of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BulkAction {
    /// Give it to another owner.
    Transfer {
        /// To whom.
        owner_id: Uuid,
    },
    /// Add tags.
    Tag(Vec<String>),
    /// Take tags away.
    Untag(Vec<String>),
    /// Change fields.
    Edit(Map<String, Value>),
    /// Move to the recycle bin.
    Delete,
    /// Bring back from it.
    Restore,
}

impl BulkAction {
    /// What the caller must be permitted.
    const fn permission(&self) -> Action {
        match self {
            Self::Transfer { .. } => Action::Assign,
            Self::Tag(_) | Self::Untag(_) | Self::Edit(_) => Action::Edit,
            Self::Delete | Self::Restore => Action::Delete,
        }
    }

    const fn records(&self) -> Records {
        if matches!(self, Self::Restore) { Records::Deleted } else { Records::Live }
    }
}

/// What a job is asked to do.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Arguments {
    selection: Selection,
    action: BulkAction,
}

/// How far it is, and what has become of the records.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Progress {
    after: Option<Uuid>,
    succeeded: i64,
    unchanged: i64,
    failed: i64,
    failures: BTreeMap<String, Failures>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Failures {
    count: i64,
    ids: Vec<Uuid>,
}

/// Enqueues an action on a selection. What would be refused for every record is refused at once.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] where the filter, the owner or the fields cannot be meant.
pub fn enqueue<E: Entity>(tx: &mut Tx<'_>, selection: Selection, action: BulkAction) -> Result<Job> {
    tx.require(E::RESOURCE, action.permission())?;
    match &action {
        BulkAction::Transfer { owner_id } if !tx.config.people.get(owner_id).is_some_and(|one| one.is_active()) => {
            return Err(Error::field("/arguments/owner_id", Invalid::new("unknown_reference")));
        }
        BulkAction::Edit(fields) => {
            let mut at = Pointer::default();
            at.within("arguments", |at| {
                at.within("fields", |at| {
                    super::body::check_keys::<E::Fields>(fields, &tx.actor.access, E::RESOURCE, at)
                });
            });
            super::refused(at.into_errors())?;
        }
        _ => {}
    }
    let total = match &selection {
        Selection::Ids(ids) => i64::try_from(ids.len()).ok(),
        Selection::Matching { .. } => {
            let (plan, _) = plan::<E>(tx, &request(&selection, &action))?;
            let counted = E::count(tx.conn, &crate::sql::ListPlan { limit: super::list::MAX_COUNT + 1, ..plan })?;
            Some(counted).filter(|counted| *counted <= super::list::MAX_COUNT)
        }
    };
    let arguments = serde_json::to_value(Arguments { selection, action });
    let arguments = arguments.map_err(|error| Error::Corrupt(error.to_string()))?;
    jobs::enqueue(tx, &NewJob { total, ..NewJob::new(E::BULK, arguments) })
}

/// Does the action to the next fifty records.
///
/// # Errors
/// Faults; what is refused for single records is counted by reason.
pub fn step<E: Entity>(tx: &mut Tx<'_>, job: &Claimed) -> Result<Step> {
    let unreadable = |error: serde_json::Error| Error::Corrupt(format!("arguments of a bulk job: {error}"));
    let Arguments { selection, action } = serde_json::from_value(job.arguments.clone()).map_err(unreadable)?;
    let mut progress: Progress = match &job.checkpoint {
        Some(checkpoint) => serde_json::from_value(checkpoint.clone()).map_err(unreadable)?,
        None => Progress::default(),
    };
    let chunk = next::<E>(tx, job, &selection, &action, progress.after)?;
    let last = chunk.len() < CHUNK;
    for (id, record) in chunk {
        let outcome = match record {
            Some(record) => act_anew::<E>(tx, record, &action),
            None => Err(Error::NotFound),
        };
        match outcome {
            Ok(true) => progress.succeeded += 1,
            Ok(false) => progress.unchanged += 1,
            Err(fault) if fault.is_fault() => return Err(fault),
            Err(refusal) => {
                progress.failed += 1;
                let failures = progress.failures.entry(refusal.code().to_owned()).or_default();
                failures.count += 1;
                if failures.ids.len() < NAMED {
                    failures.ids.push(id);
                }
            }
        }
        progress.after = Some(id);
    }
    let failures: Vec<Value> =
        progress.failures.iter().map(|(code, one)| json!({"code": code, "count": one.count, "ids": one.ids})).collect();
    Ok(Step {
        done: progress.succeeded + progress.unchanged + progress.failed,
        total: job.total,
        result: Some(json!({
            "succeeded": progress.succeeded,
            "unchanged": progress.unchanged,
            "failed": progress.failed,
            "failures": failures,
        })),
        checkpoint: json!(progress),
        last,
    })
}

/// An id of the selection and its record.
type Candidate<E> = (Uuid, Option<Stored<<E as Entity>::Fields>>);

/// The next records of the selection in the order of their ids, which no change of a record moves; for one that is not
/// there or not to be seen, the id alone.
fn next<E: Entity>(
    tx: &mut Tx<'_>,
    job: &Claimed,
    selection: &Selection,
    action: &BulkAction,
    after: Option<Uuid>,
) -> Result<Vec<Candidate<E>>> {
    match selection {
        Selection::Ids(ids) => {
            let chunk: Vec<Uuid> =
                ids.iter().copied().filter(|id| after.is_none_or(|after| *id > after)).take(CHUNK).collect();
            let scope = Scope::All;
            let rows = E::select(tx.conn, &read::by_ids::<E>(tx.org(), chunk.clone(), scope, action.records()))?;
            let mut rows: BTreeMap<Uuid, _> = rows.into_iter().map(|row| (row.id, row)).collect();
            Ok(chunk.into_iter().map(|id| (id, rows.remove(&id))).collect())
        }
        Selection::Matching { .. } => {
            let (mut plan, _) = plan::<E>(tx, &request(selection, action))?;
            plan.after = after.map(|id| Position { values: Vec::new(), id, backward: false });
            plan.limit = i64::try_from(CHUNK).unwrap_or(i64::MAX);
            let rows = E::select(tx.conn, &plan)?;
            // Ids sort by time: from here on come records that were made after the job was asked for.
            Ok(rows.into_iter().take_while(|row| row.id < job.id).map(|row| (row.id, Some(row))).collect())
        }
    }
}

fn request(selection: &Selection, action: &BulkAction) -> ListRequest {
    let (filter, words) = match selection {
        Selection::Matching { filter, words } => (filter.clone(), words.clone()),
        Selection::Ids(_) => (None, None),
    };
    let deleted = action.records() == Records::Deleted;
    ListRequest { filter, words, sort: Some(String::new()), deleted, ..ListRequest::default() }
}

/// Does the action to one record. Somebody may change it between our reading and our writing; since nobody has seen the
/// version that we read, the action is then done to the new one.
fn act_anew<E: Entity>(tx: &mut Tx<'_>, mut record: Stored<E::Fields>, action: &BulkAction) -> Result<bool> {
    for _ in 0..ATTEMPTS {
        match tx.savepoint(|tx| act::<E>(tx, &record, action)) {
            Err(Error::Stale { .. }) => {
                let plan = read::by_ids::<E>(tx.org(), vec![record.id], Scope::All, action.records());
                record = E::select(tx.conn, &plan)?.into_iter().next().ok_or(Error::NotFound)?;
            }
            done => return done,
        }
    }
    Err(Error::Stale { current: record.version })
}

/// Does the action to one record; answers whether anything changed.
fn act<E: Entity>(tx: &mut Tx<'_>, record: &Stored<E::Fields>, action: &BulkAction) -> Result<bool> {
    let (id, version) = (record.id, record.version);
    match action {
        BulkAction::Transfer { owner_id } => Ok(assign::<E>(tx, id, *owner_id, Dependents::Follow)?.changed),
        BulkAction::Tag(tags) => {
            let mut wanted = tags_of(record)?;
            wanted.extend(tags.iter().map(String::as_str));
            retag::<E>(tx, record, wanted)
        }
        BulkAction::Untag(tags) => {
            let mut wanted = tags_of(record)?;
            wanted.retain(|tag| !tags.iter().any(|one| one == tag));
            retag::<E>(tx, record, wanted)
        }
        BulkAction::Edit(fields) => Ok(patch::<E>(tx, id, version, fields)?.changed),
        BulkAction::Delete => delete::<E>(tx, id, version).map(|()| true),
        BulkAction::Restore => restore::<E>(tx, id, Some(version), None).map(|_| true),
    }
}

fn tags_of<F: RecordFields>(record: &Stored<F>) -> Result<Vec<&str>> {
    match record.fields.cell("tags") {
        Cell::TextList(tags) => Ok(tags),
        _ => Err(Error::field("/tags", Invalid::new("unknown_field").with("field", "tags"))),
    }
}

fn retag<E: Entity>(tx: &mut Tx<'_>, record: &Stored<E::Fields>, tags: Vec<&str>) -> Result<bool> {
    let change = Map::from_iter([("tags".to_owned(), json!(tags))]);
    Ok(patch::<E>(tx, record.id, record.version, &change)?.changed)
}
