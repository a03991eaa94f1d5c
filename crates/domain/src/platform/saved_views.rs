//! Saved views (视图): a list's filter, order and columns under a name.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::object;
use crate::values::{FieldValue, Invalid, Pointer, text_enum};

/// The longest filter, in characters; the filter language has a limit of its own in bytes.
const FILTER_MAX: usize = 4096;
/// The longest order and the longest words.
const TEXT_MAX: usize = 400;
/// The most columns of a list.
const COLUMNS_MAX: usize = 100;
/// The longest name of a column.
const NAME_MAX: usize = 100;

text_enum! {
    /// How close together the rows stand.
    pub enum Density {
        /// 32 px.
        Compact = "compact",
        /// 40 px.
        Standard = "standard",
        /// 48 px.
        Relaxed = "relaxed",
    }
}

/// One column of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ViewColumn {
    /// The field: `name`, `custom.size`.
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Width in pixels, 40 to 2000; the field's own where absent.
    #[serde(default)]
    #[schema(minimum = 40, maximum = 2000)]
    pub width: Option<i32>,
}

impl ViewColumn {
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &["name", "width"], at)?;
        let name = at.within("name", |at| {
            let name = String::read(object::get(fields, "name"), at)?;
            shorter_than(NAME_MAX, &name, at).then_some(name)
        });
        let width = at.within("width", |at| match Option::<i32>::read(object::get(fields, "width"), at)? {
            Some(width) if !(40..=2000).contains(&width) => {
                at.refuse(Invalid::new("out_of_range").with("min", 40).with("max", 2000))
            }
            width => Some(width),
        });
        Some(Self { name: name?, width: width? })
    }
}

/// What a saved view keeps. Whether filter, order and columns name fields that there are is for the list to say.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ViewDefinition {
    /// Condition in CEL.
    #[schema(max_length = 4096)]
    pub filter: Option<String>,
    /// Words.
    #[schema(max_length = 400)]
    pub q: Option<String>,
    /// Order, `-created_at,name`.
    #[schema(max_length = 400)]
    pub sort: Option<String>,
    /// Columns in order; the list's own where there are none.
    #[schema(max_items = 100)]
    pub columns: Vec<ViewColumn>,
    /// How close together the rows stand.
    pub density: Option<Density>,
}

impl ViewDefinition {
    /// Reads a definition. Refused with `too_long`, `too_many`, `out_of_range`, `duplicate_entry` (a column twice),
    /// `unknown_field` and wrong types.
    pub fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &["filter", "q", "sort", "columns", "density"], at)?;
        let mut text = |name: &str, longest: usize| {
            at.within(name, |at| {
                let text = Option::<String>::read(object::get(fields, name), at)?;
                text.as_ref().is_none_or(|text| shorter_than(longest, text, at)).then_some(text)
            })
        };
        let (filter, q, sort) = (text("filter", FILTER_MAX), text("q", TEXT_MAX), text("sort", TEXT_MAX));
        let columns = at.within("columns", |at| {
            let columns = object::list(object::get(fields, "columns"), at, ViewColumn::read)?;
            if columns.len() > COLUMNS_MAX {
                return at.refuse(Invalid::new("too_many").with("max", COLUMNS_MAX));
            }
            let twice = |index: &usize| columns[..*index].iter().any(|column| column.name == columns[*index].name);
            match (0..columns.len()).find(twice) {
                Some(index) => at.within(index, |at| at.refuse(Invalid::new("duplicate_entry"))),
                None => Some(columns),
            }
        });
        let density = object::member(fields, "density", at);
        Some(Self { filter: filter?, q: q?, sort: sort?, columns: columns?, density: density? })
    }
}

fn shorter_than(longest: usize, text: &str, at: &mut Pointer) -> bool {
    let fits = text.chars().count() <= longest;
    if !fits {
        at.refuse::<()>(Invalid::new("too_long").with("max", longest));
    }
    fits
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: Value) -> Result<ViewDefinition, Vec<(String, &'static str)>> {
        let mut at = Pointer::default();
        ViewDefinition::read(&json, &mut at)
            .ok_or_else(|| at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect())
    }

    #[test]
    fn what_is_written_is_read_again() {
        let view =
            read(json!({"filter": "level == \"A\"", "columns": [{"name": "name", "width": 200}, {"name": "level"}]}));
        let view = view.unwrap();
        assert_eq!(read(serde_json::to_value(&view).unwrap()), Ok(view));
        assert_eq!(read(json!({})), Ok(ViewDefinition::default()));
    }

    #[test]
    fn refusals_stand_at_their_place() {
        let table = [
            (json!({"columns": [{"name": "a"}, {"name": "a"}]}), "/columns/1", "duplicate_entry"),
            (json!({"columns": [{"name": "a", "width": 7}]}), "/columns/0/width", "out_of_range"),
            (json!({"columns": [{"width": 70}]}), "/columns/0/name", "required"),
            (json!({"density": "thick"}), "/density", "unknown_code"),
            (json!({"sort": "x".repeat(401)}), "/sort", "too_long"),
            (json!({"where": "x"}), "/where", "unknown_field"),
        ];
        for (json, pointer, code) in table {
            assert_eq!(read(json.clone()), Err(vec![(pointer.to_owned(), code)]), "{json}");
        }
    }
}
