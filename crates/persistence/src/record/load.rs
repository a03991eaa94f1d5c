//! Loading records by the hundred thousand: `COPY` of rows and search entries, past the checks of single records, for
//! demo data whose maker vouches for them.

use std::io::{self, Write};

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::platform::audit::{self, FieldChange, Salt};
use guanxi_domain::values::{Cell, FieldKind};
use serde_json::{Map, Value};
use uuid::Uuid;

use super::{Entity, RecordFields, Rules, Writable};
use crate::schema::{event, search_entry};
use crate::{Error, Result};

/// A record to be loaded.
#[derive(Clone, Debug)]
pub struct Loaded<F> {
    /// Id.
    pub id: Uuid,
    /// When and by whom it is said to have been made.
    pub created_at: DateTime<Utc>,
    /// Person.
    pub created_by: Uuid,
    /// Fields, complete with number and derived ones; sealed ones empty.
    pub fields: F,
}

/// Loads records with their search entries, and with their first events where a history is wanted.
///
/// # Errors
/// [`Error::Corrupt`] where a row cannot be written as text; faults of the database.
pub fn load<E: Entity>(conn: &mut PgConnection, org: Uuid, rows: &[Loaded<E::Fields>], history: bool) -> Result<()> {
    let mut lines = (Vec::new(), Vec::new(), Vec::new());
    for row in rows {
        let mut form = crate::record::complete(&row.fields)?;
        record_line(&mut lines.0, org, row, &form).map_err(unwritable)?;
        search_line::<E>(&mut lines.1, org, row).map_err(unwritable)?;
        if history {
            form.retain(|_, value| !value.is_null());
            event_line::<E>(&mut lines.2, org, row, &form).map_err(unwritable)?;
        }
    }
    E::copy_in(conn, &lines.0)?;
    copy(conn, search_entry::table, &lines.1)?;
    if history {
        copy(conn, event::table, &lines.2)?;
    }
    Ok(())
}

pub(crate) fn copy<T>(conn: &mut PgConnection, table: T, lines: &[u8]) -> QueryResult<()>
where
    T: Table + diesel::query_builder::QueryId + Copy + diesel::pg::CopyTarget<Table = T>,
{
    let write = |out: &mut dyn Write| {
        out.write_all(lines).map_err(|error| diesel::result::Error::SerializationError(error.into()))
    };
    diesel::copy_from(table).from_raw_data(table, write).execute(conn)?;
    Ok(())
}

fn unwritable(error: io::Error) -> Error {
    Error::Corrupt(error.to_string())
}

/// The columns in the order of `schema.rs`: what the program keeps, then the fields as they are declared.
fn record_line<F: RecordFields>(
    out: &mut Vec<u8>,
    org: Uuid,
    row: &Loaded<F>,
    form: &Map<String, Value>,
) -> io::Result<()> {
    let (at, by) = (row.created_at.to_rfc3339(), row.created_by);
    write!(out, "{org}\t{}\t1\t{at}\t{by}\t{at}\t{by}\t\\N", row.id)?;
    for spec in F::FIELDS {
        out.push(b'\t');
        if let (Writable::Internal, Cell::Text(text)) = (spec.writable, row.fields.cell(spec.name)) {
            // What nobody sees is not in the form either.
            escape(out, text);
            continue;
        }
        match (spec.name, form.get(spec.name)) {
            (_, None | Some(Value::Null)) => out.extend_from_slice(b"\\N"),
            // Sealing is the business of single records.
            (name, Some(_)) if spec.sealed => return Err(io::Error::other(format!("{name} is sealed"))),
            (_, Some(Value::String(text))) => escape(out, text),
            (_, Some(list)) if spec.kind == FieldKind::TextList => escape(out, &array(list)),
            (_, Some(other)) => escape(out, &other.to_string()),
        }
    }
    out.push(b'\n');
    Ok(())
}

fn search_line<E: Entity>(out: &mut Vec<u8>, org: Uuid, row: &Loaded<E::Fields>) -> io::Result<()> {
    let text = <E as Rules<E::Fields>>::search(&row.fields);
    let facts = <E as Rules<E::Fields>>::facts(&row.fields);
    write!(out, "{org}\t{}\t{}\t", row.id, E::NAME)?;
    escape(out, &text.title);
    out.push(b'\t');
    optional(out, text.subtitle);
    out.push(b'\t');
    escape(out, &text.tokens.to_tsvector_text());
    out.push(b'\t');
    escape(out, &text.tokens.haystack());
    out.push(b'\t');
    optional(out, facts.owner);
    out.push(b'\t');
    optional(out, facts.department);
    out.push(b'\n');
    Ok(())
}

/// `seq` and `chain` are the relay's.
fn event_line<E: Entity>(
    out: &mut Vec<u8>,
    org: Uuid,
    row: &Loaded<E::Fields>,
    form: &Map<String, Value>,
) -> io::Result<()> {
    let changes: Vec<FieldChange> = audit::diff(&Map::new(), form)
        .into_iter()
        .map(|(field, before, after)| FieldChange::new(field, before, after, Salt::new(rand::random())))
        .collect();
    let (id, at) = (Uuid::now_v7(), row.created_at.to_rfc3339());
    let (by, name, record) = (row.created_by, E::NAME, row.id);
    write!(out, "{org}\t{id}\t\\N\t{at}\t{by}\tcli\t\\N\t\\N\t\\N\t{name}.created\t{name}\t{record}\t1\t")?;
    escape(out, &serde_json::to_string(&changes)?);
    out.extend_from_slice(b"\t\\N\n");
    Ok(())
}

fn optional(out: &mut Vec<u8>, value: Option<impl ToString>) {
    match value {
        Some(value) => escape(out, &value.to_string()),
        None => out.extend_from_slice(b"\\N"),
    }
}

/// PostgreSQL's array of texts.
fn array(items: &Value) -> String {
    let quoted = items.as_array().into_iter().flatten().map(|item| {
        let text = item.as_str().unwrap_or_default().replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{text}\"")
    });
    format!("{{{}}}", quoted.collect::<Vec<_>>().join(","))
}

/// `COPY`'s text format: the signs that end fields and lines, and the backslash itself.
fn escape(out: &mut Vec<u8>, text: &str) {
    for byte in text.bytes() {
        match byte {
            b'\\' => out.extend_from_slice(b"\\\\"),
            b'\t' => out.extend_from_slice(b"\\t"),
            b'\n' => out.extend_from_slice(b"\\n"),
            b'\r' => out.extend_from_slice(b"\\r"),
            byte => out.push(byte),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A column that is added elsewhere than at its place among the fields would be loaded with another's values.
    #[test]
    fn fields_are_declared_in_the_order_of_the_columns() {
        fn check<E: Entity>() {
            let schema = include_str!("../schema.rs");
            let table = schema.split(&format!("    {} (org_id, id) {{", E::NAME)).nth(1).unwrap();
            let table = table.split('}').next().unwrap();
            let columns: Vec<&str> =
                table.lines().filter_map(|line| line.trim().split_once(" -> ")).map(|one| one.0).collect();
            let kept =
                ["org_id", "id", "version", "created_at", "created_by", "updated_at", "updated_by", "deleted_at"];
            let declared: Vec<&str> = kept.into_iter().chain(E::Fields::FIELDS.iter().map(|spec| spec.name)).collect();
            assert_eq!(columns, declared);
        }
        check::<crate::customers::Customer>();
        check::<crate::contacts::Contact>();
    }

    #[test]
    fn what_ends_a_field_or_a_line_is_escaped() {
        let mut out = Vec::new();
        escape(&mut out, "a\tb\\c\nd");
        assert_eq!(out, b"a\\tb\\\\c\\nd");
        assert_eq!(array(&serde_json::json!(["a\"b", "c,d"])), r#"{"a\"b","c,d"}"#);
    }
}
