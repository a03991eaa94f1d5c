//! Jobs over HTTP: see, stop, try again.

use actix_web::web::{Json, Path};
use actix_web::{get, post};
use chrono::{DateTime, Utc};
use guanxi_domain::values::Invalid;
use guanxi_persistence::Tx;
use guanxi_persistence::platform::jobs::{self, Job, JobRequest, JobStatus};
use guanxi_persistence::record::Total;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::http::{ApiError, ApiResult, Ctx, Problem, Query};
use crate::identity::Reference;

/// Rows of a page unless the caller says otherwise, and at most.
const LIMITS: (i64, i64) = (50, 200);

/// Long work and where it stands.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = Job)]
pub struct JobView {
    /// Id.
    pub id: Uuid,
    /// What is done: `customer.bulk`.
    pub kind: String,
    /// Where it stands.
    pub status: JobStatus,
    /// Rows done.
    pub done: i64,
    /// Rows to do; null while that is not known.
    pub total: Option<i64>,
    /// What has come of it so far; its members depend on the kind.
    #[schema(value_type = Option<Object>)]
    pub result: Option<Value>,
    /// Code of the latest failure.
    pub error: Option<String>,
    /// Times it was tried since it last made progress.
    pub attempts: i32,
    /// Somebody asked for it to stop.
    pub cancel_requested: bool,
    /// It waits until then.
    pub run_at: DateTime<Utc>,
    /// Who asked; null for the program.
    pub creator: Option<Reference>,
    /// When.
    pub created_at: DateTime<Utc>,
    /// When a worker first took it.
    pub started_at: Option<DateTime<Utc>>,
    /// When it ended.
    pub finished_at: Option<DateTime<Utc>>,
}

impl JobView {
    /// A job as its caller reads it.
    pub fn new(tx: &Tx<'_>, job: Job) -> Self {
        let name = |id: Uuid| tx.config.person_name(id).unwrap_or_default().to_owned();
        Self {
            id: job.id,
            kind: job.kind,
            status: job.status,
            done: job.done,
            total: job.total,
            result: job.result,
            error: job.error,
            attempts: job.attempts,
            cancel_requested: job.cancel_requested,
            run_at: job.run_at,
            creator: job.created_by.map(|id| Reference { id, name: name(id) }),
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
        }
    }
}

/// A page of jobs.
#[derive(Debug, Serialize, ToSchema)]
#[schema(as = JobPage)]
pub struct JobPageView {
    /// The latest first.
    pub items: Vec<JobView>,
    /// For the page after this.
    pub next_cursor: Option<String>,
    /// Always null: jobs are read forward.
    pub prev_cursor: Option<String>,
    /// Always null: jobs are not counted.
    pub total: Option<Total>,
}

/// Which jobs.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct JobQuery {
    /// Only those that stand so.
    pub status: Option<JobStatus>,
    /// Only this kind.
    pub kind: Option<String>,
    /// Rows, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor`.
    pub cursor: Option<String>,
}

/// The caller's jobs; everybody's with that scope on jobs.
#[utoipa::path(tag = "jobs", operation_id = "list_jobs", params(JobQuery), responses(
    (status = 200, description = "A page.", body = JobPageView),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/jobs")]
pub async fn list(ctx: Ctx, query: Query<JobQuery>) -> ApiResult<Json<JobPageView>> {
    let request = request(query.0)?;
    let page = ctx
        .read(move |tx| {
            let page = jobs::list(tx, &request)?;
            let next_cursor = page.items.last().filter(|_| page.more).map(|last| last.id.to_string());
            let items = page.items.into_iter().map(|job| JobView::new(tx, job)).collect();
            Ok(JobPageView { items, next_cursor, prev_cursor: None, total: None })
        })
        .await?;
    Ok(Json(page))
}

fn request(query: JobQuery) -> ApiResult<JobRequest> {
    let (default, most) = LIMITS;
    let limit = query.limit.unwrap_or(default);
    if !(1..=most).contains(&limit) {
        return Err(ApiError::field("/limit", Invalid::new("out_of_range").with("min", 1).with("max", most)));
    }
    if query.kind.as_ref().is_some_and(|kind| kind.contains('\0')) {
        return Err(ApiError::field("/kind", Invalid::new("invalid_character")));
    }
    let before = query.cursor.map(|cursor| Uuid::try_parse(&cursor)).transpose();
    let before = before.map_err(|_| ApiError::field("/cursor", Invalid::new("invalid_cursor")))?;
    Ok(JobRequest { status: query.status, kind: query.kind, before, limit })
}

/// One job.
#[utoipa::path(tag = "jobs", operation_id = "get_job", params(("id" = Uuid, Path, description = "Id of the job.")), responses(
    (status = 200, description = "The job.", body = JobView),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/jobs/{id:[0-9a-fA-F-]{36}}")]
pub async fn get(ctx: Ctx, id: Path<Uuid>) -> ApiResult<Json<JobView>> {
    ctx.read(move |tx| jobs::get(tx, *id).map(|job| JobView::new(tx, job))).await.map(Json)
}

/// Stops a job: a waiting one at once, a running one after the step it is at. What was done stays done.
#[utoipa::path(tag = "jobs", operation_id = "cancel_job", params(("id" = Uuid, Path, description = "Id of the job.")), responses(
    (status = 200, description = "The job.", body = JobView),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/jobs/{id:[0-9a-fA-F-]{36}}/cancel")]
pub async fn cancel(ctx: Ctx, id: Path<Uuid>) -> ApiResult<Json<JobView>> {
    ctx.write(move |tx| jobs::cancel(tx, *id).map(|job| JobView::new(tx, job))).await.map(Json)
}

/// Tries a failed or cancelled job again; it goes on where it stopped.
#[utoipa::path(tag = "jobs", operation_id = "retry_job", params(("id" = Uuid, Path, description = "Id of the job.")), responses(
    (status = 200, description = "The job.", body = JobView),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/jobs/{id:[0-9a-fA-F-]{36}}/retry")]
pub async fn retry(ctx: Ctx, id: Path<Uuid>) -> ApiResult<Json<JobView>> {
    ctx.write(move |tx| jobs::retry(tx, *id).map(|job| JobView::new(tx, job))).await.map(Json)
}
