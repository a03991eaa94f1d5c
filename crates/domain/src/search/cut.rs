//! How texts are cut. The maker of tokens and the reader of queries share these, or they would drift apart.

use super::fold::squash_folded;
use super::pinyin::head;

/// A run of Latin letters or digits, and a reading in pinyin, is indexed and asked for by at most this many bytes.
pub(super) const RUN_BYTES: usize = 24;
/// The longest content of any lexeme, such as an e-mail address: with class, colon and a mark, 60 bytes at most.
pub(super) const CONTENT_BYTES: usize = 56;
/// Phone digits are indexed in windows of this length: 100,000 different lexemes however many numbers there are, where
/// whole suffixes would be nine different ones for every number.
pub(super) const PHONE_WINDOW: usize = 5;
/// The shortest run of phone digits that can be asked for.
pub(super) const PHONE_MIN: usize = 3;
/// The shortest beginning or end of an official number that can be asked for.
pub(super) const IDENTITY_MIN: usize = 4;

/// Pairs of neighbouring characters of which at least one is not an ASCII letter or digit.
pub(super) fn pairs(squashed: &str) -> impl Iterator<Item = &str> {
    let ends = squashed.char_indices().skip(2).map(|(at, _)| at).chain([squashed.len()]);
    squashed.char_indices().zip(ends).map(|((start, _), end)| &squashed[start..end]).filter(|pair| {
        // The text of a single character has one "pair", itself.
        pair.chars().nth(1).is_some() && !pair.is_ascii()
    })
}

/// Runs of ASCII letters and digits.
pub(super) fn runs(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_ascii_alphanumeric()).filter(|run| !run.is_empty())
}

/// The beginning of a run by which it is indexed.
pub(super) fn run_head(run: &str) -> &str {
    head(run, RUN_BYTES)
}

/// The digits of a phone number as dialled within China: separators and the country code 86 dropped, the 0 before
/// the area code restored ("+86 755-8888 6666" and "0755 88886666" are the same). Other countries keep their code.
pub(crate) fn phone_digits(folded: &str) -> String {
    let digits: String = folded.chars().filter(char::is_ascii_digit).collect();
    let international = folded.trim_start().starts_with('+');
    let national = if international { digits.strip_prefix("86") } else { digits.strip_prefix("0086") };
    match national {
        Some(national) if is_mobile(national) || national.starts_with("400") || national.starts_with('0') => {
            national.to_owned()
        }
        Some(national) if national.len() >= 9 => format!("0{national}"),
        _ => match digits.strip_prefix("86") {
            Some(national) if is_mobile(national) => national.to_owned(),
            _ => digits,
        },
    }
}

fn is_mobile(digits: &str) -> bool {
    digits.len() == 11 && digits.starts_with('1') && matches!(digits.as_bytes().get(1), Some(b'3'..=b'9'))
}

/// An e-mail address without what cannot be part of it.
pub(super) fn email_text(folded: &str) -> String {
    folded.chars().filter(|character| character.is_ascii_graphic() && *character != '|').collect()
}

/// A record number or official number: letters and digits alone.
pub(super) fn code_text(folded: &str) -> String {
    head(&squash_folded(folded), CONTENT_BYTES).to_owned()
}

/// The counter of a record number as people say it: without leading zeros.
pub(super) fn counter(digits: &str) -> &str {
    match digits.trim_start_matches('0') {
        "" => "0",
        trimmed => trimmed,
    }
}

/// The text as PostgreSQL quotes a lexeme in the text form of `tsvector` and `tsquery`.
pub(super) fn quote(lexeme: &str, into: &mut String) {
    into.push('\'');
    for character in lexeme.chars() {
        if matches!(character, '\'' | '\\') {
            into.push(character);
        }
        into.push(character);
    }
    into.push('\'');
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_need_one_character_beyond_ascii() {
        assert_eq!(pairs("华为3com技术").collect::<Vec<_>>(), ["华为", "为3", "m技", "技术"]);
        assert_eq!(pairs("华").count(), 0);
        assert_eq!(pairs("abc").count(), 0);
        assert_eq!(pairs("").count(), 0);
    }

    #[test]
    fn phone_numbers_are_read_as_dialled_at_home() {
        for (text, digits) in [
            ("138-1234-5678", "13812345678"),
            ("+86 138 1234 5678", "13812345678"),
            ("008613812345678", "13812345678"),
            ("8613812345678", "13812345678"),
            ("+86 755-8888 6666", "075588886666"),
            ("+86 400 800 8000", "4008008000"),
            ("0755-88886666", "075588886666"),
            ("+852 2345 6789", "85223456789"),
            ("+86", "86"),
            ("", ""),
        ] {
            assert_eq!(phone_digits(text), digits, "{text}");
        }
    }

    #[test]
    fn quoting_doubles_quotes_and_backslashes() {
        let mut quoted = String::new();
        quote(r"e:o'neil\x", &mut quoted);
        assert_eq!(quoted, r"'e:o''neil\\x'");
    }
}
