//! The OpenAPI part of an entity, from the description of its fields.

use guanxi_domain::values::FieldKind;
use guanxi_persistence::record::{FieldSpec, RecordFields as _, Rules, Writable};
use serde_json::{Map, Value, json};
use utoipa::openapi::path::{HttpMethod, Operation, PathItem, Paths};
use utoipa::openapi::{RefOr, Schema};
use utoipa::{IntoParams as _, PartialSchema as _, ToSchema as _};

use super::Served;
use crate::http::{ListQuery, WriteQuery};
use crate::platform::audit::HistoryQuery;

/// Paths of list, create, read, change, delete, restore and history.
pub fn paths<E: Served>() -> Paths {
    let name = E::SCHEMA;
    let one = format!("{}/{{id}}", E::PATH);
    let record = answer("The record.", name);
    let mut paths = Paths::new();
    add(
        &mut paths,
        E::PATH,
        HttpMethod::Get,
        operation::<E>(
            &format!("list_{}", E::MANY),
            "Records that the caller may see, page by page.",
            list_parameters(),
            None,
            json!({"200": answer("A page.", &format!("{name}Page"))}),
        ),
    );
    add(
        &mut paths,
        E::PATH,
        HttpMethod::Post,
        operation::<E>(
            &format!("create_{}", E::ONE),
            "Makes a record.",
            with_reason::<E>(vec![idempotency_key()]),
            Some((format!("{name}Create"), "application/json")),
            json!({"201": with_links::<E>(with_headers(record.clone(), &["Location", "ETag"]))}),
        ),
    );
    add(
        &mut paths,
        &one,
        HttpMethod::Get,
        operation::<E>(
            &format!("get_{}", E::ONE),
            "One record, also from the recycle bin.",
            json!([id()]),
            None,
            json!({"200": with_headers(record.clone(), &["ETag"])}),
        ),
    );
    add(
        &mut paths,
        &one,
        HttpMethod::Patch,
        operation::<E>(
            &format!("update_{}", E::ONE),
            "Changes the fields that are named (JSON merge patch, RFC 7396).",
            with_reason::<E>(vec![id(), if_match()]),
            Some((format!("{name}Update"), "application/merge-patch+json")),
            json!({"200": with_headers(record.clone(), &["ETag"])}),
        ),
    );
    add(
        &mut paths,
        &one,
        HttpMethod::Delete,
        operation::<E>(
            &format!("delete_{}", E::ONE),
            "Moves a record to the recycle bin.",
            json!([id(), if_match()]),
            None,
            json!({"204": {"description": "It lies in the recycle bin."}}),
        ),
    );
    add(
        &mut paths,
        &format!("{one}/restore"),
        HttpMethod::Post,
        operation::<E>(
            &format!("restore_{}", E::ONE),
            "Brings a record back from the recycle bin.",
            with_reason::<E>(vec![id()]),
            None,
            json!({"200": with_headers(record, &["ETag"])}),
        ),
    );
    add(
        &mut paths,
        &format!("{one}/history"),
        HttpMethod::Get,
        operation::<E>(
            &format!("get_{}_history", E::ONE),
            "What happened to a record, newest first, as far as the caller may read its fields.",
            history_parameters(),
            None,
            json!({"200": answer("A page of its history.", "AuditEventPage")}),
        ),
    );
    paths
}

/// Schemas of the record, its page, and what is sent to make and to change it.
pub fn schemas<E: Served>(schemas: &mut Vec<(String, RefOr<Schema>)>) {
    E::Fields::schemas(schemas);
    let own = properties::<E>();
    let name = E::SCHEMA;
    let entries = [
        (name.to_owned(), record_schema::<E>(&own)),
        (format!("{name}Create"), body_schema::<E>(&own, true)),
        (format!("{name}Update"), body_schema::<E>(&own, false)),
        (
            format!("{name}Page"),
            json!({
                "type": "object",
                "required": ["items", "next_cursor", "prev_cursor", "total"],
                "properties": {
                    "items": {"type": "array", "items": {"$ref": format!("#/components/schemas/{name}")}},
                    "next_cursor": {"type": ["string", "null"]},
                    "prev_cursor": {"type": ["string", "null"]},
                    "total": {"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Total"}]},
                },
            }),
        ),
    ];
    for (name, schema) in entries {
        if let Ok(schema) = serde_json::from_value(schema) {
            schemas.push((name, schema));
        }
    }
}

/// The fields' own schemas, as their types describe them.
fn properties<E: Served>() -> Map<String, Value> {
    let schema = serde_json::to_value(E::Fields::schema()).unwrap_or_default();
    schema.get("properties").and_then(Value::as_object).cloned().unwrap_or_default()
}

/// What is sent. `null` is allowed for whatever may be missing.
fn body_schema<E: Served>(own: &Map<String, Value>, create: bool) -> Value {
    let writable = |spec: &&FieldSpec| spec.writable == Writable::Yes;
    let fields: Map<String, Value> = E::Fields::FIELDS
        .iter()
        .filter(writable)
        .filter_map(|spec| Some((spec.name.to_owned(), limited(spec, own.get(spec.name)?.clone()))))
        .collect();
    let required: Vec<&str> =
        if create { vec!["name"].into_iter().filter(|name| own.contains_key(*name)).collect() } else { Vec::new() };
    let mut schema = json!({"type": "object", "properties": fields, "additionalProperties": false});
    if !required.is_empty() {
        schema["required"] = json!(required);
    }
    schema
}

fn limited(spec: &FieldSpec, mut schema: Value) -> Value {
    if spec.kind == FieldKind::Text
        && let Some(object) = schema.as_object_mut()
        && object.contains_key("type")
        && !object.contains_key("pattern")
    {
        object.insert("maxLength".into(), json!(spec.max_length));
    }
    schema
}

/// What is answered. No field is required, since a field rule may leave it out, and a text may be masked, so that its
/// type's own pattern does not hold.
fn record_schema<E: Served>(own: &Map<String, Value>) -> Value {
    let id = json!({"type": "string", "format": "uuid"});
    let time = json!({"type": "string", "format": "date-time"});
    let reference = json!({"oneOf": [{"type": "null"}, {"$ref": "#/components/schemas/Reference"}]});
    let mut fields = Map::from_iter([
        ("id".to_owned(), id.clone()),
        ("version".to_owned(), json!({"type": "integer", "format": "int64"})),
        ("created_at".to_owned(), time.clone()),
        ("created_by".to_owned(), id.clone()),
        ("creator".to_owned(), reference.clone()),
        ("updated_at".to_owned(), time),
        ("updated_by".to_owned(), id),
        ("updater".to_owned(), reference.clone()),
        ("deleted_at".to_owned(), json!({"type": ["string", "null"], "format": "date-time"})),
        (
            "restricted".to_owned(),
            json!({"type": "array", "items": {"type": "string"},
            "description": "Names of the fields that are hidden from the caller or masked."}),
        ),
    ]);
    for spec in E::Fields::FIELDS.iter().filter(|spec| spec.writable != Writable::Internal) {
        let described = own.get(spec.name).and_then(|schema| schema.get("description")).cloned();
        let mut schema = match spec.kind {
            FieldKind::Text | FieldKind::Code => json!({"type": ["string", "null"]}),
            FieldKind::Id => json!({"type": ["string", "null"], "format": "uuid"}),
            _ => own.get(spec.name).cloned().unwrap_or_default(),
        };
        if let (Some(description), Some(schema)) = (described, schema.as_object_mut()) {
            schema.insert("description".into(), description);
        }
        fields.insert(spec.name.to_owned(), schema);
        if let (Some(_), Some(key)) = (spec.reference, spec.name.strip_suffix("_id")) {
            fields.insert(key.to_owned(), reference.clone());
        }
    }
    json!({
        "type": "object",
        "required": ["id", "version", "created_at", "created_by", "updated_at", "updated_by", "restricted"],
        "properties": fields,
    })
}

pub(super) fn operation<E: Served>(
    id: &str,
    summary: &str,
    parameters: Value,
    body: Option<(String, &str)>,
    mut responses: Value,
) -> Value {
    if let Some(responses) = responses.as_object_mut() {
        responses.insert("default".into(), problem());
    }
    let mut operation = json!({
        "tags": [E::MANY],
        "operationId": id,
        "summary": summary,
        "parameters": parameters,
        "responses": responses,
        "security": [{"bearer": []}],
    });
    if let Some((schema, media)) = body {
        operation["requestBody"] = json!({
            "required": true,
            "content": {media: {"schema": {"$ref": format!("#/components/schemas/{schema}")}}},
        });
    }
    operation
}

pub(super) fn add(paths: &mut Paths, path: &str, method: HttpMethod, operation: Value) {
    // What is written here is checked by the test that reads the whole document back.
    let Ok(operation) = serde_json::from_value::<Operation>(operation) else { return };
    match paths.paths.get_mut(path) {
        Some(item) => item.merge_operations(PathItem::new(method, operation)),
        None => {
            paths.paths.insert(path.to_owned(), PathItem::new(method, operation));
        }
    }
}

pub(super) fn answer(description: &str, schema: &str) -> Value {
    json!({
        "description": description,
        "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{schema}")}}},
    })
}

pub(super) fn with_headers(mut answer: Value, names: &[&str]) -> Value {
    answer["headers"] = names.iter().map(|name| ((*name).to_owned(), json!({"schema": {"type": "string"}}))).collect();
    answer
}

/// What can be done with a record just made; generated tests follow these.
fn with_links<E: Served>(mut answer: Value) -> Value {
    let link = |action: &str, seen: bool| {
        let operation = format!("{action}_{}", E::ONE);
        let mut parameters = json!({"id": "$response.body#/id"});
        if seen {
            parameters["If-Match"] = json!("$response.header.ETag");
        }
        (operation.clone(), json!({"operationId": operation, "parameters": parameters}))
    };
    let links = [link("get", false), link("update", true), link("delete", true)];
    answer["links"] = Value::Object(links.into_iter().collect());
    answer
}

/// Every refusal is a problem document.
pub fn problem() -> Value {
    json!({
        "description": "Refused: a problem document (RFC 9457).",
        "content": {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}},
    })
}

fn parameter(name: &str, place: &str, description: &str, required: bool, schema: Value) -> Value {
    json!({"name": name, "in": place, "description": description, "required": required, "schema": schema})
}

pub(super) fn idempotency_key() -> Value {
    let schema = json!({"type": "string", "maxLength": 255});
    parameter("Idempotency-Key", "header", "Makes a retry safe.", false, schema)
}

pub(super) fn id() -> Value {
    path_id("id", "Id of the record.")
}

pub(super) fn path_id(name: &str, description: &str) -> Value {
    parameter(name, "path", description, true, json!({"type": "string", "format": "uuid"}))
}

pub(super) fn if_match() -> Value {
    let schema = json!({"type": "string", "pattern": "^(W/)?\"[0-9]+\"$", "examples": ["\"1\""]});
    parameter("If-Match", "header", "The version that the caller has seen, from `ETag`.", true, schema)
}

/// The reason for a duplicate, where the entity knows any.
fn with_reason<E: Served>(mut parameters: Vec<Value>) -> Value {
    if <E as Rules<E::Fields>>::DUPLICATES {
        let schema = json!({"type": "string", "maxLength": WriteQuery::MAX_REASON});
        let description = "Why it is written although it looks like another (409 `duplicate_suspected`).";
        parameters.push(parameter("duplicate_reason", "query", description, false, schema));
    }
    Value::Array(parameters)
}

fn history_parameters() -> Value {
    let parameters = HistoryQuery::into_params(|| Some(utoipa::openapi::path::ParameterIn::Query));
    let mut parameters = serde_json::to_value(parameters).unwrap_or_default();
    if let Some(parameters) = parameters.as_array_mut() {
        parameters.insert(0, id());
    }
    parameters
}

fn list_parameters() -> Value {
    let parameters = ListQuery::into_params(|| Some(utoipa::openapi::path::ParameterIn::Query));
    serde_json::to_value(parameters).unwrap_or_default()
}
