//! The document with an organization's own fields in it, as far as the caller may know of them.

use actix_web::{HttpResponse, get};
use guanxi_domain::platform::{CustomFieldDefinition, CustomFieldKind};
use guanxi_domain::values::LocaleCode;
use guanxi_persistence::record::kinds::{KINDS, Kind};
use guanxi_persistence::{Error, Result, Tx};
use serde_json::{Map, Value, json};

use crate::app::COMMITTED;
use crate::http::{ApiResult, Ctx, Problem};

/// The OpenAPI document with the organization's custom fields described in the schemas of the records that have them
/// (`Customer`, `CustomerCreate`, `CustomerUpdate`, …), as far as the caller may read and set them.
#[utoipa::path(tag = "descriptions", operation_id = "get_openapi", responses(
    (status = 200, description = "The document.", body = serde_json::Value, content_type = "application/json"),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/openapi")]
pub async fn openapi(ctx: Ctx) -> ApiResult<HttpResponse> {
    let document = ctx.read(|tx| describe(tx, COMMITTED)).await?;
    Ok(HttpResponse::Ok().json(document))
}

fn describe(tx: &Tx<'_>, text: &str) -> Result<Value> {
    let mut document: Value = serde_json::from_str(text).map_err(|error| Error::Corrupt(error.to_string()))?;
    let locale = tx.config.people.get(&tx.user()).and_then(|person| person.locale);
    let locale = locale.unwrap_or(tx.config.organization.locale);
    for kind in KINDS {
        describe_kind(tx, *kind, locale, &mut document);
    }
    Ok(document)
}

/// The schemas of a kind of record: `contact` is described in `Contact`.
fn describe_kind(tx: &Tx<'_>, kind: &dyn Kind, locale: LocaleCode, document: &mut Value) {
    let (mut shown, mut taken) = (Map::new(), Map::new());
    for field in kind.registry(tx).describe() {
        let Some(definition) = &field.definition else { continue };
        let code = definition.code.as_str().to_owned();
        let restricted = field.restriction.is_some();
        shown.insert(code.clone(), schema(definition, locale, !restricted));
        if field.writable {
            taken.insert(code, schema(definition, locale, true));
        }
    }
    let answer = json!({"type": "object", "properties": shown});
    let body = json!({"type": ["object", "null"], "properties": taken, "additionalProperties": false});
    let name = pascal(kind.name());
    for (name, schema) in [(name.clone(), &answer), (format!("{name}Create"), &body), (format!("{name}Update"), &body)]
    {
        if let Some(place) = document.pointer_mut(&format!("/components/schemas/{name}/properties")) {
            place["custom"] = schema.clone();
        }
    }
}

fn pascal(name: &str) -> String {
    let capital = |word: &str| {
        let mut letters = word.chars();
        letters.next().map(|first| first.to_ascii_uppercase()).into_iter().chain(letters).collect::<String>()
    };
    name.split('_').map(capital).collect()
}

/// One field. A masked value is a text that its definition does not describe.
fn schema(definition: &CustomFieldDefinition, locale: LocaleCode, exact: bool) -> Value {
    let text = json!(["string", "null"]);
    let mut schema = match definition.kind {
        CustomFieldKind::Boolean => json!({"type": ["boolean", "null"]}),
        CustomFieldKind::MultiChoice => json!({"type": ["array", "null"], "items": {"type": "string"}}),
        _ => json!({"type": text}),
    };
    if exact {
        let codes = || definition.options.iter().map(|option| json!(option.code.as_str()));
        match definition.kind {
            CustomFieldKind::Date => schema["format"] = json!("date"),
            CustomFieldKind::Timestamp => schema["format"] = json!("date-time"),
            CustomFieldKind::User | CustomFieldKind::Record => schema["format"] = json!("uuid"),
            CustomFieldKind::Number | CustomFieldKind::Money => schema["format"] = json!("decimal"),
            CustomFieldKind::SingleChoice => schema["enum"] = codes().chain([Value::Null]).collect(),
            CustomFieldKind::MultiChoice => schema["items"]["enum"] = codes().collect(),
            CustomFieldKind::Text | CustomFieldKind::LongText => {
                schema["maxLength"] = definition.longest().map_or(Value::Null, |longest| json!(longest));
            }
            CustomFieldKind::Url | CustomFieldKind::Boolean => {}
        }
    }
    schema["title"] = json!(definition.labels.in_locale(locale));
    if let Some(help) = &definition.help {
        schema["description"] = json!(help.in_locale(locale));
    }
    schema
}
