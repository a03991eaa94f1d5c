//! Who reaches the contacts of a customer: its owner, its team, its department; and whom they follow.

use guanxi_tests::{App, Response};
use serde_json::json;

#[test]
fn who_owns_the_customer_reaches_every_contact_of_it() {
    let app = App::start();
    let (admin, rep1, rep2) = (app.admin(), app.rep1(), app.rep2());
    let customer = rep1.customer(&json!({"name": "甲"}));
    // Entered by somebody else, for somebody else.
    let person = admin.contact(&json!({"name": "人", "customer_id": customer.id(), "owner_id": rep2.id()}));
    assert_eq!(person.json["department_id"], customer.json["department_id"]);
    assert_eq!(rep1.get(&person.contact_path()).is(200).json["name"], "人");
    rep1.patch(&person.contact_path(), 1, &json!({"job_title": "经理"})).is(200);
    assert_eq!(rep1.get("/contacts").is(200).names(), ["人"]);
    // Without the customer it is the owner's alone.
    rep2.patch(&person.contact_path(), 2, &json!({"customer_id": null})).is(200);
    rep1.get(&person.contact_path()).is_problem(404, "not_found");
}

#[test]
fn a_new_contact_is_the_customers_owners_where_the_caller_may_enter_it_for_them() {
    let app = App::start();
    let (manager, rep1, rep2) = (app.manager(), app.rep1(), app.rep2());
    let customer = rep1.customer(&json!({"name": "甲"}));
    let by_manager = manager.contact(&json!({"name": "主管录入", "customer_id": customer.id()}));
    assert_eq!(by_manager.json["owner_id"], rep1.id());
    // A member of the team enters it for themselves, and the owner sees it.
    let team = json!({"items": [{"principal_kind": "user", "principal_id": rep2.id(), "level": "write"}]});
    manager.call(reqwest::Method::PUT, &format!("{}/team", customer.path())).json(&team).send().is(200);
    let by_member = rep2.contact(&json!({"name": "组员录入", "customer_id": customer.id()}));
    assert_eq!(by_member.json["owner_id"], rep2.id());
    rep1.get(&by_member.contact_path()).is(200);
}

#[test]
fn the_team_of_a_customer_is_the_team_of_its_contacts() {
    let app = App::start();
    let (manager, rep1, rep2) = (app.manager(), app.rep1(), app.rep2());
    let customer = rep1.customer(&json!({"name": "甲"}));
    let before = rep1.contact(&json!({"name": "先", "customer_id": customer.id()}));
    let set = |level: Option<&str>| {
        let members: Vec<_> = level
            .map(|level| json!({"principal_kind": "user", "principal_id": rep2.id(), "level": level}))
            .into_iter()
            .collect();
        let call = manager.call(reqwest::Method::PUT, &format!("{}/team", customer.path()));
        call.json(&json!({"items": members})).send().is(200);
    };
    rep2.get(&before.contact_path()).is_problem(404, "not_found");
    set(Some("read"));
    let after = rep1.contact(&json!({"name": "后", "customer_id": customer.id()}));
    for contact in [&before, &after] {
        rep2.get(&contact.contact_path()).is(200);
        rep2.patch(&contact.contact_path(), 1, &json!({"remark": "改"})).is_problem(403, "forbidden");
    }
    assert_eq!(people(&rep2.get(&format!("{}/contacts", customer.path()))), ["后", "先"]);
    set(Some("write"));
    rep2.patch(&before.contact_path(), 1, &json!({"remark": "改"})).is(200);
    set(None);
    rep2.get(&before.contact_path()).is_problem(404, "not_found");
    // Whoever moves to another customer is that one's team's.
    set(Some("read"));
    let elsewhere = rep1.customer(&json!({"name": "乙"}));
    rep1.patch(&after.contact_path(), 1, &json!({"customer_id": elsewhere.id()})).is(200);
    rep2.get(&after.contact_path()).is_problem(404, "not_found");
}

#[test]
fn contacts_go_along_with_their_customer_or_stay() {
    let app = App::start();
    let (manager, rep1, rep2) = (app.manager(), app.rep1(), app.rep2());
    for (along, way) in [(true, "transfer"), (false, "transfer"), (true, "edit"), (true, "job")] {
        let customer = rep1.customer(&json!({"name": format!("客户{along}{way}")}));
        let mine = rep1.contact(&json!({"name": "自己的", "customer_id": customer.id()}));
        let other = manager.contact(&json!({"name": "主管的", "customer_id": customer.id(), "owner_id": manager.id()}));
        match way {
            "transfer" => {
                let body = json!({"owner_id": rep2.id(), "with_contacts": along});
                manager.post(&format!("{}/transfer", customer.path()), &body).is(200);
            }
            "edit" => {
                manager.patch(&customer.path(), 1, &json!({"owner_id": rep2.id()})).is(200);
            }
            _ => {
                let body = json!({"ids": [customer.id()], "action": "transfer", "arguments": {"owner_id": rep2.id()}});
                manager.post("/customers/bulk-actions", &body).is(202);
                guanxi_tests::wait_for("the transfer", || {
                    manager.get(&customer.path()).json["owner_id"] == json!(rep2.id())
                });
            }
        }
        let now = |contact: &Response| manager.get(&contact.contact_path()).is(200).json;
        let expected = if along { rep2.id() } else { rep1.id() };
        assert_eq!(now(&mine)["owner_id"], expected, "{along} {way}");
        assert_eq!(now(&other)["owner_id"], manager.id(), "what was somebody else's stays");
        let department = &manager.get(&customer.path()).is(200).json["department_id"];
        assert_eq!((&now(&mine)["department_id"], &now(&other)["department_id"]), (department, department));
        // The new owner reaches them all; the former one what is still theirs.
        rep2.get(&mine.contact_path()).is(200);
        rep2.get(&other.contact_path()).is(200);
        assert_eq!(rep1.get(&mine.contact_path()).status, if along { 404 } else { 200 }, "{along} {way}");
        rep1.get(&other.contact_path()).is_problem(404, "not_found");
    }
}

#[test]
fn each_role_does_with_contacts_what_it_does_with_customers() {
    let app = App::start();
    let customer = app.admin().customer(&json!({"name": "甲"}));
    let body = json!({"name": "人", "customer_id": customer.id(), "mobile": "13812345678"});
    let person = app.admin().contact(&body);
    for login in guanxi_tests::ROLES {
        let user = app.user(login);
        let customers = [user.get("/customers").status, user.get(&customer.path()).status];
        let contacts = [user.get("/contacts").status, user.get(&person.contact_path()).status];
        assert_eq!(contacts, customers, "{login}");
    }
    let masked = app.user("marketing").get(&person.contact_path()).is(200);
    assert_eq!(masked.json["mobile"], "138****5678");
    let told = app.user("marketing").get_with("/contacts", &[("q", "13812345678")]).is(200);
    assert!(told.items().is_empty(), "a masked number cannot be found out");
}

fn people(answer: &Response) -> Vec<&str> {
    answer.items().iter().filter_map(|one| one["contact"]["name"].as_str()).collect()
}
