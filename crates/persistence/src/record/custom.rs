//! The values of custom fields: one `jsonb` object, read and checked by the organization's definitions.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Jsonb;
use guanxi_domain::filter::Cell;
use guanxi_domain::platform::CustomFieldDefinition;
use guanxi_domain::values::{FieldKind, FieldValue, Invalid, Pointer};
use serde::Serialize;
use serde_json::{Map, Value};

use crate::sql::Json;

/// Values by field code. Fields that the organization has since removed are kept, but neither shown nor changed.
#[derive(Clone, Debug, Default, PartialEq, Serialize, AsExpression, FromSqlRow, utoipa::ToSchema)]
#[serde(transparent)]
#[diesel(sql_type = Jsonb)]
#[schema(value_type = Object)]
pub struct CustomValues(pub Map<String, Value>);

impl FieldValue for CustomValues {
    const KIND: FieldKind = FieldKind::Object;
    const OPTIONAL: bool = true;

    /// Takes any object; what is in it is checked by [`CustomValues::check`], which knows the definitions.
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        match json {
            Value::Null => Some(Self::default()),
            Value::Object(values) => Some(Self(values.clone())),
            _ => at.refuse(Invalid::new("expected_object")),
        }
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Missing
    }
}

impl CustomValues {
    /// Normalizes the values that `named` says have changed, and refuses unknown codes and missing required values.
    pub fn check(&mut self, definitions: &[CustomFieldDefinition], before: Option<&Self>, at: &mut Pointer) {
        let given = std::mem::take(&mut self.0);
        let stored = |code: &str| before.and_then(|before| before.0.get(code));
        for (code, value) in &given {
            let known = definitions.iter().any(|field| field.code.as_str() == code);
            if !known && stored(code) != Some(value) {
                at.within(code, |at| at.refuse::<()>(Invalid::new("unknown_field").with("field", code)));
            } else if !known {
                self.0.insert(code.clone(), value.clone());
            }
        }
        for field in definitions {
            let code = field.code.as_str();
            // Only a new record gets defaults, and only where nothing was said.
            let absent = if before.is_none() { field.default.as_ref() } else { None };
            let value = given.get(code).or(absent).unwrap_or(&Value::Null);
            let unchanged = before.is_some() && stored(code).unwrap_or(&Value::Null) == value;
            // A value from before a definition was tightened stays until somebody touches it.
            let checked = if unchanged { Some(value.clone()) } else { at.within(code, |at| field.check(value, at)) };
            if let Some(value) = checked.filter(|value| !value.is_null()) {
                self.0.insert(code.to_owned(), value);
            }
        }
    }

    /// One value for comparison, as its field's kind says.
    pub fn value_cell(&self, code: &str, kind: FieldKind) -> Cell<'_> {
        let Some(value) = self.0.get(code) else { return Cell::Missing };
        let text = value.as_str();
        match (kind, value) {
            (_, Value::Null) => Cell::Missing,
            (FieldKind::Text | FieldKind::Code, _) => text.map_or(Cell::Missing, Cell::Text),
            (FieldKind::Integer, _) => value.as_i64().map_or(Cell::Missing, Cell::Integer),
            (FieldKind::Boolean, _) => value.as_bool().map_or(Cell::Missing, Cell::Boolean),
            (FieldKind::Decimal, _) => text.and_then(|text| text.parse().ok()).map_or(Cell::Missing, Cell::Decimal),
            (FieldKind::Date, _) => text.and_then(|text| text.parse().ok()).map_or(Cell::Missing, Cell::Date),
            (FieldKind::Timestamp, _) => text.and_then(|text| text.parse().ok()).map_or(Cell::Missing, Cell::Timestamp),
            (FieldKind::Id, _) => text.and_then(|text| text.parse().ok()).map_or(Cell::Missing, Cell::Id),
            (FieldKind::TextList, Value::Array(items)) => {
                Cell::TextList(items.iter().filter_map(Value::as_str).collect())
            }
            (FieldKind::TextList | FieldKind::Object, _) => Cell::Missing,
        }
    }
}

impl ToSql<Jsonb, Pg> for CustomValues {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        use std::io::Write as _;
        out.write_all(&[1])?;
        serde_json::to_writer(out, &self.0)?;
        Ok(serialize::IsNull::No)
    }
}

impl FromSql<Jsonb, Pg> for CustomValues {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        Ok(Self(Json::<Map<String, Value>>::from_sql(value)?.0))
    }
}
