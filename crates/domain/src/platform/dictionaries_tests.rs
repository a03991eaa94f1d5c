//! The shipped lists are sound and speak three languages; what an administrator enters is checked by the same rules.

use std::collections::HashMap;

use serde_json::json;

use super::*;
use crate::platform::LABEL_MAX;
use crate::values::{Gender, LocaleCode};

fn errors(dictionary: Value) -> Vec<(String, &'static str)> {
    let mut at = Pointer::default();
    assert_eq!(Dictionary::read(&dictionary, &mut at), None, "{dictionary}");
    at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect()
}

fn with_values(values: Value) -> Value {
    json!({"code": "colour", "labels": {"en": "Colour"}, "values": values})
}

fn value(code: &str, parent: Option<&str>) -> Value {
    json!({"code": code, "labels": {"en": code}, "parent": parent})
}

#[test]
fn every_file_is_read_without_a_refusal() {
    for (name, file) in FILES {
        let dictionary = read_file(file).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(dictionary.code, *name, "a file is named after its list");
        assert!(!dictionary.values.is_empty(), "{name}");
        assert!(dictionary.values.is_sorted_by_key(|value| value.order), "{name}");
    }
    assert_eq!(shipped_dictionaries().len(), FILES.len());
}

#[test]
fn every_label_is_there_in_three_languages_and_once_in_its_list() {
    for dictionary in shipped_dictionaries() {
        assert!(dictionary.labels.is_complete(), "{}", dictionary.code);
        for &locale in LocaleCode::ALL {
            let mut seen = HashMap::new();
            for value in &dictionary.values {
                let label = value.labels.in_locale(locale);
                assert!(value.labels.is_complete(), "{} {}", dictionary.code, value.code);
                assert!(label.chars().count() <= LABEL_MAX, "{label}");
                // A division may be called like its section (教育 in 教育), siblings may not be called alike.
                let twin = seen.insert((value.parent.clone(), label), &value.code);
                assert_eq!(twin, None, "{} {label}", dictionary.code);
            }
        }
    }
}

/// zh-TW is how business in Taiwan writes: no simplified character, and none of the mainland's words in traditional
/// characters.
#[test]
fn traditional_labels_are_written_not_converted() {
    const MAINLAND: [&str; 17] = [
        "軟件",
        "信息",
        "計算機",
        "互聯網",
        "網絡",
        "數據",
        "渠道",
        "個體工商戶",
        "信用證",
        "用戶",
        "搜索",
        "視頻",
        "打印",
        "房地產",
        "塑料",
        "事業單位",
        "門店",
    ];
    let roles = crate::identity::shipped_roles().iter().flat_map(|role| [&role.labels, &role.description]);
    let lists = shipped_dictionaries().iter().flat_map(|dictionary| {
        std::iter::once(&dictionary.labels).chain(dictionary.values.iter().map(|value| &value.labels))
    });
    let labels: Vec<_> = lists.chain(roles).collect();
    assert!(labels.len() > 300);
    // Characters that simplification gave a second meaning, but that are traditional in their first.
    const BOTH: &str = "台游";
    let simplified: std::collections::BTreeSet<char> = labels
        .iter()
        .flat_map(|label| label.zh_tw.chars())
        .filter(|c| hanconv::s2tw(c.to_string()) != c.to_string() && !BOTH.contains(*c))
        .collect();
    assert!(simplified.is_empty(), "{simplified:?}");
    for label in labels {
        let written = &label.zh_tw;
        for word in MAINLAND {
            assert!(!written.contains(word), "{written}: {word}");
        }
    }
    let tw = |list: &str, code: &str| shipped_dictionary(list).unwrap().value(code).unwrap().labels.zh_tw.as_str();
    assert_eq!(tw("customer_nature", "sole_proprietor"), "獨資商號");
    assert_eq!(tw("payment_terms", "letter_of_credit"), "信用狀");
    assert_eq!(tw("industry", "65"), "軟體及資訊技術服務業");
}

#[test]
fn codes_that_the_program_knows_are_the_lists_codes() {
    let codes = |list: &str| -> Vec<_> {
        shipped_dictionary(list).unwrap().values.iter().map(|value| value.code.as_str()).collect()
    };
    assert_eq!(codes("customer_level"), ["A", "B", "C", "D"]);
    assert_eq!(codes("gender"), Gender::ALL.iter().map(|gender| gender.as_str()).collect::<Vec<_>>());
    assert_eq!(codes("lifecycle"), ["potential", "developing", "growing", "mature", "declining", "ended", "recovered"]);
    assert_eq!(shipped_dictionary("lifecycle").unwrap().default_value().unwrap().code, "potential");
    assert_eq!(shipped_dictionary("industry").unwrap().default_value(), None);
    assert_eq!(shipped_dictionary("nothing"), None);
}

/// GB/T 4754—2017: sections A to T, and under them the divisions 01 to 97 without a gap.
#[test]
fn industries_are_the_standards_sections_and_divisions() {
    let industry = shipped_dictionary("industry").unwrap();
    let sections: String = industry.children(None).map(|section| section.code.as_str()).collect();
    assert_eq!(sections, "ABCDEFGHIJKLMNOPQRST");
    let divisions: Vec<_> =
        industry.values.iter().filter(|value| value.parent.is_some()).map(|value| value.code.clone()).collect();
    assert_eq!(divisions, (1..=97).map(|number| format!("{number:02}")).collect::<Vec<_>>());
    for (section, first, last) in [("A", "01", "05"), ("C", "13", "43"), ("I", "63", "65"), ("S", "91", "96")] {
        let below: Vec<_> = industry.children(Some(section)).map(|value| value.code.as_str()).collect();
        assert_eq!((below.first(), below.last()), (Some(&first), Some(&last)), "{section}");
    }
}

#[test]
fn a_value_is_refused_where_it_is_wrong() {
    let label = json!({"en": "Red"});
    let table = [
        (json!({"labels": label}), "/values/0/code", "required"),
        (json!({"code": "", "labels": label}), "/values/0/code", "required"),
        (json!({"code": "a-b", "labels": label}), "/values/0/code", "invalid_value_code"),
        (json!({"code": "x".repeat(65), "labels": label}), "/values/0/code", "invalid_value_code"),
        (json!({"code": "红", "labels": label}), "/values/0/code", "invalid_value_code"),
        (json!({"code": "red"}), "/values/0/labels", "required"),
        (json!({"code": "red", "labels": label, "color": "pink"}), "/values/0/color", "unknown_code"),
        (json!({"code": "red", "labels": label, "order": "1"}), "/values/0/order", "expected_integer"),
        (json!({"code": "red", "labels": label, "default": 1}), "/values/0/default", "expected_boolean"),
        (json!({"code": "red", "labels": label, "colour": "red"}), "/values/0/colour", "unknown_field"),
        (json!("red"), "/values/0", "expected_object"),
    ];
    for (value, pointer, code) in table {
        assert_eq!(errors(with_values(json!([value]))), [(pointer.to_owned(), code)], "{value}");
    }
}

#[test]
fn a_list_is_refused_where_it_contradicts_itself() {
    let default = |code: &str| json!({"code": code, "labels": {"en": code}, "default": true});
    let table = [
        (json!([value("a", None), value("a", None)]), "/values/1/code", "duplicate_entry"),
        (json!([value("a", Some("b"))]), "/values/0/parent", "unknown_reference"),
        (json!([value("a", Some("a"))]), "/values/0/parent", "value_cycle"),
        (json!([default("a"), default("b")]), "/values/1/default", "second_default"),
    ];
    for (values, pointer, code) in table {
        assert_eq!(errors(with_values(values.clone())), [(pointer.to_owned(), code)], "{values}");
    }
    let knot = errors(with_values(json!([value("a", Some("b")), value("b", Some("a")), value("c", None)])));
    assert_eq!(knot.iter().map(|error| error.1).collect::<Vec<_>>(), ["value_cycle", "value_cycle"]);
}

#[test]
fn a_disabled_value_is_no_default() {
    let json = with_values(json!([{"code": "a", "labels": {"en": "A"}, "default": true, "disabled": true}]));
    let dictionary = Dictionary::read(&json, &mut Pointer::default()).unwrap();
    assert_eq!(dictionary.default_value(), None);
    assert!(dictionary.value("a").is_some(), "but it stays readable");
}
