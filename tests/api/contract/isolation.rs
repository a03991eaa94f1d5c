//! Nobody reaches what is not theirs, by any operation: those that the document gains are tried without being named here.

use std::collections::{BTreeMap, BTreeSet};

use guanxi_tests::{App, Response, User};
use serde_json::{Value, json};

use super::operations::{Operation, document, operations};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

/// Operations that name a record and could not be tried. May only shrink.
const UNCOVERED: &str = include_str!("../uncovered.txt");

/// What a collection is filled with where its list shows nothing yet.
fn example(user: &User, collection: &str) -> Option<Value> {
    Some(match collection {
        "/api/v1/customers" => json!({"name": "别家公司"}),
        "/api/v1/contacts" => json!({"name": "别家的人"}),
        "/api/v1/tags" => json!({"name": "标签"}),
        "/api/v1/api-keys" => json!({"name": "密钥", "role_id": user.get("/roles").items().first()?["id"]}),
        "/api/v1/saved-views" => json!({"entity": "customers", "name": "视图", "definition": {}}),
        "/api/v1/custom-fields" => {
            let labels = json!({"zh-CN": "规模", "en": "Size", "zh-TW": "規模"});
            json!({"entity": "customer", "code": "size", "kind": "number", "labels": labels})
        }
        "/api/v1/robots" => json!({"name": "群", "kind": "wecom", "url": "https://example.com/"}),
        "/api/v1/departments" => json!({"name": "部门"}),
        _ => return None,
    })
}

/// The id of a record in a collection that this user can see, made where there is none.
fn record_of(user: &User, collection: &str) -> Option<String> {
    let id = |record: &Value| record["id"].as_str().map(str::to_owned);
    if collection == "/api/v1/jobs" {
        let nothing = json!({"filter": "", "action": "untag", "arguments": {"tags": ["无"]}});
        return id(&user.post("/api/v1/customers/bulk-actions", &nothing).json);
    }
    let made = example(user, collection).map(|body| user.post(collection, &body)).filter(|made| made.status == 201);
    if let Some(made) = made.as_ref().and_then(|made| id(&made.json)) {
        return Some(made);
    }
    let list = user.get(collection);
    list.json["items"].as_array()?.iter().find_map(id)
}

/// What an answer tells about whether there is such a record.
fn tells(answer: &Response) -> (u16, Value) {
    (answer.status, answer.json["code"].clone())
}

fn uncovered() -> BTreeSet<&'static str> {
    UNCOVERED
        .lines()
        .map(|line| line.split('#').next().unwrap_or_default().trim())
        .filter(|id| !id.is_empty())
        .collect()
}

#[test]
fn without_a_credential_only_what_is_public_is_open() {
    let app = App::start();
    let document = document();
    for operation in operations(&document).iter().filter(|operation| !operation.is_public()) {
        // Another one for each operation: what calls itself a key may call so often and no more.
        let nonsense = app.anonymous().with_token(format!("gx_{}", operation.id));
        for user in [app.anonymous(), app.anonymous().with_token("x.y.z"), nonsense] {
            for call in [operation.call(&user, NOBODY), operation.valid(&user, NOBODY, &document)] {
                let answer = call.send();
                assert_eq!(answer.status, 401, "{}: {}", operation.id, answer.json);
                let answer = answer.is_well_formed_problem();
                assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{}", operation.id);
            }
        }
    }
}

/// Another organization's record is answered exactly like one that never was.
#[test]
fn another_organizations_records_are_not_there() {
    let app = App::start();
    let (admin, stranger, document) = (app.admin(), app.stranger(), document());
    let mut records: BTreeMap<String, Option<String>> = BTreeMap::new();
    let mut open = BTreeSet::new();
    for operation in operations(&document).into_iter().filter(|operation| operation.has_parameters()) {
        let record = records
            .entry(operation.collection().to_owned())
            .or_insert_with(|| record_of(&stranger, operation.collection()))
            .clone();
        let tried = record.filter(|_| operation.names_a_record()).map(|id| {
            let theirs = operation.valid(&admin, &id, &document).send();
            assert!(theirs.status >= 400 && theirs.status < 500, "{}: {}", operation.id, theirs.json);
            let nobodys = operation.valid(&admin, NOBODY, &document).send();
            assert_eq!(tells(&theirs), tells(&nobodys), "{} tells records apart", operation.id);
            theirs.status
        });
        if tried != Some(404) {
            open.insert(operation.id);
        }
    }
    let open: BTreeSet<&str> = open.iter().map(String::as_str).collect();
    assert_eq!(
        open,
        uncovered(),
        "left: what could not be tried; right: tests/api/uncovered.txt, which may only shrink"
    );
}

/// A record beyond the caller's scope is answered exactly like one that never was.
#[test]
fn records_out_of_scope_are_not_there() {
    let app = App::start();
    let document = document();
    let out_of_scope = |operation: &&Operation| {
        ["/api/v1/customers", "/api/v1/contacts"].contains(&operation.collection()) && operation.names_a_record()
    };
    let mut tried = 0;
    for operation in operations(&document).iter().filter(out_of_scope) {
        for (user, owner) in
            [(app.rep1(), app.rep2()), (app.user("sales_admin"), app.rep2()), (app.rep2(), app.manager())]
        {
            let made = owner.post(operation.collection(), &json!({"name": "别人的"})).is(201);
            let id = made.id().to_owned();
            let theirs = operation.valid(&user, &id, &document).send();
            assert!([403, 404].contains(&theirs.status), "{}: {}", operation.id, theirs.json);
            let nobodys = operation.valid(&user, NOBODY, &document).send();
            assert_eq!(tells(&theirs), tells(&nobodys), "{} tells records apart", operation.id);
            tried += 1;
        }
    }
    assert!(tried >= 12, "{tried}");
}

/// No id that one organization is shown is ever shown to the other.
#[test]
fn lists_of_two_organizations_have_nothing_in_common() {
    let app = App::start();
    for user in [app.rep1(), app.stranger()] {
        user.customer(&json!({"name": "甲"}));
    }
    let lists: Vec<Operation> = operations(&document())
        .into_iter()
        .filter(|operation| {
            operation.method == reqwest::Method::GET && !operation.has_parameters() && !operation.streams()
        })
        .collect();
    let shown = |user: &User| {
        let mut ids = BTreeSet::new();
        for operation in &lists {
            let answer = user.get(&operation.path);
            assert!(answer.status < 500, "{}: {}", operation.id, answer.status);
            collect_ids(&answer.json, &mut ids);
        }
        ids
    };
    let (ours, theirs) = (shown(&app.admin()), shown(&app.stranger()));
    assert!(ours.contains(app.admin().org()) && theirs.contains(app.stranger().org()));
    let common: Vec<_> = ours.intersection(&theirs).collect();
    assert!(common.is_empty(), "{common:?}");
}

fn collect_ids(value: &Value, ids: &mut BTreeSet<String>) {
    match value {
        Value::String(text) if text.len() == 36 && text.matches('-').count() == 4 => {
            ids.insert(text.clone());
        }
        Value::Array(items) => items.iter().for_each(|item| collect_ids(item, ids)),
        Value::Object(fields) => fields.values().for_each(|value| collect_ids(value, ids)),
        _ => {}
    }
}
