//! Short lists of structures that are kept with their record, as one JSON document.

/// The most items that such a list may have.
pub(crate) const MAX_ITEMS: usize = 20;

/// Defines a list type: a plain array in JSON, `Jsonb` in SQL, and a field of kind `Object`. `check` looks at the list as
/// a whole, with the pointer at the list.
macro_rules! json_list {
    ($(#[doc = $doc:literal])+ pub struct $list:ident of $item:ident { check: $check:expr $(,)? }) => {
        $(#[doc = $doc])+
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, ::serde::Serialize, ::serde::Deserialize, ::utoipa::ToSchema,
        )]
        #[serde(transparent)]
        #[schema(max_items = 20)]
        #[cfg_attr(
            feature = "diesel",
            derive(::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow),
            diesel(sql_type = ::diesel::sql_types::Jsonb)
        )]
        pub struct $list(pub Vec<$item>);

        impl $crate::values::FieldValue for Vec<$item> {
            const KIND: $crate::values::FieldKind = $crate::values::FieldKind::Object;
            const OPTIONAL: bool = true;

            fn cell(&self) -> $crate::filter::Cell<'_> {
                $crate::filter::Cell::Object
            }

            fn read(json: &::serde_json::Value, at: &mut $crate::values::Pointer) -> Option<Self> {
                let items = $crate::values::object::read_list_up_to($crate::values::json_list::MAX_ITEMS, json, at)?;
                let check: fn(&[$item], &mut $crate::values::Pointer) -> Option<()> = $check;
                check(&items, at)?;
                Some(items)
            }
        }

        impl $crate::values::FieldValue for $list {
            const KIND: $crate::values::FieldKind = $crate::values::FieldKind::Object;
            const OPTIONAL: bool = true;

            fn cell(&self) -> $crate::filter::Cell<'_> {
                $crate::filter::Cell::Object
            }

            fn read(json: &::serde_json::Value, at: &mut $crate::values::Pointer) -> Option<Self> {
                <Vec<$item> as $crate::values::FieldValue>::read(json, at).map(Self)
            }
        }

        $crate::values::json_list::json_sql!($list);
    };
}

/// diesel's `Jsonb` for any type with serde.
macro_rules! json_sql {
    ($type:ident) => {
        #[cfg(feature = "diesel")]
        impl ::diesel::serialize::ToSql<::diesel::sql_types::Jsonb, ::diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                use ::diesel::serialize::ToSql;
                let json = ::serde_json::to_value(self)?;
                ToSql::<::diesel::sql_types::Jsonb, ::diesel::pg::Pg>::to_sql(&json, &mut out.reborrow())
            }
        }

        #[cfg(feature = "diesel")]
        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Jsonb, ::diesel::pg::Pg> for $type {
            fn from_sql(bytes: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                let json = <::serde_json::Value as ::diesel::deserialize::FromSql<
                    ::diesel::sql_types::Jsonb,
                    ::diesel::pg::Pg,
                >>::from_sql(bytes)?;
                Ok(::serde_json::from_value(json)?)
            }
        }
    };
}

pub(crate) use {json_list, json_sql};
