//! Record numbers: each server reserves a block of a counter in a short transaction of its own and hands the numbers out
//! from memory. Nothing waits for a counter, and a number is never given twice; a crash leaves a gap.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Mutex, PoisonError};

use chrono::NaiveDate;
use diesel::prelude::*;
use diesel::upsert::excluded;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::platform::{NumberPattern, object};
use guanxi_domain::values::Invalid;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::events::{self, Happening};
use super::{config, form};

use crate::schema::{number_counter, numbering};
use crate::{Error, Result, Tx};

/// Numbers reserved at once: the first is small, so that a small company's numbers have hardly a gap.
const FIRST_BLOCK: i64 = 1;
const LARGEST_BLOCK: i64 = 64;

/// A kind's pattern as it is stored.
#[derive(Clone, Debug)]
pub struct Numbering {
    /// `customer`.
    pub kind: String,
    /// `C{yyyy}{mm}-{seq:5}`.
    pub pattern: String,
    /// For If-Match.
    pub version: i64,
}

#[derive(Default)]
struct Block {
    numbers: Range<i64>,
    size: i64,
}

/// The blocks a server has in hand.
#[derive(Default)]
pub(crate) struct NumberBlocks(Mutex<HashMap<(Uuid, String, String), Block>>);

/// The next number of a kind, on a day in the organization's time zone.
///
/// # Errors
/// [`Error::Corrupt`] where the kind has no pattern, or none that can be read.
pub fn next(tx: &mut Tx<'_>, kind: &str, day: NaiveDate) -> Result<String> {
    let stored = tx.config.numbering.get(kind).ok_or_else(|| Error::Corrupt(format!("no numbering for {kind}")))?;
    let pattern = NumberPattern::parse(&stored.pattern)
        .map_err(|invalid| Error::Corrupt(format!("numbering of {kind}: {invalid}")))?;
    let period = pattern.period_key(day);
    let n = take(tx, kind, &period)?;
    Ok(pattern.format(day, u64::try_from(n).unwrap_or_default()))
}

fn take(tx: &Tx<'_>, kind: &str, period: &str) -> Result<i64> {
    let key = (tx.org(), kind.to_owned(), period.to_owned());
    let blocks = &tx.database.numbers().0;
    let mut size = FIRST_BLOCK;
    if let Some(block) = blocks.lock().unwrap_or_else(PoisonError::into_inner).get_mut(&key) {
        if let Some(n) = block.numbers.next() {
            return Ok(n);
        }
        // Used up: whoever needs many gets larger blocks.
        size = (block.size * 2).min(LARGEST_BLOCK);
    }
    // The lock is not held while the database is asked; two threads may reserve a block each, and one is put away.
    let mut numbers = tx.database.aside(|conn| reserve(conn, &key, size))?;
    let n = numbers.next().ok_or_else(|| Error::Corrupt("an empty block of numbers".into()))?;
    let mut blocks = blocks.lock().unwrap_or_else(PoisonError::into_inner);
    let block = blocks.entry(key).or_default();
    if block.numbers.is_empty() {
        *block = Block { numbers, size };
    }
    Ok(n)
}

fn reserve(conn: &mut PgConnection, (org, kind, period): &(Uuid, String, String), size: i64) -> Result<Range<i64>> {
    let next: i64 = diesel::insert_into(number_counter::table)
        .values((
            number_counter::org_id.eq(org),
            number_counter::kind.eq(kind),
            number_counter::period.eq(period),
            number_counter::next_value.eq(1 + size),
        ))
        .on_conflict((number_counter::org_id, number_counter::kind, number_counter::period))
        .do_update()
        .set(number_counter::next_value.eq(number_counter::next_value + excluded(number_counter::next_value) - 1))
        .returning(number_counter::next_value)
        .get_result(conn)?;
    Ok(next - size..next)
}

/// Every numbering pattern of an organization, by kind.
pub(crate) fn load_all(conn: &mut PgConnection, org: Uuid) -> Result<HashMap<String, Numbering>> {
    let rows = numbering::table
        .filter(numbering::org_id.eq(org))
        .select((numbering::kind, numbering::pattern, numbering::version))
        .load::<(String, String, i64)>(conn)?;
    Ok(rows.into_iter().map(|(kind, pattern, version)| (kind.clone(), Numbering { kind, pattern, version })).collect())
}

/// Every pattern, by kind.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(tx: &Tx<'_>) -> Result<Vec<Numbering>> {
    tx.require(Resource::Numbering, Action::View)?;
    let mut patterns: Vec<Numbering> = tx.config.numbering.values().cloned().collect();
    patterns.sort_by(|a, b| a.kind.cmp(&b.kind));
    Ok(patterns)
}

/// Changes a pattern: `{pattern}`. Numbers that were given stay; a new period counts from 1.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`], [`Error::Invalid`] at `/pattern`.
pub fn change(tx: &mut Tx<'_>, kind: &str, version: i64, body: &Map<String, Value>) -> Result<Numbering> {
    tx.require(Resource::Numbering, Action::Configure)?;
    let before: (String, i64) = numbering::table
        .find((tx.org(), kind))
        .select((numbering::pattern, numbering::version))
        .for_update()
        .first(tx.conn)?;
    form::seen(before.1, version)?;
    let pattern = form::read(&Value::Object(body.clone()), |json, at| {
        let fields = object::fields(json, &["pattern"], at)?;
        at.within("pattern", |at| match object::get(fields, "pattern") {
            Value::String(text) => NumberPattern::parse(text).map_or_else(|invalid| at.refuse(invalid), Some),
            Value::Null => at.refuse(Invalid::new("required")),
            _ => at.refuse(Invalid::new("expected_text")),
        })
    })?;
    let after = Numbering { kind: kind.to_owned(), pattern: pattern.to_string(), version: version + 1 };
    if after.pattern == before.0 {
        return Ok(Numbering { version, ..after });
    }
    diesel::update(numbering::table.find((tx.org(), kind)))
        .set((
            numbering::pattern.eq(&after.pattern),
            numbering::version.eq(after.version),
            numbering::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let changes = vec![("pattern".to_owned(), Value::from(before.0), Value::from(after.pattern.as_str()))];
    let happening = Happening::of("numbering", "updated", None);
    events::record(tx, Happening { changes, version: Some(after.version), ..happening })?;
    config::touch(tx)?;
    Ok(after)
}
