//! A filter means the same in the database and in memory: random conditions over random customers with much missing.

use std::collections::HashSet;

use guanxi_domain::filter::{self, Cell, Context, FieldRef, Record};
use guanxi_persistence::customers::{Customer, CustomerFields};
use guanxi_persistence::platform::custom_fields;
use guanxi_persistence::record::{self, ListRequest, Registry, Stored};
use proptest::prelude::*;
use proptest::sample::select;
use proptest::strategy::ValueTree as _;
use proptest::test_runner::{Config, TestCaseError, TestRunner};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::support::Company;

const CUSTOMERS: usize = 120;
const FILTERS: u32 = 600;

struct Row<'a>(&'a Stored<CustomerFields>);

impl Record for Row<'_> {
    fn get(&self, field: &FieldRef) -> Cell<'_> {
        use guanxi_persistence::record::RecordFields as _;
        if field.custom { self.0.fields.custom_cell(field.key(), field.kind) } else { self.0.cell(field.key()) }
    }
}

fn fields() -> Vec<Value> {
    let choices = json!([{"code": "red", "labels": {"en": "R"}}, {"code": "blue", "labels": {"en": "B"}}, {"code": "x", "labels": {"en": "X"}}]);
    vec![
        json!({"code": "note", "kind": "text"}),
        json!({"code": "size", "kind": "number"}),
        json!({"code": "price", "kind": "money"}),
        json!({"code": "day", "kind": "date"}),
        json!({"code": "at", "kind": "timestamp"}),
        json!({"code": "flag", "kind": "boolean"}),
        json!({"code": "one", "kind": "single_choice", "options": choices}),
        json!({"code": "many", "kind": "multi_choice", "options": choices}),
        json!({"code": "who", "kind": "user"}),
    ]
}

/// One of the values, or none.
fn any_of(values: Vec<Value>) -> BoxedStrategy<Value> {
    prop_oneof![1 => Just(Value::Null), 2 => select(values)].boxed()
}

fn texts() -> Vec<Value> {
    ["科技", "华兴科技", "a", "A", "ab", "Zebra", "é", "😀科", "100%", "a_b", "\\", "'"].map(Value::from).to_vec()
}

fn customer(me: Uuid) -> impl Strategy<Value = Map<String, Value>> {
    let custom = (
        any_of(texts()),
        any_of(vec![json!("0"), json!("-5.25"), json!("5"), json!("5.5"), json!("1000000")]),
        any_of(vec![json!("5.00"), json!("0.01")]),
        any_of(vec![json!("2020-02-29"), json!("1999-12-31")]),
        any_of(vec![json!("2020-02-29T00:00:00Z"), json!("2026-01-01T12:30:00.000001Z")]),
        any_of(vec![json!(true), json!(false)]),
        any_of(vec![json!("red"), json!("blue")]),
        any_of(vec![json!(["red"]), json!(["red", "blue"]), json!(["x"])]),
        any_of(vec![json!(me)]),
    );
    let own = (
        select(texts()),
        any_of(texts()),
        any_of(vec![json!("A"), json!("B"), json!("D")]),
        any_of(vec![json!("0"), json!("5"), json!("100.5"), json!("99999999")]),
        any_of(vec![json!("2020-02-29"), json!("1980-01-01")]),
        any_of(vec![json!(1), json!(3), json!(5)]),
        any_of(vec![json!(1), json!(3)]),
        select(vec![json!([]), json!(["大客户"]), json!(["大客户", "展会"]), json!(["a"])]),
        any_of(vec![json!(me)]),
    );
    (own, custom).prop_map(|((name, short, level, capital, founded, stars, credit, tags, owner), custom)| {
        let (note, size, price, day, at, flag, one, many, who) = custom;
        let body = json!({
            "name": name, "short_name": short, "level": level, "registered_capital": capital, "founded_on": founded,
            "satisfaction": stars, "credit_stars": credit, "tags": tags, "owner_id": owner,
            "custom": {"note": note, "size": size, "price": price, "day": day, "at": at, "flag": flag, "one": one,
                "many": many, "who": who},
        });
        body.as_object().unwrap().clone()
    })
}

fn leaf() -> impl Strategy<Value = String> {
    let order = || select(vec!["==", "!=", "<", "<=", ">", ">="]);
    let equal = || select(vec!["==", "!="]);
    let text = || select(vec!["name", "short_name", "custom.note"]);
    let words = || select(texts()).prop_map(|text| text.to_string());
    let number = || select(vec!["registered_capital", "custom.size", "custom.price"]);
    let whole = || select(vec!["satisfaction", "credit_stars"]);
    let code = || {
        prop_oneof![select(vec![
            ("level", "\"A\""),
            ("level", "\"B\""),
            ("custom.one", "\"red\""),
            ("custom.one", "\"x\"")
        ])]
    };
    let list = || {
        select(vec![("tags", "\"大客户\""), ("tags", "\"a\""), ("custom.many", "\"red\""), ("custom.many", "\"x\"")])
    };
    let any_field = || {
        select(vec![
            "short_name",
            "level",
            "registered_capital",
            "founded_on",
            "satisfaction",
            "owner_id",
            "tags",
            "custom.note",
            "custom.size",
            "custom.day",
            "custom.at",
            "custom.flag",
            "custom.one",
            "custom.many",
            "custom.who",
        ])
    };
    prop_oneof![
        (text(), order(), words()).prop_map(|(field, op, word)| format!("{field} {op} {word}")),
        (text(), order(), text()).prop_map(|(left, op, right)| format!("{left} {op} {right}")),
        (text(), select(vec!["contains", "startsWith", "endsWith"]), words())
            .prop_map(|(field, method, word)| format!("{field}.{method}({word})")),
        (text(), order(), 0..5).prop_map(|(field, op, n)| format!("size({field}) {op} {n}")),
        (number(), order(), select(vec!["0", "5", "5.0", "5.5", "-5.25", "100.50"]))
            .prop_map(|(field, op, n)| format!("{field} {op} {n}")),
        (number(), order(), number()).prop_map(|(left, op, right)| format!("{left} {op} {right}")),
        (whole(), order(), 0..6).prop_map(|(field, op, n)| format!("{field} {op} {n}")),
        (whole(), order(), whole()).prop_map(|(left, op, right)| format!("{left} {op} {right}")),
        (code(), equal()).prop_map(|((field, value), op)| format!("{field} {op} {value}")),
        Just("level in [\"A\", \"D\"]".to_owned()),
        Just("satisfaction in [1, 5]".to_owned()),
        list().prop_map(|(list, item)| format!("{item} in {list}")),
        (select(vec!["tags", "custom.many"]), order(), 0..3).prop_map(|(list, op, n)| format!("size({list}) {op} {n}")),
        (
            select(vec!["founded_on", "custom.day"]),
            order(),
            select(vec!["date(\"2020-02-29\")", "date(\"1990-01-01\")", "today"])
        )
            .prop_map(|(field, op, day)| format!("{field} {op} {day}")),
        (
            select(vec!["custom.at", "created_at"]),
            order(),
            select(vec![
                "now",
                "timestamp(\"2020-02-29T00:00:00Z\")",
                "date(\"2026-01-01\")",
                "now - duration(\"720h\")"
            ])
        )
            .prop_map(|(field, op, at)| format!("{field} {op} {at}")),
        (select(vec!["owner", "custom.who"]), equal()).prop_map(|(field, op)| format!("{field} {op} me")),
        Just("custom.flag".to_owned()),
        Just("custom.flag == false".to_owned()),
        (any_field(), equal()).prop_map(|(field, op)| format!("{field} {op} null")),
        Just("has(custom.size)".to_owned()),
    ]
}

fn condition() -> impl Strategy<Value = String> {
    leaf().prop_recursive(4, 16, 3, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" && "))),
            proptest::collection::vec(inner.clone(), 2..4).prop_map(|parts| format!("({})", parts.join(" || "))),
            inner.prop_map(|part| format!("!({part})")),
        ]
    })
}

#[test]
fn the_database_and_memory_agree() {
    let company = Company::new("filters");
    for mut field in fields() {
        field["entity"] = json!("customer");
        field["labels"] = json!({"en": "x"});
        company.write(|tx| custom_fields::create(tx, field.as_object().unwrap())).unwrap();
    }
    let mut runner = TestRunner::new(Config { cases: FILTERS, failure_persistence: None, ..Config::default() });
    let me = company.read(|tx| Ok(tx.user())).unwrap();
    for _ in 0..CUSTOMERS {
        let body = customer(me).new_tree(&mut runner).unwrap().current();
        company.write(|tx| record::create::<Customer>(tx, &body)).unwrap();
    }
    let mut telling = 0_u32;
    company
        .read(|tx| {
            let all = record::list::<Customer>(tx, &ListRequest { limit: Some(200), ..ListRequest::default() })?.items;
            assert_eq!(all.len(), CUSTOMERS);
            let telling = std::cell::Cell::new(0_u32);
            let tx = std::cell::RefCell::new(tx);
            runner
                .run(&condition(), |text| {
                    let mut tx = tx.borrow_mut();
                    let request =
                        ListRequest { filter: Some(text.clone()), limit: Some(200), ..ListRequest::default() };
                    let found = record::list::<Customer>(&mut tx, &request).map_err(|error| refused(&text, &error))?;
                    let found: HashSet<Uuid> = found.items.iter().map(|row| row.id).collect();
                    let zone = tx.config.organization.time_zone.zone();
                    let context = Context { now: tx.now, time_zone: zone, me: tx.user() };
                    let predicate = filter::parse(&text, &Registry::of::<Customer>(&tx), &context)
                        .map_err(|error| refused(&text, &guanxi_persistence::Error::Filter(error)))?;
                    let held: HashSet<Uuid> =
                        all.iter().filter(|row| predicate.holds(&Row(row))).map(|row| row.id).collect();
                    prop_assert_eq!(&found, &held, "{}", text);
                    if !found.is_empty() && found.len() < all.len() {
                        telling.set(telling.get() + 1);
                    }
                    Ok(())
                })
                .unwrap();
            Ok(telling.get())
        })
        .map(|count| telling = count)
        .unwrap();
    assert!(telling > FILTERS / 4, "only {telling} of {FILTERS} filters told customers apart");
}

fn refused(text: &str, error: &guanxi_persistence::Error) -> TestCaseError {
    TestCaseError::fail(format!("{text}: {error:?}"))
}
