//! Telephone numbers as Chinese companies write them, and foreign ones in E.164.

use super::field::Invalid;
use super::text::{mask_middle, text_value};

text_value! {
    /// Telephone number in its normal form: a mobile `13812345678`, a landline with area code and extension
    /// `0755-86013388-801`, a 400/800 number `400-820-8820`, a service number `95588`, a foreign number `+85223456789`.
    #[derive(Debug)]
    pub struct PhoneNumber {
        kind: Text,
        pattern: "^(1[3-9][0-9]{9}|0[0-9]{2,3}-[0-9]{7,8}(-[0-9]{1,6})?|[48]00-[0-9]{3}-[0-9]{4}(-[0-9]{1,6})?|[19][0-9]{4,7}|\\+[1-9][0-9]{6,14}(x[0-9]{1,6})?)$",
        example: "13812345678",
    }
}

impl PhoneNumber {
    /// Accepts spaces, dots, hyphens, brackets and slashes between digits, `+86`/`0086` before a Chinese number, and an
    /// extension after `转`, `分机`, `ext`, `x`, `#` or a last hyphen.
    fn normalize(text: &str) -> Result<String, Invalid> {
        let refused = || Invalid::new("invalid_phone");
        let (number, extension) = split_extension(text).ok_or_else(refused)?;
        let main = national(&number).or_else(|| foreign(&number)).ok_or_else(refused)?;
        match extension {
            // A mobile or a short number has no extension: what follows it is a second number or a typing error.
            Some(_) if main.starts_with('1') || main.starts_with('9') => Err(refused()),
            // Hyphens group foreign numbers in many ways; `x` can only be an extension.
            Some(extension) if main.starts_with('+') => Ok(format!("{main}x{extension}")),
            Some(extension) => Ok(format!("{main}-{extension}")),
            None => Ok(main),
        }
    }

    /// The digits of the number without extension; for a foreign one with its country code. Two ways of writing one
    /// number have the same digits.
    pub fn digits(&self) -> String {
        self.main().chars().filter(char::is_ascii_digit).collect()
    }

    /// The extension behind a company's number.
    pub fn extension(&self) -> Option<&str> {
        self.0.strip_prefix(self.main())?.strip_prefix(['-', 'x'])
    }

    /// Whether text messages can reach it: a mobile number of mainland China.
    pub fn is_mobile(&self) -> bool {
        self.0.len() == 11 && self.0.starts_with('1') && self.0.bytes().all(|b| b.is_ascii_digit())
    }

    /// The number as people see it who may not call it: `138****1234`, `0755-****3388`, `+852****6789`. An extension is
    /// left out; a number shorter than eight digits shows stars only.
    pub fn mask(&self) -> String {
        let main = self.main();
        match main.split_once('-') {
            Some((area, _)) => mask_middle(main, area.len() + 1, 4),
            None if main.starts_with('+') => mask_middle(main, 4, 4),
            None if main.len() < 8 => "****".to_owned(),
            None => mask_middle(main, 3, 4),
        }
    }

    /// The number without its extension.
    fn main(&self) -> &str {
        let own_hyphens = if self.0.starts_with('0') { 1 } else { 2 };
        let end = self.0.find('x').or_else(|| self.0.match_indices('-').nth(own_hyphens).map(|(end, _)| end));
        end.and_then(|end| self.0.get(..end)).unwrap_or(&self.0)
    }
}

/// Takes the extension off the end; the rest keeps only its digits, and a leading `+`. `None` when other signs stand in
/// the number.
fn split_extension(text: &str) -> Option<(String, Option<String>)> {
    let lower = text.to_ascii_lowercase();
    let mark = ["转", "轉", "分机", "分機", "extension", "ext", "x", "#"]
        .iter()
        .filter_map(|word| lower.find(word).map(|start| (start, start + word.len())))
        .min();
    let (number, mut extension) = match mark {
        Some((start, end)) => (lower.get(..start)?, Some(lower.get(end..)?)),
        None => (lower.as_str(), None),
    };
    let mut number = number.trim_end_matches([' ', '-', ',', ';']);
    if extension.is_none() {
        // `0755-86013388-801`: the group after a landline's or a 400 number's last hyphen.
        let groups: Vec<&str> = number.split('-').map(str::trim).collect();
        let extended = match groups.as_slice() {
            [area, local, last] => {
                (area.starts_with(['0', '(']) || area.starts_with("+86")) && local.len() >= 7 && last.len() <= 6
            }
            ["+86", _, local, last] => local.len() >= 7 && last.len() <= 6,
            ["400" | "800", _, _, last] => last.len() <= 6,
            _ => false,
        };
        if extended && let Some((rest, last)) = number.rsplit_once('-') {
            (number, extension) = (rest, Some(last));
        }
    }
    let extension = match extension {
        Some(text) => {
            let digits = text.trim_matches([' ', '.', ':', '-', '(', ')']);
            let well_formed = (1..=6).contains(&digits.len()) && digits.bytes().all(|b| b.is_ascii_digit());
            Some(well_formed.then(|| digits.to_owned())?)
        }
        None => None,
    };
    let mut kept = String::with_capacity(number.len());
    for c in number.chars() {
        match c {
            '0'..='9' => kept.push(c),
            '+' if kept.is_empty() => kept.push(c),
            ' ' | '-' | '.' | '(' | ')' | '/' => {}
            _ => return None,
        }
    }
    Some((kept, extension))
}

/// A number of mainland China in its normal form (numbering plan of MIIT: mobiles 1[3-9], two-digit area codes 10 and
/// 2x with eight-digit numbers, others three digits with seven or eight).
fn national(number: &str) -> Option<String> {
    let digits = match number.strip_prefix("+86").or_else(|| number.strip_prefix("0086")) {
        // Abroad, the area code's zero is not dialled.
        Some(rest) if rest.starts_with(['1', '4', '8']) && !rest.starts_with("10") => rest.to_owned(),
        Some(rest) => format!("0{}", rest.trim_start_matches('0')),
        None if number.len() == 13 && number.starts_with("861") => number.get(2..)?.to_owned(),
        None => number.to_owned(),
    };
    if !digits.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let bytes = digits.as_bytes();
    match (bytes, digits.len()) {
        ([b'1', b'3'..=b'9', ..], 11) => Some(digits),
        ([b'4' | b'8', b'0', b'0', ..], 10) => {
            Some(format!("{}-{}-{}", digits.get(..3)?, digits.get(3..6)?, digits.get(6..)?))
        }
        ([b'0', b'1', b'0', ..] | [b'0', b'2', ..], 11) => Some(format!("{}-{}", digits.get(..3)?, digits.get(3..)?)),
        ([b'0', b'3'..=b'9', ..], 11 | 12) => Some(format!("{}-{}", digits.get(..4)?, digits.get(4..)?)),
        ([b'9', b'5' | b'6', ..], 5..=8) | ([b'1', b'0' | b'2', ..], 5) => Some(digits),
        _ => None,
    }
    // A local number never begins with 0 or 1: 0 leads out of the area, 1 to services and mobiles.
    .filter(|normal| !normal.starts_with('0') || !normal.contains("-0") && !normal.contains("-1"))
}

/// A number outside mainland China: `+` or `00`, country code and number, 7 to 15 digits (ITU-T E.164).
fn foreign(number: &str) -> Option<String> {
    let digits = number.strip_prefix('+').or_else(|| number.strip_prefix("00"))?;
    let well_formed = (7..=15).contains(&digits.len())
        && !digits.starts_with(['0'])
        && !digits.starts_with("86")
        && digits.bytes().all(|b| b.is_ascii_digit());
    well_formed.then(|| format!("+{digits}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn normal_forms() {
        for (typed, normal) in [
            ("138 1234 1234", "13812341234"),
            ("+86 138-1234-1234", "13812341234"),
            ("008613812341234", "13812341234"),
            ("8613812341234", "13812341234"),
            ("１３８１２３４１２３４", "13812341234"),
            ("0755-86013388", "0755-86013388"),
            ("(0755) 8601 3388", "0755-86013388"),
            ("075586013388", "0755-86013388"),
            ("0755—86013388 转 801", "0755-86013388-801"),
            ("0755-86013388-801", "0755-86013388-801"),
            ("0755-86013388 ext. 801", "0755-86013388-801"),
            ("+86-755-86013388", "0755-86013388"),
            ("+86 (0)755 86013388", "0755-86013388"),
            ("+86 10 62780000", "010-62780000"),
            ("+86 21 62780000", "021-62780000"),
            ("010-62780000", "010-62780000"),
            ("0898-6678123", "0898-6678123"),
            ("4008208820", "400-820-8820"),
            ("400-820-8820", "400-820-8820"),
            ("400-820-8820-2", "400-820-8820-2"),
            ("800 820 8820", "800-820-8820"),
            ("+86 400 820 8820", "400-820-8820"),
            ("95588", "95588"),
            ("10086", "10086"),
            ("+852 2345 6789", "+85223456789"),
            ("00886-2-2345-6789", "+886223456789"),
            ("+1 (202) 555-0123", "+12025550123"),
            ("+49-30-1234567-89", "+4930123456789"),
            ("+86-755-86013388-801", "0755-86013388-801"),
            ("+1 202-555-0123 x12", "+12025550123x12"),
        ] {
            let phone = PhoneNumber::parse(typed).unwrap_or_else(|e| panic!("{typed}: {e}"));
            assert_eq!(phone.as_str(), normal, "{typed}");
            assert_eq!(PhoneNumber::parse(normal), Ok(phone), "{normal} is its own normal form");
        }
    }

    #[test]
    fn refusals() {
        for typed in [
            "",
            "1",
            "12345678901",
            "1381234123",
            "138123412345",
            "86013388",
            "0755-1601338",
            "010-1234567",
            "010-0234567a",
            "电话",
            "13812341234 转 8",
            "13812341234/13912341234",
            "+0123456789",
            "+1234567890123456",
            "+86 1234",
            "0755-86013388 转 1234567",
            "+",
            "#",
            "转",
        ] {
            assert_eq!(PhoneNumber::parse(typed), Err(Invalid::new("invalid_phone")), "{typed}");
        }
    }

    #[test]
    fn digits_extension_and_mask() {
        for (normal, digits, extension, mask) in [
            ("13812341234", "13812341234", None, "138****1234"),
            ("0755-86013388-801", "075586013388", Some("801"), "0755-****3388"),
            ("010-62780000", "01062780000", None, "010-****0000"),
            ("400-820-8820", "4008208820", None, "400-****8820"),
            ("400-820-8820-2", "4008208820", Some("2"), "400-****8820"),
            ("+85223456789", "85223456789", None, "+852****6789"),
            ("+12025550123x12", "12025550123", Some("12"), "+120****0123"),
            ("95588", "95588", None, "****"),
        ] {
            let phone = PhoneNumber::parse(normal).unwrap();
            assert_eq!((phone.digits().as_str(), phone.extension(), phone.mask().as_str()), (digits, extension, mask));
        }
        assert!(PhoneNumber::parse("13812341234").unwrap().is_mobile());
        assert!(!PhoneNumber::parse("0755-8601338").unwrap().is_mobile());
    }

    proptest! {
        #[test]
        fn normal_form_is_a_fixed_point(text in "[+0-9 ()转x#-]{0,24}") {
            if let Ok(phone) = PhoneNumber::parse(&text) {
                prop_assert_eq!(PhoneNumber::parse(phone.as_str()), Ok(phone));
            }
        }

        #[test]
        fn every_mobile_is_accepted_however_grouped(number in "1[3-9][0-9]{9}", a in 1..10_usize, sign in "[ -]") {
            let grouped = format!("{}{sign}{}", &number[..a], &number[a..]);
            prop_assert_eq!(PhoneNumber::parse(&grouped).map(String::from), Ok(number));
        }
    }
}
