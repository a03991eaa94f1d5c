//! Work that comes by itself. Each kind has one line per organization that says when it is due; whichever worker comes
//! first moves the line on and enqueues the job in one transaction.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::values::TimeZoneName;
use uuid::Uuid;

use super::kind::{Kind, Schedule, Work};
use crate::Result;
use crate::schema::{job, job_schedule, organization};

/// Lines moved on at once.
const BATCH: i64 = 100;

/// Enqueues what is due, and answers how much that was.
///
/// # Errors
/// Only faults of the database.
pub fn enqueue_due(conn: &mut PgConnection, kinds: &[Kind], now: DateTime<Utc>) -> Result<usize> {
    let organizations: Vec<(Uuid, TimeZoneName)> =
        organization::table.select((organization::id, organization::time_zone)).load(conn)?;
    let mut lines = Vec::new();
    for kind in kinds {
        let Some(schedule) = kind.schedule else { continue };
        match kind.work {
            Work::Installation(_) | Work::Outside(_) => {
                lines.push(Line { key: kind.name.to_owned(), kind, schedule, org: None, zone: chrono_tz::UTC })
            }
            Work::Organization(_) => lines.extend(organizations.iter().map(|(org, zone)| Line {
                key: format!("{}/{org}", kind.name),
                kind,
                schedule,
                org: Some(*org),
                zone: zone.zone(),
            })),
        }
    }
    let first: Vec<_> = lines
        .iter()
        .map(|line| {
            (job_schedule::kind.eq(&line.key), job_schedule::next_run_at.eq(line.schedule.next(now, line.zone)))
        })
        .collect();
    // A batch must not have more parameters than the protocol can number.
    for batch in first.chunks(1000) {
        diesel::insert_into(job_schedule::table).values(batch.to_vec()).on_conflict_do_nothing().execute(conn)?;
    }
    let due: Vec<String> = job_schedule::table
        .filter(job_schedule::next_run_at.le(now))
        .order(job_schedule::next_run_at)
        .limit(BATCH)
        .select(job_schedule::kind)
        .for_update()
        .skip_locked()
        .load(conn)?;
    let mut enqueued = 0;
    for key in due {
        let Some(line) = lines.iter().find(|line| line.key == key) else {
            // A kind or an organization that is no more.
            diesel::delete(job_schedule::table.find(&key)).execute(conn)?;
            continue;
        };
        enqueued += enqueue(conn, line, now)?;
        diesel::update(job_schedule::table.find(&key))
            .set(job_schedule::next_run_at.eq(line.schedule.next(now, line.zone)))
            .execute(conn)?;
    }
    Ok(enqueued)
}

struct Line<'a> {
    key: String,
    kind: &'a Kind,
    schedule: Schedule,
    org: Option<Uuid>,
    zone: chrono_tz::Tz,
}

/// The one before that is still waiting or running does for this time too.
fn enqueue(conn: &mut PgConnection, line: &Line<'_>, now: DateTime<Utc>) -> Result<usize> {
    Ok(diesel::insert_into(job::table)
        .values((
            job::id.eq(Uuid::now_v7()),
            job::org_id.eq(line.org),
            job::kind.eq(line.kind.name),
            job::arguments.eq(serde_json::json!({})),
            job::unique_key.eq(&line.key),
            job::status.eq("queued"),
            job::run_at.eq(now),
            job::attempts.eq(0),
            job::max_attempts.eq(line.kind.max_attempts),
            job::done.eq(0_i64),
            job::cancel_requested.eq(false),
            job::created_at.eq(now),
        ))
        .on_conflict_do_nothing()
        .execute(conn)?)
}
