//! The permission decision: may this person do this with that record, and why.
//!
//! [`decide`] judges one record in memory, [`ScopeFilter`] is the same rule as a condition for lists; a property test
//! shows on random organizations that both agree.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Access, Action, Resource, Scope};
use crate::values::text_enum;

/// Who acts: everything a decision needs to know of a signed-in person or an API key.
#[derive(Clone, Debug)]
pub struct Actor {
    /// The organization; every query is bound to it before any scope applies.
    pub org_id: Uuid,
    /// The user.
    pub user_id: Uuid,
    /// The departments the person serves, main and further.
    pub departments: Vec<Uuid>,
    /// These and all below them ([`super::DepartmentTree::reach`]).
    pub department_tree: Vec<Uuid>,
    /// What the person's roles grant together.
    pub access: Access,
    /// Nothing but changing the password is open until it is done; the sign-in layer enforces it before any decision.
    pub must_change_password: bool,
    /// A role asks for a second factor and the person has none: nothing but setting one up is open until it is done.
    pub must_set_up_otp: bool,
}

impl Actor {
    /// The departments whose records a scope reaches; [`Scope::All`] does not ask for departments.
    fn departments_within(&self, scope: Scope) -> Vec<Uuid> {
        let mut reached = match scope {
            Scope::Own | Scope::All => Vec::new(),
            Scope::Department => self.departments.clone(),
            Scope::DepartmentTree => [self.departments.as_slice(), &self.department_tree].concat(),
        };
        reached.sort_unstable();
        reached.dedup();
        reached
    }
}

text_enum! {
    /// What a share or team membership gives on one record.
    pub enum ShareLevel {
        /// See it.
        Read = "read",
        /// See and change it.
        Write = "write",
    }
}

impl ShareLevel {
    /// The least share that opens the action. A share widens the scope, never the actions: whoever may edit no
    /// customer at all does not edit a shared one either, and nobody deletes, exports or gives away by a share.
    const fn needed(action: Action) -> Option<Self> {
        match action {
            Action::View => Some(Self::Read),
            Action::Edit => Some(Self::Write),
            _ => None,
        }
    }
}

/// What a decision needs to know of a record.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RecordFacts {
    /// The owner, if it has one.
    pub owner: Option<Uuid>,
    /// The department, fixed when the owner was assigned.
    pub department: Option<Uuid>,
    /// The widest share of the record with the actor or one of the actor's departments.
    pub share: Option<ShareLevel>,
    /// Whether it lies in the recycle bin.
    pub deleted: bool,
}

text_enum! {
    /// Why a decision fell as it did; the codes are stable and have texts in the catalogues.
    pub enum Reason {
        /// Allowed: the scope is the whole organization.
        ScopeAll = "scope_all",
        /// Allowed: the actor owns the record.
        Owner = "owner",
        /// Allowed: it belongs to a department of the actor's.
        Department = "department",
        /// Allowed: it belongs to a department below.
        DepartmentTree = "department_tree",
        /// Allowed: it is shared for reading.
        SharedRead = "shared_read",
        /// Allowed: it is shared for writing.
        SharedWrite = "shared_write",
        /// Refused: no role grants the action on the resource.
        NoPermission = "no_permission",
        /// Refused: the record is beyond the scope and not shared, or not widely enough.
        OutOfScope = "out_of_scope",
        /// Refused: it lies in the recycle bin.
        Deleted = "deleted",
    }
}

/// The answer to "may this person do this with that record", with what explains it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Decision {
    /// The answer.
    pub allowed: bool,
    /// Why.
    pub reason: Reason,
    /// How far the actor's roles let the action reach; `None` when no role grants it.
    pub scope: Option<Scope>,
}

/// Decides for one record; its organization is the actor's, which the query has already made sure of.
///
/// For [`Action::Create`] the facts are those of the record to be: whoever may create within a department does not
/// enter records for another.
pub fn decide(actor: &Actor, resource: Resource, action: Action, record: &RecordFacts) -> Decision {
    let scope = actor.access.scope(resource, action);
    let reason = match scope {
        None => Err(Reason::NoPermission),
        Some(_) if record.deleted && !action.reaches_deleted() => Err(Reason::Deleted),
        Some(scope) => within(actor, scope, record).or_else(|| shared(action, record)).ok_or(Reason::OutOfScope),
    };
    let (allowed, reason) = reason.map_or_else(|refused| (false, refused), |granted| (true, granted));
    Decision { allowed, reason, scope }
}

fn within(actor: &Actor, scope: Scope, record: &RecordFacts) -> Option<Reason> {
    let stands_in = |departments: &[Uuid]| record.department.is_some_and(|id| departments.contains(&id));
    if scope == Scope::All {
        Some(Reason::ScopeAll)
    } else if record.owner == Some(actor.user_id) {
        Some(Reason::Owner)
    } else if scope >= Scope::Department && stands_in(&actor.departments) {
        Some(Reason::Department)
    } else if scope >= Scope::DepartmentTree && stands_in(&actor.department_tree) {
        Some(Reason::DepartmentTree)
    } else {
        None
    }
}

fn shared(action: Action, record: &RecordFacts) -> Option<Reason> {
    let needed = ShareLevel::needed(action)?;
    match record.share? {
        level if level < needed => None,
        ShareLevel::Read => Some(Reason::SharedRead),
        ShareLevel::Write => Some(Reason::SharedWrite),
    }
}

/// The records an actor reaches with an action, as the condition of a query.
///
/// The recycle bin is apart: a query takes `deleted_at IS NULL` besides, unless [`Action::reaches_deleted`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ScopeFilter {
    /// No condition.
    All,
    /// Nothing; the query need not be made.
    None,
    /// Records that meet any of these.
    Any {
        /// Owned by this user.
        owner: Uuid,
        /// Or belonging to one of these departments; sorted, may be empty.
        departments: Vec<Uuid>,
        /// Or shared with the actor at least at this level; `None` when no share opens the action.
        share: Option<ShareLevel>,
    },
}

impl ScopeFilter {
    /// The filter for an action on a resource.
    pub fn new(actor: &Actor, resource: Resource, action: Action) -> Self {
        match actor.access.scope(resource, action) {
            None => Self::None,
            Some(Scope::All) => Self::All,
            Some(scope) => Self::Any {
                owner: actor.user_id,
                departments: actor.departments_within(scope),
                share: ShareLevel::needed(action),
            },
        }
    }

    /// Whether a record meets the condition: what the SQL made from it must answer.
    pub fn admits(&self, record: &RecordFacts) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Any { owner, departments, share } => {
                record.owner == Some(*owner)
                    || record.department.is_some_and(|id| departments.contains(&id))
                    || share.is_some_and(|needed| record.share >= Some(needed))
            }
        }
    }
}

#[cfg(test)]
#[path = "permission_tests.rs"]
mod tests;
