//! The same person twice.

use guanxi_tests::{App, at_once};
use serde_json::json;

#[test]
fn a_number_an_address_or_a_name_at_the_customer_is_told() {
    let app = App::start();
    let (rep, rep2) = (app.rep1(), app.rep2());
    let customer = rep.customer(&json!({"name": "甲"}));
    let body =
        json!({"name": "王伟", "customer_id": customer.id(), "office_phone": "0512-65551234", "email": "w@a.example"});
    let person = rep.contact(&body);
    let ask = |body: serde_json::Value| rep.post("/contacts/duplicates", &body).is(200).json["matches"].clone();
    let reason = |matches: &serde_json::Value| matches[0]["reasons"][0]["code"].clone();
    assert_eq!(reason(&ask(json!({"mobile": "051265551234"}))), "same_phone");
    assert_eq!(reason(&ask(json!({"email": "w@A.example"}))), "same_email");
    assert_eq!(reason(&ask(json!({"name": "王伟", "customer_id": customer.id()}))), "same_name");
    assert_eq!(ask(json!({"name": "王伟"})), json!([]), "half of China is called that");
    assert_eq!(ask(json!({"email": "w@a.example", "exclude_id": person.id()})), json!([]));
    // Beyond one's scope: whom to ask, and nothing else.
    let told = rep2.post("/contacts/duplicates", &json!({"email": "w@a.example"})).is(200).json;
    let known = &told["matches"][0];
    assert_eq!((&known["id"], &known["name"], &known["owner"]["id"]), (&json!(null), &json!("王伟"), &json!(rep.id())));
    // Who sees numbers masked finds nobody by them.
    let blind = app.user("marketing").post("/contacts/duplicates", &json!({"mobile": "051265551234"})).is(200);
    assert_eq!(blind.json["matches"], json!([]));
}

#[test]
fn where_duplicates_are_blocked_two_at_once_make_one() {
    let app = App::start();
    let admin = app.admin();
    let organization = admin.get("/organization").is(200);
    let settings = json!({"settings": {"duplicate_policy": "block"}});
    admin.patch("/organization", organization.version(), &settings).is(200);
    let users: Vec<_> = (0..6).map(|_| admin.clone()).collect();
    let answers = at_once(&users, |_, user| user.post("/contacts", &json!({"name": "人", "mobile": "13812345678"})));
    assert_eq!(answers.iter().filter(|answer| answer.status == 201).count(), 1);
    for refused in answers.into_iter().filter(|answer| answer.status != 201) {
        refused.is_problem(409, "duplicate_suspected");
    }
}
