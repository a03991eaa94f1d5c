//! What customers carry: asked before something that the administrator shaped is taken away or tightened.

use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb, Text, Uuid as UuidType};
use guanxi_domain::identity::Action;
use serde_json::json;
use uuid::Uuid;

use super::Customer;
use crate::platform::shares::scope_of;
use crate::record::{self, Entity as _};
use crate::schema::customer;
use crate::sql::{ListPlan, Records, Where};
use crate::{Result, Tx};

/// Tagged customers that are looked through for tags, newest first.
const TAGGED: i64 = 20_000;

/// Whether a customer has the code of a dictionary; those in the recycle bin count, since they may come back.
pub(crate) fn carries_code(tx: &mut Tx<'_>, dictionary: &str, code: &str) -> Result<bool> {
    if dictionary != "address_type" {
        return record::carries::<Customer>(tx, dictionary, code);
    }
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

/// Whether a customer keeps a value under the code of a custom field.
pub(crate) fn carries_custom(tx: &mut Tx<'_>, code: &str) -> Result<bool> {
    let kept = sql::<Bool>("jsonb_exists(custom, ").bind::<Text, _>(code).sql(")");
    let found = customer::table.filter(customer::org_id.eq(tx.org())).filter(kept);
    Ok(select(exists(found)).get_result(tx.conn)?)
}

/// Notes the values that customers have in a field which is unique from now on.
pub(crate) fn note_unique(tx: &mut Tx<'_>, field: Uuid, code: &str) -> Result<()> {
    diesel::sql_query(
        "INSERT INTO custom_unique (org_id, field_id, value, record_id) \
         SELECT org_id, $2, custom ->> $3, id FROM customer WHERE org_id = $1 AND custom ->> $3 IS NOT NULL",
    )
    .bind::<UuidType, _>(tx.org())
    .bind::<UuidType, _>(field)
    .bind::<Text, _>(code)
    .execute(tx.conn)?;
    Ok(())
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
