//! Dictionaries: the value lists that the administrator edits.

use std::collections::HashMap;

use diesel::prelude::*;
use diesel::upsert::excluded;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::platform::{Dictionary, DictionaryValue, Labels, object};
use guanxi_domain::values::{FieldError, FieldValue as _, Invalid, Pointer, ShortCode};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::events::{self, Happening};
use super::{config, form};
use crate::record::kinds::KINDS;
use crate::record::usage;
use crate::schema::{dictionary, dictionary_value};
use crate::sql::Json;
use crate::{Error, Result, Tx};

/// Lists of an organization, at most.
const MAX_DICTIONARIES: usize = 200;
/// Values of a list, at most.
const MAX_VALUES: usize = 1000;
/// Room between a value and the one that is added after it.
const STEP: i32 = 10;

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

/// Writes values of a dictionary, new ones or in the place of those with the same code; parents must be there, or beside
/// them in the list.
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
    diesel::insert_into(dictionary_value::table)
        .values(rows)
        .on_conflict((dictionary_value::org_id, dictionary_value::dictionary_id, dictionary_value::code))
        .do_update()
        .set((
            dictionary_value::labels.eq(excluded(dictionary_value::labels)),
            dictionary_value::color.eq(excluded(dictionary_value::color)),
            dictionary_value::parent.eq(excluded(dictionary_value::parent)),
            dictionary_value::sort_order.eq(excluded(dictionary_value::sort_order)),
            dictionary_value::disabled.eq(excluded(dictionary_value::disabled)),
            dictionary_value::is_default.eq(excluded(dictionary_value::is_default)),
        ))
        .execute(conn)?;
    Ok(())
}

/// Makes a list without values from `{code, labels}`.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`], [`Error::Conflict`] where the code is taken.
pub fn create(tx: &mut Tx<'_>, body: &Map<String, Value>) -> Result<StoredDictionary> {
    tx.require(Resource::Dictionaries, Action::Configure)?;
    form::at_most(tx.config.dictionaries.len(), MAX_DICTIONARIES, "/code")?;
    let list = form::read(&Value::Object(body.clone()), |json, at| {
        let fields = object::fields(json, &["code", "labels"], at)?;
        let code: Option<ShortCode> = object::member(fields, "code", at);
        let labels = at.within("labels", |at| Labels::read(object::get(fields, "labels"), at));
        Some(Dictionary { code: code?.to_string(), labels: labels?, values: Vec::new() })
    })?;
    let id = tx.new_id();
    diesel::insert_into(dictionary::table)
        .values((
            dictionary::org_id.eq(tx.org()),
            dictionary::id.eq(id),
            dictionary::code.eq(&list.code),
            dictionary::labels.eq(Json(list.labels.clone())),
            dictionary::version.eq(1_i64),
            dictionary::created_at.eq(tx.now),
            dictionary::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let happening = Happening::to("dictionary", "created", id, 1);
    events::record(tx, happening.between(&Map::new(), &auditable(&list)?))?;
    config::touch(tx)?;
    Ok(StoredDictionary { id, version: 1, list })
}

/// A list by id, as it is now.
///
/// # Errors
/// [`Error::NotFound`].
pub fn by_id(tx: &mut Tx<'_>, id: Uuid) -> Result<StoredDictionary> {
    let (code, labels, version): (String, Json<Labels>, i64) = dictionary::table
        .find((tx.org(), id))
        .select((dictionary::code, dictionary::labels, dictionary::version))
        .first(tx.conn)?;
    let values = values_of(tx, id)?;
    Ok(StoredDictionary { id, version, list: Dictionary { code, labels: labels.0, values } })
}

fn values_of(tx: &mut Tx<'_>, id: Uuid) -> Result<Vec<DictionaryValue>> {
    let rows: Vec<ValueRow> = dictionary_value::table
        .filter(dictionary_value::org_id.eq(tx.org()))
        .filter(dictionary_value::dictionary_id.eq(id))
        .order((dictionary_value::sort_order, dictionary_value::code))
        .select(ValueRow::as_select())
        .load(tx.conn)?;
    Ok(rows.into_iter().map(DictionaryValue::from).collect())
}

/// Changes the labels of a list: a merge patch of `{labels}`.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`], [`Error::Invalid`].
pub fn relabel(tx: &mut Tx<'_>, code: &str, version: i64, patch: &Map<String, Value>) -> Result<StoredDictionary> {
    change(tx, code, Some(version), |_, list| {
        let form = form::merged(&serde_json::json!({"labels": list.labels}), patch)?;
        list.labels = form::read(&form, |json, at| {
            let fields = object::fields(json, &["labels"], at)?;
            at.within("labels", |at| Labels::read(object::get(fields, "labels"), at))
        })?;
        Ok(())
    })
}

/// Adds a value to a list, at the end unless it says where.
///
/// # Errors
/// As [`relabel`], and [`Error::Conflict`] where the code is taken.
pub fn add_value(tx: &mut Tx<'_>, code: &str, body: &Map<String, Value>) -> Result<StoredDictionary> {
    change(tx, code, None, |_, list| {
        form::at_most(list.values.len(), MAX_VALUES, "/code")?;
        let mut value = form::read(&Value::Object(body.clone()), DictionaryValue::read)?;
        if list.value(&value.code).is_some() {
            return Err(Error::Conflict(Invalid::new("already_exists").at("/code")));
        }
        if !body.get("order").is_some_and(Value::is_number) {
            value.order = list.values.iter().map(|one| one.order).max().unwrap_or(0).saturating_add(STEP);
        }
        put(list, value);
        Ok(())
    })
}

/// Changes a value of a list: a merge patch of everything but its code.
///
/// # Errors
/// As [`relabel`].
pub fn change_value(
    tx: &mut Tx<'_>,
    code: &str,
    value: &str,
    version: i64,
    patch: &Map<String, Value>,
) -> Result<StoredDictionary> {
    change(tx, code, Some(version), |_, list| {
        let before = list.value(value).ok_or(Error::NotFound)?;
        let after = form::read(&form::merged(before, patch)?, DictionaryValue::read)?;
        if after.code != before.code {
            return Err(Error::field("/code", Invalid::new("immutable")));
        }
        put(list, after);
        Ok(())
    })
}

/// Takes a value out of a list, unless a record or another value needs it: then it can be disabled.
///
/// # Errors
/// As [`relabel`], and [`Error::Conflict`] `in_use`.
pub fn remove_value(tx: &mut Tx<'_>, code: &str, value: &str, version: i64) -> Result<StoredDictionary> {
    change(tx, code, Some(version), |tx, list| {
        list.value(value).ok_or(Error::NotFound)?;
        if list.children(Some(value)).next().is_some() || is_carried(tx, code, value)? {
            return Err(Error::conflict("value_in_use"));
        }
        list.values.retain(|one| one.code != value);
        Ok(())
    })
}

/// Whether some record has a code; those in the recycle bin count, since they may come back.
fn is_carried(tx: &mut Tx<'_>, dictionary: &str, code: &str) -> Result<bool> {
    if dictionary == "address_type" {
        return usage::carries_address_type(tx, code);
    }
    for kind in KINDS {
        if kind.carries_code(tx, dictionary, code)? {
            return Ok(true);
        }
    }
    Ok(false)
}

/// Puts all values of a list into an order: `{values: [codes]}` names each once.
///
/// # Errors
/// As [`relabel`].
pub fn reorder(tx: &mut Tx<'_>, code: &str, version: i64, body: &Map<String, Value>) -> Result<StoredDictionary> {
    change(tx, code, Some(version), |_, list| {
        let codes = form::read(&Value::Object(body.clone()), |json, at| {
            let fields = object::fields(json, &["values"], at)?;
            at.within("values", |at| object::list(object::get(fields, "values"), at, String::read))
        })?;
        let mut sorted: Vec<&str> = codes.iter().map(String::as_str).collect();
        let mut present: Vec<&str> = list.values.iter().map(|value| value.code.as_str()).collect();
        sorted.sort_unstable();
        present.sort_unstable();
        if sorted != present {
            return Err(Error::field("/values", Invalid::new("incomplete_order")));
        }
        for (code, place) in codes.iter().zip(1_i32..) {
            if let Some(value) = list.values.iter_mut().find(|value| value.code == *code) {
                value.order = place * STEP;
            }
        }
        Ok(())
    })
}

/// Puts a value into its list; a new default takes the place of the former one.
fn put(list: &mut Dictionary, value: DictionaryValue) {
    if value.default {
        list.values.iter_mut().for_each(|other| other.default = false);
    }
    match list.values.iter_mut().find(|other| other.code == value.code) {
        Some(place) => *place = value,
        None => list.values.push(value),
    }
}

/// Changes a list under its lock, checks it as a whole, and writes what differs.
fn change(
    tx: &mut Tx<'_>,
    code: &str,
    version: Option<i64>,
    work: impl FnOnce(&mut Tx<'_>, &mut Dictionary) -> Result<()>,
) -> Result<StoredDictionary> {
    tx.require(Resource::Dictionaries, Action::Configure)?;
    let (id, labels, current): (Uuid, Json<Labels>, i64) = dictionary::table
        .filter(dictionary::org_id.eq(tx.org()))
        .filter(dictionary::code.eq(code))
        .select((dictionary::id, dictionary::labels, dictionary::version))
        .for_update()
        .first(tx.conn)?;
    form::seen(current, version.unwrap_or(current))?;
    let values = values_of(tx, id)?;
    let before = Dictionary { code: code.to_owned(), labels: labels.0, values };
    let mut list = before.clone();
    work(tx, &mut list)?;
    list.values.sort_by(|a, b| (a.order, &a.code).cmp(&(b.order, &b.code)));
    if list == before {
        return Ok(StoredDictionary { id, version: current, list });
    }
    let mut at = Pointer::default();
    if list.check(&mut at).is_none() {
        return Err(Error::Invalid(at.into_errors().into_iter().map(at_the_value).collect()));
    }
    write(tx, id, &before, &list)?;
    diesel::update(dictionary::table.find((tx.org(), id)))
        .set((
            dictionary::labels.eq(Json(list.labels.clone())),
            dictionary::version.eq(current + 1),
            dictionary::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let happening = Happening::to("dictionary", "updated", id, current + 1);
    events::record(tx, happening.between(&auditable(&before)?, &auditable(&list)?))?;
    config::touch(tx)?;
    Ok(StoredDictionary { id, version: current + 1, list })
}

/// The caller sent one value, not the list: `/values/3/parent` is their `/parent`.
fn at_the_value(error: FieldError) -> FieldError {
    let field = error.pointer.splitn(4, '/').nth(3).unwrap_or_default();
    FieldError { pointer: format!("/{field}"), invalid: error.invalid }
}

fn write(tx: &mut Tx<'_>, id: Uuid, before: &Dictionary, after: &Dictionary) -> Result<()> {
    let gone: Vec<&String> =
        before.values.iter().map(|value| &value.code).filter(|code| after.value(code).is_none()).collect();
    if !gone.is_empty() {
        diesel::delete(
            dictionary_value::table
                .filter(dictionary_value::org_id.eq(tx.org()))
                .filter(dictionary_value::dictionary_id.eq(id))
                .filter(dictionary_value::code.eq_any(gone)),
        )
        .execute(tx.conn)?;
    }
    let changed: Vec<DictionaryValue> =
        after.values.iter().filter(|value| before.value(&value.code) != Some(value)).cloned().collect();
    if changed.is_empty() { Ok(()) } else { insert_values(tx.conn, tx.actor.org_id, id, &changed) }
}

/// A list as the audit log keeps it: each value a field of its own.
fn auditable(list: &Dictionary) -> Result<Map<String, Value>> {
    let mut form = Map::new();
    form.insert("labels".into(), Value::Object(form::object(&list.labels)?));
    for value in &list.values {
        form.insert(format!("values.{}", value.code), Value::Object(form::object(value)?));
    }
    Ok(form)
}
