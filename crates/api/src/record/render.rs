//! A record as JSON: the program's own members, the fields as far as the caller may read them, the names of what it
//! refers to, and what is restricted.

use std::collections::{HashMap, HashSet};
use std::marker::PhantomData;

use guanxi_domain::values::{Cell, FieldKind};
use guanxi_persistence::platform::config::OrgConfig;
use guanxi_persistence::record::kinds::KINDS;
use guanxi_persistence::record::{Entity, Page, RecordFields as _, Stored, Total, Visible};
use guanxi_persistence::{Error, Result, Tx};
use serde::ser::SerializeMap as _;
use serde::{Serialize, Serializer};
use serde_json::Value;
use uuid::Uuid;

use super::sink::FieldSink;

/// A record ready to be answered.
pub struct Rendered {
    /// Its id.
    pub id: Uuid,
    /// For the ETag.
    pub version: i64,
    /// JSON text.
    pub body: Vec<u8>,
}

/// One record as the caller reads it.
///
/// # Errors
/// Faults of the database while looking up names.
pub fn render<E: Entity>(tx: &mut Tx<'_>, record: &Stored<E::Fields>) -> Result<Rendered> {
    let names = titles::<E>(tx, std::slice::from_ref(record))?;
    let reader = Reader::<E>::new(tx, names);
    Ok(Rendered { id: record.id, version: record.version, body: text(&View { reader: &reader, record }, 1)? })
}

/// A page of records as the caller reads them, as JSON text.
///
/// # Errors
/// As [`render`].
pub fn render_page<E: Entity>(tx: &mut Tx<'_>, page: &Page<E::Fields>) -> Result<Vec<u8>> {
    let names = titles::<E>(tx, &page.items)?;
    let reader = Reader::<E>::new(tx, names);
    let view = PageView {
        items: page.items.iter().map(|record| View { reader: &reader, record }).collect(),
        next_cursor: page.next_cursor.as_deref(),
        prev_cursor: page.prev_cursor.as_deref(),
        total: page.total,
    };
    text(&view, page.items.len())
}

/// Room for one record in an answer. A vector that grows into a page copies it several times, and leaves each thread
/// with pieces of every size.
const ROOM: usize = 2048;

fn text(value: &impl Serialize, records: usize) -> Result<Vec<u8>> {
    let mut body = Vec::with_capacity((records + 1) * ROOM);
    serde_json::to_writer(&mut body, value).map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(body)
}

/// What is the same for all records of an answer.
struct Reader<'a, E> {
    config: &'a OrgConfig,
    visible: Visible,
    titles: HashMap<Uuid, String>,
    /// Fields that hold an id, and the key of the name beside it.
    references: Vec<(&'static str, &'static str, &'static str)>,
    entity: PhantomData<E>,
}

impl<'a, E: Entity> Reader<'a, E> {
    fn new(tx: &'a Tx<'_>, titles: HashMap<Uuid, String>) -> Self {
        let visible = Visible::to::<E>(tx);
        let references = E::Fields::FIELDS
            .iter()
            .filter(|spec| spec.kind == FieldKind::Id && !visible.restricts(spec.name))
            .filter_map(|spec| Some((spec.name, spec.name.strip_suffix("_id")?, spec.reference?)))
            .collect();
        Self { config: &tx.config, visible, titles, references, entity: PhantomData }
    }

    /// `{"id","name"}`; nothing where the name is not known to the caller.
    fn named(&self, resource: &str, id: Uuid) -> Option<Named<'_>> {
        let name = match resource {
            "users" => self.config.person_name(id),
            "departments" => self.config.departments.get(&id).map(|department| department.name.as_str()),
            _ => self.titles.get(&id).map(String::as_str),
        };
        name.map(|name| Named { id, name })
    }
}

#[derive(Serialize)]
struct Named<'a> {
    id: Uuid,
    name: &'a str,
}

#[derive(Serialize)]
#[serde(bound = "")]
struct PageView<'a, E: Entity> {
    items: Vec<View<'a, E>>,
    next_cursor: Option<&'a str>,
    prev_cursor: Option<&'a str>,
    total: Option<Total>,
}

/// A record through its reader's eyes.
struct View<'a, E: Entity> {
    reader: &'a Reader<'a, E>,
    record: &'a Stored<E::Fields>,
}

impl<E: Entity> Serialize for View<'_, E> {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        let Self { reader, record } = self;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("id", &record.id)?;
        map.serialize_entry("version", &record.version)?;
        map.serialize_entry("created_at", &record.created_at)?;
        map.serialize_entry("created_by", &record.created_by)?;
        map.serialize_entry("creator", &reader.named("users", record.created_by))?;
        map.serialize_entry("updated_at", &record.updated_at)?;
        map.serialize_entry("updated_by", &record.updated_by)?;
        map.serialize_entry("updater", &reader.named("users", record.updated_by))?;
        map.serialize_entry("deleted_at", &record.deleted_at)?;
        let custom = match record.fields.custom() {
            Some(custom) => reader.visible.custom(&custom.0, reader.config, E::NAME),
            None => Value::Null,
        };
        FieldSink::write(&mut map, &reader.visible, &custom, &record.fields)?;
        for (field, key, resource) in &reader.references {
            let name = match record.fields.cell(field) {
                Cell::Id(id) => reader.named(resource, id),
                _ => None,
            };
            map.serialize_entry(key, &name)?;
        }
        map.serialize_entry("restricted", &reader.visible.restricted())?;
        map.end()
    }
}

/// Names of the records that these refer to, as far as the caller may see them: one query for a whole page.
fn titles<E: Entity>(tx: &mut Tx<'_>, records: &[Stored<E::Fields>]) -> Result<HashMap<Uuid, String>> {
    let mut titles = HashMap::new();
    for kind in KINDS {
        let named = E::Fields::FIELDS.iter().filter(|spec| spec.reference == Some(kind.resource().as_str()));
        let cells = named.flat_map(|spec| records.iter().map(|record| record.fields.cell(spec.name)));
        let ids: HashSet<Uuid> =
            cells.filter_map(|cell| if let Cell::Id(id) = cell { Some(id) } else { None }).collect();
        if !ids.is_empty() {
            titles.extend(kind.titles(tx, &ids.into_iter().collect::<Vec<_>>())?);
        }
    }
    Ok(titles)
}
