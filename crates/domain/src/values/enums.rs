//! Closed lists of the business, stored and spoken as stable codes.

/// Defines an enum whose values are spoken, stored and filtered as the given codes. Codes are written out, so that
/// renaming a variant can never change what is stored.
macro_rules! text_enum {
    (
        $(#[doc = $doc:literal])+
        pub enum $type:ident { $( $(#[doc = $variant_doc:literal])+ $variant:ident = $code:literal ),+ $(,)? }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(
            feature = "diesel",
            derive(::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow),
            diesel(sql_type = ::diesel::sql_types::Text)
        )]
        pub enum $type { $( $(#[doc = $variant_doc])+ $variant ),+ }

        impl $type {
            /// Every value, in the order in which people see them.
            pub const ALL: &'static [Self] = &[$(Self::$variant),+];

            /// The stable code.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$variant => $code),+ }
            }

            /// Finds the value of a code, letter by letter.
            ///
            /// # Errors
            /// `unknown_code` with `codes`, the list of those that exist.
            pub fn parse(code: &str) -> Result<Self, $crate::values::Invalid> {
                match code.trim() {
                    $($code => Ok(Self::$variant),)+
                    _ => Err($crate::values::Invalid::new("unknown_code").with("codes", [$($code),+].join(", "))),
                }
            }

            /// A code from the database: an unknown one means that the schema and the program differ.
            #[cfg(feature = "diesel")]
            fn stored(code: String) -> Result<Self, $crate::values::Invalid> {
                Self::parse(&code)
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(self.as_str())
            }
        }

        $crate::values::text::text_field!($type, Code, codes: &[$($code),+]);
        $crate::values::text::text_serde!($type);
        $crate::values::text::text_schema!(
            $type,
            concat!($($doc, "\n"),+),
            .enum_values(Some([$($code),+]))
        );
        $crate::values::text::text_sql!($type);
    };
}

pub(crate) use text_enum;

text_enum! {
    /// What a customer is.
    pub enum CustomerKind {
        /// 企业客户: a company or another organization.
        Company = "company",
        /// 个人客户: a natural person.
        Person = "person",
    }
}

text_enum! {
    /// A person's sex as kept in the customer's file; absent where it was not told.
    pub enum Gender {
        /// 男
        Male = "male",
        /// 女
        Female = "female",
    }
}

text_enum! {
    /// The calendar in which a birthday or an anniversary is kept.
    pub enum Calendar {
        /// 公历, the Gregorian calendar.
        Solar = "solar",
        /// 农历, the Chinese calendar (GB/T 33661-2017).
        Lunar = "lunar",
    }
}

text_enum! {
    /// Where a user's account stands.
    pub enum UserStatus {
        /// Has an invitation and has not signed in yet.
        Invited = "invited",
        /// May sign in.
        Active = "active",
        /// Locked by an administrator or after failed sign-ins; may return.
        Locked = "locked",
        /// Switched off by an administrator.
        Disabled = "disabled",
        /// 已离职: has left; records were handed over.
        Left = "left",
    }
}

text_enum! {
    /// How the application looks to a person.
    pub enum Theme {
        /// Dark on light.
        Light = "light",
        /// Light on dark.
        Dark = "dark",
        /// As the device does.
        System = "system",
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::values::{FieldKind, FieldValue, Invalid, Pointer};

    #[test]
    fn every_code_reads_back() {
        for status in UserStatus::ALL {
            assert_eq!(UserStatus::parse(status.as_str()), Ok(*status));
            assert_eq!(serde_json::to_value(status).unwrap(), Value::String(status.to_string()));
            assert_eq!(serde_json::from_value::<UserStatus>(json!(status.as_str())).unwrap(), *status);
        }
        assert_eq!(UserStatus::ALL.len(), 5);
        assert_eq!((CustomerKind::KIND, CustomerKind::CODES), (FieldKind::Code, &["company", "person"][..]));
    }

    #[test]
    fn an_unknown_code_is_told_which_exist() {
        let mut at = Pointer::default();
        assert_eq!(at.within("kind", |at| CustomerKind::read(&json!("Company"), at)), None);
        let errors = at.into_errors();
        assert_eq!(errors[0].pointer, "/kind");
        assert_eq!(errors[0].invalid, Invalid::new("unknown_code").with("codes", "company, person"));
    }

    #[test]
    fn the_schema_lists_the_codes() {
        let schema = serde_json::to_value(<Gender as utoipa::PartialSchema>::schema()).unwrap();
        assert_eq!(schema["type"], "string");
        assert_eq!(schema["enum"], json!(["male", "female"]));
    }
}
