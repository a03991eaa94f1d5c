//! Shares and team members: one record for one person or department, beyond the data scope.

use std::collections::HashMap;

use diesel::prelude::*;
use guanxi_domain::identity::{Action, Actor, ScopeFilter, ShareLevel};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use crate::platform::{locks, notifications};
use crate::record::Entity;
use crate::schema::record_share;
use crate::sql::Scope;
use crate::{Error, Result, Tx};

/// Who a record is shared with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Principal {
    /// One person.
    User,
    /// Everybody who serves the department.
    Department,
}

/// One member of a record's team.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct TeamMember {
    /// A person or a department.
    pub principal_kind: Principal,
    /// Which.
    pub principal_id: Uuid,
    /// See, or see and change.
    pub level: ShareLevel,
}

/// The team of a record, in the order of joining.
pub(crate) fn team(tx: &mut Tx<'_>, entity: &str, record: Uuid) -> Result<Vec<TeamMember>> {
    let rows: Vec<(String, Uuid, String)> = record_share::table
        .filter(record_share::org_id.eq(tx.org()))
        .filter(record_share::entity.eq(entity))
        .filter(record_share::record_id.eq(record))
        .order((record_share::created_at, record_share::principal_id))
        .select((record_share::principal_kind, record_share::principal_id, record_share::level))
        .load(tx.conn)?;
    rows.into_iter()
        .map(|(kind, principal_id, level)| {
            let principal_kind = if kind == "department" { Principal::Department } else { Principal::User };
            let level = level.parse().map_err(|_| Error::Corrupt(format!("share level {level}")))?;
            Ok(TeamMember { principal_kind, principal_id, level })
        })
        .collect()
}

/// Makes these the team of a record, and answers who they were before. Whoever stays keeps their place.
pub(crate) fn replace_team(
    tx: &mut Tx<'_>,
    entity: &'static str,
    record: Uuid,
    members: &[TeamMember],
) -> Result<Vec<TeamMember>> {
    locks::exclusive(tx, &[("record_share", &record.to_string())])?;
    let before = team(tx, entity, record)?;
    let (org, user, now) = (tx.org(), tx.user(), tx.now);
    let staying: Vec<Uuid> = members.iter().map(|member| member.principal_id).collect();
    diesel::delete(
        record_share::table
            .filter(record_share::org_id.eq(org))
            .filter(record_share::record_id.eq(record))
            .filter(record_share::principal_id.ne_all(staying)),
    )
    .execute(tx.conn)?;
    let rows: Vec<_> = members
        .iter()
        .map(|member| {
            (
                record_share::org_id.eq(org),
                record_share::entity.eq(entity),
                record_share::record_id.eq(record),
                record_share::principal_id.eq(member.principal_id),
                record_share::principal_kind.eq(match member.principal_kind {
                    Principal::User => "user",
                    Principal::Department => "department",
                }),
                record_share::level.eq(member.level.as_str()),
                record_share::created_at.eq(now),
                record_share::created_by.eq(user),
            )
        })
        .collect();
    diesel::insert_into(record_share::table)
        .values(rows)
        .on_conflict((record_share::org_id, record_share::record_id, record_share::principal_id))
        .do_update()
        .set(record_share::level.eq(diesel::upsert::excluded(record_share::level)))
        .execute(tx.conn)?;
    let joined: Vec<Uuid> = members
        .iter()
        .filter(|member| member.principal_kind == Principal::User)
        .map(|member| member.principal_id)
        .filter(|id| !before.iter().any(|member| member.principal_id == *id))
        .collect();
    notifications::of_team(tx, entity, record, &joined)?;
    Ok(before)
}

/// Forgets who a record was shared with, when it is removed for good.
pub(crate) fn forget(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    let shares =
        record_share::table.filter(record_share::org_id.eq(tx.org())).filter(record_share::record_id.eq(record));
    diesel::delete(shares).execute(tx.conn)?;
    Ok(())
}

/// What the caller reaches of an entity with an action, ready for SQL.
pub fn scope_of<E: Entity>(tx: &mut Tx<'_>, action: Action) -> Result<Scope> {
    Ok(match ScopeFilter::new(&tx.actor, E::RESOURCE, action) {
        ScopeFilter::All => Scope::All,
        ScopeFilter::None => Scope::None,
        ScopeFilter::Any { owner, departments, share } => {
            let shared = match share {
                Some(level) => shared_with(tx, E::NAME, level)?,
                None => Vec::new(),
            };
            Scope::Any { owner: Some(owner), departments, shared }
        }
    })
}

/// Ids rather than a subquery: an array lets the planner combine the indexes on owner, department and id.
fn shared_with(tx: &mut Tx<'_>, entity: &str, level: ShareLevel) -> Result<Vec<Uuid>> {
    let levels: &[&str] = if level == ShareLevel::Write { &["write"] } else { &["read", "write"] };
    Ok(record_share::table
        .filter(record_share::org_id.eq(tx.org()))
        .filter(record_share::principal_id.eq_any(principals(&tx.actor)))
        .filter(record_share::entity.eq(entity))
        .filter(record_share::level.eq_any(levels))
        .select(record_share::record_id)
        .load(tx.conn)?)
}

/// The widest share that each of these records has with the caller; those without one are left out.
pub fn levels_on(tx: &mut Tx<'_>, records: &[Uuid]) -> Result<HashMap<Uuid, ShareLevel>> {
    if records.is_empty() {
        return Ok(HashMap::new());
    }
    let rows: Vec<(Uuid, String)> = record_share::table
        .filter(record_share::org_id.eq(tx.org()))
        .filter(record_share::record_id.eq_any(records))
        .filter(record_share::principal_id.eq_any(principals(&tx.actor)))
        .select((record_share::record_id, record_share::level))
        .load(tx.conn)?;
    let mut widest: HashMap<Uuid, ShareLevel> = HashMap::new();
    for (record, level) in rows.iter().filter_map(|(record, level)| Some((*record, level.parse().ok()?))) {
        let known = widest.entry(record).or_insert(level);
        *known = level.max(*known);
    }
    Ok(widest)
}

/// The widest share that one record has with the caller.
pub fn level_on(tx: &mut Tx<'_>, record: Uuid) -> Result<Option<ShareLevel>> {
    let actor = std::sync::Arc::clone(&tx.actor);
    level_with(tx, &actor, record)
}

/// The widest share that one record has with a person.
pub fn level_with(tx: &mut Tx<'_>, actor: &Actor, record: Uuid) -> Result<Option<ShareLevel>> {
    let levels: Vec<String> = record_share::table
        .filter(record_share::org_id.eq(tx.org()))
        .filter(record_share::record_id.eq(record))
        .filter(record_share::principal_id.eq_any(principals(actor)))
        .select(record_share::level)
        .load(tx.conn)?;
    Ok(levels.iter().filter_map(|level| level.parse().ok()).max())
}

fn principals(actor: &Actor) -> Vec<Uuid> {
    let mut ids = actor.departments.clone();
    ids.push(actor.user_id);
    ids
}
