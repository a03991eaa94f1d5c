//! Tags: any word may be one. Those with a row have a colour and are offered before they are used.

use diesel::prelude::*;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::platform::ColorToken;
use guanxi_domain::search::fold;
use guanxi_domain::values::Pointer;
use serde_json::{Map, Value};
use uuid::Uuid;

use super::events::{self, Happening};
use super::form;
use crate::record::usage;
use crate::schema::tag;
use crate::{Error, Result, Tx};

/// Tags with a row, at most.
const MAX_TAGS: usize = 1000;
/// Tags of an answer, at most.
const MAX_LIST: usize = 200;
/// Characters of a tag.
const MAX_LENGTH: usize = 30;

/// A tag with a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tag {
    /// Id.
    pub id: Uuid,
    /// The word.
    pub name: String,
    /// The chip's colour.
    pub color: Option<ColorToken>,
    /// For If-Match.
    pub version: i64,
}

/// A tag that may be chosen.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Offered {
    /// The word.
    pub name: String,
    /// Its row, where it has one; else it is merely in use.
    pub tag: Option<Tag>,
}

type Row = (Uuid, String, Option<String>, i64);

fn from_row((id, name, color, version): Row) -> Tag {
    Tag { id, name, color: color.and_then(|color| color.parse().ok()), version }
}

/// The tags that begin with or contain some words, by name: those with a row, and those on the newest records that the
/// caller sees.
///
/// # Errors
/// [`Error::Forbidden`].
pub fn list(tx: &mut Tx<'_>, words: Option<&str>) -> Result<Vec<Offered>> {
    tx.require(Resource::Tags, Action::View)?;
    let rows: Vec<Row> = tag::table
        .filter(tag::org_id.eq(tx.org()))
        .select((tag::id, tag::name, tag::color, tag::version))
        .load(tx.conn)?;
    let mut offered: Vec<Offered> =
        rows.into_iter().map(from_row).map(|tag| Offered { name: tag.name.clone(), tag: Some(tag) }).collect();
    let known: std::collections::HashSet<String> = offered.iter().map(|one| one.name.clone()).collect();
    let used = usage::recent_tags(tx)?.into_iter().filter(|name| !known.contains(name));
    offered.extend(used.map(|name| Offered { name, tag: None }));
    let wanted = fold(words.unwrap_or_default().trim());
    offered.retain(|one| fold(&one.name).contains(&wanted));
    offered.sort_by(|a, b| {
        let late = |one: &Offered| !fold(&one.name).starts_with(&wanted);
        (late(a), &a.name).cmp(&(late(b), &b.name))
    });
    offered.truncate(MAX_LIST);
    Ok(offered)
}

/// One tag.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`].
pub fn get(tx: &mut Tx<'_>, id: Uuid) -> Result<Tag> {
    tx.require(Resource::Tags, Action::View)?;
    let row = tag::table.find((tx.org(), id)).select((tag::id, tag::name, tag::color, tag::version));
    Ok(from_row(row.first(tx.conn)?))
}

/// Makes a tag of `{name, color?}`.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::Invalid`], [`Error::Conflict`] where the name is taken.
pub fn create(tx: &mut Tx<'_>, body: &Map<String, Value>) -> Result<Tag> {
    tx.require(Resource::Tags, Action::Create)?;
    let (name, color) = form::read(&Value::Object(body.clone()), read)?;
    let present: i64 = tag::table.filter(tag::org_id.eq(tx.org())).count().get_result(tx.conn)?;
    form::at_most(usize::try_from(present).unwrap_or(usize::MAX), MAX_TAGS, "/name")?;
    let made = Tag { id: tx.new_id(), name, color, version: 1 };
    diesel::insert_into(tag::table)
        .values((
            tag::org_id.eq(tx.org()),
            tag::id.eq(made.id),
            tag::name.eq(&made.name),
            tag::color.eq(made.color.map(ColorToken::as_str)),
            tag::version.eq(1_i64),
            tag::created_at.eq(tx.now),
            tag::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    events::record(tx, Happening::to("tag", "created", made.id, 1).between(&Map::new(), &auditable(&made)))?;
    Ok(made)
}

/// Changes colour or name: a merge patch. A tag that records carry keeps its name.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`], [`Error::Invalid`], [`Error::Conflict`].
pub fn change(tx: &mut Tx<'_>, id: Uuid, version: i64, patch: &Map<String, Value>) -> Result<Tag> {
    tx.require(Resource::Tags, Action::Edit)?;
    let before = get(tx, id)?;
    form::seen(before.version, version)?;
    let (name, color) = form::read(&form::merged(&auditable(&before), patch)?, read)?;
    if (&name, color) == (&before.name, before.color) {
        return Ok(before);
    }
    if name != before.name && usage::carries_tag(tx, &before.name)? {
        return Err(Error::conflict("in_use"));
    }
    let after = Tag { id, name, color, version: version + 1 };
    let changed = diesel::update(tag::table.find((tx.org(), id)).filter(tag::version.eq(version)))
        .set((
            tag::name.eq(&after.name),
            tag::color.eq(after.color.map(ColorToken::as_str)),
            tag::version.eq(after.version),
            tag::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    let happening = Happening::to("tag", "updated", id, after.version);
    events::record(tx, happening.between(&auditable(&before), &auditable(&after)))?;
    Ok(after)
}

/// Takes a tag out of what is offered; records that carry it keep it, without its colour.
///
/// # Errors
/// [`Error::Forbidden`], [`Error::NotFound`], [`Error::Stale`].
pub fn remove(tx: &mut Tx<'_>, id: Uuid, version: i64) -> Result<()> {
    tx.require(Resource::Tags, Action::Delete)?;
    let before = get(tx, id)?;
    form::seen(before.version, version)?;
    if diesel::delete(tag::table.find((tx.org(), id)).filter(tag::version.eq(version))).execute(tx.conn)? == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    let happening = Happening::to("tag", "deleted", id, version + 1);
    events::record(tx, happening.between(&auditable(&before), &Map::new()))
}

fn read(json: &Value, at: &mut Pointer) -> Option<(String, Option<ColorToken>)> {
    use guanxi_domain::platform::object;
    let fields = object::fields(json, &["name", "color"], at)?;
    let name = at.within("name", |at| form::name(MAX_LENGTH)(object::get(fields, "name"), at));
    let color = object::member(fields, "color", at);
    Some((name?, color?))
}

fn auditable(tag: &Tag) -> Map<String, Value> {
    let mut form = Map::new();
    form.insert("name".into(), tag.name.as_str().into());
    if let Some(color) = tag.color {
        form.insert("color".into(), color.as_str().into());
    }
    form
}
