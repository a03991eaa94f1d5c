//! Order and cursor positions: any number of columns, mixed directions, missing values last, id as tie-break.

use diesel::expression::{AppearsOnTable, Expression, SelectableExpression, ValidGrouping};
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, QueryFragment, QueryId};
use diesel::sql_types::{Array, Text};

use super::conditions::push_literal;
use super::plan::{ListPlan, Position, SortKey, SortOn};
use guanxi_domain::values::FieldKind;

/// The `ORDER BY` of a plan.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a>(pub &'a ListPlan);

impl QueryId for Order<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Expression for Order<'_> {
    type SqlType = Text;
}

impl<G> ValidGrouping<G> for Order<'_> {
    type IsAggregate = diesel::expression::is_aggregate::No;
}

impl<T> AppearsOnTable<T> for Order<'_> {}
impl<T> SelectableExpression<T> for Order<'_> {}

impl QueryFragment<Pg> for Order<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        let plan = self.0;
        for key in &plan.sort {
            push_key(plan, key, &mut out)?;
            // Without NULLS clause where nothing is missing: only then does the plain index serve the order.
            out.push_sql(match (key.descending != plan.backward(), key.nullable && !plan.backward(), key.nullable) {
                (false, true, _) => " ASC NULLS LAST, ",
                (true, true, _) => " DESC NULLS LAST, ",
                (false, false, true) => " ASC NULLS FIRST, ",
                (true, false, true) => " DESC NULLS FIRST, ",
                (false, ..) => " ASC, ",
                (true, ..) => " DESC, ",
            });
        }
        out.push_identifier(plan.table)?;
        out.push_sql(".\"id\"");
        out.push_sql(if plan.id_descending() != plan.backward() { " DESC" } else { " ASC" });
        Ok(())
    }
}

/// The condition that a row stands beyond the position.
pub(super) fn push_beyond<'b>(
    plan: &'b ListPlan,
    position: &'b Position,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    let uniform = plan.sort.iter().all(|key| !key.nullable && key.descending == plan.id_descending());
    if uniform { push_row_comparison(plan, position, out) } else { push_branches(plan, position, out) }
}

/// `(a, b, id) > (x, y, z)`: one range of one index, however deep the page.
fn push_row_comparison<'b>(
    plan: &'b ListPlan,
    position: &'b Position,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    out.push_sql("(");
    for key in &plan.sort {
        push_key(plan, key, out)?;
        out.push_sql(", ");
    }
    push_id(plan, out)?;
    out.push_sql(if plan.id_descending() == plan.backward() { ") > (" } else { ") < (" });
    for (key, value) in plan.sort.iter().zip(&position.values) {
        push_value(key, value.as_ref(), out)?;
        out.push_sql(", ");
    }
    out.push_bind_param::<diesel::sql_types::Uuid, _>(&position.id)?;
    out.push_sql(")");
    Ok(())
}

/// `a beyond x OR (a = x AND (b beyond y OR (b = y AND id beyond z)))`, with a bound on `a` in front that an index
/// understands.
fn push_branches<'b>(plan: &'b ListPlan, position: &'b Position, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    if let (Some(first), Some(Some(value))) = (plan.sort.first(), position.values.first())
        && !first.nullable
    {
        push_key(plan, first, out)?;
        out.push_sql(if first.descending == plan.backward() { " >= " } else { " <= " });
        push_value(first, Some(value), out)?;
        out.push_sql(" AND ");
    }
    for (key, value) in plan.sort.iter().zip(&position.values) {
        out.push_sql("(");
        push_key_beyond(plan, key, value.as_ref(), out)?;
        out.push_sql(" OR (");
        push_key(plan, key, out)?;
        match value {
            None => out.push_sql(" IS NULL"),
            Some(_) => {
                out.push_sql(" = ");
                push_value(key, value.as_ref(), out)?;
            }
        }
        out.push_sql(" AND ");
    }
    push_id(plan, out)?;
    out.push_sql(if plan.id_descending() == plan.backward() { " > " } else { " < " });
    out.push_bind_param::<diesel::sql_types::Uuid, _>(&position.id)?;
    for _ in &plan.sort {
        out.push_sql("))");
    }
    Ok(())
}

fn push_key_beyond<'b>(
    plan: &'b ListPlan,
    key: &'b SortKey,
    value: Option<&'b guanxi_domain::filter::Literal>,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    match (value, plan.backward()) {
        // Nothing comes after the missing ones, and everything that is there comes before them.
        (None, false) => out.push_sql("FALSE"),
        (None, true) => {
            push_key(plan, key, out)?;
            out.push_sql(" IS NOT NULL");
        }
        (Some(_), backward) => {
            out.push_sql("(");
            push_key(plan, key, out)?;
            out.push_sql(if key.descending == backward { " > " } else { " < " });
            push_value(key, value, out)?;
            if key.nullable && !backward {
                out.push_sql(" OR ");
                push_key(plan, key, out)?;
                out.push_sql(" IS NULL");
            }
            out.push_sql(")");
        }
    }
    Ok(())
}

fn push_key<'b>(plan: &'b ListPlan, key: &'b SortKey, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    match &key.on {
        SortOn::Column(column) => {
            out.push_identifier(plan.table)?;
            out.push_sql(".");
            out.push_identifier(column)
        }
        SortOn::Custom(code) => super::conditions::push_custom(plan.table, code, key.kind, out),
        SortOn::Dictionary { column, codes } => {
            // A code that has left the dictionary sorts with the missing ones.
            out.push_sql("array_position(");
            out.push_bind_param::<Array<Text>, _>(codes)?;
            out.push_sql(", ");
            out.push_identifier(plan.table)?;
            out.push_sql(".");
            out.push_identifier(column)?;
            out.push_sql(")");
            Ok(())
        }
    }
}

fn push_value<'b>(
    key: &'b SortKey,
    value: Option<&'b guanxi_domain::filter::Literal>,
    out: &mut AstPass<'_, 'b, Pg>,
) -> QueryResult<()> {
    match value {
        Some(value) => {
            let kind = if matches!(key.on, SortOn::Dictionary { .. }) { FieldKind::Integer } else { key.kind };
            push_literal(value, kind, out)
        }
        None => {
            out.push_sql("NULL");
            Ok(())
        }
    }
}

fn push_id<'b>(plan: &'b ListPlan, out: &mut AstPass<'_, 'b, Pg>) -> QueryResult<()> {
    out.push_identifier(plan.table)?;
    out.push_sql(".\"id\"");
    Ok(())
}
