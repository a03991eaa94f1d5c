//! The fields of an entity as one caller may use them: built-in and custom, with field rules applied. Feeds filters,
//! sorting, and the description by which clients build lists and forms.

use std::sync::Arc;

use guanxi_domain::filter::{FieldRef, Fields, Lookup};
use guanxi_domain::identity::{Action, FieldRule};
use guanxi_domain::platform::CustomFieldDefinition;
use guanxi_domain::platform::Labels;
use guanxi_domain::values::{FieldKind, Invalid};
use serde::Serialize;
use utoipa::ToSchema;

use super::body::hides;
use super::{Entity, FieldSpec, RecordFields as _, Writable, field_rule};
use crate::platform::config::OrgConfig;
use crate::sql::{SortKey, SortOn};
use crate::{Error, Result, Tx};

/// What the program keeps of every record: name, kind, nullable, sortable.
const KEPT: &[(&str, FieldKind, bool, bool)] = &[
    ("id", FieldKind::Id, false, false),
    ("created_at", FieldKind::Timestamp, false, true),
    ("created_by", FieldKind::Id, false, false),
    ("updated_at", FieldKind::Timestamp, false, true),
    ("updated_by", FieldKind::Id, false, false),
    ("deleted_at", FieldKind::Timestamp, true, true),
];

/// Who is responsible for a record: set by those who may assign it.
const OWNER: &str = "owner_id";

/// Columns in an order, at most.
const MAX_SORT_KEYS: usize = 4;

/// A field as clients see it.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Field {
    /// Name in JSON and in filters; custom ones begin with `custom.`.
    pub name: String,
    /// What it holds.
    pub kind: FieldKind,
    /// Added by the administrator.
    pub custom: bool,
    /// Label of a custom field, per language; built-in ones are in the client's catalogues.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub labels: Option<Labels>,
    /// Heading of the form under which it stands.
    pub group: String,
    /// Code of the dictionary whose values it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub dictionary: Option<String>,
    /// Resource whose ids it takes.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub reference: Option<String>,
    /// The values of an enumeration.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub codes: Vec<String>,
    /// Must be filled.
    pub required: bool,
    /// Lists may be sorted by it.
    pub sortable: bool,
    /// Filters may use it.
    pub filterable: bool,
    /// The caller may set it.
    pub writable: bool,
    /// Field rules may close it.
    pub restrictable: bool,
    /// What a field rule takes away from the caller.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub restriction: Option<FieldRule>,
    /// Longest text, in characters.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub max_length: Option<usize>,
    /// The administrator's definition of a custom field.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub definition: Option<CustomFieldDefinition>,
}

/// The caller's rule for a field.
type Rule<'a> = dyn Fn(&str) -> Option<FieldRule> + 'a;

/// The fields of one entity for one caller.
pub struct Registry<'a> {
    specs: &'static [FieldSpec],
    customs: Vec<&'a CustomFieldDefinition>,
    rule: Box<Rule<'a>>,
    assigns: bool,
    config: &'a OrgConfig,
}

impl<'a> Registry<'a> {
    /// Of an entity, for the caller of a transaction.
    pub fn of<E: Entity>(tx: &'a Tx<'_>) -> Self {
        let access = &tx.actor.access;
        Self {
            specs: E::Fields::FIELDS,
            customs: tx.config.custom_fields(E::NAME).iter().map(|field| &field.definition).collect(),
            rule: Box::new(|name| field_rule::<E>(access, name)),
            assigns: tx.may(E::RESOURCE, Action::Assign),
            config: &tx.config,
        }
    }

    /// Every field the caller may know of, in form order.
    pub fn describe(&self) -> Vec<Field> {
        let kept = KEPT.iter().map(|&(name, kind, nullable, sortable)| Field {
            name: name.to_owned(),
            kind,
            custom: false,
            labels: None,
            group: "system".to_owned(),
            dictionary: None,
            reference: matches!(name, "created_by" | "updated_by").then(|| "users".to_owned()),
            codes: Vec::new(),
            required: !nullable,
            sortable,
            filterable: true,
            writable: false,
            restrictable: false,
            restriction: None,
            max_length: None,
            definition: None,
        });
        let built_in = self.specs.iter().filter(|spec| spec.writable != Writable::Internal).map(|spec| {
            let restriction = (self.rule)(spec.name);
            Field {
                name: spec.name.to_owned(),
                kind: spec.kind,
                custom: false,
                labels: None,
                group: spec.group.to_owned(),
                dictionary: spec.dictionary.map(str::to_owned),
                reference: spec.reference.map(str::to_owned),
                codes: spec.codes.iter().map(|code| (*code).to_owned()).collect(),
                required: !spec.optional && spec.writable == Writable::Yes,
                sortable: spec.sort.is_some() && !hides(restriction),
                filterable: spec.filterable && !hides(restriction),
                writable: spec.writable == Writable::Yes
                    && restriction.is_none()
                    && (spec.name != OWNER || self.assigns),
                restrictable: !spec.open && spec.source.is_none(),
                restriction,
                max_length: matches!(spec.kind, FieldKind::Text).then_some(spec.max_length),
                definition: None,
            }
        });
        let custom = self.customs.iter().map(|field| {
            let name = format!("custom.{}", field.code);
            let restriction = (self.rule)(&name);
            let kind = field.field_kind();
            Field {
                kind,
                custom: true,
                labels: Some(field.labels.clone()),
                group: field.group.clone().unwrap_or_else(|| "custom".to_owned()),
                dictionary: None,
                reference: reference(field),
                codes: Vec::new(),
                required: field.required,
                sortable: sorts(kind) && !hides(restriction),
                filterable: kind != FieldKind::Object && !hides(restriction),
                writable: restriction.is_none(),
                restrictable: true,
                restriction,
                max_length: None,
                definition: Some((*field).clone()),
                name,
            }
        });
        kept.chain(built_in).chain(custom).filter(|field| field.restriction != Some(FieldRule::Hidden)).collect()
    }

    /// Reads `-created_at,name`.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `/sort` with `invalid_sort` or `field_restricted`.
    pub fn sort(&self, text: &str) -> Result<Vec<SortKey>> {
        let parts: Vec<&str> = text.split(',').map(str::trim).filter(|part| !part.is_empty()).collect();
        if parts.len() > MAX_SORT_KEYS {
            return Err(Error::field("/sort", Invalid::new("invalid_sort").with("field", text)));
        }
        parts
            .into_iter()
            .map(|part| {
                let (name, descending) = part.strip_prefix('-').map_or((part, false), |name| (name, true));
                self.sort_key(name, descending)
            })
            .collect()
    }

    fn sort_key(&self, name: &str, descending: bool) -> Result<SortKey> {
        let refuse = |code| Err(Error::field("/sort", Invalid::new(code).with("field", name)));
        if hides((self.rule)(name)) {
            return refuse("field_restricted");
        }
        if let Some(&(name, kind, nullable, true)) = KEPT.iter().find(|kept| kept.0 == name) {
            return Ok(SortKey { on: SortOn::Column(name), descending, nullable, kind });
        }
        if let Some(code) = name.strip_prefix("custom.") {
            let Some(field) = self.customs.iter().find(|field| field.code.as_str() == code) else {
                return refuse("invalid_sort");
            };
            let kind = field.field_kind();
            if !sorts(kind) {
                return refuse("invalid_sort");
            }
            return Ok(SortKey { on: SortOn::Custom(code.to_owned()), descending, nullable: true, kind });
        }
        let Some(spec) = self.specs.iter().find(|spec| spec.name == name) else { return refuse("invalid_sort") };
        let Some(column) = spec.sort else { return refuse("invalid_sort") };
        let on = match spec.dictionary.and_then(|code| self.config.dictionary(code)) {
            Some(dictionary) => {
                SortOn::Dictionary { column, codes: dictionary.values.iter().map(|value| value.code.clone()).collect() }
            }
            None => SortOn::Column(column),
        };
        Ok(SortKey { on, descending, nullable: spec.optional, kind: spec.kind })
    }
}

/// What a custom field's ids are ids of.
fn reference(field: &CustomFieldDefinition) -> Option<String> {
    use guanxi_domain::platform::CustomFieldKind as Kind;
    match field.kind {
        Kind::User => Some("users".to_owned()),
        Kind::Record => field.target.map(|target| target.to_string()),
        _ => None,
    }
}

/// Kinds that have an order.
fn sorts(kind: FieldKind) -> bool {
    !matches!(kind, FieldKind::TextList | FieldKind::Object | FieldKind::Id)
}

impl Fields for Registry<'_> {
    fn field(&self, name: &str) -> Lookup {
        // `owner` and `owner_id` are the same to a person who writes a filter.
        let by_id = format!("{name}_id");
        let name =
            if self.specs.iter().any(|spec| spec.reference.is_some() && spec.name == by_id) { &by_id } else { name };
        if let Some(&(name, kind, nullable, _)) = KEPT.iter().find(|kept| kept.0 == name) {
            return Lookup::Found(FieldRef::new(name, kind, nullable));
        }
        let found = match name.strip_prefix("custom.") {
            Some(code) => self
                .customs
                .iter()
                .find(|field| field.code.as_str() == code)
                .map(|field| (field.field_kind(), true, true)),
            None => self
                .specs
                .iter()
                .find(|spec| spec.name == name && spec.writable != Writable::Internal)
                .map(|spec| (spec.kind, spec.optional, spec.filterable)),
        };
        match found {
            None => Lookup::Unknown,
            Some((_, _, false)) => Lookup::Restricted,
            Some(_) if hides((self.rule)(name)) => Lookup::Restricted,
            Some((kind, nullable, true)) => {
                Lookup::Found(FieldRef { name: Arc::from(name), custom: name.starts_with("custom."), kind, nullable })
            }
        }
    }

    fn names(&self) -> Vec<String> {
        self.describe().into_iter().filter(|field| field.filterable).map(|field| field.name).collect()
    }
}
