//! Who else may see a record: for what is told to others than the caller.

use std::sync::Arc;

use guanxi_domain::identity::{Action, RecordFacts, Resource, decide};
use uuid::Uuid;

use super::shares;
use crate::identity::users::Person;
use crate::record::{Entity, Stored};
use crate::{Result, Tx};

/// A record, as far as a permission decision needs to know it.
#[derive(Clone, Copy, Debug)]
pub struct About {
    /// `customer`.
    pub entity: &'static str,
    /// What permissions are granted on.
    pub resource: Resource,
    /// Which record.
    pub record: Uuid,
    /// Who owns it.
    pub facts: RecordFacts,
}

impl About {
    /// A record as it is stored.
    pub fn of<E: Entity>(record: &Stored<E::Fields>) -> Self {
        let facts = RecordFacts { deleted: record.deleted_at.is_some(), ..E::facts(&record.fields) };
        Self { entity: E::NAME, resource: E::RESOURCE, record: record.id, facts }
    }
}

/// Those of the people who are active and may see the record.
///
/// # Errors
/// Faults of the database.
pub fn who_sees(tx: &mut Tx<'_>, about: &About, people: impl IntoIterator<Item = Uuid>) -> Result<Vec<Uuid>> {
    let mut people = people.into_iter().peekable();
    if people.peek().is_none() {
        return Ok(Vec::new());
    }
    let team = shares::team(tx, about.entity, about.record)?;
    let config = Arc::clone(&tx.config);
    let sees = |user: &Uuid| {
        let active = config.people.get(user).is_some_and(Person::is_active);
        let actor = active.then(|| config.actor(*user, None)).flatten();
        actor.is_some_and(|actor| {
            let ids = |id: Uuid| id == actor.user_id || actor.departments.contains(&id);
            let share = team.iter().filter(|member| ids(member.principal_id)).map(|member| member.level).max();
            decide(&actor, about.resource, Action::View, &RecordFacts { share, ..about.facts }).allowed
        })
    };
    Ok(people.filter(sees).collect())
}
