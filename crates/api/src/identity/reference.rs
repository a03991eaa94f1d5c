//! Names beside ids.

use guanxi_persistence::Tx;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

/// A record that another one refers to.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Reference {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
}

/// A person by id.
pub fn person(tx: &Tx<'_>, id: Option<Uuid>) -> Option<Reference> {
    let id = id?;
    Some(Reference { id, name: tx.config.person_name(id)?.to_owned() })
}

/// A department by id.
pub fn department(tx: &Tx<'_>, id: Option<Uuid>) -> Option<Reference> {
    let one = tx.config.departments.get(&id?)?;
    Some(Reference { id: one.id, name: one.name.clone() })
}

/// A role by id.
pub fn role(tx: &Tx<'_>, id: Uuid) -> Option<Reference> {
    tx.config.roles.get(&id).map(|one| Reference { id, name: one.name.clone() })
}
