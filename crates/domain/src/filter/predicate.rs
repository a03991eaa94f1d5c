//! The checked form of a filter: what SQL and the evaluation in memory are made from.

use std::collections::BTreeSet;
use std::ops::Not;
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use uuid::Uuid;

use crate::values::FieldKind;

/// The prefix of custom fields in a filter.
const CUSTOM: &str = "custom.";

/// A field as the registry knows it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldRef {
    /// As written in a filter: `level`, `custom.size`.
    pub name: Arc<str>,
    /// Whether the organization's administrator defined it; it is then kept apart from the columns.
    pub custom: bool,
    /// What it holds.
    pub kind: FieldKind,
    /// Whether a record may lack it.
    pub nullable: bool,
}

impl FieldRef {
    /// A field by its name in filters; `custom.` marks a custom field.
    pub fn new(name: &str, kind: FieldKind, nullable: bool) -> Self {
        Self { name: name.into(), custom: name.starts_with(CUSTOM), kind, nullable }
    }

    /// The name of the column, or the code of the custom field without its prefix.
    pub fn key(&self) -> &str {
        if self.custom { self.name.strip_prefix(CUSTOM).unwrap_or(&self.name) } else { &self.name }
    }
}

/// A value in a predicate. Its kind follows the field's: an integer field meets only integers, a decimal field only
/// decimals, an instant only instants (in whole microseconds, as PostgreSQL stores them).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Literal {
    /// For texts, codes and the items of lists; never contains NUL, which PostgreSQL refuses.
    Text(String),
    /// For integer fields.
    Integer(i64),
    /// For decimal fields.
    Decimal(Decimal),
    /// For boolean fields.
    Boolean(bool),
    /// For dates; the year is between 1 and 9999.
    Date(NaiveDate),
    /// For instants; the year is between 1 and 9999.
    Timestamp(DateTime<Utc>),
    /// For references to records.
    Id(Uuid),
}

/// How two values are compared. There is no inequality: `a != b` is `!(a == b)`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Comparison {
    /// `==`
    Equal,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

impl Comparison {
    /// The operator in CEL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Equal => "==",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        }
    }

    /// The same comparison with its sides exchanged.
    #[must_use]
    pub fn flipped(self) -> Self {
        match self {
            Self::Equal => Self::Equal,
            Self::Less => Self::Greater,
            Self::LessOrEqual => Self::GreaterOrEqual,
            Self::Greater => Self::Less,
            Self::GreaterOrEqual => Self::LessOrEqual,
        }
    }
}

/// Where a text is looked for in another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TextMatch {
    /// Anywhere.
    Contains,
    /// At the beginning.
    StartsWith,
    /// At the end.
    EndsWith,
}

impl TextMatch {
    /// The method in CEL.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Contains => "contains",
            Self::StartsWith => "startsWith",
            Self::EndsWith => "endsWith",
        }
    }
}

/// A condition on one record, with nothing left to resolve. The module's documentation defines what it means.
///
/// [`parse`](super::parse) yields the canonical form that [`all`](Self::all), [`any`](Self::any) and `!` keep: no
/// constant inside another predicate, no `And` directly in an `And`, no `Or` in an `Or`, no `Not` in a `Not`, and at
/// least two members in each `And` and `Or`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Predicate {
    /// Every record.
    True,
    /// No record.
    False,
    /// All of them.
    And(Vec<Predicate>),
    /// At least one of them.
    Or(Vec<Predicate>),
    /// `(e) IS NOT TRUE`.
    Not(Box<Predicate>),
    /// A field against a literal; false when missing.
    Compare {
        /// The left side.
        field: FieldRef,
        /// How.
        op: Comparison,
        /// The right side, of the field's kind.
        value: Literal,
    },
    /// Two fields of kinds that compare; false when either is missing.
    CompareFields {
        /// The left side.
        left: FieldRef,
        /// How.
        op: Comparison,
        /// The right side.
        right: FieldRef,
    },
    /// Equal to one of the literals; false when missing. Never empty.
    In {
        /// The field.
        field: FieldRef,
        /// Of the field's kind.
        values: Vec<Literal>,
    },
    /// A text or code that has `needle` in it, case-sensitive; false when missing.
    Text {
        /// The text or code.
        field: FieldRef,
        /// Where.
        op: TextMatch,
        /// What; may be empty, and then every text that is not missing matches.
        needle: String,
    },
    /// A list that has the item; false when missing.
    Has {
        /// The list.
        list: FieldRef,
        /// The item.
        value: String,
    },
    /// Absence: `IS NULL`.
    Missing(FieldRef),
    /// The number of characters (code points) of a text or code, or of items of a list; false when missing.
    Size {
        /// The text, code or list.
        field: FieldRef,
        /// How.
        op: Comparison,
        /// The figure on the right side.
        n: i64,
    },
}

impl Predicate {
    /// True when all are; the empty conjunction is true.
    pub fn all(members: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for member in members {
            match member {
                Self::True => {}
                Self::False => return Self::False,
                Self::And(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        one_or(flat, Self::True, Self::And)
    }

    /// True when at least one is; the empty disjunction is false.
    pub fn any(members: impl IntoIterator<Item = Self>) -> Self {
        let mut flat = Vec::new();
        for member in members {
            match member {
                Self::False => {}
                Self::True => return Self::True,
                Self::Or(inner) => flat.extend(inner),
                other => flat.push(other),
            }
        }
        one_or(flat, Self::False, Self::Or)
    }

    /// The names of the fields used, `custom.` included: what a field rule, a deleted custom field or an index concerns.
    pub fn fields(&self) -> BTreeSet<&str> {
        let mut names = BTreeSet::new();
        self.collect_fields(&mut names);
        names
    }

    fn collect_fields<'a>(&'a self, names: &mut BTreeSet<&'a str>) {
        match self {
            Self::True | Self::False => {}
            Self::And(members) | Self::Or(members) => {
                for member in members {
                    member.collect_fields(names);
                }
            }
            Self::Not(inner) => inner.collect_fields(names),
            Self::CompareFields { left, right, .. } => names.extend([&*left.name, &*right.name]),
            Self::Compare { field, .. }
            | Self::In { field, .. }
            | Self::Text { field, .. }
            | Self::Has { list: field, .. }
            | Self::Missing(field)
            | Self::Size { field, .. } => {
                names.insert(&field.name);
            }
        }
    }
}

impl Not for Predicate {
    type Output = Self;

    fn not(self) -> Self {
        match self {
            Self::True => Self::False,
            Self::False => Self::True,
            Self::Not(inner) => *inner,
            other => Self::Not(Box::new(other)),
        }
    }
}

/// A group of one is its member, a group of none a constant.
fn one_or(mut members: Vec<Predicate>, none: Predicate, group: fn(Vec<Predicate>) -> Predicate) -> Predicate {
    if members.len() > 1 { group(members) } else { members.pop().unwrap_or(none) }
}
