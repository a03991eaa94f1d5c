//! `Idempotency-Key`: a retried POST does its work once.

use guanxi_tests::{App, Response, User};
use reqwest::Method;
use serde_json::{Value, json};

fn post(user: &User, key: &str, body: &Value) -> Response {
    user.call(Method::POST, "/customers").header("Idempotency-Key", key).json(body).send()
}

#[test]
fn a_retry_is_answered_like_the_first() {
    let app = App::start();
    let first = post(&app.rep1(), "k", &json!({"name": "甲", "remark": "x"})).is(201);
    // The order in which a client writes its fields is no difference.
    let again = app.rep1().call(Method::POST, "/customers").header("Idempotency-Key", "k");
    let again = again.body("application/json", "{\"remark\": \"x\",\n \"name\": \"甲\"}").send().is(201);
    assert_eq!(again.json, first.json);
    assert_eq!(again.header("location"), first.header("location"));
    assert_eq!(app.rep1().get("/customers").is(200).items().len(), 1);
}

#[test]
fn a_retry_shows_the_record_as_it_is_now() {
    let app = App::start();
    let first = post(&app.rep1(), "k", &json!({"name": "甲"})).is(201);
    app.rep1().patch(&first.path(), 1, &json!({"remark": "改"})).is(200);
    let again = post(&app.rep1(), "k", &json!({"name": "甲"})).is(201);
    assert_eq!((again.version(), &again.json["remark"]), (2, &json!("改")));
    // Given away meanwhile: today's permissions decide.
    app.manager().patch(&first.path(), 2, &json!({"owner_id": app.rep2().id()})).is(200);
    post(&app.rep1(), "k", &json!({"name": "甲"})).is_problem(404, "not_found");
}

#[test]
fn a_key_is_good_for_one_request_only() {
    let app = App::start();
    post(&app.rep1(), "k", &json!({"name": "甲"})).is(201);
    post(&app.rep1(), "k", &json!({"name": "乙"})).is_problem(409, "idempotency_conflict");
    post(&app.rep1(), "k", &json!({"name": "甲", "remark": null})).is_problem(409, "idempotency_conflict");
    assert_eq!(app.rep1().get("/customers").is(200).items().len(), 1);
}

#[test]
fn each_person_has_keys_of_their_own() {
    let app = App::start();
    let ids: Vec<String> = [app.rep1(), app.rep2(), app.stranger()]
        .iter()
        .map(|user| post(user, "k", &json!({"name": "甲"})).is(201).id().to_owned())
        .collect();
    assert!(ids[0] != ids[1] && ids[1] != ids[2]);
}

#[test]
fn a_refused_request_spends_no_key() {
    let app = App::start();
    post(&app.rep1(), "k", &json!({"name": ""})).refuses("/name", "required");
    post(&app.rep1(), "k", &json!({"name": "甲"})).is(201);
}

#[test]
fn a_key_is_forgotten_after_a_day() {
    let app = App::start();
    let first = post(&app.rep1(), "k", &json!({"name": "甲"})).is(201);
    app.sql().execute("UPDATE idempotency_key SET created_at = now() - interval '25 hours'", &[]).unwrap();
    let second = post(&app.rep1(), "k", &json!({"name": "乙"})).is(201);
    assert_ne!(first.id(), second.id());
}

#[test]
fn what_is_no_key_is_refused() {
    let app = App::start();
    for key in [String::new(), "x".repeat(256)] {
        post(&app.rep1(), &key, &json!({"name": "甲"})).refuses("/Idempotency-Key", "invalid_idempotency_key");
    }
    post(&app.rep1(), &"x".repeat(255), &json!({"name": "甲"})).is(201);
}

#[test]
fn a_list_of_operations_is_done_once_too() {
    let app = App::start();
    let kept = app.rep1().customer(&json!({"name": "甲"}));
    let body = json!({"items": [
        {"op": "create", "fields": {"name": "乙"}},
        {"op": "update", "id": kept.id(), "version": 1, "fields": {"remark": "改"}},
        {"op": "create", "fields": {"name": ""}},
    ]});
    let bulk = |body: &Value| {
        app.rep1().call(Method::POST, "/customers/bulk").header("Idempotency-Key", "b").json(body).send()
    };
    let first = bulk(&body).is(200);
    assert_eq!((&first.json["succeeded"], &first.json["failed"]), (&json!(2), &json!(1)));
    assert_eq!(bulk(&body).is(200).json, first.json);
    assert_eq!(app.rep1().get("/customers").is(200).items().len(), 2);
    bulk(&json!({"items": [{"op": "create", "fields": {"name": "丙"}}]})).is_problem(409, "idempotency_conflict");
}

#[test]
fn operations_that_were_all_undone_spend_no_key() {
    let app = App::start();
    let bulk = |name: &str| {
        let items = json!([{"op": "create", "fields": {"name": "乙"}}, {"op": "create", "fields": {"name": name}}]);
        let call = app.rep1().call(Method::POST, "/customers/bulk").header("Idempotency-Key", "b");
        call.json(&json!({"items": items, "all_or_nothing": true})).send()
    };
    bulk("").is(422);
    assert_eq!(app.rep1().get("/customers").is(200).items().len(), 0);
    bulk("丙").is(200);
    assert_eq!(app.rep1().get("/customers").is(200).items().len(), 2);
}
