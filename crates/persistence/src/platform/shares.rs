//! Shares and team members: one record for one person or department, beyond the data scope.

use diesel::prelude::*;
use guanxi_domain::identity::{Action, Actor, ScopeFilter, ShareLevel};
use uuid::Uuid;

use crate::record::Entity;
use crate::schema::record_share;
use crate::sql::Scope;
use crate::{Result, Tx};

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
