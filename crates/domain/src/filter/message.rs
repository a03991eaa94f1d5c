//! What a refused filter tells a person, in the three languages of the product.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::FilterError;
use crate::values::LocaleCode;

/// Message by key, as in the file of the language.
type Catalogue = HashMap<String, String>;

static CHINESE: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../locales/filter.zh-CN.json")));
static ENGLISH: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../locales/filter.en.json")));
static TRADITIONAL: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../../locales/filter.zh-TW.json")));

/// The files are part of the program and a test reads them; an unreadable one would leave the codes as messages.
fn read(json: &str) -> Catalogue {
    serde_json::from_str(json).unwrap_or_default()
}

/// The catalogue of a language.
pub(super) fn catalogue(locale: LocaleCode) -> &'static Catalogue {
    match locale {
        LocaleCode::ZhCn => &CHINESE,
        LocaleCode::En => &ENGLISH,
        LocaleCode::ZhTw => &TRADITIONAL,
    }
}

impl FilterError {
    /// One sentence for a person: what is wrong, at which character (counted from 1), and what would be understood.
    pub fn message(&self, locale: LocaleCode) -> String {
        let texts = catalogue(locale);
        let suggests = self.params.iter().any(|(name, value)| *name == "suggestions" && !value.is_empty());
        let mut message = texts.get(self.code).map_or(self.code, String::as_str).to_owned();
        if suggests && let Some(hint) = texts.get("suggestion") {
            message.push_str(hint);
        }
        if let Some(expected) = self.expected {
            let text = texts.get(&format!("expected.{}", expected.as_str())).map_or(expected.as_str(), String::as_str);
            message = message.replace("{expected}", text);
        }
        message = message.replace("{position}", &(self.position + 1).to_string());
        for (name, value) in &self.params {
            message = message.replace(&format!("{{{name}}}"), value);
        }
        message
    }
}
