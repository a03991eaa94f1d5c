//! Each kind as a table of what is typed and what is kept.

use proptest::prelude::*;
use serde_json::json;

use super::*;

type Errors = Vec<(String, &'static str)>;

fn field(kind: &str, settings: Value) -> CustomFieldDefinition {
    named("x", kind, settings)
}

fn named(code: &str, kind: &str, settings: Value) -> CustomFieldDefinition {
    let mut json = json!({"code": code, "labels": {"en": code}, "kind": kind});
    json.as_object_mut().unwrap().extend(settings.as_object().unwrap().clone());
    let mut at = Pointer::default();
    CustomFieldDefinition::read(&json, &mut at).unwrap_or_else(|| panic!("{:?}", at.into_errors()))
}

fn outcome<T>(read: impl FnOnce(&mut Pointer) -> Option<T>) -> Result<T, Errors> {
    let mut at = Pointer::default();
    let read = read(&mut at);
    let errors: Errors = at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect();
    assert_eq!(read.is_none(), !errors.is_empty(), "a value or a reason, never both or neither");
    read.ok_or(errors)
}

fn check(definition: &CustomFieldDefinition, json: &Value) -> Result<Value, Errors> {
    outcome(|at| definition.check(json, at))
}

fn choice(code: &str, disabled: bool) -> Value {
    json!({"code": code, "labels": {"en": code}, "disabled": disabled})
}

#[test]
fn values_are_kept_in_one_form() {
    let choices = json!({"options": [choice("a", false), choice("b", false), choice("c", false)]});
    let id = "0198C0DE-0000-7000-8000-000000000001";
    let table = [
        ("text", json!({}), json!(" 华夏 "), json!("华夏")),
        ("long_text", json!({}), json!("一\n二"), json!("一\n二")),
        ("number", json!({}), json!("1,200.500"), json!("1200.5")),
        ("number", json!({}), json!(12), json!("12")),
        ("number", json!({}), json!(0.25), json!("0.25")),
        ("number", json!({}), json!("-0.00"), json!("0")),
        ("number", json!({"decimals": 0}), json!("100"), json!("100")),
        ("money", json!({}), json!("5"), json!("5.00")),
        ("money", json!({"decimals": 4}), json!("5.1"), json!("5.1000")),
        ("date", json!({}), json!("2026-11-23"), json!("2026-11-23")),
        ("timestamp", json!({}), json!("2026-11-23T08:00:00+08:00"), json!("2026-11-23T00:00:00.000000Z")),
        ("boolean", json!({}), json!(false), json!(false)),
        ("single_choice", choices.clone(), json!("b"), json!("b")),
        ("multi_choice", choices.clone(), json!(["c", "a", "c"]), json!(["a", "c"])),
        ("multi_choice", choices, json!([]), Value::Null),
        ("user", json!({}), json!(id), json!(id.to_lowercase())),
        ("record", json!({"target": "customer"}), json!(id), json!(id.to_lowercase())),
        ("url", json!({}), json!("example.com/a"), json!("https://example.com/a")),
        ("text", json!({}), Value::Null, Value::Null),
        ("date", json!({}), json!("  "), Value::Null),
    ];
    for (kind, settings, typed, kept) in table {
        let definition = field(kind, settings);
        assert_eq!(check(&definition, &typed), Ok(kept.clone()), "{kind} {typed}");
        assert_eq!(check(&definition, &kept), Ok(kept), "{kind}: what is kept is accepted as it is");
    }
}

#[test]
fn wrong_values_are_refused_with_the_reason() {
    let options = json!({"options": [choice("a", false), choice("old", true)]});
    let table = [
        ("text", json!({}), json!(5), "", "expected_text"),
        ("text", json!({}), json!("a\nb"), "", "invalid_character"),
        ("text", json!({}), json!("a\u{0}b"), "", "invalid_character"),
        ("long_text", json!({}), json!("a\u{7}b"), "", "invalid_character"),
        ("text", json!({"max_length": 3}), json!("四个汉字"), "", "too_long"),
        ("text", json!({}), json!("x".repeat(501)), "", "too_long"),
        ("number", json!({}), json!("many"), "", "expected_decimal"),
        ("number", json!({}), json!([1]), "", "expected_decimal"),
        ("number", json!({"decimals": 1}), json!("0.25"), "", "too_many_decimals"),
        ("money", json!({}), json!("0.001"), "", "too_many_decimals"),
        ("number", json!({"min": "1", "max": "5"}), json!("5.01"), "", "out_of_range"),
        ("number", json!({"min": "1"}), json!("0"), "", "out_of_range"),
        ("number", json!({}), json!("1000000000000000001"), "", "out_of_range"),
        ("date", json!({}), json!("2026-02-30"), "", "expected_date"),
        ("date", json!({}), json!(20_260_101), "", "expected_date"),
        ("timestamp", json!({}), json!("2026-11-23"), "", "expected_timestamp"),
        ("boolean", json!({}), json!("true"), "", "expected_boolean"),
        ("single_choice", options.clone(), json!("z"), "", "unknown_code"),
        ("single_choice", options.clone(), json!("old"), "", "disabled_code"),
        ("single_choice", options.clone(), json!(["a"]), "", "expected_text"),
        ("multi_choice", options.clone(), json!("a"), "", "expected_list"),
        ("multi_choice", options, json!(["a", "old"]), "/1", "disabled_code"),
        ("user", json!({}), json!("me"), "", "expected_id"),
        ("url", json!({}), json!("javascript://alert(1)"), "", "invalid_website"),
    ];
    for (kind, settings, typed, pointer, code) in table {
        assert_eq!(check(&field(kind, settings), &typed), Err(vec![(pointer.to_owned(), code)]), "{kind} {typed}");
    }
    for nothing in [Value::Null, json!(""), json!("  ")] {
        let required = field("text", json!({"required": true}));
        assert_eq!(check(&required, &nothing), Err(vec![(String::new(), "required")]));
    }
    let required = field("multi_choice", json!({"required": true, "options": [choice("a", false)]}));
    assert_eq!(check(&required, &json!([])), Err(vec![(String::new(), "required")]));
}

fn definitions() -> Vec<CustomFieldDefinition> {
    vec![
        named("size", "number", json!({"required": true})),
        named("colour", "text", json!({"default": "red"})),
        named("vip", "boolean", json!({"required": true, "default": false})),
    ]
}

#[test]
fn a_new_record_gets_its_defaults_and_must_be_complete() {
    let complete = |given: Value| outcome(|at| complete(&definitions(), &given, at)).map(Value::Object);
    assert_eq!(complete(json!({"size": 7})), Ok(json!({"size": "7", "colour": "red", "vip": false})));
    assert_eq!(complete(json!({"size": 7, "colour": null, "vip": true})), Ok(json!({"size": "7", "vip": true})));
    assert_eq!(complete(Value::Null), Err(vec![("/size".to_owned(), "required")]));
    let all = complete(json!({"size": "x", "vip": null, "weight": 1})).unwrap_err();
    let expected = [("/weight", "unknown_field"), ("/vip", "required"), ("/size", "expected_decimal")];
    for (pointer, code) in expected {
        assert!(all.contains(&(pointer.to_owned(), code)), "{pointer} {code} in {all:?}");
    }
    assert_eq!(all.len(), expected.len());
    assert_eq!(complete(json!([])), Err(vec![(String::new(), "expected_object")]));
}

#[test]
fn an_edit_touches_only_what_it_names() {
    let changed = |given: Value| outcome(|at| changed(&definitions(), &given, at)).map(Value::Object);
    assert_eq!(changed(json!({})), Ok(json!({})));
    assert_eq!(changed(Value::Null), Ok(json!({})));
    assert_eq!(changed(json!({"colour": null})), Ok(json!({"colour": null})));
    assert_eq!(changed(json!({"size": "8.0"})), Ok(json!({"size": "8"})));
    assert_eq!(changed(json!({"size": null})), Err(vec![("/size".to_owned(), "required")]));
    assert_eq!(changed(json!({"weight": 1})), Err(vec![("/weight".to_owned(), "unknown_field")]));
    assert_eq!(changed(json!("size")), Err(vec![(String::new(), "expected_object")]));
}

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,12}".prop_map(Value::from),
        "-?[0-9,]{0,40}(\\.[0-9]{0,40})?".prop_map(Value::from),
    ];
    prop_oneof![
        leaf.clone(),
        prop::collection::vec(leaf.clone(), 0..4).prop_map(Value::Array),
        prop::collection::btree_map("[a-c]", leaf, 0..3).prop_map(|map| Value::Object(map.into_iter().collect())),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    /// Any JSON gets a value or a reason, and what is kept is its own form.
    #[test]
    fn checking_is_total_and_idempotent(kind in prop::sample::select(CustomFieldKind::ALL), json in any_json()) {
        let settings = match kind {
            CustomFieldKind::SingleChoice | CustomFieldKind::MultiChoice => {
                json!({"options": [choice("a", false), choice("b", true)]})
            }
            CustomFieldKind::Record => json!({"target": "customer"}),
            _ => json!({}),
        };
        let definition = field(kind.as_str(), settings);
        if let Ok(kept) = check(&definition, &json) {
            prop_assert_eq!(check(&definition, &kept), Ok(kept));
        }
    }
}
