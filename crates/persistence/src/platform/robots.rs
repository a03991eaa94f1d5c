//! Robots of group chats: where an organization's notifications are passed on to. Their addresses are secrets, and are
//! kept sealed.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::platform::RobotKind;
use serde::{Deserialize, Serialize};
use serde_json::{Map, json};
use uuid::Uuid;

use super::events::{self, Happening};
use super::{form, locks};
use crate::schema::robot as t;
use crate::{Error, Result, Tx, sealed};

/// Robots of one organization at most.
const MAX: usize = 20;

/// A robot, without its secrets.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(diesel::pg::Pg))]
pub struct Robot {
    /// Id.
    pub id: Uuid,
    /// Name.
    pub name: String,
    /// Whose group chat.
    pub kind: RobotKind,
    /// The host of its address.
    pub host: String,
    /// Whether it is sent anything.
    pub enabled: bool,
    /// For If-Match.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// Where a robot is reached.
#[derive(Clone, Serialize, Deserialize)]
pub struct Target {
    /// The whole address, which lets anybody write to the group.
    pub url: String,
    /// What its messages are signed with.
    pub secret: Option<String>,
}

impl std::fmt::Debug for Target {
    /// Not even a log line shows what is inside.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Target(…)")
    }
}

/// What is set of a robot.
#[derive(Clone, Debug)]
pub struct RobotForm {
    /// Unique in the organization.
    pub name: String,
    /// Whose group chat.
    pub kind: RobotKind,
    /// Whether it is sent anything.
    pub enabled: bool,
    /// Where it is reached, and the host of that address.
    pub target: (Target, String),
}

fn configure(tx: &Tx<'_>) -> Result<()> {
    tx.require(Resource::Organization, Action::Configure)
}

/// The robots, by name.
///
/// # Errors
/// [`Error::Forbidden`] for whoever may not configure the organization.
pub fn list(tx: &mut Tx<'_>) -> Result<Vec<Robot>> {
    configure(tx)?;
    Ok(t::table.filter(t::org_id.eq(tx.org())).order((t::name, t::id)).select(Robot::as_select()).load(tx.conn)?)
}

/// One robot.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Robot> {
    configure(tx)?;
    Ok(t::table.find((tx.org(), id)).select(Robot::as_select()).first(tx.conn)?)
}

/// One robot and where it is reached.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`]; [`Error::Corrupt`] where the address cannot be opened.
pub fn with_target(tx: &mut Tx<'_>, id: Uuid) -> Result<(Robot, Target)> {
    configure(tx)?;
    let row: (Robot, Vec<u8>) = t::table.find((tx.org(), id)).select((Robot::as_select(), t::target)).first(tx.conn)?;
    Ok((row.0, opened(&row.1)?))
}

/// The robots that are sent notifications, and where they are reached; for the program.
///
/// # Errors
/// [`Error::Corrupt`] where an address cannot be opened.
pub fn enabled(tx: &mut Tx<'_>) -> Result<Vec<(Robot, Target)>> {
    let rows: Vec<(Robot, Vec<u8>)> = t::table
        .filter(t::org_id.eq(tx.org()))
        .filter(t::enabled)
        .order(t::id)
        .select((Robot::as_select(), t::target))
        .load(tx.conn)?;
    rows.into_iter().map(|(robot, target)| Ok((robot, opened(&target)?))).collect()
}

/// Whether the organization has a robot that is sent notifications.
///
/// # Errors
/// Faults of the database.
pub fn any(tx: &mut Tx<'_>) -> Result<bool> {
    let some = t::table.filter(t::org_id.eq(tx.org())).filter(t::enabled);
    Ok(diesel::select(diesel::dsl::exists(some)).get_result(tx.conn)?)
}

/// Makes a robot.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`] where there are too many, [`Error::Conflict`] where the name is taken.
pub fn create(tx: &mut Tx<'_>, form: &RobotForm) -> Result<Robot> {
    configure(tx)?;
    locks::exclusive(tx, &[("robot", "")])?;
    let present: i64 = t::table.filter(t::org_id.eq(tx.org())).count().get_result(tx.conn)?;
    form::at_most(usize::try_from(present).unwrap_or(usize::MAX), MAX, "/name")?;
    let id = tx.new_id();
    let (target, host) = &form.target;
    diesel::insert_into(t::table)
        .values((
            t::org_id.eq(tx.org()),
            t::id.eq(id),
            t::name.eq(&form.name),
            t::kind.eq(form.kind),
            t::host.eq(host),
            t::target.eq(sealed_up(target)?),
            t::enabled.eq(form.enabled),
            t::version.eq(1_i64),
            t::created_at.eq(tx.now),
            t::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let after = audited(form.kind, &form.name, host, form.enabled)?;
    events::record(tx, Happening::to("robot", "created", id, 1).between(&Map::new(), &after))?;
    get(tx, id)
}

/// Changes a robot.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`], [`Error::Conflict`].
pub fn change(tx: &mut Tx<'_>, id: Uuid, version: i64, form: &RobotForm) -> Result<Robot> {
    let (before, reached) = with_target(tx, id)?;
    form::seen(before.version, version)?;
    let (target, host) = &form.target;
    let changed = diesel::update(t::table.find((tx.org(), id)).filter(t::version.eq(version)))
        .set((
            t::name.eq(&form.name),
            t::kind.eq(form.kind),
            t::host.eq(host),
            t::target.eq(sealed_up(target)?),
            t::enabled.eq(form.enabled),
            t::version.eq(version + 1),
            t::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    let was = audited(before.kind, &before.name, &before.host, before.enabled)?;
    let mut is = audited(form.kind, &form.name, host, form.enabled)?;
    // That the address is another one is on record, the address is not.
    if reached.url != target.url || reached.secret != target.secret {
        is.insert("address_changed".to_owned(), json!(true));
    }
    events::record(tx, Happening::to("robot", "updated", id, version + 1).between(&was, &is))?;
    get(tx, id)
}

/// Removes a robot.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`].
pub fn remove(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    let before = get(tx, id)?;
    form::seen(before.version, version)?;
    if diesel::delete(t::table.find((tx.org(), id)).filter(t::version.eq(version))).execute(tx.conn)? == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    let was = audited(before.kind, &before.name, &before.host, before.enabled)?;
    events::record(tx, Happening::to("robot", "deleted", id, version + 1).between(&was, &Map::new()))
}

fn audited(kind: RobotKind, name: &str, host: &str, enabled: bool) -> Result<Map<String, serde_json::Value>> {
    form::object(&json!({"kind": kind, "name": name, "host": host, "enabled": enabled}))
}

fn sealed_up(target: &Target) -> Result<Vec<u8>> {
    let text = serde_json::to_vec(target).map_err(|error| Error::Corrupt(error.to_string()))?;
    sealed::seal(&text).ok_or_else(|| Error::Corrupt("no key to seal an address with".into()))
}

fn opened(kept: &[u8]) -> Result<Target> {
    sealed::open(kept)
        .and_then(|text| serde_json::from_slice(&text).ok())
        .ok_or_else(|| Error::Corrupt("a robot's address cannot be opened: is this the right key?".into()))
}
