//! Typed ids: a customer's id cannot be passed where a user's is meant.

/// Defines a typed id over a UUID (version 7 where we make them, any version where others do).
macro_rules! id_type {
    ($( $(#[doc = $doc:literal])+ $type:ident ),+ $(,)?) => {$(
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize, ::serde::Deserialize)]
        #[serde(transparent)]
        #[cfg_attr(
            feature = "diesel",
            derive(::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow),
            diesel(sql_type = ::diesel::sql_types::Uuid)
        )]
        pub struct $type(::uuid::Uuid);

        impl $type {
            /// Types a bare UUID.
            pub const fn from_uuid(id: ::uuid::Uuid) -> Self {
                Self(id)
            }

            /// The bare UUID.
            pub const fn as_uuid(self) -> ::uuid::Uuid {
                self.0
            }
        }

        impl From<::uuid::Uuid> for $type {
            fn from(id: ::uuid::Uuid) -> Self {
                Self(id)
            }
        }

        impl From<$type> for ::uuid::Uuid {
            fn from(id: $type) -> Self {
                id.0
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                ::std::fmt::Display::fmt(&self.0, f)
            }
        }

        impl ::std::str::FromStr for $type {
            type Err = $crate::values::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                ::uuid::Uuid::try_parse(text).map(Self).map_err(|_| $crate::values::Invalid::new("expected_id"))
            }
        }

        impl $crate::values::FieldValue for $type {
            const KIND: $crate::values::FieldKind = $crate::values::FieldKind::Id;

            fn cell(&self) -> $crate::filter::Cell<'_> {
                $crate::filter::Cell::Id(self.0)
            }

            fn read(json: &::serde_json::Value, at: &mut $crate::values::Pointer) -> Option<Self> {
                <::uuid::Uuid as $crate::values::FieldValue>::read(json, at).map(Self)
            }
        }

        impl ::utoipa::PartialSchema for $type {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                use ::utoipa::openapi::schema::{KnownFormat, ObjectBuilder, SchemaFormat, Type};
                ObjectBuilder::new()
                    .schema_type(Type::String)
                    .format(Some(SchemaFormat::KnownFormat(KnownFormat::Uuid)))
                    .description(Some(str::trim(concat!($($doc, "\n"),+))))
                    .into()
            }
        }

        impl ::utoipa::ToSchema for $type {}

        #[cfg(feature = "diesel")]
        impl ::diesel::serialize::ToSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                <::uuid::Uuid as ::diesel::serialize::ToSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg>>::to_sql(
                    &self.0, out,
                )
            }
        }

        #[cfg(feature = "diesel")]
        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg> for $type {
            fn from_sql(bytes: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                <::uuid::Uuid as ::diesel::deserialize::FromSql<::diesel::sql_types::Uuid, ::diesel::pg::Pg>>::from_sql(
                    bytes,
                )
                .map(Self)
            }
        }
    )+};
}

pub(crate) use id_type;

id_type! {
    /// Id of an organization (tenant).
    OrgId,
    /// Id of a user.
    UserId,
    /// Id of a department.
    DepartmentId,
    /// Id of a role.
    RoleId,
    /// Id of a customer.
    CustomerId,
    /// Id of a job.
    JobId,
    /// Id of a signed-in session.
    SessionId,
    /// Id of an entry of the event log.
    EventId,
    /// Id of a record whose kind is told beside it (audit, search, tags, shares).
    RecordId,
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use uuid::Uuid;

    use super::*;
    use crate::values::{FieldValue, Invalid, Pointer};

    const TEXT: &str = "0193a7f2-6c1e-7b3a-9d4c-2f8e5a6b7c8d";

    #[test]
    fn an_id_is_a_uuid_in_text_and_json() {
        let id: CustomerId = TEXT.parse().unwrap();
        assert_eq!(id.to_string(), TEXT);
        assert_eq!(id.as_uuid(), Uuid::try_parse(TEXT).unwrap());
        assert_eq!(serde_json::to_value(id).unwrap(), json!(TEXT));
        assert_eq!(serde_json::from_value::<CustomerId>(json!(TEXT)).unwrap(), id);
        assert_eq!("C1".parse::<CustomerId>(), Err(Invalid::new("expected_id")));
    }

    #[test]
    fn a_field_reads_ids_only() {
        let mut at = Pointer::default();
        assert_eq!(UserId::read(&json!(TEXT), &mut at), TEXT.parse().ok());
        assert_eq!(UserId::read(&json!(7), &mut at), None);
        assert_eq!(at.into_errors()[0].invalid, Invalid::new("expected_id"));
    }

    #[test]
    fn the_schema_says_uuid() {
        let schema = serde_json::to_value(<RecordId as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!((&schema["type"], &schema["format"]), (&json!("string"), &json!("uuid")));
    }
}
