//! A text that the program derives from other fields and nobody enters or sees.

use diesel::deserialize::{self, FromSql, FromSqlRow};
use diesel::expression::AsExpression;
use diesel::pg::{Pg, PgValue};
use diesel::serialize::{self, Output, ToSql};
use diesel::sql_types::Text;
use guanxi_domain::filter::Cell;
use guanxi_domain::values::{FieldKind, FieldValue, Pointer};
use serde::Serialize;
use serde_json::Value;

/// A derived text, such as the sort key of a name.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, AsExpression, FromSqlRow, utoipa::ToSchema)]
#[serde(transparent)]
#[diesel(sql_type = Text)]
pub struct Derived(pub String);

impl FieldValue for Derived {
    const KIND: FieldKind = FieldKind::Text;

    /// Empty until the entity's rules derive it; what a body says of it has been refused before.
    fn read(_: &Value, _: &mut Pointer) -> Option<Self> {
        Some(Self::default())
    }

    fn cell(&self) -> Cell<'_> {
        Cell::Text(&self.0)
    }
}

impl ToSql<Text, Pg> for Derived {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        <str as ToSql<Text, Pg>>::to_sql(&self.0, out)
    }
}

impl FromSql<Text, Pg> for Derived {
    fn from_sql(value: PgValue<'_>) -> deserialize::Result<Self> {
        <String as FromSql<Text, Pg>>::from_sql(value).map(Self)
    }
}
