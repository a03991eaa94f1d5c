//! The handlers, once for all entities.

use std::marker::PhantomData;

use actix_web::dev::{AppService, HttpServiceFactory};
use actix_web::http::header;
use actix_web::{HttpResponse, web};
use guanxi_persistence::Tx;
use guanxi_persistence::record::{self, ListRequest};
use utoipa::openapi::path::Paths;
use utoipa::openapi::{RefOr, Schema};
use utoipa_actix_web::OpenApiFactory;
use uuid::Uuid;

use super::Served;
use super::collaboration::Collaboration;
use super::document;
use super::render::{Rendered, render, render_page};
use crate::http::{ApiResult, Ctx, Fields, IdempotencyKey, IfMatch, ListQuery, Query, WriteQuery, etag, once};
use crate::platform::audit;

/// The routes of an entity, with their part of the document.
pub struct Crud<E>(PhantomData<E>);

impl<E: Served> Crud<E> {
    /// Everything that each entity has.
    pub fn routes() -> Self {
        Self(PhantomData)
    }
}

impl<E: Served> HttpServiceFactory for Crud<E> {
    fn register(self, config: &mut AppService) {
        // Only what looks like an id: `/customers/duplicates` is somebody else's.
        let one = format!("{}/{{id:[0-9a-fA-F-]{{36}}}}", E::PATH);
        web::resource(E::PATH).route(web::get().to(list::<E>)).route(web::post().to(create::<E>)).register(config);
        Collaboration::<E>::routes().register(config);
        web::resource(format!("{one}/restore")).route(web::post().to(restore::<E>)).register(config);
        web::resource(format!("{one}/history")).route(web::get().to(audit::history::<E>)).register(config);
        web::resource(one)
            .route(web::get().to(get::<E>))
            .route(web::patch().to(patch::<E>))
            .route(web::delete().to(delete::<E>))
            .register(config);
    }
}

impl<E: Served> OpenApiFactory for Crud<E> {
    fn paths(&self) -> Paths {
        let mut paths = document::paths::<E>();
        paths.paths.extend(Collaboration::<E>::routes().paths().paths);
        paths
    }

    fn schemas(&self, schemas: &mut Vec<(String, RefOr<Schema>)>) {
        document::schemas::<E>(schemas);
    }
}

async fn list<E: Served>(ctx: Ctx, query: Query<ListQuery>) -> ApiResult<HttpResponse> {
    let request = ListRequest::from(query.0);
    let body = ctx
        .read(move |tx| {
            let page = record::list::<E>(tx, &request)?;
            render_page::<E>(tx, &page)
        })
        .await?;
    Ok(HttpResponse::Ok().content_type("application/json").body(body))
}

async fn create<E: Served>(
    ctx: Ctx,
    key: IdempotencyKey,
    query: Query<WriteQuery>,
    body: Fields,
) -> ApiResult<HttpResponse> {
    let reason = query.0.reason::<E>()?;
    let rendered = ctx
        .write(move |tx| {
            let id = once(tx, &key, &body.0, |tx| {
                let made = record::create_because::<E>(tx, &body.0, reason.as_deref())?;
                Ok((made.id, made.version))
            })?;
            again::<E>(tx, id)
        })
        .await?;
    let location = format!("/api/v1{}/{}", E::PATH, rendered.id);
    Ok(HttpResponse::Created()
        .insert_header((header::LOCATION, location))
        .insert_header(etag(rendered.version))
        .content_type("application/json")
        .body(rendered.body))
}

/// The record as its caller reads it now, a retry's like a first answer's.
fn again<E: Served>(tx: &mut Tx<'_>, id: Uuid) -> guanxi_persistence::Result<Rendered> {
    let record = record::get_or_deleted::<E>(tx, id)?;
    render::<E>(tx, &record)
}

async fn get<E: Served>(ctx: Ctx, id: web::Path<Uuid>) -> ApiResult<HttpResponse> {
    let rendered = ctx
        .read(move |tx| {
            let record = record::get_or_deleted::<E>(tx, *id)?;
            render::<E>(tx, &record)
        })
        .await?;
    Ok(answer(rendered))
}

async fn patch<E: Served>(
    ctx: Ctx,
    id: web::Path<Uuid>,
    version: IfMatch,
    query: Query<WriteQuery>,
    body: Fields,
) -> ApiResult<HttpResponse> {
    let reason = query.0.reason::<E>()?;
    let rendered = ctx
        .write(move |tx| {
            let change = record::patch_because::<E>(tx, *id, version.0, &body.0, reason.as_deref())?;
            render::<E>(tx, &change.record)
        })
        .await?;
    Ok(answer(rendered))
}

async fn delete<E: Served>(ctx: Ctx, id: web::Path<Uuid>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| record::delete::<E>(tx, *id, version.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

async fn restore<E: Served>(ctx: Ctx, id: web::Path<Uuid>, query: Query<WriteQuery>) -> ApiResult<HttpResponse> {
    let reason = query.0.reason::<E>()?;
    let rendered = ctx
        .write(move |tx| {
            let record = record::restore::<E>(tx, *id, None, reason.as_deref())?;
            render::<E>(tx, &record)
        })
        .await?;
    Ok(answer(rendered))
}

pub(crate) fn answer(rendered: Rendered) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(rendered.version)).content_type("application/json").body(rendered.body)
}
