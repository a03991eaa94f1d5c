//! Posts 任职经历: where a contact has worked, and works beside the main post that stands on the contact itself.

use std::collections::HashSet;

use chrono::NaiveDate;
use diesel::prelude::*;
use guanxi_domain::identity::Action;
use guanxi_domain::values::{Invalid, Pointer, is_line_control};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Contact, ContactFields};
use crate::customers::Customer;
use crate::platform::events::{self, Happening};
use crate::platform::locks;
use crate::record::{self, Entity as _, today};
use crate::schema::{contact_position, customer};
use crate::sql::Records;
use crate::{Error, Result, Tx};

/// Posts of one contact at most.
pub const MAX_POSITIONS: usize = 30;
/// Characters of a company's name, as of a customer's.
const MAX_COMPANY: usize = 120;
/// Characters of a department or title, as on the contact.
const MAX_TITLE: usize = 60;

/// The fields of the main post that stand in every other too.
const TOLD: [&str; 3] = ["customer_id", "job_department", "job_title"];

/// A post beside the main one, or before it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Position {
    /// The customer who employs; else `company` says who does.
    pub customer_id: Option<Uuid>,
    /// The name of a company that is no customer.
    #[schema(max_length = 120)]
    pub company: Option<String>,
    /// Department.
    #[schema(max_length = 60)]
    pub job_department: Option<String>,
    /// Title.
    #[schema(max_length = 60)]
    pub job_title: Option<String>,
    /// First day, where it is known.
    pub since: Option<NaiveDate>,
    /// Last day; absent while the person still has the post.
    pub until: Option<NaiveDate>,
}

/// Employer, department, title, first and last day.
type Row = (Option<Uuid>, Option<String>, Option<String>, Option<String>, Option<NaiveDate>, Option<NaiveDate>);

impl From<Row> for Position {
    fn from((customer_id, company, job_department, job_title, since, until): Row) -> Self {
        // The name stands there for when the customer is removed for good.
        let company = company.filter(|_| customer_id.is_none());
        Self { customer_id, company, job_department, job_title, since, until }
    }
}

/// The posts of a contact that the caller may see: those held first, then the latest.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn positions(tx: &mut Tx<'_>, contact: Uuid) -> Result<Vec<Position>> {
    record::get::<Contact>(tx, contact)?;
    load(tx, contact)
}

fn load(tx: &mut Tx<'_>, contact: Uuid) -> Result<Vec<Position>> {
    use contact_position as t;
    let rows: Vec<Row> = t::table
        .filter(t::org_id.eq(tx.org()))
        .filter(t::contact_id.eq(contact))
        .order((t::until.desc().nulls_first(), t::since.desc().nulls_last(), t::id))
        .select((t::customer_id, t::company, t::job_department, t::job_title, t::since, t::until))
        .load(tx.conn)?;
    Ok(rows.into_iter().map(Position::from).collect())
}

/// Replaces the posts of a contact that the caller may edit.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Invalid`] with a pointer into `/items`.
pub fn replace(tx: &mut Tx<'_>, contact: Uuid, positions: Vec<Position>) -> Result<Vec<Position>> {
    let stored = record::for_change::<Contact>(tx, contact, Action::Edit, Records::Live)?;
    // The whole list is replaced: whoever does not see or set a part of it would lose what others have written there.
    if TOLD.iter().any(|field| tx.actor.access.field_rule(Contact::RESOURCE, field).is_some()) {
        return Err(Error::field("/items", Invalid::new("field_restricted")));
    }
    take_turns(tx, contact)?;
    let before = load(tx, contact)?;
    let positions: Vec<Position> = positions.into_iter().map(Position::trimmed).collect();
    check(tx, &positions, &before)?;
    use contact_position as t;
    diesel::delete(t::table.filter(t::org_id.eq(tx.org())).filter(t::contact_id.eq(contact))).execute(tx.conn)?;
    for position in &positions {
        insert(tx, contact, position)?;
    }
    let after = load(tx, contact)?;
    if before != after {
        let mut happening = Happening::to(Contact::NAME, "positions_changed", contact, stored.version);
        happening.changes.push(("positions".to_owned(), json!(before), json!(after)));
        events::record(tx, happening)?;
    }
    Ok(after)
}

/// Notes the main post that a contact has left, since it has another employer now.
pub(super) fn leave(tx: &mut Tx<'_>, contact: Uuid, former: &ContactFields) -> Result<()> {
    take_turns(tx, contact)?;
    let known = load(tx, contact)?;
    // Nobody has had so many: what is left out here, the history tells.
    if known.len() >= MAX_POSITIONS {
        return Ok(());
    }
    let began = known.iter().filter(|one| one.customer_id != former.customer_id).filter_map(|one| one.until).max();
    let position = Position {
        customer_id: former.customer_id,
        company: None,
        job_department: former.job_department.clone(),
        job_title: former.job_title.clone(),
        since: began,
        until: Some(today(tx)),
    };
    insert(tx, contact, &position)
}

fn take_turns(tx: &mut Tx<'_>, contact: Uuid) -> Result<()> {
    locks::exclusive(tx, &[("contact.positions", &contact.to_string())])
}

fn insert(tx: &mut Tx<'_>, contact: Uuid, position: &Position) -> Result<()> {
    use contact_position as t;
    let id = tx.new_id();
    let employer: Option<String> = match position.customer_id {
        Some(id) => customer::table.find((tx.org(), id)).select(customer::name).first(tx.conn).optional()?,
        None => position.company.clone(),
    };
    diesel::insert_into(t::table)
        .values((
            t::org_id.eq(tx.org()),
            t::id.eq(id),
            t::contact_id.eq(contact),
            t::customer_id.eq(position.customer_id),
            t::company.eq(employer),
            t::job_department.eq(&position.job_department),
            t::job_title.eq(&position.job_title),
            t::since.eq(position.since),
            t::until.eq(position.until),
        ))
        .execute(tx.conn)?;
    Ok(())
}

impl Position {
    fn trimmed(self) -> Self {
        let text = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            company: text(self.company),
            job_department: text(self.job_department),
            job_title: text(self.job_title),
            ..self
        }
    }
}

/// Each names one employer, whom the caller sees or who was named before, and ends after it began.
fn check(tx: &mut Tx<'_>, positions: &[Position], before: &[Position]) -> Result<()> {
    let mut at = Pointer::default();
    let known: HashSet<Uuid> = before.iter().filter_map(|one| one.customer_id).collect();
    let mut errors = Vec::new();
    at.within("items", |at| {
        if positions.len() > MAX_POSITIONS {
            at.refuse::<()>(Invalid::new("too_many").with("max", MAX_POSITIONS));
        }
        for (index, position) in positions.iter().take(MAX_POSITIONS).enumerate() {
            at.within(index, |at| {
                let mut refuse = |field: &str, invalid| at.within(field, |at| at.refuse::<()>(invalid));
                match (position.customer_id, &position.company) {
                    (None, None) => refuse("company", Invalid::new("required")),
                    (Some(_), Some(_)) => refuse("company", Invalid::new("one_employer")),
                    _ => None,
                };
                let texts = [
                    ("company", &position.company, MAX_COMPANY),
                    ("job_department", &position.job_department, MAX_TITLE),
                    ("job_title", &position.job_title, MAX_TITLE),
                ];
                for (field, text, max) in texts {
                    let Some(text) = text else { continue };
                    if text.chars().any(is_line_control) {
                        refuse(field, Invalid::new("invalid_character"));
                    } else if text.chars().count() > max {
                        refuse(field, Invalid::new("too_long").with("max", max));
                    }
                }
                if position.since.zip(position.until).is_some_and(|(since, until)| until < since) {
                    refuse("until", Invalid::new("ends_before_start"));
                }
                if let Some(customer) = position.customer_id.filter(|customer| !known.contains(customer)) {
                    match record::referred::<Customer>(tx, customer, "customer_id", at) {
                        Ok(_) => {}
                        Err(error) => errors.push(error),
                    }
                }
            });
        }
    });
    if let Some(fault) = errors.pop() {
        return Err(fault);
    }
    record::refused(at.into_errors())
}
