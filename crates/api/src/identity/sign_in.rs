//! Signing in and out.

use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::password as rules;
use guanxi_domain::values::UserStatus;
use guanxi_persistence::PgConnection;
use guanxi_persistence::identity::second_factor;
use guanxi_persistence::identity::sessions::{self, Account, Refreshed, SESSION_DAYS};
use guanxi_persistence::identity::throttle::{self, Attempt};
use guanxi_persistence::platform::events::{self, Author, Happening};
use guanxi_persistence::{Caller, Credential, Error, Origin};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::me::{Me, describe};
use crate::auth::secrets::Secret;
use crate::auth::tokens::ACCESS_SECONDS;
use crate::auth::{otp, password};
use crate::clock;
use crate::http::{ApiError, ApiResult, Body, Ctx, Problem};
use crate::state::AppState;

/// The browser's refresh cookie; sent to the sign-in endpoints only.
const COOKIE: &str = "guanxi_refresh";
const COOKIE_PATH: &str = "/api/v1/auth";

/// Where the refresh token goes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Delivery {
    /// Into the body: for mobile clients and programs, which keep it themselves.
    #[default]
    Body,
    /// Into an HttpOnly cookie: for browsers.
    Cookie,
}

/// What a person shows to be let in.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// Login name.
    #[validate(length(min = 1, max = 100))]
    #[schema(example = "admin")]
    pub login: String,
    /// Password.
    #[validate(length(min = 1, max = 200))]
    #[schema(format = Password)]
    pub password: String,
    /// Code of the second factor, or a recovery code.
    #[validate(length(max = 40))]
    pub otp: Option<String>,
    /// Short code of the organization, where several have the login.
    #[validate(length(max = 40))]
    pub org: Option<String>,
    /// Where the refresh token goes; the body unless said otherwise.
    #[serde(default)]
    pub delivery: Delivery,
}

/// A session's tokens and whose it is.
#[derive(Serialize, ToSchema)]
pub struct Tokens {
    /// JWT for the `Authorization` header.
    pub access_token: String,
    /// Always `Bearer`.
    pub token_type: &'static str,
    /// Seconds that the access token is good for.
    pub expires_in: i64,
    /// Good for one exchange; absent where a cookie carries it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub refresh_token: Option<String>,
    /// The signed-in person.
    pub user: Me,
}

/// Exchanges login and password (and the second factor) for tokens.
#[utoipa::path(tag = "auth", operation_id = "login", request_body = Login, responses(
    (status = 200, description = "Signed in.", body = Tokens),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[post("/auth/login")]
pub async fn login(request: HttpRequest, state: web::Data<AppState>, body: Body<Login>) -> ApiResult<HttpResponse> {
    let now = clock::now();
    let origin = Arc::new(crate::http::origin(&request, "browser"));
    let name = body.login.trim().to_lowercase();
    let (attempt, accounts) = look_up(&state, name, body.org.clone(), &origin, now).await?;
    let given = rules::normalize(&body.password);
    let matching = matching(accounts, given).await?;
    let account = match matching.as_slice() {
        [account] => account.clone(),
        [] => return Err(refuse(&state, attempt, &origin, now, "invalid_credentials").await?),
        several => {
            let codes: Vec<&str> = several.iter().map(|account| account.short_code.as_str()).collect();
            return Err(ApiError::conflict("organization_required").and("organizations", serde_json::json!(codes)));
        }
    };
    let (user_id, delivery) = (account.user_id, body.delivery);
    let code = body.0.otp.filter(|code| !code.trim().is_empty());
    if account.totp_confirmed_at.is_some() && code.is_none() {
        return Err(ApiError::unauthorized("otp_required"));
    }
    let session = Secret::new(account.org_id, Uuid::now_v7());
    let (stored, ip, login) = (session.clone(), Arc::clone(&origin), attempt.login.clone());
    let db = state.db.clone();
    let begun = crate::http::blocking(move || {
        db.bare(|conn| {
            if account.totp_confirmed_at.is_some() && !is_second_factor(conn, &account, &code.unwrap_or_default(), now)?
            {
                return Ok(false);
            }
            throttle::succeeded(conn, &login, (account.org_id, account.user_id))?;
            sessions::begin(conn, account.org_id, account.user_id, stored.id, &stored.hash(), &ip, now)?;
            Ok(true)
        })
    })
    .await?;
    if !begun {
        let attempt = Attempt { accounts: vec![(session.org_id, user_id)], ..attempt };
        return Err(refuse(&state, attempt, &origin, now, "invalid_otp").await?);
    }
    let caller = Caller { org_id: session.org_id, user_id, credential: Credential::Session(session.id), origin, now };
    signed_in(&state, caller, &session, delivery, "signed_in").await
}

/// The accounts that a login may mean, unless it or the address has to wait.
async fn look_up(
    state: &web::Data<AppState>,
    typed: String,
    org: Option<String>,
    origin: &Origin,
    now: DateTime<Utc>,
) -> ApiResult<(Attempt, Vec<Account>)> {
    let (db, address) = (state.db.clone(), origin.ip.clone().unwrap_or_default());
    let (wait, attempt, accounts) = crate::http::blocking(move || {
        db.bare(|conn| {
            let accounts = sessions::accounts(conn, &typed, org.as_deref())?;
            let named = accounts.iter().map(|account| (account.org_id, account.user_id)).collect();
            let attempt = Attempt { login: typed, accounts: named, address };
            Ok((throttle::retry_after(conn, &attempt, now)?, attempt, accounts))
        })
    })
    .await?;
    match wait {
        Some(seconds) => Err(ApiError::too_many(i64::try_from(seconds).unwrap_or(i64::MAX))),
        None => Ok((attempt, accounts)),
    }
}

/// The accounts whose password this is. Without an account, as much work is done.
async fn matching(accounts: Vec<Account>, given: String) -> ApiResult<Vec<Account>> {
    if accounts.is_empty() {
        password::verify(given, None).await?;
        return Ok(Vec::new());
    }
    let mut matching = Vec::new();
    for account in accounts {
        let may = account.status == UserStatus::Active;
        if password::verify(given.clone(), account.password_hash.clone()).await? && may {
            matching.push(account);
        }
    }
    Ok(matching)
}

/// Whether this is the present code of the second factor, or an unused recovery code; it is spent then.
fn is_second_factor(
    conn: &mut PgConnection,
    account: &Account,
    code: &str,
    now: DateTime<Utc>,
) -> guanxi_persistence::Result<bool> {
    let (org, user) = (account.org_id, account.user_id);
    let factor = second_factor::locked(conn, org, user)?;
    match otp::step(&factor, code, now.timestamp()) {
        Some(step) => second_factor::accept(conn, org, user, step).map(|()| true),
        None => second_factor::spend(conn, org, user, &otp::recovery_hash(code), now),
    }
}

/// Counts the failure, notes it for those whose login it was, and answers it: the same for every cause.
async fn refuse(
    state: &web::Data<AppState>,
    attempt: Attempt,
    origin: &Arc<Origin>,
    now: DateTime<Utc>,
    code: &'static str,
) -> ApiResult<ApiError> {
    let (db, origin) = (state.db.clone(), Arc::clone(origin));
    crate::http::blocking(move || {
        db.bare(|conn| {
            let locks = throttle::failed(conn, &attempt, now)?;
            for (org_id, user_id) in attempt.accounts {
                let author = Author { org_id, user_id, origin: Arc::clone(&origin), now };
                events::record_by(conn, &author, Happening::of("session", "refused", None))?;
                if locks {
                    // What is refused unseen until then is not noted one by one: a script would fill the log.
                    events::record_by(conn, &author, Happening::of("session", "locked", None))?;
                }
            }
            Ok(())
        })
    })
    .await?;
    Ok(ApiError::unauthorized(code))
}

/// Exchanges a refresh token, from the cookie or the body.
#[utoipa::path(tag = "auth", operation_id = "refresh", request_body(content = Option<Refresh>, description = "Absent where the cookie carries the token."), responses(
    (status = 200, description = "New tokens; the old refresh token is spent.", body = Tokens),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[post("/auth/refresh")]
pub async fn refresh(request: HttpRequest, state: web::Data<AppState>, body: web::Bytes) -> ApiResult<HttpResponse> {
    let now = clock::now();
    let (text, delivery) = presented(&request, &body)?;
    let spent = Secret::parse(&text).ok_or(ApiError::unauthorized("token_invalid"))?;
    let next = Secret::new(spent.org_id, spent.id);
    let origin = Arc::new(crate::http::origin(&request, "browser"));
    let (db, stored, place) = (state.db.clone(), next.clone(), (spent.org_id, spent.id));
    let hash = spent.hash();
    let outcome =
        crate::http::blocking(move || db.bare(|conn| sessions::refresh(conn, place, &hash, &stored.hash(), now)))
            .await
            .map_err(
                |error| if error.code == "unauthorized" { ApiError::unauthorized("token_invalid") } else { error },
            )?;
    let caller = |user_id| Caller {
        org_id: spent.org_id,
        user_id,
        credential: Credential::Session(spent.id),
        origin: Arc::clone(&origin),
        now,
    };
    match outcome {
        Refreshed::Rotated(user) => signed_in(&state, caller(user), &next, delivery, "refreshed").await,
        Refreshed::Reused(user) => {
            let caller = Caller { credential: Credential::Internal, ..caller(user) };
            note(&state, caller, "refresh_reused").await?;
            Err(ApiError::unauthorized("token_invalid"))
        }
    }
}

/// The refresh token of a request, and how its successor is delivered.
fn presented(request: &HttpRequest, body: &[u8]) -> ApiResult<(String, Delivery)> {
    if !body.is_empty() {
        let body: Refresh = serde_json::from_slice(body).map_err(|_| ApiError::malformed("malformed_json"))?;
        if let Some(token) = body.refresh_token {
            return Ok((token, Delivery::Body));
        }
    }
    let cookie = request.cookie(COOKIE).ok_or(ApiError::unauthorized("token_invalid"))?;
    Ok((cookie.value().to_owned(), Delivery::Cookie))
}

/// A refresh token in the body.
#[derive(Deserialize, ToSchema)]
pub struct Refresh {
    /// The token from the last sign-in or refresh.
    pub refresh_token: Option<String>,
}

/// Ends the session; its tokens are good for nothing from the next request on.
#[utoipa::path(tag = "auth", operation_id = "logout", responses(
    (status = 204, description = "Signed out."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/auth/logout")]
pub async fn logout(ctx: Ctx) -> ApiResult<HttpResponse> {
    let (org, now) = (ctx.caller.org_id, ctx.caller.now);
    if let Credential::Session(id) = ctx.caller.credential {
        ctx.write_restricted(move |tx| {
            sessions::end(tx.conn, (org, id), "logout", now)?;
            events::record(tx, Happening::of("session", "signed_out", None))
        })
        .await?;
    }
    let mut gone = Cookie::build(COOKIE, "").path(COOKIE_PATH).finish();
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

/// Answers the tokens of a session and notes the sign-in.
async fn signed_in(
    state: &web::Data<AppState>,
    caller: Caller,
    session: &Secret,
    delivery: Delivery,
    action: &'static str,
) -> ApiResult<HttpResponse> {
    let (shared, whose) = (state.clone(), caller.clone());
    let (user, access_token) = crate::http::blocking(move || {
        let user = shared.db.write(&whose, |tx| {
            if action == "signed_in" {
                events::record(tx, Happening::of("session", action, None))?;
            }
            describe(tx)
        })?;
        let Credential::Session(id) = whose.credential else { return Err(Error::Unauthorized) };
        Ok((user, shared.tokens.issue(&shared.db, whose.org_id, whose.user_id, id, whose.now)?))
    })
    .await?;
    let mut tokens =
        Tokens { access_token, token_type: "Bearer", expires_in: ACCESS_SECONDS, refresh_token: None, user };
    let mut answer = HttpResponse::Ok();
    match delivery {
        Delivery::Body => tokens.refresh_token = Some(session.text()),
        Delivery::Cookie => {
            let cookie = Cookie::build(COOKIE, session.text())
                .path(COOKIE_PATH)
                .http_only(true)
                .same_site(SameSite::Strict)
                .secure(state.secure_cookies)
                .max_age(CookieDuration::days(SESSION_DAYS))
                .finish();
            answer.cookie(cookie);
        }
    }
    // Neither proxies nor the browser's disk should keep a token.
    answer.insert_header(("Cache-Control", "no-store"));
    Ok(answer.json(tokens))
}

async fn note(state: &web::Data<AppState>, caller: Caller, action: &'static str) -> ApiResult<()> {
    let db = state.db.clone();
    crate::http::blocking(move || db.write(&caller, |tx| events::record(tx, Happening::of("session", action, None))))
        .await
}
