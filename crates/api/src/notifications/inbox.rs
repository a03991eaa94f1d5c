//! A person's own notifications over HTTP.

use actix_web::web::Json;
use actix_web::{HttpRequest, HttpResponse, get, post};
use chrono::{DateTime, Utc};
use guanxi_domain::values::{Invalid, LocaleCode};
use guanxi_persistence::platform::follows;
use guanxi_persistence::platform::notifications::{self, Details, InboxRequest, Notification as Stored};
use guanxi_persistence::record::kinds;
use guanxi_persistence::{Error, Result, Tx};
use serde::{Deserialize, Serialize};
use utoipa::{IntoParams, ToSchema};
use uuid::Uuid;
use validator::Validate;

use super::words;
use crate::http::{ApiResult, Body, Ctx, Problem, Query, locale_of, page_limit, place, place_cursor};
use crate::identity::Reference;

/// Rows of a page unless the caller says otherwise, and at most.
const LIMITS: (i64, i64) = (20, 100);
/// Notifications marked at once.
const MAX_IDS: usize = 200;

/// Something that the caller was told.
#[derive(Debug, Serialize, ToSchema)]
pub struct Notification {
    /// Id.
    pub id: Uuid,
    /// `mentioned`, `commented`, `record_assigned`, `team_added`, `record_changed`, ….
    pub kind: String,
    /// In one line, in the caller's language.
    pub text: String,
    /// The beginning of the comment that it tells of.
    pub excerpt: Option<String>,
    /// `customer`.
    pub entity: Option<String>,
    /// The path of the kind of record: `customers`.
    pub resource: Option<String>,
    /// The record; null where it tells of several, or the caller no longer sees it.
    pub record: Option<Reference>,
    /// Whoever caused it last; null for the program.
    pub actor: Option<Reference>,
    /// How often it happened.
    pub count: i32,
    /// When it happened first.
    pub created_at: DateTime<Utc>,
    /// When it happened last; the order of the list.
    pub told_at: DateTime<Utc>,
    /// When it was read.
    pub read_at: Option<DateTime<Utc>>,
}

/// A page of notifications.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationPage {
    /// The latest first.
    pub items: Vec<Notification>,
    /// For the page after this.
    pub next_cursor: Option<String>,
}

/// Which notifications.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct NotificationQuery {
    /// Only those that were not read.
    pub unread: Option<bool>,
    /// Only this kind.
    #[param(max_length = 63)]
    pub kind: Option<String>,
    /// Rows, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor`.
    pub cursor: Option<String>,
}

/// The language in which somebody reads.
pub(super) fn language(tx: &Tx<'_>, preferred: LocaleCode) -> LocaleCode {
    tx.config.people.get(&tx.user()).and_then(|person| person.locale).unwrap_or(preferred)
}

fn render(tx: &Tx<'_>, locale: LocaleCode, one: Stored, details: &Details) -> Notification {
    let kind = one.entity.as_deref().and_then(kinds::named);
    Notification {
        text: words::text(locale, &tx.config, &one, details),
        excerpt: details.excerpt(&one).map(str::to_owned),
        resource: kind.map(|kind| kind.resource().as_str().to_owned()),
        record: one.record_id.and_then(|id| Some(Reference { id, name: details.title(&one)?.to_owned() })),
        actor: one.actor_id.and_then(|id| Some(Reference { id, name: tx.config.person_name(id)?.to_owned() })),
        id: one.id,
        kind: one.kind,
        entity: one.entity,
        count: one.count,
        created_at: one.created_at,
        told_at: one.told_at,
        read_at: one.read_at,
    }
}

/// What the caller was told, the latest first.
#[utoipa::path(tag = "notifications", operation_id = "list_notifications", params(NotificationQuery), responses(
    (status = 200, description = "A page.", body = NotificationPage),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/notifications")]
pub async fn list(
    ctx: Ctx,
    request: HttpRequest,
    query: Query<NotificationQuery>,
) -> ApiResult<Json<NotificationPage>> {
    let preferred = locale_of(&request);
    let NotificationQuery { unread, kind, limit, cursor } = query.0;
    let limit = page_limit(limit, LIMITS)?;
    let after = cursor.as_deref().map(place).transpose()?;
    let request = InboxRequest { unread: unread.unwrap_or_default(), kind, after, limit };
    let page = ctx.read(move |tx| {
        let mut found = notifications::list(tx, &request)?;
        let next_cursor = cut(&mut found, limit, |last| (last.told_at, last.id));
        let details = notifications::details(tx, &found)?;
        let locale = language(tx, preferred);
        let items = found.into_iter().map(|one| render(tx, locale, one, &details)).collect();
        Ok(NotificationPage { items, next_cursor })
    });
    page.await.map(Json)
}

/// Cuts off the row beyond the page, which only tells that there is more, and answers where the next page begins.
fn cut<T>(rows: &mut Vec<T>, limit: i64, place: impl Fn(&T) -> (DateTime<Utc>, Uuid)) -> Option<String> {
    let kept = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > kept;
    rows.truncate(kept);
    rows.last().filter(|_| more).map(|last| place_cursor(place(last)))
}

/// How much the caller has not read.
#[derive(Debug, Serialize, ToSchema)]
pub struct Unread {
    /// How many; counting ends at 99.
    pub count: i64,
    /// There are more than that.
    pub more: bool,
}

/// How much the caller has not read.
#[utoipa::path(tag = "notifications", operation_id = "count_unread_notifications", responses(
    (status = 200, description = "The number.", body = Unread),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/notifications/unread")]
pub async fn count(ctx: Ctx) -> ApiResult<Json<Unread>> {
    let (count, more) = ctx.read(notifications::unread).await?;
    Ok(Json(Unread { count, more }))
}

/// What was read.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct MarkRead {
    /// These, at most two hundred; those that are not the caller's are left alone.
    #[schema(max_items = 200)]
    pub ids: Option<Vec<Uuid>>,
    /// Instead of `ids`: everything up to now.
    #[serde(default)]
    pub all: bool,
}

/// Marks notifications as read.
#[utoipa::path(tag = "notifications", operation_id = "mark_notifications_read", request_body = MarkRead, responses(
    (status = 204, description = "They are read."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/notifications/read")]
pub async fn mark_read(ctx: Ctx, body: Body<MarkRead>) -> ApiResult<HttpResponse> {
    let MarkRead { ids, all } = body.0;
    ctx.write(move |tx| match (ids, all) {
        (Some(ids), false) if ids.len() > MAX_IDS => {
            Err(Error::field("/ids", Invalid::new("too_many").with("max", MAX_IDS)))
        }
        (Some(ids), false) => notifications::mark_read(tx, &ids),
        (None, true) => notifications::mark_all_read(tx),
        _ => Err(Error::field("/ids", Invalid::new("one_selection"))),
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A record that the caller follows.
#[derive(Debug, Serialize, ToSchema)]
pub struct Followed {
    /// `customer`.
    pub entity: String,
    /// The path of the kind of record: `customers`.
    pub resource: String,
    /// The record; its name is empty where the caller no longer sees it.
    pub record: Reference,
    /// Since when.
    pub created_at: DateTime<Utc>,
}

/// A page of followed records.
#[derive(Debug, Serialize, ToSchema)]
pub struct FollowedPage {
    /// The latest first.
    pub items: Vec<Followed>,
    /// For the page after this.
    pub next_cursor: Option<String>,
}

/// Which part of the list.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct FollowedQuery {
    /// Rows, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor`.
    pub cursor: Option<String>,
}

/// The records that the caller follows, the latest first.
#[utoipa::path(tag = "notifications", operation_id = "list_followed_records", params(FollowedQuery), responses(
    (status = 200, description = "A page.", body = FollowedPage),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/me/follows")]
pub async fn followed(ctx: Ctx, query: Query<FollowedQuery>) -> ApiResult<Json<FollowedPage>> {
    let limit = page_limit(query.0.limit, LIMITS)?;
    let before = query.0.cursor.as_deref().map(place).transpose()?;
    let page = ctx.read(move |tx| {
        let mut found = follows::list(tx, before, limit)?;
        let next_cursor = cut(&mut found, limit, |last| (last.created_at, last.record_id));
        let items = named(tx, found)?;
        Ok(FollowedPage { items, next_cursor })
    });
    page.await.map(Json)
}

fn named(tx: &mut Tx<'_>, found: Vec<follows::Followed>) -> Result<Vec<Followed>> {
    let mut titles = std::collections::HashMap::new();
    for kind in kinds::KINDS {
        let ids: Vec<Uuid> = found.iter().filter(|one| one.entity == kind.name()).map(|one| one.record_id).collect();
        if !ids.is_empty() {
            titles.extend(kind.titles(tx, &ids)?);
        }
    }
    let items = found.into_iter().filter_map(|one| {
        let kind = kinds::named(&one.entity)?;
        let name = titles.get(&one.record_id).cloned().unwrap_or_default();
        Some(Followed {
            resource: kind.resource().as_str().to_owned(),
            record: Reference { id: one.record_id, name },
            entity: one.entity,
            created_at: one.created_at,
        })
    });
    Ok(items.collect())
}
