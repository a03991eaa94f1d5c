//! What is special about customers: defaults, computed fields, search words.

use guanxi_domain::customers::duplicates::name_core;
use guanxi_domain::identity::RecordFacts;
use guanxi_domain::search::{Class, Tokens, name_key};
use guanxi_domain::values::{Invalid, Pointer};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Customer, CustomerFields, duplicates};
use crate::contacts::ownership;
use crate::platform::locks;
use crate::record::{self, Dependents, Derived, Duplicate, RecordNumber, Rules, SearchText, Stored};
use crate::{Result, Tx};

/// Companies above one another.
const MAX_PARENTS: usize = 20;

impl Rules<CustomerFields> for Customer {
    const SEARCHED: &'static [(Class, &'static [&'static str])] = &[
        (Class::Name, &["name", "short_name"]),
        (Class::Number, &["number"]),
        (Class::Phone, &["phone", "phone2"]),
        (Class::Email, &["email"]),
        (Class::Identity, &["credit_code"]),
    ];
    const DUPLICATES: bool = true;

    fn defaults(tx: &mut Tx<'_>, _body: &Map<String, Value>) -> Result<Map<String, Value>> {
        let mut defaults = Map::new();
        defaults.insert("kind".into(), json!("company"));
        defaults.insert("owner_id".into(), json!(tx.user()));
        Ok(defaults)
    }

    fn settle(
        tx: &mut Tx<'_>,
        fields: &mut CustomerFields,
        before: Option<&Stored<CustomerFields>>,
        at: &mut Pointer,
    ) -> Result<()> {
        fields.name_key = Derived(name_key(&fields.name));
        fields.region = fields.addresses.primary().and_then(|address| address.region);
        if before.is_none_or(|before| before.fields.owner_id != fields.owner_id) {
            let stays = before.map(|before| before.fields.department_id);
            fields.department_id = record::department_of(tx, fields.owner_id, stays);
        }
        for (name, stars) in [("satisfaction", fields.satisfaction), ("credit_stars", fields.credit_stars)] {
            if stars.is_some_and(|stars| !(1..=5).contains(&stars)) {
                at.within(name, |at| at.refuse::<()>(Invalid::new("out_of_range").with("min", 1).with("max", 5)));
            }
        }
        if fields.registered_capital.is_some_and(|capital| capital.amount().is_sign_negative()) {
            at.within("registered_capital", |at| at.refuse::<()>(Invalid::new("not_negative")));
        }
        if fields.birthday.is_some() && fields.birthday_calendar.is_none() {
            fields.birthday_calendar = Some(guanxi_domain::values::Calendar::Solar);
        }
        record::settle_tags(&mut fields.tags, at);
        if before.is_none_or(|before| before.fields.parent_id != fields.parent_id) {
            check_parent(tx, before.map(|before| before.id), fields.parent_id, at)?;
        }
        Ok(())
    }

    fn alongside(
        tx: &mut Tx<'_>,
        id: Uuid,
        fields: &CustomerFields,
        before: Option<&Stored<CustomerFields>>,
        dependents: Dependents,
    ) -> Result<()> {
        match before {
            Some(before) => ownership::follow(tx, id, &before.fields, fields, dependents),
            None => Ok(()),
        }
    }

    fn number(fields: &mut CustomerFields) -> Option<&mut RecordNumber> {
        Some(&mut fields.number)
    }

    fn forbidden_duplicates(
        tx: &mut Tx<'_>,
        fields: &CustomerFields,
        before: Option<&Stored<CustomerFields>>,
        reason: Option<&str>,
    ) -> Result<Vec<Duplicate>> {
        duplicates::forbidden(tx, fields, before, reason)
    }

    fn facts(fields: &CustomerFields) -> RecordFacts {
        RecordFacts { owner: fields.owner_id, department: fields.department_id, share: None, deleted: false }
    }

    fn search(fields: &CustomerFields) -> SearchText {
        let mut tokens = Tokens::new();
        tokens.add(Class::Name, &fields.name).add(Class::Core, &name_core(&fields.name));
        tokens.add(Class::Number, fields.number.as_str());
        if let Some(name) = &fields.short_name {
            tokens.add(Class::Name, name);
        }
        for phone in [&fields.phone, &fields.phone2].into_iter().flatten() {
            tokens.add(Class::Phone, phone.as_str());
        }
        if let Some(email) = &fields.email {
            tokens.add(Class::Email, email.as_str());
        }
        if let Some(code) = &fields.credit_code {
            tokens.add(Class::Identity, code.as_str());
        }
        SearchText { title: fields.name.clone(), subtitle: Some(fields.number.as_str().to_owned()), tokens }
    }
}

/// The parent must be visible to the caller, and no company may stand above itself.
fn check_parent(tx: &mut Tx<'_>, id: Option<Uuid>, parent: Option<Uuid>, at: &mut Pointer) -> Result<()> {
    let Some(parent) = parent else { return Ok(()) };
    // Two who put each other above themselves at once would both find nothing wrong.
    locks::exclusive(tx, &[("customer.tree", "")])?;
    let Some(mut above) = record::referred::<Customer>(tx, parent, "parent_id", at)? else { return Ok(()) };
    for _ in 0..MAX_PARENTS {
        if Some(above.id) == id {
            at.within("parent_id", |at| at.refuse::<()>(Invalid::new("parent_cycle")));
            return Ok(());
        }
        let Some(next) = above.fields.parent_id else { return Ok(()) };
        let Some(found) = record::unscoped::<Customer>(tx, vec![next])?.into_iter().next() else { return Ok(()) };
        above = found;
    }
    at.within("parent_id", |at| at.refuse::<()>(Invalid::new("parent_cycle")));
    Ok(())
}
