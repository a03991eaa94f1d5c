//! The contract between a record's fields and the JSON, the filter language and the forms that handle them.

use std::fmt;

use chrono::{DateTime, NaiveDate, Utc};
use rust_decimal::Decimal;
use serde::Serialize;
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;

use super::decimal::decimal_of_json;
use crate::filter::Cell;

/// What a field holds, as far as filters, forms and columns need to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum FieldKind {
    /// Free text.
    Text,
    /// Whole number.
    Integer,
    /// Decimal number, a string in JSON.
    Decimal,
    /// Yes or no.
    Boolean,
    /// Calendar day without a time zone.
    Date,
    /// Instant, stored in UTC.
    Timestamp,
    /// The id of another record.
    Id,
    /// The stable code of a dictionary value or of an enumeration.
    Code,
    /// Several codes or words (tags, multiple choice).
    TextList,
    /// A structure the filter language does not look into (addresses, dates).
    Object,
}

/// Why one value was refused: a stable code, and what its message needs to be helpful.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Invalid {
    /// Stable code such as `invalid_phone`; the key of the message in every language.
    pub code: &'static str,
    /// Figures and words for the message, by name (`max` → `200`).
    pub params: Vec<(&'static str, String)>,
}

impl Invalid {
    /// A refusal that needs no further words.
    pub const fn new(code: &'static str) -> Self {
        Self { code, params: Vec::new() }
    }

    /// Adds a figure or a word that the message mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// The same refusal at a place in the document.
    pub fn at(self, pointer: impl Into<String>) -> FieldError {
        FieldError { pointer: pointer.into(), invalid: self }
    }
}

impl fmt::Display for Invalid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code)
    }
}

impl std::error::Error for Invalid {}

/// A refused value and where it stands in the request body (RFC 6901).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FieldError {
    /// JSON pointer, `/addresses/0/region`.
    pub pointer: String,
    /// Why.
    pub invalid: Invalid,
}

/// Where the reader stands in the document, and what it has refused so far: every error is reported, not just the first.
#[derive(Debug, Default)]
pub struct Pointer {
    path: String,
    errors: Vec<FieldError>,
}

/// Refusals of one document that are told.
pub const MAX_REFUSALS: usize = 100;
/// Items of a list that are read.
const MAX_ITEMS: usize = 1000;

impl Pointer {
    /// Reads one level down; `step` is a key or an index.
    pub fn within<T>(&mut self, step: impl fmt::Display, read: impl FnOnce(&mut Self) -> T) -> T {
        let length = self.path.len();
        let step = step.to_string().replace('~', "~0").replace('/', "~1");
        self.path.push('/');
        self.path.push_str(&step);
        let result = read(self);
        self.path.truncate(length);
        result
    }

    /// Notes a refusal at the present place.
    pub fn refuse<T>(&mut self, invalid: Invalid) -> Option<T> {
        // Whoever is told of a hundred has enough to do; a small request must not make a huge answer.
        if self.errors.len() < MAX_REFUSALS {
            self.errors.push(invalid.at(self.path.clone()));
        }
        None
    }

    /// Everything refused.
    pub fn into_errors(self) -> Vec<FieldError> {
        self.errors
    }
}

/// A type that may be a field of a record.
pub trait FieldValue: Sized {
    /// What filters, columns and forms see.
    const KIND: FieldKind;
    /// May be left out.
    const OPTIONAL: bool = false;
    /// The only values there are, where they are few and fixed (enumerations).
    const CODES: &'static [&'static str] = &[];

    /// Reads the value from JSON; a refusal is noted at `at` and answers `None`.
    fn read(json: &Value, at: &mut Pointer) -> Option<Self>;

    /// The value for comparison; structures that are not compared answer [`Cell::Object`].
    fn cell(&self) -> Cell<'_>;
}

impl<T: FieldValue> FieldValue for Option<T> {
    const KIND: FieldKind = T::KIND;
    const OPTIONAL: bool = true;
    const CODES: &'static [&'static str] = T::CODES;

    fn cell(&self) -> Cell<'_> {
        self.as_ref().map_or(Cell::Missing, T::cell)
    }

    /// `null` is absence, and so is a text of nothing but spaces: forms send both.
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        match json {
            Value::Null => Some(None),
            Value::String(text) if text.trim().is_empty() => Some(None),
            other => T::read(other, at).map(Some),
        }
    }
}

impl FieldValue for String {
    const KIND: FieldKind = FieldKind::Text;

    fn cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }

    /// Surrounding spaces go. Control characters are refused but for those that divide lines: whether a text may have
    /// several lines, its field says.
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        match json {
            Value::Null => at.refuse(Invalid::new("required")),
            Value::String(text) if !text.chars().any(is_visible) => at.refuse(Invalid::new("required")),
            Value::String(text) if text.chars().any(|c| c.is_control() && !is_line_control(c)) => {
                at.refuse(Invalid::new("invalid_character"))
            }
            Value::String(text) => Some(text.trim().to_owned()),
            _ => at.refuse(Invalid::new("expected_text")),
        }
    }
}

/// Whether there is anything to see: blanks, joiners and direction marks are not.
fn is_visible(character: char) -> bool {
    !character.is_whitespace()
        && !matches!(character, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}'..='\u{2069}' | '\u{FEFF}')
}

/// Line ends and tabs, the control characters that texts of several lines have.
pub fn is_line_control(character: char) -> bool {
    matches!(character, '\n' | '\r' | '\t')
}

impl FieldValue for Vec<String> {
    const KIND: FieldKind = FieldKind::TextList;
    const OPTIONAL: bool = true;

    fn cell(&self) -> Cell<'_> {
        Cell::TextList(self.iter().map(String::as_str).collect())
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        read_list(json, at)
    }
}

/// Reads every item of an array at its index; `null` is the empty list.
pub fn read_list<T: FieldValue>(json: &Value, at: &mut Pointer) -> Option<Vec<T>> {
    match json {
        Value::Null => Some(Vec::new()),
        Value::Array(items) if items.len() > MAX_ITEMS => at.refuse(Invalid::new("too_many").with("max", MAX_ITEMS)),
        Value::Array(items) => {
            let read: Vec<_> =
                items.iter().enumerate().map(|(index, item)| at.within(index, |at| T::read(item, at))).collect();
            read.into_iter().collect()
        }
        _ => at.refuse(Invalid::new("expected_list")),
    }
}

macro_rules! whole_number {
    ($($int:ty),*) => {$(
        impl FieldValue for $int {
            const KIND: FieldKind = FieldKind::Integer;

            fn cell(&self) -> Cell<'_> {
                Cell::Integer(i64::from(*self))
            }

            fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
                match json {
                    Value::Null => at.refuse(Invalid::new("required")),
                    other => match other.as_i64().and_then(|wide| Self::try_from(wide).ok()) {
                        Some(number) => Some(number),
                        None => at.refuse(Invalid::new("expected_integer")),
                    },
                }
            }
        }
    )*};
}
whole_number!(i16, i32, i64);

impl FieldValue for bool {
    const KIND: FieldKind = FieldKind::Boolean;

    fn cell(&self) -> Cell<'_> {
        Cell::Boolean(*self)
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        json.as_bool().or_else(|| at.refuse(Invalid::new("expected_boolean")))
    }
}

/// Reads a text with the type's own parser.
fn read_text<T>(json: &Value, at: &mut Pointer, code: &'static str, parse: impl Fn(&str) -> Option<T>) -> Option<T> {
    match json {
        Value::Null => at.refuse(Invalid::new("required")),
        Value::String(text) => parse(text.trim()).or_else(|| at.refuse(Invalid::new(code))),
        _ => at.refuse(Invalid::new(code)),
    }
}

impl FieldValue for Decimal {
    const KIND: FieldKind = FieldKind::Decimal;

    fn cell(&self) -> Cell<'_> {
        Cell::Decimal(*self)
    }

    /// A string (`"12.50"`, separators of thousands allowed) or a JSON number.
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        match json {
            Value::Null => at.refuse(Invalid::new("required")),
            other => decimal_of_json(other).or_else(|| at.refuse(Invalid::new("expected_decimal"))),
        }
    }
}

impl FieldValue for NaiveDate {
    const KIND: FieldKind = FieldKind::Date;

    fn cell(&self) -> Cell<'_> {
        Cell::Date(*self)
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        read_text(json, at, "expected_date", |text| {
            let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
            // PostgreSQL and every calendar library agree on these years; a longer one is a typing error.
            (1..=9999).contains(&chrono::Datelike::year(&date)).then_some(date)
        })
    }
}

impl FieldValue for DateTime<Utc> {
    const KIND: FieldKind = FieldKind::Timestamp;

    fn cell(&self) -> Cell<'_> {
        Cell::Timestamp(*self)
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        read_text(json, at, "expected_timestamp", |text| {
            let instant = DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc);
            (1..=9999).contains(&chrono::Datelike::year(&instant)).then_some(instant)
        })
    }
}

impl FieldValue for Uuid {
    const KIND: FieldKind = FieldKind::Id;

    fn cell(&self) -> Cell<'_> {
        Cell::Id(*self)
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        read_text(json, at, "expected_id", |text| Uuid::try_parse(text).ok())
    }
}
