//! Cursors: whatever the order, walking forward and back shows each record once, and in that order.

use std::cmp::Ordering;

use guanxi_tests::{App, Random, User};
use serde_json::{Value, json};

use super::patch::add_custom_fields;

/// Columns with how their values compare; ties and missing values abound in all but the first.
const COLUMNS: [(&str, Kind); 14] = [
    ("number", Kind::Text),
    ("created_at", Kind::Text),
    ("updated_at", Kind::Text),
    ("name", Kind::Told),
    ("level", Kind::Text),
    ("industry", Kind::Told),
    ("lifecycle", Kind::Told),
    ("satisfaction", Kind::Number),
    ("credit_stars", Kind::Number),
    ("registered_capital", Kind::Number),
    ("founded_on", Kind::Text),
    ("region", Kind::Text),
    ("custom.size", Kind::Number),
    ("custom.note", Kind::Text),
];

const RECORDS: usize = 90;

#[derive(Clone, Copy, PartialEq)]
enum Kind {
    /// By code point.
    Text,
    Number,
    /// In an order that the record does not show (pinyin, a dictionary's): only the walks are compared.
    Told,
}

fn fill(app: &App, random: &mut Random) {
    add_custom_fields(app);
    for index in 0..RECORDS {
        let some = |random: &mut Random, values: &[Value]| {
            if random.below(4) == 0 { Value::Null } else { random.pick(values).clone() }
        };
        let body = json!({
            "name": random.pick(&["华兴", "安泰", "阿里", "Zeta", "alpha", "重庆", "长安"]),
            "number": format!("N-{:03}", (index * 37) % 1000),
            "level": some(random, &[json!("A"), json!("B"), json!("D")]),
            "industry": some(random, &[json!("C"), json!("F")]),
            "lifecycle": some(random, &[json!("potential"), json!("mature")]),
            "satisfaction": some(random, &[json!(1), json!(3), json!(5)]),
            "credit_stars": some(random, &[json!(2)]),
            "registered_capital": some(random, &[json!("9"), json!("10"), json!("10.5000"), json!("0")]),
            "founded_on": some(random, &[json!("1999-12-31"), json!("2000-01-01")]),
            "addresses": match random.below(3) {
                0 => json!([]),
                1 => json!([{"kind": "office", "region": "440305", "primary": true}]),
                _ => json!([{"kind": "office", "region": "110105", "primary": true}]),
            },
            "custom": {
                "size": some(random, &[json!("9"), json!("10"), json!("-1.5")]),
                "note": some(random, &[json!("乙"), json!("甲"), json!("Z"), json!("a")]),
            },
        });
        app.admin().customer(&body);
    }
    // Moments differ by themselves; an import would make many records at one.
    let ties = "UPDATE customer SET created_at = date_trunc('second', created_at), updated_at = timestamptz '2026-01-01 00:00:00.000001Z'";
    app.sql().execute(ties, &[]).unwrap();
}

fn value<'a>(record: &'a Value, column: &str) -> &'a Value {
    match column.strip_prefix("custom.") {
        Some(code) => &record["custom"][code],
        None => &record[column],
    }
}

/// How two records stand by one column, missing values last whichever the direction; `None` where it is not told.
fn compare(kind: Kind, descending: bool, a: &Value, b: &Value) -> Option<Ordering> {
    let ordering = match (a.is_null(), b.is_null()) {
        (true, true) => return Some(Ordering::Equal),
        (true, false) => return Some(Ordering::Greater),
        (false, true) => return Some(Ordering::Less),
        (false, false) => match kind {
            Kind::Told if a == b => Ordering::Equal,
            Kind::Told => return None,
            Kind::Text => a.as_str().cmp(&b.as_str()),
            Kind::Number => {
                let number = |value: &Value| value.as_f64().or_else(|| value.as_str()?.parse().ok());
                number(a).partial_cmp(&number(b)).expect("numbers")
            }
        },
    };
    Some(if descending { ordering.reverse() } else { ordering })
}

fn in_order(order: &[(&str, Kind, bool)], a: &Value, b: &Value) -> bool {
    for (column, kind, descending) in order {
        match compare(*kind, *descending, value(a, column), value(b, column)) {
            None | Some(Ordering::Less) => return true,
            Some(Ordering::Greater) => return false,
            Some(Ordering::Equal) => {}
        }
    }
    let descending = order.last().is_some_and(|(_, _, descending)| *descending);
    (a["id"].as_str() < b["id"].as_str()) != descending
}

fn ids(items: &[Value]) -> Vec<String> {
    items.iter().map(|item| item["id"].as_str().unwrap_or_default().to_owned()).collect()
}

/// From the first page to the last and back again.
fn walk(user: &User, query: &[(&str, &str)]) -> (Vec<String>, Vec<String>) {
    let (mut forward, mut page) = (Vec::new(), user.get_with("/customers", query).is(200));
    assert_eq!(page.json["prev_cursor"], Value::Null, "nothing is before the first page");
    loop {
        forward.extend(ids(page.items()));
        let Some(cursor) = page.json["next_cursor"].as_str() else { break };
        let query = [query, &[("cursor", cursor)]].concat();
        page = user.get_with("/customers", &query).is(200);
        assert!(!page.items().is_empty(), "a page that was announced is empty");
    }
    let mut backward = vec![ids(page.items())];
    while let Some(cursor) = page.json["prev_cursor"].as_str() {
        let query = [query, &[("cursor", cursor)]].concat();
        page = user.get_with("/customers", &query).is(200);
        assert!(page.json["next_cursor"].is_string(), "there is a page after every earlier one");
        backward.push(ids(page.items()));
    }
    backward.reverse();
    (forward, backward.concat())
}

#[test]
fn every_order_is_walked_forward_and_back() {
    let app = App::start();
    let mut random = Random::new(20_261_123);
    fill(&app, &mut random);
    let admin = app.admin();
    // Each column alone and both ways, then any of them together.
    let mut orders: Vec<Vec<(&str, Kind, bool)>> =
        COLUMNS.iter().flat_map(|(name, kind)| [vec![(*name, *kind, false)], vec![(*name, *kind, true)]]).collect();
    orders.extend((0..25).map(|_| {
        let columns = 2 + random.below(3);
        let mut order: Vec<(&str, Kind, bool)> = Vec::new();
        while order.len() < columns {
            let (name, kind) = *random.pick(&COLUMNS);
            if order.iter().all(|(known, ..)| *known != name) {
                order.push((name, kind, random.below(2) == 0));
            }
        }
        order
    }));
    for order in orders {
        let sort: Vec<String> =
            order.iter().map(|(name, _, descending)| format!("{}{name}", if *descending { "-" } else { "" })).collect();
        let sort = sort.join(",");
        let whole = admin.get_with("/customers", &[("sort", &sort), ("limit", "200")]).is(200);
        assert_eq!(whole.items().len(), RECORDS);
        for pair in whole.items().windows(2) {
            assert!(in_order(&order, &pair[0], &pair[1]), "{sort}: {} before {}", pair[0], pair[1]);
        }
        let limit = [7, 13, 30, 89][random.below(4)].to_string();
        let (forward, backward) = walk(&admin, &[("sort", &sort), ("limit", &limit)]);
        assert_eq!(forward, ids(whole.items()), "{sort} forward by {limit}");
        assert_eq!(backward, forward, "{sort} back by {limit}");
    }
}

#[test]
fn a_filter_and_words_are_walked_too() {
    let app = App::start();
    fill(&app, &mut Random::new(7));
    let admin = app.admin();
    for query in [
        [("filter", "level == \"A\" || satisfaction > 2"), ("sort", "-satisfaction,name")],
        [("filter", "custom.size > 9"), ("sort", "custom.size")],
        [("q", "华兴"), ("sort", "level,-number")],
        [("q", "长"), ("sort", "-created_at")],
    ] {
        let whole = admin.get_with("/customers", &[query.as_slice(), &[("limit", "200")]].concat()).is(200);
        assert!((2..RECORDS + 1).contains(&whole.items().len()), "{query:?} finds {}", whole.items().len());
        let (forward, backward) = walk(&admin, &[query.as_slice(), &[("limit", "4")]].concat());
        assert_eq!(forward, ids(whole.items()), "{query:?}");
        assert_eq!(backward, forward, "{query:?}");
    }
}

/// Pages by number show what the walk shows.
#[test]
fn numbered_pages_are_the_same_pages() {
    let app = App::start();
    fill(&app, &mut Random::new(11));
    let admin = app.admin();
    let query = [("sort", "level,-name"), ("limit", "20")];
    let (whole, _) = walk(&admin, &query);
    let numbered: Vec<String> = (1..=5)
        .flat_map(|page| {
            let page = page.to_string();
            ids(admin.get_with("/customers", &[query.as_slice(), &[("page", &page)]].concat()).is(200).items())
        })
        .collect();
    assert_eq!(numbered, whole);
    let beyond = admin.get_with("/customers", &[("limit", "20"), ("page", "6")]).is(200);
    assert_eq!((beyond.items().len(), &beyond.json["next_cursor"]), (0, &Value::Null));
}

/// Records that come and go while somebody turns pages show no other record twice and hide none.
#[test]
fn pages_stand_still_while_others_write() {
    let app = App::start();
    let admin = app.admin();
    for index in 0..30 {
        admin.customer(&json!({"name": format!("旧 {index:02}")}));
    }
    let query = [("sort", "-created_at"), ("limit", "10")];
    let first = admin.get_with("/customers", &query).is(200);
    admin.customer(&json!({"name": "新"}));
    let gone = &first.items()[9];
    admin.delete(&format!("/customers/{}", gone["id"].as_str().unwrap_or_default()), 1).is(204);
    let next = first.json["next_cursor"].as_str().unwrap_or_default();
    let second = admin.get_with("/customers", &[query.as_slice(), &[("cursor", next)]].concat()).is(200);
    let expected: Vec<String> = (10..20).rev().map(|index| format!("旧 {index:02}")).collect();
    assert_eq!(second.names(), expected);
}
