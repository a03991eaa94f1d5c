//! From what a person types to the condition that finds it.
//!
//! Words are separated by spaces; a record must answer to every word. A word is read in every class the caller may
//! see, and one reading is enough.
//!
//! | word | read as |
//! |---|---|
//! | 华兴 | a part of a name or a note |
//! | 王, h | the first character of a name, the first letter of a name or of its pinyin |
//! | hxkj, huaxing, com | a part of a name's initials, of its pinyin from a syllable on, of its Latin letters; the beginning of a word in a note, of a part of an e-mail address, of a group of a record number |
//! | 5678, 138-1234 | a run of a phone number's digits; a group or the counter of a record number; digits in a name |
//! | 华为3com技 | a part of a name or a note |
//!
//! # What the index cannot say
//! The lexemes of 中国国际 are also in 国际中国国: pairs tell neighbours, not order. Where a reading rests on several
//! pairs or windows, [`Query::recheck`] names the texts that must really be there, and the caller adds for each word
//!
//! ```sql
//! AND (split_part(haystack, '|', $segment) LIKE $pattern OR …)
//! ```
//!
//! to `tokens @@ $query::tsquery`. It costs little: it looks only at rows that have all the pairs.

use std::collections::HashSet;

use super::class::Class;
use super::cut::{
    CONTENT_BYTES, IDENTITY_MIN, PHONE_MIN, PHONE_WINDOW, code_text, counter, email_text, pairs, phone_digits,
    run_head, runs,
};
use super::expr::Expr;
use super::fold::{fold, squash_folded};
use super::pinyin::head;
use super::tokens::Tokens;

/// Characters of a query that are read; what follows is passed over.
pub const MAX_CHARS: usize = 64;
/// Words of a query that are read.
pub const MAX_WORDS: usize = 8;

/// A condition on search entries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Query {
    lexemes: Expr,
    recheck: Vec<Vec<Contains>>,
}

/// A text that a segment of the haystack must contain.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Contains {
    /// The class in whose segment to look.
    pub class: Class,
    /// The folded text.
    pub text: String,
}

impl Contains {
    /// The number of the segment for `split_part(haystack, '|', segment)`, from 1.
    pub fn segment(&self) -> i32 {
        // Six classes, and readings exist only for classes with a text.
        (1..).zip(Class::TEXTS).find(|(_, class)| *class == self.class).map_or(1, |(segment, _)| segment)
    }

    /// The pattern for `LIKE` (with its default escape character, the backslash).
    pub fn pattern(&self) -> String {
        format!("%{}%", escape_like(&self.text))
    }
}

/// A text for use inside a `LIKE` pattern: `%`, `_` and the backslash stand for themselves.
pub fn escape_like(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.chars() {
        if matches!(character, '%' | '_' | '\\') {
            escaped.push('\\');
        }
        escaped.push(character);
    }
    escaped
}

/// One way to understand a word.
struct Reading {
    lexemes: Expr,
    /// Whether the lexemes prove the word to be there.
    proof: bool,
    contains: Contains,
}

impl Reading {
    fn proven(lexemes: Expr, class: Class, text: &str) -> Self {
        Self { lexemes, proof: true, contains: Contains { class, text: text.to_owned() } }
    }
}

impl Query {
    /// Reads what a person typed, in the classes the caller may see.
    ///
    /// `None` when nothing but spaces was typed: there is no condition. A text that nothing can answer (only
    /// punctuation, or digits where no class with digits is allowed) is a query that finds nothing; punctuation beside
    /// words is passed over. Only the first [`MAX_CHARS`] characters and [`MAX_WORDS`] words are read.
    pub fn parse(words: &str, allowed: &[Class]) -> Option<Self> {
        let folded: String = fold(&words.chars().take(MAX_CHARS).collect::<String>()).chars().take(MAX_CHARS).collect();
        if folded.trim().is_empty() {
            return None;
        }
        let mut conditions = Vec::new();
        let mut recheck = Vec::new();
        for word in folded.split(' ').filter(|word| word.chars().any(char::is_alphanumeric)).take(MAX_WORDS) {
            let readings: Vec<Reading> = allowed.iter().filter_map(|class| read(word, *class)).collect();
            let proven = readings.iter().all(|reading| reading.proof);
            let (lexemes, contains): (Vec<_>, Vec<_>) =
                readings.into_iter().map(|reading| (reading.lexemes, reading.contains)).unzip();
            conditions.push(Expr::any(lexemes));
            if !proven {
                recheck.push(contains);
            }
        }
        Some(Self { lexemes: Expr::all(conditions), recheck })
    }

    /// A condition on lexemes alone.
    pub(crate) fn of(lexemes: Expr) -> Self {
        Self { lexemes, recheck: Vec::new() }
    }

    /// The text that PostgreSQL's cast `::tsquery` takes.
    pub fn to_tsquery_text(&self) -> String {
        let mut text = String::with_capacity(256);
        self.lexemes.write(&mut text);
        text
    }

    /// What must be looked at a second time: of every group, one of the texts must be there. Often empty.
    pub fn recheck(&self) -> &[Vec<Contains>] {
        &self.recheck
    }

    /// The part of all records that are found at most, when `of` tells that of a lexeme, or (`true`) of all lexemes that
    /// begin so.
    pub fn frequency(&self, of: impl Fn(&str, bool) -> f64) -> f64 {
        self.lexemes.frequency(&of)
    }

    /// Whether a record with these tokens is found: what the database answers, in memory.
    pub fn matches(&self, record: &Tokens) -> bool {
        let lexemes: HashSet<&str> = record.lexemes().into_iter().collect();
        let contained = |contains: &Contains| record.contains(contains.class, &contains.text);
        self.lexemes.matches(&lexemes) && self.recheck.iter().all(|any| any.iter().any(contained))
    }
}

/// How one folded word may be meant in a class.
fn read(word: &str, class: Class) -> Option<Reading> {
    match class {
        Class::Name => name(&squash_folded(word)),
        Class::Phone => phone(word),
        Class::Email => email(word),
        Class::Number => number(&code_text(word)),
        Class::Identity => identity(&code_text(word)),
        Class::Note => note(word),
        Class::Core => None,
    }
}

fn name(squashed: &str) -> Option<Reading> {
    let class = Class::Name;
    if squashed.chars().nth(1).is_none() {
        return Some(Reading::proven(Expr::exact(class, &format!("^{squashed}")), class, squashed));
    }
    if squashed.is_ascii() {
        return Some(Reading::proven(Expr::prefix(class, run_head(squashed)), class, squashed));
    }
    let pairs = pairs(squashed).map(|pair| Expr::exact(class, pair));
    // A single letter or digit is in a pair already.
    let runs = runs(squashed).filter(|run| run.len() > 1).map(|run| Expr::prefix(class, run_head(run)));
    Some(of_pairs(pairs.chain(runs).collect(), class, squashed))
}

fn note(word: &str) -> Option<Reading> {
    let class = Class::Note;
    let squashed = squash_folded(word);
    squashed.chars().nth(1)?;
    if squashed.is_ascii() {
        let runs = runs(word).map(|run| Expr::prefix(class, run_head(run))).collect();
        return Some(Reading::proven(Expr::all(runs), class, &squashed));
    }
    // Runs are indexed whole: the end of one inside a longer part ("com技" of "3com技") has only its pair.
    Some(of_pairs(pairs(&squashed).map(|pair| Expr::exact(class, pair)).collect(), class, &squashed))
}

/// A part of a text by its pairs; two characters are their own proof.
fn of_pairs(terms: Vec<Expr>, class: Class, squashed: &str) -> Reading {
    Reading { proof: squashed.chars().count() == 2, ..Reading::proven(Expr::all(terms), class, squashed) }
}

fn phone(word: &str) -> Option<Reading> {
    let class = Class::Phone;
    if word.chars().any(char::is_alphabetic) {
        return None;
    }
    let digits = phone_digits(word);
    match digits.len() {
        0..PHONE_MIN => None,
        length @ PHONE_MIN..=PHONE_WINDOW => {
            let whole = length == PHONE_WINDOW;
            let lexemes = if whole { Expr::exact(class, &digits) } else { Expr::prefix(class, &digits) };
            Some(Reading::proven(lexemes, class, &digits))
        }
        length => {
            let windows = (0..=length - PHONE_WINDOW).map(|at| Expr::exact(class, head(&digits[at..], PHONE_WINDOW)));
            Some(Reading { proof: false, ..Reading::proven(Expr::all(windows.collect()), class, &digits) })
        }
    }
}

fn email(word: &str) -> Option<Reading> {
    let address = email_text(word);
    (address.len() >= 2 && address == word)
        .then(|| Reading::proven(Expr::prefix(Class::Email, head(&address, CONTENT_BYTES)), Class::Email, &address))
}

fn number(code: &str) -> Option<Reading> {
    let class = Class::Number;
    if !code.chars().all(|character| character.is_ascii_digit()) {
        return code.chars().nth(1).map(|_| Reading::proven(Expr::prefix(class, run_head(code)), class, code));
    }
    let value = counter(code);
    let mut lexemes = vec![Expr::exact(class, &format!("={}", run_head(value)))];
    // "42" is the counter 42 and not every number with a 420 in it.
    if code.len() >= 3 {
        lexemes.push(Expr::prefix(class, run_head(code)));
    }
    Some(Reading::proven(Expr::any(lexemes), class, value))
}

fn identity(code: &str) -> Option<Reading> {
    let class = Class::Identity;
    if code.len() < IDENTITY_MIN || !code.is_ascii() {
        return None;
    }
    let reversed: String = code.chars().rev().collect();
    let ends = vec![Expr::prefix(class, code), Expr::prefix(class, &format!("<{reversed}"))];
    Some(Reading::proven(Expr::any(ends), class, code))
}

#[cfg(test)]
#[path = "query_tests.rs"]
mod tests;
