//! API keys: credentials for other systems, acting for a person within one role.

use chrono::{DateTime, Datelike as _, TimeDelta, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{Action, RecordFacts, Resource, ScopeFilter};
use guanxi_domain::values::Invalid;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::{form_of, roles};
use crate::platform::events::{self, Happening};
use crate::schema::api_key;
use crate::tx::Caller;
use crate::{Error, Result, Tx};

/// How often the use of a key is noted.
const NOTED_EVERY: TimeDelta = TimeDelta::minutes(1);

/// The hash of a key's secret and the person it acts for, while it stands.
pub fn look_up(conn: &mut PgConnection, org: Uuid, id: Uuid, now: DateTime<Utc>) -> Result<Option<(Vec<u8>, Uuid)>> {
    Ok(api_key::table
        .find((org, id))
        .filter(api_key::revoked_at.is_null())
        .filter(api_key::expires_at.is_null().or(api_key::expires_at.gt(now)))
        .select((api_key::key_hash, api_key::user_id))
        .first(conn)
        .optional()?)
}

/// Notes when and from where a key was used, once a minute. Where another request is just doing so, this one goes on.
pub(crate) fn note_use(
    conn: &mut PgConnection,
    caller: &Caller,
    id: Uuid,
    last_used: Option<DateTime<Utc>>,
) -> Result<()> {
    if last_used.is_some_and(|at| caller.now - at < NOTED_EVERY) {
        return Ok(());
    }
    let free: Option<Uuid> = api_key::table
        .find((caller.org_id, id))
        .select(api_key::id)
        .for_no_key_update()
        .skip_locked()
        .first(conn)
        .optional()?;
    if free.is_some() {
        diesel::update(api_key::table.find((caller.org_id, id)))
            .set((api_key::last_used_at.eq(caller.now), api_key::last_used_ip.eq(&caller.origin.ip)))
            .execute(conn)?;
    }
    Ok(())
}

/// A key as it is shown; its secret is not kept.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = api_key, check_for_backend(diesel::pg::Pg))]
pub struct ApiKey {
    /// Id.
    pub id: Uuid,
    /// What it is for.
    pub name: String,
    /// The person it acts for.
    pub user_id: Uuid,
    /// The role it acts within.
    pub role_id: Uuid,
    /// By which people recognize it.
    pub prefix: String,
    /// When it ends by itself.
    pub expires_at: Option<DateTime<Utc>>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// From where.
    pub last_used_ip: Option<String>,
    /// When it was ended.
    pub revoked_at: Option<DateTime<Utc>>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
}

/// What people enter of a key.
#[derive(Clone, Debug, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ApiKeyForm {
    /// What it is for.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100, example = "ERP")]
    pub name: String,
    /// The role it acts within; no more than the caller holds.
    pub role_id: Uuid,
    /// When it ends by itself; never where absent.
    #[serde(default)]
    pub expires_at: Option<DateTime<Utc>>,
}

/// The keys within the caller's reach, the newest first.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(tx: &mut Tx<'_>, before: Option<Uuid>, limit: i64) -> Result<Vec<ApiKey>> {
    tx.require(Resource::ApiKeys, Action::View)?;
    let mut query = api_key::table.filter(api_key::org_id.eq(tx.org())).into_boxed();
    let filter = ScopeFilter::new(&tx.actor, Resource::ApiKeys, Action::View);
    if filter != ScopeFilter::All {
        let people = tx.config.people.values();
        let within: Vec<Uuid> = people
            .filter(|person| filter.admits(&facts(person.id, person.department_id)))
            .map(|person| person.id)
            .collect();
        query = query.filter(api_key::user_id.eq_any(within));
    }
    if let Some(before) = before {
        query = query.filter(api_key::id.lt(before));
    }
    Ok(query.order(api_key::id.desc()).limit(limit).select(ApiKey::as_select()).load(tx.conn)?)
}

fn facts(owner: Uuid, department: Option<Uuid>) -> RecordFacts {
    RecordFacts { owner: Some(owner), department, ..RecordFacts::default() }
}

/// Makes a key that acts for the caller.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] at `/role_id` or `/expires_at`.
pub fn create(tx: &mut Tx<'_>, form: &ApiKeyForm, id: Uuid, prefix: &str, hash: &[u8]) -> Result<ApiKey> {
    tx.require(Resource::ApiKeys, Action::Create)?;
    let role = tx
        .config
        .roles
        .get(&form.role_id)
        .ok_or_else(|| Error::field("/role_id", Invalid::new("unknown_reference")))?;
    roles::may_hand_out(tx, &role.grants).map_err(|invalid| Error::field("/role_id", invalid))?;
    if form.expires_at.is_some_and(|at| !(1..=9999).contains(&at.year())) {
        return Err(Error::field("/expires_at", Invalid::new("expected_timestamp")));
    }
    if form.expires_at.is_some_and(|at| at <= tx.now) {
        return Err(Error::field("/expires_at", Invalid::new("in_the_past")));
    }
    let made = diesel::insert_into(api_key::table)
        .values((
            api_key::org_id.eq(tx.org()),
            api_key::id.eq(id),
            api_key::name.eq(&form.name),
            api_key::user_id.eq(tx.user()),
            api_key::role_id.eq(form.role_id),
            api_key::prefix.eq(prefix),
            api_key::key_hash.eq(hash),
            api_key::expires_at.eq(form.expires_at),
            api_key::created_at.eq(tx.now),
            api_key::created_by.eq(tx.user()),
        ))
        .returning(ApiKey::as_returning())
        .get_result(tx.conn)?;
    events::record(tx, Happening::of("api_key", "created", Some(id)).between(&Default::default(), &form_of(form)?))?;
    Ok(made)
}

/// Ends a key, at once and for good.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::NotFound`] where it is absent, out of reach or ended.
pub fn revoke(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    tx.require(Resource::ApiKeys, Action::Delete)?;
    let standing = api_key::table.find((tx.org(), id)).filter(api_key::revoked_at.is_null());
    let owner: Uuid = standing.select(api_key::user_id).for_no_key_update().first(tx.conn)?;
    let department = tx.config.people.get(&owner).and_then(|person| person.department_id);
    let filter = ScopeFilter::new(&tx.actor, Resource::ApiKeys, Action::Delete);
    if !filter.admits(&facts(owner, department)) {
        return Err(Error::NotFound);
    }
    diesel::update(api_key::table.find((tx.org(), id))).set(api_key::revoked_at.eq(tx.now)).execute(tx.conn)?;
    events::record(tx, Happening::of("api_key", "revoked", Some(id)))
}
