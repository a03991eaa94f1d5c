//! The name of one thing in the three languages of the product.

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::object;
use crate::values::{FieldValue, Invalid, LocaleCode, Pointer};

/// The longest label, in characters: it has to fit a column heading and a chip.
pub const LABEL_MAX: usize = 100;

/// A label per language. What the product ships has all three; what an administrator enters has at least one, and an
/// empty one stands for "not translated".
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Labels {
    /// Simplified Chinese, in the trade's own words.
    #[serde(rename = "zh-CN", default, skip_serializing_if = "String::is_empty")]
    pub zh_cn: String,
    /// English.
    #[serde(rename = "en", default, skip_serializing_if = "String::is_empty")]
    pub en: String,
    /// Traditional Chinese as business in Taiwan and Hong Kong writes it.
    #[serde(rename = "zh-TW", default, skip_serializing_if = "String::is_empty")]
    pub zh_tw: String,
}

impl Labels {
    /// The label in a language, else in the nearest one that there is: readers of one Chinese script read the other
    /// more easily than English.
    pub fn in_locale(&self, locale: LocaleCode) -> &str {
        let [first, second, third] = match locale {
            LocaleCode::En => [&self.en, &self.zh_cn, &self.zh_tw],
            LocaleCode::ZhTw => [&self.zh_tw, &self.zh_cn, &self.en],
            LocaleCode::ZhCn => [&self.zh_cn, &self.zh_tw, &self.en],
        };
        [first, second, third].into_iter().find(|label| !label.is_empty()).map_or("", String::as_str)
    }

    /// Every label with its language, untranslated ones too.
    pub fn iter(&self) -> impl Iterator<Item = (LocaleCode, &str)> {
        [(LocaleCode::ZhCn, &self.zh_cn), (LocaleCode::En, &self.en), (LocaleCode::ZhTw, &self.zh_tw)]
            .into_iter()
            .map(|(locale, label)| (locale, label.as_str()))
    }

    /// Whether no language is missing.
    pub fn is_complete(&self) -> bool {
        self.iter().all(|(_, label)| !label.is_empty())
    }

    /// Reads labels that an administrator entered: at least one language, each at most [`LABEL_MAX`] characters.
    ///
    /// Refused with `required`, `too_long`, `expected_text`, `unknown_field`.
    pub fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        Self::read_up_to(LABEL_MAX, json, at)
    }

    /// Reads texts of at most `longest` characters; codes `too_long`, and `required` when all are empty.
    pub(crate) fn read_up_to(longest: usize, json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &["zh-CN", "en", "zh-TW"], at)?;
        let mut label = |name: &str| {
            at.within(name, |at| {
                let text = Option::<String>::read(object::get(fields, name), at)?.unwrap_or_default();
                if text.chars().count() > longest {
                    return at.refuse(Invalid::new("too_long").with("max", longest));
                }
                Some(text)
            })
        };
        let (zh_cn, en, zh_tw) = (label("zh-CN"), label("en"), label("zh-TW"));
        let labels = Self { zh_cn: zh_cn?, en: en?, zh_tw: zh_tw? };
        if labels == Self::default() { at.refuse(Invalid::new("required")) } else { Some(labels) }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: Value) -> Result<Labels, Vec<(String, &'static str)>> {
        let mut at = Pointer::default();
        Labels::read(&json, &mut at)
            .ok_or_else(|| at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect())
    }

    #[test]
    fn a_missing_language_falls_back_to_the_nearest() {
        let all = read(json!({"zh-CN": "软件", "en": "Software", "zh-TW": "軟體"})).unwrap();
        let locales = [LocaleCode::ZhCn, LocaleCode::En, LocaleCode::ZhTw];
        assert_eq!(locales.map(|locale| all.in_locale(locale)), ["软件", "Software", "軟體"]);
        let one = read(json!({"en": " Software ", "zh-CN": null})).unwrap();
        assert_eq!(locales.map(|locale| one.in_locale(locale)), ["Software"; 3]);
        assert!(all.is_complete() && !one.is_complete());
        assert_eq!(serde_json::to_value(one).unwrap(), json!({"en": "Software"}));
    }

    #[test]
    fn refusals_name_the_language() {
        let table = [
            (json!({}), "", "required"),
            (json!({"en": "  "}), "", "required"),
            (json!({"en": 1}), "/en", "expected_text"),
            (json!({"zh-CN": "长".repeat(101)}), "/zh-CN", "too_long"),
            (json!({"fr": "Logiciel"}), "/fr", "unknown_field"),
            (json!("Software"), "", "expected_object"),
            (Value::Null, "", "required"),
        ];
        for (json, pointer, code) in table {
            assert_eq!(read(json.clone()).unwrap_err(), [(pointer.to_owned(), code)], "{json}");
        }
        assert!(read(json!({"zh-CN": "长".repeat(100)})).is_ok());
    }
}
