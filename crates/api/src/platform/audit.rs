//! The audit log over HTTP, and the history of one record.

use std::collections::{HashMap, HashSet};

use actix_web::get;
use actix_web::web::{Json, Path};
use chrono::{DateTime, Utc};
use guanxi_persistence::platform::audit::{self, Change, Entries, EventFilter};
use guanxi_persistence::record::kinds::KINDS;
use guanxi_persistence::{Result, Tx, record};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;

use crate::http::{ApiResult, Ctx, Problem, Query};
use crate::identity::Reference;
use crate::record::Served;

/// Who did what to which record, from where, with the values before and after.
#[derive(Serialize, ToSchema)]
pub struct AuditEvent {
    /// Id.
    pub id: Uuid,
    /// Place in the organization's log; null for the moment until it is numbered.
    pub seq: Option<i64>,
    /// When.
    pub at: DateTime<Utc>,
    /// Who; null for the system itself.
    pub actor_id: Option<Uuid>,
    /// Their name.
    pub actor: Option<Reference>,
    /// `browser`, `api_key`, `job`, `cli`.
    pub via: String,
    /// From which address; null where it is not for the reader.
    pub ip: Option<String>,
    /// With which program; null where it is not for the reader.
    pub user_agent: Option<String>,
    /// Names the request in the log files.
    pub request_id: Option<String>,
    /// `customer.updated`.
    pub kind: String,
    /// `customer`.
    pub entity: String,
    /// Which record.
    pub record_id: Option<Uuid>,
    /// Its name, where the reader may see the record and it is not deleted.
    pub record: Option<Reference>,
    /// Its version afterwards.
    pub record_version: Option<i64>,
    /// Field by field.
    pub changes: Vec<Change>,
}

/// A page of the log, newest first.
#[derive(Serialize, ToSchema)]
pub struct AuditEventPage {
    /// The entries.
    pub items: Vec<AuditEvent>,
    /// For the page after this.
    pub next_cursor: Option<String>,
}

/// What of the log is asked for.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct AuditQuery {
    /// `customer`, `user`, `role`, `session`, ….
    #[param(max_length = 63)]
    pub entity: Option<String>,
    /// One record.
    pub record_id: Option<Uuid>,
    /// One person.
    pub actor_id: Option<Uuid>,
    /// `customer.updated`.
    #[param(max_length = 100)]
    pub kind: Option<String>,
    /// From this moment on.
    pub from: Option<DateTime<Utc>>,
    /// Before this moment.
    pub to: Option<DateTime<Utc>>,
    /// Entries, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// How much of a history, and from where on.
#[derive(Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct HistoryQuery {
    /// Entries, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// `next_cursor` of the page before.
    pub cursor: Option<String>,
}

/// The audit log, newest first.
#[utoipa::path(tag = "audit", operation_id = "list_audit_events", params(AuditQuery), responses(
    (status = 200, description = "A page of the log.", body = AuditEventPage),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/audit-events")]
pub async fn audit_events(ctx: Ctx, query: Query<AuditQuery>) -> ApiResult<Json<AuditEventPage>> {
    let AuditQuery { entity, record_id, actor_id, kind, from, to, limit, cursor } = query.0;
    let filter = EventFilter { entity, record_id, actor_id, kind, from, to, limit, cursor };
    Ok(Json(ctx.read(move |tx| audit::list(tx, &filter).and_then(|entries| render(tx, entries))).await?))
}

/// What happened to a record, newest first, as far as the caller may read its fields.
pub(crate) async fn history<E: Served>(
    ctx: Ctx,
    id: Path<Uuid>,
    query: Query<HistoryQuery>,
) -> ApiResult<Json<AuditEventPage>> {
    let page = ctx.read(move |tx| {
        record::get_or_deleted::<E>(tx, *id)?;
        let entries = audit::history(tx, *id, query.0.limit, query.0.cursor)?;
        render(tx, entries)
    });
    Ok(Json(page.await?))
}

fn render(tx: &mut Tx<'_>, entries: Entries) -> Result<AuditEventPage> {
    let mut titles = HashMap::new();
    for kind in KINDS {
        let about = entries.items.iter().filter(|entry| entry.entity == kind.name());
        let ids: HashSet<Uuid> = about.filter_map(|entry| entry.record_id).collect();
        if !ids.is_empty() {
            titles.extend(kind.titles(tx, &ids.into_iter().collect::<Vec<_>>())?);
        }
    }
    let config = &tx.config;
    let name = |entity: &str, id: Uuid| match entity {
        "user" | "session" => config.person_name(id),
        "department" => config.departments.get(&id).map(|one| one.name.as_str()),
        "role" => config.roles.get(&id).map(|one| one.name.as_str()),
        _ => titles.get(&id).map(String::as_str),
    };
    let reference = |id: Uuid, name: &str| Reference { id, name: name.to_owned() };
    let items = entries.items.into_iter().map(|entry| AuditEvent {
        actor: entry.actor_id.and_then(|id| Some(reference(id, config.person_name(id)?))),
        record: entry.record_id.and_then(|id| Some(reference(id, name(&entry.entity, id)?))),
        id: entry.id,
        seq: entry.seq,
        at: entry.at,
        actor_id: entry.actor_id,
        via: entry.via,
        ip: entry.ip,
        user_agent: entry.user_agent,
        request_id: entry.request_id,
        kind: entry.kind,
        entity: entry.entity,
        record_id: entry.record_id,
        record_version: entry.record_version,
        changes: entry.changes,
    });
    Ok(AuditEventPage { items: items.collect(), next_cursor: entries.next_cursor })
}
