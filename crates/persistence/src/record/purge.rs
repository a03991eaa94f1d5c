//! Emptying the recycle bin: what has lain there longer than the organization wishes is removed for good. A record that
//! others depend on stays.

use chrono::{DateTime, TimeDelta, Utc};
use guanxi_domain::filter::{Comparison, FieldRef, Literal, Predicate};
use guanxi_domain::values::FieldKind;
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

use super::Entity;
use crate::platform::events::{self, Happening};
use crate::platform::jobs::{Claimed, Step};
use crate::platform::{comments, custom_fields, follows, notifications, shares};
use crate::sql::{ListPlan, Position, Records, Scope};
use crate::{Error, Result, Tx};

/// Days in the bin unless the organization says otherwise.
const BIN_DAYS: i16 = 30;
/// Records of one step.
const CHUNK: i64 = 100;

/// Where a purge stands.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
struct Progress {
    after: Option<Uuid>,
    purged: i64,
    kept: i64,
}

/// Removes the next hundred.
///
/// # Errors
/// Faults; what cannot be removed is counted.
pub fn step<E: Entity>(tx: &mut Tx<'_>, job: &Claimed) -> Result<Step> {
    let mut progress: Progress =
        job.checkpoint.clone().and_then(|checkpoint| serde_json::from_value(checkpoint).ok()).unwrap_or_default();
    let days = tx.config.organization.settings.0.bin_days.unwrap_or(BIN_DAYS);
    let until = tx.now - TimeDelta::days(days.into());
    let records = E::select(tx.conn, &plan::<E>(tx, until, progress.after))?;
    for record in &records {
        match tx.savepoint(|tx| remove::<E>(tx, record.id, record.version)) {
            Ok(()) => progress.purged += 1,
            // Another record still names it.
            Err(Error::Invalid(_) | Error::Conflict(_)) => progress.kept += 1,
            Err(error) => return Err(error),
        }
        progress.after = Some(record.id);
    }
    Ok(Step {
        done: progress.purged + progress.kept,
        total: None,
        checkpoint: json!(progress),
        result: Some(json!({"purged": progress.purged, "kept": progress.kept})),
        last: i64::try_from(records.len()).is_ok_and(|found| found < CHUNK),
    })
}

fn remove<E: Entity>(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    E::purge(tx, &[id])?;
    shares::forget(tx, id)?;
    comments::forget(tx, id)?;
    follows::forget(tx, id)?;
    notifications::forget_record(tx, id)?;
    custom_fields::forget(tx, id)?;
    events::record(tx, Happening::to(E::NAME, "purged", id, version))
}

fn plan<E: Entity>(tx: &Tx<'_>, until: DateTime<Utc>, after: Option<Uuid>) -> ListPlan {
    let deleted_at = FieldRef::new("deleted_at", FieldKind::Timestamp, true);
    ListPlan {
        table: E::NAME,
        org: tx.org(),
        records: Records::Deleted,
        ids: None,
        scope: Scope::All,
        filter: Some(Predicate::Compare { field: deleted_at, op: Comparison::Less, value: Literal::Timestamp(until) }),
        words: None,
        sort: Vec::new(),
        after: after.map(|id| Position { values: Vec::new(), id, backward: false }),
        offset: 0,
        limit: CHUNK,
    }
}
