//! The two macros by which a record is described once.

/// Declares the fields of an entity: the struct that is body, insert and changeset in one, its description, its reader.
///
/// ```ignore
/// record_fields! {
///     /// What people enter about a customer.
///     pub struct CustomerFields in customer {
///         /// Name as registered.
///         name: String [group("identity").sorted_by("name_key")],
///     }
/// }
/// ```
#[macro_export]
macro_rules! record_fields {
    ($(#[$meta:meta])* pub struct $Fields:ident in $table:ident {
        $($(#[$field_meta:meta])* $field:ident : $type:ty [$($spec:tt)*],)*
    }) => {
        $(#[$meta])*
        #[derive(Clone, Debug, serde::Serialize, utoipa::ToSchema, diesel::Insertable, diesel::Queryable, diesel::Selectable)]
        #[diesel(table_name = $crate::schema::$table)]
        #[diesel(check_for_backend(diesel::pg::Pg))]
        pub struct $Fields {
            $($(#[$field_meta])* pub $field: $type,)*
        }

        impl $crate::record::RecordFields for $Fields {
            const FIELDS: &'static [$crate::record::FieldSpec] = &[$(
                $crate::record::FieldSpec::new(
                    stringify!($field),
                    <$type as guanxi_domain::values::FieldValue>::KIND,
                    <$type as guanxi_domain::values::FieldValue>::OPTIONAL,
                    <$type as guanxi_domain::values::FieldValue>::CODES,
                ).$($spec)*,
            )*];

            fn read(
                body: &serde_json::Map<String, serde_json::Value>,
                at: &mut guanxi_domain::values::Pointer,
            ) -> Option<Self> {
                const NULL: &serde_json::Value = &serde_json::Value::Null;
                $(let $field = at.within(stringify!($field), |at| {
                    <$type as guanxi_domain::values::FieldValue>::read(
                        body.get(stringify!($field)).unwrap_or(NULL), at)
                });)*
                // Every field has been read by now, so that every refusal is known.
                Some(Self { $($field: $field?,)* })
            }

            fn custom(&self) -> Option<&$crate::record::CustomValues> {
                Some(&self.custom)
            }

            fn custom_mut(&mut self) -> Option<&mut $crate::record::CustomValues> {
                Some(&mut self.custom)
            }

            fn cell(&self, name: &str) -> guanxi_domain::values::Cell<'_> {
                match name {
                    $(stringify!($field) => guanxi_domain::values::FieldValue::cell(&self.$field),)*
                    _ => guanxi_domain::values::Cell::Missing,
                }
            }
        }

        impl $Fields {
            /// Writes the named columns only; `None` in a named one becomes NULL.
            #[allow(clippy::type_complexity)]
            pub(crate) fn assignments<'a>(
                &'a self,
                named: &$crate::record::Named,
            ) -> ($(Option<diesel::dsl::Eq<$crate::schema::$table::$field, &'a $type>>,)*) {
                use diesel::ExpressionMethods as _;
                ($(named.contains(stringify!($field)).then(|| $crate::schema::$table::$field.eq(&self.$field)),)*)
            }
        }
    };
}

/// Makes a table and its fields an entity: get, page, count, insert, update, delete under tenant and version.
///
/// Its own rules (defaults, computed fields, search words) are written in `impl Rules for …` beside it.
#[macro_export]
macro_rules! entity {
    ($(#[$meta:meta])* $Entity:ident: $Fields:ident in $table:ident as $name:literal for $resource:expr) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug)]
        pub struct $Entity;

        impl $crate::record::Entity for $Entity {
            const NAME: &'static str = $name;
            const RESOURCE: guanxi_domain::identity::Resource = $resource;
            const BULK: &'static str = concat!($name, ".bulk");
            const PURGE: &'static str = concat!($name, ".purge");
            type Fields = $Fields;

            fn select(
                conn: &mut diesel::PgConnection,
                plan: &$crate::sql::ListPlan,
            ) -> diesel::QueryResult<Vec<$crate::record::Stored<Self::Fields>>> {
                use diesel::{QueryDsl as _, RunQueryDsl as _, SelectableHelper as _};
                use $crate::schema::$table as t;
                let rows: Vec<$crate::record::StoredRow<Self::Fields>> = t::table
                    .filter($crate::sql::Where(plan))
                    .order($crate::sql::Order(plan))
                    .limit(plan.limit)
                    .offset(plan.offset)
                    .select((
                        t::id, t::version, t::created_at, t::created_by, t::updated_at, t::updated_by, t::deleted_at,
                        $Fields::as_select(),
                    ))
                    .load(conn)?;
                Ok(rows.into_iter().map($crate::record::Stored::from).collect())
            }

            fn count(conn: &mut diesel::PgConnection, plan: &$crate::sql::ListPlan) -> diesel::QueryResult<i64> {
                use diesel::{QueryDsl as _, RunQueryDsl as _};
                use $crate::schema::$table as t;
                // Counting stops at the limit: an exact figure over a million rows helps nobody.
                $crate::sql::Counted(t::table.filter($crate::sql::Where(plan)).limit(plan.limit).select(t::id))
                    .get_result(conn)
            }

            fn estimate(conn: &mut diesel::PgConnection, plan: &$crate::sql::ListPlan) -> diesel::QueryResult<String> {
                use diesel::{QueryDsl as _, RunQueryDsl as _};
                use $crate::schema::$table as t;
                $crate::sql::Estimated(t::table.filter($crate::sql::Where(plan)).select(t::id)).get_result(conn)
            }

            fn insert(
                tx: &mut $crate::Tx<'_>,
                id: uuid::Uuid,
                fields: &Self::Fields,
            ) -> diesel::QueryResult<usize> {
                use diesel::{ExpressionMethods as _, RunQueryDsl as _};
                use $crate::schema::$table as t;
                let (org, user, now) = (tx.org(), tx.user(), tx.now);
                diesel::insert_into(t::table)
                    .values((
                        t::org_id.eq(org), t::id.eq(id), t::version.eq(1_i64),
                        t::created_at.eq(now), t::created_by.eq(user), t::updated_at.eq(now), t::updated_by.eq(user),
                        fields,
                    ))
                    .execute(tx.conn)
            }

            fn update(
                tx: &mut $crate::Tx<'_>,
                id: uuid::Uuid,
                version: i64,
                fields: &Self::Fields,
                named: &$crate::record::Named,
            ) -> diesel::QueryResult<usize> {
                use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _};
                use $crate::schema::$table as t;
                let (org, user, now) = (tx.org(), tx.user(), tx.now);
                diesel::update(t::table.filter(t::org_id.eq(org)).filter(t::id.eq(id)).filter(t::version.eq(version)))
                    .set((
                        t::version.eq(version + 1), t::updated_at.eq(now), t::updated_by.eq(user),
                        fields.assignments(named),
                    ))
                    .execute(tx.conn)
            }

            fn mark_deleted(
                tx: &mut $crate::Tx<'_>,
                id: uuid::Uuid,
                version: i64,
                deleted_at: Option<chrono::DateTime<chrono::Utc>>,
            ) -> diesel::QueryResult<usize> {
                use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _};
                use $crate::schema::$table as t;
                let (org, user, now) = (tx.org(), tx.user(), tx.now);
                diesel::update(t::table.filter(t::org_id.eq(org)).filter(t::id.eq(id)).filter(t::version.eq(version)))
                    .set((
                        t::version.eq(version + 1), t::updated_at.eq(now), t::updated_by.eq(user),
                        t::deleted_at.eq(deleted_at),
                    ))
                    .execute(tx.conn)
            }

            fn copy_in(conn: &mut diesel::PgConnection, lines: &[u8]) -> diesel::QueryResult<()> {
                $crate::record::load::copy(conn, $crate::schema::$table::table, lines)
            }

            fn purge(tx: &mut $crate::Tx<'_>, ids: &[uuid::Uuid]) -> diesel::QueryResult<usize> {
                use diesel::{ExpressionMethods as _, QueryDsl as _, RunQueryDsl as _};
                use $crate::schema::$table as t;
                let org = tx.org();
                diesel::delete(
                    t::table.filter(t::org_id.eq(org)).filter(t::id.eq_any(ids)).filter(t::deleted_at.is_not_null()),
                )
                .execute(tx.conn)
            }
        }
    };
}
