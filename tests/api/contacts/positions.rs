//! Posts, and the people of a customer.

use guanxi_tests::{App, Response, User};
use serde_json::{Value, json};

fn put(user: &User, contact: &Response, items: Value) -> Response {
    user.call(reqwest::Method::PUT, &format!("{}/positions", contact.contact_path()))
        .json(&json!({"items": items}))
        .send()
}

#[test]
fn who_changes_employer_leaves_a_trace() {
    let app = App::start();
    let rep = app.rep1();
    let (old, new) = (rep.customer(&json!({"name": "旧东家"})), rep.customer(&json!({"name": "新东家"})));
    let boss = rep.contact(&json!({"name": "老板", "customer_id": old.id()}));
    let body = json!({
        "name": "人", "customer_id": old.id(), "job_title": "经理", "job_department": "采购部", "reports_to_id": boss.id(),
        "is_primary": true,
    });
    let person = rep.contact(&body);
    let moved = rep.patch(&person.contact_path(), 1, &json!({"customer_id": new.id(), "job_title": "总监"})).is(200);
    assert_eq!(moved.json["reports_to_id"], json!(null), "the superior has stayed");
    let posts = rep.get(&format!("{}/positions", person.contact_path())).is(200);
    assert_eq!(posts.items().len(), 1);
    let post = &posts.items()[0];
    assert_eq!(post["customer"], json!({"id": old.id(), "name": "旧东家"}));
    assert_eq!((&post["job_title"], &post["job_department"]), (&json!("经理"), &json!("采购部")));
    assert!(post["until"].is_string() && post["since"].is_null(), "{post}");
    // An edit of anything else leaves none.
    rep.patch(&person.contact_path(), 2, &json!({"remark": "换了"})).is(200);
    assert_eq!(rep.get(&format!("{}/positions", person.contact_path())).is(200).items().len(), 1);
    // The third employer: the second began when the first ended.
    rep.patch(&person.contact_path(), 3, &json!({"customer_id": null})).is(200);
    let posts = rep.get(&format!("{}/positions", person.contact_path())).is(200);
    let second = posts.items().iter().find(|one| one["customer_id"] == json!(new.id())).unwrap();
    assert_eq!(second["since"], post["until"]);
}

#[test]
fn posts_are_written_by_hand_too() {
    let app = App::start();
    let rep = app.rep1();
    let customer = rep.customer(&json!({"name": "甲"}));
    let theirs = app.rep2().customer(&json!({"name": "乙"}));
    let person = rep.contact(&json!({"name": "人"}));
    let items = json!([
        {"company": " 老东家 ", "job_title": "工程师", "since": "2010-01-01", "until": "2015-12-31"},
        {"customer_id": customer.id(), "job_title": "顾问", "since": "2020-03-01"},
    ]);
    let now = put(&rep, &person, items).is(200);
    assert_eq!(now.items()[0]["customer"]["name"], "甲", "those held come first");
    assert_eq!(now.items()[1]["company"], "老东家");
    for (item, pointer, code) in [
        (json!({"job_title": "无"}), "/items/0/company", "required"),
        (json!({"company": "甲", "customer_id": customer.id()}), "/items/0/company", "one_employer"),
        (json!({"company": "甲", "since": "2020-01-02", "until": "2020-01-01"}), "/items/0/until", "ends_before_start"),
        (json!({"company": "长".repeat(121)}), "/items/0/company", "too_long"),
        (json!({"customer_id": theirs.id()}), "/items/0/customer_id", "unknown_reference"),
    ] {
        put(&rep, &person, json!([item])).refuses(pointer, code);
    }
    put(&rep, &person, json!(vec![json!({"company": "甲"}); 31])).refuses("/items", "too_many");
    assert_eq!(rep.get(&format!("{}/positions", person.contact_path())).is(200).items().len(), 2);
    put(&app.rep2(), &person, json!([])).is_problem(404, "not_found");
    let log = app.admin().get_with("/audit-events", &[("record_id", person.id())]).is(200).json.to_string();
    assert!(log.contains("contact.positions_changed"), "{log}");
}

/// The customer's name stays when the customer is removed for good, and the list can still be written.
#[test]
fn a_post_outlives_the_customer_it_was_at() {
    let app = App::start();
    let admin = app.admin();
    let old = admin.customer(&json!({"name": "旧东家"}));
    let person = admin.contact(&json!({"name": "人", "customer_id": old.id(), "job_title": "经理"}));
    admin.patch(&person.contact_path(), 1, &json!({"customer_id": null})).is(200);
    let path = format!("{}/positions", person.contact_path());
    assert_eq!(admin.get(&path).is(200).items()[0]["company"], json!(null), "while it is there, it has a name itself");
    admin.delete(&old.path(), 1).is(204);
    app.sql().execute("DELETE FROM customer WHERE deleted_at IS NOT NULL", &[]).unwrap();
    let told = admin.get(&path).is(200);
    let post = &told.items()[0];
    assert_eq!((&post["company"], &post["customer_id"]), (&json!("旧东家"), &json!(null)));
    let again = json!([{"company": post["company"], "job_title": post["job_title"], "until": post["until"]}]);
    put(&admin, &person, again).is(200);
}

/// The list is replaced as a whole: whoever does not see a part of it cannot replace it.
#[test]
fn who_does_not_see_a_part_of_the_posts_replaces_none() {
    let app = App::start();
    let admin = app.admin();
    let person = admin.contact(&json!({"name": "人", "owner_id": app.rep2().id()}));
    put(&admin, &person, json!([{"company": "老东家", "job_title": "工程师"}])).is(200);
    let grants = json!([{"resource": "contacts", "actions": ["view", "edit"], "scope": "own"}]);
    let rules = json!([{"resource": "contacts", "field": "job_title", "rule": "hidden"}]);
    let role = admin.post("/roles", &json!({"name": "不看职务", "grants": grants, "field_rules": rules})).is(201);
    admin.patch(&format!("/users/{}", app.rep2().id()), 1, &json!({"role_ids": [role.id()]})).is(200);
    let seen = app.rep2().get(&format!("{}/positions", person.contact_path())).is(200);
    assert_eq!((&seen.items()[0]["company"], &seen.items()[0]["job_title"]), (&json!("老东家"), &json!(null)));
    put(&app.rep2(), &person, json!([])).refuses("/items", "field_restricted");
}

#[test]
fn the_people_of_a_customer_are_told_with_their_part() {
    let app = App::start();
    let (rep, rep2) = (app.rep1(), app.rep2());
    let customer = rep.customer(&json!({"name": "甲"}));
    let other = rep.customer(&json!({"name": "乙"}));
    for (name, primary) in [("王", false), ("李", true), ("安", false)] {
        rep.contact(&json!({"name": name, "customer_id": customer.id(), "is_primary": primary}));
    }
    let adviser = rep.contact(&json!({"name": "顾", "customer_id": other.id()}));
    put(&rep, &adviser, json!([{"customer_id": customer.id(), "job_title": "顾问"}])).is(200);
    let former = rep.contact(&json!({"name": "前", "customer_id": other.id()}));
    put(&rep, &former, json!([{"customer_id": customer.id(), "until": "2020-01-01"}])).is(200);
    let told = rep.get(&format!("{}/contacts", customer.path())).is(200);
    let names: Vec<_> = told.items().iter().map(|one| one["contact"]["name"].as_str().unwrap()).collect();
    assert_eq!(names, ["李", "安", "王", "顾"]);
    assert_eq!(told.items()[0]["position"], json!(null));
    assert_eq!(told.items()[3]["position"]["job_title"], "顾问");
    rep2.get(&format!("{}/contacts", customer.path())).is_problem(404, "not_found");
}
