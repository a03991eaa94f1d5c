//! Roles: what their holders may do.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{ADMINISTRATOR, Access, Action, FieldRestriction, Grant, Grants, Resource};
use guanxi_domain::values::{Invalid, Pointer};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::form_of;
use crate::error::{check_version, in_use};
use crate::platform::config;
use crate::platform::events::{self, Happening};
use crate::record::kinds::{self, Kind};
use crate::schema::{api_key, role};
use crate::sql::Json;
use crate::{Error, Result, Tx};

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

/// What people enter of a role.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct RoleForm {
    /// Name, unique in the organization.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "区域经理")]
    pub name: String,
    /// What it is for.
    #[validate(length(max = 500))]
    #[serde(default)]
    #[schema(max_length = 500)]
    pub description: Option<String>,
    /// What it allows: at most one line for each resource.
    #[serde(default)]
    pub grants: Vec<Grant>,
    /// What it withholds: at most one line for each field.
    #[serde(default)]
    pub field_rules: Vec<FieldRestriction>,
    /// Holders must use a second factor.
    #[serde(default)]
    pub require_otp: bool,
}

impl Role {
    /// What people have entered.
    pub fn form(&self) -> RoleForm {
        RoleForm {
            name: self.name.clone(),
            description: self.description.clone(),
            grants: self.grants.grants.clone(),
            field_rules: self.grants.field_rules.clone(),
            require_otp: self.require_otp,
        }
    }

    /// Whether it is the role that always grants everything.
    pub fn is_administrator(&self) -> bool {
        self.code.as_deref() == Some(ADMINISTRATOR)
    }
}

/// Makes a role, which can grant no more than the caller holds.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Conflict`] at `/name`; [`Error::Invalid`] at `/grants` or `/field_rules`.
pub fn create(tx: &mut Tx<'_>, form: &RoleForm) -> Result<Uuid> {
    tx.require(Resource::Roles, Action::Create)?;
    check(tx, form)?;
    let id = tx.new_id();
    diesel::insert_into(role::table)
        .values((
            role::org_id.eq(tx.org()),
            role::id.eq(id),
            columns(form),
            role::version.eq(1_i64),
            role::created_at.eq(tx.now),
            role::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    events::record(tx, Happening::to("role", "created", id, 1).between(&Default::default(), &form_of(form)?))?;
    config::reload(tx)?;
    Ok(id)
}

/// Changes a role. Of the administrator's only whether it asks for a second factor: its grants follow the product.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`], [`Error::Stale`]; [`Error::Conflict`] `immutable`.
pub fn update(
    tx: &mut Tx<'_>,
    id: Uuid,
    version: i64,
    change: impl FnOnce(&RoleForm) -> Result<RoleForm>,
) -> Result<()> {
    tx.require(Resource::Roles, Action::Edit)?;
    config::lock(tx)?;
    let present = tx.config.roles.get(&id).ok_or(Error::NotFound)?.clone();
    check_version(present.version, version)?;
    let before = present.form();
    let after = change(&before)?;
    if after == before {
        return Ok(());
    }
    if present.is_administrator() && (RoleForm { require_otp: before.require_otp, ..after.clone() }) != before {
        return Err(Error::conflict("immutable"));
    }
    // Taking away is power too: whoever does not hold what the role grants leaves it alone.
    may_hand_out(tx, &present.grants).map_err(|invalid| Error::field("/grants", invalid))?;
    check(tx, &after)?;
    diesel::update(role::table.find((tx.org(), id)))
        .set((columns(&after), role::version.eq(version + 1), role::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    let happening = Happening::to("role", "updated", id, version + 1).between(&form_of(&before)?, &form_of(&after)?);
    events::record(tx, happening)?;
    config::reload(tx)
}

/// Deletes a role that nobody holds and no key uses.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`]; [`Error::Conflict`] `immutable` or `in_use`.
pub fn delete(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    tx.require(Resource::Roles, Action::Delete)?;
    config::lock(tx)?;
    let present = tx.config.roles.get(&id).ok_or(Error::NotFound)?;
    check_version(present.version, version)?;
    if present.is_administrator() {
        return Err(Error::conflict("immutable"));
    }
    let before = form_of(&present.form())?;
    // A key that has been revoked acts for nobody any more; the audit log remembers it.
    diesel::delete(
        api_key::table
            .filter(api_key::org_id.eq(tx.org()))
            .filter(api_key::role_id.eq(id))
            .filter(api_key::revoked_at.is_not_null()),
    )
    .execute(tx.conn)?;
    diesel::delete(role::table.find((tx.org(), id))).execute(tx.conn).map_err(in_use)?;
    events::record(tx, Happening::to("role", "deleted", id, version).between(&before, &Default::default()))?;
    config::touch(tx)
}

/// Refuses what the matrix does not have, and what the caller does not hold.
fn check(tx: &Tx<'_>, form: &RoleForm) -> Result<()> {
    let mut at = Pointer::default();
    let json = |list: Result<Value, _>| list.map_err(|error: serde_json::Error| Error::Corrupt(error.to_string()));
    let (grants, rules) = (json(serde_json::to_value(&form.grants))?, json(serde_json::to_value(&form.field_rules))?);
    let Some(read) = Grants::read(&grants, &rules, &mut at) else { return Err(Error::Invalid(at.into_errors())) };
    check_fields(tx, form)?;
    may_hand_out(tx, &read).map_err(|invalid| Error::field("/grants", invalid))
}

/// Refuses grants that go beyond the caller's own.
///
/// # Errors
/// `exceeds_own_access`.
pub fn may_hand_out(tx: &Tx<'_>, grants: &Grants) -> Result<(), Invalid> {
    let covered = tx.actor.access.covers(&Access::union([grants]));
    if covered { Ok(()) } else { Err(Invalid::new("exceeds_own_access")) }
}

/// A rule for a field that there is not, or that is told everywhere, would look like protection and be none.
fn check_fields(tx: &Tx<'_>, form: &RoleForm) -> Result<()> {
    let closable = |kind: &dyn Kind, name: &str| {
        kind.registry(tx).describe().iter().any(|field| field.restrictable && field.name == name)
    };
    for (index, rule) in form.field_rules.iter().enumerate() {
        let known = rule.resource.spec().sensitive.contains(&rule.field.as_str())
            || kinds::of(rule.resource).is_some_and(|kind| closable(kind, &rule.field));
        if !known {
            let invalid = Invalid::new("unknown_field").with("field", &rule.field);
            return Err(Error::field(format!("/field_rules/{index}/field"), invalid));
        }
    }
    Ok(())
}

type Columns<'a> = (
    diesel::dsl::Eq<role::name, &'a String>,
    diesel::dsl::Eq<role::description, &'a Option<String>>,
    diesel::dsl::Eq<role::grants, Json<Vec<Grant>>>,
    diesel::dsl::Eq<role::field_rules, Json<Vec<FieldRestriction>>>,
    diesel::dsl::Eq<role::require_otp, bool>,
);

fn columns(form: &RoleForm) -> Columns<'_> {
    (
        role::name.eq(&form.name),
        role::description.eq(&form.description),
        role::grants.eq(Json(form.grants.clone())),
        role::field_rules.eq(Json(form.field_rules.clone())),
        role::require_otp.eq(form.require_otp),
    )
}
