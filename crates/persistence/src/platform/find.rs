//! The global search: every kind of record at once, best first, within what the caller may see and may search.

use std::collections::HashSet;

use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::query_builder::{BoxedSqlQuery, SqlQuery};
use diesel::sql_types::{Array, BigInt, Integer, Nullable, Text, Uuid as UuidType};
use guanxi_domain::identity::Action;
use guanxi_domain::search::{Class, Query, escape_like, fold};
use guanxi_domain::values::Invalid;
use uuid::Uuid;

use crate::record::kinds::{self, KINDS};
use crate::sql::{Scope, Words};
use crate::{Error, Result, Tx};

/// Results at most.
pub const MAX_LIMIT: i64 = 50;
/// Results unless the caller says otherwise.
pub const DEFAULT_LIMIT: i64 = 10;
/// What is looked at for the best: reading all that a frequent word finds, to sort it, would take a second.
const CANDIDATES: i64 = 200;
/// The longest text that is searched for, in characters; the search itself reads fewer.
const MAX_WORDS: usize = 200;

/// A record that was found.
#[derive(Clone, Debug)]
pub struct Hit {
    /// `customer`.
    pub kind: &'static str,
    /// Id.
    pub id: Uuid,
    /// First line.
    pub title: String,
    /// Second line.
    pub subtitle: Option<String>,
}

#[derive(QueryableByName)]
struct Row {
    #[diesel(sql_type = UuidType)]
    id: Uuid,
    #[diesel(sql_type = Text)]
    title: String,
    #[diesel(sql_type = Nullable<Text>)]
    subtitle: Option<String>,
}

/// One kind of record as the caller may search it.
struct Searched {
    name: &'static str,
    scope: Scope,
    classes: Vec<Class>,
}

/// The best results for some words: an exact number first, then names that begin so, then the newest of the rest.
///
/// # Errors
/// [`Error::Invalid`] at `/limit`, `/kinds` or `/q`.
pub fn find(tx: &mut Tx<'_>, words: &str, wanted: Option<&str>, limit: Option<i64>) -> Result<Vec<Hit>> {
    let size = limit.unwrap_or(DEFAULT_LIMIT);
    if !(1..=MAX_LIMIT).contains(&size) {
        return Err(Error::field("/limit", Invalid::new("out_of_range").with("min", 1).with("max", MAX_LIMIT)));
    }
    if words.chars().count() > MAX_WORDS {
        return Err(Error::field("/q", Invalid::new("too_long").with("max", MAX_WORDS)));
    }
    let wanted: Option<Vec<&str>> =
        wanted.map(|kinds| kinds.split(',').map(str::trim).filter(|kind| !kind.is_empty()).collect());
    if wanted.iter().flatten().any(|kind| kinds::named(kind).is_none()) {
        return Err(Error::field("/kinds", Invalid::new("unknown_code").with("codes", kinds::names().join(", "))));
    }
    let size = usize::try_from(size).unwrap_or_default();
    let mut hits = Vec::new();
    for kind in KINDS.iter().filter(|kind| wanted.as_ref().is_none_or(|wanted| wanted.contains(&kind.name()))) {
        if tx.may(kind.resource(), Action::View) {
            let scope = kind.scope(tx, Action::View)?;
            let searched = Searched { name: kind.name(), scope, classes: kind.classes(tx) };
            hits.extend(of_kind(tx, &searched, words, size)?);
        }
    }
    // Of several kinds, the better ranks first; within a rank the newest.
    hits.sort_by(|(a, x), (b, y)| a.cmp(b).then_with(|| y.id.cmp(&x.id)));
    hits.truncate(size);
    Ok(hits.into_iter().map(|(_, hit)| hit).collect())
}

/// How well a record answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Rank {
    Number,
    Name,
    Beginning,
    Somewhere,
}

fn of_kind(tx: &mut Tx<'_>, kind: &Searched, words: &str, size: usize) -> Result<Vec<(Rank, Hit)>> {
    let typed = fold(words.trim());
    let mut rows = Vec::new();
    if typed.chars().any(|c| c.is_ascii_digit()) && kind.classes.contains(&Class::Number) {
        rows.extend(matching(tx, kind, Query::parse(words, &[Class::Number]), None)?);
    }
    if kind.classes.contains(&Class::Name) {
        rows.extend(beginning(tx, kind, words)?);
    }
    if rows.len() < size {
        rows.extend(matching(tx, kind, Query::parse(words, &kind.classes), None)?);
    }
    let mut seen = HashSet::new();
    rows.retain(|row| seen.insert(row.id));
    let ranked = rows.into_iter().map(|row| {
        let title = fold(&row.title);
        let rank = if row.subtitle.as_deref().is_some_and(|number| fold(number) == typed) {
            Rank::Number
        } else if title == typed {
            Rank::Name
        } else if title.starts_with(&typed) {
            Rank::Beginning
        } else {
            Rank::Somewhere
        };
        (rank, Hit { kind: kind.name, id: row.id, title: row.title, subtitle: row.subtitle })
    });
    Ok(ranked.collect())
}

/// Names that begin as was typed: few enough even where the words are everywhere.
fn beginning(tx: &mut Tx<'_>, kind: &Searched, words: &str) -> Result<Vec<Row>> {
    let Some(first) = words.trim().chars().next() else { return Ok(Vec::new()) };
    let mut begin = Query::parse(words, &[Class::Name]).map(|query| Words::from(&query));
    if let (Some(begin), Some(first)) = (&mut begin, Query::parse(&first.to_string(), &[Class::Name])) {
        begin.tsquery = format!("{} & {}", begin.tsquery, first.to_tsquery_text());
    }
    let pattern = format!("{}%", escape_like(words.trim()));
    begin.map_or(Ok(Vec::new()), |begin| load(tx, kind, &begin, Some(&pattern)))
}

fn matching(tx: &mut Tx<'_>, kind: &Searched, query: Option<Query>, title: Option<&str>) -> Result<Vec<Row>> {
    query.map_or(Ok(Vec::new()), |query| load(tx, kind, &Words::from(&query), title))
}

type Built<'a> = BoxedSqlQuery<'a, Pg, SqlQuery>;

/// Candidates in whatever order they are found.
fn load(tx: &mut Tx<'_>, kind: &Searched, words: &Words, title: Option<&str>) -> Result<Vec<Row>> {
    let mut place = 3;
    let mut next = || {
        place += 1;
        place
    };
    let mut query: Built<'_> = diesel::sql_query(
        "SELECT found.id, found.title, found.subtitle FROM search_entry AS found \
         WHERE found.org_id = $1 AND found.entity = $2 AND found.tokens @@ $3::tsquery",
    )
    .into_boxed::<Pg>()
    .bind::<UuidType, _>(tx.org())
    .bind::<Text, _>(kind.name)
    .bind::<Text, _>(words.tsquery.clone());
    for readings in &words.recheck {
        // Pairs of characters say that they are there; this says that they stand together.
        query = query.sql(" AND (FALSE");
        for (segment, pattern) in readings {
            let (segment_place, pattern_place) = (next(), next());
            query = query
                .sql(format!(" OR split_part(found.haystack, '|', ${segment_place}) LIKE ${pattern_place}"))
                .bind::<Integer, _>(*segment)
                .bind::<Text, _>(pattern.clone());
        }
        query = query.sql(")");
    }
    if let Some(title) = title {
        query = query.sql(format!(" AND found.title ILIKE ${}", next())).bind::<Text, _>(title.to_owned());
    }
    match &kind.scope {
        Scope::All => {}
        Scope::None => return Ok(Vec::new()),
        Scope::Any { owner, departments, shared } => {
            let (owner_place, departments_place, shared_place) = (next(), next(), next());
            query = query
                .sql(format!(
                    " AND (found.owner_id = ${owner_place} OR found.department_id = ANY(${departments_place}) \
                     OR found.id = ANY(${shared_place}))"
                ))
                .bind::<Nullable<UuidType>, _>(*owner)
                .bind::<Array<UuidType>, _>(departments.clone())
                .bind::<Array<UuidType>, _>(shared.clone());
        }
    }
    Ok(query.sql(format!(" LIMIT ${}", next())).bind::<BigInt, _>(CANDIDATES).load(tx.conn)?)
}
