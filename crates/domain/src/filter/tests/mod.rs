//! A registry, a moment and a record to try filters on.

mod constants;
mod hostile;
mod meaning;
mod properties;
mod refusals;
mod semantics;

use std::collections::HashMap;

use chrono::{DateTime, NaiveDate, Utc};
use chrono_tz::Asia::Shanghai;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::*;
use crate::values::FieldKind;

/// Every kind of field, named as in a list of customers.
const FIELDS: &[(&str, FieldKind)] = &[
    ("active", FieldKind::Boolean),
    ("addresses", FieldKind::Object),
    ("amount", FieldKind::Decimal),
    ("birthday", FieldKind::Date),
    ("budget", FieldKind::Decimal),
    ("created_at", FieldKind::Timestamp),
    ("custom.color", FieldKind::Code),
    ("custom.founded", FieldKind::Date),
    ("custom.seats", FieldKind::Integer),
    ("custom.size", FieldKind::Integer),
    ("last_contacted_at", FieldKind::Timestamp),
    ("level", FieldKind::Code),
    ("locked", FieldKind::Boolean),
    ("name", FieldKind::Text),
    ("owner", FieldKind::Id),
    ("parent", FieldKind::Id),
    ("short_name", FieldKind::Text),
    ("tags", FieldKind::TextList),
];

/// Exists, but is masked for the reader.
const RESTRICTED: &str = "phone";

const ME: Uuid = Uuid::from_u128(0x0192_0000_0000_7000_8000_0000_0000_0001);

struct Customers;

impl Fields for Customers {
    fn field(&self, name: &str) -> Lookup {
        if name == RESTRICTED {
            return Lookup::Restricted;
        }
        FIELDS
            .iter()
            .find(|(known, _)| *known == name)
            .map_or(Lookup::Unknown, |(name, kind)| Lookup::Found(FieldRef::new(name, *kind, true)))
    }

    fn names(&self) -> Vec<String> {
        FIELDS.iter().map(|(name, _)| (*name).to_owned()).collect()
    }
}

/// Ten in the morning of 23 November 2026 in Shanghai.
fn context() -> Context {
    Context { now: instant("2026-11-23T02:00:00Z"), time_zone: Shanghai, me: ME }
}

fn read(source: &str) -> Result<Predicate, FilterError> {
    parse(source, &Customers, &context())
}

/// The predicate of a source that must be understood, as text.
fn printed(source: &str) -> String {
    read(source).unwrap_or_else(|error| panic!("{source}: {error}")).to_string()
}

fn instant(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

fn number(text: &str) -> Decimal {
    text.parse().unwrap()
}

/// A record that has only what it was given.
#[derive(Clone, Debug, Default)]
struct Sheet(HashMap<String, Cell<'static>>);

impl Sheet {
    fn with(mut self, name: &str, cell: Cell<'static>) -> Self {
        self.0.insert(name.to_owned(), cell);
        self
    }
}

impl Record for Sheet {
    fn get(&self, field: &FieldRef) -> Cell<'_> {
        self.0.get(&*field.name).cloned().unwrap_or(Cell::Missing)
    }
}
