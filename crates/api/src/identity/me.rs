//! The signed-in person.

use actix_web::web::Json;
use actix_web::{get, patch};
use guanxi_domain::identity::Permission;
use guanxi_domain::values::Theme;
use guanxi_persistence::identity::profile::{self, ProfileForm};
use guanxi_persistence::{Result, Tx};
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::own::own_session;
use super::reference::Reference;
use crate::http::{ApiResult, Ctx, Fields, Problem, merged, patch_schema};

/// The signed-in person, what they may do, and where.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Me {
    /// The person.
    pub user: Profile,
    /// Their organization.
    pub organization: OrganizationSummary,
    /// Roles they hold.
    pub roles: Vec<RoleSummary>,
    /// What these grant together.
    pub permissions: Vec<Permission>,
    /// Nothing but a new password is open to them.
    pub must_change_password: bool,
    /// A role asks for a second factor: nothing but setting one up is open to them.
    pub must_set_up_otp: bool,
    /// A second factor is in force.
    pub has_otp: bool,
}

/// How a person appears to themselves.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Profile {
    /// Id.
    pub id: Uuid,
    /// What they sign in with.
    pub login: String,
    /// Name as colleagues read it.
    pub display_name: String,
    /// Where links and notifications go.
    pub email: Option<String>,
    /// Telephone.
    pub phone: Option<String>,
    /// Main department.
    pub department: Option<Reference>,
    /// Language: their choice, or the organization's.
    pub locale: String,
    /// Time zone: their choice, or the organization's.
    pub time_zone: String,
    /// Picture, as a data URL.
    pub avatar: Option<String>,
    /// Light or dark.
    pub theme: Theme,
    /// Stands below mails.
    pub signature: Option<String>,
    /// What the application remembers for the person.
    #[schema(value_type = Object)]
    pub preferences: Value,
}

/// An organization as its people see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct OrganizationSummary {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// What tells it apart at sign-in.
    pub short_code: String,
    /// Default language.
    pub locale: String,
    /// Default time zone.
    pub time_zone: String,
    /// Default currency.
    pub currency: String,
}

/// A role as its holder sees it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct RoleSummary {
    /// Id.
    pub id: Uuid,
    /// Code of a shipped role.
    pub code: Option<String>,
    /// Name.
    pub name: String,
}

/// The signed-in person.
#[utoipa::path(tag = "me", operation_id = "get_me", responses(
    (status = 200, description = "The person, their roles and permissions.", body = Me),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/me")]
pub async fn me(ctx: Ctx) -> ApiResult<Json<Me>> {
    Ok(Json(ctx.read_restricted(describe).await?))
}

patch_schema!(ProfilePatch, ProfileForm);

/// Changes the person's own settings; the fields that are named, whatever version was seen.
#[utoipa::path(tag = "me", operation_id = "update_me",
    request_body(content = ProfilePatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The person, their roles and permissions.", body = Me),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/me")]
pub async fn update(ctx: Ctx, body: Fields) -> ApiResult<Json<Me>> {
    own_session(&ctx)?;
    let changed = ctx
        .write(move |tx| {
            profile::update(tx, |form| merged(form, &body.0))?;
            describe(tx)
        })
        .await?;
    Ok(Json(changed))
}

/// The caller of a transaction.
///
/// # Errors
/// [`guanxi_persistence::Error::Unauthorized`] where the person is no more.
pub fn describe(tx: &mut Tx<'_>) -> Result<Me> {
    let own = profile::own(tx)?;
    let email = profile::email(tx)?;
    let config = &tx.config;
    let person = config.people.get(&tx.user()).ok_or(guanxi_persistence::Error::Unauthorized)?;
    let organization = &config.organization;
    let department = person.department_id.and_then(|id| config.departments.get(&id));
    let roles = person.role_ids.iter().filter_map(|id| config.roles.get(id));
    Ok(Me {
        user: Profile {
            id: person.id,
            login: person.login.clone(),
            email: email.map(|email| email.to_string()),
            phone: own.phone.map(|phone| phone.to_string()),
            display_name: person.display_name.clone(),
            department: department.map(|one| Reference { id: one.id, name: one.name.clone() }),
            locale: person.locale.unwrap_or(organization.locale).to_string(),
            time_zone: person.time_zone.as_ref().unwrap_or(&organization.time_zone).to_string(),
            avatar: own.avatar,
            theme: own.theme,
            signature: own.signature,
            preferences: own.preferences,
        },
        organization: OrganizationSummary {
            id: organization.id,
            name: organization.name.clone(),
            short_code: organization.short_code.to_string(),
            locale: organization.locale.to_string(),
            time_zone: organization.time_zone.to_string(),
            currency: organization.currency.to_string(),
        },
        roles: roles
            .map(|role| RoleSummary { id: role.id, code: role.code.clone(), name: role.name.clone() })
            .collect(),
        permissions: tx.actor.access.permissions().collect(),
        must_change_password: person.must_change_password,
        must_set_up_otp: tx.actor.must_set_up_otp && !person.has_otp,
        has_otp: person.has_otp,
    })
}
