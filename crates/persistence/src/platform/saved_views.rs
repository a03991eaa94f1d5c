//! Saved views: a person's own, and those that are shared with the organization.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::filter;
use guanxi_domain::identity::{Action, RecordFacts, Resource, decide};
use guanxi_domain::platform::{ViewDefinition, object};
use guanxi_domain::values::{FieldError, FieldValue as _, Invalid, Pointer};
use serde::Serialize;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::events::{self, Happening};
use super::form;
use crate::record::filter_context;
use crate::record::kinds::{self, Kind};
use crate::schema::saved_view as t;
use crate::sql::Json;
use crate::{Error, Result, Tx};

/// Views of one person, and views shown at a time, at most.
const MAX_OWN: usize = 100;
const MAX_LIST: i64 = 500;
/// Characters of a name.
const MAX_NAME: usize = 60;

/// A view as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(diesel::pg::Pg))]
pub struct SavedView {
    /// Id.
    pub id: Uuid,
    /// Who made it.
    pub owner_id: Uuid,
    /// The list: `customers`.
    pub entity: String,
    /// Name, unique among the owner's of a list.
    pub name: String,
    /// Others see it too.
    pub shared: bool,
    /// The owner's list opens with it.
    pub is_default: bool,
    /// What it shows.
    pub definition: Json<ViewDefinition>,
    /// Place among the tabs.
    pub sort_order: i32,
    /// For If-Match.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// What people say of a view.
#[derive(Serialize)]
struct Form {
    name: String,
    shared: bool,
    is_default: bool,
    definition: ViewDefinition,
    sort_order: i32,
}

impl SavedView {
    fn form(&self) -> Form {
        Form {
            name: self.name.clone(),
            shared: self.shared,
            is_default: self.is_default,
            definition: self.definition.0.clone(),
            sort_order: self.sort_order,
        }
    }
}

/// The caller's own views of a list and those shared with them, in order.
///
/// # Errors
/// [`Error::Invalid`] at `/entity`.
pub fn list(tx: &mut Tx<'_>, entity: &str) -> Result<Vec<SavedView>> {
    known(entity)?;
    Ok(t::table
        .filter(t::org_id.eq(tx.org()))
        .filter(t::entity.eq(entity))
        .filter(t::owner_id.eq(tx.user()).or(t::shared))
        .order((t::sort_order, t::name, t::id))
        .limit(MAX_LIST)
        .select(SavedView::as_select())
        .load(tx.conn)?)
}

/// One view that the caller sees.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<SavedView> {
    Ok(t::table
        .find((tx.org(), id))
        .filter(t::owner_id.eq(tx.user()).or(t::shared))
        .select(SavedView::as_select())
        .first(tx.conn)?)
}

/// Whether the caller may do something to a view: with their own whatever they like, with a shared one what their roles
/// let them do to its owner's.
pub fn may(tx: &Tx<'_>, view: &SavedView, action: Action) -> bool {
    view.owner_id == tx.user() || (view.shared && permits(tx, view.owner_id, action))
}

fn permits(tx: &Tx<'_>, owner: Uuid, action: Action) -> bool {
    let department = tx.config.people.get(&owner).and_then(|person| person.department_id);
    let facts = RecordFacts { owner: Some(owner), department, ..RecordFacts::default() };
    decide(&tx.actor, Resource::SavedViews, action, &facts).allowed
}

/// Makes a view of the caller's from `{entity, name, definition, shared?, is_default?, sort_order?}`.
///
/// # Errors
/// [`Error::Invalid`], [`Error::Forbidden`] to share, [`Error::Conflict`] where the name is taken.
pub fn create(tx: &mut Tx<'_>, body: &Map<String, Value>) -> Result<SavedView> {
    let mut rest = body.clone();
    let entity =
        form::read(&rest.remove("entity").unwrap_or(Value::Null), String::read).map_err(|error| match error {
            Error::Invalid(errors) => {
                Error::Invalid(errors.into_iter().map(|error| error.invalid.at("/entity")).collect())
            }
            other => other,
        })?;
    let form = form::read(&Value::Object(rest), read)?;
    check(tx, &entity, &form.definition)?;
    if form.shared && !permits(tx, tx.user(), Action::Create) {
        return Err(Error::Forbidden { resource: Resource::SavedViews, action: Action::Create });
    }
    let own: i64 =
        t::table.filter(t::org_id.eq(tx.org())).filter(t::owner_id.eq(tx.user())).count().get_result(tx.conn)?;
    form::at_most(usize::try_from(own).unwrap_or(usize::MAX), MAX_OWN, "/name")?;
    let made = SavedView {
        id: tx.new_id(),
        owner_id: tx.user(),
        entity,
        name: form.name.clone(),
        shared: form.shared,
        is_default: form.is_default,
        definition: Json(form.definition.clone()),
        sort_order: form.sort_order,
        version: 1,
        created_at: tx.now,
        updated_at: tx.now,
    };
    only_default(tx, &made)?;
    diesel::insert_into(t::table)
        .values((
            t::org_id.eq(tx.org()),
            t::id.eq(made.id),
            t::owner_id.eq(made.owner_id),
            t::entity.eq(&made.entity),
            t::name.eq(&made.name),
            t::shared.eq(made.shared),
            t::is_default.eq(made.is_default),
            t::definition.eq(&made.definition),
            t::sort_order.eq(made.sort_order),
            t::version.eq(1_i64),
            t::created_at.eq(tx.now),
            t::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let happening = Happening::to("saved_view", "created", made.id, 1);
    events::record(tx, happening.between(&Map::new(), &form::object(&form)?))?;
    Ok(made)
}

/// Changes a view: a merge patch. Its definition is replaced member by member.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`], [`Error::Invalid`], [`Error::Conflict`].
pub fn change(tx: &mut Tx<'_>, id: Uuid, version: i64, patch: &Map<String, Value>) -> Result<SavedView> {
    let before = for_change(tx, id, version, Action::Edit)?;
    let old = form::object(&before.form())?;
    let form = form::read(&form::merged(&old, patch)?, read)?;
    let new = form::object(&form)?;
    if old == new {
        return Ok(before);
    }
    if form.definition != before.definition.0 {
        check(tx, &before.entity, &form.definition)?;
    }
    if form.shared && !before.shared && !permits(tx, before.owner_id, Action::Create) {
        return Err(Error::Forbidden { resource: Resource::SavedViews, action: Action::Create });
    }
    let after = SavedView {
        name: form.name,
        shared: form.shared,
        is_default: form.is_default,
        definition: Json(form.definition),
        sort_order: form.sort_order,
        version: version + 1,
        updated_at: tx.now,
        ..before
    };
    only_default(tx, &after)?;
    let changed = diesel::update(t::table.find((tx.org(), id)).filter(t::version.eq(version)))
        .set((
            t::name.eq(&after.name),
            t::shared.eq(after.shared),
            t::is_default.eq(after.is_default),
            t::definition.eq(&after.definition),
            t::sort_order.eq(after.sort_order),
            t::version.eq(after.version),
            t::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    events::record(tx, Happening::to("saved_view", "updated", id, after.version).between(&old, &new))?;
    Ok(after)
}

/// Removes a view.
///
/// # Errors
/// As [`change`].
pub fn remove(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    let before = for_change(tx, id, version, Action::Delete)?;
    if diesel::delete(t::table.find((tx.org(), id)).filter(t::version.eq(version))).execute(tx.conn)? == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    let happening = Happening::to("saved_view", "deleted", id, version + 1);
    events::record(tx, happening.between(&form::object(&before.form())?, &Map::new()))
}

fn for_change(tx: &mut Tx<'_>, id: Uuid, version: i64, action: Action) -> Result<SavedView> {
    let view = get(tx, id)?;
    if !may(tx, &view, action) {
        return Err(Error::Forbidden { resource: Resource::SavedViews, action });
    }
    form::seen(view.version, version)?;
    Ok(view)
}

/// A person's list opens with one view: the former default steps back.
fn only_default(tx: &mut Tx<'_>, view: &SavedView) -> Result<()> {
    if view.is_default {
        diesel::update(
            t::table
                .filter(t::org_id.eq(tx.org()))
                .filter(t::owner_id.eq(view.owner_id))
                .filter(t::entity.eq(&view.entity))
                .filter(t::is_default)
                .filter(t::id.ne(view.id)),
        )
        .set((t::is_default.eq(false), t::version.eq(t::version + 1), t::updated_at.eq(tx.now)))
        .execute(tx.conn)?;
    }
    Ok(())
}

fn known(entity: &str) -> Result<&'static dyn Kind> {
    match kinds::at(entity) {
        Some(kind) => Ok(kind),
        None => Err(Error::field("/entity", Invalid::new("unknown_code").with("codes", kinds::paths().join(", ")))),
    }
}

fn read(json: &Value, at: &mut Pointer) -> Option<Form> {
    let fields = object::fields(json, &["name", "shared", "is_default", "definition", "sort_order"], at)?;
    let name = at.within("name", |at| form::name(MAX_NAME)(object::get(fields, "name"), at));
    let shared = object::member::<Option<bool>>(fields, "shared", at);
    let is_default = object::member::<Option<bool>>(fields, "is_default", at);
    let definition = at.within("definition", |at| ViewDefinition::read(object::get(fields, "definition"), at));
    let sort_order = object::member::<Option<i32>>(fields, "sort_order", at);
    Some(Form {
        name: name?,
        shared: shared?.unwrap_or_default(),
        is_default: is_default?.unwrap_or_default(),
        definition: definition?,
        sort_order: sort_order?.unwrap_or_default(),
    })
}

/// Filter, order and columns must be what the list takes from the caller.
fn check(tx: &Tx<'_>, entity: &str, definition: &ViewDefinition) -> Result<()> {
    let registry = known(entity)?.registry(tx);
    let mut errors: Vec<FieldError> = Vec::new();
    if let Some(text) = definition.filter.as_deref().filter(|text| !text.trim().is_empty())
        && let Err(error) = filter::parse(text, &registry, &filter_context(tx))
    {
        let invalid = Invalid { code: error.code, params: error.params.clone() };
        errors.push(invalid.with("position", error.position).with("length", error.length).at("/definition/filter"));
    }
    if let Some(sort) = &definition.sort
        && let Err(Error::Invalid(refused)) = registry.sort(sort)
    {
        errors.extend(refused.into_iter().map(|error| error.invalid.at("/definition/sort")));
    }
    let names: std::collections::HashSet<String> = registry.describe().into_iter().map(|field| field.name).collect();
    for (index, column) in definition.columns.iter().enumerate() {
        if !names.contains(&column.name) {
            let invalid = Invalid::new("unknown_field").with("field", &column.name);
            errors.push(invalid.at(format!("/definition/columns/{index}/name")));
        }
    }
    if errors.is_empty() { Ok(()) } else { Err(Error::Invalid(errors)) }
}
