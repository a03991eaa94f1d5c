//! What records carry: asked before something that the administrator shaped is taken away or tightened.

use diesel::dsl::{exists, select, sql};
use diesel::prelude::*;
use diesel::sql_types::{Array, Bool, Jsonb, Text};
use guanxi_domain::identity::Action;
use serde_json::json;

use super::Entity as _;
use crate::contacts::Contact;
use crate::customers::Customer;
use crate::platform::shares::scope_of;
use crate::sql::{ListPlan, Records, Where};
use crate::{Result, Tx};

/// Tagged records of a kind that are looked through for tags, newest first.
const TAGGED: i64 = 20_000;

/// A kind of record with tags and addresses. Those in the recycle bin count, since they may come back.
trait Carrier: Sync {
    fn carries_address_type(&self, tx: &mut Tx<'_>, code: &str) -> Result<bool>;
    fn carries_tag(&self, tx: &mut Tx<'_>, tag: &str) -> Result<bool>;
    fn recent_tags(&self, tx: &mut Tx<'_>) -> Result<Vec<Vec<String>>>;
}

macro_rules! carrier {
    ($Entity:ident in $table:ident) => {
        impl Carrier for $Entity {
            fn carries_address_type(&self, tx: &mut Tx<'_>, code: &str) -> Result<bool> {
                use crate::schema::$table as t;
                let of_type = sql::<Bool>("addresses @> ").bind::<Jsonb, _>(json!([{"kind": code}]));
                let found = t::table.filter(t::org_id.eq(tx.org())).filter(of_type);
                Ok(select(exists(found)).get_result(tx.conn)?)
            }

            fn carries_tag(&self, tx: &mut Tx<'_>, tag: &str) -> Result<bool> {
                use crate::schema::$table as t;
                let tagged = sql::<Bool>("tags @> ").bind::<Array<Text>, _>(vec![tag]);
                let found = t::table.filter(t::org_id.eq(tx.org())).filter(tagged);
                Ok(select(exists(found)).get_result(tx.conn)?)
            }

            fn recent_tags(&self, tx: &mut Tx<'_>) -> Result<Vec<Vec<String>>> {
                use crate::schema::$table as t;
                if !tx.may($Entity::RESOURCE, Action::View) {
                    return Ok(Vec::new());
                }
                let plan = ListPlan {
                    table: $Entity::NAME,
                    org: tx.org(),
                    records: Records::Live,
                    ids: None,
                    scope: scope_of::<$Entity>(tx, Action::View)?,
                    filter: None,
                    words: None,
                    sort: Vec::new(),
                    after: None,
                    offset: 0,
                    limit: TAGGED,
                };
                let newest = t::table.filter(Where(&plan)).order(t::created_at.desc()).limit(TAGGED).select(t::tags);
                Ok(newest.load(tx.conn)?)
            }
        }
    };
}

carrier!(Customer in customer);
carrier!(Contact in contact);

static CARRIERS: &[&dyn Carrier] = &[&Customer, &Contact];

/// Whether an address has a type.
pub(crate) fn carries_address_type(tx: &mut Tx<'_>, code: &str) -> Result<bool> {
    any(|carrier| carrier.carries_address_type(tx, code))
}

/// Whether a record has a tag.
pub(crate) fn carries_tag(tx: &mut Tx<'_>, tag: &str) -> Result<bool> {
    any(|carrier| carrier.carries_tag(tx, tag))
}

/// The tags of the newest records that the caller sees, each once.
pub(crate) fn recent_tags(tx: &mut Tx<'_>) -> Result<Vec<String>> {
    let mut tags = Vec::new();
    for carrier in CARRIERS {
        tags.extend(carrier.recent_tags(tx)?.into_iter().flatten());
    }
    tags.sort_unstable();
    tags.dedup();
    Ok(tags)
}

fn any(mut carries: impl FnMut(&dyn Carrier) -> Result<bool>) -> Result<bool> {
    for carrier in CARRIERS {
        if carries(*carrier)? {
            return Ok(true);
        }
    }
    Ok(false)
}
