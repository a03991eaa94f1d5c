//! A transaction knows on whose behalf it works: it cannot be built without an organization, an actor and a time.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::{Connection as _, PgConnection};
use guanxi_domain::identity::{Action, Actor, Resource, ScopeFilter};
use uuid::Uuid;

use crate::platform::config::OrgConfig;
use crate::pool::Database;
use crate::{Error, Result};

/// Where a request came from, for the audit trail.
#[derive(Clone, Debug, Default)]
pub struct Origin {
    /// `browser`, `api_key`, `job`, `cli`.
    pub via: &'static str,
    /// Address of the caller.
    pub ip: Option<String>,
    /// The address, or the network that an IPv6 address belongs to (a /64 is one customer's): what attempts are counted
    /// by.
    pub network: String,
    /// Program of the caller.
    pub user_agent: Option<String>,
    /// Ties audit entries to log lines.
    pub request_id: Option<String>,
}

impl Origin {
    /// Whoever sits at the command line.
    pub fn of_command() -> Self {
        Self { via: "cli", ..Self::default() }
    }
}

/// What a caller showed to be let in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Credential {
    /// An access token; the session must still stand.
    Session(Uuid),
    /// An API key; it must still stand, and narrows the person's access to its role.
    ApiKey(Uuid),
    /// The program itself on behalf of a person (jobs, command line).
    Internal,
    /// The program itself on nobody's behalf: it may do everything, and its events name no actor.
    Program,
}

/// Somebody who asks, before it is known whether they still may.
#[derive(Clone, Debug)]
pub struct Caller {
    /// Organization.
    pub org_id: Uuid,
    /// Person.
    pub user_id: Uuid,
    /// What they showed.
    pub credential: Credential,
    /// Where from.
    pub origin: Arc<Origin>,
    /// When; the time of everything that this request writes.
    pub now: DateTime<Utc>,
}

/// One request's work on the database, with the caller's permissions as they are now.
pub struct Tx<'a> {
    /// The connection; every query on it filters by [`Tx::org`].
    pub conn: &'a mut PgConnection,
    /// Who acts, and what they may do.
    pub actor: Arc<Actor>,
    /// What the organization has configured, and everyone in it.
    pub config: Arc<OrgConfig>,
    /// The clock of this request.
    pub now: DateTime<Utc>,
    /// Where the request came from.
    pub origin: Arc<Origin>,
    /// What the caller showed; work that is done later is done with it.
    pub credential: Credential,
    /// For what must happen in a transaction of its own (number blocks).
    pub(crate) database: &'a Database,
}

impl Tx<'_> {
    /// The organization, the first filter of every query.
    pub fn org(&self) -> Uuid {
        self.actor.org_id
    }

    /// The person who acts.
    pub fn user(&self) -> Uuid {
        self.actor.user_id
    }

    /// A fresh id; ids made by one server sort by time.
    pub fn new_id(&self) -> Uuid {
        Uuid::now_v7()
    }

    /// A part of the transaction that can fail by itself: what it wrote is undone, and the rest goes on.
    ///
    /// # Errors
    /// Whatever the work answers.
    pub fn savepoint<T>(&mut self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        let (actor, config, origin) = (&self.actor, &self.config, &self.origin);
        let (now, credential, database) = (self.now, self.credential, self.database);
        self.conn.transaction(|conn| {
            work(&mut Tx {
                conn,
                actor: Arc::clone(actor),
                config: Arc::clone(config),
                now,
                origin: Arc::clone(origin),
                credential,
                database,
            })
        })
    }

    /// Refuses with 403 what no role of the caller grants on any record.
    ///
    /// # Errors
    /// [`Error::Forbidden`].
    pub fn require(&self, resource: Resource, action: Action) -> Result<()> {
        match ScopeFilter::new(&self.actor, resource, action) {
            ScopeFilter::None => Err(Error::Forbidden { resource, action }),
            _ => Ok(()),
        }
    }

    /// Whether some role grants the action at all.
    pub fn may(&self, resource: Resource, action: Action) -> bool {
        self.require(resource, action).is_ok()
    }
}
