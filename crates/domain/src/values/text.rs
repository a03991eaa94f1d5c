//! What every value spoken as text shares: clean-up of typed input, and the macros that teach a type its manners.
//!
//! A text value is made in one way only, by its `parse`, so that a value of the type is always well formed. The macros
//! are layered: `text_field!`, `text_serde!`, `text_schema!` and `text_sql!` each add one manner to any type that has
//! `parse` and `Display`; [`text_value!`] defines a newtype over `String` and applies all four.

use super::field::Invalid;

/// Cleans what people type and paste before a value's own rule looks at it: full-width letters, digits, signs and
/// spaces become half-width (Unicode block FF00, as Chinese input methods make them), typographic dashes become `-`,
/// invisible marks go (address books put direction marks around numbers), and so do surrounding spaces.
///
/// # Errors
/// `invalid_character` when a control character remains: no text value may hold one.
pub fn clean(text: &str) -> Result<String, Invalid> {
    let half_width: String = text
        .chars()
        .filter(
            |c| !matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'),
        )
        .map(|c| match c {
            '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
            '\u{3000}' | '\u{00A0}' => ' ',
            '\u{2010}'..='\u{2015}' | '\u{2212}' => '-',
            other => other,
        })
        .collect();
    let trimmed = half_width.trim();
    if trimmed.chars().any(char::is_control) {
        return Err(Invalid::new("invalid_character"));
    }
    Ok(trimmed.to_owned())
}

/// Hides the middle of a text: the first `head` and last `tail` characters stay, everything between becomes `****`.
/// Four stars whatever the length, so that the length is not told either; a text too short to hide anything in shows
/// stars only.
pub fn mask_middle(text: &str, head: usize, tail: usize) -> String {
    let chars: Vec<char> = text.chars().collect();
    if chars.len() <= head + tail {
        return "****".to_owned();
    }
    let start: String = chars.iter().take(head).collect();
    let end: String = chars.iter().skip(chars.len() - tail).collect();
    format!("{start}****{end}")
}

/// `FromStr` and [`FieldValue`](super::FieldValue) for a type with `parse(&str) -> Result<Self, Invalid>` and
/// `as_str`; an enumeration adds the list of its codes.
macro_rules! text_field {
    ($type:ident, $kind:ident $(, codes: $codes:expr)?) => {
        impl ::std::str::FromStr for $type {
            type Err = $crate::values::Invalid;

            fn from_str(text: &str) -> Result<Self, Self::Err> {
                Self::parse(text)
            }
        }

        impl $crate::values::FieldValue for $type {
            const KIND: $crate::values::FieldKind = $crate::values::FieldKind::$kind;
            $(const CODES: &'static [&'static str] = $codes;)?

            fn cell(&self) -> $crate::filter::Cell<'_> {
                $crate::filter::Cell::Text(self.as_str())
            }

            fn read(json: &::serde_json::Value, at: &mut $crate::values::Pointer) -> Option<Self> {
                match json {
                    ::serde_json::Value::Null => at.refuse($crate::values::Invalid::new("required")),
                    ::serde_json::Value::String(text) if text.trim().is_empty() => {
                        at.refuse($crate::values::Invalid::new("required"))
                    }
                    ::serde_json::Value::String(text) => match Self::parse(text) {
                        Ok(value) => Some(value),
                        Err(invalid) => at.refuse(invalid),
                    },
                    _ => at.refuse($crate::values::Invalid::new("expected_text")),
                }
            }
        }
    };
}

/// serde as a plain JSON string: written by `Display`, read through `parse`.
macro_rules! text_serde {
    ($type:ident) => {
        impl ::serde::Serialize for $type {
            fn serialize<S: ::serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.collect_str(self)
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $type {
            fn deserialize<D: ::serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                let text = <String as ::serde::Deserialize>::deserialize(deserializer)?;
                Self::parse(&text).map_err(::serde::de::Error::custom)
            }
        }
    };
}

/// The OpenAPI schema of a text: a named string with its description and whatever the builder expression adds.
macro_rules! text_schema {
    ($type:ident, $description:expr, $($refine:tt)*) => {
        impl ::utoipa::PartialSchema for $type {
            fn schema() -> ::utoipa::openapi::RefOr<::utoipa::openapi::schema::Schema> {
                ::utoipa::openapi::schema::ObjectBuilder::new()
                    .schema_type(::utoipa::openapi::schema::Type::String)
                    .description(Some(str::trim($description)))
                    $($refine)*
                    .into()
            }
        }

        impl ::utoipa::ToSchema for $type {}
    };
}

/// diesel's `Text` for a type with `Display` and `stored(String) -> Result<Self, Invalid>`. The struct or enum itself
/// derives `AsExpression` and `FromSqlRow`.
macro_rules! text_sql {
    ($type:ident) => {
        #[cfg(feature = "diesel")]
        impl ::diesel::serialize::ToSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $type {
            fn to_sql<'b>(
                &'b self,
                out: &mut ::diesel::serialize::Output<'b, '_, ::diesel::pg::Pg>,
            ) -> ::diesel::serialize::Result {
                ::std::io::Write::write_fmt(out, format_args!("{self}"))?;
                Ok(::diesel::serialize::IsNull::No)
            }
        }

        #[cfg(feature = "diesel")]
        impl ::diesel::deserialize::FromSql<::diesel::sql_types::Text, ::diesel::pg::Pg> for $type {
            fn from_sql(bytes: ::diesel::pg::PgValue<'_>) -> ::diesel::deserialize::Result<Self> {
                let text =
                    <String as ::diesel::deserialize::FromSql<::diesel::sql_types::Text, ::diesel::pg::Pg>>::from_sql(
                        bytes,
                    )?;
                Ok(Self::stored(text)?)
            }
        }
    };
}

/// Defines a newtype over `String` with every manner of a text value. Its rule is a private
/// `fn normalize(text: &str) -> Result<String, Invalid>`, which gets [`clean`]ed text.
///
/// `kind` is the [`FieldKind`](super::FieldKind), `pattern` and `example` go into the OpenAPI document. `Debug` is not
/// derived here: a type that holds personal data writes its own, masked one.
macro_rules! text_value {
    (
        $(#[doc = $doc:literal])+
        $(#[derive($($derive:ident),+)])?
        pub struct $type:ident { kind: $kind:ident, pattern: $pattern:expr, example: $example:expr $(,)? }
    ) => {
        $(#[doc = $doc])+
        #[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash $(, $($derive),+)?)]
        #[cfg_attr(
            feature = "diesel",
            derive(::diesel::expression::AsExpression, ::diesel::deserialize::FromSqlRow),
            diesel(sql_type = ::diesel::sql_types::Text)
        )]
        pub struct $type(String);

        impl $type {
            /// Reads a typed or pasted text and keeps its normal form.
            ///
            /// # Errors
            /// The type's own code when the text breaks its rule; `invalid_character` for control characters.
            pub fn parse(text: &str) -> Result<Self, $crate::values::Invalid> {
                Self::normalize(&$crate::values::text::clean(text)?).map(Self)
            }

            /// The normal form.
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Takes a text that the database kept, without checking it again: a rule that was tightened since must
            /// not make old records unreadable.
            #[cfg(feature = "diesel")]
            fn stored(text: String) -> Result<Self, $crate::values::Invalid> {
                Ok(Self(text))
            }
        }

        impl ::std::fmt::Display for $type {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl AsRef<str> for $type {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl From<$type> for String {
            fn from(value: $type) -> Self {
                value.0
            }
        }

        $crate::values::text::text_field!($type, $kind);
        $crate::values::text::text_serde!($type);
        $crate::values::text::text_schema!(
            $type,
            concat!($($doc, "\n"),+),
            .pattern(Some($pattern)).examples([$example])
        );
        $crate::values::text::text_sql!($type);
    };
}

pub(crate) use {text_field, text_schema, text_serde, text_sql, text_value};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cleans_what_input_methods_and_address_books_leave() {
        assert_eq!(clean("　ＡＢＣ－１２３　"), Ok("ABC-123".into()));
        assert_eq!(clean("\u{202D}138\u{2013}1234\u{202C}"), Ok("138-1234".into()));
        assert_eq!(clean(" 科技 "), Ok("科技".into()));
        assert_eq!(clean("a\0b"), Err(Invalid::new("invalid_character")));
        assert_eq!(clean("a\nb"), Err(Invalid::new("invalid_character")));
    }

    #[test]
    fn masks_the_middle_and_never_the_length() {
        assert_eq!(mask_middle("13812341234", 3, 4), "138****1234");
        assert_eq!(mask_middle("6222020200112233445", 0, 4), "****3445");
        assert_eq!(mask_middle("1234", 0, 4), "****");
        assert_eq!(mask_middle("", 1, 1), "****");
    }
}
