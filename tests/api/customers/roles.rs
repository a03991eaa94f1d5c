//! Role × action × whose record, as people review it: a changed line in the snapshot is a changed right.

use std::fmt::Write as _;

use guanxi_tests::{App, ROLES};
use serde_json::json;

#[test]
fn who_may_do_what_is_as_reviewed() {
    let app = App::start();
    let admin = app.admin();
    let mut table = String::new();
    for login in ROLES {
        let user = app.user(login);
        writeln!(table, "{}", user.signed_in["user"]["roles"][0]["code"].as_str().unwrap_or_default()).unwrap();
        let create = |owner: &str| user.post("/customers", &json!({"name": "新", "owner_id": owner})).status;
        let listed = user.get_with("/customers", &[("deleted", "true")]).status;
        let (own, of_rep2) = (create(user.id()), create(app.rep2().id()));
        writeln!(table, "  list:{} bin:{listed} create:{own} create for rep2:{of_rep2}", user.get("/customers").status)
            .unwrap();
        for (whose, owner) in [("own", user.id()), ("rep1's", app.rep1().id()), ("rep2's", app.rep2().id())] {
            let make = || admin.customer(&json!({"name": "老", "owner_id": owner}));
            let made = make();
            let view = user.get(&made.path()).status;
            let edit = user.patch(&made.path(), 1, &json!({"remark": "改"})).status;
            let assign = user.patch(&make().path(), 1, &json!({"owner_id": admin.id()})).status;
            let delete = user.delete(&make().path(), 1).status;
            let deleted = make();
            admin.delete(&deleted.path(), 1).is(204);
            let view_deleted = user.get(&deleted.path()).status;
            let restore = user.post_empty(&format!("{}/restore", deleted.path())).status;
            writeln!(
                table,
                "  {whose:<8}view:{view} edit:{edit} assign:{assign} delete:{delete} view deleted:{view_deleted} restore:{restore}"
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

/// A record of the other organization is not there, whoever asks.
#[test]
fn no_role_reaches_another_organization() {
    let app = App::start();
    let theirs = app.stranger().customer(&json!({"name": "别家"}));
    for login in ROLES {
        let user = app.user(login);
        user.get(&theirs.path()).is_problem(404, "not_found");
        for answer in [
            user.patch(&theirs.path(), 1, &json!({"name": "抢"})),
            user.delete(&theirs.path(), 1),
            user.post_empty(&format!("{}/restore", theirs.path())),
        ] {
            assert!([403, 404].contains(&answer.status), "{login}: {}", answer.status);
        }
        assert!(user.get("/customers").is(200).items().is_empty(), "{login}");
    }
    assert_eq!(app.stranger().get(&theirs.path()).is(200).version(), 1);
}

/// Whoever may read the log, but not the record, learns that something happened and not what.
#[test]
fn the_log_tells_no_values_of_records_beyond_the_reader() {
    let app = App::start();
    let admin = app.admin();
    let made = app.rep1().customer(&json!({"name": "甲", "phone": "13900001234"}));
    let reader = |grants: serde_json::Value, name: &str| {
        let role = admin.post("/roles", &json!({"name": name, "grants": grants})).is(201);
        let user = format!("/users/{}", app.rep2().id());
        let version = admin.get(&user).is(200).version();
        admin.patch(&user, version, &json!({"role_ids": [role.id()]})).is(200);
        app.rep2().get_with("/audit-events", &[("record_id", made.id())]).is(200)
    };
    let log = json!({"resource": "audit_events", "actions": ["view"], "scope": "all"});
    for (grants, name) in [
        (json!([log]), "只看日志"),
        (json!([log, {"resource": "customers", "actions": ["view"], "scope": "own"}]), "只看自己的"),
    ] {
        let told = reader(grants, name);
        assert!(!told.json.to_string().contains("1390000"), "{}", told.json);
        let changes = told.items()[0]["changes"].as_array().unwrap().clone();
        assert!(changes.iter().any(|change| change["field"] == "phone" && change["restricted"] == true), "{changes:?}");
    }
    let all = json!([log, {"resource": "customers", "actions": ["view"], "scope": "all"}]);
    assert!(reader(all, "都看").json.to_string().contains("13900001234"));
}

#[test]
fn a_rule_that_could_not_hold_is_refused_and_what_is_derived_is_closed_with_its_source() {
    let app = App::start();
    let admin = app.admin();
    let view = json!([{"resource": "customers", "actions": ["view"], "scope": "all"}]);
    for field in ["name", "number", "kind", "owner_id", "department_id", "created_by", "custom"] {
        let rules = json!([{"resource": "customers", "field": field, "rule": "hidden"}]);
        let body = json!({"name": field, "grants": view, "field_rules": rules});
        admin.post("/roles", &body).refuses("/field_rules/0/field", "unknown_field");
    }
    let rules = json!([{"resource": "customers", "field": "addresses", "rule": "hidden"}]);
    let role = admin.post("/roles", &json!({"name": "不看地址", "grants": view, "field_rules": rules})).is(201);
    let user = format!("/users/{}", app.rep2().id());
    admin.patch(&user, 1, &json!({"role_ids": [role.id()]})).is(200);
    let address = json!([{"kind": "office", "region": "440305", "street": "科技园", "primary": true}]);
    let made = admin.customer(&json!({"name": "甲", "addresses": address}));
    let seen = app.rep2().get(&made.path()).is(200).json;
    assert!(seen.get("addresses").is_none() && seen.get("region").is_none(), "{seen}");
    let by = |query: &[(&str, &str)]| app.rep2().get_with("/customers", query);
    by(&[("filter", "region == \"440305\"")]).is_problem(422, "invalid_fields");
    by(&[("sort", "region")]).refuses("/sort", "field_restricted");
}
