//! A predicate as CEL again: parsing what is printed gives the same predicate.
//!
//! `now`, `today` and `me` have become literals by then, so the printed text is for logs, explanations and cursors; a
//! saved view keeps the text its author wrote.

use std::fmt::{self, Display, Formatter, Write};

use chrono::SecondsFormat;
use rust_decimal::Decimal;

use super::{Comparison, Literal, Predicate};

impl Display for Predicate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::True => f.write_str("true"),
            Self::False => f.write_str("false"),
            Self::And(members) => join(f, members, " && "),
            Self::Or(members) => join(f, members, " || "),
            Self::Not(inner) => match inner.as_ref() {
                Self::Compare { field, op: Comparison::Equal, value } => write!(f, "{} != {value}", field.name),
                Self::CompareFields { left, op: Comparison::Equal, right } => {
                    write!(f, "{} != {}", left.name, right.name)
                }
                Self::Missing(field) => write!(f, "{} != null", field.name),
                other => write!(f, "!({other})"),
            },
            Self::Compare { field, op, value } => write!(f, "{} {} {value}", field.name, op.as_str()),
            Self::CompareFields { left, op, right } => write!(f, "{} {} {}", left.name, op.as_str(), right.name),
            Self::In { field, values } => {
                write!(f, "{} in [", field.name)?;
                for (index, value) in values.iter().enumerate() {
                    write!(f, "{}{value}", if index == 0 { "" } else { ", " })?;
                }
                f.write_char(']')
            }
            Self::Text { field, op, needle } => write!(f, "{}.{}({})", field.name, op.as_str(), Quoted(needle)),
            Self::Has { list, value } => write!(f, "{} in {}", Quoted(value), list.name),
            Self::Missing(field) => write!(f, "{} == null", field.name),
            Self::Size { field, op, n } => write!(f, "size({}) {} {n}", field.name, op.as_str()),
        }
    }
}

/// The members with the sign between them, groups in brackets.
fn join(f: &mut Formatter<'_>, members: &[Predicate], sign: &str) -> fmt::Result {
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            f.write_str(sign)?;
        }
        match member {
            Predicate::And(_) | Predicate::Or(_) => write!(f, "({member})")?,
            other => other.fmt(f)?,
        }
    }
    Ok(())
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Text(text) => Quoted(text).fmt(f),
            Self::Integer(number) => number.fmt(f),
            Self::Decimal(number) => decimal(f, *number),
            Self::Boolean(value) => value.fmt(f),
            Self::Date(date) => write!(f, "date(\"{}\")", date.format("%Y-%m-%d")),
            Self::Timestamp(instant) => {
                write!(f, "timestamp(\"{}\")", instant.to_rfc3339_opts(SecondsFormat::AutoSi, true))
            }
            Self::Id(id) => write!(f, "\"{id}\""),
        }
    }
}

/// Whole numbers beyond CEL's 64-bit integers are written with a point.
fn decimal(f: &mut Formatter<'_>, number: Decimal) -> fmt::Result {
    let point = number.scale() == 0 && i64::try_from(number).is_err();
    write!(f, "{number}{}", if point { ".0" } else { "" })
}

/// A text in double quotes, with escapes where CEL needs them.
struct Quoted<'a>(&'a str);

impl Display for Quoted<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_char('"')?;
        for c in self.0.chars() {
            match c {
                '"' | '\\' => write!(f, "\\{c}")?,
                '\n' => f.write_str("\\n")?,
                '\r' => f.write_str("\\r")?,
                '\t' => f.write_str("\\t")?,
                // Control characters all lie below U+00A0.
                c if c.is_control() => write!(f, "\\u{:04x}", u32::from(c))?,
                c => f.write_char(c)?,
            }
        }
        f.write_char('"')
    }
}
