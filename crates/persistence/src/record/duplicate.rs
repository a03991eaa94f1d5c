//! What a record is suspected to be a duplicate of, as far as the caller may know.

use guanxi_domain::customers::duplicates::Reason;
use serde::Serialize;
use utoipa::ToSchema;
use uuid::Uuid;

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
