//! The signed-in person.

use actix_web::get;
use actix_web::web::Json;
use guanxi_domain::identity::Permission;
use guanxi_persistence::{Result, Tx};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::reference::Reference;
use crate::http::{ApiResult, Ctx, Problem};

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
    /// Main department.
    pub department: Option<Reference>,
    /// Language: their choice, or the organization's.
    pub locale: String,
    /// Time zone: their choice, or the organization's.
    pub time_zone: String,
    /// Picture.
    pub avatar: Option<String>,
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

/// The caller of a transaction.
///
/// # Errors
/// [`guanxi_persistence::Error::Unauthorized`] where the person is no more.
pub fn describe(tx: &mut Tx<'_>) -> Result<Me> {
    let config = &tx.config;
    let person = config.people.get(&tx.user()).ok_or(guanxi_persistence::Error::Unauthorized)?;
    let organization = &config.organization;
    let department = person.department_id.and_then(|id| config.departments.get(&id));
    let roles = person.role_ids.iter().filter_map(|id| config.roles.get(id));
    Ok(Me {
        user: Profile {
            id: person.id,
            login: person.login.clone(),
            display_name: person.display_name.clone(),
            department: department.map(|one| Reference { id: one.id, name: one.name.clone() }),
            locale: person.locale.unwrap_or(organization.locale).to_string(),
            time_zone: person.time_zone.as_ref().unwrap_or(&organization.time_zone).to_string(),
            avatar: person.avatar.clone(),
        },
        organization: OrganizationSummary {
            id: organization.id,
            name: organization.name.clone(),
            short_code: organization.short_code.to_string(),
            locale: organization.locale.to_string(),
            time_zone: organization.time_zone.to_string(),
            currency: organization.currency.to_string(),
        },
        roles: roles.map(|role| RoleSummary { id: role.id, code: role.code.clone(), name: role.name.clone() }).collect(),
        permissions: tx.actor.access.permissions().collect(),
        must_change_password: tx.actor.must_change_password,
    })
}
