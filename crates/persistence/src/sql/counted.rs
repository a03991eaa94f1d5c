//! `SELECT count(*)` over a limited query, and the planner's estimate of an unlimited one.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text};

/// How many rows a (limited) query has.
#[derive(Clone, Copy, Debug, QueryId)]
pub struct Counted<Q>(pub Q);

impl<Q: Query> Query for Counted<Q> {
    type SqlType = BigInt;
}

impl<Q> RunQueryDsl<PgConnection> for Counted<Q> {}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Counted<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("SELECT count(*) FROM (");
        self.0.walk_ast(out.reborrow())?;
        out.push_sql(") AS counted");
        Ok(())
    }
}

/// What the planner expects of a query: its plan as JSON text.
#[derive(Clone, Copy, Debug, QueryId)]
pub struct Estimated<Q>(pub Q);

impl<Q: Query> Query for Estimated<Q> {
    type SqlType = Text;
}

impl<Q> RunQueryDsl<PgConnection> for Estimated<Q> {}

impl<Q: QueryFragment<Pg>> QueryFragment<Pg> for Estimated<Q> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        out.push_sql("EXPLAIN (FORMAT JSON) ");
        self.0.walk_ast(out.reborrow())
    }
}
