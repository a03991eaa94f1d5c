//! The demo company: its departments and people, made or brought back to what they were.

use std::collections::HashMap;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::platform::NumberPattern;
use guanxi_domain::search::name_key;
use guanxi_domain::values::{LocaleCode, LoginName, UserStatus};
use uuid::Uuid;

use super::setup::{self, NewOrganization};
use crate::schema::{
    app_user, contact, customer, department, number_counter, numbering, organization, record_share, role, search_entry,
    user_department, user_role,
};
use crate::{Error, Origin, Result};

/// A department, below another one of the list or below the organization.
#[derive(Clone, Copy, Debug)]
pub struct DemoDepartment {
    /// Name, unique in the list.
    pub name: &'static str,
    /// Name of the one above.
    pub parent: Option<&'static str>,
}

/// A person.
#[derive(Clone, Copy, Debug)]
pub struct DemoPerson {
    /// Login; also the manager of a department where `leads` names it.
    pub login: &'static str,
    /// Name.
    pub name: &'static str,
    /// Main department.
    pub department: &'static str,
    /// Code of a shipped role.
    pub role: &'static str,
    /// Department led.
    pub leads: Option<&'static str>,
    /// May sign in with the demo password; colleagues may not.
    pub signs_in: bool,
}

/// The demo company as it stands.
#[derive(Clone, Debug)]
pub struct DemoCompany {
    /// Organization.
    pub org_id: Uuid,
    /// Departments by name.
    pub departments: HashMap<&'static str, Uuid>,
    /// People by login.
    pub people: HashMap<&'static str, Uuid>,
    /// How customers are numbered.
    pub numbers: NumberPattern,
}

/// Makes the company, or brings an earlier one back: its customers go, its people get their password and role again.
///
/// # Errors
/// [`Error::Conflict`] where an organization of that name is not the demo.
pub fn company(
    conn: &mut PgConnection,
    (name, password_hash): (&str, &str),
    departments: &[DemoDepartment],
    people: &[DemoPerson],
    now: DateTime<Utc>,
) -> Result<DemoCompany> {
    setup::lock(conn)?;
    let org = match existing(conn, name, people)? {
        Some(org) => {
            clear(conn, org)?;
            org
        }
        None => {
            let login = LoginName::parse("admin").map_err(|invalid| Error::field("/login", invalid))?;
            let new = NewOrganization {
                name: name.to_owned(),
                locale: LocaleCode::ZhCn,
                login,
                display_name: "系统管理员".to_owned(),
                password_hash: password_hash.to_owned(),
            };
            setup::found(conn, &new, &Arc::new(Origin::of_command()), now)?.org_id
        }
    };
    let root: Uuid = department::table
        .filter(department::org_id.eq(org))
        .filter(department::parent_id.is_null())
        .order((department::sort_order, department::created_at))
        .select(department::id)
        .first(conn)?;
    let mut by_name = HashMap::new();
    for (place, one) in departments.iter().enumerate() {
        let parent = one.parent.and_then(|parent| by_name.get(parent).copied()).unwrap_or(root);
        by_name.insert(one.name, put_department(conn, (org, parent), one.name, place, now)?);
    }
    let roles: HashMap<String, Uuid> = role::table
        .filter(role::org_id.eq(org))
        .filter(role::code.is_not_null())
        .select((role::code.assume_not_null(), role::id))
        .load::<(String, Uuid)>(conn)?
        .into_iter()
        .collect();
    let mut by_login = HashMap::new();
    for person in people {
        let at = by_name.get(person.department).copied().unwrap_or(root);
        let role = roles.get(person.role).ok_or_else(|| Error::Corrupt(format!("no role {}", person.role)))?;
        let id = put_person(conn, (org, at, *role), person, password_hash, now)?;
        if let Some(led) = person.leads.and_then(|led| by_name.get(led)) {
            diesel::update(department::table.find((org, led))).set(department::manager_id.eq(id)).execute(conn)?;
        }
        by_login.insert(person.login, id);
    }
    diesel::update(organization::table.find(org))
        .set(organization::config_version.eq(organization::config_version + 1))
        .execute(conn)?;
    let pattern: String = numbering::table.find((org, "customer")).select(numbering::pattern).first(conn)?;
    let numbers = NumberPattern::parse(&pattern).map_err(|invalid| Error::Corrupt(format!("numbering: {invalid}")))?;
    Ok(DemoCompany { org_id: org, departments: by_name, people: by_login, numbers })
}

/// Says how far each period's numbers have been given out, and lets the planner look at what was loaded.
///
/// # Errors
/// Only faults of the database.
pub fn finish(conn: &mut PgConnection, org: Uuid, counters: &[(String, i64)]) -> Result<()> {
    use diesel::connection::SimpleConnection as _;
    for (period, next) in counters {
        diesel::insert_into(number_counter::table)
            .values((
                number_counter::org_id.eq(org),
                number_counter::kind.eq("customer"),
                number_counter::period.eq(period),
                number_counter::next_value.eq(next),
            ))
            .execute(conn)?;
    }
    conn.batch_execute(
        "SELECT gin_clean_pending_list('search_entry_tokens_idx'); ANALYZE customer, contact, search_entry, event",
    )?;
    Ok(())
}

/// The organization of that name, if it is the demo: all of the demo's people who sign in are there.
fn existing(conn: &mut PgConnection, name: &str, people: &[DemoPerson]) -> Result<Option<Uuid>> {
    let org: Option<Uuid> = organization::table
        .filter(organization::name.eq(name))
        .order(organization::created_at)
        .select(organization::id)
        .first(conn)
        .optional()?;
    let Some(org) = org else { return Ok(None) };
    let logins: Vec<&str> = people.iter().filter(|person| person.signs_in).map(|person| person.login).collect();
    let known: i64 = app_user::table
        .filter(app_user::org_id.eq(org))
        .filter(app_user::login.eq_any(&logins))
        .count()
        .get_result(conn)?;
    // Somebody's own company that happens to have the name is left alone.
    if usize::try_from(known).is_ok_and(|known| known == logins.len()) {
        Ok(Some(org))
    } else {
        Err(Error::conflict("already_exists"))
    }
}

fn clear(conn: &mut PgConnection, org: Uuid) -> Result<()> {
    let entities = ["customer", "contact"];
    let entries =
        search_entry::table.filter(search_entry::org_id.eq(org)).filter(search_entry::entity.eq_any(entities));
    diesel::delete(entries).execute(conn)?;
    let shares = record_share::table.filter(record_share::org_id.eq(org)).filter(record_share::entity.eq_any(entities));
    diesel::delete(shares).execute(conn)?;
    diesel::delete(contact::table.filter(contact::org_id.eq(org))).execute(conn)?;
    diesel::delete(customer::table.filter(customer::org_id.eq(org))).execute(conn)?;
    let counters =
        number_counter::table.filter(number_counter::org_id.eq(org)).filter(number_counter::kind.eq("customer"));
    diesel::delete(counters).execute(conn)?;
    Ok(())
}

fn put_department(
    conn: &mut PgConnection,
    (org, parent): (Uuid, Uuid),
    name: &str,
    place: usize,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let known: Option<Uuid> = department::table
        .filter(department::org_id.eq(org))
        .filter(department::parent_id.eq(parent))
        .filter(department::name.eq(name))
        .select(department::id)
        .first(conn)
        .optional()?;
    if let Some(id) = known {
        return Ok(id);
    }
    let id = Uuid::now_v7();
    diesel::insert_into(department::table)
        .values((
            department::org_id.eq(org),
            department::id.eq(id),
            department::name.eq(name),
            department::parent_id.eq(parent),
            department::sort_order.eq(i32::try_from(place).unwrap_or(i32::MAX)),
            department::version.eq(1_i64),
            department::created_at.eq(now),
            department::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

fn put_person(
    conn: &mut PgConnection,
    (org, department, role): (Uuid, Uuid, Uuid),
    person: &DemoPerson,
    password_hash: &str,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let values = (
        app_user::display_name.eq(person.name),
        app_user::name_key.eq(name_key(person.name)),
        app_user::department_id.eq(department),
        app_user::status.eq(UserStatus::Active),
        app_user::password_hash.eq(person.signs_in.then_some(password_hash)),
        app_user::must_change_password.eq(false),
        app_user::totp_secret.eq(None::<Vec<u8>>),
        app_user::totp_confirmed_at.eq(None::<DateTime<Utc>>),
        app_user::updated_at.eq(now),
    );
    let id: Uuid = diesel::insert_into(app_user::table)
        .values((
            app_user::org_id.eq(org),
            app_user::id.eq(Uuid::now_v7()),
            app_user::login.eq(person.login),
            app_user::theme.eq("system"),
            app_user::preferences.eq(serde_json::json!({})),
            app_user::version.eq(1_i64),
            app_user::created_at.eq(now),
            values.clone(),
        ))
        .on_conflict((app_user::org_id, app_user::login))
        .do_update()
        .set((values, app_user::version.eq(app_user::version + 1)))
        .returning(app_user::id)
        .get_result(conn)?;
    let roles = user_role::table.filter(user_role::org_id.eq(org)).filter(user_role::user_id.eq(id));
    diesel::delete(roles).execute(conn)?;
    diesel::insert_into(user_role::table)
        .values((user_role::org_id.eq(org), user_role::user_id.eq(id), user_role::role_id.eq(role)))
        .execute(conn)?;
    let further =
        user_department::table.filter(user_department::org_id.eq(org)).filter(user_department::user_id.eq(id));
    diesel::delete(further).execute(conn)?;
    Ok(id)
}
