//! The people of a customer: those who have their main post there, and those with a further one.

use std::collections::HashMap;

use diesel::prelude::*;
use guanxi_domain::identity::Action;
use uuid::Uuid;

use super::positions::Position;
use super::{Contact, ContactFields};
use crate::customers::Customer;
use crate::platform::shares::scope_of;
use crate::record::{self, Entity as _, Stored, today};
use crate::schema::{contact, contact_position};
use crate::sql::{ListPlan, Records};
use crate::{Result, Tx};

/// People that are told at most.
pub const MAX_PEOPLE: usize = 200;

/// One of a customer's people.
#[derive(Clone, Debug)]
pub struct Person {
    /// The contact.
    pub contact: Stored<ContactFields>,
    /// The further post, of somebody whose main post is elsewhere.
    pub position: Option<Position>,
}

/// The people of a customer that the caller may see, as far as the caller may see them: the primary contact first, then
/// by name.
///
/// # Errors
/// [`Error::NotFound`](crate::Error::NotFound), [`Error::Forbidden`](crate::Error::Forbidden).
pub fn people(tx: &mut Tx<'_>, customer: Uuid) -> Result<Vec<Person>> {
    record::get_or_deleted::<Customer>(tx, customer)?;
    tx.require(Contact::RESOURCE, Action::View)?;
    let further = further(tx, customer)?;
    let mut ids: Vec<Uuid> = contact::table
        .filter(contact::org_id.eq(tx.org()))
        .filter(contact::customer_id.eq(customer))
        .filter(contact::deleted_at.is_null())
        .order((contact::is_primary.desc(), contact::name_key, contact::id))
        .limit(i64::try_from(MAX_PEOPLE).unwrap_or(i64::MAX))
        .select(contact::id)
        .load(tx.conn)?;
    ids.extend(further.keys());
    let plan = ListPlan {
        table: Contact::NAME,
        org: tx.org(),
        records: Records::Live,
        limit: i64::try_from(ids.len()).unwrap_or(i64::MAX),
        ids: Some(ids),
        scope: scope_of::<Contact>(tx, Action::View)?,
        filter: None,
        words: None,
        sort: Vec::new(),
        after: None,
        offset: 0,
    };
    let mut people: Vec<Person> = Contact::select(tx.conn, &plan)?
        .into_iter()
        .map(|contact| Person {
            // Whoever has come back to the customer has the main post there.
            position: further.get(&contact.id).filter(|_| contact.fields.customer_id != Some(customer)).cloned(),
            contact,
        })
        .collect();
    people.sort_by(|one, other| {
        let key = |person: &Person| {
            (person.position.is_some(), !person.contact.fields.is_primary, person.contact.fields.name_key.0.clone())
        };
        key(one).cmp(&key(other)).then(one.contact.id.cmp(&other.contact.id))
    });
    people.truncate(MAX_PEOPLE);
    Ok(people)
}

/// Who has a further post at the customer today.
fn further(tx: &mut Tx<'_>, customer: Uuid) -> Result<HashMap<Uuid, Position>> {
    use contact_position as t;
    type Row = (
        Uuid,
        (Option<Uuid>, Option<String>, Option<String>, Option<String>),
        (Option<chrono::NaiveDate>, Option<chrono::NaiveDate>),
    );
    let day = today(tx);
    let rows: Vec<Row> = t::table
        .filter(t::org_id.eq(tx.org()))
        .filter(t::customer_id.eq(customer))
        .filter(t::until.is_null().or(t::until.gt(day)))
        .order(t::id)
        .limit(i64::try_from(MAX_PEOPLE).unwrap_or(i64::MAX))
        .select((t::contact_id, (t::customer_id, t::company, t::job_department, t::job_title), (t::since, t::until)))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .map(|(contact, (customer_id, company, job_department, job_title), (since, until))| {
            (contact, Position::from((customer_id, company, job_department, job_title, since, until)))
        })
        .collect())
}
