//! The first start: there is no organization yet, and whoever comes first makes it.

use std::sync::Arc;

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse, get, post};
use guanxi_domain::identity::password as rules;
use guanxi_domain::values::{LocaleCode, LoginName};
use guanxi_persistence::identity::setup::{self, NewOrganization};
use guanxi_persistence::{Error, Result};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use validator::Validate;

use crate::auth::password;
use crate::clock;
use crate::http::{ApiError, ApiResult, Body, Problem, blocking};
use crate::state::AppState;

/// Whether an organization must be made.
#[derive(Serialize, ToSchema)]
pub struct SetupState {
    /// There is none yet.
    pub needed: bool,
}

/// The first organization and its administrator.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Setup {
    /// Name of the organization.
    #[validate(length(min = 1, max = 100))]
    pub organization: String,
    /// Login of its administrator.
    pub login: LoginName,
    /// Password of its administrator.
    #[schema(format = Password)]
    pub password: String,
    /// Name of its administrator; the login where absent.
    #[validate(length(max = 60))]
    pub display_name: Option<String>,
    /// Language; Chinese where absent.
    pub locale: Option<LocaleCode>,
}

/// Whether an organization must be made.
#[utoipa::path(tag = "setup", operation_id = "get_setup", responses(
    (status = 200, description = "Whether set-up is needed.", body = SetupState),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[get("/setup")]
pub async fn get_setup(state: Data<AppState>) -> ApiResult<Json<SetupState>> {
    let needed = blocking(move || state.db.bare(setup::needed)).await?;
    Ok(Json(SetupState { needed }))
}

/// Makes the first organization. Refused as soon as there is one.
#[utoipa::path(tag = "setup", operation_id = "set_up", request_body = Setup, responses(
    (status = 204, description = "The organization is made; its administrator can sign in."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[post("/setup")]
pub async fn set_up(request: HttpRequest, state: Data<AppState>, body: Body<Setup>) -> ApiResult<HttpResponse> {
    let db = state.db.clone();
    // Asked before the work of hashing, and again in the transaction that founds.
    if !blocking(move || db.bare(setup::needed)).await? {
        return Err(ApiError::conflict("already_set_up"));
    }
    let new = new_organization(body.0).await?;
    let origin = Arc::new(crate::http::origin(&request, "browser"));
    blocking(move || {
        state.db.bare(|conn| {
            setup::lock(conn)?;
            if !setup::needed(conn)? {
                return Err(Error::conflict("already_set_up"));
            }
            setup::found(conn, &new, &origin, clock::now())
        })
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn new_organization(body: Setup) -> ApiResult<NewOrganization> {
    let given = rules::normalize(&body.password);
    let new = NewOrganization {
        name: body.organization,
        locale: body.locale.unwrap_or_default(),
        display_name: body.display_name.unwrap_or_default(),
        login: body.login,
        password_hash: String::new(),
    }
    .named()?;
    check_password(&given, new.login.as_str(), &new.name, "/password")?;
    Ok(NewOrganization { password_hash: password::hash(given).await?, ..new })
}

/// A new password against the policy.
///
/// # Errors
/// 422 at `at`.
pub fn check_password(given: &str, login: &str, organization: &str, at: &str) -> Result<()> {
    let personal = rules::Personal { login, organization: &[organization] };
    rules::check(given, &personal).map_err(|invalid| Error::field(at, invalid))
}
