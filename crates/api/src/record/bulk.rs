//! Many records at once, for every entity: operations answered one by one, and actions on a selection as jobs.

use std::collections::BTreeSet;
use std::marker::PhantomData;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::{StatusCode, header};
use actix_web::{HttpRequest, HttpResponse, web};
use guanxi_domain::values::{FieldError, Invalid, LocaleCode};
use guanxi_persistence::Error;
use guanxi_persistence::platform::jobs;
use guanxi_persistence::record::bulk::{self, BulkAction, MAX_IDS, MAX_ITEMS, Operation, Selection};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{PartialSchema, ToSchema};
use utoipa_actix_web::OpenApiFactory;
use uuid::Uuid;
use validator::Validate;

use super::{Served, document};
use crate::http::{
    Answered, ApiError, ApiResult, Body, Ctx, IdempotencyKey, Problem, locale_of, once, once_answered, request_id,
};
use crate::jobs::JobView;

/// Tags added or taken away at once.
const MAX_TAGS: usize = 20;
/// Longest filter, in bytes, and longest words.
const MAX_TEXT: u64 = 4096;

/// Operations to be done in one request.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Operations {
    /// At most two hundred.
    #[schema(min_items = 1, max_items = 200)]
    pub items: Vec<Operation>,
    /// Where one is refused, none is done.
    #[serde(default)]
    pub all_or_nothing: bool,
}

/// What has become of one operation.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperationResult {
    /// Its place in the request, from 0.
    pub index: usize,
    /// As a request of its own would have been answered; 424 where it was undone because of another.
    pub status: u16,
    /// The record.
    pub id: Option<Uuid>,
    /// Its version afterwards.
    pub version: Option<i64>,
    /// Why it was refused.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub problem: Option<Problem>,
}

/// What has become of the operations.
#[derive(Debug, Serialize, ToSchema)]
pub struct OperationResults {
    /// In the order of the request.
    pub items: Vec<OperationResult>,
    /// How many were done.
    pub succeeded: usize,
    /// How many were refused or undone.
    pub failed: usize,
}

/// An action on a selection of records.
#[derive(Debug, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct SelectionAction {
    /// These records, at most ten thousand; or else all that match `filter` and `q`.
    #[schema(max_items = 10_000)]
    pub ids: Option<BTreeSet<Uuid>>,
    /// CEL; empty for all.
    #[validate(length(max = "MAX_TEXT"))]
    pub filter: Option<String>,
    /// Words.
    #[validate(length(max = "MAX_TEXT"))]
    pub q: Option<String>,
    /// What is done to each.
    pub action: ActionName,
    /// What the action needs.
    #[serde(default)]
    pub arguments: ActionArguments,
}

/// What can be done to many records.
#[derive(Clone, Copy, Debug, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum ActionName {
    /// To `owner_id`.
    Transfer,
    /// With `tags`.
    Tag,
    /// From `tags`.
    Untag,
    /// `fields`, as a merge patch.
    Edit,
    /// To the recycle bin.
    Delete,
    /// From the recycle bin.
    Restore,
}

/// What an action needs; anything else is refused.
#[derive(Debug, Default, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ActionArguments {
    /// For `transfer`.
    pub owner_id: Option<Uuid>,
    /// For `tag` and `untag`.
    pub tags: Option<Vec<String>>,
    /// For `edit`.
    #[schema(value_type = Option<Object>)]
    pub fields: Option<Map<String, Value>>,
}

impl SelectionAction {
    fn selection(&self) -> Result<Selection, FieldError> {
        match (&self.ids, &self.filter, &self.q) {
            (Some(ids), None, None) if ids.is_empty() => Err(Invalid::new("required").at("/ids")),
            (Some(ids), None, None) if ids.len() > MAX_IDS => {
                Err(Invalid::new("too_many").with("max", MAX_IDS).at("/ids"))
            }
            (Some(ids), None, None) => Ok(Selection::Ids(ids.clone())),
            (Some(_), ..) | (None, None, None) => Err(Invalid::new("one_selection").at("/ids")),
            (None, filter, words) => {
                let clean = |text: &Option<String>, at: &str| match text {
                    Some(text) if text.contains('\0') => Err(Invalid::new("invalid_character").at(at)),
                    text => Ok(text.clone()),
                };
                Ok(Selection::Matching { filter: clean(filter, "/filter")?, words: clean(words, "/q")? })
            }
        }
    }

    fn action(&self) -> Result<BulkAction, FieldError> {
        let needs = |name: &str| Invalid::new("required").at(format!("/arguments/{name}"));
        let ActionArguments { owner_id, tags, fields } = &self.arguments;
        let (action, wanted) = match self.action {
            ActionName::Transfer => {
                (BulkAction::Transfer { owner_id: owner_id.ok_or_else(|| needs("owner_id"))? }, "owner_id")
            }
            ActionName::Tag => (BulkAction::Tag(checked_tags(tags).ok_or_else(|| needs("tags"))??), "tags"),
            ActionName::Untag => (BulkAction::Untag(checked_tags(tags).ok_or_else(|| needs("tags"))??), "tags"),
            ActionName::Edit => {
                let fields = fields.clone().filter(|fields| !fields.is_empty()).ok_or_else(|| needs("fields"))?;
                (BulkAction::Edit(fields), "fields")
            }
            ActionName::Delete => (BulkAction::Delete, ""),
            ActionName::Restore => (BulkAction::Restore, ""),
        };
        for (name, given) in [("owner_id", owner_id.is_some()), ("tags", tags.is_some()), ("fields", fields.is_some())]
        {
            if given && name != wanted {
                return Err(Invalid::new("unknown_field").with("field", name).at(format!("/arguments/{name}")));
            }
        }
        Ok(action)
    }
}

fn checked_tags(tags: &Option<Vec<String>>) -> Option<Result<Vec<String>, FieldError>> {
    let tags = tags.as_ref().filter(|tags| !tags.is_empty())?;
    if tags.len() > MAX_TAGS {
        return Some(Err(Invalid::new("too_many").with("max", MAX_TAGS).at("/arguments/tags")));
    }
    let trimmed = tags.iter().enumerate().map(|(index, tag)| {
        let at = format!("/arguments/tags/{index}");
        match tag.trim() {
            "" => Err(Invalid::new("required").at(at)),
            tag if tag.contains('\0') => Err(Invalid::new("invalid_character").at(at)),
            tag => Ok(tag.to_owned()),
        }
    });
    Some(trimmed.collect())
}

/// The routes of an entity for many records, with their part of the document.
pub struct Bulk<E>(PhantomData<E>);

impl<E: Served> Bulk<E> {
    /// `/bulk` and `/bulk-actions`.
    pub fn routes() -> Self {
        Self(PhantomData)
    }
}

impl<E: Served> HttpServiceFactory for Bulk<E> {
    fn register(self, config: &mut AppService) {
        let at = |name: &str| format!("{}/{name}", E::PATH);
        web::resource(at("bulk")).route(web::post().to(operations::<E>)).register(config);
        web::resource(at("bulk-actions")).route(web::post().to(actions::<E>)).register(config);
    }
}

impl<E: Served> OpenApiFactory for Bulk<E> {
    fn paths(&self) -> Paths {
        let mut paths = Paths::new();
        let body = |schema: &str| Some((schema.to_owned(), "application/json"));
        document::add(
            &mut paths,
            &format!("{}/bulk", E::PATH),
            HttpMethod::Post,
            document::operation::<E>(
                &format!("bulk_{}", E::MANY),
                "Makes, changes and deletes up to two hundred records, answered one by one.",
                json!([document::idempotency_key()]),
                body("Operations"),
                json!({
                    "200": document::answer("What has become of each.", "OperationResults"),
                    "422": document::answer("None was done, since one was refused (`all_or_nothing`); or the request was refused.",
                        "OperationResults").as_object().map(with_problem),
                }),
            ),
        );
        document::add(
            &mut paths,
            &format!("{}/bulk-actions", E::PATH),
            HttpMethod::Post,
            document::operation::<E>(
                &format!("start_{}_bulk_action", E::ONE),
                "Does one action to a selection of records, as a job.",
                json!([document::idempotency_key()]),
                body("SelectionAction"),
                json!({"202": document::with_headers(document::answer("The job.", "Job"), &["Location"])}),
            ),
        );
        paths
    }

    fn schemas(&self, schemas: &mut Vec<(String, RefOr<Schema>)>) {
        fn add<T: ToSchema + PartialSchema>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
            schemas.push((T::name().into_owned(), T::schema()));
            T::schemas(schemas);
        }
        add::<Operations>(schemas);
        add::<OperationResults>(schemas);
        add::<SelectionAction>(schemas);
        add::<JobView>(schemas);
    }
}

/// The same status may also be a problem document.
fn with_problem(answer: &Map<String, Value>) -> Value {
    let mut answer = Value::Object(answer.clone());
    answer["content"]["application/problem+json"] = json!({"schema": {"$ref": "#/components/schemas/Problem"}});
    answer
}

async fn operations<E: Served>(
    request: HttpRequest,
    ctx: Ctx,
    key: IdempotencyKey,
    body: Body<Operations>,
) -> ApiResult<HttpResponse> {
    let items = &body.items;
    if items.is_empty() || items.len() > MAX_ITEMS {
        let invalid =
            if items.is_empty() { Invalid::new("required") } else { Invalid::new("too_many").with("max", MAX_ITEMS) };
        return Err(ApiError::field("/items", invalid));
    }
    let (locale, request_id) = (locale_of(&request), request_id(&request));
    let answered = ctx
        .write(move |tx| {
            let asked = json!(body.0);
            once_answered(tx, &key, &asked, |tx| {
                let Operations { items, all_or_nothing } = body.0;
                let (outcomes, undone) = bulk::operations::<E>(tx, &items, all_or_nothing)?;
                let kinds = items.iter().map(|item| item.op);
                let results = kinds.zip(outcomes).enumerate().map(|(index, (op, outcome))| match outcome {
                    Ok(done) => done_of(index, op, done, undone),
                    Err(error) => refused_of(index, error, locale, &request_id),
                });
                let items: Vec<OperationResult> = results.collect();
                let failed = items.iter().filter(|item| item.status >= 400).count();
                let results = OperationResults { succeeded: items.len() - failed, failed, items };
                let status = if undone { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::OK };
                Ok(Answered { status: status.as_u16(), body: json!(results), done: !undone })
            })
        })
        .await?;
    let status = StatusCode::from_u16(answered.status).map_err(ApiError::internal)?;
    Ok(HttpResponse::build(status).json(answered.body))
}

fn done_of(index: usize, op: bulk::Op, (id, version): (Uuid, i64), undone: bool) -> OperationResult {
    if undone {
        let status = StatusCode::FAILED_DEPENDENCY.as_u16();
        return OperationResult { index, status, id: None, version: None, problem: None };
    }
    let status = match op {
        bulk::Op::Create => StatusCode::CREATED,
        bulk::Op::Update => StatusCode::OK,
        bulk::Op::Delete => StatusCode::NO_CONTENT,
    };
    OperationResult { index, status: status.as_u16(), id: Some(id), version: Some(version), problem: None }
}

fn refused_of(index: usize, error: Error, locale: LocaleCode, request_id: &str) -> OperationResult {
    let error = ApiError::from(error);
    let problem = Problem::new(&error, locale, request_id.to_owned());
    OperationResult { index, status: error.status.as_u16(), id: None, version: None, problem: Some(problem) }
}

async fn actions<E: Served>(ctx: Ctx, key: IdempotencyKey, body: Body<SelectionAction>) -> ApiResult<HttpResponse> {
    let (selection, action) =
        body.selection().and_then(|selection| Ok((selection, body.action()?))).map_err(refused)?;
    let asked = json!({"selection": selection, "action": action});
    let job = ctx
        .write(move |tx| {
            let asked = asked.as_object().cloned().unwrap_or_default();
            let id = once(tx, &key, &asked, |tx| Ok((bulk::enqueue::<E>(tx, selection, action)?.id, 1)))?;
            jobs::get(tx, id).map(|job| JobView::new(tx, job))
        })
        .await?;
    Ok(HttpResponse::Accepted().insert_header((header::LOCATION, format!("/api/v1/jobs/{}", job.id))).json(job))
}

fn refused(error: FieldError) -> ApiError {
    ApiError::fields(vec![error])
}
