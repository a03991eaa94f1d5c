//! Roles: what their holders may do.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{FieldRestriction, Grant, Grants};
use uuid::Uuid;

use crate::Result;
use crate::schema::role;
use crate::sql::Json;

/// A role as it is kept in memory.
#[derive(Clone, Debug)]
pub struct Role {
    /// Id.
    pub id: Uuid,
    /// Code of a shipped role.
    pub code: Option<String>,
    /// Name, unique in the organization.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// The matrix and the field rules.
    pub grants: Grants,
    /// Holders must use a second factor.
    pub require_otp: bool,
    /// For If-Match.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = role, check_for_backend(diesel::pg::Pg))]
struct RoleRow {
    id: Uuid,
    code: Option<String>,
    name: String,
    description: Option<String>,
    grants: Json<Vec<Grant>>,
    field_rules: Json<Vec<FieldRestriction>>,
    require_otp: bool,
    version: i64,
    created_at: DateTime<Utc>,
    updated_at: DateTime<Utc>,
}

impl From<RoleRow> for Role {
    fn from(row: RoleRow) -> Self {
        Self {
            id: row.id,
            code: row.code,
            name: row.name,
            description: row.description,
            grants: Grants { grants: row.grants.0, field_rules: row.field_rules.0 },
            require_otp: row.require_otp,
            version: row.version,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }
    }
}

/// Every role of an organization.
pub(crate) fn load_all(conn: &mut PgConnection, org: Uuid) -> Result<HashMap<Uuid, Role>> {
    let rows: Vec<RoleRow> = role::table.filter(role::org_id.eq(org)).select(RoleRow::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, Role::from(row))).collect())
}
