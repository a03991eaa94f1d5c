//! What is special about customers: defaults, computed fields, search words.

use guanxi_domain::customers::duplicates::name_core;
use guanxi_domain::identity::{Action, RecordFacts};
use guanxi_domain::search::{Class, Tokens, name_key};
use guanxi_domain::values::{Invalid, Pointer};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{Customer, CustomerFields, duplicates};
use crate::platform::locks;
use crate::record::{self, Derived, Duplicate, RecordNumber, Rules, SearchText, Stored};
use crate::sql::Records;
use crate::{Error, Result, Tx};

/// Tags on one record.
const MAX_TAGS: usize = 20;
/// Characters of one tag.
const MAX_TAG_LENGTH: usize = 30;
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
            fields.department_id = department_of(tx, fields.owner_id, before);
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
        settle_tags(&mut fields.tags, at);
        if before.is_none_or(|before| before.fields.parent_id != fields.parent_id) {
            check_parent(tx, before.map(|before| before.id), fields.parent_id, at)?;
        }
        Ok(())
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

/// The owner's main department; a record that loses its owner stays where it was.
fn department_of(tx: &Tx<'_>, owner: Option<Uuid>, before: Option<&Stored<CustomerFields>>) -> Option<Uuid> {
    match owner {
        Some(owner) => tx.config.people.get(&owner)?.department_id,
        None => match before {
            Some(before) => before.fields.department_id,
            None => tx.config.people.get(&tx.user())?.department_id,
        },
    }
}

/// Each tag once, none empty, none too long.
fn settle_tags(tags: &mut Vec<String>, at: &mut Pointer) {
    let mut seen = std::collections::HashSet::new();
    tags.retain(|tag| !tag.is_empty() && seen.insert(tag.clone()));
    at.within("tags", |at| {
        if tags.len() > MAX_TAGS {
            at.refuse::<()>(Invalid::new("too_many").with("max", MAX_TAGS));
        }
        for (index, tag) in tags.iter().enumerate() {
            if tag.chars().count() > MAX_TAG_LENGTH {
                at.within(index, |at| at.refuse::<()>(Invalid::new("too_long").with("max", MAX_TAG_LENGTH)));
            }
        }
    });
}

/// The parent must be visible to the caller, and no company may stand above itself.
fn check_parent(tx: &mut Tx<'_>, id: Option<Uuid>, parent: Option<Uuid>, at: &mut Pointer) -> Result<()> {
    let Some(parent) = parent else { return Ok(()) };
    // Two who put each other above themselves at once would both find nothing wrong.
    locks::exclusive(tx, &[("customer.tree", "")])?;
    let mut above = match record::find::<Customer>(tx, parent, Action::View, Records::Live) {
        Ok(found) => found,
        Err(Error::NotFound | Error::Forbidden { .. }) => {
            at.within("parent_id", |at| at.refuse::<()>(Invalid::new("unknown_reference")));
            return Ok(());
        }
        Err(error) => return Err(error),
    };
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
