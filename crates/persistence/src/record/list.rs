//! Lists: filter, words, order, cursor, count.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use chrono::{DateTime, Datelike as _, NaiveDate, Utc};
use diesel::RunQueryDsl as _;
use guanxi_domain::filter::{self, Cell, Literal};
use guanxi_domain::identity::Action;
use guanxi_domain::search::{Class, Query};
use guanxi_domain::values::Invalid;
use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;

use super::body::hides;
use super::{Entity, RecordFields as _, Registry, Rules, Stored};
use crate::platform::shares::scope_of;
use crate::sql::{Found, ListPlan, Position, Records, SortKey, SortOn, Words};
use crate::{Error, Result, Tx};

/// Rows of a page unless the caller says otherwise.
pub const DEFAULT_LIMIT: i64 = 50;
/// Rows of a page at most.
pub const MAX_LIMIT: i64 = 200;
/// Exact counts end here, and so do numbered pages.
pub const MAX_COUNT: i64 = 10_000;

/// Records that are looked up for rare words before they are filtered and put in order.
const MAX_FOUND: i64 = 2_000;

/// What a list is asked for, as it came in.
#[derive(Clone, Debug, Default)]
pub struct ListRequest {
    /// CEL.
    pub filter: Option<String>,
    /// Words to find records by.
    pub words: Option<String>,
    /// `-created_at,name`.
    pub sort: Option<String>,
    /// Rows.
    pub limit: Option<i64>,
    /// Where the page begins.
    pub cursor: Option<String>,
    /// Number of the page, from 1; for people. Not together with a cursor.
    pub page: Option<i64>,
    /// Whether to count.
    pub count: Count,
    /// The recycle bin instead of the living records.
    pub deleted: bool,
}

/// Whether and how a list is counted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum Count {
    /// Not at all.
    #[default]
    None,
    /// The planner's estimate.
    Estimate,
    /// Exactly, up to 10,000.
    Exact,
}

/// How many records a list has.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Total {
    /// Records.
    pub value: i64,
    /// False where there are more, or where it is an estimate.
    pub exact: bool,
}

/// One page of records.
#[derive(Clone, Debug)]
pub struct Page<F> {
    /// The rows.
    pub items: Vec<Stored<F>>,
    /// For the page after this.
    pub next_cursor: Option<String>,
    /// For the page before this.
    pub prev_cursor: Option<String>,
    /// The count, where it was asked for.
    pub total: Option<Total>,
}

/// The records that the caller may see and has asked for.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] at `/filter`, `/sort`, `/limit`, `/cursor` or `/page`.
pub fn list<E: Entity>(tx: &mut Tx<'_>, request: &ListRequest) -> Result<Page<E::Fields>> {
    let (mut plan, size) = plan::<E>(tx, request)?;
    look_up(tx, &mut plan)?;
    let total = match request.count {
        Count::None => None,
        Count::Exact => Some(count_exactly::<E>(tx, &plan)?),
        Count::Estimate => Some(estimate::<E>(tx, &plan)?),
    };
    if matches!(plan.filter, Some(filter::Predicate::False)) {
        return Ok(Page { items: Vec::new(), next_cursor: None, prev_cursor: None, total });
    }
    // One row more says whether there is another page.
    plan.limit = size + 1;
    let mut items = E::select(tx.conn, &plan)?;
    let more = items.len() > usize::try_from(size).unwrap_or(usize::MAX);
    if more {
        items.pop();
    }
    let backward = plan.backward();
    if backward {
        items.reverse();
    }
    let fingerprint = fingerprint::<E>(request);
    let cursor = |row: Option<&Stored<E::Fields>>, backward: bool| {
        row.map(|row| encode(&position(&plan, row, backward), fingerprint)).transpose()
    };
    let began_inside = plan.after.is_some() || plan.offset > 0;
    Ok(Page {
        next_cursor: if more || backward { cursor(items.last(), false)? } else { None },
        prev_cursor: if (backward && more) || (!backward && began_inside) {
            cursor(items.first(), true)?
        } else {
            None
        },
        items,
        total,
    })
}

/// Turns rare words into the records that they find. PostgreSQL plans both halves of this in a fraction of the time that
/// the whole takes it, which is more than carrying it out.
fn look_up(tx: &mut Tx<'_>, plan: &mut ListPlan) -> Result<()> {
    let Some(words) = plan.words.as_ref().filter(|words| words.rare) else { return Ok(()) };
    let found: Vec<Uuid> = Found { plan, words, limit: MAX_FOUND + 1 }.load(tx.conn)?;
    // Statistics are estimates: of what is frequent after all, the records are better met in their order.
    if i64::try_from(found.len()).is_ok_and(|found| found <= MAX_FOUND) {
        if found.is_empty() {
            plan.filter = Some(filter::Predicate::False);
        }
        plan.ids = Some(found);
        plan.words = None;
    }
    Ok(())
}

/// The condition and order of a request, and its page size.
pub(crate) fn plan<E: Entity>(tx: &mut Tx<'_>, request: &ListRequest) -> Result<(ListPlan, i64)> {
    tx.require(E::RESOURCE, Action::View)?;
    let size = request.limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&size) {
        let invalid = Invalid::new("out_of_range").with("min", 1).with("max", MAX_LIMIT);
        return Err(Error::field("/limit", invalid));
    }
    // What lies in the bin is for those who may bring it back.
    let scope = scope_of::<E>(tx, if request.deleted { Action::Delete } else { Action::View })?;
    let words = match request.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        None => None,
        Some(words) => match Query::parse(words, &classes::<E>(tx)) {
            Some(query) => {
                let rare = tx.database.frequent().is_rare(tx.conn, &query)?;
                Some(Words { rare, ..Words::from(&query) })
            }
            None => return empty_plan::<E>(tx, size),
        },
    };
    let registry = Registry::of::<E>(tx);
    let filter = request
        .filter
        .as_deref()
        .filter(|text| !text.trim().is_empty())
        .map(|text| filter::parse(text, &registry, &filter_context(tx)).map_err(Error::Filter));
    let sort = registry.sort(request.sort.as_deref().unwrap_or(if request.deleted {
        "-deleted_at"
    } else {
        "-created_at"
    }))?;
    let mut plan = ListPlan {
        table: E::NAME,
        org: tx.org(),
        records: if request.deleted { Records::Deleted } else { Records::Live },
        ids: None,
        scope,
        filter: filter.transpose()?,
        words,
        sort,
        after: None,
        offset: 0,
        limit: size,
    };
    match (&request.cursor, request.page) {
        (Some(_), Some(_)) => return Err(Error::field("/page", Invalid::new("cursor_and_page"))),
        (Some(cursor), None) => plan.after = Some(decode(cursor, fingerprint::<E>(request), &plan)?),
        (None, Some(page)) => {
            let last = MAX_COUNT / size;
            if !(1..=last).contains(&page) {
                return Err(Error::field("/page", Invalid::new("out_of_range").with("min", 1).with("max", last)));
            }
            plan.offset = (page - 1) * size;
        }
        (None, None) => {}
    }
    Ok((plan, size))
}

/// What no record can be found by (only signs, or nothing that the caller may search).
fn empty_plan<E: Entity>(tx: &Tx<'_>, size: i64) -> Result<(ListPlan, i64)> {
    let plan = ListPlan {
        table: E::NAME,
        org: tx.org(),
        records: Records::Live,
        ids: None,
        scope: crate::sql::Scope::None,
        filter: Some(filter::Predicate::False),
        words: None,
        sort: Vec::new(),
        after: None,
        offset: 0,
        limit: size,
    };
    Ok((plan, size))
}

/// What `now`, `today` and `me` mean to the caller.
pub(crate) fn filter_context(tx: &Tx<'_>) -> filter::Context {
    let own = tx.config.people.get(&tx.user()).and_then(|person| person.time_zone.as_ref());
    filter::Context { now: tx.now, time_zone: own.unwrap_or(&tx.config.organization.time_zone).zone(), me: tx.user() }
}

/// The classes of tokens the caller may search: one is closed as soon as one of its fields is, so that masked digits
/// cannot be probed.
pub(crate) fn classes<E: Entity>(tx: &Tx<'_>) -> Vec<Class> {
    let open = |field: &&str| !hides(tx.actor.access.field_rule(E::RESOURCE, field));
    <E as Rules<E::Fields>>::SEARCHED
        .iter()
        .filter(|(_, fields)| fields.iter().all(open))
        .map(|(class, _)| *class)
        .collect()
}

/// Whether some record, in the recycle bin or not, has the code of a dictionary.
pub(crate) fn carries<E: Entity>(tx: &mut Tx<'_>, dictionary: &str, code: &str) -> Result<bool> {
    let having = E::Fields::FIELDS.iter().filter(|spec| spec.dictionary == Some(dictionary)).map(|spec| {
        let field = filter::FieldRef::new(spec.name, spec.kind, spec.optional);
        let value = Literal::Text(code.to_owned());
        filter::Predicate::Compare { field, op: filter::Comparison::Equal, value }
    });
    some::<E>(tx, filter::Predicate::any(having))
}

/// Whether some record, in the recycle bin or not and whoever sees it, meets a condition.
pub(super) fn some<E: Entity>(tx: &mut Tx<'_>, filter: filter::Predicate) -> Result<bool> {
    let plan = ListPlan {
        table: E::NAME,
        org: tx.org(),
        records: Records::Any,
        ids: None,
        scope: crate::sql::Scope::All,
        filter: Some(filter),
        words: None,
        sort: Vec::new(),
        after: None,
        offset: 0,
        limit: 1,
    };
    Ok(E::count(tx.conn, &plan)? > 0)
}

fn count_exactly<E: Entity>(tx: &mut Tx<'_>, plan: &ListPlan) -> Result<Total> {
    let counted = E::count(tx.conn, &ListPlan { after: None, offset: 0, limit: MAX_COUNT + 1, ..plan.clone() })?;
    Ok(Total { value: counted.min(MAX_COUNT), exact: counted <= MAX_COUNT })
}

fn estimate<E: Entity>(tx: &mut Tx<'_>, plan: &ListPlan) -> Result<Total> {
    let text = E::estimate(tx.conn, &ListPlan { after: None, offset: 0, limit: i64::MAX, ..plan.clone() })?;
    let rows = serde_json::from_str::<serde_json::Value>(&text)
        .ok()
        .and_then(|plan| plan.pointer("/0/Plan/Plan Rows").and_then(serde_json::Value::as_i64));
    rows.map(|value| Total { value, exact: false })
        .ok_or_else(|| Error::Corrupt("the planner's answer has no row count".into()))
}

/// A cursor belongs to its entity, filter, words and order.
fn fingerprint<E: Entity>(request: &ListRequest) -> u64 {
    let mut hasher = DefaultHasher::new();
    (E::NAME, &request.filter, &request.words, &request.sort, request.deleted).hash(&mut hasher);
    hasher.finish()
}

/// A cursor as it is written into its text.
#[derive(Serialize, Deserialize)]
struct Written {
    f: u64,
    b: bool,
    v: Vec<Option<WrittenValue>>,
    i: Uuid,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum WrittenValue {
    Text(String),
    Integer(i64),
    Decimal(Decimal),
    Boolean(bool),
    Date(NaiveDate),
    /// Microseconds: what PostgreSQL keeps.
    Timestamp(i64),
}

fn position<F: super::RecordFields>(plan: &ListPlan, row: &Stored<F>, backward: bool) -> Position {
    let values = plan.sort.iter().map(|key| sort_value(key, row)).collect();
    Position { values, id: row.id, backward }
}

fn sort_value<F: super::RecordFields>(key: &SortKey, row: &Stored<F>) -> Option<Literal> {
    match &key.on {
        SortOn::Column(column) => literal(row.cell(column)),
        SortOn::Dictionary { column, codes } => match row.cell(column) {
            Cell::Text(code) => {
                let place = codes.iter().position(|known| known == code)?;
                Some(Literal::Integer(i64::try_from(place).ok()? + 1))
            }
            _ => None,
        },
        SortOn::Custom(code) => literal(row.fields.custom_cell(code, key.kind)),
    }
}

fn literal(cell: Cell<'_>) -> Option<Literal> {
    Some(match cell {
        Cell::Text(text) => Literal::Text(text.to_owned()),
        Cell::Integer(number) => Literal::Integer(number),
        Cell::Decimal(number) => Literal::Decimal(number),
        Cell::Boolean(value) => Literal::Boolean(value),
        Cell::Date(date) => Literal::Date(date),
        Cell::Timestamp(instant) => Literal::Timestamp(instant),
        Cell::Id(id) => Literal::Id(id),
        Cell::Missing | Cell::TextList(_) | Cell::Object => return None,
    })
}

fn encode(position: &Position, fingerprint: u64) -> Result<String> {
    let value = |literal: &Literal| match literal {
        Literal::Text(text) => WrittenValue::Text(text.clone()),
        Literal::Integer(number) => WrittenValue::Integer(*number),
        Literal::Decimal(number) => WrittenValue::Decimal(*number),
        Literal::Boolean(value) => WrittenValue::Boolean(*value),
        Literal::Date(date) => WrittenValue::Date(*date),
        Literal::Timestamp(instant) => WrittenValue::Timestamp(instant.timestamp_micros()),
        Literal::Id(id) => WrittenValue::Text(id.to_string()),
    };
    let written = Written {
        f: fingerprint,
        b: position.backward,
        v: position.values.iter().map(|literal| literal.as_ref().map(value)).collect(),
        i: position.id,
    };
    let text = serde_json::to_vec(&written).map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(text))
}

fn decode(cursor: &str, fingerprint: u64, plan: &ListPlan) -> Result<Position> {
    let read = || {
        let text = BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?;
        let written: Written = serde_json::from_slice(&text).ok()?;
        if written.f != fingerprint || written.v.len() != plan.sort.len() {
            return None;
        }
        let values = written.v.into_iter().zip(&plan.sort).map(|(value, key)| match value {
            None => key.nullable.then_some(None),
            Some(value) => fitting(value, key).map(Some),
        });
        Some(Position { values: values.collect::<Option<_>>()?, id: written.i, backward: written.b })
    };
    read().ok_or_else(|| Error::field("/cursor", Invalid::new("invalid_cursor")))
}

/// The years of a calendar that dates are entered in; PostgreSQL knows fewer than chrono does.
fn is_kept(year: i32) -> bool {
    (1..=9999).contains(&year)
}

/// A value of the order's kind: a cursor that somebody changed is refused here, not by the database.
fn fitting(value: WrittenValue, key: &SortKey) -> Option<Literal> {
    use guanxi_domain::values::FieldKind as Kind;
    let kind = if matches!(key.on, SortOn::Dictionary { .. }) { Kind::Integer } else { key.kind };
    Some(match (value, kind) {
        (WrittenValue::Text(text), Kind::Text | Kind::Code) if !text.contains('\0') => Literal::Text(text),
        (WrittenValue::Integer(number), Kind::Integer) => Literal::Integer(number),
        (WrittenValue::Decimal(number), Kind::Decimal) => Literal::Decimal(number),
        (WrittenValue::Boolean(value), Kind::Boolean) => Literal::Boolean(value),
        (WrittenValue::Date(date), Kind::Date) if is_kept(date.year()) => Literal::Date(date),
        (WrittenValue::Timestamp(micros), Kind::Timestamp) => {
            let instant = DateTime::<Utc>::from_timestamp_micros(micros)?;
            is_kept(instant.year()).then_some(Literal::Timestamp(instant))?
        }
        _ => return None,
    })
}
