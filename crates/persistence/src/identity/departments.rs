//! Departments: a tree.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use crate::Result;
use crate::schema::department;

/// A department as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = department, check_for_backend(diesel::pg::Pg))]
pub struct Department {
    /// Id.
    pub id: Uuid,
    /// Name, unique beside its siblings.
    pub name: String,
    /// The department above; none at the top.
    pub parent_id: Option<Uuid>,
    /// Who leads it.
    pub manager_id: Option<Uuid>,
    /// Place among its siblings.
    pub sort_order: i32,
    /// For If-Match.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Every department of an organization.
pub(crate) fn load_all(conn: &mut PgConnection, org: Uuid) -> Result<HashMap<Uuid, Department>> {
    let rows: Vec<Department> =
        department::table.filter(department::org_id.eq(org)).select(Department::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}
