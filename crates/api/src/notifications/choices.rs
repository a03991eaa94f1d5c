//! What the caller wants to be told, and how.

use std::collections::BTreeMap;

use actix_web::web::Json;
use actix_web::{HttpRequest, get, patch};
use guanxi_domain::platform::{Channels, NoticeKind};
use guanxi_domain::values::{Invalid, LocaleCode};
use guanxi_persistence::platform::notifications::{self, Preferences};
use guanxi_persistence::platform::robots;
use guanxi_persistence::{Error, Result, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use super::inbox::language;
use super::words;
use crate::http::{ApiResult, Body, Ctx, Problem, locale_of};

/// How the caller is told of one kind of thing.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationChoice {
    /// What happens.
    pub kind: NoticeKind,
    /// That in words, in the caller's language.
    pub label: String,
    /// The ways.
    pub channels: Channels,
}

/// What the caller wants to be told, and how.
#[derive(Debug, Serialize, ToSchema)]
pub struct NotificationChoices {
    /// Everything that people are told of.
    pub items: Vec<NotificationChoice>,
    /// Mail comes once a day, not one by one.
    pub daily_mail: bool,
    /// When it comes, in the caller's time zone.
    #[schema(example = "08:00")]
    pub daily_mail_at: String,
    /// The caller has an address that mail can go to.
    pub mail_possible: bool,
    /// The organization has a robot that passes notifications on.
    pub robot_possible: bool,
}

/// Other choices; what is not named stays.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct NotificationChoicesUpdate {
    /// By kind.
    #[serde(default)]
    pub channels: BTreeMap<String, Channels>,
    /// Mail comes once a day, not one by one.
    pub daily_mail: Option<bool>,
}

fn render(tx: &mut Tx<'_>, locale: LocaleCode, preferences: Preferences) -> Result<NotificationChoices> {
    let email = guanxi_persistence::identity::profile::email(tx)?;
    let items = preferences.channels.into_iter().map(|(kind, channels)| NotificationChoice {
        kind,
        label: words::label(locale, kind.as_str()),
        channels,
    });
    Ok(NotificationChoices {
        items: items.collect(),
        daily_mail: preferences.daily,
        daily_mail_at: notifications::digest_time().format("%H:%M").to_string(),
        mail_possible: email.is_some(),
        robot_possible: robots::any(tx)?,
    })
}

/// What the caller wants to be told, and how.
#[utoipa::path(tag = "notifications", operation_id = "get_notification_choices", responses(
    (status = 200, description = "The choices.", body = NotificationChoices),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/me/notification-choices")]
pub async fn get(ctx: Ctx, request: HttpRequest) -> ApiResult<Json<NotificationChoices>> {
    let preferred = locale_of(&request);
    let choices = ctx.read(move |tx| {
        let preferences = notifications::own(tx)?;
        let locale = language(tx, preferred);
        render(tx, locale, preferences)
    });
    choices.await.map(Json)
}

/// Changes what the caller wants to be told, and how.
#[utoipa::path(tag = "notifications", operation_id = "update_notification_choices",
    request_body(content = NotificationChoicesUpdate, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The choices as they are now.", body = NotificationChoices),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/me/notification-choices")]
pub async fn update(
    ctx: Ctx,
    request: HttpRequest,
    body: Body<NotificationChoicesUpdate>,
) -> ApiResult<Json<NotificationChoices>> {
    let preferred = locale_of(&request);
    let choices = ctx.write(move |tx| {
        let mut changed = Vec::new();
        for (code, channels) in &body.channels {
            let kind = NoticeKind::ALL.iter().find(|kind| kind.as_str() == code);
            let codes: Vec<&str> = NoticeKind::ALL.iter().map(|kind| kind.as_str()).collect();
            let unknown = || Invalid::new("unknown_code").with("codes", codes.join(", "));
            changed.push((*kind.ok_or_else(|| Error::field("/channels", unknown()))?, *channels));
        }
        let preferences = notifications::save(tx, &changed, body.daily_mail)?;
        let locale = language(tx, preferred);
        render(tx, locale, preferences)
    });
    choices.await.map(Json)
}
