//! The records that words find, by their search entries alone.

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{AstPass, Query, QueryFragment, QueryId};
use diesel::sql_types::{BigInt, Text, Uuid as UuidType};

use super::conditions::{push_matches, push_scope};
use super::plan::{ListPlan, Words};

/// Ids of what the words of a plan find within its scope, in no order, up to a limit.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// Tenant, entity and scope.
    pub plan: &'a ListPlan,
    /// What is looked for.
    pub words: &'a Words,
    /// Rows.
    pub limit: i64,
}

impl QueryId for Found<'_> {
    type QueryId = ();
    const HAS_STATIC_QUERY_ID: bool = false;
}

impl Query for Found<'_> {
    type SqlType = UuidType;
}

impl RunQueryDsl<PgConnection> for Found<'_> {}

impl QueryFragment<Pg> for Found<'_> {
    fn walk_ast<'b>(&'b self, mut out: AstPass<'_, 'b, Pg>) -> QueryResult<()> {
        // One statement for all words of two characters, one for each number of readings of longer ones.
        if self.words.recheck.len() > 1 {
            out.unsafe_to_cache_prepared();
        }
        out.push_sql("SELECT found.id FROM search_entry AS found WHERE found.org_id = ");
        out.push_bind_param::<UuidType, _>(&self.plan.org)?;
        out.push_sql(" AND found.entity = ");
        out.push_bind_param::<Text, _>(self.plan.table)?;
        push_scope(self.plan, "found", &mut out)?;
        out.push_sql(" AND ");
        push_matches(self.words, &mut out)?;
        out.push_sql(" LIMIT ");
        out.push_bind_param::<BigInt, _>(&self.limit)
    }
}
