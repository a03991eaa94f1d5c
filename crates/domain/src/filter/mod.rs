//! The filter language: which records a list, a segment, a view or a rule means.
//!
//! A filter is written in CEL, the Common Expression Language (<https://cel.dev>), checked once against the fields of
//! an entity, and kept as a [`Predicate`]: a small form without names to resolve, types to guess or arithmetic to do.
//! SQL and [`Predicate::holds`] both come from that form, so that a list and a rule agree about the same record.
//!
//! ```text
//! level in ["A", "B"] && owner == me && last_contacted_at < now - duration("720h")
//!     && custom.size > 50 && name.contains("科技")
//! ```
//!
//! # What can be said
//! | construct | meaning |
//! |---|---|
//! | `==` `!=` `<` `<=` `>` `>=` | a field with a literal (either side) or with a field of the same kind |
//! | `level in ["A", "B"]` | one of the literals |
//! | `"vip" in tags` | the list has the item |
//! | `contains` `startsWith` `endsWith` | methods of texts and codes, case-sensitive |
//! | `size(x)` or `x.size()` | characters of a text, items of a list; compared with a number |
//! | `x == null`, `x != null`, `has(custom.x)` | absence and presence |
//! | `&&` `\|\|` `!` `( )` | and, or, not; a boolean field may stand alone |
//! | `date("2026-11-23")` `timestamp("2026-11-23T08:00:00Z")` `duration("1h30m")` | literals of time |
//! | `now` `today` `me` | the moment, the day in the reader's time zone, the reader |
//! | `+ - * / %` | between literals only; worked out while parsing |
//!
//! Ids are texts holding a UUID. Codes, ids and booleans know equality but no order: their order is the dictionary's,
//! not that of their letters. A date literal stands for the start of that day in the reader's time zone where the field
//! is an instant. A date moves by whole days when the duration is a multiple of 24 hours, otherwise from its start.
//!
//! # Semantics
//! Two truth values are enough, because every comparison decides about absence at once:
//! * a comparison, a text match, a membership and a size of a missing value are **false**;
//! * `!e` is true exactly when `e` is not true, so `!(level == "A")` includes records without a level;
//! * `a != b` is `!(a == b)`; `x == null` tests absence;
//! * texts compare by code point: Rust's order of `str`, PostgreSQL's `COLLATE "C"` in UTF-8; numbers compare by value.
//!
//! In SQL this is `(e) IS TRUE` of the plain expression. A comparison with NULL is NULL, which is not true. AND and OR
//! are true under three-valued logic exactly when they are true after every NULL has been read as false, so they need
//! no care. Only NOT does: it is rendered `(e) IS NOT TRUE`, which never yields NULL.
//!
//! # Safety
//! The parser is recursive descent over a generated grammar. [`parse`] first reads the source with a strict scanner of
//! its own (length, nesting, list length, well-formed texts, paired brackets) and gives the parser a stack that fits
//! the nesting, so that no text overflows the stack or takes long.

mod check;
mod constant;
mod error;
mod evaluate;
mod kinds;
mod locate;
mod message;
mod predicate;
mod print;
mod scan;
#[cfg(test)]
mod tests;

use cel::parser::{ParseErrors, Parser};
use chrono::{DateTime, Utc};
use chrono_tz::Tz;
use uuid::Uuid;

pub use error::{Expected, FilterError};
pub use evaluate::{Cell, Record};
pub use predicate::{Comparison, FieldRef, Literal, Predicate, TextMatch};
pub use scan::{MAX_BYTES, MAX_LIST_ITEMS, MAX_NESTING};

use check::Checker;

/// Names that the language keeps for itself: no field may be called so. (After `custom.` only `false`, `in`, `null` and
/// `true` are out of reach, but one list is easier to explain to an administrator.)
pub const RESERVED_NAMES: &[&str] = &[
    "as",
    "break",
    "const",
    "continue",
    "else",
    "false",
    "for",
    "function",
    "if",
    "import",
    "in",
    "let",
    "loop",
    "me",
    "namespace",
    "now",
    "null",
    "package",
    "return",
    "today",
    "true",
    "var",
    "void",
    "while",
];

/// What the words `now`, `today` and `me` stand for.
#[derive(Clone, Copy, Debug)]
pub struct Context {
    /// The moment of the request.
    pub now: DateTime<Utc>,
    /// The reader's time zone: it decides what day `today` is and when a date begins.
    pub time_zone: Tz,
    /// The reader's user id.
    pub me: Uuid,
}

/// What a registry knows about a name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Lookup {
    /// A field the caller may filter on.
    Found(FieldRef),
    /// A field that is hidden from or masked for the caller; filtering would give its values away bit by bit.
    Restricted,
    /// No such field.
    Unknown,
}

/// The fields of one entity as one caller may use them: built-in and custom ones, with field rules applied.
pub trait Fields {
    /// Looks up a name as written in the filter: `level`, `custom.size`.
    fn field(&self, name: &str) -> Lookup;

    /// The names the caller may filter on, for suggestions; nothing hidden belongs here.
    fn names(&self) -> Vec<String> {
        Vec::new()
    }
}

/// Stack that the parser takes per level of nesting. Measured: 180 KiB without optimization, 9 KiB with it.
const STACK_PER_LEVEL: usize = if cfg!(debug_assertions) { 256 * 1024 } else { 32 * 1024 };

/// Reads a filter.
///
/// # Errors
/// The first thing that is wrong with the source, with its position in characters; see [`FilterError::code`].
pub fn parse(source: &str, fields: &dyn Fields, context: &Context) -> Result<Predicate, FilterError> {
    let nesting = scan::scan(source)?;
    let stack = (nesting + 4) * STACK_PER_LEVEL;
    stacker::maybe_grow(stack, stack, || {
        let (expression, positions) =
            Parser::default().parse_with_source_info(source).map_err(|errors| syntax_error(source, &errors))?;
        Checker::new(source, &positions, fields, context).condition(&expression)
    })
}

/// The first of the parser's complaints, in our terms.
fn syntax_error(source: &str, errors: &ParseErrors) -> FilterError {
    let end = source.chars().count();
    let Some(error) = errors.errors.first() else {
        return FilterError::invalid(end, Expected::Value);
    };
    let from_zero = |count: isize| usize::try_from(count - 1).unwrap_or(0);
    let (line, column) = (from_zero(error.pos.0), from_zero(error.pos.1));
    let mut lines = source.split_inclusive('\n');
    let before: usize = lines.by_ref().take(line).map(|line| line.chars().count()).sum();
    // The macro `has` counts its column in bytes, everything else in characters.
    let misused_has = error.msg.starts_with("invalid argument to has()");
    let within = match lines.next() {
        Some(line) if misused_has => line.char_indices().take_while(|(at, _)| *at < column).count(),
        _ => column,
    };
    let says = |words: &str| error.msg.contains(words);
    let expected = if misused_has {
        Expected::CustomField
    } else if says("int literal") || says("double literal") {
        Expected::InRange
    } else if says("string literal") {
        Expected::Escape
    } else if says("reserved identifier") {
        Expected::Field
    } else if says(" expecting ") && !says("IDENTIFIER}") {
        Expected::Operator
    } else {
        Expected::Value
    };
    FilterError::invalid((before + within).min(end), expected)
}
