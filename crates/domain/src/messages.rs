//! What the product says to people when it refuses: one text per stable code and language.
//!
//! The texts stand in `locales/`, one file per language with the same keys. A text says what to do, not only what is
//! wrong; `{max}` and the like stand for the figures of the refusal. Filters have texts of their own
//! ([`FilterError::message`](crate::filter::FilterError::message)), since they speak of positions.

use std::collections::HashMap;
use std::sync::LazyLock;

use crate::values::LocaleCode;

/// Text by code.
type Catalogue = HashMap<&'static str, String>;

static ZH_CN: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../locales/zh-CN.json")));
static EN: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../locales/en.json")));
static ZH_TW: LazyLock<Catalogue> = LazyLock::new(|| read(include_str!("../locales/zh-TW.json")));

/// The files are part of the program and a test reads them; an unreadable one would leave the codes as texts.
fn read(json: &'static str) -> Catalogue {
    serde_json::from_str(json).unwrap_or_default()
}

fn catalogue(locale: LocaleCode) -> &'static Catalogue {
    match locale {
        LocaleCode::ZhCn => &ZH_CN,
        LocaleCode::En => &EN,
        LocaleCode::ZhTw => &ZH_TW,
    }
}

/// The text of a code with its figures filled in: in the language, else in English, else the code itself.
pub fn render<N: AsRef<str>>(locale: LocaleCode, code: &str, params: &[(N, String)]) -> String {
    match catalogue(locale).get(code).or_else(|| EN.get(code)) {
        Some(text) => fill(text, params),
        None => code.to_owned(),
    }
}

/// The code as the catalogues hold it, for words that may be one.
pub fn known_code(words: &str) -> Option<&'static str> {
    EN.get_key_value(words).map(|(code, _)| *code)
}

/// Puts the figures into a text in one walk, so that a figure which itself looks like `{max}` stays as it is. A name
/// without a figure stays too: the gap is seen and reported.
fn fill<N: AsRef<str>>(text: &str, params: &[(N, String)]) -> String {
    let mut filled = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, after)) = rest.split_once('{') {
        filled.push_str(before);
        let figure = after.split_once('}').and_then(|(name, behind)| {
            params.iter().find(|(known, _)| known.as_ref() == name).map(|(_, figure)| (figure, behind))
        });
        match figure {
            Some((figure, behind)) => {
                filled.push_str(figure);
                rest = behind;
            }
            None => {
                filled.push('{');
                rest = after;
            }
        }
    }
    filled.push_str(rest);
    filled
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::path::{Path, PathBuf};

    use super::*;

    fn placeholders(text: &str) -> BTreeSet<&str> {
        text.split('{').skip(1).filter_map(|part| part.split_once('}').map(|(name, _)| name)).collect()
    }

    #[test]
    fn the_languages_have_the_same_codes_and_figures() {
        let keys = |catalogue: &Catalogue| catalogue.keys().copied().collect::<BTreeSet<_>>();
        assert!(EN.len() > 100);
        assert_eq!(keys(&ZH_CN), keys(&EN));
        assert_eq!(keys(&ZH_TW), keys(&EN));
        for (code, english) in EN.iter() {
            for locale in LocaleCode::ALL {
                let text = &catalogue(*locale)[code];
                assert!(!text.trim().is_empty(), "{locale} {code}");
                assert_eq!(placeholders(text), placeholders(english), "{locale} {code}");
            }
        }
    }

    #[test]
    fn traditional_is_written_in_traditional_characters() {
        for (code, text) in ZH_TW.iter() {
            assert_eq!(&hanconv::s2t(text), text, "{code}");
        }
    }

    #[test]
    fn figures_are_filled_in() {
        let figures = [("max", "20".to_owned())];
        assert_eq!(render(LocaleCode::En, "too_many", &figures), "There are too many: at most 20.");
        assert_eq!(render(LocaleCode::ZhCn, "too_many", &figures), "数量过多，最多 20 项。");
        assert_eq!(fill("{a} {b} {a} {c", &[("a", "{b}".to_owned()), ("b", "2".to_owned())]), "{b} 2 {b} {c");
        let none: [(&str, String); 0] = [];
        assert_eq!(fill("{max}", &none), "{max}");
    }

    #[test]
    fn an_unknown_code_is_its_own_text() {
        let none: [(&str, String); 0] = [];
        assert_eq!(render(LocaleCode::ZhTw, "no_such_code", &none), "no_such_code");
        assert_eq!(known_code("no_such_code"), None);
        assert_eq!(known_code("invalid_phone"), Some("invalid_phone"));
    }

    /// Every code that a crate's source writes behind one of these has a text. A code without one would be shown raw.
    #[test]
    fn every_code_has_a_text() {
        const MARKS: [&str; 6] = [
            "Invalid::new(\"",
            "ApiError::malformed(\"",
            "ApiError::unauthorized(\"",
            "ApiError::conflict(\"",
            "Self::unauthorized(\"",
            "Error::conflict(\"",
        ];
        let crates = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
        let mut silent = BTreeSet::new();
        let mut seen = 0;
        for file in sources(&crates) {
            let source = std::fs::read_to_string(&file).unwrap();
            for mark in MARKS {
                for rest in source.split(mark).skip(1) {
                    let code = rest.split('"').next().unwrap_or_default();
                    seen += 1;
                    if known_code(code).is_none() && !code.contains('\\') {
                        silent.insert(format!("{code} in {}", file.strip_prefix(&crates).unwrap().display()));
                    }
                }
            }
        }
        assert!(seen > 100, "the sources were read");
        assert!(silent.is_empty(), "codes without a text: {silent:#?}");
    }

    fn sources(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() && path.file_name().is_some_and(|name| name != "target") {
                found.extend(sources(&path));
            } else if path.extension().is_some_and(|extension| extension == "rs")
                && path.file_name().is_some_and(|name| name != "messages.rs")
            {
                found.push(path);
            }
        }
        found
    }
}
