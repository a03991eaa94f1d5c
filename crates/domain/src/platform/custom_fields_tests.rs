//! Definitions: what is accepted, what is refused and where, and what a change may not touch.

use serde_json::json;

use super::*;

fn read(json: Value) -> Result<CustomFieldDefinition, Vec<(String, &'static str)>> {
    let mut at = Pointer::default();
    CustomFieldDefinition::read(&json, &mut at)
        .ok_or_else(|| at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect())
}

/// A definition of the kind with these settings besides.
fn of(kind: &str, settings: Value) -> Value {
    let mut json = json!({"code": "size", "labels": {"zh-CN": "规模"}, "kind": kind});
    let fields = json.as_object_mut().unwrap();
    fields.extend(settings.as_object().unwrap().clone());
    json
}

fn option(code: &str) -> Value {
    json!({"code": code, "labels": {"en": code}})
}

#[test]
fn every_kind_can_be_defined() {
    for kind in CustomFieldKind::ALL {
        let settings = match kind {
            CustomFieldKind::SingleChoice | CustomFieldKind::MultiChoice => json!({"options": [option("a")]}),
            CustomFieldKind::Record => json!({"target": "customer"}),
            _ => json!({}),
        };
        let definition = read(of(kind.as_str(), settings)).unwrap_or_else(|errors| panic!("{kind}: {errors:?}"));
        assert_eq!(definition.kind, *kind);
    }
}

#[test]
fn what_is_written_reads_back() {
    let json = json!({
        "code": "rank", "labels": {"zh-CN": "排名", "en": "Rank"}, "kind": "single_choice", "required": true,
        "unique": false, "default": "gold", "group": "评价", "help": {"en": "How they rank"},
        "options": [
            {"code": "gold", "labels": {"en": "Gold"}, "color": "amber", "disabled": false},
            {"code": "tin", "labels": {"en": "Tin"}, "disabled": true},
        ],
    });
    let definition = read(json.clone()).unwrap();
    assert_eq!(serde_json::to_value(&definition).unwrap(), json);
    assert_eq!(serde_json::from_value::<CustomFieldDefinition>(json).unwrap(), definition);
}

#[test]
fn settings_that_make_no_sense_are_refused_at_their_place() {
    let options = json!([option("a")]);
    let many: Vec<_> = (0..=MOST_OPTIONS).map(|n| option(&format!("o{n}"))).collect();
    let table = [
        (of("shape", json!({})), "/kind", "unknown_code"),
        (of("text", json!({"code": "Größe"})), "/code", "invalid_short_code"),
        (of("text", json!({"labels": {}})), "/labels", "required"),
        (of("text", json!({"colour": 1})), "/colour", "unknown_field"),
        (of("text", json!({"required": "yes"})), "/required", "expected_boolean"),
        (of("text", json!({"options": options})), "/options", "setting_not_applicable"),
        (of("text", json!({"min": "1"})), "/min", "setting_not_applicable"),
        (of("text", json!({"max": "1"})), "/max", "setting_not_applicable"),
        (of("date", json!({"decimals": 2})), "/decimals", "setting_not_applicable"),
        (of("user", json!({"target": "customer"})), "/target", "setting_not_applicable"),
        (of("number", json!({"max_length": 5})), "/max_length", "setting_not_applicable"),
        (of("boolean", json!({"unique": true})), "/unique", "setting_not_applicable"),
        (of("text", json!({"max_length": 0})), "/max_length", "out_of_range"),
        (of("text", json!({"max_length": -1})), "/max_length", "out_of_range"),
        (of("text", json!({"max_length": 501})), "/max_length", "out_of_range"),
        (of("number", json!({"decimals": 7})), "/decimals", "out_of_range"),
        (of("number", json!({"decimals": -1})), "/decimals", "out_of_range"),
        (of("number", json!({"min": "2", "max": "1"})), "/max", "min_above_max"),
        (of("single_choice", json!({})), "/options", "required"),
        (of("single_choice", json!({"options": [option("a"), option("a")]})), "/options", "duplicate_entry"),
        (of("single_choice", json!({"options": many})), "/options", "too_many"),
        (of("multi_choice", json!({"options": [option("A b")]})), "/options/0/code", "invalid_short_code"),
        (of("record", json!({})), "/target", "required"),
        (of("record", json!({"target": "ship"})), "/target", "unknown_code"),
        (of("text", json!({"group": "组".repeat(65)})), "/group", "too_long"),
        (of("text", json!({"help": {"en": "x".repeat(501)}})), "/help/en", "too_long"),
        (of("text", json!({"unique": true, "default": "x"})), "/default", "default_not_unique"),
        (of("number", json!({"default": "many"})), "/default", "expected_decimal"),
        (of("number", json!({"min": "1", "default": "0"})), "/default", "out_of_range"),
        (json!([]), "", "expected_object"),
    ];
    for (json, pointer, code) in table {
        assert_eq!(read(json.clone()).unwrap_err(), [(pointer.to_owned(), code)], "{json}");
    }
    let several = read(of("date", json!({"unique": true, "min": "1", "max_length": 3}))).unwrap_err();
    let pointers: Vec<_> = several.iter().map(|(pointer, _)| pointer.as_str()).collect();
    assert_eq!(pointers, ["/max_length", "/min"], "all at once");
}

#[test]
fn a_default_is_kept_in_its_stored_form() {
    let money = read(of("money", json!({"default": "1,234.5"}))).unwrap();
    assert_eq!(money.default, Some(json!("1234.50")));
    let blank = read(of("text", json!({"default": "  "}))).unwrap();
    assert_eq!(blank.default, None);
}

#[test]
fn a_change_keeps_what_records_rely_on() {
    let before = read(of("single_choice", json!({"options": [option("a"), option("b")]}))).unwrap();
    let change = |json: Value| {
        let mut at = Pointer::default();
        let sound = read(json).unwrap().check_change(&before, &mut at).is_some();
        let errors: Vec<_> = at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect();
        assert_eq!(sound, errors.is_empty());
        errors
    };
    let disabled = json!({"code": "b", "labels": {"en": "b"}, "disabled": true});
    let allowed = of("single_choice", json!({"required": true, "options": [option("c"), disabled, option("a")]}));
    assert_eq!(change(allowed), []);
    assert_eq!(
        change(of("single_choice", json!({"options": [option("a")]}))),
        [("/options".to_owned(), "option_removed")]
    );
    assert_eq!(
        change(of("text", json!({"code": "other"}))),
        [
            ("/code".to_owned(), "immutable"),
            ("/kind".to_owned(), "immutable"),
            ("/options".to_owned(), "option_removed")
        ]
    );
}
