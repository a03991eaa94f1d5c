//! A record as JSON: the program's own members, the fields as far as the caller may read them, the names of what it
//! refers to, and what is restricted.

use std::collections::HashMap;

use guanxi_domain::values::FieldKind;
use guanxi_persistence::platform::search;
use guanxi_persistence::record::{Entity, Page, RecordFields as _, Stored, Visible};
use guanxi_persistence::{Error, Result, Tx};
use serde_json::{Map, Value, json};
use uuid::Uuid;

/// A record ready to be answered.
pub struct Rendered {
    /// Its id.
    pub id: Uuid,
    /// For the ETag.
    pub version: i64,
    /// JSON text.
    pub body: Vec<u8>,
}

/// One record as the caller reads it.
///
/// # Errors
/// Faults of the database while looking up names.
pub fn render<E: Entity>(tx: &mut Tx<'_>, record: &Stored<E::Fields>) -> Result<Rendered> {
    let titles = titles::<E>(tx, std::slice::from_ref(record))?;
    let value = value::<E>(tx, &Visible::to::<E>(tx), &titles, record)?;
    Ok(Rendered { id: record.id, version: record.version, body: text(&value)? })
}

/// A page of records as the caller reads them, as JSON text.
///
/// # Errors
/// As [`render`].
pub fn render_page<E: Entity>(tx: &mut Tx<'_>, page: &Page<E::Fields>) -> Result<Vec<u8>> {
    let titles = titles::<E>(tx, &page.items)?;
    let visible = Visible::to::<E>(tx);
    let items = page.items.iter().map(|record| value::<E>(tx, &visible, &titles, record)).collect::<Result<Vec<_>>>()?;
    text(&json!({
        "items": items,
        "next_cursor": page.next_cursor,
        "prev_cursor": page.prev_cursor,
        "total": page.total,
    }))
}

fn text(value: &Value) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| Error::Corrupt(error.to_string()))
}

fn value<E: Entity>(
    tx: &Tx<'_>,
    visible: &Visible,
    titles: &HashMap<Uuid, String>,
    record: &Stored<E::Fields>,
) -> Result<Value> {
    let mut form = visible.fields(&record.fields, &tx.config, E::NAME)?;
    for spec in E::Fields::FIELDS {
        let (Some(resource), FieldKind::Id, Some(key)) = (spec.reference, spec.kind, spec.name.strip_suffix("_id")) else {
            continue;
        };
        let Some(id) = form.get(spec.name).map(|value| value.as_str().and_then(|id| Uuid::try_parse(id).ok())) else {
            continue;
        };
        form.insert(key.to_owned(), id.map_or(Value::Null, |id| named(tx, resource, titles, id)));
    }
    let mut whole = Map::new();
    whole.insert("id".into(), json!(record.id));
    whole.insert("version".into(), json!(record.version));
    whole.insert("created_at".into(), json!(record.created_at));
    whole.insert("created_by".into(), json!(record.created_by));
    whole.insert("creator".into(), named(tx, "users", titles, record.created_by));
    whole.insert("updated_at".into(), json!(record.updated_at));
    whole.insert("updated_by".into(), json!(record.updated_by));
    whole.insert("updater".into(), named(tx, "users", titles, record.updated_by));
    whole.insert("deleted_at".into(), json!(record.deleted_at));
    whole.append(&mut form);
    whole.insert("restricted".into(), json!(visible.restricted()));
    Ok(Value::Object(whole))
}

/// `{"id","name"}`; null where the name is not known to the caller.
fn named(tx: &Tx<'_>, resource: &str, titles: &HashMap<Uuid, String>, id: Uuid) -> Value {
    let name = match resource {
        "users" => tx.config.person_name(id),
        "departments" => tx.config.departments.get(&id).map(|department| department.name.as_str()),
        _ => titles.get(&id).map(String::as_str),
    };
    name.map_or(Value::Null, |name| json!({"id": id, "name": name}))
}

/// Names of the records that these refer to, as far as the caller may see them: one query for a whole page.
fn titles<E: Entity>(tx: &mut Tx<'_>, records: &[Stored<E::Fields>]) -> Result<HashMap<Uuid, String>> {
    use guanxi_domain::values::Cell;
    let mut ids = Vec::new();
    for spec in E::Fields::FIELDS.iter().filter(|spec| spec.reference == Some("customers")) {
        ids.extend(records.iter().filter_map(|record| match record.fields.cell(spec.name) {
            Cell::Id(id) => Some(id),
            _ => None,
        }));
    }
    if ids.is_empty() {
        return Ok(HashMap::new());
    }
    search::titles::<guanxi_persistence::customers::Customer>(tx, &ids)
}
