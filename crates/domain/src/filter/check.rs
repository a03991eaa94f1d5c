//! From the syntax tree to a predicate: names are resolved, kinds checked, constants worked out.

use cel::common::ast::{CallExpr, Expr, IdedExpr, ListExpr, LiteralValue, SelectExpr, SourceInfo, operators};
use uuid::Uuid;

use super::constant::{self, Constant, Fault};
use super::error::{Expected, FilterError};
use super::kinds::{comparable, has_order, whole_comparison};
use super::{Cell, Comparison, Context, FieldRef, Fields, Literal, Predicate, TextMatch};
use crate::values::FieldKind;

/// What a check answers.
pub(super) type Checked<T> = Result<T, FilterError>;

/// One side of a comparison.
enum Operand {
    Field(FieldRef),
    /// `size(field)`.
    Size(FieldRef),
    Constant(Constant),
    Null,
}

/// The operators of comparisons, without `!=`, which is the negation of `==`.
fn comparison(operator: &str) -> Option<Comparison> {
    Some(match operator {
        operators::EQUALS => Comparison::Equal,
        operators::LESS => Comparison::Less,
        operators::LESS_EQUALS => Comparison::LessOrEqual,
        operators::GREATER => Comparison::Greater,
        operators::GREATER_EQUALS => Comparison::GreaterOrEqual,
        _ => return None,
    })
}

/// The sign that a person writes for an operator of the syntax tree: `_*_` is `*`, `@in` is `in`.
fn sign(operator: &str) -> &str {
    operator.trim_matches(['_', '@'])
}

/// The name that an expression spells, `custom.size`.
pub(super) fn dotted_name(expression: &Expr) -> Option<String> {
    match expression {
        Expr::Ident(name) => Some(name.clone()),
        Expr::Select(SelectExpr { operand, field, test: false }) => Some(dotted_name(&operand.expr)? + "." + field),
        _ => None,
    }
}

/// Checks one source against one registry.
pub(super) struct Checker<'a> {
    pub(super) source: &'a str,
    pub(super) positions: &'a SourceInfo,
    pub(super) fields: &'a dyn Fields,
    context: &'a Context,
}

impl<'a> Checker<'a> {
    pub fn new(source: &'a str, positions: &'a SourceInfo, fields: &'a dyn Fields, context: &'a Context) -> Self {
        Self { source, positions, fields, context }
    }

    /// Reads an expression that is to be true or false.
    pub fn condition(&self, at: &IdedExpr) -> Checked<Predicate> {
        if let Expr::Select(SelectExpr { operand, field, test: true }) = &at.expr {
            let name = dotted_name(&operand.expr)
                .ok_or_else(|| FilterError::invalid_span(self.span(operand), Expected::CustomField))?;
            return Ok(!Predicate::Missing(self.field(&format!("{name}.{field}"), operand)?));
        }
        if let Expr::Call(call) = &at.expr {
            match (call.func_name.as_str(), call.args.as_slice()) {
                (operators::LOGICAL_AND, [left, right]) => {
                    return Ok(Predicate::all([self.condition(left)?, self.condition(right)?]));
                }
                (operators::LOGICAL_OR, [left, right]) => {
                    return Ok(Predicate::any([self.condition(left)?, self.condition(right)?]));
                }
                (operators::LOGICAL_NOT, [inner]) => return Ok(!self.condition(inner)?),
                (operators::NOT_EQUALS, [left, right]) => {
                    return Ok(!self.compare(at, left, Comparison::Equal, right)?);
                }
                (operators::IN, [item, list]) => return self.membership(item, list),
                (operator, [left, right]) if let Some(op) = comparison(operator) => {
                    return self.compare(at, left, op, right);
                }
                _ => {}
            }
            if let Some(matched) = self.text_match(at, call)? {
                return Ok(matched);
            }
        }
        match self.operand(at)? {
            Operand::Constant(Constant::Boolean(true)) => Ok(Predicate::True),
            Operand::Constant(Constant::Boolean(false)) => Ok(Predicate::False),
            Operand::Field(field) if field.kind == FieldKind::Boolean => {
                Ok(Predicate::Compare { field, op: Comparison::Equal, value: Literal::Boolean(true) })
            }
            _ => Err(FilterError::type_mismatch(self.span(at), Expected::Condition)),
        }
    }

    fn compare(&self, at: &IdedExpr, left: &IdedExpr, op: Comparison, right: &IdedExpr) -> Checked<Predicate> {
        match (self.operand(left)?, self.operand(right)?) {
            (Operand::Field(field), Operand::Null) | (Operand::Null, Operand::Field(field)) => match op {
                Comparison::Equal => Ok(Predicate::Missing(field)),
                _ => Err(FilterError::type_mismatch(self.span(at), Expected::Equality)),
            },
            (Operand::Field(field), Operand::Constant(value)) => self.compare_field(at, field, op, value, right),
            (Operand::Constant(value), Operand::Field(field)) => {
                self.compare_field(at, field, op.flipped(), value, left)
            }
            (Operand::Size(field), Operand::Constant(value)) => self.compare_size(field, op, value, right),
            (Operand::Constant(value), Operand::Size(field)) => self.compare_size(field, op.flipped(), value, left),
            (Operand::Field(a), Operand::Field(b)) => {
                if !comparable(a.kind, b.kind) {
                    return Err(FilterError::type_mismatch(self.span(right), a.kind));
                }
                self.require_order(at, op, a.kind)?;
                self.require_order(at, op, b.kind)?;
                Ok(Predicate::CompareFields { left: a, op, right: b })
            }
            (Operand::Constant(a), Operand::Constant(b)) => self.compare_constants(a, op, b, right),
            (Operand::Null, _) => Err(FilterError::type_mismatch(self.span(right), Expected::Field)),
            (_, Operand::Null) => Err(FilterError::type_mismatch(self.span(left), Expected::Field)),
            (Operand::Size(_), _) => Err(FilterError::type_mismatch(self.span(right), Expected::Literal)),
            (_, Operand::Size(_)) => Err(FilterError::type_mismatch(self.span(left), Expected::Literal)),
        }
    }

    fn compare_field(
        &self,
        at: &IdedExpr,
        field: FieldRef,
        op: Comparison,
        value: Constant,
        value_at: &IdedExpr,
    ) -> Checked<Predicate> {
        if let (FieldKind::Integer, Constant::Decimal(value)) = (field.kind, &value) {
            return Ok(match whole_comparison(op, *value) {
                Some((op, bound)) => Predicate::Compare { field, op, value: Literal::Integer(bound) },
                None => Predicate::False,
            });
        }
        if field.kind == FieldKind::TextList {
            return Err(FilterError::type_mismatch(self.span(value_at), Expected::Null));
        }
        let value = self.literal(field.kind, value, value_at)?;
        self.require_order(at, op, field.kind)?;
        Ok(Predicate::Compare { field, op, value })
    }

    fn compare_size(&self, field: FieldRef, op: Comparison, value: Constant, at: &IdedExpr) -> Checked<Predicate> {
        let bound = match value {
            Constant::Integer(n) => Some((op, n)),
            Constant::Decimal(value) => whole_comparison(op, value),
            _ => return Err(FilterError::type_mismatch(self.span(at), Expected::Number)),
        };
        Ok(bound.map_or(Predicate::False, |(op, n)| Predicate::Size { field, op, n }))
    }

    /// `today < date("2027-01-01")`: known before any record is.
    fn compare_constants(&self, a: Constant, op: Comparison, b: Constant, at: &IdedExpr) -> Checked<Predicate> {
        let instant = |constant: Constant, beside: &Constant| match (constant, beside) {
            (Constant::Date(date), Constant::Timestamp(_)) => {
                Constant::Timestamp(constant::start_of_day(date, self.context.time_zone))
            }
            (other, _) => other,
        };
        let (a, b) = (instant(a.clone(), &b), instant(b, &a));
        let order = a.into_literal().zip(b.into_literal()).and_then(|(a, b)| Cell::from(&a).order(&Cell::from(&b)));
        match order {
            Some(order) if op.holds(Some(order)) => Ok(Predicate::True),
            Some(_) => Ok(Predicate::False),
            None => Err(FilterError::type_mismatch(self.span(at), Expected::Field)),
        }
    }

    fn require_order(&self, at: &IdedExpr, op: Comparison, kind: FieldKind) -> Checked<()> {
        if op == Comparison::Equal || has_order(kind) {
            Ok(())
        } else {
            Err(FilterError::type_mismatch(self.span(at), Expected::Equality))
        }
    }

    /// `field in ["a", "b"]` and `"item" in list`.
    fn membership(&self, item: &IdedExpr, list: &IdedExpr) -> Checked<Predicate> {
        if let Expr::List(ListExpr { elements, .. }) = &list.expr {
            let Operand::Field(field) = self.operand(item)? else {
                return Err(FilterError::type_mismatch(self.span(item), Expected::Field));
            };
            let mut values = Vec::with_capacity(elements.len());
            for element in elements {
                let value = match self.operand(element)? {
                    // No whole number is among decimals that have a fraction.
                    Operand::Constant(Constant::Decimal(value)) if field.kind == FieldKind::Integer => {
                        whole_comparison(Comparison::Equal, value).map(|(_, n)| Literal::Integer(n))
                    }
                    Operand::Constant(value) => Some(self.literal(field.kind, value, element)?),
                    _ => return Err(FilterError::type_mismatch(self.span(element), Expected::Literal)),
                };
                values.extend(value);
            }
            return Ok(if values.is_empty() { Predicate::False } else { Predicate::In { field, values } });
        }
        let item_value = self.operand(item)?;
        match self.operand(list)? {
            Operand::Field(list) if list.kind == FieldKind::TextList => match item_value {
                Operand::Constant(Constant::Text(value)) => Ok(Predicate::Has { list, value }),
                _ => Err(FilterError::type_mismatch(self.span(item), Expected::Text)),
            },
            _ => Err(FilterError::type_mismatch(self.span(list), Expected::List)),
        }
    }

    /// `name.contains("科技")` and its like; nothing for another call.
    fn text_match(&self, at: &IdedExpr, call: &CallExpr) -> Checked<Option<Predicate>> {
        let op = match call.func_name.as_str() {
            "contains" => TextMatch::Contains,
            "startsWith" => TextMatch::StartsWith,
            "endsWith" => TextMatch::EndsWith,
            _ => return Ok(None),
        };
        let (Some(target), [argument]) = (&call.target, call.args.as_slice()) else {
            return Err(FilterError::type_mismatch(self.span(at), Expected::Text));
        };
        let field = match self.operand(target)? {
            Operand::Field(field) if matches!(field.kind, FieldKind::Text | FieldKind::Code) => field,
            _ => return Err(FilterError::type_mismatch(self.span(target), Expected::Text)),
        };
        match self.operand(argument)? {
            Operand::Constant(Constant::Text(needle)) => Ok(Some(Predicate::Text { field, op, needle })),
            _ => Err(FilterError::type_mismatch(self.span(argument), Expected::Text)),
        }
    }

    /// Reads an expression that is a value.
    fn operand(&self, at: &IdedExpr) -> Checked<Operand> {
        match &at.expr {
            Expr::Literal(literal) => self.literal_operand(literal, at),
            Expr::Ident(name) if name == "now" => {
                self.in_range(constant::stored(self.context.now).map(Constant::Timestamp), at)
            }
            Expr::Ident(name) if name == "today" => {
                let today = self.context.now.with_timezone(&self.context.time_zone).date_naive();
                Ok(Operand::Constant(Constant::Date(today)))
            }
            Expr::Ident(name) if name == "me" => Ok(Operand::Constant(Constant::Id(self.context.me))),
            Expr::Ident(_) | Expr::Select(SelectExpr { test: false, .. }) => match dotted_name(&at.expr) {
                Some(name) => self.field(&name, at).map(Operand::Field),
                None => Err(FilterError::unsupported(self.span(at), ".")),
            },
            Expr::Call(call) => self.call(at, call),
            Expr::List(_) => Err(FilterError::type_mismatch(self.span(at), Expected::Value)),
            Expr::Select(_) => Err(FilterError::unsupported(self.span(at), "has")),
            Expr::Map(_) | Expr::Struct(_) => Err(FilterError::unsupported(self.span(at), "{}")),
            Expr::Comprehension(_) | Expr::Unspecified => Err(FilterError::unsupported(self.span(at), "macro")),
        }
    }

    fn literal_operand(&self, literal: &LiteralValue, at: &IdedExpr) -> Checked<Operand> {
        let constant = match literal {
            LiteralValue::Null => return Ok(Operand::Null),
            LiteralValue::Boolean(value) => Some(Constant::Boolean(*value.inner())),
            LiteralValue::Int(number) => Some(Constant::Integer(*number.inner())),
            LiteralValue::UInt(number) => i64::try_from(*number.inner()).ok().map(Constant::Integer),
            // The parser's binary fraction would not be what was written.
            LiteralValue::Double(number) => constant::decimal(self.text(at))
                .map(|value| Constant::Decimal(if number.inner().is_sign_negative() { -value } else { value })),
            LiteralValue::String(text) if text.inner().contains('\0') => {
                return Err(FilterError::type_mismatch(self.span(at), Expected::Text));
            }
            LiteralValue::String(text) => Some(Constant::Text(text.inner().to_owned())),
            LiteralValue::Bytes(_) => return Err(FilterError::unsupported(self.span(at), "b\"\"")),
        };
        self.in_range(constant, at)
    }

    fn call(&self, at: &IdedExpr, call: &CallExpr) -> Checked<Operand> {
        let name = call.func_name.as_str();
        match (name, call.target.as_deref(), call.args.as_slice()) {
            (operators::NEGATE, None, [inner]) => {
                let constant = self.constant(at, name, inner)?;
                self.folded(constant.negated(), at)
            }
            (
                operators::ADD | operators::SUBSTRACT | operators::MULTIPLY | operators::DIVIDE | operators::MODULO,
                None,
                [left, right],
            ) => {
                let (left, right) = (self.constant(at, name, left)?, self.constant(at, name, right)?);
                self.folded(left.combine(sign(name), right, self.context.time_zone), at)
            }
            ("size", None, [of]) | ("size", Some(of), []) => match self.operand(of)? {
                Operand::Field(field)
                    if matches!(field.kind, FieldKind::Text | FieldKind::Code | FieldKind::TextList) =>
                {
                    Ok(Operand::Size(field))
                }
                _ => Err(FilterError::type_mismatch(self.span(of), Expected::Text)),
            },
            ("date", None, [argument]) => {
                self.parsed(argument, Expected::Date, |text| constant::date(text).map(Constant::Date))
            }
            ("timestamp", None, [argument]) => {
                self.parsed(argument, Expected::Timestamp, |text| constant::timestamp(text).map(Constant::Timestamp))
            }
            ("duration", None, [argument]) => {
                self.parsed(argument, Expected::Duration, |text| constant::duration(text).map(Constant::Duration))
            }
            ("date", ..) => Err(FilterError::type_mismatch(self.span(at), Expected::Date)),
            ("timestamp", ..) => Err(FilterError::type_mismatch(self.span(at), Expected::Timestamp)),
            ("duration", ..) => Err(FilterError::type_mismatch(self.span(at), Expected::Duration)),
            ("size", ..) => Err(FilterError::type_mismatch(self.span(at), Expected::Value)),
            ("matches", ..) => Err(FilterError::matches_refused(self.span(at))),
            (operators::INDEX, ..) => Err(FilterError::unsupported(self.span(at), "[]")),
            _ => Err(FilterError::unsupported(self.span(at), sign(name))),
        }
    }

    /// An operand of arithmetic: databases can calculate with fields, but no index can answer it.
    fn constant(&self, at: &IdedExpr, operator: &str, side: &IdedExpr) -> Checked<Constant> {
        match self.operand(side)? {
            Operand::Constant(constant) => Ok(constant),
            Operand::Null => Err(FilterError::type_mismatch(self.span(side), Expected::Literal)),
            Operand::Field(_) | Operand::Size(_) => Err(FilterError::unsupported(self.span(at), sign(operator))),
        }
    }

    fn folded(&self, result: Result<Constant, Fault>, at: &IdedExpr) -> Checked<Operand> {
        match result {
            Ok(constant) => Ok(Operand::Constant(constant)),
            Err(Fault::Kinds) => Err(FilterError::type_mismatch(self.span(at), Expected::Value)),
            Err(Fault::Range) => self.in_range(None, at),
        }
    }

    fn in_range(&self, constant: Option<Constant>, at: &IdedExpr) -> Checked<Operand> {
        constant.map(Operand::Constant).ok_or_else(|| FilterError::invalid_span(self.span(at), Expected::InRange))
    }

    /// The argument of `date`, `timestamp` or `duration`.
    fn parsed(
        &self,
        argument: &IdedExpr,
        expected: Expected,
        parse: impl Fn(&str) -> Option<Constant>,
    ) -> Checked<Operand> {
        match self.operand(argument)? {
            Operand::Constant(Constant::Text(text)) => parse(&text).map(Operand::Constant),
            _ => None,
        }
        .ok_or_else(|| FilterError::type_mismatch(self.span(argument), expected))
    }

    /// A constant as a value of a field's kind.
    fn literal(&self, kind: FieldKind, value: Constant, at: &IdedExpr) -> Checked<Literal> {
        let out_of_range = || FilterError::invalid_span(self.span(at), Expected::InRange);
        Ok(match (kind, value) {
            (FieldKind::Text | FieldKind::Code, Constant::Text(text)) => Literal::Text(text),
            (FieldKind::Id, Constant::Id(id)) => Literal::Id(id),
            (FieldKind::Id, Constant::Text(text)) => Uuid::try_parse(&text)
                .map(Literal::Id)
                .map_err(|_| FilterError::type_mismatch(self.span(at), Expected::Id))?,
            (FieldKind::Integer, Constant::Integer(number)) => Literal::Integer(number),
            (FieldKind::Decimal, Constant::Integer(number)) => Literal::Decimal(number.into()),
            (FieldKind::Decimal, Constant::Decimal(number)) => Literal::Decimal(number),
            (FieldKind::Boolean, Constant::Boolean(value)) => Literal::Boolean(value),
            (FieldKind::Date, Constant::Date(date)) => Literal::Date(date),
            (FieldKind::Timestamp, Constant::Timestamp(instant)) => Literal::Timestamp(instant),
            (FieldKind::Timestamp, Constant::Date(date)) => {
                let start = constant::start_of_day(date, self.context.time_zone);
                Literal::Timestamp(constant::stored(start).ok_or_else(out_of_range)?)
            }
            (kind, _) => return Err(FilterError::type_mismatch(self.span(at), kind)),
        })
    }
}
