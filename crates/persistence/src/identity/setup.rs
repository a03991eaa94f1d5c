//! A new organization: its administrator, roles, dictionaries and numbering.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{ADMINISTRATOR, ShippedRole, shipped_roles};
use guanxi_domain::platform::{Dictionary, shipped_dictionaries};
use guanxi_domain::search::{fold, initials, name_key};
use guanxi_domain::values::{Invalid, LocaleCode, LoginName, UserStatus};
use uuid::Uuid;

use super::form_of;
use super::organizations::{self, Settings};
use crate::platform::dictionaries;
use crate::platform::events::{self, Author, Happening};
use crate::schema::{app_user, department, dictionary, numbering, organization, role, user_role};
use crate::sql::Json;
use crate::{Error, Origin, Result};

/// What a new organization begins with.
#[derive(Clone, Debug)]
pub struct NewOrganization {
    /// Its name.
    pub name: String,
    /// Language of its first labels, and its default.
    pub locale: LocaleCode,
    /// The administrator's login.
    pub login: LoginName,
    /// The administrator's name.
    pub display_name: String,
    /// Argon2id, PHC form.
    pub password_hash: String,
}

impl NewOrganization {
    /// The same with names as people read them: one line each, 1 to 100 and 1 to 60 characters. An administrator
    /// without a name goes by the login.
    ///
    /// # Errors
    /// [`Error::Invalid`] at `/organization` or `/display_name`.
    pub fn named(self) -> Result<Self> {
        let name = line(&self.name, 100, "/organization")?;
        if name.is_empty() {
            return Err(Error::field("/organization", Invalid::new("required")));
        }
        let display_name = line(&self.display_name, 60, "/display_name")?;
        let display_name = if display_name.is_empty() { self.login.to_string() } else { display_name };
        Ok(Self { name, display_name, ..self })
    }
}

fn line(text: &str, longest: usize, pointer: &str) -> Result<String> {
    let text = text.trim();
    if text.chars().any(char::is_control) {
        return Err(Error::field(pointer, Invalid::new("invalid_character")));
    }
    if text.chars().count() > longest {
        return Err(Error::field(pointer, Invalid::new("too_long").with("max", longest)));
    }
    Ok(text.to_owned())
}

/// An organization just made.
#[derive(Clone, Copy, Debug)]
pub struct Founded {
    /// Organization.
    pub org_id: Uuid,
    /// Administrator.
    pub user_id: Uuid,
}

/// Whether there is no organization yet.
pub fn needed(conn: &mut PgConnection) -> Result<bool> {
    let any: bool =
        diesel::select(diesel::dsl::exists(organization::table.select(organization::id))).get_result(conn)?;
    Ok(!any)
}

/// Founds an organization.
///
/// # Errors
/// [`Error::Conflict`] where no short code is left for the name.
pub fn found(
    conn: &mut PgConnection,
    new: &NewOrganization,
    origin: &Arc<Origin>,
    now: DateTime<Utc>,
) -> Result<Founded> {
    let (org_id, user_id) = (Uuid::now_v7(), Uuid::now_v7());
    insert_organization(conn, org_id, new, now)?;
    let department_id = insert_department(conn, org_id, &new.name, now)?;
    diesel::insert_into(app_user::table)
        .values((
            app_user::org_id.eq(org_id),
            app_user::id.eq(user_id),
            app_user::login.eq(new.login.as_str()),
            app_user::display_name.eq(&new.display_name),
            app_user::name_key.eq(name_key(&new.display_name)),
            app_user::department_id.eq(department_id),
            app_user::theme.eq("system"),
            app_user::preferences.eq(serde_json::json!({})),
            app_user::status.eq(UserStatus::Active),
            app_user::password_hash.eq(&new.password_hash),
            app_user::must_change_password.eq(false),
            app_user::version.eq(1_i64),
            app_user::created_at.eq(now),
            app_user::updated_at.eq(now),
        ))
        .execute(conn)?;
    for shipped in shipped_roles() {
        let role_id = insert_role(conn, org_id, shipped, new.locale, now)?;
        if shipped.code == ADMINISTRATOR {
            diesel::insert_into(user_role::table)
                .values((user_role::org_id.eq(org_id), user_role::user_id.eq(user_id), user_role::role_id.eq(role_id)))
                .execute(conn)?;
        }
    }
    for shipped in shipped_dictionaries() {
        insert_dictionary(conn, org_id, shipped, now)?;
    }
    for (kind, pattern) in NUMBERINGS {
        insert_numbering(conn, org_id, kind, pattern, now)?;
    }
    // The log of an organization begins with its founding.
    let author = Author { org_id, user_id, origin: Arc::clone(origin), now };
    let form = form_of(&organizations::load(conn, org_id)?.form())?;
    let happening = Happening::to("organization", "created", org_id, 1).between(&serde_json::Map::new(), &form);
    events::record_by(conn, &author, happening)?;
    Ok(Founded { org_id, user_id })
}

fn insert_organization(conn: &mut PgConnection, id: Uuid, new: &NewOrganization, now: DateTime<Utc>) -> Result<()> {
    let wished = short_code(&new.name);
    // The first that is free: 华兴科技 is `hxkj`, a second one `hxkj2`.
    for n in 1..1000 {
        let short_code = if n == 1 { wished.clone() } else { format!("{wished}{n}") };
        let inserted = diesel::insert_into(organization::table)
            .values((
                organization::id.eq(id),
                organization::name.eq(&new.name),
                organization::short_code.eq(short_code),
                organization::locale.eq(new.locale),
                organization::time_zone.eq("Asia/Shanghai"),
                organization::currency.eq("CNY"),
                organization::fiscal_year_start.eq(1_i16),
                organization::settings.eq(Json(Settings::default())),
                organization::config_version.eq(1_i64),
                organization::version.eq(1_i64),
                organization::created_at.eq(now),
                organization::updated_at.eq(now),
            ))
            .on_conflict(organization::short_code)
            .do_nothing()
            .execute(conn)?;
        if inserted == 1 {
            return Ok(());
        }
    }
    Err(Error::conflict("already_exists"))
}

/// Pinyin initials of Chinese, letters and digits of everything else; begins with a letter.
fn short_code(name: &str) -> String {
    let latin: String = fold(name).chars().filter(char::is_ascii_alphanumeric).collect();
    let letters = if latin.len() >= 2 { latin } else { initials(name) };
    let code: String = letters.chars().filter(char::is_ascii_alphanumeric).take(12).collect::<String>().to_lowercase();
    if code.starts_with(|first: char| first.is_ascii_lowercase()) { code } else { format!("org{code}") }
}

fn insert_department(conn: &mut PgConnection, org: Uuid, name: &str, now: DateTime<Utc>) -> Result<Uuid> {
    let id = Uuid::now_v7();
    diesel::insert_into(department::table)
        .values((
            department::org_id.eq(org),
            department::id.eq(id),
            department::name.eq(name),
            department::sort_order.eq(0),
            department::version.eq(1_i64),
            department::created_at.eq(now),
            department::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

fn insert_role(
    conn: &mut PgConnection,
    org: Uuid,
    shipped: &ShippedRole,
    locale: LocaleCode,
    now: DateTime<Utc>,
) -> Result<Uuid> {
    let id = Uuid::now_v7();
    diesel::insert_into(role::table)
        .values((
            role::org_id.eq(org),
            role::id.eq(id),
            role::code.eq(&shipped.code),
            role::name.eq(shipped.labels.in_locale(locale)),
            role::description.eq(shipped.description.in_locale(locale)),
            role::grants.eq(Json(shipped.grants.grants.clone())),
            role::field_rules.eq(Json(shipped.grants.field_rules.clone())),
            role::require_otp.eq(false),
            role::version.eq(1_i64),
            role::created_at.eq(now),
            role::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(id)
}

/// What is numbered, and how until the administrator wants it otherwise.
pub(super) const NUMBERINGS: &[(&str, &str)] =
    &[("customer", "C{yyyy}{mm}-{seq:5}"), ("contact", "P{yyyy}{mm}-{seq:5}")];

pub(super) fn insert_numbering(
    conn: &mut PgConnection,
    org: Uuid,
    kind: &str,
    pattern: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    diesel::insert_into(numbering::table)
        .values((
            numbering::org_id.eq(org),
            numbering::kind.eq(kind),
            numbering::pattern.eq(pattern),
            numbering::version.eq(1_i64),
            numbering::updated_at.eq(now),
        ))
        .execute(conn)?;
    Ok(())
}

pub(super) fn insert_dictionary(
    conn: &mut PgConnection,
    org: Uuid,
    shipped: &Dictionary,
    now: DateTime<Utc>,
) -> Result<()> {
    let id = Uuid::now_v7();
    diesel::insert_into(dictionary::table)
        .values((
            dictionary::org_id.eq(org),
            dictionary::id.eq(id),
            dictionary::code.eq(&shipped.code),
            dictionary::labels.eq(Json(shipped.labels.clone())),
            dictionary::version.eq(1_i64),
            dictionary::created_at.eq(now),
            dictionary::updated_at.eq(now),
        ))
        .execute(conn)?;
    dictionaries::insert_values(conn, org, id, &shipped.values)
}

/// Of two who set up at once, one founds and the other is refused.
pub fn lock(conn: &mut PgConnection) -> Result<()> {
    use diesel::connection::SimpleConnection as _;
    // "setup", in the transaction only.
    Ok(conn.batch_execute("SELECT pg_advisory_xact_lock(495757685104)")?)
}
