//! Admission: the first statement of every request says whether the credential still stands and whether what this
//! server remembers of the organization is still true. A permission taken away acts at the next request on any server.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::Actor;
use guanxi_domain::values::UserStatus;
use uuid::Uuid;

use super::api_keys;
use crate::platform::config::{Configs, OrgConfig};
use crate::schema::{api_key, organization, session};
use crate::tx::{Caller, Credential};
use crate::{Error, Result};

/// A caller whose credential stands, with what they may do now.
#[derive(Clone)]
pub(crate) struct Admitted {
    pub(crate) actor: Arc<Actor>,
    pub(crate) config: Arc<OrgConfig>,
}

/// Lets the caller in, or not.
pub(crate) fn admit(conn: &mut PgConnection, configs: &Configs, caller: &Caller) -> Result<Admitted> {
    let (version, role) = look_up(conn, caller)?;
    let config = configs.current(conn, caller.org_id, version)?;
    if caller.credential == Credential::Program {
        return Ok(Admitted { actor: Arc::new(config.program()), config });
    }
    let person = config.people.get(&caller.user_id).ok_or(Error::Unauthorized)?;
    if person.status != UserStatus::Active {
        return Err(Error::Unauthorized);
    }
    let actor = config.actor(caller.user_id, role).ok_or(Error::Unauthorized)?;
    Ok(Admitted { actor, config })
}

/// The organization's configuration version, and the role of an API key; one statement by primary keys.
fn look_up(conn: &mut PgConnection, caller: &Caller) -> Result<(i64, Option<Uuid>)> {
    let versions = organization::table.filter(organization::id.eq(caller.org_id));
    let found = match caller.credential {
        Credential::Internal | Credential::Program => {
            versions.select(organization::config_version).first::<i64>(conn).optional()?.map(|version| (version, None))
        }
        Credential::Session(id) => versions
            .inner_join(session::table.on(session::org_id.eq(organization::id)))
            .filter(session::id.eq(id))
            .filter(session::user_id.eq(caller.user_id))
            .filter(session::revoked_at.is_null())
            .filter(session::expires_at.gt(caller.now))
            .select(organization::config_version)
            .first::<i64>(conn)
            .optional()?
            .map(|version| (version, None)),
        Credential::ApiKey(id) => versions
            .inner_join(api_key::table.on(api_key::org_id.eq(organization::id)))
            .filter(api_key::id.eq(id))
            .filter(api_key::user_id.eq(caller.user_id))
            .filter(api_key::revoked_at.is_null())
            .filter(api_key::expires_at.is_null().or(api_key::expires_at.gt(caller.now)))
            .select((organization::config_version, api_key::role_id, api_key::last_used_at))
            .first::<(i64, Uuid, Option<DateTime<Utc>>)>(conn)
            .optional()?
            .map(|(version, role, last_used)| {
                api_keys::note_use(conn, caller, id, last_used)?;
                Ok::<_, Error>((version, Some(role)))
            })
            .transpose()?,
    };
    found.ok_or(Error::Unauthorized)
}
