//! What a record is suspected to be a duplicate of, as far as the caller may know.

use guanxi_domain::customers::duplicates::{DuplicatePolicy, Reason};
use guanxi_domain::identity::{Action, RecordFacts, ScopeFilter};
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

use super::{Entity, Rules, Stored};
use crate::platform::shares;
use crate::{Result, Tx};

/// Suspects that are shown at most, the weightiest first.
const SHOWN: usize = 20;

/// A record that may be the same. Its name and owner are told even where the record itself is out of reach, so that
/// two people who court the same customer find each other.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct Duplicate {
    /// Only where the caller may see the record.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub id: Option<Uuid>,
    /// Its name.
    pub name: String,
    /// Whom to ask.
    pub owner: Option<DuplicateOwner>,
    /// Why, the weightiest first.
    pub reasons: Vec<Reason>,
}

/// Who owns a suspected duplicate.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct DuplicateOwner {
    /// Person.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// A record and why it is suspected, the weightiest reason first.
pub(crate) type Suspect<E> = (Vec<Reason>, Stored<<E as Entity>::Fields>);

/// Suspects as the caller may know of them: the weightiest first, those beyond the caller's scope without their ids.
///
/// # Errors
/// Only faults of the database.
pub(crate) fn told<E: Entity>(tx: &mut Tx<'_>, mut suspects: Vec<Suspect<E>>) -> Result<Vec<Duplicate>> {
    suspects.sort_by(|(left, one), (right, other)| left.cmp(right).then(one.id.cmp(&other.id)));
    suspects.truncate(SHOWN);
    let ids: Vec<Uuid> = suspects.iter().map(|(_, suspect)| suspect.id).collect();
    let shared = shares::levels_on(tx, &ids)?;
    let scope = ScopeFilter::new(&tx.actor, E::RESOURCE, Action::View);
    let named = |id: Uuid| Some(DuplicateOwner { id, name: tx.config.person_name(id)?.to_owned() });
    let told = suspects.into_iter().map(|(reasons, suspect)| {
        let facts = <E as Rules<E::Fields>>::facts(&suspect.fields);
        let share = shared.get(&suspect.id).copied();
        let seen = scope.admits(&RecordFacts { share, ..facts });
        Duplicate {
            id: seen.then_some(suspect.id),
            owner: facts.owner.and_then(named),
            name: <E as Rules<E::Fields>>::search(&suspect.fields).title,
            reasons,
        }
    });
    Ok(told.collect())
}

/// Whether the organization's policy refuses to write what looks like another record, with this reason or without one.
pub(crate) fn refused_by_policy(tx: &Tx<'_>, reason: Option<&str>) -> bool {
    match tx.config.organization.settings.0.duplicate_policy {
        DuplicatePolicy::Warn => false,
        DuplicatePolicy::AllowWithReason => reason.is_none(),
        DuplicatePolicy::Block => true,
    }
}
