//! Why a filter was refused, and where.

use std::fmt;

use crate::values::{FieldKind, Invalid, LocaleCode};

/// The first thing wrong with a filter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FilterError {
    /// Stable code: `invalid_filter`, `unknown_field`, `field_restricted`, `type_mismatch`, `matches_refused`,
    /// `unsupported_expression`, `filter_too_long` or `filter_too_deep`.
    pub code: &'static str,
    /// Where, in characters (Unicode scalar values) from 0; the length of the source where something is missing there.
    pub position: usize,
    /// How many characters are meant; 0 where something is missing.
    pub length: usize,
    /// What would have been understood there.
    pub expected: Option<Expected>,
    /// Words and figures for the message, by name: `name`, `suggestions`, `what`, `max`.
    pub params: Vec<(&'static str, String)>,
}

/// What would have been understood at a place.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Expected {
    /// Something that is true or false.
    Condition,
    /// A field or a literal.
    Value,
    /// Whatever may follow a value: an operator, a comma, a closing bracket, the end.
    Operator,
    /// The name of a field.
    Field,
    /// `has` takes `custom.name`; other fields are compared with `null`.
    CustomField,
    /// A text in quotes.
    Text,
    /// The code of a dictionary value in quotes.
    Code,
    /// A number.
    Number,
    /// `true` or `false`.
    Boolean,
    /// A day: `date("2026-11-23")`, `today`.
    Date,
    /// An instant: `timestamp("…")`, `now`.
    Timestamp,
    /// A length of time: `duration("720h")`.
    Duration,
    /// A UUID in quotes, or `me`.
    Id,
    /// A list.
    List,
    /// `null`: the field holds a structure that can only be tested for absence.
    Null,
    /// `==`, `!=` or `in`: the kind has no order.
    Equality,
    /// A literal rather than a field.
    Literal,
    /// A figure that can be stored, a day between the years 1 and 9999.
    InRange,
    /// The closing quote of a text.
    ClosingQuote,
    /// A known escape such as `\n`, `\"` or `\u4e2d`.
    Escape,
    /// Brackets in pairs.
    Bracket,
    /// An ASCII sign instead of a full-width one.
    HalfWidth,
    /// A source within the limit of bytes.
    ShorterSource,
    /// A list within the limit of items.
    ShorterList,
}

impl Expected {
    /// Stable word for clients; the message's key is `filter.expected.` and this word.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Condition => "condition",
            Self::Value => "value",
            Self::Operator => "operator",
            Self::Field => "field",
            Self::CustomField => "custom_field",
            Self::Text => "text",
            Self::Code => "code",
            Self::Number => "number",
            Self::Boolean => "boolean",
            Self::Date => "date",
            Self::Timestamp => "timestamp",
            Self::Duration => "duration",
            Self::Id => "id",
            Self::List => "list",
            Self::Null => "null",
            Self::Equality => "equality",
            Self::Literal => "literal",
            Self::InRange => "in_range",
            Self::ClosingQuote => "closing_quote",
            Self::Escape => "escape",
            Self::Bracket => "bracket",
            Self::HalfWidth => "half_width",
            Self::ShorterSource => "shorter_source",
            Self::ShorterList => "shorter_list",
        }
    }
}

impl From<FieldKind> for Expected {
    /// What a field of the kind can be compared with.
    fn from(kind: FieldKind) -> Self {
        match kind {
            FieldKind::Text => Self::Text,
            FieldKind::Integer | FieldKind::Decimal => Self::Number,
            FieldKind::Boolean => Self::Boolean,
            FieldKind::Date => Self::Date,
            FieldKind::Timestamp => Self::Timestamp,
            FieldKind::Id => Self::Id,
            FieldKind::Code => Self::Code,
            FieldKind::TextList => Self::List,
            FieldKind::Object => Self::Null,
        }
    }
}

/// A stretch of the source, in characters.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Span {
    /// First character.
    pub start: usize,
    /// Number of characters.
    pub length: usize,
}

impl FilterError {
    fn new(code: &'static str, span: Span, expected: Option<Expected>) -> Self {
        Self { code, position: span.start, length: span.length, expected, params: Vec::new() }
    }

    pub(super) fn with(mut self, name: &'static str, value: impl fmt::Display) -> Self {
        self.params.push((name, value.to_string()));
        self
    }

    /// The refusal as that of a field of the request. Its figures are the error's own, `position` (counted from 1, as
    /// messages say it) and, where there is one, the word of `expected`; [`message`](Self::message) says more.
    pub fn to_invalid(&self) -> Invalid {
        let mut params = self.params.clone();
        params.push(("position", (self.position + 1).to_string()));
        params.extend(self.expected.map(|expected| ("expected", expected.as_str().to_owned())));
        Invalid { code: self.code, params }
    }

    /// The source breaks the language's grammar at `position`.
    pub(super) fn invalid(position: usize, expected: Expected) -> Self {
        Self::invalid_span(Span { start: position, length: 0 }, expected)
    }

    /// The source breaks the language's rules in a stretch.
    pub(super) fn invalid_span(span: Span, expected: Expected) -> Self {
        Self::new("invalid_filter", span, Some(expected))
    }

    pub(super) fn type_mismatch(span: Span, expected: impl Into<Expected>) -> Self {
        Self::new("type_mismatch", span, Some(expected.into()))
    }

    pub(super) fn unknown_field(span: Span, name: &str, suggestions: &[String]) -> Self {
        Self::new("unknown_field", span, None).with("name", name).with("suggestions", suggestions.join(", "))
    }

    pub(super) fn field_restricted(span: Span, name: &str) -> Self {
        Self::new("field_restricted", span, None).with("name", name)
    }

    pub(super) fn matches_refused(span: Span) -> Self {
        Self::new("matches_refused", span, None)
    }

    /// CEL knows `what`, filters do not.
    pub(super) fn unsupported(span: Span, what: &str) -> Self {
        Self::new("unsupported_expression", span, None).with("what", what)
    }

    pub(super) fn too_long(position: usize, expected: Expected, max: usize) -> Self {
        Self::new("filter_too_long", Span { start: position, length: 0 }, Some(expected)).with("max", max)
    }

    pub(super) fn too_deep(position: usize, max: usize) -> Self {
        Self::new("filter_too_deep", Span { start: position, length: 1 }, None).with("max", max)
    }
}

impl fmt::Display for FilterError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message(LocaleCode::En))
    }
}

impl std::error::Error for FilterError {}
