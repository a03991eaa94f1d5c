//! Who works on a customer: its team, its owner, and who owned it before.

use diesel::prelude::*;
use diesel::sql_types::{Bool, Jsonb};
use guanxi_domain::identity::{Action, ShareLevel};
use guanxi_domain::platform::audit::FieldChange;
use guanxi_domain::values::{Invalid, Pointer};
use serde_json::{Value, json};
use uuid::Uuid;

use super::{Customer, CustomerFields};
use crate::contacts::ownership;
use crate::platform::events::{self, Happening};
use crate::platform::shares::{self, Principal, TeamMember};
use crate::record::{self, Change, Dependents, Entity as _, Stored};
use crate::schema::event;
use crate::sql::{Json, Records};
use crate::{Result, Tx};

/// Members of one team at most.
pub const MAX_MEMBERS: usize = 50;
/// Changes of owner that are told, the latest first.
const MAX_OWNERS: i64 = 200;

/// The team of a customer that the caller may see.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn team(tx: &mut Tx<'_>, customer: Uuid) -> Result<Vec<TeamMember>> {
    record::get::<Customer>(tx, customer)?;
    shares::team(tx, Customer::NAME, customer)
}

/// Replaces the team; whoever may give the customer away may also share it.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Invalid`] where a member does not exist or is named twice.
pub fn set_team(tx: &mut Tx<'_>, customer: Uuid, members: &[TeamMember]) -> Result<Vec<TeamMember>> {
    record::for_change::<Customer>(tx, customer, Action::Edit, Records::Live)?;
    let stored = record::for_change::<Customer>(tx, customer, Action::Assign, Records::Live)?;
    check(tx, members)?;
    replace(tx, &stored, members)
}

/// Gives a customer to another owner.
///
/// # Errors
/// As [`record::assign`].
pub fn transfer(
    tx: &mut Tx<'_>,
    customer: Uuid,
    owner: Uuid,
    keep: bool,
    contacts: Dependents,
) -> Result<Change<CustomerFields>> {
    let before = record::for_change::<Customer>(tx, customer, Action::Assign, Records::Live)?;
    let change = record::assign::<Customer>(tx, customer, owner, contacts)?;
    if let Some(former) = before.fields.owner_id.filter(|former| keep && *former != owner) {
        let mut members = shares::team(tx, Customer::NAME, customer)?;
        members.retain(|member| member.principal_id != former);
        members.push(TeamMember { principal_kind: Principal::User, principal_id: former, level: ShareLevel::Write });
        replace(tx, &change.record, &members)?;
    }
    Ok(change)
}

fn check(tx: &Tx<'_>, members: &[TeamMember]) -> Result<()> {
    let mut at = Pointer::default();
    at.within("items", |at| {
        if members.len() > MAX_MEMBERS {
            at.refuse::<()>(Invalid::new("too_many").with("max", MAX_MEMBERS));
        }
        for (index, member) in members.iter().enumerate() {
            let id = member.principal_id;
            let known = match member.principal_kind {
                Principal::User => tx.config.people.get(&id).is_some_and(|person| person.is_active()),
                Principal::Department => tx.config.departments.contains_key(&id),
            };
            let repeated = members[..index].iter().any(|other| other.principal_id == id);
            let code = if !known { "unknown_reference" } else { "duplicate_entry" };
            if !known || repeated {
                at.within(index, |at| at.within("principal_id", |at| at.refuse::<()>(Invalid::new(code))));
            }
        }
    });
    record::refused(at.into_errors())
}

fn replace(tx: &mut Tx<'_>, stored: &Stored<CustomerFields>, members: &[TeamMember]) -> Result<Vec<TeamMember>> {
    let before = shares::replace_team(tx, Customer::NAME, stored.id, members)?;
    let after = shares::team(tx, Customer::NAME, stored.id)?;
    if before != after {
        // The team of a customer is the team of its contacts.
        ownership::share_alike(tx, stored.id, stored.fields.owner_id)?;
        let mut happening = Happening::to(Customer::NAME, "team_changed", stored.id, stored.version);
        happening.changes.push(("team".to_owned(), json!(before), json!(after)));
        events::record(tx, happening)?;
    }
    Ok(after)
}

/// Who gave a customer to whom, and when.
#[derive(Clone, Debug)]
pub struct OwnerChange {
    /// When.
    pub at: chrono::DateTime<chrono::Utc>,
    /// Who did it; the program where absent.
    pub by: Option<Uuid>,
    /// The owner before.
    pub from: Option<Uuid>,
    /// The owner from then on.
    pub to: Option<Uuid>,
}

/// When, by whom, what.
type ChangeRow = (chrono::DateTime<chrono::Utc>, Option<Uuid>, Json<Vec<FieldChange>>);

/// The owners of a customer that the caller may see, the latest change first, from the events.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn owners(tx: &mut Tx<'_>, customer: Uuid) -> Result<Vec<OwnerChange>> {
    record::get::<Customer>(tx, customer)?;
    let names_owner = diesel::dsl::sql::<Bool>("changes @> ").bind::<Jsonb, _>(json!([{"field": "owner_id"}]));
    let rows: Vec<ChangeRow> = event::table
        .filter(event::org_id.eq(tx.org()))
        .filter(event::record_id.eq(customer))
        .filter(names_owner)
        .order(event::id.desc())
        .limit(MAX_OWNERS)
        .select((event::at, event::actor_id, event::changes))
        .load(tx.conn)?;
    let id = |value: &Value| value.as_str().and_then(|id| Uuid::try_parse(id).ok());
    Ok(rows
        .into_iter()
        .filter_map(|(at, by, changes)| {
            let change = changes.0.into_iter().find(|change| change.field == "owner_id")?;
            Some(OwnerChange { at, by, from: id(&change.before), to: id(&change.after) })
        })
        .collect())
}
