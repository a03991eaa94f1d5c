//! Values known while parsing, and the arithmetic between them.

use chrono::{DateTime, Datelike, Days, NaiveDate, NaiveTime, TimeDelta, TimeZone, Utc};
use chrono_tz::Tz;
use rust_decimal::Decimal;
use uuid::Uuid;

use super::Literal;

/// A literal, or the result of arithmetic between literals.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Constant {
    /// A text; an id or a code when a field asks for one.
    Text(String),
    /// A whole number.
    Integer(i64),
    /// A decimal number.
    Decimal(Decimal),
    /// `true`, `false`.
    Boolean(bool),
    /// `date("…")`, `today`.
    Date(NaiveDate),
    /// `timestamp("…")`, `now`.
    Timestamp(DateTime<Utc>),
    /// `duration("…")`.
    Duration(TimeDelta),
    /// `me`.
    Id(Uuid),
}

/// Why two constants cannot be combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Fault {
    /// The operator does not take such operands.
    Kinds,
    /// The result is not a number, or beyond what can be stored.
    Range,
}

/// Decimals stay below 10^27, so that one more digit behind the point still fits rust_decimal's 28.
const DECIMAL_LIMIT: Decimal = Decimal::from_parts(0xe800_0000, 0x9fd0_803c, 0x033b_2e3c, false, 0);

impl Constant {
    /// The sum, difference, product, quotient or remainder; `sign` is the operator in CEL.
    pub fn combine(self, sign: &str, other: Self, zone: Tz) -> Result<Self, Fault> {
        match (self, sign, other) {
            (Self::Integer(a), _, Self::Integer(b)) => integers(a, sign, b).map(Self::Integer),
            (Self::Integer(a), _, Self::Decimal(b)) => decimals(a.into(), sign, b),
            (Self::Decimal(a), _, Self::Integer(b)) => decimals(a, sign, b.into()),
            (Self::Decimal(a), _, Self::Decimal(b)) => decimals(a, sign, b),
            (Self::Text(a), "+", Self::Text(b)) => Ok(Self::Text(a + &b)),
            (Self::Duration(a), "+", Self::Duration(b)) => a.checked_add(&b).map(Self::Duration).ok_or(Fault::Range),
            (Self::Duration(a), "-", Self::Duration(b)) => a.checked_sub(&b).map(Self::Duration).ok_or(Fault::Range),
            (Self::Duration(by), "+", moment) => moment.moved(by, zone),
            (moment, "+", Self::Duration(by)) => moment.moved(by, zone),
            (moment, "-", Self::Duration(by)) => moment.moved(-by, zone),
            _ => Err(Fault::Kinds),
        }
    }

    /// The number or duration with the other sign.
    pub fn negated(self) -> Result<Self, Fault> {
        match self {
            Self::Integer(number) => number.checked_neg().map(Self::Integer).ok_or(Fault::Range),
            Self::Decimal(number) => Ok(Self::Decimal(-number)),
            Self::Duration(length) => Ok(Self::Duration(-length)),
            _ => Err(Fault::Kinds),
        }
    }

    /// A day or an instant, later by a duration. Whole days keep a date a date, also across a change of the clocks.
    fn moved(self, by: TimeDelta, zone: Tz) -> Result<Self, Fault> {
        match self {
            Self::Date(date) if by == TimeDelta::days(by.num_days()) => {
                let days = Days::new(by.num_days().unsigned_abs());
                let moved =
                    if by < TimeDelta::zero() { date.checked_sub_days(days) } else { date.checked_add_days(days) };
                moved.filter(in_range).map(Self::Date).ok_or(Fault::Range)
            }
            Self::Date(date) => Self::Timestamp(start_of_day(date, zone)).moved(by, zone),
            Self::Timestamp(instant) => {
                instant.checked_add_signed(by).and_then(stored).map(Self::Timestamp).ok_or(Fault::Range)
            }
            _ => Err(Fault::Kinds),
        }
    }

    /// The constant as it stands; a duration is not a value of any field.
    pub fn into_literal(self) -> Option<Literal> {
        Some(match self {
            Self::Text(text) => Literal::Text(text),
            Self::Integer(number) => Literal::Integer(number),
            Self::Decimal(number) => Literal::Decimal(number),
            Self::Boolean(value) => Literal::Boolean(value),
            Self::Date(date) => Literal::Date(date),
            Self::Timestamp(instant) => Literal::Timestamp(instant),
            Self::Id(id) => Literal::Id(id),
            Self::Duration(_) => return None,
        })
    }
}

/// CEL's integers: 64 bits, division towards zero, overflow is an error.
fn integers(a: i64, sign: &str, b: i64) -> Result<i64, Fault> {
    match sign {
        "+" => a.checked_add(b),
        "-" => a.checked_sub(b),
        "*" => a.checked_mul(b),
        "/" => a.checked_div(b),
        _ => a.checked_rem(b),
    }
    .ok_or(Fault::Range)
}

fn decimals(a: Decimal, sign: &str, b: Decimal) -> Result<Constant, Fault> {
    match sign {
        "+" => a.checked_add(b),
        "-" => a.checked_sub(b),
        "*" => a.checked_mul(b),
        "/" => a.checked_div(b),
        _ => a.checked_rem(b),
    }
    .filter(|result| result.abs() < DECIMAL_LIMIT)
    .map(Constant::Decimal)
    .ok_or(Fault::Range)
}

/// A decimal literal, exactly as written.
pub(super) fn decimal(text: &str) -> Option<Decimal> {
    let number = if text.contains(['e', 'E']) {
        Decimal::from_scientific(text).ok()?
    } else {
        Decimal::from_str_exact(text).ok()?
    };
    (number.abs() < DECIMAL_LIMIT).then_some(number)
}

/// The argument of `date("…")`: year, month and day, all digits written.
pub(super) fn date(text: &str) -> Option<NaiveDate> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok()?;
    (text.len() == 10 && in_range(&date)).then_some(date)
}

/// The argument of `timestamp("…")`: RFC 3339 with its offset from UTC.
pub(super) fn timestamp(text: &str) -> Option<DateTime<Utc>> {
    stored(DateTime::parse_from_rfc3339(text).ok()?.with_timezone(&Utc))
}

/// The argument of `duration("…")` as CEL defines it: an optional sign, then numbers with the units `h`, `m`, `s`, `ms`,
/// `us`, `ns`, or `0`.
pub(super) fn duration(text: &str) -> Option<TimeDelta> {
    let (negative, mut rest) = match text.strip_prefix('-') {
        Some(rest) => (true, rest),
        None => (false, text.strip_prefix('+').unwrap_or(text)),
    };
    if rest.is_empty() {
        return None;
    }
    if rest == "0" {
        return Some(TimeDelta::zero());
    }
    let mut nanoseconds = Decimal::ZERO;
    while !rest.is_empty() {
        let (number, after) = rest.split_at(rest.find(|c: char| !c.is_ascii_digit() && c != '.')?);
        let (unit, after) = after.split_at(after.find(|c: char| !c.is_ascii_lowercase()).unwrap_or(after.len()));
        let length: i64 = match unit {
            "h" => 3_600_000_000_000,
            "m" => 60_000_000_000,
            "s" => 1_000_000_000,
            "ms" => 1_000_000,
            "us" => 1_000,
            "ns" => 1,
            _ => return None,
        };
        nanoseconds = nanoseconds.checked_add(Decimal::from_str_exact(number).ok()?.checked_mul(length.into())?)?;
        rest = after;
    }
    let length = TimeDelta::nanoseconds(i64::try_from(nanoseconds.trunc()).ok()?);
    Some(if negative { -length } else { length })
}

/// The first instant of a day. Where the clocks skip midnight the day begins when they have jumped.
pub(super) fn start_of_day(date: NaiveDate, zone: Tz) -> DateTime<Utc> {
    let midnight = date.and_time(NaiveTime::MIN);
    // The longest jump in the history of time zones is a whole day (Samoa left out 30 December 2011).
    (0..=24 * 4)
        .find_map(|quarters| zone.from_local_datetime(&(midnight + TimeDelta::minutes(15 * quarters))).earliest())
        .map_or_else(|| midnight.and_utc(), |instant| instant.with_timezone(&Utc))
}

/// The instant in the precision of the database, if its year can be written with four digits. Microseconds also
/// settle a leap second: it is the first second of the next minute, as in PostgreSQL.
pub(super) fn stored(instant: DateTime<Utc>) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_micros(instant.timestamp_micros()).filter(|instant| in_range(&instant.date_naive()))
}

fn in_range(date: &NaiveDate) -> bool {
    (1..=9999).contains(&date.year())
}
