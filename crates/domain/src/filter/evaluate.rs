//! Whether a record in memory satisfies a predicate; SQL must give the same answer.

use std::cmp::Ordering;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use super::{Comparison, FieldRef, Literal, Predicate, TextMatch};

/// The value of one field of one record.
#[derive(Clone, Debug, PartialEq)]
pub enum Cell<'a> {
    /// NULL.
    Missing,
    /// A text or a code.
    Text(&'a str),
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Decimal(Decimal),
    /// Yes or no.
    Boolean(bool),
    /// A day.
    Date(NaiveDate),
    /// An instant, in whole microseconds as the database keeps it.
    Timestamp(DateTime<Utc>),
    /// A reference.
    Id(Uuid),
    /// Tags, multiple choice.
    TextList(Vec<&'a str>),
    /// A structure that is there; nothing else can be said about it.
    Object,
}

/// Something that predicates can be asked about.
pub trait Record {
    /// The value of a field, of the field's kind; [`Cell::Missing`] where the record has none.
    fn get(&self, field: &FieldRef) -> Cell<'_>;
}

impl Predicate {
    /// Whether the record satisfies the predicate, by the semantics in the module's documentation.
    pub fn holds(&self, record: &dyn Record) -> bool {
        match self {
            Self::True => true,
            Self::False => false,
            Self::And(members) => members.iter().all(|member| member.holds(record)),
            Self::Or(members) => members.iter().any(|member| member.holds(record)),
            Self::Not(inner) => !inner.holds(record),
            Self::Compare { field, op, value } => op.holds(record.get(field).order(&value.into())),
            Self::CompareFields { left, op, right } => op.holds(record.get(left).order(&record.get(right))),
            Self::In { field, values } => {
                let cell = record.get(field);
                values.iter().any(|value| cell.order(&value.into()) == Some(Ordering::Equal))
            }
            Self::Text { field, op, needle } => match (record.get(field), op) {
                (Cell::Text(text), TextMatch::Contains) => text.contains(needle.as_str()),
                (Cell::Text(text), TextMatch::StartsWith) => text.starts_with(needle.as_str()),
                (Cell::Text(text), TextMatch::EndsWith) => text.ends_with(needle.as_str()),
                _ => false,
            },
            Self::Has { list, value } => {
                matches!(record.get(list), Cell::TextList(items) if items.contains(&value.as_str()))
            }
            Self::Missing(field) => record.get(field) == Cell::Missing,
            Self::Size { field, op, n } => op.holds(record.get(field).size().map(|size| size.cmp(n))),
        }
    }
}

impl Comparison {
    /// Whether an order satisfies the comparison; no order, as with a missing value, never does.
    pub(super) fn holds(self, order: Option<Ordering>) -> bool {
        order.is_some_and(|order| match self {
            Self::Equal => order.is_eq(),
            Self::Less => order.is_lt(),
            Self::LessOrEqual => order.is_le(),
            Self::Greater => order.is_gt(),
            Self::GreaterOrEqual => order.is_ge(),
        })
    }
}

impl Cell<'_> {
    /// How two values compare: nothing for a missing value or for kinds that do not mix.
    pub(super) fn order(&self, other: &Cell<'_>) -> Option<Ordering> {
        match (self, other) {
            (Self::Text(a), Cell::Text(b)) => Some(a.cmp(b)),
            (Self::Integer(a), Cell::Integer(b)) => Some(a.cmp(b)),
            (Self::Boolean(a), Cell::Boolean(b)) => Some(a.cmp(b)),
            (Self::Date(a), Cell::Date(b)) => Some(a.cmp(b)),
            (Self::Timestamp(a), Cell::Timestamp(b)) => Some(a.cmp(b)),
            (Self::Id(a), Cell::Id(b)) => Some(a.cmp(b)),
            _ => Some(self.number()?.cmp(&other.number()?)),
        }
    }

    fn number(&self) -> Option<Decimal> {
        match self {
            Self::Integer(number) => Some((*number).into()),
            Self::Decimal(number) => Some(*number),
            _ => None,
        }
    }

    fn size(&self) -> Option<i64> {
        let size = match self {
            Self::Text(text) => text.chars().count(),
            Self::TextList(items) => items.len(),
            _ => return None,
        };
        i64::try_from(size).ok()
    }
}

impl<'a> From<&'a Literal> for Cell<'a> {
    fn from(literal: &'a Literal) -> Self {
        match literal {
            Literal::Text(text) => Self::Text(text),
            Literal::Integer(number) => Self::Integer(*number),
            Literal::Decimal(number) => Self::Decimal(*number),
            Literal::Boolean(value) => Self::Boolean(*value),
            Literal::Date(date) => Self::Date(*date),
            Literal::Timestamp(instant) => Self::Timestamp(*instant),
            Literal::Id(id) => Self::Id(*id),
        }
    }
}
