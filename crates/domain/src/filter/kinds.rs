//! Which kinds of fields know an order, which compare with each other, and how decimals meet whole numbers.

use rust_decimal::Decimal;

use super::Comparison;
use crate::values::FieldKind;

/// Codes, ids and booleans are the same or not; nothing is before or after them.
pub(super) fn has_order(kind: FieldKind) -> bool {
    matches!(kind, FieldKind::Text | FieldKind::Integer | FieldKind::Decimal | FieldKind::Date | FieldKind::Timestamp)
}

/// Whether two fields can be compared with each other.
pub(super) fn comparable(left: FieldKind, right: FieldKind) -> bool {
    use FieldKind::{Code, Decimal, Integer, Object, Text, TextList};
    match (left, right) {
        (TextList | Object, _) => false,
        (Integer | Decimal, Integer | Decimal) | (Text | Code, Text | Code) => true,
        (left, right) => left == right,
    }
}

/// What a comparison with a decimal says about whole numbers; `None` where none can satisfy it.
pub(super) fn whole_comparison(op: Comparison, value: Decimal) -> Option<(Comparison, i64)> {
    let bound = match op {
        Comparison::Equal => return value.is_integer().then(|| i64::try_from(value).ok())?.map(|n| (op, n)),
        Comparison::Less | Comparison::GreaterOrEqual => value.ceil(),
        Comparison::LessOrEqual | Comparison::Greater => value.floor(),
    };
    let upper = matches!(op, Comparison::Less | Comparison::LessOrEqual);
    match i64::try_from(bound) {
        Ok(bound) => Some((op, bound)),
        Err(_) if upper && bound.is_sign_positive() => Some((Comparison::LessOrEqual, i64::MAX)),
        Err(_) if !upper && bound.is_sign_negative() => Some((Comparison::GreaterOrEqual, i64::MIN)),
        Err(_) => None,
    }
}
