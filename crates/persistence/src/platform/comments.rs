//! What people say about a record, whatever its kind. Whoever sees the record reads and writes comments; nobody may
//! mention somebody who does not see it.

use chrono::{DateTime, TimeDelta, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{Action, decide};
use guanxi_domain::platform::{NoticeKind, comments as text};
use guanxi_domain::values::Invalid;
use serde_json::{Value, json};
use uuid::Uuid;

use super::audience::{About, who_sees};
use super::events::{self, Happening};
use super::notifications::{Notice, notify};
use super::{follows, form};
use crate::schema::comment as t;
use crate::{Error, Result, Tx};

/// How long the author may change a comment.
pub const EDIT_WINDOW: TimeDelta = TimeDelta::minutes(15);

/// A comment.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = t, check_for_backend(diesel::pg::Pg))]
pub struct Comment {
    /// Id; later ones sort behind.
    pub id: Uuid,
    /// Who wrote it.
    pub author_id: Uuid,
    /// The text; `<@id>` stands for a person.
    pub body: String,
    /// For If-Match.
    pub version: i64,
    /// When it was written.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub edited_at: Option<DateTime<Utc>>,
}

impl Comment {
    /// Whether the caller may change it: the author, for a quarter of an hour.
    pub fn is_editable(&self, tx: &Tx<'_>) -> bool {
        self.author_id == tx.user() && tx.now < self.created_at + EDIT_WINDOW
    }

    /// Whether the caller may remove it: the author, and whoever may delete the record.
    pub fn is_removable(&self, tx: &Tx<'_>, about: &About) -> bool {
        self.author_id == tx.user() || decide(&tx.actor, about.resource, Action::Delete, &about.facts).allowed
    }
}

/// The comments of a record that the caller sees, the latest first: one more than `limit` where there are more.
///
/// # Errors
/// Faults of the database.
pub fn list(tx: &mut Tx<'_>, about: &About, before: Option<Uuid>, limit: i64) -> Result<Vec<Comment>> {
    let mut query = t::table.filter(t::org_id.eq(tx.org())).filter(t::record_id.eq(about.record)).into_boxed();
    if let Some(before) = before {
        query = query.filter(t::id.lt(before));
    }
    Ok(query.order(t::id.desc()).limit(limit + 1).select(Comment::as_select()).load(tx.conn)?)
}

/// One comment of a record that the caller sees.
///
/// # Errors
/// [`Error::NotFound`].
pub fn get(tx: &mut Tx<'_>, about: &About, id: Uuid) -> Result<Comment> {
    let one = t::table.find((tx.org(), id)).filter(t::record_id.eq(about.record));
    Ok(one.select(Comment::as_select()).first(tx.conn)?)
}

/// Writes a comment. Whoever is mentioned, owns or follows the record is told; the author follows it from then on.
///
/// # Errors
/// [`Error::Invalid`] at `/body`.
pub fn add(tx: &mut Tx<'_>, about: &About, body: &str) -> Result<Comment> {
    let (body, mentioned) = checked(tx, about, body, &[])?;
    let comment =
        Comment { id: tx.new_id(), author_id: tx.user(), body, version: 1, created_at: tx.now, edited_at: None };
    diesel::insert_into(t::table)
        .values((
            t::org_id.eq(tx.org()),
            t::id.eq(comment.id),
            t::entity.eq(about.entity),
            t::record_id.eq(about.record),
            t::author_id.eq(comment.author_id),
            t::body.eq(&comment.body),
            t::version.eq(1_i64),
            t::created_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    record(tx, about, "commented", Value::Null, Value::from(comment.body.as_str()))?;
    tell_mentioned(tx, about, comment.id, &mentioned)?;
    let mut others = follows::followers(tx, about.record)?;
    others.extend(about.facts.owner);
    others.retain(|person| !mentioned.contains(person));
    let others = who_sees(tx, about, others)?;
    notify(tx, &others, &notice(NoticeKind::Commented, about, comment.id))?;
    follows::follow(tx, about)?;
    Ok(comment)
}

/// Changes a comment of the caller's while it is fresh. Only those are told whom it did not mention before.
///
/// # Errors
/// [`Error::NotFound`]; [`Error::Forbidden`] to others than its author; [`Error::Conflict`] `comment_edit_expired`;
/// [`Error::Stale`]; [`Error::Invalid`] at `/body`.
pub fn edit(tx: &mut Tx<'_>, about: &About, id: Uuid, version: i64, body: &str) -> Result<Comment> {
    let before = get(tx, about, id)?;
    if before.author_id != tx.user() {
        return Err(Error::Forbidden { resource: about.resource, action: Action::Edit });
    }
    form::seen(before.version, version)?;
    if !before.is_editable(tx) {
        return Err(Error::conflict("comment_edit_expired"));
    }
    let known = text::mentions(&before.body);
    let (body, mut mentioned) = checked(tx, about, body, &known)?;
    if body == before.body {
        return Ok(before);
    }
    let after = Comment { body, version: version + 1, edited_at: Some(tx.now), ..before.clone() };
    let changed = diesel::update(t::table.find((tx.org(), id)).filter(t::version.eq(version)))
        .set((t::body.eq(&after.body), t::version.eq(after.version), t::edited_at.eq(after.edited_at)))
        .execute(tx.conn)?;
    if changed == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    record(tx, about, "comment_edited", Value::from(before.body), Value::from(after.body.as_str()))?;
    mentioned.retain(|person| !known.contains(person));
    tell_mentioned(tx, about, id, &mentioned)?;
    Ok(after)
}

/// Removes a comment.
///
/// # Errors
/// [`Error::NotFound`], [`Error::Forbidden`], [`Error::Stale`].
pub fn remove(tx: &mut Tx<'_>, about: &About, id: Uuid, version: i64) -> Result<()> {
    let before = get(tx, about, id)?;
    if !before.is_removable(tx, about) {
        return Err(Error::Forbidden { resource: about.resource, action: Action::Delete });
    }
    form::seen(before.version, version)?;
    if diesel::delete(t::table.find((tx.org(), id)).filter(t::version.eq(version))).execute(tx.conn)? == 0 {
        return Err(Error::Stale { current: version + 1 });
    }
    record(tx, about, "comment_removed", Value::from(before.body), Value::Null)
}

/// The texts of some comments, for those who are told of them.
pub(crate) fn bodies(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<Vec<(Uuid, Uuid, String)>> {
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let those = t::table.filter(t::org_id.eq(tx.org())).filter(t::id.eq_any(ids));
    Ok(those.select((t::id, t::record_id, t::body)).load(tx.conn)?)
}

/// Forgets what was said about a record, when it is removed for good.
pub(crate) fn forget(tx: &mut Tx<'_>, record: Uuid) -> Result<()> {
    diesel::delete(t::table.filter(t::org_id.eq(tx.org())).filter(t::record_id.eq(record))).execute(tx.conn)?;
    Ok(())
}

/// The text as it is kept, and whom it mentions: colleagues who see the record. Whom it mentioned before may stay.
fn checked(tx: &mut Tx<'_>, about: &About, body: &str, known: &[Uuid]) -> Result<(String, Vec<Uuid>)> {
    let body = text::check(body).map_err(|invalid| Error::field("/body", invalid))?;
    let mentioned = text::mentions(&body);
    let fresh: Vec<Uuid> = mentioned.iter().copied().filter(|person| !known.contains(person)).collect();
    let seeing = who_sees(tx, about, fresh.iter().copied())?;
    if let Some(blind) = fresh.iter().find(|person| !seeing.contains(person)) {
        // A stranger's id has no name here.
        let name = tx.config.person_name(*blind).unwrap_or("?").to_owned();
        return Err(Error::field("/body", Invalid::new("mention_not_permitted").with("name", name)));
    }
    Ok((body, mentioned))
}

fn tell_mentioned(tx: &mut Tx<'_>, about: &About, comment: Uuid, people: &[Uuid]) -> Result<()> {
    notify(tx, people, &notice(NoticeKind::Mentioned, about, comment))
}

fn notice(kind: NoticeKind, about: &About, comment: Uuid) -> Notice {
    Notice { params: json!({"comment_id": comment}), ..Notice::about(kind, about) }
}

/// The event is the record's, so that whoever sees the record hears of it live and finds it in its history.
fn record(tx: &mut Tx<'_>, about: &About, action: &str, before: Value, after: Value) -> Result<()> {
    let mut happening = Happening::of(about.entity, action, Some(about.record));
    happening.changes.push(("comment".to_owned(), before, after));
    events::record(tx, happening)
}
