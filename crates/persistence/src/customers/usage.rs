//! What customers carry: asked before something that the administrator shaped is taken away or tightened.

use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb, Text};
use guanxi_domain::identity::Action;
use serde_json::json;

use super::Customer;
use crate::platform::shares::scope_of;
use crate::record::Entity as _;
use crate::schema::customer;
use crate::sql::{ListPlan, Records, Where};
use crate::{Result, Tx};

/// Tagged customers that are looked through for tags, newest first.
const TAGGED: i64 = 20_000;

/// Whether an address of a customer has a type; customers in the recycle bin count, since they may come back.
pub(crate) fn carries_address_type(tx: &mut Tx<'_>, code: &str) -> Result<bool> {
    let of_type = sql::<Bool>("addresses @> ").bind::<Jsonb, _>(json!([{"kind": code}]));
    let found = customer::table.filter(customer::org_id.eq(tx.org())).filter(of_type);
    Ok(select(exists(found)).get_result(tx.conn)?)
}

/// Whether a customer has a tag.
pub(crate) fn carries_tag(tx: &mut Tx<'_>, tag: &str) -> Result<bool> {
    let tagged = sql::<Bool>("tags @> ").bind::<Array<Text>, _>(vec![tag]);
    let found = customer::table.filter(customer::org_id.eq(tx.org())).filter(tagged);
    Ok(select(exists(found)).get_result(tx.conn)?)
}

/// The tags of the newest customers that the caller sees, each once.
pub(crate) fn recent_tags(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    if !tx.may(Customer::RESOURCE, Action::View) {
        return Ok(Vec::new());
    }
    let plan = ListPlan {
        table: Customer::NAME,
        org: tx.org(),
        records: Records::Live,
        ids: None,
        scope: scope_of::<Customer>(tx, Action::View)?,
        filter: None,
        words: None,
        sort: Vec::new(),
        after: None,
        offset: 0,
        limit: TAGGED,
    };
    let lists: Vec<Vec<String>> = customer::table
        .filter(Where(&plan))
        .order(customer::created_at.desc())
        .limit(TAGGED)
        .select(customer::tags)
        .load(tx.conn)?;
    let mut tags: Vec<String> = lists.into_iter().flatten().collect();
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}
