//! Names and positions: where a node of the syntax tree stands in the source, and which field a name means.

use cel::common::ast::{Expr, IdedExpr, SelectExpr};

use super::check::{Checked, Checker, dotted_name};
use super::error::{FilterError, Span};
use super::{FieldRef, Lookup};

/// Most names suggested for an unknown one.
const SUGGESTIONS: usize = 3;
/// Most slips (a letter wrong, missing, too many, or two exchanged) between a name and a suggestion.
const SLIPS: usize = 2;
/// Longer names are no slip of the keyboard, and comparing them takes time.
const LONGEST_SLIP: usize = 64;

impl Checker<'_> {
    /// The field that `name` means; `at` is where it is written.
    pub(super) fn field(&self, name: &str, at: &IdedExpr) -> Checked<FieldRef> {
        match self.fields.field(name) {
            Lookup::Found(field) => Ok(field),
            Lookup::Restricted => Err(FilterError::field_restricted(self.span(at), name)),
            Lookup::Unknown => Err(FilterError::unknown_field(self.span(at), name, &self.suggestions(name))),
        }
    }

    /// The known names that `name` was probably meant to be, the likeliest first.
    fn suggestions(&self, name: &str) -> Vec<String> {
        if name.len() > LONGEST_SLIP {
            return Vec::new();
        }
        let mut alike: Vec<(usize, String)> = self
            .fields
            .names()
            .into_iter()
            .map(|known| (strsim::damerau_levenshtein(name, &known), known))
            .filter(|(slips, known)| *slips <= SLIPS || known.starts_with(name))
            .collect();
        alike.sort();
        alike.into_iter().take(SUGGESTIONS).map(|(_, known)| known).collect()
    }

    /// The text of a node's token.
    pub(super) fn text(&self, at: &IdedExpr) -> &str {
        let (start, end) = self.bytes(at);
        self.source.get(start..end).unwrap_or_default()
    }

    /// The stretch a person should look at: a whole literal or name, the operator of an operation, the name of a call.
    pub(super) fn span(&self, at: &IdedExpr) -> Span {
        let (start, end) = self.bytes(at);
        let characters = |bytes: &str| bytes.chars().count();
        Span {
            start: self.source.get(..start).map_or(0, characters),
            length: self.source.get(start..end).map_or(0, characters),
        }
    }

    fn bytes(&self, at: &IdedExpr) -> (usize, usize) {
        let (start, end) = self.token(at);
        match &at.expr {
            Expr::Select(SelectExpr { operand, field, test: false }) if dotted_name(&at.expr).is_some() => {
                // The token is the point; spaces may stand on either side of it.
                let after = self.source.get(end..).and_then(|rest| rest.find(field.as_str())).unwrap_or(0);
                (self.bytes(operand).0, end + after + field.len())
            }
            // The token is the opening bracket.
            Expr::Call(call) => self.name_before(start, &call.func_name).unwrap_or((start, end)),
            Expr::Select(SelectExpr { test: true, .. }) => self.name_before(start, "has").unwrap_or((start, end)),
            _ => (start, end),
        }
    }

    fn name_before(&self, bracket: usize, name: &str) -> Option<(usize, usize)> {
        let before = self.source.get(..bracket)?.trim_end();
        before.ends_with(name).then(|| (before.len() - name.len(), before.len()))
    }

    /// First byte of a node's token, and the byte after its last.
    fn token(&self, at: &IdedExpr) -> (usize, usize) {
        let (start, last) = self.positions.offset_for(at.id).unwrap_or_default();
        (start as usize, last as usize + 1)
    }
}
