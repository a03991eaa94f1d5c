//! What people say about a record and whether they follow it, for every entity.

use std::marker::PhantomData;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::{HttpResponse, web};
use chrono::{DateTime, Utc};
use guanxi_domain::platform::comments::{self as text, COMMENT_MAX};
use guanxi_domain::search::fold;
use guanxi_persistence::platform::audience::{About, who_sees};
use guanxi_persistence::platform::{comments, follows};
use guanxi_persistence::{Result, Tx, record};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value, json};
use utoipa::openapi::path::{HttpMethod, Paths};
use utoipa::{IntoParams, ToSchema};
use utoipa_actix_web::OpenApiFactory;
use uuid::Uuid;
use validator::Validate;

use super::Served;
use super::document::{add, answer, id, idempotency_key, if_match, operation, path_id, with_headers};
use crate::http::{ApiResult, Body, Ctx, IdempotencyKey, IfMatch, Query, etag, once, page_limit};
use crate::identity::Reference;

/// Comments of a page unless the caller says otherwise, and at most.
const LIMITS: (i64, i64) = (20, 100);
/// People offered to be mentioned at a time.
const OFFERED: usize = 20;

/// A comment on a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Comment {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// Who wrote it.
    pub author: Reference,
    /// The text; `<@id>` stands for a person of `mentions`.
    pub body: String,
    /// The people it mentions.
    pub mentions: Vec<Reference>,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub edited_at: Option<DateTime<Utc>>,
    /// The caller may change it: the author, for a quarter of an hour.
    pub editable: bool,
    /// The caller may remove it.
    pub deletable: bool,
}

/// A page of comments.
#[derive(Debug, Serialize, ToSchema)]
pub struct CommentPage {
    /// The latest first.
    pub items: Vec<Comment>,
    /// For the page after this.
    pub next_cursor: Option<String>,
}

/// What is said.
#[derive(Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct CommentForm {
    /// 1 to 4000 characters; `<@id>` mentions a person who sees the record, at most twenty of them.
    #[schema(min_length = 1, max_length = 4000)]
    pub body: String,
}

/// Whether the caller follows a record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Following {
    /// The answer.
    pub following: bool,
}

/// A colleague who sees the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct Mentionable {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// What they sign in with, which tells namesakes apart.
    pub login: String,
}

/// Colleagues who see the record.
#[derive(Debug, Serialize, ToSchema)]
pub struct MentionableList {
    /// By name, at most twenty.
    pub items: Vec<Mentionable>,
}

/// Which comments.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct CommentQuery {
    /// Rows, 1 to 100; 20 unless given.
    #[param(minimum = 1, maximum = 100)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor`.
    pub cursor: Option<Uuid>,
}

/// Whom to look for.
#[derive(Debug, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct MentionableQuery {
    /// Part of a name, its pinyin, its initials or the login.
    #[param(max_length = 100)]
    pub q: Option<String>,
}

/// The routes of an entity's comments and followers, with their part of the document.
pub struct Collaboration<E>(PhantomData<E>);

impl<E: Served> Collaboration<E> {
    /// All of them.
    pub fn routes() -> Self {
        Self(PhantomData)
    }
}

impl<E: Served> HttpServiceFactory for Collaboration<E> {
    fn register(self, config: &mut AppService) {
        let one = format!("{}/{{id:[0-9a-fA-F-]{{36}}}}", E::PATH);
        web::resource(format!("{one}/comments"))
            .route(web::get().to(list::<E>))
            .route(web::post().to(create::<E>))
            .register(config);
        web::resource(format!("{one}/comments/{{comment_id:[0-9a-fA-F-]{{36}}}}"))
            .route(web::patch().to(update::<E>))
            .route(web::delete().to(remove::<E>))
            .register(config);
        web::resource(format!("{one}/follow"))
            .route(web::get().to(is_followed::<E>))
            .route(web::put().to(follow::<E>))
            .route(web::delete().to(unfollow::<E>))
            .register(config);
        web::resource(format!("{one}/mentionable")).route(web::get().to(mentionable::<E>)).register(config);
    }
}

impl<E: Served> OpenApiFactory for Collaboration<E> {
    fn paths(&self) -> Paths {
        let mut paths = Paths::new();
        let name = E::ONE;
        let one = format!("{}/{{id}}", E::PATH);
        let comment = format!("{one}/comments/{{comment_id}}");
        let follow = format!("{one}/follow");
        let form = || Some(("CommentForm".to_owned(), "application/json"));
        let said = answer("The comment.", "Comment");
        let gone = |text: &str| json!({"204": {"description": text}});
        let mut put = |path: &str, method, id: String, summary: &str, parameters, body, responses| {
            add(&mut paths, path, method, operation::<E>(&id, summary, parameters, body, responses));
        };
        put(
            &format!("{one}/comments"),
            HttpMethod::Get,
            format!("list_{name}_comments"),
            "What people say about a record, the latest first.",
            with(id(), query::<CommentQuery>()),
            None,
            json!({"200": answer("A page.", "CommentPage")}),
        );
        put(
            &format!("{one}/comments"),
            HttpMethod::Post,
            format!("create_{name}_comment"),
            "Comments on a record. Whoever is mentioned, owns or follows it is told; the author follows it from then on.",
            json!([id(), idempotency_key()]),
            form(),
            json!({"201": with_headers(said.clone(), &["Location", "ETag"])}),
        );
        put(
            &comment,
            HttpMethod::Patch,
            format!("update_{name}_comment"),
            "Changes a comment of one's own, for a quarter of an hour.",
            json!([id(), path_id("comment_id", "Id of the comment."), if_match()]),
            form(),
            json!({"200": with_headers(said, &["ETag"])}),
        );
        put(
            &comment,
            HttpMethod::Delete,
            format!("delete_{name}_comment"),
            "Removes a comment: its author, or whoever may delete the record.",
            json!([id(), path_id("comment_id", "Id of the comment."), if_match()]),
            None,
            gone("It is gone."),
        );
        put(
            &follow,
            HttpMethod::Get,
            format!("get_{name}_follow"),
            "Whether the caller follows a record.",
            json!([id()]),
            None,
            json!({"200": answer("The answer.", "Following")}),
        );
        put(
            &follow,
            HttpMethod::Put,
            format!("follow_{name}"),
            "Follows a record: the caller is told when it changes and when somebody comments on it.",
            json!([id()]),
            None,
            gone("The caller follows it."),
        );
        put(
            &follow,
            HttpMethod::Delete,
            format!("unfollow_{name}"),
            "Follows a record no longer.",
            json!([id()]),
            None,
            gone("The caller does not follow it."),
        );
        put(
            &format!("{one}/mentionable"),
            HttpMethod::Get,
            format!("list_{name}_mentionable"),
            "Colleagues who see a record, and may therefore be mentioned in a comment on it.",
            with(id(), query::<MentionableQuery>()),
            None,
            json!({"200": answer("At most twenty, by name.", "MentionableList")}),
        );
        paths
    }

    fn schemas(&self, _: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::Schema>)>) {
        // The same for every entity: they are the document's own.
    }
}

fn query<Q: IntoParams>() -> Value {
    let parameters = Q::into_params(|| Some(utoipa::openapi::path::ParameterIn::Query));
    serde_json::to_value(parameters).unwrap_or_default()
}

fn with(first: Value, others: Value) -> Value {
    let others = others.as_array().cloned().unwrap_or_default();
    std::iter::once(first).chain(others).collect()
}

/// A record that the caller sees, for what is written about it.
fn seen<E: Served>(tx: &mut Tx<'_>, id: Uuid) -> Result<About> {
    Ok(About::of::<E>(&record::get::<E>(tx, id)?))
}

fn reference(tx: &Tx<'_>, id: Uuid) -> Reference {
    Reference { id, name: tx.config.person_name(id).unwrap_or_default().to_owned() }
}

fn render(tx: &Tx<'_>, about: &About, comment: comments::Comment) -> Comment {
    let mentions = text::mentions(&comment.body).into_iter();
    Comment {
        author: reference(tx, comment.author_id),
        mentions: mentions.map(|person| reference(tx, person)).collect(),
        editable: !about.facts.deleted && comment.is_editable(tx),
        deletable: !about.facts.deleted && comment.is_removable(tx, about),
        id: comment.id,
        version: comment.version,
        body: comment.body,
        created_at: comment.created_at,
        edited_at: comment.edited_at,
    }
}

async fn list<E: Served>(
    ctx: Ctx,
    id: web::Path<Uuid>,
    query: Query<CommentQuery>,
) -> ApiResult<web::Json<CommentPage>> {
    let limit = page_limit(query.0.limit, LIMITS)?;
    let page = ctx.read(move |tx| {
        // What was said of a record in the recycle bin can be read by whoever may bring it back.
        let about = About::of::<E>(&record::get_or_deleted::<E>(tx, *id)?);
        let mut found = comments::list(tx, &about, query.0.cursor, limit)?;
        let kept = usize::try_from(limit).unwrap_or(usize::MAX);
        let more = found.len() > kept;
        found.truncate(kept);
        let next_cursor = found.last().filter(|_| more).map(|last| last.id.to_string());
        let items = found.into_iter().map(|comment| render(tx, &about, comment)).collect();
        Ok(CommentPage { items, next_cursor })
    });
    page.await.map(web::Json)
}

async fn create<E: Served>(
    ctx: Ctx,
    id: web::Path<Uuid>,
    key: IdempotencyKey,
    body: Body<CommentForm>,
) -> ApiResult<HttpResponse> {
    let record = *id;
    let comment = ctx.write(move |tx| {
        let about = seen::<E>(tx, record)?;
        let sent = Map::from_iter([("body".to_owned(), Value::from(body.body.as_str()))]);
        let id = once(tx, &key, &sent, |tx| comments::add(tx, &about, &body.body).map(|made| (made.id, made.version)))?;
        let comment = comments::get(tx, &about, id)?;
        Ok(render(tx, &about, comment))
    });
    let comment = comment.await?;
    let path = format!("{}/{record}/comments/{}", E::PATH, comment.id);
    Ok(crate::http::created(&path, comment.version, &comment))
}

async fn update<E: Served>(
    ctx: Ctx,
    ids: web::Path<(Uuid, Uuid)>,
    version: IfMatch,
    body: Body<CommentForm>,
) -> ApiResult<HttpResponse> {
    let comment = ctx.write(move |tx| {
        let about = seen::<E>(tx, ids.0)?;
        let comment = comments::edit(tx, &about, ids.1, version.0, &body.body)?;
        Ok(render(tx, &about, comment))
    });
    let comment = comment.await?;
    Ok(HttpResponse::Ok().insert_header(etag(comment.version)).json(comment))
}

async fn remove<E: Served>(ctx: Ctx, ids: web::Path<(Uuid, Uuid)>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| {
        let about = seen::<E>(tx, ids.0)?;
        comments::remove(tx, &about, ids.1, version.0)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn is_followed<E: Served>(ctx: Ctx, id: web::Path<Uuid>) -> ApiResult<web::Json<Following>> {
    let following = ctx.read(move |tx| {
        record::get_or_deleted::<E>(tx, *id)?;
        follows::is_followed(tx, *id)
    });
    Ok(web::Json(Following { following: following.await? }))
}

async fn follow<E: Served>(ctx: Ctx, id: web::Path<Uuid>) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| seen::<E>(tx, *id).and_then(|about| follows::follow(tx, &about))).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn unfollow<E: Served>(ctx: Ctx, id: web::Path<Uuid>) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| {
        // What one has lost sight of, one may leave too; that it is there tells nothing new.
        if !follows::is_followed(tx, *id)? {
            record::get_or_deleted::<E>(tx, *id)?;
        }
        follows::unfollow(tx, *id)
    })
    .await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn mentionable<E: Served>(
    ctx: Ctx,
    id: web::Path<Uuid>,
    query: Query<MentionableQuery>,
) -> ApiResult<web::Json<MentionableList>> {
    let items = ctx.read(move |tx| {
        let about = seen::<E>(tx, *id)?;
        let words = fold(query.0.q.as_deref().unwrap_or_default().trim());
        let called = tx.config.people.values().filter(|person| words.is_empty() || person.is_called(&words));
        let called: Vec<Uuid> = called.map(|person| person.id).filter(|person| *person != tx.user()).collect();
        let seeing = who_sees(tx, &about, called)?;
        let mut people: Vec<_> = seeing.iter().filter_map(|person| tx.config.people.get(person)).collect();
        people.sort_by(|a, b| (&a.name_key, a.id).cmp(&(&b.name_key, b.id)));
        let offered = people.into_iter().take(OFFERED).map(|person| Mentionable {
            id: person.id,
            name: person.display_name.clone(),
            login: person.login.clone(),
        });
        Ok(offered.collect())
    });
    Ok(web::Json(MentionableList { items: items.await? }))
}

const _: () = assert!(COMMENT_MAX == 4000, "CommentForm's schema says so");
