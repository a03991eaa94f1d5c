//! Search entries: what a record is found by, apart from the record itself.

use std::collections::HashMap;

use diesel::prelude::*;
use guanxi_domain::identity::{Action, RecordFacts};
use uuid::Uuid;

use crate::platform::shares::scope_of;
use crate::record::{Entity, SearchText};
use crate::schema::search_entry;
use crate::sql::Lexemes;
use crate::{Result, Tx};

/// Writes or replaces a record's entry.
pub(crate) fn put(tx: &mut Tx<'_>, entity: &str, id: Uuid, facts: &RecordFacts, text: SearchText) -> Result<()> {
    let entry = (
        search_entry::title.eq(text.title),
        search_entry::subtitle.eq(text.subtitle),
        search_entry::tokens.eq(Lexemes(text.tokens.lexemes().into_iter().map(str::to_owned).collect())),
        search_entry::haystack.eq(text.tokens.haystack()),
        search_entry::owner_id.eq(facts.owner),
        search_entry::department_id.eq(facts.department),
    );
    diesel::insert_into(search_entry::table)
        .values((
            search_entry::org_id.eq(tx.org()),
            search_entry::id.eq(id),
            search_entry::entity.eq(entity),
            entry.clone(),
        ))
        .on_conflict((search_entry::org_id, search_entry::id))
        .do_update()
        .set(entry)
        .execute(tx.conn)?;
    Ok(())
}

/// Takes a record out of the search.
pub(crate) fn remove(tx: &mut Tx<'_>, id: Uuid) -> Result<()> {
    diesel::delete(search_entry::table.find((tx.org(), id))).execute(tx.conn)?;
    Ok(())
}

/// Titles of records by id, as far as the caller may see them.
pub fn titles<E: Entity>(tx: &mut Tx<'_>, ids: &[Uuid]) -> Result<HashMap<Uuid, String>> {
    let scope = scope_of::<E>(tx, Action::View)?;
    let rows: Vec<(Uuid, String, Option<Uuid>, Option<Uuid>)> = search_entry::table
        .filter(search_entry::org_id.eq(tx.org()))
        .filter(search_entry::id.eq_any(ids))
        .filter(search_entry::entity.eq(E::NAME))
        .select((search_entry::id, search_entry::title, search_entry::owner_id, search_entry::department_id))
        .load(tx.conn)?;
    Ok(rows
        .into_iter()
        .filter(|(id, _, owner, department)| scope.admits(*id, *owner, *department))
        .map(|(id, title, ..)| (id, title))
        .collect())
}
