//! Departments: a tree.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{Action, DepartmentTree, Resource, department_can_be_deleted, department_can_move};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::form_of;
use crate::error::{check_version, in_use};
use crate::platform::config;
use crate::platform::events::{self, Happening};
use crate::schema::department;
use crate::{Error, Result, Tx};

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

/// What people enter of a department.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema, Insertable, AsChangeset)]
#[diesel(table_name = department, treat_none_as_null = true)]
#[serde(deny_unknown_fields)]
pub struct DepartmentForm {
    /// Name, unique beside its siblings.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "华南大区")]
    pub name: String,
    /// The department above; none at the top.
    #[serde(default)]
    pub parent_id: Option<Uuid>,
    /// Who leads it.
    #[serde(default)]
    pub manager_id: Option<Uuid>,
    /// Place among its siblings; 0 where absent.
    #[serde(default)]
    pub sort_order: i32,
}

impl Department {
    /// What people have entered.
    pub fn form(&self) -> DepartmentForm {
        DepartmentForm {
            name: self.name.clone(),
            parent_id: self.parent_id,
            manager_id: self.manager_id,
            sort_order: self.sort_order,
        }
    }
}

/// Every department of an organization.
pub(crate) fn load_all(conn: &mut PgConnection, org: Uuid) -> Result<HashMap<Uuid, Department>> {
    let rows: Vec<Department> =
        department::table.filter(department::org_id.eq(org)).select(Department::as_select()).load(conn)?;
    Ok(rows.into_iter().map(|row| (row.id, row)).collect())
}

/// Makes a department.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Conflict`] at `/name`; [`Error::Invalid`] at `/parent_id` or `/manager_id`.
pub fn create(tx: &mut Tx<'_>, form: &DepartmentForm) -> Result<Uuid> {
    tx.require(Resource::Departments, Action::Create)?;
    config::lock(tx)?;
    let id = tx.new_id();
    diesel::insert_into(department::table)
        .values((
            department::org_id.eq(tx.org()),
            department::id.eq(id),
            form,
            department::version.eq(1_i64),
            department::created_at.eq(tx.now),
            department::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let happening = Happening::to("department", "created", id, 1).between(&Default::default(), &form_of(form)?);
    events::record(tx, happening)?;
    config::reload(tx)?;
    Ok(id)
}

/// Changes a department; with its parent, the data scope of everyone above moves too.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`], [`Error::Stale`]; [`Error::Invalid`] `department_cycle` at `/parent_id`.
pub fn update(
    tx: &mut Tx<'_>,
    id: Uuid,
    version: i64,
    change: impl FnOnce(&DepartmentForm) -> Result<DepartmentForm>,
) -> Result<()> {
    tx.require(Resource::Departments, Action::Edit)?;
    config::lock(tx)?;
    let present = tx.config.departments.get(&id).ok_or(Error::NotFound)?;
    check_version(present.version, version)?;
    let before = present.form();
    let after = change(&before)?;
    if after == before {
        return Ok(());
    }
    department_can_move(&tree(tx), id, after.parent_id).map_err(|invalid| Error::field("/parent_id", invalid))?;
    diesel::update(department::table.find((tx.org(), id)))
        .set((&after, department::version.eq(version + 1), department::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    let happening =
        Happening::to("department", "updated", id, version + 1).between(&form_of(&before)?, &form_of(&after)?);
    events::record(tx, happening)?;
    config::reload(tx)
}

/// Deletes a department in which nobody and nothing stands.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`]; [`Error::Conflict`] `department_not_empty`, or `in_use`
/// where records belong to it.
pub fn delete(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    tx.require(Resource::Departments, Action::Delete)?;
    config::lock(tx)?;
    let present = tx.config.departments.get(&id).ok_or(Error::NotFound)?;
    check_version(present.version, version)?;
    let before = form_of(&present.form())?;
    let people = tx.config.people.values().filter(|one| one.all_departments().contains(&id)).count();
    department_can_be_deleted(people, tree(tx).children(id).len())
        .map_err(|invalid| Error::Conflict(invalid.at("")))?;
    diesel::delete(department::table.find((tx.org(), id))).execute(tx.conn).map_err(in_use)?;
    events::record(tx, Happening::to("department", "deleted", id, version).between(&before, &Default::default()))?;
    config::touch(tx)
}

/// The tree as the transaction knows it.
pub(crate) fn tree(tx: &Tx<'_>) -> DepartmentTree {
    DepartmentTree::new(&tx.config.departments.values().map(|one| (one.id, one.parent_id)).collect::<Vec<_>>())
}
