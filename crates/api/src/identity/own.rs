//! A person's own password, sessions and second factor.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, delete, get, post};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::password as rules;
use guanxi_domain::values::{EmailAddress, Invalid};
use guanxi_persistence::identity::sessions::Device;
use guanxi_persistence::identity::throttle::{self, Attempt, Begun};
use guanxi_persistence::identity::{profile, second_factor, sessions};
use guanxi_persistence::platform::events::{self, Author, Happening};
use guanxi_persistence::{Credential, Error, Result, Tx};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::setup::check_password;
use crate::auth::{otp, password};
use crate::http::{ApiError, ApiResult, Body, Ctx, Problem, Query};

/// The old password and the new one.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangePassword {
    /// The present one.
    #[validate(length(min = 1, max = 200))]
    #[schema(format = Password, min_length = 1, max_length = 200)]
    pub current_password: String,
    /// The next one.
    #[validate(length(max = 200))]
    #[schema(format = Password, max_length = 200)]
    pub new_password: String,
}

/// Changes the password and ends the person's other sessions.
#[utoipa::path(tag = "me", operation_id = "change_password", request_body = ChangePassword, responses(
    (status = 204, description = "The password is changed."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/me/password")]
pub async fn change_password(ctx: Ctx, body: Body<ChangePassword>) -> ApiResult<HttpResponse> {
    let session = own_session(&ctx)?;
    prove(&ctx, &body.current_password, "/current_password").await?;
    let given = rules::normalize(&body.new_password);
    if given == rules::normalize(&body.current_password) {
        return Err(ApiError::field("/new_password", Invalid::new("same_password")));
    }
    let checked = given.clone();
    ctx.read_restricted(move |tx| {
        let (login, _) = profile::password_hash(tx)?;
        check_password(&checked, &login, &tx.config.organization.name, "/new_password")
    })
    .await?;
    let hash = password::hash(given).await?;
    ctx.write_restricted(move |tx| profile::change_password(tx, &hash, Some(session))).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Another address, and the password that shows whose request it is.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ChangeEmail {
    /// Where links and notifications go from now on; null for nowhere.
    pub email: Option<EmailAddress>,
    /// The present password.
    #[validate(length(min = 1, max = 200))]
    #[schema(format = Password, min_length = 1, max_length = 200)]
    pub password: String,
}

/// Changes where links and notifications go; links mailed before are good for nothing.
#[utoipa::path(tag = "me", operation_id = "change_email", request_body = ChangeEmail, responses(
    (status = 204, description = "The address is changed."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/me/email")]
pub async fn change_email(ctx: Ctx, body: Body<ChangeEmail>) -> ApiResult<HttpResponse> {
    own_session(&ctx)?;
    prove(&ctx, &body.password, "/password").await?;
    ctx.write(move |tx| profile::set_email(tx, body.email.as_ref())).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// The session of the request: a key has no password, no sessions and no second factor.
///
/// # Errors
/// 403.
pub fn own_session(ctx: &Ctx) -> ApiResult<Uuid> {
    match ctx.caller.credential {
        Credential::Session(id) => Ok(id),
        Credential::ApiKey(_) | Credential::Internal | Credential::Program => {
            Err(ApiError::new(actix_web::http::StatusCode::FORBIDDEN, "forbidden"))
        }
    }
}

/// Makes sure that the person knows the password; failures count as those of signing in do.
async fn prove(ctx: &Ctx, given: &str, at: &'static str) -> ApiResult<()> {
    let address = ctx.caller.origin.network.clone();
    let now = ctx.caller.now;
    let (begun, attempt, hash) = ctx
        .write_restricted(move |tx| {
            let (login, hash) = profile::password_hash(tx)?;
            let attempt = Attempt { login, accounts: vec![(tx.org(), tx.user())], address };
            Ok((throttle::begin(tx.conn, &attempt, now)?, attempt, hash))
        })
        .await?;
    if let Begun::Wait(seconds) = begun {
        return Err(ApiError::too_many(i64::try_from(seconds).unwrap_or(i64::MAX)));
    }
    if password::verify(rules::normalize(given), hash).await? {
        return ctx.write_restricted(move |tx| throttle::released(tx.conn, &attempt)).await;
    }
    Err(ApiError::field(at, Invalid::new("wrong_password")))
}

fn author(tx: &Tx<'_>) -> Author {
    Author { org_id: tx.org(), user_id: tx.user(), origin: tx.origin.clone(), now: tx.now }
}

/// A device on which the person is signed in.
#[derive(Serialize, ToSchema)]
pub struct Session {
    /// Id.
    pub id: Uuid,
    /// It is the one of this request.
    pub current: bool,
    /// Program.
    pub user_agent: Option<String>,
    /// Address at sign-in.
    pub ip: Option<String>,
    /// When they signed in.
    pub created_at: DateTime<Utc>,
    /// When the session was last refreshed.
    pub last_used_at: DateTime<Utc>,
    /// When it ends unless it is used.
    pub expires_at: DateTime<Utc>,
}

/// Where the person is signed in.
#[derive(Serialize, ToSchema)]
pub struct SessionList {
    /// The latest used first, at most 200.
    pub items: Vec<Session>,
}

/// Where the person is signed in.
#[utoipa::path(tag = "me", operation_id = "list_sessions", responses(
    (status = 200, description = "Sessions that stand.", body = SessionList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/me/sessions")]
pub async fn devices(ctx: Ctx) -> ApiResult<Json<SessionList>> {
    let own = ctx.caller.credential;
    let devices = ctx.read(sessions::devices).await?;
    let shown = |device: Device| Session {
        id: device.id,
        current: own == Credential::Session(device.id),
        user_agent: device.user_agent,
        ip: device.ip,
        created_at: device.created_at,
        last_used_at: device.last_used_at,
        expires_at: device.expires_at,
    };
    Ok(Json(SessionList { items: devices.into_iter().map(shown).collect() }))
}

/// Ends one session of the person.
#[utoipa::path(tag = "me", operation_id = "end_session", params(("id" = Uuid, Path, description = "Id of the session.")), responses(
    (status = 204, description = "It has ended."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/me/sessions/{id}")]
pub async fn end_session(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    own_session(&ctx)?;
    ctx.write(move |tx| {
        sessions::end_own(tx, *id)?;
        events::record(tx, Happening::of("session", "revoked", None))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Ends every session of the person but this one.
#[utoipa::path(tag = "me", operation_id = "end_other_sessions", responses(
    (status = 204, description = "They have ended."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/me/sessions/revoke-others")]
pub async fn end_others(ctx: Ctx) -> ApiResult<HttpResponse> {
    let own = own_session(&ctx)?;
    ctx.write(move |tx| {
        sessions::end_all(tx.conn, (tx.actor.org_id, tx.actor.user_id), Some(own), "revoked", tx.now)?;
        events::record(tx, Happening::of("session", "others_revoked", None))
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Which sign-ins.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct SignInQuery {
    /// Rows, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor`.
    pub cursor: Option<Uuid>,
}

/// A sign-in, a refusal, an end of a session.
#[derive(Serialize, ToSchema)]
pub struct SignIn {
    /// Id.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// What: `signed_in`, `refused`, `refresh_reused`, `signed_out`, `revoked`, `others_revoked`.
    pub action: String,
    /// Address.
    pub ip: Option<String>,
    /// Program.
    pub user_agent: Option<String>,
}

/// The person's sign-ins.
#[derive(Serialize, ToSchema)]
pub struct SignInPage {
    /// The newest first.
    pub items: Vec<SignIn>,
    /// For the page after this.
    pub next_cursor: Option<Uuid>,
}

/// The person's sign-ins and what was refused under their login.
#[utoipa::path(tag = "me", operation_id = "list_login_events", params(SignInQuery), responses(
    (status = 200, description = "A page, the newest first.", body = SignInPage),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/me/login-events")]
pub async fn sign_ins(ctx: Ctx, query: Query<SignInQuery>) -> ApiResult<Json<SignInPage>> {
    let SignInQuery { limit, cursor } = query.0;
    let limit = limit.unwrap_or(50);
    if !(1..=200).contains(&limit) {
        return Err(ApiError::field("/limit", Invalid::new("out_of_range").with("min", 1).with("max", 200)));
    }
    let mut rows = ctx.read(move |tx| profile::sign_ins(tx, cursor, limit + 1)).await?;
    let size = usize::try_from(limit).unwrap_or(usize::MAX);
    let more = rows.len() > size;
    rows.truncate(size);
    let items: Vec<SignIn> = rows
        .into_iter()
        .map(|row| SignIn {
            id: row.id,
            at: row.at,
            action: row.kind.trim_start_matches("session.").to_owned(),
            ip: row.ip,
            user_agent: row.user_agent,
        })
        .collect();
    let next_cursor = items.last().filter(|_| more).map(|last| last.id);
    Ok(Json(SignInPage { items, next_cursor }))
}

/// A second factor that is not in force yet.
#[derive(Serialize, ToSchema)]
pub struct OtpSecret {
    /// The secret, for typing (Base32).
    pub secret: String,
    /// The secret, for a QR code (`otpauth://`).
    pub uri: String,
}

/// Begins to set up a second factor: shown once, in force when its first code has been entered.
#[utoipa::path(tag = "me", operation_id = "begin_otp", responses(
    (status = 200, description = "The secret.", body = OtpSecret),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/me/totp")]
pub async fn begin_otp(ctx: Ctx) -> ApiResult<Json<OtpSecret>> {
    own_session(&ctx)?;
    let begun = ctx
        .write_restricted(|tx| {
            let secret = otp::secret();
            second_factor::begin(tx.conn, tx.actor.org_id, tx.actor.user_id, &secret)?;
            let (login, _) = profile::password_hash(tx)?;
            let uri = otp::uri(&secret, &login, &tx.config.organization.name);
            Ok(OtpSecret { secret: otp::base32(&secret), uri })
        })
        .await?;
    Ok(Json(begun))
}

/// The first code of a second factor.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ConfirmOtp {
    /// Six digits.
    #[validate(length(max = 20))]
    #[schema(max_length = 20, example = "123456")]
    pub code: String,
}

/// What opens the account when the device is lost.
#[derive(Serialize, ToSchema)]
pub struct RecoveryCodes {
    /// Each is good once; shown only here.
    pub recovery_codes: Vec<String>,
}

/// Puts the second factor in force.
#[utoipa::path(tag = "me", operation_id = "confirm_otp", request_body = ConfirmOtp, responses(
    (status = 200, description = "It is in force.", body = RecoveryCodes),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/me/totp/confirm")]
pub async fn confirm_otp(ctx: Ctx, body: Body<ConfirmOtp>) -> ApiResult<Json<RecoveryCodes>> {
    own_session(&ctx)?;
    let recovery_codes = ctx.write_restricted(move |tx| confirm(tx, &body.code)).await?;
    Ok(Json(RecoveryCodes { recovery_codes }))
}

fn confirm(tx: &mut Tx<'_>, code: &str) -> Result<Vec<String>> {
    let (org, user) = (tx.org(), tx.user());
    let factor = second_factor::locked(tx.conn, org, user)?;
    if factor.confirmed_at.is_some() {
        return Err(Error::conflict("otp_already_set_up"));
    }
    if factor.secret.is_none() {
        return Err(Error::conflict("otp_not_begun"));
    }
    let step = otp::step(&factor, code, tx.now.timestamp())
        .ok_or_else(|| Error::field("/code", Invalid::new("invalid_otp")))?;
    second_factor::accept(tx.conn, org, user, step)?;
    let codes = otp::recovery_codes();
    let hashes: Vec<Vec<u8>> = codes.iter().map(|code| otp::recovery_hash(code)).collect();
    let author = author(tx);
    second_factor::confirm(tx.conn, &author, &hashes)?;
    Ok(codes)
}

/// The password, where it must be shown again.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ProvePassword {
    /// The present one.
    #[validate(length(min = 1, max = 200))]
    #[schema(format = Password, min_length = 1, max_length = 200)]
    pub password: String,
}

/// Takes the second factor away.
#[utoipa::path(tag = "me", operation_id = "remove_otp", request_body = ProvePassword, responses(
    (status = 204, description = "There is none any more."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/me/totp")]
pub async fn remove_otp(ctx: Ctx, body: Body<ProvePassword>) -> ApiResult<HttpResponse> {
    own_session(&ctx)?;
    prove(&ctx, &body.password, "/password").await?;
    ctx.write(|tx| {
        let author = author(tx);
        second_factor::remove(tx.conn, &author)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}
