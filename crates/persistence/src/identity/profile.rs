//! A person's own settings.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::search::name_key;
use guanxi_domain::values::{EmailAddress, LocaleCode, PhoneNumber, Theme, TimeZoneName, UserStatus};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::{Validate, ValidationError};

use super::{form_of, one_time_tokens, sessions};
use crate::platform::config;
use crate::platform::events::{self, Author, Happening};
use crate::schema::{app_user, organization};
use crate::{Result, Tx};

/// Bytes of a picture at most.
const PICTURE: usize = 64 * 1024;
/// Bytes of the preferences at most, as JSON.
const PREFERENCES: usize = 16 * 1024;

/// What people enter of themselves.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, Validate, ToSchema, Queryable, Selectable, AsChangeset)]
#[diesel(table_name = app_user, treat_none_as_null = true, check_for_backend(diesel::pg::Pg))]
#[serde(deny_unknown_fields)]
pub struct ProfileForm {
    /// Name as colleagues read it.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub display_name: String,
    /// Telephone.
    #[serde(default)]
    pub phone: Option<PhoneNumber>,
    /// Language; the organization's where absent.
    #[serde(default)]
    pub locale: Option<LocaleCode>,
    /// Time zone; the organization's where absent.
    #[serde(default)]
    pub time_zone: Option<TimeZoneName>,
    /// Light or dark.
    pub theme: Theme,
    /// Stands below mails.
    #[validate(length(max = 2000))]
    #[serde(default)]
    #[schema(max_length = 2000)]
    pub signature: Option<String>,
    /// Picture: a data URL with PNG, JPEG or WebP of at most 64 KB.
    #[validate(custom(function = picture))]
    #[serde(default)]
    pub avatar: Option<String>,
    /// What the application remembers for the person, at most 16 KB.
    #[validate(custom(function = preferences))]
    #[schema(value_type = Object)]
    pub preferences: Value,
}

/// Only what is a picture by its content, whatever it says of itself: an SVG could bring a script.
fn picture(url: &str) -> std::result::Result<(), ValidationError> {
    let read = || {
        let (kind, data) = url.strip_prefix("data:")?.split_once(";base64,")?;
        // Base64 is a third longer.
        if data.len() > PICTURE / 3 * 4 + 4 {
            return None;
        }
        let bytes = BASE64_STANDARD.decode(data).ok()?;
        let sound = match kind {
            "image/png" => bytes.starts_with(b"\x89PNG\r\n\x1a\n"),
            "image/jpeg" => bytes.starts_with(b"\xff\xd8\xff"),
            "image/webp" => bytes.starts_with(b"RIFF") && bytes.get(8..12) == Some(b"WEBP"),
            _ => false,
        };
        (sound && bytes.len() <= PICTURE).then_some(())
    };
    read().ok_or_else(|| ValidationError::new("invalid_picture"))
}

fn preferences(value: &Value) -> std::result::Result<(), ValidationError> {
    if !value.is_object() {
        return Err(ValidationError::new("expected_object"));
    }
    if value.to_string().len() > PREFERENCES {
        return Err(ValidationError::new("payload_too_large"));
    }
    Ok(())
}

/// The caller's own settings.
pub fn own(tx: &mut Tx<'_>) -> Result<ProfileForm> {
    Ok(app_user::table.find((tx.org(), tx.user())).select(ProfileForm::as_select()).first(tx.conn)?)
}

/// Changes the caller's own settings.
///
/// # Errors
/// [`crate::Error::Invalid`] at the field.
pub fn update(tx: &mut Tx<'_>, change: impl FnOnce(&ProfileForm) -> Result<ProfileForm>) -> Result<ProfileForm> {
    let before: ProfileForm = app_user::table
        .find((tx.org(), tx.user()))
        .select(ProfileForm::as_select())
        .for_no_key_update()
        .first(tx.conn)?;
    let after = change(&before)?;
    if after == before {
        return Ok(after);
    }
    let version: i64 = diesel::update(app_user::table.find((tx.org(), tx.user())))
        .set((
            &after,
            app_user::name_key.eq(name_key(&after.display_name)),
            app_user::version.eq(app_user::version + 1),
            app_user::updated_at.eq(tx.now),
        ))
        .returning(app_user::version)
        .get_result(tx.conn)?;
    let (mut was, mut is) = (form_of(&before)?, form_of(&after)?);
    // The trail says that there is another picture; it is no album. Preferences are nobody else's business.
    for form in [&mut was, &mut is] {
        form.remove("preferences");
        if let Some(Value::String(picture)) = form.get_mut("avatar") {
            *picture = format!("{} bytes, {}", picture.len(), picture.chars().rev().take(12).collect::<String>());
        }
    }
    events::record(tx, Happening::to("user", "updated", tx.user(), version).between(&was, &is))?;
    config::reload(tx)?;
    Ok(after)
}

/// Where links and notifications to the caller go.
pub fn email(tx: &mut Tx<'_>) -> Result<Option<EmailAddress>> {
    Ok(app_user::table.find((tx.org(), tx.user())).select(app_user::email).first(tx.conn)?)
}

/// Changes where links and notifications to the caller go; links mailed before are good for nothing. That the caller
/// knows the password has been made sure of before: whoever has the address can have the password.
pub fn set_email(tx: &mut Tx<'_>, address: Option<&EmailAddress>) -> Result<()> {
    let (org, user) = (tx.org(), tx.user());
    let before = email(tx)?;
    if before.as_ref() == address {
        return Ok(());
    }
    let version: i64 = diesel::update(app_user::table.find((org, user)))
        .set((
            app_user::email.eq(address),
            app_user::version.eq(app_user::version + 1),
            app_user::updated_at.eq(tx.now),
        ))
        .returning(app_user::version)
        .get_result(tx.conn)?;
    one_time_tokens::withdraw_all(tx.conn, org, user)?;
    let mut happening = Happening::to("user", "updated", user, version);
    happening.changes.push(("email".into(), serde_json::json!(before), serde_json::json!(address)));
    events::record(tx, happening)?;
    config::reload(tx)
}

/// What the caller's password is compared with, and the login under which failures count.
pub fn password_hash(tx: &mut Tx<'_>) -> Result<(String, Option<String>)> {
    let own = app_user::table.find((tx.org(), tx.user()));
    Ok(own.select((app_user::login, app_user::password_hash)).first(tx.conn)?)
}

/// The caller's new password; their other sessions end.
pub fn change_password(tx: &mut Tx<'_>, hash: &str, session: Option<Uuid>) -> Result<()> {
    let author = Author { org_id: tx.org(), user_id: tx.user(), origin: tx.origin.clone(), now: tx.now };
    set_password(tx.conn, &author, hash, session, "password_changed")
}

/// Who may choose a password by a link: organization's name, login, name, status, and whether they are let in.
#[derive(Clone, Debug, Queryable)]
pub struct Invitee {
    /// Name of the organization.
    pub organization: String,
    /// What they sign in with.
    pub login: String,
    /// Name as colleagues read it.
    pub display_name: String,
    /// Whether they may sign in.
    pub status: UserStatus,
}

/// The person behind a link.
pub fn invitee(conn: &mut PgConnection, org: Uuid, user: Uuid) -> Result<Invitee> {
    Ok(app_user::table
        .inner_join(organization::table.on(organization::id.eq(app_user::org_id)))
        .filter(app_user::org_id.eq(org))
        .filter(app_user::id.eq(user))
        .select((organization::name, app_user::login, app_user::display_name, app_user::status))
        .first(conn)?)
}

/// A password that the person has chosen: nobody has to change it any more, and sessions that began before end.
///
/// # Errors
/// Those of the database.
pub fn set_password(
    conn: &mut PgConnection,
    author: &Author,
    hash: &str,
    but: Option<Uuid>,
    action: &'static str,
) -> Result<()> {
    let (org, user, now) = (author.org_id, author.user_id, author.now);
    diesel::update(app_user::table.find((org, user)))
        .set((
            app_user::password_hash.eq(hash),
            app_user::must_change_password.eq(false),
            app_user::version.eq(app_user::version + 1),
            app_user::updated_at.eq(now),
        ))
        .execute(conn)?;
    one_time_tokens::withdraw_all(conn, org, user)?;
    sessions::end_all(conn, (org, user), but, action, now)?;
    events::record_by(conn, author, Happening::of("user", action, Some(user)))?;
    touch(conn, org)
}

/// An invited person joins under the name they give.
pub fn join(conn: &mut PgConnection, author: &Author, display_name: &str) -> Result<()> {
    diesel::update(app_user::table.find((author.org_id, author.user_id)))
        .filter(app_user::status.eq(UserStatus::Invited))
        .set((
            app_user::status.eq(UserStatus::Active),
            app_user::display_name.eq(display_name),
            app_user::name_key.eq(name_key(display_name)),
        ))
        .execute(conn)?;
    events::record_by(conn, author, Happening::of("user", "joined", Some(author.user_id)))
}

/// [`config::touch`] before admission.
pub(crate) fn touch(conn: &mut PgConnection, org: Uuid) -> Result<()> {
    diesel::update(organization::table.find(org))
        .set(organization::config_version.eq(organization::config_version + 1))
        .execute(conn)?;
    Ok(())
}

/// A sign-in, a refusal, an end of a session.
#[derive(Clone, Debug, Queryable)]
pub struct SignInEvent {
    /// Id, newest last.
    pub id: Uuid,
    /// When.
    pub at: DateTime<Utc>,
    /// `session.signed_in`, `session.refused` …
    pub kind: String,
    /// Address.
    pub ip: Option<String>,
    /// Program.
    pub user_agent: Option<String>,
}

/// The caller's sign-ins, the newest first.
///
/// # Errors
/// Those of the database.
pub fn sign_ins(tx: &mut Tx<'_>, before: Option<Uuid>, limit: i64) -> Result<Vec<SignInEvent>> {
    use crate::schema::event;
    let mut query = event::table
        .filter(event::org_id.eq(tx.org()))
        .filter(event::actor_id.eq(tx.user()))
        .filter(event::entity.eq("session"))
        .into_boxed();
    if let Some(before) = before {
        query = query.filter(event::id.lt(before));
    }
    Ok(query
        .order(event::id.desc())
        .limit(limit)
        .select((event::id, event::at, event::kind, event::ip, event::user_agent))
        .load(tx.conn)?)
}

/// Who asks for a new password.
#[derive(Clone, Debug, Queryable)]
pub struct Forgetful {
    /// Organization.
    pub org_id: Uuid,
    /// Its name.
    pub organization: String,
    /// Its language.
    pub organization_locale: LocaleCode,
    /// Person.
    pub user_id: Uuid,
    /// Their name.
    pub display_name: String,
    /// Where the link goes.
    pub email: Option<String>,
    /// Their language.
    pub locale: Option<LocaleCode>,
}

/// The active people with a login, in one organization or, at most 20, in all.
pub fn forgetful(conn: &mut PgConnection, login: &str, org: Option<&str>) -> Result<Vec<Forgetful>> {
    let mut query = app_user::table
        .inner_join(organization::table.on(organization::id.eq(app_user::org_id)))
        .filter(app_user::login.eq(login))
        .filter(app_user::status.eq(UserStatus::Active))
        .filter(app_user::email.is_not_null())
        .into_boxed();
    if let Some(short_code) = org {
        query = query.filter(organization::short_code.eq(short_code.to_owned()));
    }
    Ok(query
        .order(app_user::org_id)
        .limit(20)
        .select((
            app_user::org_id,
            organization::name,
            organization::locale,
            app_user::id,
            app_user::display_name,
            app_user::email,
            app_user::locale,
        ))
        .load(conn)?)
}
