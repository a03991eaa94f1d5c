//! One spelling for texts that people type in many: full-width and half-width, capital and small, Traditional and
//! Simplified all become the same.
//!
//! Folding works character by character, never by phrase. A converter that looks at phrases spells better, but
//! `fold(part)` would no longer be a part of `fold(whole)`, and the search rests on just that.

use std::collections::HashMap;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// First and last character of the block held in [`SIMPLIFIED`]: CJK Extension A to the Unified Ideographs.
const FIRST: u32 = 0x3400;
const LAST: u32 = 0x9FFF;

/// Hong Kong and Taiwan forms that OpenCC's table of Traditional characters leaves as they are.
const VARIANTS: [(char, char); 9] = [
    ('衞', '卫'),
    ('妳', '你'),
    ('牠', '它'),
    ('枱', '台'),
    ('粧', '妆'),
    ('敍', '叙'),
    ('糭', '粽'),
    ('擡', '抬'),
    ('簷', '檐'),
];

/// Traditional → Simplified, one character for one.
struct Table {
    /// The character to write for `FIRST + index`.
    common: Vec<char>,
    /// The few hundred beyond the basic plane.
    rare: HashMap<char, char>,
}

impl Table {
    fn load() -> Self {
        let single = |text: &str| {
            let mut chars = text.chars();
            chars.next().filter(|_| chars.next().is_none())
        };
        let mut pairs: HashMap<char, char> = hanconv::RawDictionary::TSCharacters
            .iter()
            .filter_map(|(traditional, simplified)| single(traditional).zip(single(simplified)))
            .chain(VARIANTS)
            .collect();
        // 薴 → 苧 → 苎: a form reached in two steps is reached in one, so that folding twice changes nothing.
        let chains: Vec<_> = pairs
            .iter()
            .filter_map(|(from, to)| pairs.get(to).filter(|end| *end != to).map(|end| (*from, *end)))
            .collect();
        pairs.extend(chains);

        let common = (FIRST..=LAST)
            .filter_map(char::from_u32)
            .map(|character| pairs.get(&character).copied().unwrap_or(character))
            .collect();
        pairs.retain(|character, _| !(FIRST..=LAST).contains(&u32::from(*character)));
        Self { common, rare: pairs }
    }

    fn simplify(&self, character: char) -> char {
        match u32::from(character).checked_sub(FIRST) {
            None => character,
            Some(offset) => match self.common.get(offset as usize) {
                Some(simplified) => *simplified,
                None => self.rare.get(&character).copied().unwrap_or(character),
            },
        }
    }
}

static SIMPLIFIED: LazyLock<Table> = LazyLock::new(Table::load);

/// The form in which texts are compared: compatibility forms resolved (NFKC: full-width to half-width, ㈱ to (株)),
/// lower case, accents dropped from Latin letters, Traditional to Simplified, invisible and control characters
/// dropped, white space collapsed to single spaces and trimmed.
///
/// Folding is idempotent, and a piece of a text cut between two visible characters folds to a piece of the folded
/// text.
///
/// ```
/// use guanxi_domain::search::fold;
/// assert_eq!(fold("　ＡＢＣ　華興科技（深圳）"), "abc 华兴科技(深圳)");
/// ```
pub fn fold(text: &str) -> String {
    let mut folded = Collapsed::with_capacity(text.len());
    if text.chars().all(is_plain) {
        text.chars().map(half_width).for_each(|character| folded.push(character.to_ascii_lowercase()));
        return folded.finish();
    }
    let visible = text.chars().filter(|character| !is_invisible(*character));
    // Lower case on both sides of the decomposition: 'K' (Kelvin) becomes a capital only by it, and 'İ' decomposes
    // only after it.
    let mut after_latin = false;
    let decomposed = visible.flat_map(char::to_lowercase).nfkd().flat_map(char::to_lowercase).filter(|character| {
        let accent = after_latin && is_combining_mark(*character);
        if !accent {
            after_latin = character.is_ascii_alphabetic();
        }
        !accent
    });
    decomposed.nfc().for_each(|character| folded.push(character));
    folded.finish()
}

/// The folded text reduced to its letters and digits: what remains when spacing and punctuation are a matter of
/// taste. "A.B. 公司(深圳)" and "AB公司 深圳" are the same.
pub fn squash(text: &str) -> String {
    squash_folded(&fold(text))
}

/// [`squash`] for a text that is folded already.
pub(super) fn squash_folded(folded: &str) -> String {
    folded.chars().filter(|character| character.is_alphanumeric()).collect()
}

/// Characters on which NFKC, case and accents have nothing to say beyond ASCII: the whole of most names.
fn is_plain(character: char) -> bool {
    character.is_ascii() || matches!(u32::from(character), FIRST..=LAST | 0x3000 | 0xFF01..=0xFF5E)
}

fn half_width(character: char) -> char {
    match u32::from(character) {
        0x3000 => ' ',
        // The full-width forms stand in the order of ASCII.
        code @ 0xFF01..=0xFF5E => char::from_u32(code - 0xFEE0).unwrap_or(character),
        _ => character,
    }
}

/// Characters without a shape of their own, which come along when text is pasted: zero-width spaces and joiners,
/// direction marks, soft hyphens, byte-order marks, variation selectors.
fn is_invisible(character: char) -> bool {
    matches!(u32::from(character),
        0xAD | 0x34F | 0x180B..=0x180F | 0x200B..=0x200F | 0x202A..=0x202E | 0x2060..=0x206F | 0xFE00..=0xFE0F | 0xFEFF
        | 0xE0000..=0xE0FFF)
}

/// Takes characters, writes them simplified, with white space collapsed.
struct Collapsed {
    text: String,
    space: bool,
}

impl Collapsed {
    fn with_capacity(bytes: usize) -> Self {
        Self { text: String::with_capacity(bytes), space: false }
    }

    fn push(&mut self, character: char) {
        if character.is_whitespace() {
            self.space = !self.text.is_empty();
        } else if !character.is_control() {
            if std::mem::take(&mut self.space) {
                self.text.push(' ');
            }
            self.text.push(SIMPLIFIED.simplify(character));
        }
    }

    fn finish(self) -> String {
        self.text
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn folds_the_many_spellings_of_one_name() {
        for (text, folded) in [
            ("ＡＢＣ科技１２３", "abc科技123"),
            ("華為技術（深圳）有限公司", "华为技术(深圳)有限公司"),
            ("臺灣積體電路製造股份有限公司", "台湾积体电路制造股份有限公司"),
            ("香港衞生署", "香港卫生署"),
            ("裏/裡/里", "里/里/里"),
            ("乾坤 后稷 後來", "干坤 后稷 后来"),
            ("  a \t b\u{3000}\n c  ", "a b c"),
            ("华\u{200B}为\u{FEFF}", "华为"),
            ("葛\u{E0100}洲坝", "葛洲坝"),
            ("a\u{0}b\u{7}c", "abc"),
            ("Nestlé Müller ÅNGSTRÖM", "nestle muller angstrom"),
            ("huáxīng", "huaxing"),
            ("㈱東芝", "(株)东芝"),
            ("①②", "12"),
            ("ｶﾞ", "ガ"),
            ("K℃", "k°c"),
            ("", ""),
            (" \u{3000} ", ""),
        ] {
            assert_eq!(fold(text), folded, "{text:?}");
        }
    }

    #[test]
    fn squashing_keeps_letters_and_digits_only() {
        assert_eq!(squash("A.B. 公司（深圳）"), "ab公司深圳");
        assert_eq!(squash("C202611-00042"), "c20261100042");
        assert_eq!(squash("——&——"), "");
    }

    #[test]
    fn every_single_character_folds_once_and_for_all() {
        for character in ('\0'..=char::MAX).filter(|character| u32::from(*character) < 0x3_0000) {
            let once = fold(&character.to_string());
            assert_eq!(fold(&once), once, "U+{:04X}", u32::from(character));
        }
    }

    proptest! {
        #[test]
        fn folding_twice_changes_nothing(text in any::<String>()) {
            let once = fold(&text);
            prop_assert_eq!(fold(&once), once);
        }

        #[test]
        fn a_part_folds_to_a_part(
            before in "[\\u{4E00}-\\u{9FA5}Ａ-Ｚa-zA-Z0-9（）é]{0,8}",
            part in "[\\u{4E00}-\\u{9FA5}Ａ-Ｚa-zA-Z0-9（）é]{1,8}",
            after in "[\\u{4E00}-\\u{9FA5}Ａ-Ｚa-zA-Z0-9（）é]{0,8}",
        ) {
            let whole = fold(&format!("{before}{part}{after}"));
            prop_assert!(whole.contains(&fold(&part)));
        }
    }
}
