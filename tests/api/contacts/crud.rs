//! Entering and changing contacts.

use guanxi_tests::{App, at_once};
use serde_json::json;

#[test]
fn a_contact_is_made_at_a_customer_and_found_by_whatever_is_known_of_it() {
    let app = App::start();
    let rep = app.rep1();
    let customer = rep.customer(&json!({"name": "苏州华兴科技有限公司"}));
    let body = json!({
        "name": "欧阳修", "nickname": "欧阳总", "customer_id": customer.id(), "is_primary": true,
        "job_department": "采购部", "job_title": "采购总监", "decision_role": "decision_maker",
        "attitude": "supporter", "closeness": "familiar", "mobile": "１３８ 1234 5678", "email": "OuYang@HuaXing.example",
        "birthday": "1980-02-29",
    });
    let made = rep.contact(&body);
    let (expected_customer, number) =
        (json!({"id": customer.id(), "name": "苏州华兴科技有限公司"}), &made.json["number"]);
    assert_eq!(made.json["customer"], expected_customer);
    assert!(number.as_str().is_some_and(|number| number.starts_with('P') && number.ends_with("-00001")), "{number}");
    assert_eq!(made.json["mobile"], "13812345678");
    assert_eq!(made.json["birthday_calendar"], "solar");
    assert_eq!(made.json["owner_id"], rep.id());
    assert_eq!(made.json["department_id"], customer.json["department_id"]);
    for words in ["欧阳", "oyx", "ouyang", "欧阳总", "5678", "ouyang@hua"] {
        assert_eq!(rep.get_with("/contacts", &[("q", words)]).is(200).names(), ["欧阳修"], "{words}");
        let found = rep.get_with("/search", &[("q", words)]).is(200).json.to_string();
        assert!(found.contains(made.id()), "{words}: {found}");
    }
    let by = |filter: &str| rep.get_with("/contacts", &[("filter", filter)]).is(200).names().len();
    assert_eq!(by(&format!("customer_id == \"{}\"", customer.id())), 1);
    assert_eq!(by("decision_role == \"decision_maker\" && attitude in [\"supporter\", \"neutral\"]"), 1);
    assert_eq!(by("is_primary == false"), 0);
}

#[test]
fn what_cannot_be_is_refused_at_its_place() {
    let app = App::start();
    let rep = app.rep1();
    let customer = rep.customer(&json!({"name": "甲"}));
    let theirs = app.rep2().customer(&json!({"name": "乙"}));
    let post = |body: serde_json::Value| rep.post("/contacts", &body);
    post(json!({})).refuses("/name", "required");
    post(json!({"name": "人", "customer_id": theirs.id()})).refuses("/customer_id", "unknown_reference");
    post(json!({"name": "人", "mobile": "12"})).refuses("/mobile", "invalid_phone");
    post(json!({"name": "人", "attitude": "angry"})).refuses("/attitude", "unknown_code");
    post(json!({"name": "人", "department_id": rep.id()})).refuses("/department_id", "read_only_field");
    let boss = rep.contact(&json!({"name": "上级", "customer_id": customer.id()}));
    post(json!({"name": "人", "reports_to_id": boss.id()})).refuses("/reports_to_id", "not_a_colleague");
    let below = rep.contact(&json!({"name": "下属", "customer_id": customer.id(), "reports_to_id": boss.id()}));
    let circle = rep.patch(&boss.contact_path(), 1, &json!({"reports_to_id": below.id()}));
    circle.refuses("/reports_to_id", "superior_cycle");
    let own = rep.patch(&boss.contact_path(), 1, &json!({"reports_to_id": boss.id()}));
    own.refuses("/reports_to_id", "superior_cycle");
    assert_eq!(rep.get("/contacts").is(200).names().len(), 2, "nothing was half written");
}

#[test]
fn a_customer_has_one_primary_contact_whoever_says_so_at_once() {
    let app = App::start();
    let rep = app.rep1();
    let customer = rep.customer(&json!({"name": "甲"}));
    let people: Vec<_> =
        (0..6).map(|n| rep.contact(&json!({"name": format!("人{n}"), "customer_id": customer.id()}))).collect();
    let users: Vec<_> = (0..6).map(|_| rep.clone()).collect();
    let answers =
        at_once(&users, |index, user| user.patch(&people[index].contact_path(), 1, &json!({"is_primary": true})));
    for answer in &answers {
        assert!([200, 412].contains(&answer.status), "{}: {}", answer.status, answer.json);
    }
    let primary = rep.get_with("/contacts", &[("filter", "is_primary == true")]).is(200);
    assert_eq!(primary.items().len(), 1);
    // A primary contact that comes back from the bin takes it from whoever has become it meanwhile.
    let first = primary.items()[0].clone();
    let (id, version) = (first["id"].as_str().unwrap(), first["version"].as_i64().unwrap());
    app.admin().delete(&format!("/contacts/{id}"), version).is(204);
    let other = people.iter().find(|one| one.id() != id).unwrap();
    let seen = rep.get(&other.contact_path()).is(200);
    rep.patch(&other.contact_path(), seen.version(), &json!({"is_primary": true})).is(200);
    app.admin().post_empty(&format!("/contacts/{id}/restore")).is(200);
    let primary = rep.get_with("/contacts", &[("filter", "is_primary == true")]).is(200);
    assert_eq!(primary.items().iter().map(|one| one["id"].as_str().unwrap()).collect::<Vec<_>>(), [id]);
    let history = rep.get(&format!("/contacts/{}/history", other.id())).is(200).json.to_string();
    assert!(history.contains("is_primary"), "whoever lost it can read that: {history}");
}

#[test]
fn a_contact_without_a_customer_is_nobodys_first() {
    let app = App::start();
    let rep = app.rep1();
    let alone = rep.contact(&json!({"name": "独", "is_primary": true}));
    assert_eq!((&alone.json["is_primary"], &alone.json["customer"]), (&json!(false), &json!(null)));
}

#[test]
fn a_customer_removed_for_good_leaves_its_people_behind() {
    let app = App::start();
    let admin = app.admin();
    let customer = admin.customer(&json!({"name": "甲"}));
    let person = admin.contact(&json!({"name": "人", "customer_id": customer.id()}));
    admin.delete(&customer.path(), 1).is(204);
    // As emptying the bin removes it, after a month.
    app.sql().execute("DELETE FROM customer WHERE deleted_at IS NOT NULL", &[]).unwrap();
    assert_eq!(admin.get(&person.contact_path()).is(200).json["customer_id"], json!(null));
}
