//! What is special about contacts: defaults, computed fields, search words.

use guanxi_domain::identity::{Action, RecordFacts, Resource, decide};
use guanxi_domain::search::{Class, Tokens, name_key};
use guanxi_domain::values::{Calendar, Invalid, Pointer};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Contact, ContactFields, duplicates, ownership, positions};
use crate::customers::{Customer, CustomerFields};
use crate::platform::locks;
use crate::record::{self, Dependents, Derived, Duplicate, RecordNumber, Rules, SearchText, Stored};
use crate::{Result, Tx};

/// Superiors above one another.
const MAX_SUPERIORS: usize = 20;

impl Rules<ContactFields> for Contact {
    const SEARCHED: &'static [(Class, &'static [&'static str])] = &[
        (Class::Name, &["name", "nickname"]),
        (Class::Number, &["number"]),
        (Class::Phone, &["mobile", "office_phone", "home_phone"]),
        (Class::Email, &["email"]),
    ];
    const DUPLICATES: bool = true;

    fn defaults(tx: &mut Tx<'_>, body: &Map<String, Value>) -> Result<Map<String, Value>> {
        let customer = body.get("customer_id").and_then(Value::as_str).and_then(|id| Uuid::try_parse(id).ok());
        let owner = match customer {
            Some(customer) => owner_at(tx, customer)?,
            None => None,
        };
        let mut defaults = Map::new();
        defaults.insert("is_primary".into(), json!(false));
        defaults.insert("owner_id".into(), json!(owner.unwrap_or_else(|| tx.user())));
        Ok(defaults)
    }

    fn settle(
        tx: &mut Tx<'_>,
        fields: &mut ContactFields,
        before: Option<&Stored<ContactFields>>,
        at: &mut Pointer,
    ) -> Result<()> {
        fields.name_key = Derived(name_key(&fields.name));
        // Nobody is the first contact of nobody.
        fields.is_primary &= fields.customer_id.is_some();
        if fields.birthday.is_some() && fields.birthday_calendar.is_none() {
            fields.birthday_calendar = Some(Calendar::Solar);
        }
        record::settle_tags(&mut fields.tags, at);
        let moved = before.is_none_or(|before| before.fields.customer_id != fields.customer_id);
        let customer = match fields.customer_id {
            Some(id) if moved => record::referred::<Customer>(tx, id, "customer_id", at)?,
            Some(id) => record::unscoped::<Customer>(tx, vec![id])?.into_iter().next(),
            None => None,
        };
        fields.department_id = department_of(tx, fields, before, customer.as_ref());
        if let Some(before) = before.filter(|before| moved && before.fields.reports_to_id == fields.reports_to_id) {
            // The superior has stayed where the person has left.
            fields.reports_to_id = fields.reports_to_id.filter(|_| before.fields.customer_id.is_none());
        }
        if before.is_none_or(|before| before.fields.reports_to_id != fields.reports_to_id) {
            check_superior(tx, before.map(|before| before.id), fields, at)?;
        }
        Ok(())
    }

    fn make_way(
        tx: &mut Tx<'_>,
        id: Uuid,
        fields: &ContactFields,
        _before: Option<&Stored<ContactFields>>,
    ) -> Result<()> {
        match fields.customer_id.filter(|_| fields.is_primary) {
            Some(customer) => ownership::step_back(tx, customer, id),
            None => Ok(()),
        }
    }

    fn alongside(
        tx: &mut Tx<'_>,
        id: Uuid,
        fields: &ContactFields,
        before: Option<&Stored<ContactFields>>,
        _dependents: Dependents,
    ) -> Result<()> {
        let former = before.map(|before| &before.fields);
        if former.is_none_or(|former| (former.customer_id, former.owner_id) != (fields.customer_id, fields.owner_id)) {
            ownership::share_as_customer(tx, id, fields.customer_id)?;
        }
        match former.filter(|former| former.customer_id.is_some() && former.customer_id != fields.customer_id) {
            Some(former) => positions::leave(tx, id, former),
            None => Ok(()),
        }
    }

    fn number(fields: &mut ContactFields) -> Option<&mut RecordNumber> {
        Some(&mut fields.number)
    }

    fn forbidden_duplicates(
        tx: &mut Tx<'_>,
        fields: &ContactFields,
        before: Option<&Stored<ContactFields>>,
        reason: Option<&str>,
    ) -> Result<Vec<Duplicate>> {
        duplicates::forbidden(tx, fields, before, reason)
    }

    fn facts(fields: &ContactFields) -> RecordFacts {
        RecordFacts { owner: fields.owner_id, department: fields.department_id, share: None, deleted: false }
    }

    fn search(fields: &ContactFields) -> SearchText {
        let mut tokens = Tokens::new();
        tokens.add(Class::Name, &fields.name).add(Class::Number, fields.number.as_str());
        if let Some(nickname) = &fields.nickname {
            tokens.add(Class::Name, nickname);
        }
        for phone in [&fields.mobile, &fields.office_phone, &fields.home_phone].into_iter().flatten() {
            tokens.add(Class::Phone, phone.as_str());
        }
        if let Some(email) = &fields.email {
            tokens.add(Class::Email, email.as_str());
        }
        SearchText { title: fields.name.clone(), subtitle: Some(fields.number.as_str().to_owned()), tokens }
    }
}

/// The owner of a customer, where the caller may enter contacts for them: else a new contact is the caller's own.
fn owner_at(tx: &mut Tx<'_>, customer: Uuid) -> Result<Option<Uuid>> {
    let Some(customer) = record::unscoped::<Customer>(tx, vec![customer])?.into_iter().next() else { return Ok(None) };
    let CustomerFields { owner_id: owner, department_id: department, .. } = customer.fields;
    let facts = RecordFacts { owner, department, share: None, deleted: false };
    let allowed = decide(&tx.actor, Resource::Contacts, Action::Create, &facts).allowed;
    Ok(owner.filter(|_| allowed))
}

/// A contact belongs to the department of its customer; one without a customer to its owner's.
fn department_of(
    tx: &Tx<'_>,
    fields: &ContactFields,
    before: Option<&Stored<ContactFields>>,
    customer: Option<&Stored<CustomerFields>>,
) -> Option<Uuid> {
    if let Some(customer) = customer {
        return customer.fields.department_id;
    }
    match before {
        // Of a customer in the recycle bin it keeps what it had.
        Some(before)
            if (before.fields.owner_id, before.fields.customer_id) == (fields.owner_id, fields.customer_id) =>
        {
            before.fields.department_id
        }
        before => record::department_of(tx, fields.owner_id, before.map(|before| before.fields.department_id)),
    }
}

/// The superior must be visible to the caller and work for the same customer, and nobody may stand above themselves.
fn check_superior(tx: &mut Tx<'_>, id: Option<Uuid>, fields: &ContactFields, at: &mut Pointer) -> Result<()> {
    let Some(superior) = fields.reports_to_id else { return Ok(()) };
    // Two who put each other above themselves at once would both find nothing wrong.
    locks::exclusive(tx, &[("contact.tree", "")])?;
    let Some(mut above) = record::referred::<Contact>(tx, superior, "reports_to_id", at)? else { return Ok(()) };
    let refuse = |at: &mut Pointer, code| {
        at.within("reports_to_id", |at| at.refuse::<()>(Invalid::new(code)));
    };
    if above.fields.customer_id != fields.customer_id {
        refuse(at, "not_a_colleague");
        return Ok(());
    }
    for _ in 0..MAX_SUPERIORS {
        if Some(above.id) == id {
            refuse(at, "superior_cycle");
            return Ok(());
        }
        let Some(next) = above.fields.reports_to_id else { return Ok(()) };
        let Some(found) = record::unscoped::<Contact>(tx, vec![next])?.into_iter().next() else { return Ok(()) };
        above = found;
    }
    refuse(at, "superior_cycle");
    Ok(())
}
