//! Duplicates 查重: which customers one may be the same as. Credit code, phones and e-mail are looked up by their
//! indexes, near names by the search entries; the domain judges the candidates.

use diesel::prelude::*;
use diesel::sql_types::{Array, Text, Uuid as UuidType};
use guanxi_domain::customers::duplicates::{Facts, judge, name_core, near_name_query};
use guanxi_domain::identity::{FieldRule, Resource};
use guanxi_domain::search::name_key;
use guanxi_domain::values::{CreditCode, CustomerKind, EmailAddress, PhoneNumber};
use uuid::Uuid;

use super::{Customer, CustomerFields};
use crate::platform::locks;
use crate::record::{Duplicate, Entity as _, RecordFields as _, Stored, duplicate};
use crate::sql::{ListPlan, Records, Scope, Words};
use crate::{Result, Tx};

/// Candidates that each way of looking brings at most.
const CANDIDATES: i64 = 200;
/// The fields that are compared; a change of any other asks nobody.
const COMPARED: &[&str] = &["kind", "name", "credit_code", "phone", "phone2", "email"];

/// What is known of a customer that somebody is about to enter.
#[derive(Clone, Debug, Default)]
pub struct Probe {
    /// Name as typed.
    pub name: Option<String>,
    /// A person, who is compared by the whole name.
    pub person: bool,
    /// Credit code.
    pub credit_code: Option<CreditCode>,
    /// Phone numbers.
    pub phones: Vec<PhoneNumber>,
    /// E-mail address.
    pub email: Option<EmailAddress>,
}

/// The customers that may be the same, the weightiest suspicion first. What the caller may not read is not compared, so
/// that nobody finds out a hidden number by asking for it.
///
/// # Errors
/// Only faults of the database.
pub fn find(tx: &mut Tx<'_>, probe: &Probe, exclude: Option<Uuid>) -> Result<Vec<Duplicate>> {
    let probe = readable(tx, probe);
    let facts = facts_of_probe(&probe);
    let mut candidates = exact(tx, &probe)?;
    candidates.extend(near(tx, &probe)?);
    let mut suspects = Vec::new();
    let mut seen = std::collections::HashSet::new();
    for candidate in candidates {
        if Some(candidate.id) == exclude || !seen.insert(candidate.id) {
            continue;
        }
        let reasons = judge(&facts, &facts_of(&candidate.fields, |field| open(tx, field)));
        if !reasons.is_empty() {
            suspects.push((reasons, candidate));
        }
    }
    duplicate::told::<Customer>(tx, suspects)
}

/// The duplicates for which the organization's policy refuses to write these fields.
///
/// # Errors
/// Only faults of the database.
pub(super) fn forbidden(
    tx: &mut Tx<'_>,
    fields: &CustomerFields,
    before: Option<&Stored<CustomerFields>>,
    reason: Option<&str>,
) -> Result<Vec<Duplicate>> {
    if !duplicate::refused_by_policy(tx, reason) {
        return Ok(Vec::new());
    }
    let changed = |name: &str| before.is_none_or(|before| before.fields.cell(name) != fields.cell(name));
    if !COMPARED.iter().any(|name| changed(name)) {
        return Ok(Vec::new());
    }
    // What was there before has been let pass before.
    let renamed = changed("name") || changed("kind");
    let phones = [("phone", &fields.phone), ("phone2", &fields.phone2)];
    let probe = Probe {
        name: renamed.then(|| fields.name.clone()),
        person: fields.kind == CustomerKind::Person,
        credit_code: fields.credit_code.clone().filter(|_| changed("credit_code")),
        phones: phones.into_iter().filter(|(name, _)| changed(name)).filter_map(|(_, phone)| phone.clone()).collect(),
        email: fields.email.clone().filter(|_| changed("email")),
    };
    take_turns(tx, &probe)?;
    find(tx, &probe, before.map(|before| before.id))
}

/// Two who enter the same at the same time: the second looks when the first has written.
fn take_turns(tx: &mut Tx<'_>, probe: &Probe) -> Result<()> {
    let core = probe.name.as_deref().map(name_core);
    let name = core.iter().map(|core| ("customer.name", core.as_str()));
    let code = probe.credit_code.iter().map(|code| ("customer.credit_code", code.as_str()));
    let phones = probe.phones.iter().map(|phone| ("customer.phone", phone.as_str()));
    let email = probe.email.iter().map(|email| ("customer.email", email.as_str()));
    let keys: Vec<(&str, &str)> = name.chain(code).chain(phones).chain(email).collect();
    locks::exclusive(tx, &keys)
}

fn open(tx: &Tx<'_>, field: &str) -> bool {
    !matches!(tx.actor.access.field_rule(Resource::Customers, field), Some(FieldRule::Hidden | FieldRule::Masked))
}

fn readable(tx: &Tx<'_>, probe: &Probe) -> Probe {
    Probe {
        name: probe.name.clone().filter(|_| open(tx, "name")),
        person: probe.person,
        credit_code: probe.credit_code.clone().filter(|_| open(tx, "credit_code")),
        // A number is looked for in both fields: it is compared only where both are open.
        phones: if open(tx, "phone") && open(tx, "phone2") { probe.phones.clone() } else { Vec::new() },
        email: probe.email.clone().filter(|_| open(tx, "email")),
    }
}

fn facts_of_probe(probe: &Probe) -> Facts {
    Facts {
        name: probe.name.clone().unwrap_or_default(),
        person: probe.person,
        credit_code: probe.credit_code.as_ref().map(ToString::to_string),
        phones: probe.phones.iter().map(ToString::to_string).collect(),
        emails: probe.email.iter().map(ToString::to_string).collect(),
    }
}

fn facts_of(fields: &CustomerFields, open: impl Fn(&str) -> bool) -> Facts {
    let phones = [("phone", &fields.phone), ("phone2", &fields.phone2)];
    Facts {
        name: fields.name.clone(),
        person: fields.kind == CustomerKind::Person,
        credit_code: fields.credit_code.as_ref().filter(|_| open("credit_code")).map(ToString::to_string),
        phones: phones
            .into_iter()
            .filter(|(name, _)| open(name))
            .filter_map(|(_, phone)| phone.as_ref().map(ToString::to_string))
            .collect(),
        emails: fields.email.iter().filter(|_| open("email")).map(ToString::to_string).collect(),
    }
}

/// Whoever has the same code, number, address or name: one statement, each part by its own index.
fn exact(tx: &mut Tx<'_>, probe: &Probe) -> Result<Vec<Stored<CustomerFields>>> {
    #[derive(QueryableByName)]
    struct Found {
        #[diesel(sql_type = UuidType)]
        id: Uuid,
    }
    let codes: Vec<&str> = probe.credit_code.iter().map(CreditCode::as_str).collect();
    let phones: Vec<&str> = probe.phones.iter().map(PhoneNumber::as_str).collect();
    let emails: Vec<&str> = probe.email.iter().map(EmailAddress::as_str).collect();
    let names: Vec<String> = probe.name.iter().map(|name| name_key(name)).collect();
    let found: Vec<Found> = diesel::sql_query(include_str!("duplicates.sql"))
        .bind::<UuidType, _>(tx.org())
        .bind::<Array<Text>, _>(codes)
        .bind::<Array<Text>, _>(phones)
        .bind::<Array<Text>, _>(emails)
        .bind::<Array<Text>, _>(names)
        .bind::<diesel::sql_types::BigInt, _>(CANDIDATES)
        .load(tx.conn)?;
    if found.is_empty() {
        return Ok(Vec::new());
    }
    crate::record::unscoped::<Customer>(tx, found.into_iter().map(|found| found.id).collect())
}

/// Companies whose names may be alike.
fn near(tx: &mut Tx<'_>, probe: &Probe) -> Result<Vec<Stored<CustomerFields>>> {
    let Some(name) = probe.name.as_deref().filter(|name| !probe.person && !name_core(name).is_empty()) else {
        return Ok(Vec::new());
    };
    let plan = ListPlan {
        table: Customer::NAME,
        org: tx.org(),
        records: Records::Live,
        ids: None,
        scope: Scope::All,
        filter: None,
        words: Some(Words::from(&near_name_query(name))),
        sort: Vec::new(),
        after: None,
        offset: 0,
        limit: CANDIDATES,
    };
    Ok(Customer::select(tx.conn, &plan)?)
}
