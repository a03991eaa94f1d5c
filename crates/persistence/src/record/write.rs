//! Creating, changing, deleting and restoring records: field rules, defaults, validation, computed fields, version,
//! audit and search entry, all in the caller's transaction.

use chrono::{DateTime, Utc};
use guanxi_domain::identity::{Action, RecordFacts, decide};
use guanxi_domain::platform::{CustomFieldDefinition, CustomFieldKind};
use guanxi_domain::values::{FieldKind, Invalid, Pointer, is_line_control};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::body::{self, Named};
use super::read::{by_ids, find};
use super::{CustomValues, Dependents, Entity, RecordFields, RecordNumber, Rules, Stored, kinds, refused, today};
use crate::platform::audience::About;
use crate::platform::custom_fields;
use crate::platform::events::{self, Happening};
use crate::platform::{notifications, numbering, search};
use crate::sql::{Records, Scope};
use crate::{Error, Result, Tx};

/// Numbers tried before it is given up: somebody has entered a whole series of them by hand. Those passed over stay
/// used, so that whoever tries again goes on from there.
const NUMBER_ATTEMPTS: u32 = 2_000;

/// What a write did.
#[derive(Clone, Debug)]
pub struct Change<F> {
    /// The record afterwards.
    pub record: Stored<F>,
    /// Whether anything differs from before.
    pub changed: bool,
}

/// Makes a record of what the caller sent.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`] with every refused field, [`Error::Conflict`].
pub fn create<E: Entity>(tx: &mut Tx<'_>, body: &Map<String, Value>) -> Result<Stored<E::Fields>> {
    create_because::<E>(tx, body, None)
}

/// As [`create`], with the reason for which it is made although it looks like another.
///
/// # Errors
/// As [`create`], and [`Error::Duplicates`].
pub fn create_because<E: Entity>(
    tx: &mut Tx<'_>,
    body: &Map<String, Value>,
    reason: Option<&str>,
) -> Result<Stored<E::Fields>> {
    tx.require(E::RESOURCE, Action::Create)?;
    let mut at = Pointer::default();
    body::check_keys::<E::Fields>(body, &tx.actor.access, E::RESOURCE, &mut at);
    let mut form = default_codes::<E>(tx);
    form.extend(<E as Rules<E::Fields>>::defaults(tx, body)?);
    // An explicit null is a choice: it overrules the default.
    form.extend(body.iter().map(|(name, value)| (name.clone(), value.clone())));
    let mut fields = settled::<E>(tx, &form, None, at)?;
    let facts = <E as Rules<E::Fields>>::facts(&fields);
    // Nobody makes what they then do not see: they could not even be told of it.
    let allowed = |action| decide(&tx.actor, E::RESOURCE, action, &facts).allowed;
    if !allowed(Action::Create) || !allowed(Action::View) {
        return Err(Error::field("/owner_id", Invalid::new("out_of_scope")));
    }
    refuse_duplicates::<E>(tx, &fields, None, reason)?;
    let id = tx.new_id();
    <E as Rules<E::Fields>>::make_way(tx, id, &fields, None)?;
    insert::<E>(tx, id, &mut fields)?;
    <E as Rules<E::Fields>>::alongside(tx, id, &fields, None, Dependents::Follow)?;
    let after = body::complete(&fields)?;
    follow::<E>(tx, id, &fields)?;
    let happening = Happening::to(E::NAME, "created", id, 1).between(&Map::new(), &auditable::<E>(after));
    events::record(tx, with_reason(happening, reason))?;
    let (now, user) = (tx.now, tx.user());
    let made = Stored {
        id,
        version: 1,
        created_at: now,
        created_by: user,
        updated_at: now,
        updated_by: user,
        deleted_at: None,
        fields,
    };
    notifications::of_new(tx, &About::of::<E>(&made))?;
    Ok(made)
}

/// Merges a patch (RFC 7396) into a record that is still at the version which the caller saw.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`], [`Error::Invalid`], [`Error::Conflict`].
pub fn patch<E: Entity>(
    tx: &mut Tx<'_>,
    id: Uuid,
    version: i64,
    patch: &Map<String, Value>,
) -> Result<Change<E::Fields>> {
    patch_because::<E>(tx, id, version, patch, None)
}

/// As [`patch`], with the reason for which it is changed although it then looks like another.
///
/// # Errors
/// As [`patch`], and [`Error::Duplicates`].
pub fn patch_because<E: Entity>(
    tx: &mut Tx<'_>,
    id: Uuid,
    version: i64,
    patch: &Map<String, Value>,
    reason: Option<&str>,
) -> Result<Change<E::Fields>> {
    // Naming an owner is assigning, which some may who may not edit.
    let assigns = !patch.is_empty() && patch.keys().all(|name| name == "owner_id");
    let action = if assigns && !tx.may(E::RESOURCE, Action::Edit) { Action::Assign } else { Action::Edit };
    let before = for_change::<E>(tx, id, action, Records::Live)?;
    if before.version != version {
        return Err(Error::Stale { current: before.version });
    }
    change::<E>(tx, before, patch, &Manner { reason, ..Manner::asked() })
}

/// Gives a record to another owner: the same change as a patch of `owner_id`, for whoever may assign but not edit.
///
/// # Errors
/// As [`patch`].
pub fn assign<E: Entity>(tx: &mut Tx<'_>, id: Uuid, owner: Uuid, dependents: Dependents) -> Result<Change<E::Fields>> {
    let before = for_change::<E>(tx, id, Action::Assign, Records::Live)?;
    let patch = Map::from_iter([("owner_id".to_owned(), Value::from(owner.to_string()))]);
    change::<E>(tx, before, &patch, &Manner { dependents, ..Manner::asked() })
}

/// Changes a record because another has changed, whatever the caller may do with this one; recorded like any change.
///
/// # Errors
/// As [`patch`], but for what permissions forbid.
pub(crate) fn rewrite<E: Entity>(
    tx: &mut Tx<'_>,
    before: Stored<E::Fields>,
    patch: &Map<String, Value>,
) -> Result<Change<E::Fields>> {
    change::<E>(tx, before, patch, &Manner { asked: false, ..Manner::asked() })
}

/// How a change comes about.
struct Manner<'a> {
    /// Somebody asked for it, whose permissions hold; otherwise it follows from another change.
    asked: bool,
    /// Why it is made although the record then looks like another.
    reason: Option<&'a str>,
    /// What becomes of what depends on the record.
    dependents: Dependents,
}

impl Manner<'_> {
    const fn asked() -> Self {
        Self { asked: true, reason: None, dependents: Dependents::Follow }
    }
}

fn change<E: Entity>(
    tx: &mut Tx<'_>,
    before: Stored<E::Fields>,
    patch: &Map<String, Value>,
    manner: &Manner<'_>,
) -> Result<Change<E::Fields>> {
    let (id, version) = (before.id, before.version);
    let mut at = Pointer::default();
    if manner.asked {
        body::check_keys::<E::Fields>(patch, &tx.actor.access, E::RESOURCE, &mut at);
    }
    let complete = body::complete(&before.fields)?;
    let mut form = complete.clone();
    body::merge_patch(&mut form, patch);
    let mut fields = settled::<E>(tx, &form, Some(&before), at)?;
    if <E as Rules<E::Fields>>::number(&mut fields).is_some_and(|number| number.is_pending()) {
        return Err(Error::field("/number", Invalid::new("required")));
    }
    let after = body::complete(&fields)?;
    let named = Named::between(&complete, &after);
    if named.is_empty() {
        return Ok(Change { record: before, changed: false });
    }
    if manner.asked {
        may_give::<E>(tx, &before.fields, &fields)?;
        refuse_duplicates::<E>(tx, &fields, Some(&before), manner.reason)?;
    }
    <E as Rules<E::Fields>>::make_way(tx, id, &fields, Some(&before))?;
    if E::update(tx, id, version, &fields, &internal_too::<E>(named))? == 0 {
        // Somebody was faster between our reading and our writing.
        return Err(Error::Stale { current: version + 1 });
    }
    <E as Rules<E::Fields>>::alongside(tx, id, &fields, Some(&before), manner.dependents)?;
    follow::<E>(tx, id, &fields)?;
    let happening = Happening::to(E::NAME, "updated", id, version + 1);
    let happening = happening.between(&auditable::<E>(complete), &auditable::<E>(after));
    events::record(tx, with_reason(happening, manner.reason))?;
    let former_owner = <E as Rules<E::Fields>>::facts(&before.fields).owner;
    let record = Stored { version: version + 1, updated_at: tx.now, updated_by: tx.user(), fields, ..before };
    // What follows from another change is told with that one.
    if manner.asked {
        notifications::of_change(tx, &About::of::<E>(&record), former_owner)?;
    }
    Ok(Change { record, changed: true })
}

/// Moves a record to the recycle bin.
///
/// # Errors
/// As [`patch`].
pub fn delete<E: Entity>(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    let now = tx.now;
    let record = for_change::<E>(tx, id, Action::Delete, Records::Live)?;
    mark::<E>(tx, &record, version, Some(now), "deleted")?;
    search::remove(tx, id)
}

/// Brings a record back from the recycle bin.
///
/// # Errors
/// As [`patch_because`]; without a version it is restored as it lies there.
pub fn restore<E: Entity>(
    tx: &mut Tx<'_>,
    id: Uuid,
    version: Option<i64>,
    reason: Option<&str>,
) -> Result<Stored<E::Fields>> {
    let record = for_change::<E>(tx, id, Action::Delete, Records::Deleted)?;
    // Somebody may have entered it anew meanwhile.
    refuse_duplicates::<E>(tx, &record.fields, None, reason)?;
    <E as Rules<E::Fields>>::make_way(tx, id, &record.fields, None)?;
    mark::<E>(tx, &record, version.unwrap_or(record.version), None, "restored")?;
    <E as Rules<E::Fields>>::alongside(tx, id, &record.fields, None, Dependents::Follow)?;
    follow::<E>(tx, id, &record.fields)?;
    let (now, user) = (tx.now, tx.user());
    Ok(Stored { version: record.version + 1, updated_at: now, updated_by: user, deleted_at: None, ..record })
}

fn mark<E: Entity>(
    tx: &mut Tx<'_>,
    record: &Stored<E::Fields>,
    version: i64,
    deleted_at: Option<DateTime<Utc>>,
    action: &str,
) -> Result<()> {
    if record.version != version || E::mark_deleted(tx, record.id, version, deleted_at)? == 0 {
        return Err(Error::Stale { current: record.version.max(version + 1) });
    }
    events::record(tx, Happening::to(E::NAME, action, record.id, version + 1))
}

/// Writes the row. The number is taken here, when nothing else can be refused any more; one that somebody has entered
/// by hand is passed over.
fn insert<E: Entity>(tx: &mut Tx<'_>, id: Uuid, fields: &mut E::Fields) -> Result<()> {
    if !<E as Rules<E::Fields>>::number(fields).is_some_and(|number| number.is_pending()) {
        E::insert(tx, id, fields)?;
        return Ok(());
    }
    let day = today(tx);
    for attempt in 1.. {
        let next = numbering::next(tx, E::NAME, day)?;
        if let Some(number) = <E as Rules<E::Fields>>::number(fields) {
            *number = RecordNumber::new(next);
        }
        // A refused insert would end the whole transaction; a savepoint keeps what was done before it.
        match tx.savepoint(|tx| Ok(E::insert(tx, id, fields)?)) {
            Err(Error::Conflict(refusal)) if refusal.invalid.code == "number_taken" && attempt < NUMBER_ATTEMPTS => {}
            done => return done.map(|_| ()),
        }
    }
    Ok(())
}

fn refuse_duplicates<E: Entity>(
    tx: &mut Tx<'_>,
    fields: &E::Fields,
    before: Option<&Stored<E::Fields>>,
    reason: Option<&str>,
) -> Result<()> {
    let suspects = <E as Rules<E::Fields>>::forbidden_duplicates(tx, fields, before, reason)?;
    if suspects.is_empty() { Ok(()) } else { Err(Error::Duplicates(suspects)) }
}

/// Why it was written although it looks like another, beside what was written.
fn with_reason<'a>(mut happening: Happening<'a>, reason: Option<&str>) -> Happening<'a> {
    if let Some(reason) = reason {
        happening.changes.push(("duplicate_reason".to_owned(), Value::Null, Value::from(reason)));
    }
    happening
}

/// A record that the caller may change. Where they may see it but not do this, the answer is 403 and not 404.
pub(crate) fn for_change<E: Entity>(
    tx: &mut Tx<'_>,
    id: Uuid,
    action: Action,
    records: Records,
) -> Result<Stored<E::Fields>> {
    match find::<E>(tx, id, action, records) {
        Err(Error::NotFound) if records == Records::Live && find::<E>(tx, id, Action::View, records).is_ok() => {
            Err(Error::Forbidden { resource: E::RESOURCE, action })
        }
        found => found,
    }
}

/// A new owner must be within the caller's reach of assigning; the department only follows.
fn may_give<E: Entity>(tx: &Tx<'_>, before: &E::Fields, after: &E::Fields) -> Result<()> {
    let (before, after) = (<E as Rules<E::Fields>>::facts(before), <E as Rules<E::Fields>>::facts(after));
    if before.owner == after.owner || decide(&tx.actor, E::RESOURCE, Action::Assign, &RecordFacts { ..before }).allowed
    {
        return Ok(());
    }
    Err(Error::field("/owner_id", Invalid::new("assign_not_permitted")))
}

/// The fields that a form describes, checked and completed.
fn settled<E: Entity>(
    tx: &mut Tx<'_>,
    form: &Map<String, Value>,
    before: Option<&Stored<E::Fields>>,
    mut at: Pointer,
) -> Result<E::Fields> {
    let Some(mut fields) = E::Fields::read(form, &mut at) else {
        return refused(at.into_errors()).and(Err(Error::Corrupt("a form was refused without a reason".into())));
    };
    check_against_config::<E>(tx, &fields, before, &mut at);
    let definitions: Vec<_> = tx.config.custom_fields(E::NAME).iter().map(|field| field.definition.clone()).collect();
    if let Some(custom) = fields.custom_mut() {
        let stored = before.and_then(|before| before.fields.custom());
        at.within("custom", |at| CustomValues::check(custom, &definitions, stored, at));
    }
    let stored = before.and_then(|before| before.fields.custom());
    if let Some(custom) = fields.custom() {
        check_custom_references(tx, &definitions, custom, stored, &mut at)?;
    }
    <E as Rules<E::Fields>>::settle(tx, &mut fields, before, &mut at)?;
    refused(at.into_errors())?;
    Ok(fields)
}

/// People and records that custom fields name: as for built-in references, somebody active and a record that the caller
/// sees. What was there before is left alone.
fn check_custom_references(
    tx: &mut Tx<'_>,
    definitions: &[CustomFieldDefinition],
    custom: &CustomValues,
    stored: Option<&CustomValues>,
    at: &mut Pointer,
) -> Result<()> {
    for field in definitions {
        let code = field.code.as_str();
        let value = custom.0.get(code);
        let id = value.and_then(Value::as_str).and_then(|id| Uuid::try_parse(id).ok());
        let Some(id) = id.filter(|_| stored.and_then(|stored| stored.0.get(code)) != value) else { continue };
        let known = match field.kind {
            CustomFieldKind::User => tx.config.people.get(&id).is_some_and(|person| person.is_active()),
            CustomFieldKind::Record => match field.target.map(|target| kinds::named(target.as_str())) {
                Some(Some(kind)) => kind.titles(tx, &[id])?.contains_key(&id),
                _ => false,
            },
            _ => true,
        };
        if !known {
            at.within("custom", |at| at.within(code, |at| at.refuse::<()>(Invalid::new("unknown_reference"))));
        }
    }
    Ok(())
}

/// Lengths, dictionary codes and people: what the description of a field promises. A value that was there before is
/// left alone, so that a disabled code does not stand in the way of another change.
fn check_against_config<E: Entity>(
    tx: &Tx<'_>,
    fields: &E::Fields,
    before: Option<&Stored<E::Fields>>,
    at: &mut Pointer,
) {
    use guanxi_domain::filter::Cell;
    for spec in E::Fields::FIELDS {
        let cell = fields.cell(spec.name);
        if before.is_some_and(|before| before.fields.cell(spec.name) == cell) {
            continue;
        }
        let refusal = match (&cell, spec.dictionary, spec.reference) {
            (Cell::Text(code), Some(dictionary), _) => {
                let known = tx.config.dictionary(dictionary).and_then(|dictionary| dictionary.value(code));
                known
                    .is_none_or(|value| value.disabled)
                    .then(|| Invalid::new("unknown_code").with("value", code).with("dictionary", dictionary))
            }
            (Cell::Id(id), _, Some("users")) => {
                let active = tx.config.people.get(id).is_some_and(|person| person.is_active());
                (!active).then(|| Invalid::new("unknown_reference"))
            }
            (Cell::Text(text), None, _) if !spec.lines && text.chars().any(is_line_control) => {
                Some(Invalid::new("invalid_character"))
            }
            (Cell::Text(text), None, _) if spec.kind == FieldKind::Text => {
                (text.chars().count() > spec.max_length).then(|| Invalid::new("too_long").with("max", spec.max_length))
            }
            _ => None,
        };
        if let Some(invalid) = refusal {
            at.within(spec.name, |at| at.refuse::<()>(invalid));
        }
    }
}

/// The defaults of the dictionaries that the entity uses.
fn default_codes<E: Entity>(tx: &Tx<'_>) -> Map<String, Value> {
    E::Fields::FIELDS
        .iter()
        .filter_map(|spec| {
            let dictionary = tx.config.dictionary(spec.dictionary?)?;
            Some((spec.name.to_owned(), Value::from(dictionary.default_value()?.code.as_str())))
        })
        .collect()
}

/// What is kept beside the record: search entry, unique custom values.
fn follow<E: Entity>(tx: &mut Tx<'_>, id: Uuid, fields: &E::Fields) -> Result<()> {
    let facts = <E as Rules<E::Fields>>::facts(fields);
    search::put(tx, E::NAME, id, &facts, <E as Rules<E::Fields>>::search(fields))?;
    match fields.custom() {
        Some(custom) => custom_fields::keep_unique(tx, E::NAME, id, custom),
        None => Ok(()),
    }
}

/// Columns that no caller sees are written along with whatever they are derived from.
fn internal_too<E: Entity>(mut named: Named) -> Named {
    for spec in E::Fields::FIELDS.iter().filter(|spec| spec.writable == super::Writable::Internal) {
        named.and(spec.name);
    }
    named
}

/// What may stand in the audit log: sealed values only as they read masked, internal ones not at all.
fn auditable<E: Entity>(mut form: Map<String, Value>) -> Map<String, Value> {
    for spec in E::Fields::FIELDS {
        if spec.writable == super::Writable::Internal {
            form.remove(spec.name);
        } else if let (true, Some(value)) = (spec.sealed, form.get_mut(spec.name))
            && let Value::String(text) = value
        {
            *text = spec.mask.apply(text);
        }
    }
    form
}

/// Records by id whatever the caller's scope: for the program's own references.
pub(crate) fn unscoped<E: Entity>(tx: &mut Tx<'_>, ids: Vec<Uuid>) -> Result<Vec<Stored<E::Fields>>> {
    Ok(E::select(tx.conn, &by_ids::<E>(tx.org(), ids, Scope::All, Records::Live))?)
}

/// As [`unscoped`], those in the recycle bin included.
pub(crate) fn everywhere<E: Entity>(tx: &mut Tx<'_>, ids: Vec<Uuid>) -> Result<Vec<Stored<E::Fields>>> {
    Ok(E::select(tx.conn, &by_ids::<E>(tx.org(), ids, Scope::All, Records::Any))?)
}
