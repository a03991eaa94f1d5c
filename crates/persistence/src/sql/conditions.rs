//! The `WHERE` of a list: tenant first, then bin, scope, filter, words and cursor.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::sync::{LazyLock, Mutex, PoisonError};

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, BigInt, Bool, Date, Numeric, Text, Timestamptz, Uuid as UuidType};
use guanxi_domain::filter::{Comparison, FieldRef, Literal, Predicate, TextMatch};
use guanxi_domain::values::FieldKind;

use super::keyset::push_beyond;
use super::plan::{ListPlan, Records, Scope, Words};

/// The condition of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Where<'a>(pub &'a ListPlan);

impl QueryId for Where<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Where<'_> {
    type SqlType = Bool;
}

impl<G> ValidGrouping<G> for Where<'_> {
    type IsAggregate = diesel::expression::is_aggregate::No;
}

impl<T> AppearsOnTable<T> for Where<'_> {}
impl<T> SelectableExpression<T> for Where<'_> {}

impl QueryFragment<Pg> for Where<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let plan = self.0;
        if !may_be_prepared(plan) {
            out.unsafe_to_cache_prepared();
        }
        push_column(plan.table, "org_id", &mut out)?;
        out.push_sql(" = ");
        out.push_bind_param::<UuidType, _>(&plan.org)?;
        match plan.records {
            Records::Any => {}
            Records::Live | Records::Deleted => {
                out.push_sql(" AND ");
                push_column(plan.table, "deleted_at", &mut out)?;
                out.push_sql(if plan.records == Records::Live { " IS NULL" } else { " IS NOT NULL" });
            }
        }
        if let Some(ids) = &plan.ids {
            out.push_sql(" AND ");
            push_column(plan.table, "id", &mut out)?;
            match ids.as_slice() {
                [id] => {
                    out.push_sql(" = ");
                    out.push_bind_param::<UuidType, _>(id)?;
                }
                _ => {
                    out.push_sql(" = ANY(");
                    out.push_bind_param::<Array<UuidType>, _>(ids)?;
                    out.push_sql(")");
                }
            }
        }
        push_scope(plan, plan.table, &mut out)?;
        if let Some(filter) = &plan.filter {
            out.push_sql(" AND ");
            push_predicate(plan.table, filter, &mut out)?;
        }
        if let Some(words) = &plan.words {
            out.push_sql(" AND ");
            push_words(plan, words, &mut out)?;
        }
        if let Some(position) = &plan.after {
            out.push_sql(" AND (");
            push_beyond(plan, position, &mut out)?;
            out.push_sql(")");
        }
        Ok(())
    }
}

/// The scope as a condition on the records' table, or on another that repeats owner, department and id.
pub(super) fn push_scope<'b>(
    plan: &'b ListPlan,
    table: &'static str,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    let (owner, departments, shared) = match &plan.scope {
        Scope::All => return Ok(()),
        Scope::None => {
            out.push_sql(" AND FALSE");
            return Ok(());
        }
        Scope::Any { owner, departments, shared } => (owner, departments, shared),
    };
    out.push_sql(" AND (FALSE");
    if let Some(owner) = owner {
        out.push_sql(" OR ");
        push_column(table, "owner_id", out)?;
        out.push_sql(" = ");
        out.push_bind_param::<UuidType, _>(owner)?;
    }
    for (column, ids) in [("department_id", departments), ("id", shared)] {
        if !ids.is_empty() {
            out.push_sql(" OR ");
            push_column(table, column, out)?;
            out.push_sql(" = ANY(");
            out.push_bind_param::<Array<UuidType>, _>(ids)?;
            out.push_sql(")");
        }
    }
    out.push_sql(")");
    Ok(())
}

fn push_words<'b>(plan: &'b ListPlan, words: &'b Words, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_sql("EXISTS (SELECT 1 FROM search_entry AS found WHERE found.org_id = ");
    push_column(plan.table, "org_id", out)?;
    out.push_sql(" AND found.id = ");
    push_column(plan.table, "id", out)?;
    // Said of the entry too: of what a rare word finds, only the caller's records are looked up.
    push_scope(plan, "found", out)?;
    out.push_sql(" AND ");
    push_matches(words, out)?;
    out.push_sql(")");
    Ok(())
}

/// The condition on a search entry that stands as `found`.
pub(crate) fn push_matches<'b>(words: &'b Words, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_sql("found.tokens @@ ");
    out.push_bind_param::<Text, _>(&words.tsquery)?;
    out.push_sql("::tsquery");
    for readings in &words.recheck {
        // Pairs of characters say that they are there; this says that they stand together.
        out.push_sql(" AND (FALSE");
        for (segment, pattern) in readings {
            out.push_sql(" OR split_part(found.haystack, '|', ");
            out.push_bind_param::<diesel::sql_types::Integer, _>(segment)?;
            out.push_sql(") LIKE ");
            out.push_bind_param::<Text, _>(pattern)?;
        }
        out.push_sql(")");
    }
    Ok(())
}

fn push_predicate<'b>(table: &'static str, predicate: &'b Predicate, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    match predicate {
        Predicate::True => out.push_sql("TRUE"),
        Predicate::False => out.push_sql("FALSE"),
        Predicate::And(members) => push_group(table, members, " AND ", out)?,
        Predicate::Or(members) => push_group(table, members, " OR ", out)?,
        Predicate::Not(inner) => {
            out.push_sql("((");
            push_predicate(table, inner, out)?;
            out.push_sql(") IS NOT TRUE)");
        }
        Predicate::Compare { field, op, value } => {
            push_field(table, field, out)?;
            push_operator(*op, out);
            push_literal(value, field.kind, out)?;
        }
        Predicate::CompareFields { left, op, right } => {
            push_field(table, left, out)?;
            push_operator(*op, out);
            push_field(table, right, out)?;
        }
        Predicate::In { field, values } => {
            out.push_sql("(");
            for (index, value) in values.iter().enumerate() {
                if index > 0 {
                    out.push_sql(" OR ");
                }
                push_field(table, field, out)?;
                out.push_sql(" = ");
                push_literal(value, field.kind, out)?;
            }
            out.push_sql(")");
        }
        Predicate::Text { field, op, needle } => push_text_match(table, field, *op, needle, out)?,
        Predicate::Has { list, value } => {
            if list.custom {
                out.push_sql("jsonb_exists(");
                push_json(table, list.key(), out)?;
                out.push_sql(", ");
                out.push_bind_param::<Text, _>(value)?;
                out.push_sql(")");
            } else {
                out.push_bind_param::<Text, _>(value)?;
                out.push_sql(" = ANY(");
                push_column(table, list.key(), out)?;
                out.push_sql(")");
            }
        }
        Predicate::Missing(field) => {
            push_raw(table, field, out)?;
            out.push_sql(" IS NULL");
        }
        Predicate::Size { field, op, n } => {
            out.push_sql(match (field.kind, field.custom) {
                (FieldKind::TextList, true) => "jsonb_array_length(",
                (FieldKind::TextList, false) => "cardinality(",
                _ => "char_length(",
            });
            push_raw(table, field, out)?;
            out.push_sql(")");
            push_operator(*op, out);
            out.push_bind_param::<BigInt, _>(n)?;
        }
    }
    Ok(())
}

fn push_group<'b>(
    table: &'static str,
    members: &'b [Predicate],
    between: &'static str,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    out.push_sql("(");
    for (index, member) in members.iter().enumerate() {
        if index > 0 {
            out.push_sql(between);
        }
        push_predicate(table, member, out)?;
    }
    out.push_sql(")");
    Ok(())
}

fn push_text_match<'b>(
    table: &'static str,
    field: &'b FieldRef,
    op: TextMatch,
    needle: &'b str,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    match op {
        TextMatch::Contains => {
            out.push_sql("strpos(");
            push_field(table, field, out)?;
            out.push_sql(", ");
            out.push_bind_param::<Text, str>(needle)?;
            out.push_sql(") > 0");
        }
        TextMatch::StartsWith => {
            push_field(table, field, out)?;
            out.push_sql(" ^@ ");
            out.push_bind_param::<Text, str>(needle)?;
        }
        TextMatch::EndsWith => {
            out.push_sql("right(");
            push_field(table, field, out)?;
            out.push_sql(", char_length(");
            out.push_bind_param::<Text, str>(needle)?;
            out.push_sql(")) = ");
            out.push_bind_param::<Text, str>(needle)?;
        }
    }
    Ok(())
}

fn push_operator(op: Comparison, out: &mut AstPass<'_, '_, Pg>) {
    out.push_sql(match op {
        Comparison::Equal => " = ",
        Comparison::Less => " < ",
        Comparison::LessOrEqual => " <= ",
        Comparison::Greater => " > ",
        Comparison::GreaterOrEqual => " >= ",
    });
}

/// A value with the SQL type of its own; numbers of both kinds compare with one another in SQL as in memory.
pub(super) fn push_literal<'b>(
    literal: &'b Literal,
    kind: FieldKind,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    match (literal, kind) {
        (Literal::Text(text), _) => out.push_bind_param::<Text, _>(text),
        (Literal::Integer(number), _) => out.push_bind_param::<BigInt, _>(number),
        (Literal::Decimal(number), _) => out.push_bind_param::<Numeric, _>(number),
        (Literal::Boolean(value), _) => out.push_bind_param::<Bool, _>(value),
        (Literal::Date(date), _) => out.push_bind_param::<Date, _>(date),
        (Literal::Timestamp(instant), _) => out.push_bind_param::<Timestamptz, _>(instant),
        (Literal::Id(id), _) => out.push_bind_param::<UuidType, _>(id),
    }
}

/// A field as a value that compares.
fn push_field<'b>(table: &'static str, field: &'b FieldRef, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    if field.custom { push_custom(table, field.key(), field.kind, out) } else { push_column(table, field.key(), out) }
}

/// A field as it is stored: a column, or the JSON value of a custom list.
fn push_raw<'b>(table: &'static str, field: &'b FieldRef, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    match (field.custom, field.kind) {
        (true, FieldKind::TextList) => push_json(table, field.key(), out),
        _ => push_field(table, field, out),
    }
}

/// A custom field with the SQL type of its kind.
pub(super) fn push_custom<'b>(
    table: &'static str,
    code: &'b str,
    kind: FieldKind,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    out.push_sql("(");
    push_column(table, "custom", out)?;
    out.push_sql(" ->> ");
    out.push_bind_param::<Text, str>(code)?;
    out.push_sql(match kind {
        FieldKind::Integer => ")::bigint",
        FieldKind::Decimal => ")::numeric",
        FieldKind::Boolean => ")::boolean",
        FieldKind::Date => ")::date",
        FieldKind::Timestamp => ")::timestamptz",
        FieldKind::Id => ")::uuid",
        FieldKind::Text | FieldKind::Code | FieldKind::TextList | FieldKind::Object => ")",
    });
    Ok(())
}

/// A custom field as JSON; an empty list counts as missing, as in memory.
fn push_json<'b>(table: &'static str, code: &'b str, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_sql("(");
    push_column(table, "custom", out)?;
    out.push_sql(" -> ");
    out.push_bind_param::<Text, str>(code)?;
    out.push_sql(")");
    Ok(())
}

pub(super) fn push_column<'b>(table: &'static str, column: &'b str, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_identifier(table)?;
    out.push_sql(".");
    out.push_identifier(column)
}

/// How many shapes of filter are kept as prepared statements: those of saved views and of clients that ask the same
/// again and again. The rest, which a person types once, would only fill each connection's memory.
///
/// A list with words is never kept: a word in every tenth name and one in every ten-thousandth need different plans, and
/// a plan for all words would be hundreds of times too slow for one of them. Rare words do not come here: what they find
/// is looked up first (see [`Found`](super::Found)).
const PREPARED_SHAPES: usize = 500;

fn may_be_prepared(plan: &ListPlan) -> bool {
    static KNOWN: LazyLock<Mutex<HashSet<u64>>> = LazyLock::new(Mutex::default);
    if plan.words.is_some() {
        return false;
    }
    if plan.filter.is_none() {
        return true;
    }
    let mut shape = DefaultHasher::new();
    plan.table.hash(&mut shape);
    if let Some(filter) = &plan.filter {
        hash_shape(filter, &mut shape);
    }
    let mut known = KNOWN.lock().unwrap_or_else(PoisonError::into_inner);
    known.contains(&shape.finish()) || (known.len() < PREPARED_SHAPES && known.insert(shape.finish()))
}

/// Everything that shows in the SQL text, nothing that is bound.
fn hash_shape(predicate: &Predicate, shape: &mut DefaultHasher) {
    std::mem::discriminant(predicate).hash(shape);
    match predicate {
        Predicate::True | Predicate::False => {}
        Predicate::And(members) | Predicate::Or(members) => {
            members.len().hash(shape);
            members.iter().for_each(|member| hash_shape(member, shape));
        }
        Predicate::Not(inner) => hash_shape(inner, shape),
        Predicate::Compare { field, op, .. } | Predicate::Size { field, op, .. } => {
            (&field.name, op.as_str()).hash(shape);
        }
        Predicate::CompareFields { left, op, right } => (&left.name, op.as_str(), &right.name).hash(shape),
        Predicate::In { field, values } => (&field.name, values.len()).hash(shape),
        Predicate::Text { field, op, .. } => (&field.name, op.as_str()).hash(shape),
        Predicate::Has { list, .. } => list.name.hash(shape),
        Predicate::Missing(field) => field.name.hash(shape),
    }
}
