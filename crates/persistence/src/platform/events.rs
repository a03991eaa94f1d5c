//! The event log: audit trail, outbox and live stream in one. A transaction only inserts; the relay numbers what is
//! committed, so that nobody waits for anybody.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::platform::audit::{self, FieldChange, Salt};
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::schema::event;
use crate::sql::Json;
use crate::{Origin, Result, Tx};

/// Something that happened to a record (or, without one, to the organization).
#[derive(Clone, Debug)]
pub struct Happening<'a> {
    /// `customer`.
    pub entity: &'a str,
    /// `updated`; the event's kind is `customer.updated`.
    pub action: &'a str,
    /// Which record.
    pub record_id: Option<Uuid>,
    /// Its version afterwards.
    pub version: Option<i64>,
    /// Before and after, field by field.
    pub changes: Vec<(String, Value, Value)>,
}

impl<'a> Happening<'a> {
    /// Something that happened to a record.
    pub fn to(entity: &'a str, action: &'a str, record_id: Uuid, version: i64) -> Self {
        Self { entity, action, record_id: Some(record_id), version: Some(version), changes: Vec::new() }
    }

    /// Something that happened to no versioned record.
    pub fn of(entity: &'a str, action: &'a str, record_id: Option<Uuid>) -> Self {
        Self { entity, action, record_id, version: None, changes: Vec::new() }
    }

    /// With what differs between two states of its fields.
    #[must_use]
    pub fn between(mut self, before: &Map<String, Value>, after: &Map<String, Value>) -> Self {
        self.changes = audit::diff(before, after);
        self
    }
}

/// Writes an event beside the change that it tells of.
pub fn record(tx: &mut Tx<'_>, happening: Happening<'_>) -> Result<()> {
    let author = Author { org_id: tx.org(), user_id: tx.user(), origin: Arc::clone(&tx.origin), now: tx.now };
    record_by(tx.conn, &author, happening)
}

/// Whose event it is where nobody has signed in (yet): a refused sign-in, a password set by a mailed link.
#[derive(Clone, Debug)]
pub struct Author {
    /// Organization.
    pub org_id: Uuid,
    /// The person whom it concerns.
    pub user_id: Uuid,
    /// Where the request came from.
    pub origin: Arc<Origin>,
    /// When.
    pub now: DateTime<Utc>,
}

/// As [`record`], before admission.
pub fn record_by(conn: &mut PgConnection, author: &Author, happening: Happening<'_>) -> Result<()> {
    let changes: Vec<FieldChange> = happening
        .changes
        .into_iter()
        .map(|(field, before, after)| FieldChange::new(field, before, after, Salt::new(rand::random())))
        .collect();
    diesel::insert_into(event::table)
        .values((
            event::org_id.eq(author.org_id),
            event::id.eq(Uuid::now_v7()),
            event::at.eq(author.now),
            // The program itself is nobody.
            event::actor_id.eq(Some(author.user_id).filter(|user| !user.is_nil())),
            event::via.eq(author.origin.via),
            event::ip.eq(&author.origin.ip),
            event::user_agent.eq(&author.origin.user_agent),
            event::request_id.eq(&author.origin.request_id),
            event::kind.eq(format!("{}.{}", happening.entity, happening.action)),
            event::entity.eq(happening.entity),
            event::record_id.eq(happening.record_id),
            event::record_version.eq(happening.version),
            event::changes.eq(Json(changes)),
        ))
        .execute(conn)?;
    Ok(())
}
