//! Custom fields: what the administrator added to the entities.

use std::collections::HashMap;

use diesel::prelude::*;
use guanxi_domain::platform::CustomFieldDefinition;
use uuid::Uuid;

use crate::record::CustomValues;
use crate::{Error, Result, Tx};
use crate::schema::{custom_field, custom_unique};
use crate::sql::Json;

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
