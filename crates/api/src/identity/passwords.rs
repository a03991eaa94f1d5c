//! Mailed links: a new password for whoever forgot theirs, and joining by invitation.

use actix_web::web::{Data, Json};
use actix_web::{HttpRequest, HttpResponse, get, post};
use chrono::TimeDelta;
use guanxi_domain::identity::password as rules;
use guanxi_domain::values::UserStatus;
use guanxi_persistence::identity::one_time_tokens::{self, Purpose};
use guanxi_persistence::identity::profile::{self, Forgetful, Invitee};
use guanxi_persistence::identity::throttle;
use guanxi_persistence::platform::events::Author;
use guanxi_persistence::{Error, PgConnection, Result};
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::letters::{Reader, mail_link};
use super::setup::check_password;
use crate::auth::mail::Mailer;
use crate::auth::password;
use crate::auth::secrets::Secret;
use crate::clock;
use crate::http::{ApiError, ApiResult, Body, Problem, Query, blocking};
use crate::state::AppState;

/// Who has forgotten the password.
#[derive(Clone, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Forgot {
    /// Login name.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub login: String,
    /// Short code of the organization, where several have the login.
    #[validate(length(max = 40))]
    #[serde(default)]
    #[schema(max_length = 40)]
    pub org: Option<String>,
}

/// Mails a link, good once and for one hour, to whoever has the login and an address. The answer tells nothing.
#[utoipa::path(tag = "auth", operation_id = "forgot_password", request_body = Forgot, responses(
    (status = 202, description = "If there is such an account, a mail is on its way."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[post("/auth/forgot-password")]
pub async fn forgot(state: Data<AppState>, body: Body<Forgot>) -> HttpResponse {
    // Looked up after the answer, so that its time does not tell either.
    actix_web::rt::spawn(async move {
        if let Err(error) = blocking(move || state.db.bare(|conn| mail_links(conn, &state.mailer, &body.0))).await {
            tracing::error!(%error, "a password link could not be made");
        }
    });
    HttpResponse::Accepted().finish()
}

fn mail_links(conn: &mut PgConnection, mailer: &Mailer, asked: &Forgot) -> Result<()> {
    let now = clock::now();
    let login = asked.login.trim().to_lowercase();
    for Forgetful { org_id, organization, organization_locale, user_id, display_name, email, locale } in
        profile::forgetful(conn, &login, asked.org.as_deref())?
    {
        let Some(to) = email else { continue };
        // A mailbox is not to be filled by whoever knows a login.
        if one_time_tokens::sent_since(conn, org_id, user_id, Purpose::Reset, now - TimeDelta::minutes(1))? {
            continue;
        }
        let reader = Reader {
            place: (org_id, user_id),
            to,
            locale: locale.unwrap_or(organization_locale),
            name: display_name,
            login: login.clone(),
            organization,
        };
        mail_link(conn, mailer, Purpose::Reset, reader, now)?;
    }
    Ok(())
}

/// A link and the password chosen by it.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Reset {
    /// From the link.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub token: String,
    /// The new password.
    #[validate(length(max = 200))]
    #[schema(format = Password, max_length = 200)]
    pub password: String,
}

/// Sets the password of a mailed link and ends the person's sessions.
#[utoipa::path(tag = "auth", operation_id = "reset_password", request_body = Reset, responses(
    (status = 204, description = "The password is set."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[post("/auth/reset-password")]
pub async fn reset(request: HttpRequest, state: Data<AppState>, body: Body<Reset>) -> ApiResult<HttpResponse> {
    let Reset { token, password } = body.0;
    let link = Link::read(&state, &token, Purpose::Reset).await?;
    link.set_password(&request, &state, password, None).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A link and what the person makes of it.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Accept {
    /// From the link.
    #[validate(length(max = 200))]
    #[schema(max_length = 200)]
    pub token: String,
    /// The password.
    #[validate(length(max = 200))]
    #[schema(format = Password, max_length = 200)]
    pub password: String,
    /// Name as colleagues read it; the one given with the invitation where absent.
    #[validate(length(max = 60))]
    #[serde(default)]
    #[schema(max_length = 60)]
    pub display_name: Option<String>,
}

/// Joins by a mailed link; the person can sign in then.
#[utoipa::path(tag = "auth", operation_id = "accept_invitation", request_body = Accept, responses(
    (status = 204, description = "The account is active."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[post("/auth/accept-invitation")]
pub async fn accept(request: HttpRequest, state: Data<AppState>, body: Body<Accept>) -> ApiResult<HttpResponse> {
    let Accept { token, password, display_name } = body.0;
    let link = Link::read(&state, &token, Purpose::Invitation).await?;
    let name = display_name.map(|name| name.trim().to_owned()).filter(|name| !name.is_empty());
    let name = name.unwrap_or_else(|| link.whose.display_name.clone());
    link.set_password(&request, &state, password, Some(name)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// A link from an invitation.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct InvitationQuery {
    /// From the link.
    #[param(max_length = 200)]
    pub token: String,
}

/// Where an invitation leads.
#[derive(Serialize, ToSchema)]
pub struct Invitation {
    /// Name of the organization.
    pub organization: String,
    /// What the person will sign in with.
    pub login: String,
    /// The name given with the invitation.
    pub display_name: String,
}

/// Where an invitation leads, for its page.
#[utoipa::path(tag = "auth", operation_id = "get_invitation", params(InvitationQuery), responses(
    (status = 200, description = "It is good.", body = Invitation),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(()))]
#[get("/auth/invitation")]
pub async fn invitation(state: Data<AppState>, query: Query<InvitationQuery>) -> ApiResult<Json<Invitation>> {
    let Invitee { organization, login, display_name, .. } =
        Link::read(&state, &query.0.token, Purpose::Invitation).await?.whose;
    Ok(Json(Invitation { organization, login, display_name }))
}

/// A link that is good, and whose it is.
struct Link {
    secret: Secret,
    purpose: Purpose,
    whose: Invitee,
}

impl Link {
    async fn read(state: &Data<AppState>, token: &str, purpose: Purpose) -> ApiResult<Self> {
        let secret = Secret::parse(token).ok_or(refused())?;
        let (db, sought) = (state.db.clone(), secret.clone());
        let whose = blocking(move || db.bare(|conn| holder(conn, &sought, purpose).map(|(_, whose)| whose)))
            .await
            .map_err(|error| if error.code == "unauthorized" { refused() } else { error })?;
        Ok(Self { secret, purpose, whose })
    }

    /// Spends the link and sets the password; who joins has the name besides.
    async fn set_password(
        self,
        request: &HttpRequest,
        state: &Data<AppState>,
        given: String,
        joins_as: Option<String>,
    ) -> ApiResult<()> {
        let given = rules::normalize(&given);
        check_password(&given, &self.whose.login, &self.whose.organization, "/password")?;
        let hash = password::hash(given).await?;
        let origin = Arc::new(crate::http::origin(request, "browser"));
        let db = state.db.clone();
        blocking(move || {
            db.bare(|conn| {
                // Asked again: of two who use the link at once, one comes late.
                let (user_id, whose) = holder(conn, &self.secret, self.purpose)?;
                let author = Author { org_id: self.secret.org_id, user_id, origin, now: clock::now() };
                one_time_tokens::spend(conn, (self.secret.org_id, self.secret.id), author.now)?;
                if let Some(name) = &joins_as {
                    profile::join(conn, &author, name)?;
                }
                throttle::forgive(conn, &whose.login, (author.org_id, user_id))?;
                profile::set_password(conn, &author, &hash, None, "password_changed")
            })
        })
        .await
        .map_err(|error| if error.code == "unauthorized" { refused() } else { error })
    }
}

/// The person behind a link, in the status that it is for.
fn holder(conn: &mut PgConnection, secret: &Secret, purpose: Purpose) -> Result<(Uuid, Invitee)> {
    let place = (secret.org_id, secret.id);
    let user = one_time_tokens::holder(conn, place, purpose, &secret.hash(), clock::now())?;
    let whose = profile::invitee(conn, secret.org_id, user)?;
    let fits = match purpose {
        Purpose::Invitation => whose.status == UserStatus::Invited,
        Purpose::Reset => whose.status == UserStatus::Active,
    };
    if fits { Ok((user, whose)) } else { Err(Error::Unauthorized) }
}

fn refused() -> ApiError {
    ApiError::malformed("token_invalid")
}
