//! `tsvector`, written as text and never read back.

use diesel::expression::AsExpression;
use diesel::pg::Pg;
use diesel::query_builder::QueryId;
use diesel::serialize::{self, IsNull, Output, ToSql};
use diesel::sql_types::SqlType;

/// The SQL type `tsvector`.
#[derive(Debug, Clone, Copy, QueryId, SqlType)]
#[diesel(postgres_type(name = "tsvector", schema = "pg_catalog"))]
pub struct TsVectorType;

/// The SQL type in `schema.rs`.
pub use TsVectorType as TsVector;

/// A `tsvector` in binary form (see `tsvectorrecv`): count, then each lexeme with no positions, sorted.
#[derive(Debug, Clone, AsExpression)]
#[diesel(sql_type = TsVectorType)]
pub struct Lexemes(pub Vec<String>);

impl ToSql<TsVectorType, Pg> for Lexemes {
    fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
        use std::io::Write as _;
        let count = u32::try_from(self.0.len())?;
        out.write_all(&count.to_be_bytes())?;
        for lexeme in &self.0 {
            out.write_all(lexeme.as_bytes())?;
            out.write_all(&[0])?;
            out.write_all(&0_u16.to_be_bytes())?;
        }
        Ok(IsNull::No)
    }
}
