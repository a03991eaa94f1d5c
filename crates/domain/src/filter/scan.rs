//! A strict reading of the source before the parser sees it.
//!
//! The parser recurses and its lexer recovers from errors by guessing, so a text that this scanner and the lexer would
//! read differently could hide its nesting. Therefore whatever is not certainly one token of CEL is refused here, and
//! what filters never need (maps, conditionals, raw and triple-quoted texts, macros over lists) is refused with its
//! position instead of being parsed first.

use super::error::{Expected, FilterError, Span};

/// Longest source, in bytes of UTF-8.
pub const MAX_BYTES: usize = 4096;
/// Deepest nesting of brackets and of operators whose operands are expressions; `&&`, `||` and `,` do not nest.
pub const MAX_NESTING: usize = 50;
/// Most items of one list literal.
pub const MAX_LIST_ITEMS: usize = 200;

/// The macros of CEL that loop over a list.
const LOOPS: &[&str] = &["all", "exists", "exists_one", "existsOne", "filter", "map"];

/// Checks the limits and the tokens; answers how deep the source nests.
pub(super) fn scan(source: &str) -> Result<usize, FilterError> {
    if source.len() > MAX_BYTES {
        return Err(FilterError::too_long(0, Expected::ShorterSource, MAX_BYTES));
    }
    let mut scanner =
        Scanner { source: source.chars().collect(), at: 0, levels: vec![Level::default()], depth: 0, deepest: 0 };
    scanner.run()?;
    Ok(scanner.deepest)
}

/// One open bracket, or the source itself.
#[derive(Default)]
struct Level {
    /// The bracket and where it stands; nothing for the source itself.
    open: Option<(char, usize)>,
    /// Operators since the last separator: each may be the operand of the next.
    chain: usize,
    /// Commas so far.
    commas: usize,
}

struct Scanner {
    source: Vec<char>,
    at: usize,
    levels: Vec<Level>,
    /// The sum of all levels' chains, where an open bracket counts for the level it stands in.
    depth: usize,
    deepest: usize,
}

impl Scanner {
    fn run(&mut self) -> Result<(), FilterError> {
        while let Some(&c) = self.source.get(self.at) {
            match c {
                ' ' | '\t' | '\r' | '\n' | '\u{c}' => self.at += 1,
                '/' if self.next_is('/') => self.skip_while(|c| c != '\n'),
                '"' | '\'' => self.text(c)?,
                'a'..='z' | 'A'..='Z' | '_' => self.word()?,
                '0'..='9' => self.skip_while(|c| c.is_ascii_digit()),
                '(' | '[' => self.open(c)?,
                ')' | ']' => self.close(c)?,
                ',' => self.comma()?,
                '&' | '|' if self.next_is(c) => {
                    self.separate();
                    self.at += 2;
                }
                '=' if self.next_is('=') => self.operator(2)?,
                '!' | '<' | '>' => self.operator(if self.next_is('=') { 2 } else { 1 })?,
                '+' | '-' | '*' | '/' | '%' | '.' => self.operator(1)?,
                '?' | '{' | '}' | ':' => return Err(FilterError::unsupported(self.here(1), &c.to_string())),
                '&' | '|' | '=' => return Err(FilterError::invalid_span(self.here(1), Expected::Operator)),
                other => return Err(FilterError::invalid_span(self.here(1), meant(other))),
            }
        }
        match self.levels.last().and_then(|level| level.open) {
            Some((_, start)) => Err(FilterError::invalid_span(Span { start, length: 1 }, Expected::Bracket)),
            None => Ok(()),
        }
    }

    fn here(&self, length: usize) -> Span {
        Span { start: self.at, length }
    }

    fn next_is(&self, c: char) -> bool {
        self.source.get(self.at + 1) == Some(&c)
    }

    fn skip_while(&mut self, belongs: impl Fn(char) -> bool) {
        while self.source.get(self.at).is_some_and(|c| belongs(*c)) {
            self.at += 1;
        }
    }

    /// An operator makes what follows, or what precedes, one level deeper.
    fn operator(&mut self, length: usize) -> Result<(), FilterError> {
        if self.depth == MAX_NESTING {
            return Err(FilterError::too_deep(self.at, MAX_NESTING));
        }
        self.depth += 1;
        self.deepest = self.deepest.max(self.depth);
        if let Some(level) = self.levels.last_mut() {
            level.chain += 1;
        }
        self.at += length;
        Ok(())
    }

    /// `&&`, `||` and `,` begin a new operand beside the last; the parser balances their trees.
    fn separate(&mut self) {
        if let Some(level) = self.levels.last_mut() {
            self.depth -= level.chain;
            level.chain = 0;
        }
    }

    fn open(&mut self, bracket: char) -> Result<(), FilterError> {
        let start = self.at;
        self.operator(1)?;
        self.levels.push(Level { open: Some((bracket, start)), ..Level::default() });
        Ok(())
    }

    fn close(&mut self, bracket: char) -> Result<(), FilterError> {
        let partner = if bracket == ')' { '(' } else { '[' };
        match self.levels.pop() {
            Some(Level { open: Some((open, _)), chain, .. }) if open == partner => {
                self.depth -= chain;
                self.at += 1;
                Ok(())
            }
            _ => Err(FilterError::invalid_span(self.here(1), Expected::Bracket)),
        }
    }

    fn comma(&mut self) -> Result<(), FilterError> {
        self.separate();
        if let Some(level) = self.levels.last_mut() {
            level.commas += 1;
            if level.commas == MAX_LIST_ITEMS {
                return Err(FilterError::too_long(self.at, Expected::ShorterList, MAX_LIST_ITEMS));
            }
        }
        self.at += 1;
        Ok(())
    }

    fn word(&mut self) -> Result<(), FilterError> {
        let start = self.at;
        self.skip_while(|c| c.is_ascii_alphanumeric() || c == '_');
        let word: String = self.source[start..self.at].iter().collect();
        let span = Span { start, length: word.len() };
        if word == "in" {
            self.at = start;
            return self.operator(2);
        }
        // `r"…"`, `b"…"`: raw texts and bytes. No other word can stand directly before a quote.
        if matches!(self.source.get(self.at), Some('"' | '\'')) {
            return Err(FilterError::unsupported(span, &word));
        }
        let called = self.source[self.at..].iter().find(|c| !c.is_whitespace()) == Some(&'(');
        if called && LOOPS.contains(&word.as_str()) {
            return Err(FilterError::unsupported(span, &word));
        }
        Ok(())
    }

    /// A text in single or double quotes on one line.
    fn text(&mut self, quote: char) -> Result<(), FilterError> {
        let start = self.at;
        if self.source[start..].iter().take_while(|c| **c == quote).count() >= 3 {
            return Err(FilterError::unsupported(self.here(3), &quote.to_string().repeat(3)));
        }
        self.at += 1;
        loop {
            match self.source.get(self.at) {
                None | Some('\n' | '\r') => {
                    return Err(FilterError::invalid_span(Span { start, length: 1 }, Expected::ClosingQuote));
                }
                Some('\\') => self.escape()?,
                Some(c) if *c == quote => break,
                Some('\0') => return Err(FilterError::invalid_span(self.here(1), Expected::Text)),
                Some(_) => self.at += 1,
            }
        }
        self.at += 1;
        Ok(())
    }

    /// An escape of CEL: a sign, two, four or eight hexadecimal digits, or three octal ones.
    fn escape(&mut self) -> Result<(), FilterError> {
        let digits = |from: usize, count: usize, radix: u32| {
            self.source.get(from..from + count).is_some_and(|digits| digits.iter().all(|digit| digit.is_digit(radix)))
        };
        let (length, known) = match self.source.get(self.at + 1) {
            Some('a' | 'b' | 'f' | 'n' | 'r' | 't' | 'v' | '"' | '\'' | '\\' | '?' | '`') => (2, true),
            Some('x' | 'X') => (4, digits(self.at + 2, 2, 16)),
            Some('u') => (6, digits(self.at + 2, 4, 16)),
            Some('U') => (10, digits(self.at + 2, 8, 16)),
            Some('0'..='3') => (4, digits(self.at + 2, 2, 8)),
            _ => (0, false),
        };
        if !known {
            return Err(FilterError::invalid_span(self.here(1), Expected::Escape));
        }
        self.at += length;
        Ok(())
    }
}

/// What somebody probably meant by a character that the language does not know outside texts.
fn meant(c: char) -> Expected {
    match c {
        // What an input method for Chinese produces for ASCII signs.
        '\u{ff01}'..='\u{ff5e}' | '\u{3000}'..='\u{3003}' | '\u{2018}'..='\u{201d}' | '\u{3010}' | '\u{3011}' => {
            Expected::HalfWidth
        }
        c if c.is_alphanumeric() => Expected::Text,
        _ => Expected::Operator,
    }
}
