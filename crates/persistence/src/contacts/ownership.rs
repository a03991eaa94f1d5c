//! Contacts and their customer's people: who owns the customer and who works on it reaches its contacts.

use diesel::prelude::*;
use diesel::sql_types::{Array, Nullable, Timestamptz, Uuid as UuidType};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Contact, ContactFields};
use crate::customers::CustomerFields;
use crate::platform::locks;
use crate::record::{self, Dependents, Stored};
use crate::schema::{contact, customer};
use crate::{Result, Tx};

/// Lets the contacts follow a customer that has another owner or department. Those that the former owner had go along
/// unless they shall stay; in either case the customer's department and people reach them.
pub(crate) fn follow(
    tx: &mut Tx<'_>,
    id: Uuid,
    before: &CustomerFields,
    after: &CustomerFields,
    dependents: Dependents,
) -> Result<()> {
    let given = before.owner_id != after.owner_id;
    if !given && before.department_id == after.department_id {
        return Ok(());
    }
    for contact in living(tx, id)? {
        let goes = given && dependents == Dependents::Follow && contact.fields.owner_id == before.owner_id;
        let owner = if goes { after.owner_id } else { contact.fields.owner_id };
        // Settling finds the customer's department; what is the same already is not written.
        record::rewrite::<Contact>(tx, contact, &Map::from_iter([("owner_id".to_owned(), json!(owner))]))?;
    }
    share_alike(tx, id, after.owner_id)
}

/// Takes being the first from whoever is, since somebody else of the customer becomes it.
pub(super) fn step_back(tx: &mut Tx<'_>, customer: Uuid, successor: Uuid) -> Result<()> {
    locks::exclusive(tx, &[("contact.primary", &customer.to_string())])?;
    let others: Vec<Uuid> = contact::table
        .filter(contact::org_id.eq(tx.org()))
        .filter(contact::customer_id.eq(customer))
        .filter(contact::is_primary)
        .filter(contact::deleted_at.is_null())
        .filter(contact::id.ne(successor))
        .select(contact::id)
        .load(tx.conn)?;
    let patch = Map::from_iter([("is_primary".to_owned(), Value::Bool(false))]);
    for other in record::unscoped::<Contact>(tx, others)? {
        record::rewrite::<Contact>(tx, other, &patch)?;
    }
    Ok(())
}

/// Gives one contact the shares of its customer, and nobody any share of one without.
pub(super) fn share_as_customer(tx: &mut Tx<'_>, id: Uuid, of: Option<Uuid>) -> Result<()> {
    let owner: Option<Option<Uuid>> = match of {
        Some(of) => customer::table.find((tx.org(), of)).select(customer::owner_id).first(tx.conn).optional()?,
        None => None,
    };
    share(tx, vec![id], of, owner.flatten())
}

/// Gives the contacts of a customer the shares that the customer has.
pub(crate) fn share_alike(tx: &mut Tx<'_>, customer: Uuid, owner: Option<Uuid>) -> Result<()> {
    let ids: Vec<Uuid> = contact::table
        .filter(contact::org_id.eq(tx.org()))
        .filter(contact::customer_id.eq(customer))
        .select(contact::id)
        .load(tx.conn)?;
    share(tx, ids, Some(customer), owner)
}

/// The shares of contacts are wholly derived: the customer's team, and its owner where somebody else owns the contact.
fn share(tx: &mut Tx<'_>, contacts: Vec<Uuid>, customer: Option<Uuid>, owner: Option<Uuid>) -> Result<()> {
    if contacts.is_empty() {
        return Ok(());
    }
    let (org, user, now) = (tx.org(), tx.user(), tx.now);
    diesel::sql_query("DELETE FROM record_share WHERE org_id = $1 AND record_id = ANY ($2)")
        .bind::<UuidType, _>(org)
        .bind::<Array<UuidType>, _>(&contacts)
        .execute(tx.conn)?;
    let Some(customer) = customer else { return Ok(()) };
    diesel::sql_query(include_str!("shares.sql"))
        .bind::<UuidType, _>(org)
        .bind::<Array<UuidType>, _>(&contacts)
        .bind::<UuidType, _>(customer)
        .bind::<Nullable<UuidType>, _>(owner)
        .bind::<Timestamptz, _>(now)
        .bind::<UuidType, _>(user)
        .execute(tx.conn)?;
    Ok(())
}

/// The contacts of a customer that are not in the recycle bin.
fn living(tx: &mut Tx<'_>, customer: Uuid) -> Result<Vec<Stored<ContactFields>>> {
    let ids: Vec<Uuid> = contact::table
        .filter(contact::org_id.eq(tx.org()))
        .filter(contact::customer_id.eq(customer))
        .filter(contact::deleted_at.is_null())
        .order(contact::id)
        .select(contact::id)
        .load(tx.conn)?;
    record::unscoped::<Contact>(tx, ids)
}
