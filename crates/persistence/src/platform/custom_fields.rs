//! Custom fields: what the administrator added to the entities.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::sql_types::{Text, Uuid as UuidType};
use guanxi_domain::filter::RESERVED_NAMES;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::platform::CustomFieldDefinition;
use guanxi_domain::values::{FieldValue as _, Invalid, Pointer};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::events::{self, Happening};
use super::{config, form};
use crate::record::{CustomValues, kinds};
use crate::schema::{custom_field, custom_unique};
use crate::sql::Json;
use crate::{Error, Result, Tx};

/// Custom fields of an entity, at most.
const MAX_FIELDS: usize = 100;
/// Room between two fields of a form.
const STEP: i32 = 10;

/// A custom field as it is stored.
#[derive(Clone, Debug)]
pub struct StoredField {
    /// Id.
    pub id: Uuid,
    /// The entity it belongs to.
    pub entity: String,
    /// Everything the administrator said of it.
    pub definition: CustomFieldDefinition,
    /// Place in the form.
    pub sort_order: i32,
    /// For If-Match.
    pub version: i64,
}

/// Every custom field of an organization, by entity and in order.
pub(crate) fn load_all(conn: &mut PgConnection, org: Uuid) -> Result<HashMap<String, Vec<StoredField>>> {
    let rows = custom_field::table
        .filter(custom_field::org_id.eq(org))
        .order((custom_field::sort_order, custom_field::code))
        .select((
            custom_field::id,
            custom_field::entity,
            custom_field::definition,
            custom_field::sort_order,
            custom_field::version,
        ))
        .load::<(Uuid, String, Json<CustomFieldDefinition>, i32, i64)>(conn)?;
    let mut fields: HashMap<String, Vec<StoredField>> = HashMap::new();
    for (id, entity, definition, sort_order, version) in rows {
        let field = StoredField { id, entity: entity.clone(), definition: definition.0, sort_order, version };
        fields.entry(entity).or_default().push(field);
    }
    Ok(fields)
}

/// Notes the record's values of fields that must be unique, and forgets its former ones; the primary key decides who
/// had a value first.
pub(crate) fn keep_unique(tx: &mut Tx<'_>, entity: &str, record: Uuid, values: &CustomValues) -> Result<()> {
    let config = std::sync::Arc::clone(&tx.config);
    let unique: Vec<&StoredField> =
        config.custom_fields(entity).iter().filter(|field| field.definition.unique).collect();
    if unique.is_empty() {
        return Ok(());
    }
    forget(tx, record)?;
    for field in unique {
        let Some(value) = values.0.get(field.definition.code.as_str()) else { continue };
        let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
        diesel::insert_into(custom_unique::table)
            .values((
                custom_unique::org_id.eq(tx.org()),
                custom_unique::field_id.eq(field.id),
                custom_unique::value.eq(text),
                custom_unique::record_id.eq(record),
            ))
            .execute(tx.conn)
            .map_err(|error| at_field(error.into(), field.definition.code.as_str()))?;
    }
    Ok(())
}

/// Gives a record's unique values free.
pub(crate) fn forget(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    diesel::delete(
        custom_unique::table.filter(custom_unique::org_id.eq(tx.org())).filter(custom_unique::record_id.eq(record)),
    )
    .execute(tx.conn)?;
    Ok(())
}

/// Points to the very field instead of all custom ones.
fn at_field(error: Error, code: &str) -> Error {
    match error {
        Error::Conflict(refusal) => Error::Conflict(refusal.invalid.at(format!("/custom/{code}"))),
        other => other,
    }
}

/// The fields of an entity, in form order.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] at `/entity`.
pub fn list(tx: &Tx<'_>, entity: &str) -> Result<Vec<StoredField>> {
    tx.require(Resource::CustomFields, Action::View)?;
    if kinds::named(entity).is_none() {
        return Err(Error::field("/entity", Invalid::new("unknown_code").with("codes", kinds::names().join(", "))));
    }
    Ok(tx.config.custom_fields(entity).to_vec())
}

/// One field.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<StoredField> {
    tx.require(Resource::CustomFields, Action::View)?;
    stored(tx, id)
}

fn stored(tx: &mut Tx<'_>, id: Uuid) -> Result<StoredField> {
    let (entity, definition, sort_order, version): (String, Json<CustomFieldDefinition>, i32, i64) =
        custom_field::table
            .find((tx.org(), id))
            .select((custom_field::entity, custom_field::definition, custom_field::sort_order, custom_field::version))
            .first(tx.conn)?;
    Ok(StoredField { id, entity, definition: definition.0, sort_order, version })
}

/// Makes a field from `{entity, sort_order?, …definition}`.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`], [`Error::Conflict`] where the code is taken.
pub fn create(tx: &mut Tx<'_>, body: &Map<String, Value>) -> Result<StoredField> {
    tx.require(Resource::CustomFields, Action::Configure)?;
    let mut rest = body.clone();
    let mut at = Pointer::default();
    let kind = form::take(&mut rest, "entity", &mut at, |json, at| {
        let entity = String::read(json, at)?;
        let unknown = || Invalid::new("unknown_code").with("codes", kinds::names().join(", "));
        kinds::named(&entity).or_else(|| at.refuse(unknown()))
    });
    let (definition, sort_order) = read(rest, &mut at);
    form::sound(at)?;
    let (Some(kind), Some(definition), Some(sort_order)) = (kind, definition, sort_order) else {
        return Err(Error::Corrupt("a custom field was refused without a reason".into()));
    };
    let code = definition.code.as_str();
    if RESERVED_NAMES.contains(&code) {
        return Err(Error::field("/code", Invalid::new("reserved_name")));
    }
    let entity = kind.name().to_owned();
    let present = tx.config.custom_fields(&entity);
    form::at_most(present.len(), MAX_FIELDS, "/code")?;
    let last = present.iter().map(|field| field.sort_order).max().unwrap_or(0);
    // What a removed field has left would come back to life, perhaps as another kind of value.
    if tx.config.custom_field(&entity, code).is_none() && kind.carries_custom(tx, code)? {
        return Err(Error::field("/code", Invalid::new("code_has_values")));
    }
    let sort_order = sort_order.unwrap_or_else(|| last.saturating_add(STEP));
    let field = StoredField { id: tx.new_id(), entity, definition, sort_order, version: 1 };
    diesel::insert_into(custom_field::table)
        .values((
            custom_field::org_id.eq(tx.org()),
            custom_field::id.eq(field.id),
            custom_field::entity.eq(&field.entity),
            custom_field::code.eq(field.definition.code.as_str()),
            custom_field::definition.eq(Json(field.definition.clone())),
            custom_field::sort_order.eq(field.sort_order),
            custom_field::version.eq(1_i64),
            custom_field::created_at.eq(tx.now),
            custom_field::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let happening = Happening::to("custom_field", "created", field.id, 1);
    events::record(tx, happening.between(&Map::new(), &auditable(&field)?))?;
    config::touch(tx)?;
    Ok(field)
}

/// Changes a field: a merge patch of its definition and place. Code, kind and target stay; what becomes unique must be
/// so already.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`], [`Error::Invalid`].
pub fn change(tx: &mut Tx<'_>, id: Uuid, version: i64, patch: &Map<String, Value>) -> Result<StoredField> {
    tx.require(Resource::CustomFields, Action::Configure)?;
    let before = stored(tx, id)?;
    form::seen(before.version, version)?;
    let form = auditable(&before)?;
    let Value::Object(mut merged) = form::merged(&form, patch)? else { return Err(Error::NotFound) };
    let mut at = Pointer::default();
    if merged.remove("entity") != form.get("entity").cloned() {
        at.within("entity", |at| at.refuse::<()>(Invalid::new("immutable")));
    }
    let (definition, sort_order) = read(merged, &mut at);
    if let Some(definition) = &definition {
        definition.check_change(&before.definition, &mut at);
    }
    form::sound(at)?;
    let (Some(definition), Some(sort_order)) = (definition, sort_order) else {
        return Err(Error::Corrupt("a custom field was refused without a reason".into()));
    };
    let sort_order = sort_order.unwrap_or(before.sort_order);
    if definition == before.definition && sort_order == before.sort_order {
        return Ok(before);
    }
    let changed = diesel::update(custom_field::table.find((tx.org(), id)).filter(custom_field::version.eq(version)))
        .set((
            custom_field::definition.eq(Json(definition.clone())),
            custom_field::sort_order.eq(sort_order),
            custom_field::version.eq(version + 1),
            custom_field::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    match (before.definition.unique, definition.unique) {
        (false, true) => {
            note_unique(tx, &before.entity, id, definition.code.as_str()).map_err(|error| match error {
                Error::Conflict(_) => Error::field("/unique", Invalid::new("values_not_unique")),
                other => other,
            })?
        }
        (true, false) => forget_unique(tx, id)?,
        _ => {}
    }
    let field = StoredField { definition, sort_order, version: version + 1, ..before };
    let happening = Happening::to("custom_field", "updated", id, field.version);
    events::record(tx, happening.between(&form, &auditable(&field)?))?;
    config::touch(tx)?;
    Ok(field)
}

/// Notes the values that records have in a field which is unique from now on.
fn note_unique(tx: &mut Tx<'_>, entity: &str, field: Uuid, code: &str) -> Result<()> {
    let kind = kinds::named(entity).ok_or_else(|| Error::Corrupt(format!("no records are called {entity}")))?;
    // The table is named by the program, never by a caller.
    diesel::sql_query(format!(
        "INSERT INTO custom_unique (org_id, field_id, value, record_id) \
         SELECT org_id, $2, custom ->> $3, id FROM {} WHERE org_id = $1 AND custom ->> $3 IS NOT NULL",
        kind.name()
    ))
    .bind::<UuidType, _>(tx.org())
    .bind::<UuidType, _>(field)
    .bind::<Text, _>(code)
    .execute(tx.conn)?;
    Ok(())
}

/// Removes a field. The values that records have of it stay, shown to nobody.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`].
pub fn remove(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    tx.require(Resource::CustomFields, Action::Configure)?;
    let before = stored(tx, id)?;
    form::seen(before.version, version)?;
    let gone = diesel::delete(custom_field::table.find((tx.org(), id)).filter(custom_field::version.eq(version)))
        .execute(tx.conn)?;
    if gone == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    let happening = Happening::to("custom_field", "deleted", id, version + 1);
    events::record(tx, happening.between(&auditable(&before)?, &Map::new()))?;
    config::touch(tx)
}

fn forget_unique(tx: &mut Tx<'_>, field: Uuid) -> Result<()> {
    diesel::delete(
        custom_unique::table.filter(custom_unique::org_id.eq(tx.org())).filter(custom_unique::field_id.eq(field)),
    )
    .execute(tx.conn)?;
    Ok(())
}

/// A definition and its place in the form.
#[allow(clippy::option_option)] // Outside: whether it could be read; inside: whether it was given.
fn read(mut body: Map<String, Value>, at: &mut Pointer) -> (Option<CustomFieldDefinition>, Option<Option<i32>>) {
    let sort_order = form::take(&mut body, "sort_order", at, Option::<i32>::read);
    (CustomFieldDefinition::read(&Value::Object(body), at), sort_order)
}

/// The form of a field: its definition, entity and place.
fn auditable(field: &StoredField) -> Result<Map<String, Value>> {
    let mut form = form::object(&field.definition)?;
    form.insert("entity".into(), field.entity.as_str().into());
    form.insert("sort_order".into(), field.sort_order.into());
    Ok(form)
}
