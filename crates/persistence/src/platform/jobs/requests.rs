//! The side of those who ask for work: enqueue, look, cancel, try again.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{Action, RecordFacts, Resource, ScopeFilter};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::events::{self, Happening};
use crate::schema::job;
use crate::{Credential, Error, Result, Tx};

/// Where a job stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum JobStatus {
    /// It waits for its time or for a worker.
    Queued,
    /// A worker is at it.
    Running,
    /// It is done.
    Succeeded,
    /// It was given up; it can be tried again.
    Failed,
    /// Somebody stopped it; it can be tried again and goes on where it stopped.
    Cancelled,
}

impl JobStatus {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Queued => "queued",
            Self::Running => "running",
            Self::Succeeded => "succeeded",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn of(text: &str) -> Result<Self> {
        [Self::Queued, Self::Running, Self::Succeeded, Self::Failed, Self::Cancelled]
            .into_iter()
            .find(|status| status.as_str() == text)
            .ok_or_else(|| Error::Corrupt(format!("job status {text}")))
    }
}

/// Work to be done.
#[derive(Clone, Debug)]
pub struct NewJob {
    /// Kind.
    pub kind: &'static str,
    /// What for.
    pub arguments: Value,
    /// At most one waiting or running job of the organization has it.
    pub unique_key: Option<String>,
    /// Rows to do, where that is known.
    pub total: Option<i64>,
    /// Times it may be tried.
    pub max_attempts: i32,
    /// How long it waits before it is due.
    pub delay: TimeDelta,
}

impl NewJob {
    /// Work of a kind.
    pub fn new(kind: &'static str, arguments: Value) -> Self {
        Self { kind, arguments, unique_key: None, total: None, max_attempts: 5, delay: TimeDelta::zero() }
    }
}

/// A job as people see it.
#[derive(Clone, Debug)]
pub struct Job {
    /// Id.
    pub id: Uuid,
    /// Kind.
    pub kind: String,
    /// Where it stands.
    pub status: JobStatus,
    /// Rows done.
    pub done: i64,
    /// Rows to do, where that is known.
    pub total: Option<i64>,
    /// What has come of it so far.
    pub result: Option<Value>,
    /// Code of the latest failure.
    pub error: Option<String>,
    /// Times it was tried without progress.
    pub attempts: i32,
    /// Somebody asked for it to stop.
    pub cancel_requested: bool,
    /// Not before.
    pub run_at: DateTime<Utc>,
    /// Who asked; the program where absent.
    pub created_by: Option<Uuid>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = job, check_for_backend(diesel::pg::Pg))]
struct JobRow {
    id: Uuid,
    kind: String,
    status: String,
    done: i64,
    total: Option<i64>,
    result: Option<Value>,
    error: Option<String>,
    attempts: i32,
    cancel_requested: bool,
    run_at: DateTime<Utc>,
    created_by: Option<Uuid>,
    created_at: DateTime<Utc>,
    started_at: Option<DateTime<Utc>>,
    finished_at: Option<DateTime<Utc>>,
}

impl TryFrom<JobRow> for Job {
    type Error = Error;

    fn try_from(row: JobRow) -> Result<Self> {
        Ok(Self {
            id: row.id,
            kind: row.kind,
            status: JobStatus::of(&row.status)?,
            done: row.done,
            total: row.total,
            result: row.result,
            error: row.error,
            attempts: row.attempts,
            cancel_requested: row.cancel_requested,
            run_at: row.run_at,
            created_by: row.created_by,
            created_at: row.created_at,
            started_at: row.started_at,
            finished_at: row.finished_at,
        })
    }
}

/// Enqueues work in the caller's transaction, to be done on the caller's behalf: with what the person may do at that
/// time, and where an API key asked for it, with what the key may do.
///
/// # Errors
/// [`Error::Conflict`] `job_already_waiting` where another has its unique key.
pub fn enqueue(tx: &mut Tx<'_>, new: &NewJob) -> Result<Job> {
    let (org, user, now) = (tx.org(), tx.user(), tx.now);
    let key = match tx.credential {
        Credential::ApiKey(id) => Some(id),
        Credential::Session(_) | Credential::Internal | Credential::Program => None,
    };
    let id = insert(tx.conn, (org, Some(user), key), new, now)?;
    events::record(tx, Happening::of("job", "created", Some(id)))?;
    find(tx, id, Action::View)
}

/// Enqueues work that nobody has asked for, but that follows from what the transaction does (a mail). It appears in no
/// audit log beside the deed it follows from.
///
/// # Errors
/// As [`enqueue`].
pub fn enqueue_by_program(conn: &mut PgConnection, org: Uuid, new: &NewJob, now: DateTime<Utc>) -> Result<Uuid> {
    insert(conn, (org, None, None), new, now)
}

fn insert(
    conn: &mut PgConnection,
    (org, user, key): (Uuid, Option<Uuid>, Option<Uuid>),
    new: &NewJob,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    diesel::insert_into(job::table)
        .values((
            job::id.eq(id),
            job::org_id.eq(org),
            job::kind.eq(new.kind),
            job::arguments.eq(&new.arguments),
            job::unique_key.eq(new.unique_key.as_ref().map(|key| format!("{org}/{key}"))),
            job::status.eq("queued"),
            job::run_at.eq(now + new.delay),
            job::attempts.eq(0),
            job::max_attempts.eq(new.max_attempts),
            job::done.eq(0_i64),
            job::total.eq(new.total),
            job::cancel_requested.eq(false),
            job::created_by.eq(user),
            job::api_key_id.eq(key),
            job::created_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// What a list of jobs is asked for.
#[derive(Clone, Debug, Default)]
pub struct JobRequest {
    /// Only these.
    pub status: Option<JobStatus>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Jobs older than this one.
    pub before: Option<Uuid>,
    /// Rows.
    pub limit: i64,
}

/// Jobs, the latest first.
#[derive(Clone, Debug)]
pub struct JobPage {
    /// The jobs.
    pub items: Vec<Job>,
    /// Whether there are older ones.
    pub more: bool,
}

/// The jobs that the caller may see: their own, or those of their departments or of everybody.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(tx: &mut Tx<'_>, request: &JobRequest) -> Result<JobPage> {
    tx.require(Resource::Jobs, Action::View)?;
    let mut query = job::table.filter(job::org_id.eq(tx.org())).into_boxed();
    if let Some(people) = within(tx, Action::View) {
        query = query.filter(job::created_by.eq_any(people));
    }
    if let Some(status) = request.status {
        query = query.filter(job::status.eq(status.as_str()));
    }
    if let Some(kind) = &request.kind {
        query = query.filter(job::kind.eq(kind.clone()));
    }
    if let Some(before) = request.before {
        query = query.filter(job::id.lt(before));
    }
    let rows: Vec<JobRow> =
        query.order(job::id.desc()).limit(request.limit + 1).select(JobRow::as_select()).load(tx.conn)?;
    let limit = usize::try_from(request.limit).unwrap_or_default();
    let more = rows.len() > limit;
    let items = rows.into_iter().take(limit).map(Job::try_from).collect::<Result<_>>()?;
    Ok(JobPage { items, more })
}

/// One job that the caller may see.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Job> {
    find(tx, id, Action::View)
}

/// Stops a job: at once where nobody is at it, else after the step that its worker is at. One that has ended stays as
/// it is.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] `job_finished`.
pub fn cancel(tx: &mut Tx<'_>, id: Uuid) -> Result<Job> {
    find(tx, id, Action::Edit)?;
    let (org, now) = (tx.org(), tx.now);
    let own = job::table.find(id).filter(job::org_id.eq(org));
    let waiting = diesel::update(own.filter(job::status.eq("queued")))
        .set((job::status.eq("cancelled"), job::cancel_requested.eq(true), job::finished_at.eq(now)))
        .execute(tx.conn)?;
    let running =
        diesel::update(own.filter(job::status.eq("running"))).set(job::cancel_requested.eq(true)).execute(tx.conn)?;
    if waiting + running == 0 {
        return Err(Error::conflict("job_finished"));
    }
    events::record(tx, Happening::of("job", "cancelled", Some(id)))?;
    find(tx, id, Action::View)
}

/// Tries a failed or cancelled job again, from where it stopped.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Conflict`] `job_not_finished`, or `job_already_waiting` where
/// another now has its unique key.
pub fn retry(tx: &mut Tx<'_>, id: Uuid) -> Result<Job> {
    find(tx, id, Action::Edit)?;
    let (org, now) = (tx.org(), tx.now);
    let again = diesel::update(
        job::table.find(id).filter(job::org_id.eq(org)).filter(job::status.eq_any(["failed", "cancelled"])),
    )
    .set((
        job::status.eq("queued"),
        job::cancel_requested.eq(false),
        job::attempts.eq(0),
        job::run_at.eq(now),
        job::error.eq(None::<String>),
        job::finished_at.eq(None::<DateTime<Utc>>),
    ))
    .execute(tx.conn)?;
    if again == 0 {
        return Err(Error::conflict("job_not_finished"));
    }
    events::record(tx, Happening::of("job", "retried", Some(id)))?;
    find(tx, id, Action::View)
}

fn find(tx: &mut Tx<'_>, id: Uuid, action: Action) -> Result<Job> {
    tx.require(Resource::Jobs, action)?;
    let row: JobRow =
        job::table.find(id).filter(job::org_id.eq(tx.org())).select(JobRow::as_select()).first(tx.conn)?;
    let reached = within(tx, action);
    if reached.is_some_and(|people| !row.created_by.is_some_and(|creator| people.contains(&creator))) {
        return Err(Error::NotFound);
    }
    row.try_into()
}

/// The people whose jobs an action reaches; `None` where it reaches all.
fn within(tx: &Tx<'_>, action: Action) -> Option<Vec<Uuid>> {
    let scope = ScopeFilter::new(&tx.actor, Resource::Jobs, action);
    if scope == ScopeFilter::All {
        return None;
    }
    let reached = tx.config.people.values().filter(|person| {
        scope.admits(&RecordFacts {
            owner: Some(person.id),
            department: person.department_id,
            ..RecordFacts::default()
        })
    });
    Some(reached.map(|person| person.id).collect())
}
