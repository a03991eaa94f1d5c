//! Answers that carry a version, and the schema of a patch.

use actix_web::HttpResponse;
use actix_web::http::header;
use serde::Serialize;
use utoipa::openapi::schema::AdditionalProperties;
use utoipa::openapi::{RefOr, Schema};

use super::precondition::etag;

/// 200 with the version as ETag.
pub fn tagged(version: i64, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Ok().insert_header(etag(version)).json(body)
}

/// 201 with the version as ETag and the place of what was made, below `/api/v1`.
pub fn created(path: &str, version: i64, body: &impl Serialize) -> HttpResponse {
    HttpResponse::Created()
        .insert_header((header::LOCATION, format!("/api/v1{path}")))
        .insert_header(etag(version))
        .json(body)
}

/// The schema of a form in which every field may be left out.
pub fn all_optional(mut schema: RefOr<Schema>) -> RefOr<Schema> {
    if let RefOr::T(Schema::Object(object)) = &mut schema {
        object.required.clear();
        object.additional_properties = Some(Box::new(AdditionalProperties::FreeForm(false)));
    }
    schema
}

/// Names the schema of the patch of a form: `patch_schema!(RolePatch, RoleForm);`.
macro_rules! patch_schema {
    ($patch:ident, $form:ty) => {
        #[doc = "The fields to change; those left out stay (RFC 7396)."]
        pub struct $patch;

        impl ::utoipa::PartialSchema for $patch {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                $crate::http::all_optional(<$form as ::utoipa::PartialSchema>::schema())
            }
        }

        impl ::utoipa::ToSchema for $patch {
            fn schemas(schemas: &mut Vec<(String, ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema>)>) {
                <$form as ::utoipa::ToSchema>::schemas(schemas);
            }
        }
    };
}
pub(crate) use patch_schema;
