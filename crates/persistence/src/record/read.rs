//! One record, within the caller's scope, and how much of it the caller sees.

use guanxi_domain::identity::{Action, FieldRule, Resource};
use guanxi_domain::values::FieldKind;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Entity, FieldSpec, RecordFields, Stored, Writable, body};
use crate::platform::config::OrgConfig;
use crate::platform::shares::scope_of;
use crate::sql::{ListPlan, Records, Scope};
use crate::{Error, Result, Tx};

/// One record that the caller may see.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] where it is absent, deleted or out of scope.
pub fn get<E: Entity>(tx: &mut Tx<'_>, id: Uuid) -> Result<Stored<E::Fields>> {
    find::<E>(tx, id, Action::View, Records::Live)
}

/// One record that the caller may see, or may bring back from the recycle bin.
///
/// # Errors
/// As [`get`].
pub fn get_or_deleted<E: Entity>(tx: &mut Tx<'_>, id: Uuid) -> Result<Stored<E::Fields>> {
    match get::<E>(tx, id) {
        Err(Error::NotFound) if tx.may(E::RESOURCE, Action::Delete) => {
            find::<E>(tx, id, Action::Delete, Records::Deleted)
        }
        found => found,
    }
}

/// One record within the reach of an action: out of reach is as good as absent.
///
/// # Errors
/// As [`get`].
pub fn find<E: Entity>(tx: &mut Tx<'_>, id: Uuid, action: Action, records: Records) -> Result<Stored<E::Fields>> {
    tx.require(E::RESOURCE, action)?;
    let scope = scope_of::<E>(tx, action)?;
    let rows = E::select(tx.conn, &by_ids::<E>(tx.org(), vec![id], scope, records))?;
    rows.into_iter().next().ok_or(Error::NotFound)
}

/// The plan that reads records by id.
pub(crate) fn by_ids<E: Entity>(org: Uuid, ids: Vec<Uuid>, scope: Scope, records: Records) -> ListPlan {
    ListPlan {
        table: E::NAME,
        org,
        records,
        limit: i64::try_from(ids.len()).unwrap_or(i64::MAX),
        ids: Some(ids),
        scope,
        filter: None,
        words: None,
        sort: Vec::new(),
        after: None,
        offset: 0,
    }
}

/// How each field reads to the caller: the one place where hiding and masking happen, for records, lists, history and
/// exports alike.
pub struct Visible {
    rules: Vec<(String, FieldRule)>,
}

impl Visible {
    /// For an entity and the caller of a transaction.
    pub fn to<E: Entity>(tx: &Tx<'_>) -> Self {
        let mut visible = Self::of(tx, E::RESOURCE);
        for spec in E::Fields::FIELDS {
            if let Some(rule) = spec.source.and_then(|source| visible.rule(source)) {
                visible.rules.push((spec.name.to_owned(), rule));
            }
        }
        visible
    }

    /// For a resource and the caller of a transaction.
    pub fn of(tx: &Tx<'_>, resource: Resource) -> Self {
        let rules = tx.actor.access.field_rules(resource).map(|(name, rule)| (name.to_owned(), rule)).collect();
        Self { rules }
    }

    /// Whether the caller is not to know that a field is there.
    pub fn hides(&self, name: &str) -> bool {
        self.rule(name) == Some(FieldRule::Hidden)
    }

    /// The members of an object whose fields have rules of their own (`custom.size`).
    pub fn members(&self, name: &str, members: &Map<String, Value>) -> Map<String, Value> {
        members
            .iter()
            .filter_map(|(key, value)| Some((key.clone(), self.value(None, &format!("{name}.{key}"), value.clone())?)))
            .collect()
    }

    /// Nothing hidden: for what the program itself reads.
    pub fn everything() -> Self {
        Self { rules: Vec::new() }
    }

    /// Names of the fields that are hidden or masked.
    pub fn restricted(&self) -> Vec<&str> {
        self.rules.iter().filter(|(_, rule)| body::hides(Some(*rule))).map(|(name, _)| name.as_str()).collect()
    }

    fn rule(&self, name: &str) -> Option<FieldRule> {
        self.rules.iter().find(|(field, _)| field == name).map(|(_, rule)| *rule)
    }

    /// Whether a field is left out or masked.
    pub fn restricts(&self, name: &str) -> bool {
        body::hides(self.rule(name))
    }

    /// A field's value as the caller reads it; `None` where it is left out.
    pub fn value(&self, spec: Option<&FieldSpec>, name: &str, value: Value) -> Option<Value> {
        match self.rule(name) {
            Some(FieldRule::Hidden) => None,
            Some(FieldRule::Masked) => masked(spec, value),
            Some(FieldRule::ReadOnly) | None => Some(value),
        }
    }

    /// The fields of a record as the caller reads them.
    ///
    /// # Errors
    /// [`Error::Corrupt`] where they cannot be written as JSON.
    pub fn fields<F: RecordFields>(&self, fields: &F, config: &OrgConfig, entity: &str) -> Result<Map<String, Value>> {
        let mut form = Map::new();
        for (name, value) in body::complete(fields)? {
            let spec = F::spec(&name);
            if spec.is_some_and(|spec| spec.writable == Writable::Internal) {
                continue;
            }
            let value = match (name.as_str(), &value) {
                ("custom", Value::Object(values)) => self.custom(values, config, entity),
                _ => value,
            };
            if let Some(value) = self.value(spec, &name, value) {
                form.insert(name, value);
            }
        }
        Ok(form)
    }

    /// Values of the fields that the organization still has.
    pub fn custom(&self, values: &Map<String, Value>, config: &OrgConfig, entity: &str) -> Value {
        let shown = config.custom_fields(entity).iter().filter_map(|field| {
            let code = field.definition.code.as_str();
            let value = values.get(code).cloned().unwrap_or(Value::Null);
            Some((code.to_owned(), self.value(None, &format!("custom.{code}"), value)?))
        });
        Value::Object(shown.collect())
    }
}

/// A masked value; what has no partial form is left out like a hidden one.
fn masked(spec: Option<&FieldSpec>, value: Value) -> Option<Value> {
    let mask = spec.map_or(super::Mask::Middle, |spec| spec.mask);
    match value {
        Value::Null => Some(Value::Null),
        Value::String(text) if spec.is_none_or(|spec| matches!(spec.kind, FieldKind::Text | FieldKind::Code)) => {
            Some(Value::String(mask.apply(&text)))
        }
        _ => None,
    }
}
