//! Signing in and out.

use actix_web::cookie::time::Duration as CookieDuration;
use actix_web::cookie::{Cookie, SameSite};
use actix_web::{HttpRequest, HttpResponse, post, web};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::password as rules;
use guanxi_domain::values::UserStatus;
use guanxi_persistence::identity::second_factor;
use guanxi_persistence::identity::sessions::{self, Account, Refreshed, SESSION_DAYS};
use guanxi_persistence::identity::throttle::{self, Attempt, Begun};
use guanxi_persistence::platform::events::{self, Author, Happening};
use guanxi_persistence::{Caller, Credential, Origin, Tx};
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
    let Looked { attempt, locks, accounts } = look_up(&state, name, body.org.clone(), &origin, now).await?;
    let given = rules::normalize(&body.password);
    let matching = matching(accounts, given).await?;
    let account = match matching.as_slice() {
        [account] => account.clone(),
        [] => return Err(refuse(&state, attempt, locks, &origin, now, "invalid_credentials").await?),
        several => {
            let codes: Vec<&str> = several.iter().map(|account| account.short_code.as_str()).collect();
            let choose = ApiError::conflict("organization_required").and("organizations", serde_json::json!(codes));
            release(&state, attempt).await?;
            return Err(choose);
        }
    };
    let delivery = body.delivery;
    let code = body.0.otp.filter(|code| !code.trim().is_empty());
    if account.totp_confirmed_at.is_some() && code.is_none() {
        release(&state, attempt).await?;
        return Err(ApiError::unauthorized("otp_required"));
    }
    let place = (account.org_id, account.user_id);
    let session = Secret::new(account.org_id, Uuid::now_v7());
    let own = Attempt { accounts: vec![place], ..attempt.clone() };
    // Signed in or not at all: second factor, session, event and what is answered are one transaction.
    let caller = caller_of(place, Credential::Internal, &origin, now);
    let begun = begin(&state, caller, session.clone(), move |tx, stored| {
        if account.totp_confirmed_at.is_some() && !is_second_factor(tx, &account, &code.unwrap_or_default())? {
            return Ok(false);
        }
        throttle::succeeded(tx.conn, &attempt, place)?;
        let (conn, origin, now) = (&mut *tx.conn, &tx.origin, tx.now);
        sessions::begin(conn, place.0, place.1, stored.id, &stored.hash(), origin, now)?;
        events::record(tx, Happening::of("session", "signed_in", None))?;
        Ok(true)
    })
    .await?;
    match begun {
        Some(begun) => Ok(answer(&state, begun, &session, delivery)),
        None => Err(refuse(&state, own, locks, &origin, now, "invalid_otp").await?),
    }
}

/// An attempt that has been counted, and the accounts that its login may mean.
struct Looked {
    attempt: Attempt,
    locks: bool,
    accounts: Vec<Account>,
}

/// The accounts that a login may mean, unless it or the address has to wait.
async fn look_up(
    state: &web::Data<AppState>,
    typed: String,
    org: Option<String>,
    origin: &Origin,
    now: DateTime<Utc>,
) -> ApiResult<Looked> {
    let (db, address) = (state.db.clone(), origin.network.clone());
    let (begun, attempt, accounts) = crate::http::blocking(move || {
        db.bare(|conn| {
            let accounts = sessions::accounts(conn, &typed, org.as_deref())?;
            let named = accounts.iter().map(|account| (account.org_id, account.user_id)).collect();
            let attempt = Attempt { login: typed, accounts: named, address };
            Ok((throttle::begin(conn, &attempt, now)?, attempt, accounts))
        })
    })
    .await?;
    match begun {
        Begun::Wait(seconds) => Err(ApiError::too_many(i64::try_from(seconds).unwrap_or(i64::MAX))),
        Begun::Counted { locks } => Ok(Looked { attempt, locks, accounts }),
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
fn is_second_factor(tx: &mut Tx<'_>, account: &Account, code: &str) -> guanxi_persistence::Result<bool> {
    let (org, user, now) = (account.org_id, account.user_id, tx.now);
    let factor = second_factor::locked(tx.conn, org, user)?;
    match otp::step(&factor, code, now.timestamp()) {
        Some(step) => second_factor::accept(tx.conn, org, user, step).map(|()| true),
        None => second_factor::spend(tx.conn, org, user, &otp::recovery_hash(code), now),
    }
}

/// The password was right: the attempt is no failure, though nobody is signed in by it.
async fn release(state: &web::Data<AppState>, attempt: Attempt) -> ApiResult<()> {
    let db = state.db.clone();
    crate::http::blocking(move || db.bare(|conn| throttle::released(conn, &attempt))).await
}

/// Notes the failure for those whose login it was, and answers it: the same for every cause.
async fn refuse(
    state: &web::Data<AppState>,
    attempt: Attempt,
    locks: bool,
    origin: &Arc<Origin>,
    now: DateTime<Utc>,
    code: &'static str,
) -> ApiResult<ApiError> {
    let (db, origin) = (state.db.clone(), Arc::clone(origin));
    crate::http::blocking(move || {
        db.bare(|conn| {
            for (org_id, user_id) in attempt.accounts {
                let author = Author { org_id, user_id, origin: Arc::clone(&origin), now };
                events::record_by(conn, &author, Happening::of("session", "refused", None))?;
                if locks {
                    // What is refused unseen from then on is not noted one by one: a script would fill the log.
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
    let (db, place) = (state.db.clone(), (spent.org_id, spent.id));
    let user = crate::http::blocking(move || db.quiet(|conn| sessions::holder(conn, place, now)))
        .await
        .map_err(invalid_token)?;
    // The token is spent and its successor answered in one transaction: a database that fails in between signs nobody
    // out.
    let caller = caller_of((spent.org_id, user), Credential::Session(spent.id), &origin, now);
    let begun = begin(&state, caller, next.clone(), move |tx, stored| {
        match sessions::refresh(tx.conn, place, &spent.hash(), &stored.hash(), now)? {
            Refreshed::Rotated(_) => Ok(true),
            Refreshed::Reused(_) => {
                events::record(tx, Happening::of("session", "refresh_reused", None))?;
                Ok(false)
            }
        }
    })
    .await
    .map_err(invalid_token)?;
    match begun {
        Some(begun) => Ok(answer(&state, begun, &next, delivery)),
        None => Err(ApiError::unauthorized("token_invalid")),
    }
}

fn invalid_token(error: ApiError) -> ApiError {
    if error.code == "unauthorized" { ApiError::unauthorized("token_invalid") } else { error }
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

/// Ends the session of the access token, and that of the browser's cookie: after an idle quarter of an hour a browser has
/// nothing else. Nobody needs to be signed in to be signed out. The tokens are good for nothing from the next request on.
#[utoipa::path(tag = "auth", operation_id = "logout", responses(
    (status = 204, description = "Signed out."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security((), ("bearer" = [])))]
#[post("/auth/logout")]
pub async fn logout(
    request: HttpRequest,
    state: web::Data<AppState>,
    ctx: Result<Ctx, ApiError>,
) -> ApiResult<HttpResponse> {
    if let Ok(ctx) = ctx
        && let Credential::Session(id) = ctx.caller.credential
    {
        let (org, now) = (ctx.caller.org_id, ctx.caller.now);
        let ended = ctx.write_restricted(move |tx| {
            sessions::end(tx.conn, (org, id), "logout", now)?;
            events::record(tx, Happening::of("session", "signed_out", None))
        });
        match ended.await {
            // It has ended before.
            Err(error) if error.status == actix_web::http::StatusCode::UNAUTHORIZED => {}
            ended => ended?,
        }
    }
    if let Some(token) = request.cookie(COOKIE).and_then(|cookie| Secret::parse(cookie.value())) {
        let (db, now) = (state.db.clone(), clock::now());
        let origin = Arc::new(crate::http::origin(&request, "browser"));
        crate::http::blocking(move || {
            db.bare(|conn| {
                let place = (token.org_id, token.id);
                if let Some(user_id) = sessions::end_by_token(conn, place, &token.hash(), now)? {
                    let author = Author { org_id: token.org_id, user_id, origin, now };
                    events::record_by(conn, &author, Happening::of("session", "signed_out", None))?;
                }
                Ok(())
            })
        })
        .await?;
    }
    let mut gone = Cookie::build(COOKIE, "").path(COOKIE_PATH).finish();
    gone.make_removal();
    Ok(HttpResponse::NoContent().cookie(gone).finish())
}

fn caller_of(
    (org_id, user_id): (Uuid, Uuid),
    credential: Credential,
    origin: &Arc<Origin>,
    now: DateTime<Utc>,
) -> Caller {
    Caller { org_id, user_id, credential, origin: Arc::clone(origin), now }
}

/// What is answered to a session that has begun or goes on.
struct Begin {
    user: Me,
    access_token: String,
}

/// Begins a session or goes on with it, in one transaction with all that is answered; `None` where the work says that
/// it is not to be.
async fn begin(
    state: &web::Data<AppState>,
    caller: Caller,
    session: Secret,
    work: impl FnOnce(&mut Tx<'_>, &Secret) -> guanxi_persistence::Result<bool> + Send + 'static,
) -> ApiResult<Option<Begin>> {
    let state = state.clone();
    crate::http::blocking(move || {
        // Signed before: a key that has to be made first would need a second connection in the transaction.
        let access_token = state.tokens.issue(&state.db, caller.org_id, caller.user_id, session.id, caller.now)?;
        state.db.write(&caller, |tx| {
            if work(tx, &session)? { Ok(Some(Begin { user: describe(tx)?, access_token })) } else { Ok(None) }
        })
    })
    .await
}

/// The tokens of a session.
fn answer(state: &AppState, begun: Begin, session: &Secret, delivery: Delivery) -> HttpResponse {
    let Begin { user, access_token } = begun;
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
    answer.json(tokens)
}
