//! Dictionaries: the value lists that the administrator edits.

use std::collections::HashMap;

use diesel::prelude::*;
use guanxi_domain::platform::{Dictionary, DictionaryValue, Labels};
use uuid::Uuid;

use crate::schema::{dictionary, dictionary_value};
use crate::sql::Json;
use crate::{Error, Result};

/// A dictionary as it is stored.
#[derive(Clone, Debug)]
pub struct StoredDictionary {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// Its code, labels and values in order.
    pub list: Dictionary,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = dictionary_value, check_for_backend(diesel::pg::Pg))]
struct ValueRow {
    code: String,
    labels: Json<Labels>,
    color: Option<String>,
    parent: Option<String>,
    sort_order: i32,
    disabled: bool,
    is_default: bool,
}

impl From<ValueRow> for DictionaryValue {
    fn from(row: ValueRow) -> Self {
        Self {
            code: row.code,
            labels: row.labels.0,
            // A colour that a later version has dropped is no colour.
            color: row.color.and_then(|color| color.parse().ok()),
            parent: row.parent,
            order: row.sort_order,
            default: row.is_default,
            disabled: row.disabled,
        }
    }
}

/// Every dictionary of an organization, by code.
pub(crate) fn load_all(conn: &mut PgConnection, org: Uuid) -> Result<HashMap<String, StoredDictionary>> {
    let dictionaries = dictionary::table
        .filter(dictionary::org_id.eq(org))
        .select((dictionary::id, dictionary::code, dictionary::labels, dictionary::version))
        .load::<(Uuid, String, Json<Labels>, i64)>(conn)?;
    let mut values: HashMap<Uuid, Vec<DictionaryValue>> = HashMap::new();
    let rows = dictionary_value::table
        .filter(dictionary_value::org_id.eq(org))
        .order((dictionary_value::sort_order, dictionary_value::code))
        .select((dictionary_value::dictionary_id, ValueRow::as_select()))
        .load::<(Uuid, ValueRow)>(conn)?;
    for (dictionary, value) in rows {
        values.entry(dictionary).or_default().push(value.into());
    }
    Ok(dictionaries
        .into_iter()
        .map(|(id, code, labels, version)| {
            let values = values.remove(&id).unwrap_or_default();
            let list = Dictionary { code: code.clone(), labels: labels.0, values };
            (code, StoredDictionary { id, version, list })
        })
        .collect())
}

/// Writes the values of a dictionary; parents must stand before their children, or beside them in the list.
pub(crate) fn insert_values(
    conn: &mut PgConnection,
    org: Uuid,
    dictionary: Uuid,
    values: &[DictionaryValue],
) -> Result<()> {
    let rows: Vec<_> = values
        .iter()
        .map(|value| {
            (
                dictionary_value::org_id.eq(org),
                dictionary_value::dictionary_id.eq(dictionary),
                dictionary_value::code.eq(&value.code),
                dictionary_value::labels.eq(Json(value.labels.clone())),
                dictionary_value::color.eq(value.color.map(|color| color.as_str())),
                dictionary_value::parent.eq(&value.parent),
                dictionary_value::sort_order.eq(value.order),
                dictionary_value::disabled.eq(value.disabled),
                dictionary_value::is_default.eq(value.default),
            )
        })
        .collect();
    diesel::insert_into(dictionary_value::table).values(rows).execute(conn).map(|_| ()).map_err(Error::from)
}
