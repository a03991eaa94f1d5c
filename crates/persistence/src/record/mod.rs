//! Records: what every plain entity has in common. An entity is a table, one struct of fields and its own rules; create,
//! read, list, change, delete and restore, with tenant, scope, version, field rules, audit, events and search, are here
//! once.

pub(crate) mod body;
pub mod bulk;
mod custom;
mod derived;
pub(crate) mod duplicate;
mod fields;
pub mod kinds;
mod list;
pub mod load;
mod macros;
mod number;
pub mod purge;
mod read;
mod settle;
mod spec;
pub(crate) mod usage;
mod write;

use chrono::{DateTime, NaiveDate, Utc};
use diesel::PgConnection;
use diesel::QueryResult;
use guanxi_domain::identity::{Access, FieldRule, RecordFacts, Resource};
use guanxi_domain::search::{Class, Tokens};
use guanxi_domain::values::{Cell, FieldError, FieldKind, Pointer};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use crate::sql::ListPlan;
use crate::{Result, Tx};

pub(crate) use body::complete;
pub use body::{Named, merge_patch};
pub use custom::CustomValues;
pub use derived::Derived;
pub use duplicate::{Duplicate, DuplicateOwner};
pub use fields::{Field, Registry};
pub(crate) use list::filter_context;
pub use list::{Count, ListRequest, Page, Total, list};
pub use number::RecordNumber;
pub use read::{Visible, find, get, get_or_deleted};
pub(crate) use settle::{department_of, referred, settle_tags};
pub use spec::{FieldSpec, Mask, Writable};
pub use write::{Change, assign, create, create_because, delete, patch, patch_because, restore};
pub(crate) use write::{for_change, rewrite, unscoped};

/// The fields of an entity: body, insert and changeset in one. Made by [`record_fields!`](crate::record_fields).
pub trait RecordFields: Sized + Clone + Serialize + utoipa::ToSchema {
    /// What there is to know of each field.
    const FIELDS: &'static [FieldSpec];

    /// Reads a complete form; every refusal is noted at `at`, not only the first.
    fn read(body: &Map<String, Value>, at: &mut Pointer) -> Option<Self>;

    /// One field's value for comparison.
    fn cell(&self, name: &str) -> Cell<'_>;

    /// The custom fields, where the entity has them.
    fn custom(&self) -> Option<&CustomValues>;

    /// The custom fields, to be checked.
    fn custom_mut(&mut self) -> Option<&mut CustomValues>;

    /// One custom field's value for comparison; missing where the entity has none.
    fn custom_cell(&self, code: &str, kind: FieldKind) -> Cell<'_> {
        self.custom().map_or(Cell::Missing, |custom| custom.value_cell(code, kind))
    }

    /// The description of one field.
    fn spec(name: &str) -> Option<&'static FieldSpec> {
        Self::FIELDS.iter().find(|spec| spec.name == name)
    }
}

/// A table of records. Made by [`entity!`](crate::entity).
pub trait Entity: Rules<<Self as Entity>::Fields> + 'static {
    /// Name in events, shares, search and numbering: `customer`. Also the table's.
    const NAME: &'static str;
    /// What permissions are granted on.
    const RESOURCE: Resource;
    /// The kind of work that changes many: `customer.bulk`.
    const BULK: &'static str;
    /// The kind of work that empties its recycle bin: `customer.purge`.
    const PURGE: &'static str;
    /// Its fields.
    type Fields: RecordFields + 'static;

    /// The rows of a plan.
    fn select(conn: &mut PgConnection, plan: &ListPlan) -> QueryResult<Vec<Stored<Self::Fields>>>;
    /// How many rows a plan has, up to its limit.
    fn count(conn: &mut PgConnection, plan: &ListPlan) -> QueryResult<i64>;
    /// The planner's estimate, as `EXPLAIN (FORMAT JSON)`.
    fn estimate(conn: &mut PgConnection, plan: &ListPlan) -> QueryResult<String>;
    /// Writes a new row at version 1.
    fn insert(tx: &mut Tx<'_>, id: Uuid, fields: &Self::Fields) -> QueryResult<usize>;
    /// Writes the named columns if the row is still at `version`.
    fn update(tx: &mut Tx<'_>, id: Uuid, version: i64, fields: &Self::Fields, named: &Named) -> QueryResult<usize>;
    /// Moves to the recycle bin, or back.
    fn mark_deleted(tx: &mut Tx<'_>, id: Uuid, version: i64, deleted_at: Option<DateTime<Utc>>) -> QueryResult<usize>;
    /// Takes in rows in the text format of `COPY`, see [`load`](self::load).
    fn copy_in(conn: &mut PgConnection, lines: &[u8]) -> QueryResult<()>;
    /// Removes for good what lies in the recycle bin.
    fn purge(tx: &mut Tx<'_>, ids: &[Uuid]) -> QueryResult<usize>;
}

/// What a field rule takes of a field from the holders of some access; what is derived from a field is closed with it.
pub(crate) fn field_rule<E: Entity>(access: &Access, name: &str) -> Option<FieldRule> {
    let of = |name: &str| access.field_rule(E::RESOURCE, name);
    of(name).or_else(|| of(E::Fields::spec(name)?.source?))
}

/// Whether what depends on a record goes along when it gets another owner.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dependents {
    /// It does: the customer's contacts with the customer.
    Follow,
    /// It stays with whoever has it.
    Stay,
}

/// What is special about an entity.
pub trait Rules<F> {
    /// Which fields each class of search tokens is made of.
    const SEARCHED: &'static [(Class, &'static [&'static str])];
    /// Whether writing one may be refused for looking like another, and carried through with a reason.
    const DUPLICATES: bool = false;

    /// Values that a new record has unless the caller says otherwise (the dictionaries' defaults are added by themselves).
    ///
    /// # Errors
    /// Whatever looking them up may answer.
    fn defaults(tx: &mut Tx<'_>, body: &Map<String, Value>) -> Result<Map<String, Value>>;

    /// Sets computed fields and checks rules that span fields or records. `before` is absent for a new record.
    ///
    /// # Errors
    /// Only faults; refusals are noted at `at`.
    fn settle(tx: &mut Tx<'_>, fields: &mut F, before: Option<&Stored<F>>, at: &mut Pointer) -> Result<()>;

    /// Existing records that this one may be the same as, where the organization's policy forbids to write it for
    /// that; none where it does not. Called when everything else is in order. Two callers who write the same thing at
    /// the same time must not both be told that there is nothing.
    ///
    /// # Errors
    /// Only faults.
    fn forbidden_duplicates(
        _tx: &mut Tx<'_>,
        _fields: &F,
        _before: Option<&Stored<F>>,
        _reason: Option<&str>,
    ) -> Result<Vec<Duplicate>> {
        Ok(Vec::new())
    }

    /// What has to give way before the row can be written: the customer's former primary contact. Called when nothing
    /// else can be refused any more, for a new record, a change and a restoration; `before` is absent for the first and
    /// the last.
    ///
    /// # Errors
    /// Only faults.
    fn make_way(_tx: &mut Tx<'_>, _id: Uuid, _fields: &F, _before: Option<&Stored<F>>) -> Result<()> {
        Ok(())
    }

    /// What else changes with a record, in the same transaction: called once the row is written, when
    /// [`make_way`](Self::make_way) is.
    ///
    /// # Errors
    /// Only faults.
    fn alongside(
        _tx: &mut Tx<'_>,
        _id: Uuid,
        _fields: &F,
        _before: Option<&Stored<F>>,
        _dependents: Dependents,
    ) -> Result<()> {
        Ok(())
    }

    /// The field that the organization's numbering fills where the caller leaves it empty.
    fn number(_fields: &mut F) -> Option<&mut RecordNumber> {
        None
    }

    /// Who owns it, for the permission decision.
    fn facts(fields: &F) -> RecordFacts;

    /// What it is found by.
    fn search(fields: &F) -> SearchText;
}

/// What a record is found by, and how it is shown among the results.
pub struct SearchText {
    /// First line.
    pub title: String,
    /// Second line.
    pub subtitle: Option<String>,
    /// Lexemes and haystack.
    pub tokens: Tokens,
}

/// A record as it is stored: what the program keeps about it, and what people entered.
#[derive(Clone, Debug)]
pub struct Stored<F> {
    /// Id, UUIDv7.
    pub id: Uuid,
    /// Grows with each change; the ETag.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: Uuid,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: Uuid,
    /// Since when it lies in the recycle bin.
    pub deleted_at: Option<DateTime<Utc>>,
    /// What people entered.
    pub fields: F,
}

/// The row that [`Entity::select`] reads.
pub type StoredRow<F> = (Uuid, i64, DateTime<Utc>, Uuid, DateTime<Utc>, Uuid, Option<DateTime<Utc>>, F);

impl<F> From<StoredRow<F>> for Stored<F> {
    fn from((id, version, created_at, created_by, updated_at, updated_by, deleted_at, fields): StoredRow<F>) -> Self {
        Self { id, version, created_at, created_by, updated_at, updated_by, deleted_at, fields }
    }
}

impl<F: RecordFields> Stored<F> {
    /// One field's value for comparison, the program's own included.
    pub fn cell(&self, name: &str) -> Cell<'_> {
        match name {
            "id" => Cell::Id(self.id),
            "version" => Cell::Integer(self.version),
            "created_at" => Cell::Timestamp(self.created_at),
            "created_by" => Cell::Id(self.created_by),
            "updated_at" => Cell::Timestamp(self.updated_at),
            "updated_by" => Cell::Id(self.updated_by),
            "deleted_at" => self.deleted_at.map_or(Cell::Missing, Cell::Timestamp),
            field => self.fields.cell(field),
        }
    }
}

/// Today in the organization's time zone.
pub fn today(tx: &Tx<'_>) -> NaiveDate {
    tx.now.with_timezone(&tx.config.organization.time_zone.zone()).date_naive()
}

/// Refuses when anything was noted.
pub(crate) fn refused(mut errors: Vec<FieldError>) -> Result<()> {
    // One reason for each place: what is closed to the caller need not also be badly written.
    let mut seen = std::collections::HashSet::new();
    errors.retain(|error| seen.insert(error.pointer.clone()));
    if errors.is_empty() { Ok(()) } else { Err(crate::Error::Invalid(errors)) }
}
