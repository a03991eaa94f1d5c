//! Numbering patterns such as `C{yyyy}{mm}-{seq:5}`: how records get numbers that people can say on the telephone.
//!
//! | token | stands for |
//! |---|---|
//! | `{yyyy}` `{yy}` | year |
//! | `{mm}` | month, two digits |
//! | `{dd}` | day, two digits |
//! | `{seq:5}` | the counter with at least five digits; it grows wider rather than begin anew |
//!
//! The counter starts again whenever the date part changes. All tokens but the counter have a fixed width and there is
//! one counter, so two different counters or periods never make the same number (within a century for `{yy}`).

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, NaiveDate};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::values::Invalid;

/// The longest pattern, in characters.
pub const NUMBER_PATTERN_MAX: usize = 40;
/// The widest counter; more digits than this nobody reads out.
const WIDEST: usize = 12;

#[derive(Clone, Debug, PartialEq, Eq)]
enum Part {
    Literal(String),
    Year,
    ShortYear,
    Month,
    Day,
    Sequence(usize),
}

/// A parsed pattern; its JSON form is the text.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(try_from = "String", into = "String")]
#[schema(value_type = String, example = "C{yyyy}{mm}-{seq:5}")]
pub struct NumberPattern(Vec<Part>);

impl NumberPattern {
    /// Reads a pattern. Refused with `too_long`, `pattern_character`, `pattern_brace`, `pattern_token`,
    /// `pattern_width`, `pattern_sequence` (not exactly one counter), `pattern_repeated` or `pattern_date` (a month
    /// without a year or a day without a month would give the same number again).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = text.trim();
        if text.chars().count() > NUMBER_PATTERN_MAX {
            return Err(Invalid::new("too_long").with("max", NUMBER_PATTERN_MAX));
        }
        let mut parts = Vec::new();
        let mut rest = text;
        while !rest.is_empty() {
            let (part, after) = match rest.strip_prefix('{') {
                Some(inside) => {
                    let (token, after) = inside.split_once('}').ok_or(Invalid::new("pattern_brace"))?;
                    (parse_token(token)?, after)
                }
                None => {
                    let end = rest.find('{').unwrap_or(rest.len());
                    let (literal, after) = rest.split_at(end);
                    (parse_literal(literal)?, after)
                }
            };
            parts.push(part);
            rest = after;
        }
        check_tokens(&parts)?;
        Ok(Self(parts))
    }

    /// The part of the number that the counter belongs to: numbers of one key are counted together. Empty where the
    /// pattern has no date.
    pub fn period_key(&self, date: NaiveDate) -> String {
        self.0.iter().filter_map(|part| date_part(part, date)).collect()
    }

    /// The number for the `sequence`-th record of the period.
    pub fn format(&self, date: NaiveDate, sequence: u64) -> String {
        let text = self.0.iter().map(|part| match part {
            Part::Literal(literal) => literal.clone(),
            Part::Sequence(width) => format!("{sequence:0width$}"),
            date_token => date_part(date_token, date).unwrap_or_default(),
        });
        text.collect()
    }

    /// What the first number of the day's period looks like, for the settings page.
    pub fn preview(&self, date: NaiveDate) -> String {
        self.format(date, 1)
    }
}

fn parse_token(token: &str) -> Result<Part, Invalid> {
    match token {
        "yyyy" => Ok(Part::Year),
        "yy" => Ok(Part::ShortYear),
        "mm" => Ok(Part::Month),
        "dd" => Ok(Part::Day),
        _ => match token.strip_prefix("seq:") {
            Some(width) => parse_width(width).map(Part::Sequence),
            None => Err(Invalid::new("pattern_token").with("token", token)),
        },
    }
}

fn parse_width(width: &str) -> Result<usize, Invalid> {
    let digits = width.bytes().all(|byte| byte.is_ascii_digit());
    let width = width.parse().ok().filter(|width| digits && (1..=WIDEST).contains(width));
    width.ok_or_else(|| Invalid::new("pattern_width").with("max", WIDEST))
}

/// Letters, digits and the four signs that survive being a file name, a search word and a spoken number.
fn parse_literal(literal: &str) -> Result<Part, Invalid> {
    match literal.chars().find(|c| !c.is_ascii_alphanumeric() && !matches!(c, '-' | '_' | '.' | '#')) {
        None => Ok(Part::Literal(literal.to_owned())),
        Some('}') => Err(Invalid::new("pattern_brace")),
        Some(character) => Err(Invalid::new("pattern_character").with("character", character)),
    }
}

fn check_tokens(parts: &[Part]) -> Result<(), Invalid> {
    let count = |wanted: fn(&Part) -> bool| parts.iter().filter(|part| wanted(part)).count();
    let years = count(|part| matches!(part, Part::Year | Part::ShortYear));
    let months = count(|part| *part == Part::Month);
    let days = count(|part| *part == Part::Day);
    if count(|part| matches!(part, Part::Sequence(_))) != 1 {
        return Err(Invalid::new("pattern_sequence"));
    }
    if years > 1 || months > 1 || days > 1 {
        return Err(Invalid::new("pattern_repeated"));
    }
    if months > years || days > months {
        return Err(Invalid::new("pattern_date"));
    }
    Ok(())
}

fn date_part(part: &Part, date: NaiveDate) -> Option<String> {
    match part {
        Part::Year => Some(format!("{:04}", date.year())),
        Part::ShortYear => Some(format!("{:02}", date.year().rem_euclid(100))),
        Part::Month => Some(format!("{:02}", date.month())),
        Part::Day => Some(format!("{:02}", date.day())),
        Part::Literal(_) | Part::Sequence(_) => None,
    }
}

impl fmt::Display for NumberPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.iter().try_for_each(|part| match part {
            Part::Literal(literal) => f.write_str(literal),
            Part::Year => f.write_str("{yyyy}"),
            Part::ShortYear => f.write_str("{yy}"),
            Part::Month => f.write_str("{mm}"),
            Part::Day => f.write_str("{dd}"),
            Part::Sequence(width) => write!(f, "{{seq:{width}}}"),
        })
    }
}

impl FromStr for NumberPattern {
    type Err = Invalid;

    fn from_str(text: &str) -> Result<Self, Invalid> {
        Self::parse(text)
    }
}

impl TryFrom<String> for NumberPattern {
    type Error = Invalid;

    fn try_from(text: String) -> Result<Self, Invalid> {
        Self::parse(&text)
    }
}

impl From<NumberPattern> for String {
    fn from(pattern: NumberPattern) -> Self {
        pattern.to_string()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pattern(text: &str) -> NumberPattern {
        NumberPattern::parse(text).unwrap()
    }

    fn day(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn numbers_look_like_their_pattern() {
        let table = [
            ("C{yyyy}{mm}-{seq:5}", 1, "C202611-00001", "202611"),
            ("C{yyyy}{mm}-{seq:5}", 123_456, "C202611-123456", "202611"),
            ("{yy}{mm}{dd}{seq:3}", 7, "261103007", "261103"),
            ("KH{seq:6}", 42, "KH000042", ""),
            ("{seq:1}", u64::MAX, "18446744073709551615", ""),
            ("{seq:4}.{dd}_{mm}#{yyyy}", 9, "0009.03_11#2026", "03112026"),
        ];
        for (text, sequence, number, key) in table {
            assert_eq!(pattern(text).format(day(2026, 11, 3), sequence), number, "{text}");
            assert_eq!(pattern(text).period_key(day(2026, 11, 3)), key, "{text}");
        }
        assert_eq!(pattern("C{yyyy}{mm}-{seq:5}").preview(day(2026, 1, 31)), "C202601-00001");
    }

    #[test]
    fn wrong_patterns_are_refused() {
        let table = [
            ("", "pattern_sequence"),
            ("C{yyyy}", "pattern_sequence"),
            ("{seq:5}{seq:5}", "pattern_sequence"),
            ("C{seq:0}", "pattern_width"),
            ("C{seq:13}", "pattern_width"),
            ("C{seq:+5}", "pattern_width"),
            ("C{seq:}", "pattern_width"),
            ("C{seq:99999999999999999999}", "pattern_width"),
            ("C{seq}", "pattern_token"),
            ("{YYYY}{seq:5}", "pattern_token"),
            ("{}{seq:5}", "pattern_token"),
            ("{yyyy{mm}}{seq:5}", "pattern_token"),
            ("C{seq:5", "pattern_brace"),
            ("C}{seq:5}", "pattern_brace"),
            ("客{seq:5}", "pattern_character"),
            ("C {seq:5}", "pattern_character"),
            ("a/b{seq:5}", "pattern_character"),
            ("{mm}{seq:5}", "pattern_date"),
            ("{yyyy}{dd}{seq:5}", "pattern_date"),
            ("{yyyy}{yy}{seq:5}", "pattern_repeated"),
            ("{yyyy}{mm}{mm}{seq:5}", "pattern_repeated"),
        ];
        for (text, code) in table {
            assert_eq!(NumberPattern::parse(text).unwrap_err().code, code, "{text}");
        }
        let long = format!("{}{{seq:5}}", "x".repeat(NUMBER_PATTERN_MAX));
        assert_eq!(NumberPattern::parse(&long).unwrap_err().code, "too_long");
        assert_eq!(NumberPattern::parse("{nope}{seq:1}").unwrap_err().params, [("token", "nope".to_owned())]);
    }

    #[test]
    fn json_is_the_text_and_is_checked() {
        let read: NumberPattern = serde_json::from_str("\" C{yy}-{seq:4} \"").unwrap();
        assert_eq!(serde_json::to_string(&read).unwrap(), "\"C{yy}-{seq:4}\"");
        assert!(serde_json::from_str::<NumberPattern>("\"C\"").is_err());
    }

    fn any_pattern() -> impl Strategy<Value = NumberPattern> {
        let dates = prop::sample::select(vec!["", "{yyyy}", "{yy}", "{yyyy}{mm}", "{mm}{yy}", "{yy}{mm}{dd}"]);
        ("[A-Z0-9]{0,3}", dates, "[-_.#0-9]{0,2}", 1usize..=WIDEST, "[0-9-]{0,2}", any::<bool>()).prop_map(
            |(front, date, middle, width, back, first)| {
                let counter = format!("{{seq:{width}}}");
                let (one, two) = if first { (counter.as_str(), date) } else { (date, counter.as_str()) };
                pattern(&format!("{front}{one}{middle}{two}{back}"))
            },
        )
    }

    fn any_day() -> impl Strategy<Value = NaiveDate> {
        (0u32..36_000).prop_map(|days| day(2001, 1, 1) + chrono::Days::new(u64::from(days)))
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(text in "[{}:a-z0-9客 -]{0,50}") {
            let _ = NumberPattern::parse(&text);
        }

        #[test]
        fn a_pattern_is_written_as_it_is_read(pattern in any_pattern()) {
            prop_assert_eq!(NumberPattern::parse(&pattern.to_string()), Ok(pattern));
        }

        /// The rule that a unique index relies on.
        #[test]
        fn a_number_belongs_to_one_period_and_one_count(
            pattern in any_pattern(), days in [any_day(), any_day()], counts in [0u64..100_000, 0u64..100_000],
        ) {
            let [left, right] = [0, 1].map(|n| (pattern.period_key(days[n]), counts[n]));
            let same = pattern.format(days[0], counts[0]) == pattern.format(days[1], counts[1]);
            prop_assert_eq!(same, left == right);
        }

        /// With days in one period, near counts meet often enough to matter.
        #[test]
        fn numbers_of_a_period_differ(pattern in any_pattern(), day in any_day(), n in 0u64..2_000, m in 0u64..2_000) {
            prop_assert_eq!(pattern.format(day, n) == pattern.format(day, m), n == m);
        }
    }
}
