//! 公民身份号码, the resident identity number (GB 11643-1999).

use std::fmt;

use chrono::{Datelike, NaiveDate};

use super::enums::Gender;
use super::field::Invalid;
use super::text::{mask_middle, text_value};

/// Weights of the first 17 digits: 2^(18−i) modulo 11 (GB 11643-1999, annex A).
const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

/// Check character by the weighted sum modulo 11 (ISO 7064 MOD 11-2).
const CHECKS: [u8; 11] = *b"10X98765432";

/// First two digits of the address code (GB/T 2260): the provinces, and 81–83 on residence permits for people from Hong
/// Kong, Macao and Taiwan.
const PROVINCES: [&str; 35] = [
    "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37", "41", "42", "43", "44",
    "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64", "65", "71", "81", "82", "83",
];

text_value! {
    /// Resident identity number 公民身份号码 (GB 11643-1999), 18 characters, the last one a check character.
    pub struct IdNumber { kind: Text, pattern: "^[1-9][0-9]{16}[0-9X]$", example: "11010519491231002X" }
}

impl IdNumber {
    /// The address code may be one that was abolished since: it is that of the day of issue, so only the province is
    /// checked. Permanent residence cards of foreigners (from 2023) have 9 and the province's digits, and follow the
    /// same rule otherwise.
    fn normalize(text: &str) -> Result<String, Invalid> {
        let refused = || Invalid::new("invalid_id_number");
        let number: String = text.chars().filter(|c| *c != ' ').map(|c| c.to_ascii_uppercase()).collect();
        let (body, check) = number.as_bytes().split_at_checked(17).ok_or_else(refused)?;
        if !body.iter().all(u8::is_ascii_digit) || check != [check_character(body).ok_or_else(refused)?] {
            return Err(refused());
        }
        let province = if number.starts_with('9') { number.get(1..3) } else { number.get(..2) };
        let known = province.is_some_and(|code| PROVINCES.contains(&code));
        let born = birthday(&number).is_some_and(|day| day.year() >= 1850);
        if known && born { Ok(number) } else { Err(refused()) }
    }

    /// The day of birth that the number tells. `None` only for a text that the database held without being a number.
    pub fn birthday(&self) -> Option<NaiveDate> {
        birthday(&self.0)
    }

    /// The sex that the number tells: the 17th digit is odd for men.
    pub fn sex(&self) -> Option<Gender> {
        let digit = self.0.as_bytes().get(16).filter(|b| b.is_ascii_digit())?;
        Some(if digit % 2 == 1 { Gender::Male } else { Gender::Female })
    }

    /// The number as people see it who may not read it: `110105********002X`.
    pub fn mask(&self) -> String {
        match (self.0.get(..6), self.0.get(14..)) {
            (Some(region), Some(end)) => format!("{region}********{end}"),
            _ => mask_middle(&self.0, 0, 4),
        }
    }
}

impl fmt::Debug for IdNumber {
    /// Masked: what is logged by chance must not tell the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "IdNumber({})", self.mask())
    }
}

fn birthday(number: &str) -> Option<NaiveDate> {
    NaiveDate::parse_from_str(number.get(6..14)?, "%Y%m%d").ok()
}

fn check_character(body: &[u8]) -> Option<u8> {
    let sum: u32 = body.iter().zip(WEIGHTS).map(|(digit, weight)| u32::from(digit - b'0') * weight).sum();
    CHECKS.get(usize::try_from(sum % 11).ok()?).copied()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn the_examples_of_the_standard() {
        // GB 11643-1999, annex A.
        let woman = IdNumber::parse("11010519491231002x").unwrap();
        assert_eq!(woman.as_str(), "11010519491231002X");
        assert_eq!(woman.birthday(), NaiveDate::from_ymd_opt(1949, 12, 31));
        assert_eq!(woman.sex(), Some(Gender::Female));
        assert_eq!(woman.mask(), "110105********002X");
        assert_eq!(format!("{woman:?}"), "IdNumber(110105********002X)");
        let man = IdNumber::parse("440524 18800101 0014").unwrap();
        assert_eq!(man.birthday(), NaiveDate::from_ymd_opt(1880, 1, 1));
        assert_eq!(man.sex(), Some(Gender::Male));
    }

    /// The number with its right check character.
    fn checked(body: &str) -> String {
        format!("{body}{}", char::from(check_character(body.as_bytes()).unwrap()))
    }

    #[test]
    fn refusals() {
        for number in [
            String::new(),
            "110105194912310021".into(),
            "11010519491231002".into(),
            "110105491231002".into(),
            "身份证号码身份证号码身份证号码身份证".into(),
            checked("11010519490230002"),
            checked("11010519491331002"),
            checked("00010519491231002"),
            checked("11010500011231002"),
        ] {
            assert_eq!(IdNumber::parse(&number), Err(Invalid::new("invalid_id_number")), "{number}");
        }
    }

    #[test]
    fn residence_permits() {
        for body in ["81000019900101001", "83000019900101002", "91156019900101003", "93156019900101003"] {
            assert!(IdNumber::parse(&checked(body)).is_ok(), "{body}");
        }
        assert!(IdNumber::parse(&checked("99956019900101003")).is_err());
    }

    proptest! {
        #[test]
        fn one_changed_digit_is_refused(
            day in 0..20_000_i32, region in "(11|44|65)[0-9]{4}", order in "[0-9]{3}", index in 0..17_usize, by in 1..10_u8,
        ) {
            let born = NaiveDate::from_ymd_opt(1960, 1, 1).unwrap() + chrono::Days::new(u64::try_from(day).unwrap());
            let number = checked(&format!("{region}{}{order}", born.format("%Y%m%d")));
            prop_assert_eq!(IdNumber::parse(&number).map(|n| n.birthday()), Ok(Some(born)));
            let mut bytes = number.into_bytes();
            bytes[index] = b'0' + (bytes[index] - b'0' + by) % 10;
            let changed = String::from_utf8(bytes).unwrap();
            prop_assert_eq!(IdNumber::parse(&changed), Err(Invalid::new("invalid_id_number")));
        }
    }
}
