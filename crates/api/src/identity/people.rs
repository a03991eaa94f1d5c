//! Colleagues, for pickers.

use actix_web::get;
use actix_web::web::Json;
use guanxi_domain::search::fold;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::reference::{Reference, department};
use crate::http::{ApiResult, Ctx, Problem, Query};

/// People of an answer at most.
const MAX: usize = 50;

/// Whom to look for.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct PeopleQuery {
    /// Part of a name, its pinyin, its initials or the login.
    #[param(max_length = 100)]
    pub q: Option<String>,
}

/// A colleague.
#[derive(Serialize, ToSchema)]
pub struct Colleague {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Main department.
    pub department: Option<Reference>,
    /// Picture, as a data URL.
    pub avatar: Option<String>,
}

/// Colleagues.
#[derive(Serialize, ToSchema)]
pub struct ColleagueList {
    /// By name, at most 50.
    pub items: Vec<Colleague>,
}

/// Active colleagues, for everyone who is signed in.
#[utoipa::path(tag = "users", operation_id = "list_people", params(PeopleQuery), responses(
    (status = 200, description = "At most 50, by name.", body = ColleagueList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/people")]
pub async fn people(ctx: Ctx, query: Query<PeopleQuery>) -> ApiResult<Json<ColleagueList>> {
    let items = ctx
        .read(move |tx| {
            let words = fold(query.0.q.as_deref().unwrap_or_default().trim());
            let active = tx.config.people.values().filter(|person| person.is_active());
            let mut found: Vec<_> = active.filter(|person| words.is_empty() || person.is_called(&words)).collect();
            found.sort_by(|a, b| (&a.name_key, a.id).cmp(&(&b.name_key, b.id)));
            let colleague = |person: &&guanxi_persistence::identity::users::Person| Colleague {
                id: person.id,
                name: person.display_name.clone(),
                department: department(tx, person.department_id),
                avatar: person.avatar.clone(),
            };
            Ok(found.iter().take(MAX).map(colleague).collect())
        })
        .await?;
    Ok(Json(ColleagueList { items }))
}
