//! The `Authorization` header: an access token or an API key.

use chrono::{DateTime, Utc};
use guanxi_persistence::Credential;
use uuid::Uuid;

use super::secrets::Secret;
use crate::http::{ApiError, ApiResult};
use crate::state::AppState;

/// What API keys begin with.
pub const KEY_PREFIX: &str = "gx_";

/// Who a bearer token says it is.
#[derive(Clone, Debug)]
pub struct Bearer {
    /// Organization.
    pub org_id: Uuid,
    /// Person.
    pub user_id: Uuid,
    /// For admission.
    pub credential: Credential,
    /// For the audit trail.
    pub via: &'static str,
}

/// Reads a token that has been read before, without asking the database; `None` where it must be asked.
pub fn remembered(state: &AppState, token: &str, now: DateTime<Utc>) -> Option<ApiResult<Bearer>> {
    if let Some(key) = token.strip_prefix(KEY_PREFIX) {
        let Some(secret) = Secret::parse(key) else { return Some(Err(ApiError::unauthorized("unauthorized"))) };
        return state.api_keys.remembers(&secret).then(|| read(state, token, now));
    }
    state.tokens.remembers(token).then(|| read(state, token, now))
}

/// Reads the token. Whether its session or key still stands is decided by the request's first statement.
///
/// # Errors
/// 401 where it is not ours, altered or expired; 503 where the database that must be asked is away.
pub fn read(state: &AppState, token: &str, now: DateTime<Utc>) -> ApiResult<Bearer> {
    let refused = || ApiError::unauthorized("unauthorized");
    if let Some(key) = token.strip_prefix(KEY_PREFIX) {
        let secret = Secret::parse(key).ok_or_else(refused)?;
        let user_id = state.api_keys.holder(&state.db, &secret, now)?.ok_or_else(refused)?;
        let credential = Credential::ApiKey(secret.id);
        return Ok(Bearer { org_id: secret.org_id, user_id, credential, via: "api_key" });
    }
    let claims = state.tokens.read(&state.db, token, now)?.ok_or_else(refused)?;
    Ok(Bearer { org_id: claims.org, user_id: claims.sub, credential: Credential::Session(claims.sid), via: "browser" })
}
