//! The number of a record: said by the caller, or given by the program as the last thing before the row is written, so
//! that a refused record costs no number.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use guanxi_domain::filter::Cell;
use guanxi_domain::values::{FieldKind, FieldValue, Pointer};
use serde::{Serialize, Serializer};
use serde_json::Value;

/// A record's number. Pending until the program gives one; a stored record has one.
#[derive(Clone, Debug, Default, PartialEq, Eq, AsExpression, FromSqlRow)]
#[diesel(sql_type = Text)]
pub struct RecordNumber(Option<String>);

impl RecordNumber {
    /// A number that is known.
    pub fn new(number: String) -> Self {
        Self(Some(number))
    }

    /// Whether the program still has to give one.
    pub fn is_pending(&self) -> bool {
        self.0.is_none()
    }

    /// The number; empty while it is pending.
    pub fn as_str(&self) -> &str {
        self.0.as_deref().unwrap_or_default()
    }
}

impl FieldValue for RecordNumber {
    const KIND: FieldKind = FieldKind::Text;
    const OPTIONAL: bool = true;

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        match json {
            Value::Null => Some(Self::default()),
            number => String::read(number, at).map(Self::new),
        }
    }

    fn cell(&self) -> Cell<'_> {
        self.0.as_deref().map_or(Cell::Missing, Cell::Text)
    }
}

impl Serialize for RecordNumber {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.0.serialize(serializer)
    }
}

impl ToSql<Text, Pg> for RecordNumber {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        // NOT NULL would not notice an empty text.
        let number = self.0.as_deref().ok_or("a record without a number cannot be stored")?;
        <str as ToSql<Text, Pg>>::to_sql(number, out)
    }
}

impl FromSql<Text, Pg> for RecordNumber {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <String as FromSql<Text, Pg>>::from_sql(value).map(Self::new)
    }
}
