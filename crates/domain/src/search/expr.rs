//! The condition on lexemes, and its text for PostgreSQL.

use std::collections::HashSet;

use super::class::Class;
use super::cut::quote;

/// A condition on a record's lexemes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Expr {
    /// The lexeme itself, or with `prefix` any that begins with it.
    Term {
        /// Class letter, colon, content.
        lexeme: String,
        /// Whether a beginning is enough.
        prefix: bool,
    },
    /// Every one of them. Never empty.
    All(Vec<Self>),
    /// One of them. Never empty.
    Any(Vec<Self>),
}

impl Expr {
    /// The lexeme exactly.
    pub(crate) fn exact(class: Class, content: &str) -> Self {
        Self::Term { lexeme: class.lexeme(content), prefix: false }
    }

    /// Any lexeme with this beginning.
    pub(crate) fn prefix(class: Class, content: &str) -> Self {
        Self::Term { lexeme: class.lexeme(content), prefix: true }
    }

    /// What no record fulfils: lexemes of records begin with a class letter and a colon.
    pub(crate) fn never() -> Self {
        Self::Term { lexeme: "-".to_owned(), prefix: false }
    }

    /// Every one of them; nothing at all is fulfilled by no record.
    pub(crate) fn all(mut parts: Vec<Self>) -> Self {
        if parts.len() > 1 { Self::All(parts) } else { parts.pop().unwrap_or_else(Self::never) }
    }

    /// One of them; nothing at all is fulfilled by no record.
    pub(crate) fn any(mut parts: Vec<Self>) -> Self {
        if parts.len() > 1 { Self::Any(parts) } else { parts.pop().unwrap_or_else(Self::never) }
    }

    /// Parts whose weights add up to `least` or more. `tsquery` cannot add, so that the formula is written out: see
    /// [`reaching_terms`](Self::reaching_terms) for its size. Heavy parts first give the shortest.
    ///
    /// PostgreSQL's GIN index works out by itself which of the rarest lexemes a record cannot do without, and reads
    /// the frequent ones only to check.
    pub(crate) fn reaching(least: usize, parts: &[(usize, Self)]) -> Self {
        let exprs = || parts.iter().map(|(_, part)| part.clone()).collect();
        match shape(least, parts) {
            Shape::Never => Self::never(),
            Shape::All => Self::all(exprs()),
            Shape::Any => Self::any(exprs()),
            Shape::Split(((weight, first), rest)) => {
                let with = if least <= *weight {
                    first.clone()
                } else {
                    Self::all(vec![first.clone(), Self::reaching(least - weight, rest)])
                };
                if weight_of(rest) < least { with } else { Self::any(vec![with, Self::reaching(least, rest)]) }
            }
        }
    }

    /// How many lexemes [`reaching`](Self::reaching) writes; counting ends a little above `limit`.
    pub(crate) fn reaching_terms(least: usize, parts: &[(usize, Self)], limit: usize) -> usize {
        match shape(least, parts) {
            Shape::Never => 1,
            Shape::All | Shape::Any => parts.len(),
            Shape::Split(((weight, _), rest)) => {
                let without = 1 + if weight_of(rest) < least { 0 } else { Self::reaching_terms(least, rest, limit) };
                if least <= *weight || without > limit {
                    without
                } else {
                    without + Self::reaching_terms(least - weight, rest, limit - without)
                }
            }
        }
    }

    /// Whether a record with these lexemes fulfils the condition.
    pub(crate) fn matches(&self, lexemes: &HashSet<&str>) -> bool {
        match self {
            Self::Term { lexeme, prefix: false } => lexemes.contains(lexeme.as_str()),
            Self::Term { lexeme, prefix: true } => lexemes.iter().any(|other| other.starts_with(lexeme.as_str())),
            Self::All(parts) => parts.iter().all(|part| part.matches(lexemes)),
            Self::Any(parts) => parts.iter().any(|part| part.matches(lexemes)),
        }
    }

    /// The part of all records that fulfil it at most, when `of` tells that of a lexeme (or of all that begin with it).
    pub(crate) fn frequency(&self, of: &impl Fn(&str, bool) -> f64) -> f64 {
        let each = |parts: &[Self]| parts.iter().map(|part| part.frequency(of)).collect::<Vec<_>>();
        match self {
            Self::Term { lexeme, prefix } => of(lexeme, *prefix),
            Self::All(parts) => each(parts).into_iter().fold(1.0, f64::min),
            Self::Any(parts) => each(parts).into_iter().sum::<f64>().min(1.0),
        }
    }

    /// Appends the text that `::tsquery` accepts.
    pub(crate) fn write(&self, into: &mut String) {
        let (parts, operator) = match self {
            Self::Term { lexeme, prefix } => {
                quote(lexeme, into);
                if *prefix {
                    into.push_str(":*");
                }
                return;
            }
            Self::All(parts) => (parts, " & "),
            Self::Any(parts) => (parts, " | "),
        };
        into.push('(');
        for (index, part) in parts.iter().enumerate() {
            if index > 0 {
                into.push_str(operator);
            }
            part.write(into);
        }
        into.push(')');
    }
}

/// How [`Expr::reaching`] is written for so many parts.
enum Shape<'a> {
    /// Not even all of them suffice.
    Never,
    /// None can be spared.
    All,
    /// Each suffices.
    Any,
    /// With the first, or without it.
    Split((&'a (usize, Expr), &'a [(usize, Expr)])),
}

fn weight_of(parts: &[(usize, Expr)]) -> usize {
    parts.iter().map(|(weight, _)| weight).sum()
}

fn shape(least: usize, parts: &[(usize, Expr)]) -> Shape<'_> {
    let sum = weight_of(parts);
    let Some((lightest, _)) = parts.iter().min_by_key(|(weight, _)| weight) else { return Shape::Never };
    match parts.split_first() {
        _ if sum < least => Shape::Never,
        _ if *lightest >= least => Shape::Any,
        Some(split) if sum - lightest >= least => Shape::Split(split),
        _ => Shape::All,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn term(content: &str) -> Expr {
        Expr::exact(Class::Core, content)
    }

    #[test]
    fn writes_parentheses_where_they_matter() {
        let mut text = String::new();
        Expr::all(vec![term("a"), Expr::any(vec![term("b"), Expr::prefix(Class::Name, "o'c")])]).write(&mut text);
        assert_eq!(text, "('k:a' & ('k:b' | 'n:o''c':*))");
    }

    #[test]
    fn the_rarest_of_all_and_the_sum_of_any_say_how_frequent_it_is() {
        let of = |lexeme: &str, prefix: bool| match (lexeme, prefix) {
            ("k:a", false) => 0.5,
            ("k:b", false) => 0.25,
            ("n:c", true) => 0.125,
            _ => 0.0,
        };
        let any = Expr::any(vec![term("b"), Expr::prefix(Class::Name, "c")]);
        assert!((any.frequency(&of) - 0.375).abs() < f64::EPSILON);
        assert!((Expr::all(vec![term("a"), any.clone()]).frequency(&of) - 0.375).abs() < f64::EPSILON);
        assert!(Expr::all(vec![any, term("nowhere")]).frequency(&of).abs() < f64::EPSILON);
    }

    proptest! {
        #[test]
        fn weights_are_added_up(least in 1usize..12, parts in proptest::collection::vec((1usize..4, any::<bool>()), 1..9)) {
            let named: Vec<(usize, Expr)> =
                parts.iter().enumerate().map(|(index, (weight, _))| (*weight, term(&index.to_string()))).collect();
            let held: Vec<String> = (0..parts.len())
                .filter(|index| parts[*index].1)
                .map(|index| Class::Core.lexeme(&index.to_string()))
                .collect();
            let reached: usize = parts.iter().filter(|(_, held)| *held).map(|(weight, _)| weight).sum();
            let expr = Expr::reaching(least, &named);
            let mut text = String::new();
            expr.write(&mut text);
            prop_assert_eq!(expr.matches(&held.iter().map(String::as_str).collect()), reached >= least, "{}", text);
            prop_assert_eq!(Expr::reaching_terms(least, &named, 10_000), text.matches('\'').count() / 2, "{}", text);
        }
    }
}
