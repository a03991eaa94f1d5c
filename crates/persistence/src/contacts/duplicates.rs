//! Duplicates 查重 of contacts: the same number or address, or the same name at the same customer.

use diesel::prelude::*;
use diesel::sql_types::{Array, BigInt, Nullable, Text, Uuid as UuidType};
use guanxi_domain::customers::duplicates::{Facts, judge};
use guanxi_domain::identity::{FieldRule, Resource};
use guanxi_domain::search::name_key;
use guanxi_domain::values::{EmailAddress, PhoneNumber};
use uuid::Uuid;

use super::{Contact, ContactFields};
use crate::platform::locks;
use crate::record::{Duplicate, RecordFields as _, Stored, duplicate, unscoped};
use crate::{Result, Tx};

/// Candidates that each way of looking brings at most.
const CANDIDATES: i64 = 200;
/// The fields that are compared; a change of any other asks nobody.
const COMPARED: &[&str] = &["name", "customer_id", "mobile", "office_phone", "home_phone", "email"];
/// The fields in which a number is looked for.
const PHONES: [&str; 3] = ["mobile", "office_phone", "home_phone"];

/// What is known of a contact that somebody is about to enter.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// Name as typed; compared at the same customer only, since names are shared by many.
    pub name: Option<String>,
    /// The customer.
    pub customer: Option<Uuid>,
    /// Phone numbers.
    pub phones: Vec<PhoneNumber>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
}

/// The contacts that may be the same, the weightiest suspicion first. What the caller may not read is not compared.
///
/// # Errors
/// Only faults of the database.
pub fn find(tx: &mut Tx<'_>, probe: &Probe, exclude: Option<Uuid>) -> Result<Vec<Duplicate>> {
    let probe = readable(tx, probe);
    let mut suspects = Vec::new();
    for candidate in candidates(tx, &probe)?.into_iter().filter(|candidate| Some(candidate.id) != exclude) {
        // Of the same name are many; it says something at the same customer.
        let name =
            probe.name.clone().filter(|_| probe.customer.is_some() && probe.customer == candidate.fields.customer_id);
        let facts = Facts {
            name: name.unwrap_or_default(),
            person: true,
            credit_code: None,
            phones: probe.phones.iter().map(ToString::to_string).collect(),
            emails: probe.email.iter().map(ToString::to_string).collect(),
        };
        let reasons = judge(&facts, &facts_of(tx, &candidate.fields));
        if !reasons.is_empty() {
            suspects.push((reasons, candidate));
        }
    }
    duplicate::told::<Contact>(tx, suspects)
}

/// The duplicates for which the organization's policy refuses to write these fields.
///
/// # Errors
/// Only faults of the database.
pub(super) fn forbidden(
    tx: &mut Tx<'_>,
    fields: &ContactFields,
    before: Option<&Stored<ContactFields>>,
    reason: Option<&str>,
) -> Result<Vec<Duplicate>> {
    if !duplicate::refused_by_policy(tx, reason) {
        return Ok(Vec::new());
    }
    let changed = |name: &str| before.is_none_or(|before| before.fields.cell(name) != fields.cell(name));
    if !COMPARED.iter().any(|name| changed(name)) {
        return Ok(Vec::new());
    }
    let placed = changed("name") || changed("customer_id");
    let phones = PHONES.into_iter().zip(phones_of(fields)).filter(|(name, _)| changed(name));
    let probe = Probe {
        name: placed.then(|| fields.name.clone()),
        customer: fields.customer_id,
        phones: phones.filter_map(|(_, phone)| phone.clone()).collect(),
        email: fields.email.clone().filter(|_| changed("email")),
    };
    take_turns(tx, &probe)?;
    find(tx, &probe, before.map(|before| before.id))
}

/// Two who enter the same at the same time: the second looks when the first has written.
fn take_turns(tx: &mut Tx<'_>, probe: &Probe) -> Result<()> {
    let place = probe.customer.filter(|_| probe.name.is_some()).map(|customer| customer.to_string());
    let place = place.iter().map(|customer| ("contact.customer", customer.as_str()));
    let phones = probe.phones.iter().map(|phone| ("contact.phone", phone.as_str()));
    let email = probe.email.iter().map(|email| ("contact.email", email.as_str()));
    let keys: Vec<(&str, &str)> = place.chain(phones).chain(email).collect();
    locks::exclusive(tx, &keys)
}

const fn phones_of(fields: &ContactFields) -> [&Option<PhoneNumber>; 3] {
    [&fields.mobile, &fields.office_phone, &fields.home_phone]
}

fn open(tx: &Tx<'_>, field: &str) -> bool {
    !matches!(tx.actor.access.field_rule(Resource::Contacts, field), Some(FieldRule::Hidden | FieldRule::Masked))
}

fn readable(tx: &Tx<'_>, probe: &Probe) -> Probe {
    Probe {
        name: probe.name.clone(),
        customer: probe.customer.filter(|_| open(tx, "customer_id")),
        // A number is looked for in all fields: it is compared only where all are open.
        phones: if PHONES.iter().all(|field| open(tx, field)) { probe.phones.clone() } else { Vec::new() },
        email: probe.email.clone().filter(|_| open(tx, "email")),
    }
}

fn facts_of(tx: &Tx<'_>, fields: &ContactFields) -> Facts {
    let phones = PHONES.into_iter().zip(phones_of(fields)).filter(|(field, _)| open(tx, field));
    Facts {
        name: fields.name.clone(),
        person: true,
        credit_code: None,
        phones: phones.filter_map(|(_, phone)| phone.as_ref().map(ToString::to_string)).collect(),
        emails: fields.email.iter().filter(|_| open(tx, "email")).map(ToString::to_string).collect(),
    }
}

/// Whoever has the same number, address, or name at the customer: one statement, each part by its own index.
fn candidates(tx: &mut Tx<'_>, probe: &Probe) -> Result<Vec<Stored<ContactFields>>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = UuidType)]
        id: Uuid,
    }
    let phones: Vec<&str> = probe.phones.iter().map(PhoneNumber::as_str).collect();
    let emails: Vec<&str> = probe.email.iter().map(EmailAddress::as_str).collect();
    let found: Vec<Found> = diesel::sql_query(include_str!("duplicates.sql"))
        .bind::<UuidType, _>(tx.org())
        .bind::<Array<Text>, _>(phones)
        .bind::<Array<Text>, _>(emails)
        .bind::<Nullable<Text>, _>(probe.name.as_deref().map(name_key))
        .bind::<Nullable<UuidType>, _>(probe.customer)
        .bind::<BigInt, _>(CANDIDATES)
        .load(tx.conn)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    unscoped::<Contact>(tx, found.into_iter().map(|found| found.id).collect())
}
