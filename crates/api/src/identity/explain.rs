//! Why a person may or may not do something.

use actix_web::web::Json;
use actix_web::{HttpRequest, get};
use guanxi_domain::identity::{Action, Reason, Resource, Scope};
use guanxi_domain::messages;
use guanxi_domain::values::Invalid;
use guanxi_persistence::Error;
use guanxi_persistence::identity::explain;
use guanxi_persistence::record::kinds;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::reference::{Reference, person, role};
use crate::http::{ApiResult, Ctx, Problem, Query, locale_of};

/// Who, what, and with which record.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ExplainQuery {
    /// The person; oneself where absent.
    pub user_id: Option<Uuid>,
    /// `customers`.
    pub resource: Resource,
    /// The record.
    pub id: Uuid,
    /// What is to be done.
    pub action: Action,
}

/// A decision with what led to it.
#[derive(Serialize, ToSchema)]
pub struct Explanation {
    /// The person.
    pub user: Option<Reference>,
    /// The answer.
    pub allowed: bool,
    /// Why.
    pub reason: Reason,
    /// Why, in the reader's language.
    pub message: String,
    /// How far the person's roles let the action reach; none where no role grants it.
    pub scope: Option<Scope>,
    /// The roles that grant the action.
    pub roles: Vec<RoleReach>,
}

/// A role that grants the action, and how far.
#[derive(Serialize, ToSchema)]
pub struct RoleReach {
    /// The role.
    pub role: Option<Reference>,
    /// How far it reaches.
    pub scope: Scope,
}

/// Why a person may or may not do something with a record that the caller can see.
#[utoipa::path(tag = "roles", operation_id = "explain_access", params(ExplainQuery), responses(
    (status = 200, description = "The decision and its reason.", body = Explanation),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/access/explain")]
pub async fn access(ctx: Ctx, request: HttpRequest, query: Query<ExplainQuery>) -> ApiResult<Json<Explanation>> {
    let locale = locale_of(&request);
    let ExplainQuery { user_id, resource, id, action } = query.0;
    let answer = ctx
        .read(move |tx| {
            let Some(kind) = kinds::of(resource) else {
                let codes = kinds::paths().join(", ");
                return Err(Error::field("/resource", Invalid::new("unknown_code").with("codes", codes)));
            };
            let user = user_id.unwrap_or(tx.user());
            let found = explain::record(tx, user, kind, id, action)?;
            let reason = found.decision.reason;
            Ok(Explanation {
                user: person(tx, Some(user)),
                allowed: found.decision.allowed,
                reason,
                message: messages::render::<&str>(locale, &format!("reason.{reason}"), &[]),
                scope: found.decision.scope,
                roles: found.roles.iter().map(|(id, scope)| RoleReach { role: role(tx, *id), scope: *scope }).collect(),
            })
        })
        .await?;
    Ok(Json(answer))
}
