//! Why a person may or may not do something with a record.

use guanxi_domain::identity::{Action, Decision, Resource, Scope, decide};
use uuid::Uuid;

use crate::platform::shares;
use crate::record::kinds::Kind;
use crate::{Error, Result, Tx};

/// A decision with what led to it.
#[derive(Clone, Debug)]
pub struct Explanation {
    /// The answer, why, and how far the roles reach.
    pub decision: Decision,
    /// The roles that grant the action, each with its own reach.
    pub roles: Vec<(Uuid, Scope)>,
}

/// Explains what a person may do with one record, which the caller must be able to see: nobody learns by another's
/// permissions that a record exists.
///
/// # Errors
/// [`Error::Forbidden`] for others than oneself without sight of roles; [`Error::NotFound`] for person or record.
pub fn record(tx: &mut Tx<'_>, user: Uuid, kind: &dyn Kind, id: Uuid, action: Action) -> Result<Explanation> {
    if user != tx.user() {
        tx.require(Resource::Roles, Action::View)?;
    }
    let mut facts = kind.facts(tx, id)?;
    let actor = tx.config.actor(user, None).ok_or(Error::NotFound)?;
    facts.share = shares::level_with(tx, &actor, id)?;
    let held = tx.config.people.get(&user).map(|person| person.role_ids.clone()).unwrap_or_default();
    let grants = |role: &Uuid| {
        let grants = &tx.config.roles.get(role)?.grants.grants;
        let grant = grants.iter().find(|one| one.resource == kind.resource() && one.actions.contains(&action))?;
        Some((*role, grant.scope))
    };
    let roles = held.iter().filter_map(grants).collect();
    Ok(Explanation { decision: decide(&actor, kind.resource(), action, &facts), roles })
}
