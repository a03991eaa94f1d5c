//! What an administrator wants to know of the installation.

use actix_web::get;
use actix_web::web::{Data, Json};
use chrono::{DateTime, Utc};
use guanxi_persistence::platform::system;
use serde::Serialize;
use utoipa::ToSchema;

use crate::clock;
use crate::http::{ApiResult, Ctx, Problem};
use crate::state::AppState;

/// The installation.
#[derive(Serialize, ToSchema)]
pub struct System {
    /// Version of the server.
    pub version: &'static str,
    /// When this server was started.
    pub started_at: DateTime<Utc>,
    /// Seconds since then.
    pub uptime_seconds: i64,
    /// The database.
    pub database: DatabaseInfo,
    /// Background work of the organization.
    pub jobs: JobCounts,
}

/// Background work that is not done.
#[derive(Serialize, ToSchema)]
pub struct JobCounts {
    /// It waits for its turn or its time.
    pub queued: i64,
    /// It is being done.
    pub running: i64,
    /// It was given up; somebody should look at it.
    pub failed: i64,
}

/// The database.
#[derive(Serialize, ToSchema)]
pub struct DatabaseInfo {
    /// Version of PostgreSQL.
    pub version: String,
    /// Bytes on disk, of all organizations.
    pub size_bytes: i64,
    /// Migrations that have run, in order.
    pub migrations: Vec<String>,
}

/// Version, uptime, database and background work, for those who run the organization.
#[utoipa::path(tag = "system", operation_id = "get_system", responses(
    (status = 200, description = "The installation.", body = System),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/system")]
pub async fn system_info(ctx: Ctx, state: Data<AppState>) -> ApiResult<Json<System>> {
    let now = clock::now();
    let (database, jobs) = ctx.read(|tx| Ok((system::database(tx)?, system::jobs(tx)?))).await?;
    Ok(Json(System {
        version: env!("CARGO_PKG_VERSION"),
        started_at: state.started_at,
        uptime_seconds: (now - state.started_at).num_seconds(),
        database: DatabaseInfo {
            version: database.version,
            size_bytes: database.size,
            migrations: database.migrations,
        },
        jobs: JobCounts { queued: jobs.queued, running: jobs.running, failed: jobs.failed },
    }))
}
