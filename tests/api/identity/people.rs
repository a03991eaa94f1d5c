//! Departments, roles and users: who may change whom.

use guanxi_tests::{App, PASSWORD, User};
use serde_json::{Value, json};

fn role(admin: &User, code: &str) -> Value {
    let roles = admin.get("/roles").is(200);
    roles.items().iter().find(|role| role["code"] == code).expect("a shipped role").clone()
}

#[test]
fn a_department_never_stands_below_itself_and_goes_only_when_empty() {
    let app = App::start();
    let admin = app.admin();
    let above = admin.post("/departments", &json!({"name": "华东"})).is(201);
    let below = admin.post("/departments", &json!({"name": "上海", "parent_id": above.id()})).is(201);
    let (over, under) = (department_path(above.id()), department_path(below.id()));
    admin.patch(&over, 1, &json!({"parent_id": below.id()})).refuses("/parent_id", "department_cycle");
    admin.delete(&over, 1).is_problem(409, "department_not_empty");
    admin.delete(&under, 1).is(204);
    admin.delete(&over, 1).is(204);
    admin.get(&over).is_problem(404, "not_found");
    app.rep1().post("/departments", &json!({"name": "华北"})).is_problem(403, "forbidden");
}

#[test]
fn nobody_hands_out_more_than_they_hold() {
    let app = App::start();
    let admin = app.admin();
    let grants = json!([
        {"resource": "users", "actions": ["view", "create", "edit"], "scope": "all"},
        {"resource": "roles", "actions": ["view", "create", "assign"], "scope": "all"},
    ]);
    let hr = admin.post("/roles", &json!({"name": "人事", "grants": grants})).is(201);
    admin.patch(&user_path(app.rep2().id()), 1, &json!({"role_ids": [hr.id()]})).is(200);

    let (hr, administrator) = (app.rep2(), role(&admin, "administrator")["id"].clone());
    let own = hr.get(&user_path(hr.id())).is(200);
    hr.patch(&user_path(hr.id()), own.version(), &json!({"role_ids": [administrator]}))
        .refuses("/role_ids/0", "exceeds_own_access");
    let customers = json!([{"resource": "customers", "actions": ["view"], "scope": "own"}]);
    hr.post("/roles", &json!({"name": "别的", "grants": customers})).refuses("/grants", "exceeds_own_access");
    // Neither a new password nor another address opens the administrator's door.
    let theirs = user_path(admin.id());
    hr.call(reqwest::Method::POST, &format!("{theirs}/reset-password"))
        .json(&json!({"password": "Another-horse-8"}))
        .send()
        .is_problem(403, "forbidden");
    let seen = hr.get(&theirs).is(200).version();
    hr.patch(&theirs, seen, &json!({"email": "mine@example.com"})).is_problem(403, "forbidden");
    hr.patch(&theirs, seen, &json!({"job_title": "总经理"})).is(200);
    admin.get("/me").is(200);
}

#[test]
fn the_last_administrator_stays() {
    let app = App::start();
    let (admin, own) = (app.admin(), user_path(app.admin().id()));
    admin.post_empty(&format!("{own}/disable")).is_problem(409, "last_administrator");
    admin.patch(&own, 1, &json!({"role_ids": []})).is_problem(409, "last_administrator");
    let administrator = role(&admin, "administrator");
    admin.patch(&user_path(app.rep1().id()), 1, &json!({"role_ids": [administrator["id"]]})).is(200);
    admin.patch(&own, 1, &json!({"role_ids": []})).is(200);
    app.rep1().get("/roles").is(200);
    admin.get("/roles").is_problem(403, "forbidden");
}

/// Of two administrators who each demote the other at once, one stays.
#[test]
fn two_administrators_cannot_remove_each_other() {
    let app = App::start();
    let (admin, other) = (app.admin(), app.rep1());
    let administrator = role(&admin, "administrator");
    admin.patch(&user_path(other.id()), 1, &json!({"role_ids": [administrator["id"]]})).is(200);
    let (of_admin, of_other) = (user_path(admin.id()), user_path(other.id()));
    let statuses = std::thread::scope(|scope| {
        let first = scope.spawn(|| admin.patch(&of_other, 2, &json!({"role_ids": []})).status);
        let second = scope.spawn(|| other.patch(&of_admin, 1, &json!({"role_ids": []})).status);
        [first.join().unwrap(), second.join().unwrap()]
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
}

#[test]
fn whoever_is_disabled_is_out_at_once_and_may_return() {
    let app = App::start();
    let (admin, rep) = (app.admin(), app.rep1());
    admin.post_empty(&format!("{}/disable", user_path(rep.id()))).is(200);
    rep.get("/me").is_problem(401, "unauthorized");
    admin.post_empty(&format!("{}/enable", user_path(rep.id()))).is(200);
    // The old session stays ended.
    rep.get("/me").is_problem(401, "unauthorized");
    app.anonymous().sign_in("rep1", PASSWORD).get("/me").is(200);
}

#[test]
fn a_first_password_must_be_changed() {
    let app = App::start();
    let body = json!({"login": "newcomer", "display_name": "新人", "password": "First-horse-8"});
    app.admin().post("/users", &body).is(201);
    let newcomer = app.anonymous().sign_in("newcomer", "First-horse-8");
    newcomer.get("/departments").is_problem(403, "password_change_required");
    let change = json!({"current_password": "First-horse-8", "new_password": "Second-horse-8"});
    newcomer.post("/me/password", &change).is(204);
    assert_eq!(newcomer.get("/me").is(200).json["must_change_password"], false);
}

#[test]
fn a_key_reaches_no_further_than_its_person() {
    let app = App::start();
    let (admin, rep) = (app.admin(), app.rep1());
    let administrator = role(&admin, "administrator");
    let sales = role(&admin, "sales_rep");
    admin.patch(&user_path(rep.id()), 1, &json!({"role_ids": [administrator["id"]]})).is(200);
    let made = rep.post("/api-keys", &json!({"name": "ERP", "role_id": administrator["id"]})).is(201);
    let key = app.anonymous().with_token(made.json["key"].as_str().unwrap());
    key.get("/roles").is(200);
    key.patch("/me", 1, &json!({"email": "x@example.com"})).is_problem(403, "forbidden");
    let shown = rep.get("/api-keys").is(200);
    assert!(shown.items()[0]["last_used_at"].is_string(), "{}", shown.json);
    assert!(shown.items()[0].get("key").is_none());
    // Demoted: the key that reaches further is worth nothing.
    admin.patch(&user_path(rep.id()), 2, &json!({"role_ids": [sales["id"]]})).is(200);
    key.get("/roles").is_problem(401, "unauthorized");
}

fn user_path(id: &str) -> String {
    format!("/users/{id}")
}

fn department_path(id: &str) -> String {
    format!("/departments/{id}")
}

/// A key that may edit users is no way into its owner's account.
#[test]
fn a_narrow_key_cannot_take_its_owners_account() {
    let app = App::start();
    let admin = app.admin();
    let grants = json!([{"resource": "users", "actions": ["view", "edit"], "scope": "own"}]);
    let narrow = admin.post("/roles", &json!({"name": "自助", "grants": grants})).is(201);
    let made = admin.post("/api-keys", &json!({"name": "HR", "role_id": narrow.id()})).is(201);
    let key = app.anonymous().with_token(made.json["key"].as_str().unwrap());
    let own = user_path(admin.id());
    let password = json!({"password": "Taken-over-by-key-1"});
    key.post(&format!("{own}/reset-password"), &password).is_problem(403, "forbidden");
    key.post_empty(&format!("{own}/remove-otp")).is_problem(403, "forbidden");
    let version = key.get(&own).is(200).version();
    key.patch(&own, version, &json!({"email": "thief@example.com"})).refuses("/email", "in_own_settings");
    // Nor is a session that somebody left open: one's own password goes by the present one.
    admin.post(&format!("{own}/reset-password"), &password).is_problem(403, "forbidden");
}

#[test]
fn nobody_gives_a_department_beyond_their_reach_least_of_all_to_themselves() {
    let app = App::start();
    let admin = app.admin();
    let grants = json!([
        {"resource": "customers", "actions": ["view"], "scope": "department"},
        {"resource": "users", "actions": ["view", "create", "edit"], "scope": "department_tree"},
    ]);
    let clerk = admin.post("/roles", &json!({"name": "文员", "grants": grants})).is(201);
    // 王经理 is in 销售部, above both groups.
    let manager = app.manager();
    admin.patch(&user_path(manager.id()), 1, &json!({"role_ids": [clerk.id()]})).is(200);
    let departments = admin.get("/departments").is(200);
    let id =
        |name: &str| departments.items().iter().find(|one| one["name"] == name).expect("a department")["id"].clone();
    let (market, group) = (id("市场部"), id("销售一组"));
    let own = user_path(manager.id());
    let version = manager.get(&own).is(200).version();
    manager.patch(&own, version, &json!({"department_id": market})).refuses("/department_id", "out_of_scope");
    for department in [&market, &group] {
        let further = json!({"department_ids": [department]});
        manager.patch(&own, version, &further).refuses("/department_ids/0", "out_of_scope");
    }
    let theirs = user_path(app.rep2().id());
    let version = manager.get(&theirs).is(200).version();
    manager.patch(&theirs, version, &json!({"department_ids": [market]})).refuses("/department_ids/0", "out_of_scope");
    manager.patch(&theirs, version, &json!({"department_ids": [group]})).is(200);
    // Somebody whose department is out of reach keeps their password, whatever they may do elsewhere.
    let reset = format!("{}/reset-password", user_path(app.user("marketing").id()));
    manager.post(&reset, &json!({"password": "Another-horse-8"})).is_problem(404, "not_found");
}

#[test]
fn nobody_takes_away_what_they_do_not_hold() {
    let app = App::start();
    let admin = app.admin();
    let grants = json!([{"resource": "roles", "actions": ["view", "edit"], "scope": "all"}]);
    let keeper = admin.post("/roles", &json!({"name": "角色管理", "grants": grants})).is(201);
    admin.patch(&user_path(app.rep2().id()), 1, &json!({"role_ids": [keeper.id()]})).is(200);
    let finance = role(&admin, "finance");
    let path = format!("/roles/{}", finance["id"].as_str().unwrap());
    let version = finance["version"].as_i64().unwrap();
    app.rep2().patch(&path, version, &json!({"grants": []})).refuses("/grants", "exceeds_own_access");
}

#[test]
fn ones_own_address_changes_with_the_password_and_ends_what_was_mailed_before() {
    let app = App::start();
    let rep = app.rep1();
    rep.call(reqwest::Method::PATCH, "/me")
        .json(&json!({"email": "x@example.com"}))
        .send()
        .refuses("/email", "unknown_field");
    let change = |password: &str, to: &str| rep.post("/me/email", &json!({"email": to, "password": password}));
    change("not-the-password", "rep1@example.com").refuses("/password", "wrong_password");
    change(PASSWORD, "no address").refuses("/email", "invalid_email");
    change(PASSWORD, "rep1@example.com").is(204);
    assert_eq!(rep.get("/me").is(200).json["user"]["email"], "rep1@example.com");
    app.anonymous().post("/auth/forgot-password", &json!({"login": "rep1"})).is(202);
    let mailed = app.mailed_token("rep1@example.com");
    change(PASSWORD, "new@example.com").is(204);
    let reset = json!({"token": mailed, "password": "Another-horse-8"});
    app.anonymous().post("/auth/reset-password", &reset).is_problem(400, "token_invalid");
}

#[test]
fn a_changed_password_is_another_and_ends_what_was_mailed_before() {
    let app = App::start();
    let rep = app.rep1();
    rep.post("/me/email", &json!({"email": "rep1@example.com", "password": PASSWORD})).is(204);
    app.anonymous().post("/auth/forgot-password", &json!({"login": "rep1"})).is(202);
    let mailed = app.mailed_token("rep1@example.com");
    let change = |new: &str| rep.post("/me/password", &json!({"current_password": PASSWORD, "new_password": new}));
    change(PASSWORD).refuses("/new_password", "same_password");
    change("Another-horse-8").is(204);
    let reset = json!({"token": mailed, "password": "Third-horse-8"});
    app.anonymous().post("/auth/reset-password", &reset).is_problem(400, "token_invalid");
}
