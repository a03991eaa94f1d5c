//! From a record's texts to the lexemes by which it is found.
//!
//! | class | text | lexemes |
//! |---|---|---|
//! | name | 深圳TCL科技 | pairs `深圳` `圳t` `l科` `科技`; Latin runs from every letter on `tcl` `cl` `l`; initials from every letter on `sztclkj` `ztclkj` … `kj`; pinyin from every syllable on `shenzhentclkeji` … `ji`; first character and first letter `^深` `^s` |
//! | phone | 13812345678 | windows of five digits, and the last four and three: `13812` `38123` … `5678` `678` |
//! | e-mail | li.si@huaxing.com | from every part on: `li.si@huaxing.com` `si@huaxing.com` `@huaxing.com` `huaxing.com` |
//! | number | C202611-00042 | from every group on, and each group's value: `c20261100042` `20261100042` `00042` `=202611` `=42` |
//! | identity | 9144…136T | the whole and the whole reversed: `9144…136t` `<t631…4419` |
//! | note | 用iPhone联系 | pairs and whole Latin runs |
//! | core | 华兴ABCD | pairs, triples of Latin runs, and the pinyin of the whole: `华兴` `兴a` `abc` `bcd` `~huaxingabcd` |
//!
//! A legal form at the end of a name (有限公司 …) is found by its characters, but no initials or pinyin start inside
//! it: nobody looks for `yxgs`, and a third of the pinyin of a usual name would be spent on it.

use std::collections::HashSet;

use super::class::Class;
use super::cut::{
    CONTENT_BYTES, PHONE_MIN, PHONE_WINDOW, code_text, counter, email_text, pairs, phone_digits, quote, run_head, runs,
};
use super::fold::{fold, squash_folded};
use super::pinyin::{head, readings_folded};

/// A record has at most this many lexemes. When its texts would give more, they give way in this order: notes, pinyin
/// and initials, what was added last; the core of the name never.
pub const MAX_LEXEMES: usize = 120;
/// Of a name, this many letters and digits are searchable.
pub const MAX_NAME_CHARS: usize = 64;
/// Of a note, this many.
pub const MAX_NOTE_CHARS: usize = 200;
/// Of phone numbers, e-mail addresses and codes, this many of each for one record.
const MAX_ENTRIES: usize = 8;

/// Ends of company names inside which no pinyin starts, the longest first.
const LEGAL_FORMS: [&str; 5] = ["股份有限公司", "有限责任公司", "股份公司", "有限公司", "公司"];

/// What takes part first when a record has more lexemes than it may.
#[derive(Clone, Copy)]
enum Rank {
    Core,
    Text,
    Pinyin,
    Note,
}

/// Collects the lexemes and the texts of one record.
///
/// ```
/// use guanxi_domain::search::{Class, Tokens};
/// let mut tokens = Tokens::new();
/// tokens.add(Class::Number, "C-7");
/// assert_eq!(tokens.to_tsvector_text(), "'c:7' 'c:=7' 'c:c7'");
/// assert_eq!(tokens.haystack(), "|||c7||");
/// ```
#[derive(Clone, Debug, Default)]
pub struct Tokens {
    ranks: [Vec<String>; 4],
    texts: [Vec<String>; Class::TEXTS.len()],
}

impl Tokens {
    /// Of a record without texts.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a text of the record. Texts without a letter or digit add nothing.
    pub fn add(&mut self, class: Class, text: &str) -> &mut Self {
        let folded = fold(text);
        match class {
            Class::Name => self.name(&folded),
            Class::Phone => self.phone(&folded),
            Class::Email => self.email(&folded),
            Class::Number => self.number(&folded),
            Class::Identity => self.identity(&folded),
            Class::Note => self.note(&folded),
            Class::Core => self.core(&folded),
        }
        self
    }

    /// The lexemes, sorted, without repetition, at most [`MAX_LEXEMES`].
    pub fn lexemes(&self) -> Vec<&str> {
        let mut seen = HashSet::with_capacity(MAX_LEXEMES);
        let mut lexemes: Vec<&str> = self
            .ranks
            .iter()
            .flatten()
            .map(String::as_str)
            .filter(|lexeme| seen.insert(*lexeme))
            .take(MAX_LEXEMES)
            .collect();
        lexemes.sort_unstable();
        lexemes
    }

    /// The text that PostgreSQL's cast `::tsvector` takes, without positions.
    pub fn to_tsvector_text(&self) -> String {
        let mut text = String::with_capacity(1024);
        for lexeme in self.lexemes() {
            if !text.is_empty() {
                text.push(' ');
            }
            quote(lexeme, &mut text);
        }
        text
    }

    /// The text to store beside the lexemes for the second look of [`Query::recheck`](super::Query::recheck): one
    /// segment for each of [`Class::TEXTS`], separated by `|`; inside a segment, the texts separated by spaces. A
    /// text contains neither.
    pub fn haystack(&self) -> String {
        self.texts.iter().map(|texts| texts.join(" ")).collect::<Vec<_>>().join("|")
    }

    /// Whether a text of the class contains `part`.
    pub(super) fn contains(&self, class: Class, part: &str) -> bool {
        let position = Class::TEXTS.iter().position(|other| *other == class);
        position.is_some_and(|position| self.texts[position].iter().any(|text| text.contains(part)))
    }

    fn push(&mut self, rank: Rank, class: Class, content: &str) {
        self.ranks[rank as usize].push(class.lexeme(content));
    }

    /// Keeps a text for the second look; `false` when there are enough of its class or there is nothing to keep.
    fn keep(&mut self, class: Class, text: &str) -> bool {
        let Some(position) = Class::TEXTS.iter().position(|other| *other == class) else { return false };
        let texts = &mut self.texts[position];
        let wanted = !text.is_empty() && texts.len() < MAX_ENTRIES;
        if wanted {
            texts.push(text.to_owned());
        }
        wanted
    }

    fn name(&mut self, folded: &str) {
        let squashed = first_chars(&squash_folded(folded), MAX_NAME_CHARS);
        let Some(first) = squashed.chars().next().filter(|_| self.keep(Class::Name, &squashed)) else { return };

        self.push(Rank::Text, Class::Name, &format!("^{first}"));
        for pair in pairs(&squashed) {
            self.push(Rank::Text, Class::Name, pair);
        }
        for run in runs(&squashed) {
            for start in 0..run.len() {
                self.push(Rank::Text, Class::Name, run_head(&run[start..]));
            }
        }
        if squashed.is_ascii() {
            return;
        }
        let tail = LEGAL_FORMS
            .iter()
            .find(|form| squashed.len() > form.len() && squashed.ends_with(**form))
            .map_or(0, |form| form.chars().count());
        for reading in readings_folded(&squashed) {
            let initials = reading.initials();
            if let Some(letter) = initials.get(..1) {
                self.push(Rank::Text, Class::Name, &format!("^{letter}"));
            }
            for start in 0..initials.len().saturating_sub(tail.max(1)) {
                self.push(Rank::Pinyin, Class::Name, run_head(&initials[start..]));
            }
            let syllables = reading.syllables().count();
            for suffix in reading.suffixes().take(syllables.saturating_sub(tail)) {
                self.push(Rank::Pinyin, Class::Name, run_head(suffix));
            }
        }
    }

    fn phone(&mut self, folded: &str) {
        let digits = head(&phone_digits(folded), 20).to_owned();
        if digits.len() < PHONE_MIN || !self.keep(Class::Phone, &digits) {
            return;
        }
        for start in 0..=digits.len() - PHONE_MIN {
            self.push(Rank::Text, Class::Phone, head(&digits[start..], PHONE_WINDOW));
        }
    }

    fn email(&mut self, folded: &str) {
        let address = email_text(folded);
        if !self.keep(Class::Email, &address) {
            return;
        }
        let at = address.rfind('@').unwrap_or(address.len());
        let parts =
            address.char_indices().filter(|(_, character)| "@._-+".contains(*character)).map(|(place, _)| place);
        let starts = [0].into_iter().chain(parts.flat_map(|place| [place, place + 1])).filter(|start| {
            let rest = &address[*start..];
            // "com.cn" and "cn" tell nothing; of the separators only the @ is typed to begin with.
            let generic = ["com.", "net.", "org.", "gov.", "edu."].iter().any(|label| rest.starts_with(label));
            let separator = rest.starts_with(['.', '_', '-', '+']) || rest.is_empty();
            *start == 0 || !separator && (*start <= at || (rest.contains('.') && !generic))
        });
        for start in starts.take(MAX_ENTRIES) {
            self.push(Rank::Text, Class::Email, head(&address[start..], CONTENT_BYTES));
        }
    }

    fn number(&mut self, folded: &str) {
        let code = code_text(folded);
        if !self.keep(Class::Number, &code) {
            return;
        }
        for group in groups(folded).take(MAX_ENTRIES) {
            let Some(rest) = code.get(group.start..) else { break };
            self.push(Rank::Text, Class::Number, run_head(rest));
            if group.digits {
                let end = group.end.min(code.len());
                self.push(Rank::Text, Class::Number, &format!("={}", run_head(counter(&code[group.start..end]))));
            }
        }
    }

    fn identity(&mut self, folded: &str) {
        let code = code_text(folded);
        if self.keep(Class::Identity, &code) {
            self.push(Rank::Text, Class::Identity, &code);
            let reversed: String = code.chars().rev().collect();
            self.push(Rank::Text, Class::Identity, &format!("<{reversed}"));
        }
    }

    fn note(&mut self, folded: &str) {
        let folded = first_chars(folded, MAX_NOTE_CHARS);
        let squashed = squash_folded(&folded);
        if !self.keep(Class::Note, &squashed) {
            return;
        }
        for run in runs(&folded) {
            self.push(Rank::Note, Class::Note, run_head(run));
        }
        for pair in pairs(&squashed) {
            self.push(Rank::Note, Class::Note, pair);
        }
    }

    fn core(&mut self, folded: &str) {
        let squashed = first_chars(&squash_folded(folded), MAX_NAME_CHARS);
        for (_, piece) in core_grams(&squashed) {
            self.push(Rank::Core, Class::Core, piece);
        }
        if !squashed.is_empty() {
            self.push(Rank::Core, Class::Core, &core_sound(&squashed));
        }
    }
}

/// The pieces by which the cores of names are compared, each once, with their first place in bytes: pairs of
/// neighbouring characters where one is beyond ASCII, triples inside Latin runs (shorter runs whole). Pairs of Latin
/// letters would be too few to tell names apart.
pub(crate) fn core_grams(core: &str) -> Vec<(usize, &str)> {
    let triples = runs(core).flat_map(|run| (0..run.len().saturating_sub(2).max(1)).map(move |at| head(&run[at..], 3)));
    let mut seen = HashSet::new();
    let place = |piece: &str| piece.as_ptr() as usize - core.as_ptr() as usize;
    pairs(core).chain(triples).filter(|piece| seen.insert(*piece)).map(|piece| (place(piece), piece)).collect()
}

/// The content of the lexeme shared by cores that sound alike: the whole in pinyin, cut to fit.
pub(crate) fn core_sound(core: &str) -> String {
    let readings = readings_folded(core);
    let letters = readings.last().map(|reading| reading.letters()).filter(|letters| !letters.is_empty());
    format!("~{}", head(letters.unwrap_or(core), CONTENT_BYTES))
}

fn first_chars(text: &str, limit: usize) -> String {
    text.chars().take(limit).collect()
}

/// A stretch of a record number, in bytes of its squashed text.
struct Group {
    start: usize,
    end: usize,
    digits: bool,
}

/// The groups of a record number: they end where digits and letters meet and at separators.
fn groups(folded: &str) -> impl Iterator<Item = Group> {
    let mut groups: Vec<Group> = Vec::new();
    let (mut place, mut open) = (0, false);
    for character in folded.chars() {
        if !character.is_alphanumeric() {
            open = false;
            continue;
        }
        let digits = character.is_ascii_digit();
        let end = place + character.len_utf8();
        match groups.last_mut().filter(|last| open && last.digits == digits) {
            Some(last) => last.end = end,
            None => groups.push(Group { start: place, end, digits }),
        }
        (place, open) = (end, true);
    }
    groups.into_iter()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn lexemes(class: Class, text: &str) -> Vec<String> {
        let mut tokens = Tokens::new();
        tokens.add(class, text);
        let letter = format!("{}:", class.letter());
        tokens.lexemes().into_iter().map(|lexeme| lexeme.strip_prefix(&letter).expect("class").to_owned()).collect()
    }

    #[test]
    fn cuts_each_class_in_its_way() {
        for (class, text, expected) in [
            (Class::Name, "华兴科技", "^h ^华 huaxingkeji hxkj ji keji kj xingkeji xkj 兴科 华兴 科技"),
            (
                Class::Name,
                "華興有限公司",
                "^h ^华 huaxingyouxiangongsi hxyxgs xingyouxiangongsi xyxgs 公司 兴有 华兴 有限 限公",
            ),
            (Class::Name, "公司", "^g ^公 gongsi gs si 公司"),
            (Class::Name, "A.B. C", "^a abc bc c"),
            (Class::Name, "王", "^w ^王 wang"),
            (Class::Name, "单飞", "^d ^s ^单 danfei df fei sf shanfei 单飞"),
            (Class::Name, "——", ""),
            (Class::Phone, "138-1234-5678", "12345 13812 23456 34567 38123 45678 5678 678 81234"),
            (Class::Phone, "12", ""),
            (
                Class::Email,
                "Li.Si@mail.Huaxing.com.cn",
                "@mail.huaxing.com.cn huaxing.com.cn li.si@mail.huaxing.com.cn mail.huaxing.com.cn si@mail.huaxing.com.cn",
            ),
            (Class::Number, "C202611-00042", "00042 20261100042 =202611 =42 c20261100042"),
            (Class::Number, "合同000", "000 =0 合同000"),
            (Class::Identity, "91440300708461136T", "91440300708461136t <t63116480700304419"),
            (Class::Note, "用iPhone 联系 ok", "iphone ok e联 用i 系o 联系"),
            (Class::Core, "华兴科技", "~huaxingkeji 兴科 华兴 科技"),
        ] {
            let mut expected: Vec<&str> = expected.split(' ').filter(|lexeme| !lexeme.is_empty()).collect();
            expected.sort_unstable();
            assert_eq!(lexemes(class, text), expected, "{class:?} {text}");
        }
    }

    #[test]
    fn keeps_the_texts_by_class() {
        let mut tokens = Tokens::new();
        tokens
            .add(Class::Name, "华兴（深圳）")
            .add(Class::Name, "HX | Co")
            .add(Class::Phone, "+86 138 1234 5678")
            .add(Class::Email, "o'neil|x@a.cn")
            .add(Class::Number, "C-1")
            .add(Class::Note, "老 客户");
        assert_eq!(tokens.haystack(), "华兴深圳 hxco|13812345678|o'neilx@a.cn|c1||老客户");
        assert!(tokens.to_tsvector_text().contains("'e:o''neilx@a.cn'"));
        assert_eq!(Tokens::new().to_tsvector_text(), "");
        assert_eq!(Tokens::new().haystack(), "|||||");
    }

    #[test]
    fn notes_give_way_before_names() {
        let name = "深圳市南山区粤海街道高新科技园中区华兴科技发展股份有限公司";
        let mut tokens = Tokens::new();
        tokens.add(Class::Note, &"一二三四五六七八九十".repeat(3).chars().rev().collect::<String>());
        let note: String = ('一'..'龥').take(200).collect();
        tokens.add(Class::Note, &note).add(Class::Name, name).add(Class::Phone, "13812345678");
        let all = tokens.lexemes();
        assert_eq!(all.len(), MAX_LEXEMES);
        tokens.add(Class::Core, "华兴科技发展");
        let all = tokens.lexemes();
        for lexeme in ["k:科技", "n:南山", "n:公司", "n:huaxingkejifazhangufenyo", "p:5678"] {
            assert!(all.contains(&lexeme), "{lexeme}");
        }
    }

    proptest! {
        #[test]
        fn stays_within_its_bounds_whatever_it_is_given(texts in proptest::collection::vec((0usize..7, "\\PC{0,300}"), 0..8)) {
            let mut tokens = Tokens::new();
            let classes = [Class::Name, Class::Phone, Class::Email, Class::Number, Class::Identity, Class::Note, Class::Core];
            for (class, text) in &texts {
                tokens.add(classes[*class], text);
            }
            let lexemes = tokens.lexemes();
            prop_assert!(lexemes.len() <= MAX_LEXEMES);
            prop_assert!(lexemes.iter().all(|lexeme| lexeme.len() <= 60 && lexeme.chars().nth(1) == Some(':')));
            prop_assert_eq!(tokens.haystack().split('|').count(), Class::TEXTS.len());
        }
    }
}
