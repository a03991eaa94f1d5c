//! Every kind of record, for what treats all of them alike: descriptions, search, audit, live stream, background work.
//! A new entity is one line in [`KINDS`].

use std::collections::HashMap;
use std::marker::PhantomData;

use guanxi_domain::filter::{FieldRef, Predicate};
use guanxi_domain::identity::{Action, RecordFacts, Resource};
use guanxi_domain::search::Class;
use guanxi_domain::values::FieldKind;
use uuid::Uuid;

use super::{Entity, FieldSpec, RecordFields as _, Registry, Visible, bulk, list, purge, read, write};
use crate::contacts::Contact;
use crate::customers::Customer;
use crate::platform::jobs;
use crate::platform::search;
use crate::platform::shares::scope_of;
use crate::sql::Scope;
use crate::{Result, Tx};

/// One kind of record, its type forgotten.
pub trait Kind: Sync {
    /// Name in events, shares, search and custom fields: `customer`.
    fn name(&self) -> &'static str;
    /// What permissions are granted on.
    fn resource(&self) -> Resource;
    /// The description of a built-in field.
    fn spec(&self, field: &str) -> Option<&'static FieldSpec>;
    /// Its fields as the caller may use them.
    fn registry<'a>(&self, tx: &'a Tx<'_>) -> Registry<'a>;
    /// How its fields read to the caller.
    fn visible(&self, tx: &Tx<'_>) -> Visible;
    /// The classes of search tokens that the caller may look in.
    fn classes(&self, tx: &Tx<'_>) -> Vec<Class>;
    /// How far an action of the caller reaches.
    ///
    /// # Errors
    /// Faults of the database.
    fn scope(&self, tx: &mut Tx<'_>, action: Action) -> Result<Scope>;
    /// Titles by id, as far as the caller may see the records.
    ///
    /// # Errors
    /// Faults of the database.
    fn titles(&self, tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, String>>;
    /// What a permission decision needs to know of a record that the caller may see or restore.
    ///
    /// # Errors
    /// [`Error::Forbidden`](crate::Error::Forbidden), [`Error::NotFound`](crate::Error::NotFound).
    fn facts(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<RecordFacts>;
    /// The same of any records of the organization, whoever asks: what is told of them is decided by the caller.
    ///
    /// # Errors
    /// Faults of the database.
    fn holders(&self, tx: &mut Tx<'_>, ids: Vec<Uuid>) -> Result<Vec<(Uuid, RecordFacts)>>;
    /// Whether some record, in the recycle bin or not, keeps a value under the code of a custom field.
    ///
    /// # Errors
    /// Faults of the database.
    fn carries_custom(&self, tx: &mut Tx<'_>, code: &str) -> Result<bool>;
    /// Whether some record, in the recycle bin or not, has the code of a dictionary.
    ///
    /// # Errors
    /// Faults of the database.
    fn carries_code(&self, tx: &mut Tx<'_>, dictionary: &str, code: &str) -> Result<bool>;
    /// The background work of changing many.
    fn bulk(&self) -> jobs::Kind;
    /// The background work of emptying the recycle bin.
    fn purge(&self) -> jobs::Kind;
}

/// Every kind of record, in the order of the menu.
pub static KINDS: &[&dyn Kind] = &[&Of::<Customer>(PhantomData), &Of::<Contact>(PhantomData)];

/// The kind with a name: `customer`.
pub fn named(name: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().find(|kind| kind.name() == name).copied()
}

/// The kind that a resource protects.
pub fn of(resource: Resource) -> Option<&'static dyn Kind> {
    KINDS.iter().find(|kind| kind.resource() == resource).copied()
}

/// The kind at a path: `customers`.
pub fn at(path: &str) -> Option<&'static dyn Kind> {
    KINDS.iter().find(|kind| kind.resource().as_str() == path).copied()
}

/// The names of all kinds, for refusals.
pub fn names() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.name()).collect()
}

/// The paths of all kinds, for refusals.
pub fn paths() -> Vec<&'static str> {
    KINDS.iter().map(|kind| kind.resource().as_str()).collect()
}

struct Of<E>(PhantomData<fn() -> E>);

impl<E: Entity> Kind for Of<E> {
    fn name(&self) -> &'static str {
        E::NAME
    }

    fn resource(&self) -> Resource {
        E::RESOURCE
    }

    fn spec(&self, field: &str) -> Option<&'static FieldSpec> {
        E::Fields::spec(field)
    }

    fn registry<'a>(&self, tx: &'a Tx<'_>) -> Registry<'a> {
        Registry::of::<E>(tx)
    }

    fn visible(&self, tx: &Tx<'_>) -> Visible {
        Visible::to::<E>(tx)
    }

    fn classes(&self, tx: &Tx<'_>) -> Vec<Class> {
        list::classes::<E>(tx)
    }

    fn scope(&self, tx: &mut Tx<'_>, action: Action) -> Result<Scope> {
        scope_of::<E>(tx, action)
    }

    fn titles(&self, tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
        search::titles::<E>(tx, ids)
    }

    fn facts(&self, tx: &mut Tx<'_>, id: Uuid) -> Result<RecordFacts> {
        let record = read::get_or_deleted::<E>(tx, id)?;
        Ok(RecordFacts { deleted: record.deleted_at.is_some(), ..E::facts(&record.fields) })
    }

    fn holders(&self, tx: &mut Tx<'_>, ids: Vec<Uuid>) -> Result<Vec<(Uuid, RecordFacts)>> {
        let records = write::everywhere::<E>(tx, ids)?;
        Ok(records.into_iter().map(|record| (record.id, E::facts(&record.fields))).collect())
    }

    fn carries_custom(&self, tx: &mut Tx<'_>, code: &str) -> Result<bool> {
        let field = FieldRef::new(&format!("custom.{code}"), FieldKind::Text, true);
        list::some::<E>(tx, Predicate::Not(Box::new(Predicate::Missing(field))))
    }

    fn carries_code(&self, tx: &mut Tx<'_>, dictionary: &str, code: &str) -> Result<bool> {
        list::carries::<E>(tx, dictionary, code)
    }

    fn bulk(&self) -> jobs::Kind {
        jobs::Kind::organization(E::BULK, bulk::step::<E>)
    }

    fn purge(&self) -> jobs::Kind {
        jobs::Kind::organization(E::PURGE, purge::step::<E>)
    }
}
