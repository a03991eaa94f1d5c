//! Users as an administrator manages them. Whoever changes what another person may do, or how they get in, must hold at
//! least as much as that person: otherwise a new password would be a way up.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use diesel::sql_types::Array;
use guanxi_domain::identity::{Action, RecordFacts, Resource, Scope, ScopeFilter, decide, keep_an_administrator};
use guanxi_domain::search::name_key;
use guanxi_domain::values::{EmailAddress, Invalid, LocaleCode, LoginName, PhoneNumber, TimeZoneName, UserStatus};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{form_of, one_time_tokens, roles, second_factor, sessions, throttle};
use crate::error::check_version;
use crate::platform::config;
use crate::platform::events::{self, Happening};
use crate::schema::{app_user, user_department, user_role};
use crate::{Error, Result, Tx};

type Ids = diesel::expression::SqlLiteral<Array<diesel::sql_types::Uuid>>;

/// What people enter of a user.
#[derive(
    Clone,
    Debug,
    PartialEq,
    Eq,
    Serialize,
    Deserialize,
    Validate,
    ToSchema,
    Queryable,
    Selectable,
    Insertable,
    AsChangeset,
)]
#[diesel(table_name = app_user, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct UserForm {
    /// Name as colleagues read it.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60, example = "张伟")]
    pub display_name: String,
    /// Where links and notifications go.
    #[serde(default)]
    pub email: Option<EmailAddress>,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<PhoneNumber>,
    /// Number in the personnel file, unique in the organization.
    #[validate(length(max = 40))]
    #[serde(default)]
    #[schema(max_length = 40)]
    pub employee_number: Option<String>,
    /// Position.
    #[validate(length(max = 60))]
    #[serde(default)]
    #[schema(max_length = 60)]
    pub job_title: Option<String>,
    /// Main department: that of the records they own.
    #[serde(default)]
    pub department_id: Option<Uuid>,
    /// Whom they report to.
    #[serde(default)]
    pub manager_id: Option<Uuid>,
    /// Language; the organization's where absent.
    #[serde(default)]
    pub locale: Option<LocaleCode>,
    /// Time zone; the organization's where absent.
    #[serde(default)]
    pub time_zone: Option<TimeZoneName>,
    /// Further departments they serve.
    #[validate(length(max = 50))]
    #[serde(default)]
    #[schema(max_items = 50)]
    #[diesel(skip_insertion, skip_update, select_expression = further_departments(), select_expression_type = Ids)]
    pub department_ids: Vec<Uuid>,
    /// Roles they hold.
    #[validate(length(max = 50))]
    #[serde(default)]
    #[schema(max_items = 50)]
    #[diesel(skip_insertion, skip_update, select_expression = role_ids(), select_expression_type = Ids)]
    pub role_ids: Vec<Uuid>,
}

fn further_departments() -> Ids {
    diesel::dsl::sql(
        "ARRAY(SELECT department_id FROM user_department AS further WHERE further.org_id = app_user.org_id \
         AND further.user_id = app_user.id ORDER BY department_id)",
    )
}

fn role_ids() -> Ids {
    diesel::dsl::sql(
        "ARRAY(SELECT role_id FROM user_role AS held WHERE held.org_id = app_user.org_id \
         AND held.user_id = app_user.id ORDER BY role_id)",
    )
}

/// A user as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = app_user, check_for_backend(diesel::pg::Pg))]
pub struct Account {
    /// Id.
    pub id: Uuid,
    /// What they sign in with.
    pub login: LoginName,
    /// What people have entered.
    #[diesel(embed)]
    pub form: UserForm,
    /// Order.
    pub name_key: String,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// Picture.
    pub avatar: Option<String>,
    /// Nothing but a new password is open to them.
    pub must_change_password: bool,
    /// Since when a second factor is in force.
    pub totp_confirmed_at: Option<DateTime<Utc>>,
    /// For If-Match.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// One user within the reach of an action.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] where absent or out of reach.
pub fn get(tx: &mut Tx<'_>, id: Uuid, action: Action) -> Result<Account> {
    tx.require(Resource::Users, action)?;
    let account = stored(tx, id)?;
    let facts = RecordFacts { owner: Some(id), department: account.form.department_id, ..RecordFacts::default() };
    if ScopeFilter::new(&tx.actor, Resource::Users, action).admits(&facts) { Ok(account) } else { Err(Error::NotFound) }
}

/// One user, whoever asks.
pub(crate) fn stored(tx: &mut Tx<'_>, id: Uuid) -> Result<Account> {
    Ok(app_user::table.find((tx.org(), id)).select(Account::as_select()).first(tx.conn)?)
}

/// Makes a user: active with a password that must be changed, else invited.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Conflict`] at `/login` or `/employee_number`; [`Error::Invalid`] at the field.
pub fn create(tx: &mut Tx<'_>, login: &LoginName, password_hash: Option<&str>, form: &UserForm) -> Result<Uuid> {
    tx.require(Resource::Users, Action::Create)?;
    config::lock(tx)?;
    let id = tx.new_id();
    let mut form = form.clone();
    tidy(&mut form);
    check_places(tx, Action::Create, id, None, &form)?;
    check_roles(tx, &[], &form.role_ids)?;
    let status = if password_hash.is_some() { UserStatus::Active } else { UserStatus::Invited };
    diesel::insert_into(app_user::table)
        .values((
            app_user::org_id.eq(tx.org()),
            app_user::id.eq(id),
            app_user::login.eq(login.as_str()),
            &form,
            app_user::name_key.eq(name_key(&form.display_name)),
            app_user::theme.eq("system"),
            app_user::preferences.eq(json!({})),
            app_user::status.eq(status),
            app_user::password_hash.eq(password_hash),
            app_user::must_change_password.eq(password_hash.is_some()),
            app_user::version.eq(1_i64),
            app_user::created_at.eq(tx.now),
            app_user::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    write_links(tx, id, &form)?;
    events::record(tx, Happening::to("user", "created", id, 1).between(&Default::default(), &form_of(&form)?))?;
    config::reload(tx)?;
    Ok(id)
}

/// Changes a user.
///
/// # Errors
/// As [`create`]; [`Error::NotFound`], [`Error::Stale`]; [`Error::Conflict`] `last_administrator`.
pub fn update(
    tx: &mut Tx<'_>,
    id: Uuid,
    version: i64,
    change: impl FnOnce(&UserForm) -> Result<UserForm>,
) -> Result<()> {
    tx.require(Resource::Users, Action::Edit)?;
    config::lock(tx)?;
    let before = get(tx, id, Action::Edit)?;
    check_version(before.version, version)?;
    let mut after = change(&before.form)?;
    tidy(&mut after);
    let before = before.form;
    if after == before {
        return Ok(());
    }
    check_places(tx, Action::Edit, id, Some(&before), &after)?;
    if id == tx.user() && after.email != before.email {
        return Err(Error::field("/email", Invalid::new("in_own_settings")));
    }
    check_manager(tx, id, after.manager_id)?;
    check_roles(tx, &before.role_ids, &after.role_ids)?;
    // The address is where a new password's link goes.
    if after.role_ids != before.role_ids || after.email != before.email {
        must_cover(tx, id)?;
    }
    let removed: Vec<Uuid> = before.role_ids.iter().filter(|role| !after.role_ids.contains(role)).copied().collect();
    if removed.iter().any(|role| tx.config.roles.get(role).is_some_and(roles::Role::is_administrator)) {
        keeps_an_administrator(tx, id)?;
    }
    diesel::update(app_user::table.find((tx.org(), id)))
        .set((
            &after,
            app_user::name_key.eq(name_key(&after.display_name)),
            app_user::version.eq(version + 1),
            app_user::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if after.email != before.email {
        one_time_tokens::withdraw_all(tx.conn, tx.org(), id)?;
    }
    write_links(tx, id, &after)?;
    let happening = Happening::to("user", "updated", id, version + 1).between(&form_of(&before)?, &form_of(&after)?);
    events::record(tx, happening)?;
    config::reload(tx)
}

/// Lets a person in or shuts them out; whoever is shut out is signed out everywhere.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Conflict`] `last_administrator`, or `not_possible_now` where the
/// present status is not one of `from`.
pub fn set_status(tx: &mut Tx<'_>, id: Uuid, from: &[UserStatus], action: &'static str) -> Result<()> {
    tx.require(Resource::Users, Action::Edit)?;
    config::lock(tx)?;
    let account = get(tx, id, Action::Edit)?;
    must_cover(tx, id)?;
    if !from.contains(&account.status) {
        return Err(Error::conflict("not_possible_now"));
    }
    let status = match (action, password_is_set(tx, id)?) {
        ("disabled", _) => UserStatus::Disabled,
        (_, true) => UserStatus::Active,
        (_, false) => UserStatus::Invited,
    };
    if status != UserStatus::Disabled {
        throttle::forgive(tx.conn, account.login.as_str(), (tx.org(), id))?;
    } else {
        keeps_an_administrator(tx, id)?;
        sessions::end_all(tx.conn, (tx.org(), id), None, action, tx.now)?;
    }
    diesel::update(app_user::table.find((tx.org(), id)))
        .set((app_user::status.eq(status), app_user::version.eq(account.version + 1), app_user::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    let mut happening = Happening::to("user", action, id, account.version + 1);
    happening.changes.push(("status".into(), json!(account.status), json!(status)));
    events::record(tx, happening)?;
    config::reload(tx)
}

/// Gives a person another password, which they must change, and ends their sessions.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn reset_password(tx: &mut Tx<'_>, id: Uuid, hash: &str) -> Result<()> {
    let account = resettable(tx, id)?;
    let status = if account.status == UserStatus::Invited { UserStatus::Active } else { account.status };
    diesel::update(app_user::table.find((tx.org(), id)))
        .set((
            app_user::password_hash.eq(hash),
            app_user::must_change_password.eq(true),
            app_user::status.eq(status),
            app_user::version.eq(app_user::version + 1),
            app_user::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    one_time_tokens::withdraw_all(tx.conn, tx.org(), id)?;
    sessions::end_all(tx.conn, (tx.org(), id), None, "password_reset", tx.now)?;
    events::record(tx, Happening::to("user", "password_reset", id, account.version + 1))?;
    config::reload(tx)
}

/// Takes a person's second factor away, when device and recovery codes are lost, and ends their sessions: whoever signs
/// in next shows the password alone.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`]; [`Error::Conflict`] `otp_not_set_up`.
pub fn remove_second_factor(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    let account = resettable(tx, id)?;
    let org = tx.org();
    if second_factor::locked(tx.conn, org, id)?.confirmed_at.is_none() {
        return Err(Error::conflict("otp_not_set_up"));
    }
    second_factor::clear(tx.conn, org, id)?;
    sessions::end_all(tx.conn, (org, id), None, "otp_removed", tx.now)?;
    events::record(tx, Happening::to("user", "otp_removed", id, account.version + 1))?;
    config::reload(tx)
}

/// A user whose password the caller may reset.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn resettable(tx: &mut Tx<'_>, id: Uuid) -> Result<Account> {
    tx.require(Resource::Users, Action::Edit)?;
    config::lock(tx)?;
    let account = get(tx, id, Action::Edit)?;
    must_cover(tx, id)?;
    if id == tx.user() {
        // One's own goes by one's own settings, where the present password is asked for.
        return Err(Error::Forbidden { resource: Resource::Users, action: Action::Edit });
    }
    Ok(account)
}

fn password_is_set(tx: &mut Tx<'_>, id: Uuid) -> Result<bool> {
    Ok(app_user::table.find((tx.org(), id)).select(app_user::password_hash.is_not_null()).first(tx.conn)?)
}

/// Whoever changes how a person gets in must hold what that person holds, and where that person holds it. A person's API
/// key holds less than the person.
fn must_cover(tx: &Tx<'_>, id: Uuid) -> Result<()> {
    let other = tx.config.actor(id, None).ok_or(Error::NotFound)?;
    let near = id == tx.user() || other.departments.iter().all(|one| reaches(tx, Action::Edit, *one));
    if near && tx.actor.access.covers(&other.access) {
        Ok(())
    } else {
        Err(Error::Forbidden { resource: Resource::Users, action: Action::Edit })
    }
}

/// The departments and roles in one order, each once.
fn tidy(form: &mut UserForm) {
    form.role_ids.sort_unstable();
    form.role_ids.dedup();
    let main = form.department_id;
    form.department_ids.retain(|id| Some(*id) != main);
    form.department_ids.sort_unstable();
    form.department_ids.dedup();
}

/// Whether the caller's users are reached in a department, not counting that everybody reaches themselves.
fn reaches(tx: &Tx<'_>, action: Action, department: Uuid) -> bool {
    let facts = RecordFacts { department: Some(department), ..RecordFacts::default() };
    decide(&tx.actor, Resource::Users, action, &facts).allowed
}

/// A department gives reach over its records: nobody gives one beyond their own reach, and to themselves only those who
/// reach everywhere. Without a department people are placed by those who reach everywhere.
fn check_places(tx: &Tx<'_>, action: Action, id: Uuid, before: Option<&UserForm>, after: &UserForm) -> Result<()> {
    let everywhere = tx.actor.access.scope(Resource::Users, action) == Some(Scope::All);
    let main = before.and_then(|before| before.department_id);
    let held = |one: Uuid| main == Some(one) || before.is_some_and(|before| before.department_ids.contains(&one));
    let given = |one: Uuid| held(one) || everywhere || (id != tx.user() && reaches(tx, action, one));
    let stays = before.is_some() && main == after.department_id;
    if !stays && !after.department_id.map_or(everywhere, given) {
        return Err(Error::field("/department_id", Invalid::new("out_of_scope")));
    }
    match after.department_ids.iter().position(|one| !given(*one)) {
        Some(index) => Err(Error::field(format!("/department_ids/{index}"), Invalid::new("out_of_scope"))),
        None => Ok(()),
    }
}

/// Lines of report end at the top.
fn check_manager(tx: &Tx<'_>, id: Uuid, manager: Option<Uuid>) -> Result<()> {
    let mut at = manager;
    // As many steps as there are people: lines that were tied into a knot before end the walk too.
    for _ in 0..=tx.config.people.len() {
        match at {
            None => return Ok(()),
            Some(one) if one == id => break,
            Some(one) => at = tx.config.people.get(&one).and_then(|person| person.manager_id),
        }
    }
    Err(Error::field("/manager_id", Invalid::new("parent_cycle")))
}

/// Roles are handed out and taken by those who may, and never beyond what they hold.
fn check_roles(tx: &Tx<'_>, before: &[Uuid], after: &[Uuid]) -> Result<()> {
    if before == after {
        return Ok(());
    }
    tx.require(Resource::Roles, Action::Assign)?;
    for (index, id) in after.iter().enumerate().filter(|(_, id)| !before.contains(id)) {
        let at = format!("/role_ids/{index}");
        let role = tx.config.roles.get(id).ok_or_else(|| Error::field(&at, Invalid::new("unknown_reference")))?;
        roles::may_hand_out(tx, &role.grants).map_err(|invalid| Error::field(&at, invalid))?;
    }
    Ok(())
}

fn keeps_an_administrator(tx: &Tx<'_>, leaving: Uuid) -> Result<()> {
    let role = tx.config.roles.values().find(|role| role.is_administrator());
    let holders: Vec<Uuid> =
        role.map(|role| tx.config.holders(role.id).map(|person| person.id).collect()).unwrap_or_default();
    keep_an_administrator(&holders, &[leaving]).map_err(|invalid| Error::Conflict(invalid.at("")))
}

fn write_links(tx: &mut Tx<'_>, id: Uuid, form: &UserForm) -> Result<()> {
    let org = tx.org();
    diesel::delete(
        user_department::table.filter(user_department::org_id.eq(org)).filter(user_department::user_id.eq(id)),
    )
    .execute(tx.conn)?;
    diesel::delete(user_role::table.filter(user_role::org_id.eq(org)).filter(user_role::user_id.eq(id)))
        .execute(tx.conn)?;
    let departments: Vec<_> = form
        .department_ids
        .iter()
        .map(|department| {
            (
                user_department::org_id.eq(org),
                user_department::user_id.eq(id),
                user_department::department_id.eq(department),
            )
        })
        .collect();
    diesel::insert_into(user_department::table).values(departments).execute(tx.conn)?;
    let roles: Vec<_> = form
        .role_ids
        .iter()
        .map(|role| (user_role::org_id.eq(org), user_role::user_id.eq(id), user_role::role_id.eq(role)))
        .collect();
    diesel::insert_into(user_role::table).values(roles).execute(tx.conn)?;
    Ok(())
}
