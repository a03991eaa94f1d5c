//! Search that knows Chinese: how a text is folded, read in pinyin, cut into lexemes and asked for.
//!
//! A search entry stores [`Tokens::to_tsvector_text`] in a `tsvector` column with a GIN index and
//! [`Tokens::haystack`] in a text column; [`Query`] gives the condition on both. The database compares, and nothing
//! else: every rule of cutting is here, on both sides of the comparison.

mod class;
mod cut;
mod expr;
mod fold;
mod pinyin;
mod pinyin_words;
mod query;
mod tokens;

pub use class::Class;
pub(crate) use cut::phone_digits;
pub(crate) use expr::Expr;
pub use fold::{fold, squash};
pub use pinyin::{NAME_KEY_BYTES, Reading, initials, name_key, pinyin, readings};
pub use query::{Contains, MAX_CHARS, MAX_WORDS, Query, escape_like};
pub use tokens::{MAX_LEXEMES, MAX_NAME_CHARS, MAX_NOTE_CHARS, Tokens};
pub(crate) use tokens::{core_grams, core_sound};
