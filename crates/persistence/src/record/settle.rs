//! Rules that several entities share: tags, the department that a record belongs to, references to other records.

use guanxi_domain::identity::Action;
use guanxi_domain::values::{Invalid, Pointer};
use uuid::Uuid;

use super::{Entity, Stored, read};
use crate::sql::Records;
use crate::{Error, Result, Tx};

/// Tags on one record.
const MAX_TAGS: usize = 20;
/// Characters of one tag.
const MAX_TAG_LENGTH: usize = 30;

/// Each tag once, none empty, none too long.
pub(crate) fn settle_tags(tags: &mut Vec<String>, at: &mut Pointer) {
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

/// The owner's main department; a record that loses its owner stays where it was, in `before`'s department. A new one
/// without an owner is the department's of whoever makes it.
pub(crate) fn department_of(tx: &Tx<'_>, owner: Option<Uuid>, before: Option<Option<Uuid>>) -> Option<Uuid> {
    let main = |person: Uuid| tx.config.people.get(&person)?.department_id;
    match (owner, before) {
        (Some(owner), _) => main(owner),
        (None, Some(before)) => before,
        (None, None) => main(tx.user()),
    }
}

/// A living record that a field names; one that the caller does not see is refused as unknown, at `field`.
///
/// # Errors
/// Only faults.
pub(crate) fn referred<E: Entity>(
    tx: &mut Tx<'_>,
    id: Uuid,
    field: &str,
    at: &mut Pointer,
) -> Result<Option<Stored<E::Fields>>> {
    match read::find::<E>(tx, id, Action::View, Records::Live) {
        Ok(found) => Ok(Some(found)),
        Err(Error::NotFound | Error::Forbidden { .. }) => {
            at.within(field, |at| at.refuse::<()>(Invalid::new("unknown_reference")));
            Ok(None)
        }
        Err(error) => Err(error),
    }
}
