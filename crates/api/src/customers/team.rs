//! Who works on a customer: team, transfer, former owners.

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get, post, put};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::ShareLevel;
use guanxi_persistence::Tx;
use guanxi_persistence::customers::{Customer, team};
use guanxi_persistence::platform::shares::{Principal, TeamMember};
use guanxi_persistence::record::Dependents;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use crate::http::{ApiResult, Body, Ctx, Problem};
use crate::identity::Reference;
use crate::record::{answer, render};

/// A team as it shall be.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamUpdate {
    /// The whole team, at most fifty.
    #[schema(max_items = 50)]
    pub items: Vec<TeamMember>,
}

/// A member with the name.
#[derive(Debug, Serialize, ToSchema)]
pub struct NamedTeamMember {
    /// A person or a department.
    pub principal_kind: Principal,
    /// Which.
    pub principal_id: Uuid,
    /// Name; null where it no longer exists.
    pub name: Option<String>,
    /// See, or see and change.
    pub level: ShareLevel,
}

/// A team.
#[derive(Debug, Serialize, ToSchema)]
pub struct Team {
    /// In the order of joining.
    pub items: Vec<NamedTeamMember>,
}

/// The members of a customer's team.
#[utoipa::path(tag = "customers", operation_id = "get_customer_team",
    params(("id" = Uuid, Path, description = "Id of the customer.")), responses(
    (status = 200, description = "The team.", body = Team),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/customers/{id:[0-9a-fA-F-]{36}}/team")]
pub async fn get_team(ctx: Ctx, id: Path<Uuid>) -> ApiResult<Json<Team>> {
    ctx.read(move |tx| team::team(tx, *id).map(|members| named(tx, members))).await.map(Json)
}

/// Replaces the team of a customer that the caller may edit and assign.
#[utoipa::path(tag = "customers", operation_id = "set_customer_team", request_body = TeamUpdate,
    params(("id" = Uuid, Path, description = "Id of the customer.")), responses(
    (status = 200, description = "The team as it is now.", body = Team),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[put("/customers/{id:[0-9a-fA-F-]{36}}/team")]
pub async fn set_team(ctx: Ctx, id: Path<Uuid>, body: Body<TeamUpdate>) -> ApiResult<Json<Team>> {
    ctx.write(move |tx| team::set_team(tx, *id, &body.items).map(|members| named(tx, members))).await.map(Json)
}

fn named(tx: &Tx<'_>, members: Vec<TeamMember>) -> Team {
    let name = |member: &TeamMember| match member.principal_kind {
        Principal::User => tx.config.person_name(member.principal_id).map(str::to_owned),
        Principal::Department => tx.config.departments.get(&member.principal_id).map(|one| one.name.clone()),
    };
    let items = members.into_iter().map(|member| NamedTeamMember {
        principal_kind: member.principal_kind,
        principal_id: member.principal_id,
        name: name(&member),
        level: member.level,
    });
    Team { items: items.collect() }
}

/// To whom a customer goes.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Transfer {
    /// The new owner: an active person.
    pub owner_id: Uuid,
    /// The former owner stays in the team and may go on changing the customer.
    #[serde(default)]
    pub keep_as_team_member: bool,
    /// The contacts that the former owner has go along.
    #[serde(default = "yes")]
    pub with_contacts: bool,
}

const fn yes() -> bool {
    true
}

/// Gives a customer to another owner; the department follows.
#[utoipa::path(tag = "customers", operation_id = "transfer_customer", request_body = Transfer,
    params(("id" = Uuid, Path, description = "Id of the customer.")), responses(
    (status = 200, description = "The customer as it is now.", body = ref("#/components/schemas/Customer")),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/customers/{id:[0-9a-fA-F-]{36}}/transfer")]
pub async fn transfer(ctx: Ctx, id: Path<Uuid>, body: Body<Transfer>) -> ApiResult<HttpResponse> {
    let rendered = ctx
        .write(move |tx| {
            let contacts = if body.with_contacts { Dependents::Follow } else { Dependents::Stay };
            let change = team::transfer(tx, *id, body.owner_id, body.keep_as_team_member, contacts)?;
            render::<Customer>(tx, &change.record)
        })
        .await?;
    Ok(answer(rendered))
}

/// One change of owner.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnerChange {
    /// When.
    pub at: DateTime<Utc>,
    /// Who did it.
    pub by: Option<Reference>,
    /// The owner before; null for none.
    pub from: Option<Reference>,
    /// The owner from then on; null for none.
    pub to: Option<Reference>,
}

/// The owners of a customer.
#[derive(Debug, Serialize, ToSchema)]
pub struct OwnerHistory {
    /// The latest first, at most two hundred.
    pub items: Vec<OwnerChange>,
}

/// Who owned a customer since when, and who gave it to whom.
#[utoipa::path(tag = "customers", operation_id = "list_customer_owners",
    params(("id" = Uuid, Path, description = "Id of the customer.")), responses(
    (status = 200, description = "The changes of owner.", body = OwnerHistory),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/customers/{id:[0-9a-fA-F-]{36}}/owners")]
pub async fn owners(ctx: Ctx, id: Path<Uuid>) -> ApiResult<Json<OwnerHistory>> {
    let history = ctx
        .read(move |tx| {
            let changes = team::owners(tx, *id)?;
            let person = |id: Option<Uuid>| {
                id.map(|id| Reference { id, name: tx.config.person_name(id).unwrap_or_default().to_owned() })
            };
            let items = changes.into_iter().map(|change| OwnerChange {
                at: change.at,
                by: person(change.by),
                from: person(change.from),
                to: person(change.to),
            });
            Ok(OwnerHistory { items: items.collect() })
        })
        .await?;
    Ok(Json(history))
}
