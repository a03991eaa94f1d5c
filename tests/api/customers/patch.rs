//! `PATCH`: JSON merge patch (RFC 7396) of the version that the caller has seen.

use guanxi_tests::App;
use reqwest::Method;
use serde_json::{Value, json};

#[test]
fn only_what_is_named_changes() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "甲", "phone": "13812345678", "tags": ["a", "b"], "remark": "旧"}));
    let changed = app.rep1().patch(&made.path(), 1, &json!({"remark": "新"})).is(200);
    assert_eq!(changed.header("etag"), Some("\"2\""));
    let mut expected = made.json.clone();
    for (field, value) in
        [("remark", json!("新")), ("version", json!(2)), ("updated_at", changed.json["updated_at"].clone())]
    {
        expected[field] = value;
    }
    assert_eq!(changed.json, expected);
    assert_ne!(changed.json["updated_at"], made.json["updated_at"]);
    assert_eq!(app.rep1().get(&made.path()).is(200).json, changed.json);
}

#[test]
fn null_removes_lists_are_replaced_and_objects_merge() {
    let app = App::start();
    add_custom_fields(&app);
    let admin = app.admin();
    let made =
        admin.customer(&json!({"name": "甲", "remark": "x", "tags": ["a", "b"], "custom": {"size": "1", "note": "n"}}));
    let path = made.path();
    let changed = admin.patch(&path, 1, &json!({"remark": null, "tags": ["c"], "custom": {"size": "2"}})).is(200);
    assert_eq!(changed.json["remark"], Value::Null);
    assert_eq!(changed.json["tags"], json!(["c"]));
    assert_eq!(changed.json["custom"], json!({"size": "2", "note": "n"}));
    let changed = admin.patch(&path, 2, &json!({"custom": {"note": null}, "tags": null})).is(200);
    assert_eq!(changed.json["custom"], json!({"size": "2", "note": null}));
    assert_eq!(changed.json["tags"], json!([]));
    let changed = admin.patch(&path, 3, &json!({"custom": null})).is(200);
    assert_eq!(changed.json["custom"], json!({"size": null, "note": null}));
}

#[test]
fn a_patch_that_changes_nothing_makes_no_version() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "甲", "phone": "13812345678"}));
    for patch in [
        json!({}),
        json!({"name": "甲"}),
        json!({"name": " 甲 "}),
        json!({"phone": "138 1234 5678"}),
        json!({"fax": null}),
    ] {
        let same = app.rep1().patch(&made.path(), 1, &patch).is(200);
        assert_eq!(same.json, made.json, "{patch}");
    }
}

#[test]
fn both_media_types_are_understood() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "甲"}));
    for (version, media) in [(1, "application/merge-patch+json"), (2, "application/json; charset=utf-8")] {
        let call = app.rep1().call(Method::PATCH, &made.path()).if_match(version);
        call.body(media, json!({"remark": media}).to_string()).send().is(200);
    }
}

#[test]
fn the_version_is_required_and_must_be_the_present_one() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "甲"}));
    let call = || app.rep1().call(Method::PATCH, &made.path()).json(&json!({"name": "乙"}));
    call().send().is_problem(428, "precondition_required");
    for tag in ["1", "\"one\"", "*", ""] {
        call().header("If-Match", tag).send().is_problem(400, "invalid_if_match");
    }
    for version in [0, 2, -1, i64::MAX] {
        let stale = call().if_match(version).send().is_problem(412, "stale_version");
        assert_eq!(stale.json["current_version"], 1);
    }
    call().if_match(1).send().is(200);
    call().if_match(1).send().is_problem(412, "stale_version");
}

#[test]
fn what_a_role_may_not_see_or_change_is_refused_and_kept() {
    let app = App::start();
    let body = json!({"name": "甲", "bank_account": "6222020200112233445", "id_number": "11010519491231002X",
                      "credit_stars": 3, "owner_id": app.rep1().id()});
    let made = app.admin().customer(&body);
    let seen = app.rep1().get(&made.path()).is(200);
    assert!(seen.json.get("bank_account").is_none(), "hidden");
    assert_ne!(seen.json["id_number"], body["id_number"], "masked");
    assert_eq!(seen.json["credit_stars"], 3, "read-only");
    let mut restricted: Vec<_> = seen.json["restricted"].as_array().into_iter().flatten().collect();
    restricted.sort_by_key(ToString::to_string);
    assert_eq!(restricted, ["bank_account", "id_number"]);

    for (field, value) in [
        ("bank_account", json!("6222020200112233446")),
        ("bank_account", json!(null)),
        // What a client has read masked and sends back is no value either.
        ("id_number", seen.json["id_number"].clone()),
        ("credit_stars", json!(5)),
    ] {
        let mut patch = json!({});
        patch[field] = value;
        let refusal = (format!("/{field}"), "field_restricted".to_owned());
        let answer = app.rep1().patch(&made.path(), 1, &patch).is_problem(422, "invalid_fields");
        assert!(answer.refusals().contains(&refusal), "{:?}", answer.refusals());
        patch["name"] = json!("乙");
        let answer = app.rep1().post("/customers", &patch).is_problem(422, "invalid_fields");
        assert!(answer.refusals().contains(&refusal), "{:?}", answer.refusals());
    }
    app.rep1().patch(&made.path(), 1, &json!({"name": "乙"})).is(200);
    let whole = app.admin().get(&made.path()).is(200);
    for field in ["bank_account", "id_number", "credit_stars"] {
        assert_eq!(whole.json[field], body[field], "{field} has survived the change of another field");
    }
}

#[test]
fn nobody_stands_above_themselves() {
    let app = App::start();
    let admin = app.admin();
    let top = admin.customer(&json!({"name": "集团"}));
    let middle = admin.customer(&json!({"name": "公司", "parent_id": top.id()}));
    let bottom = admin.customer(&json!({"name": "分公司", "parent_id": middle.id()}));
    assert_eq!(bottom.json["parent"], json!({"id": middle.id(), "name": "公司"}));
    for parent in [&top, &middle, &bottom] {
        admin.patch(&top.path(), 1, &json!({"parent_id": parent.id()})).refuses("/parent_id", "parent_cycle");
    }
    // What one may not see cannot be named.
    let body = json!({"name": "别家", "parent_id": top.id()});
    app.rep1().post("/customers", &body).refuses("/parent_id", "unknown_reference");
    app.stranger().post("/customers", &body).refuses("/parent_id", "unknown_reference");
}

#[test]
fn a_rep_keeps_what_is_theirs_and_a_manager_gives() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "甲"}));
    assert_eq!(made.json["owner"]["name"], "李一");
    assert_eq!(made.json["department"]["name"], "销售一组");
    let to_rep2 = json!({"owner_id": app.rep2().id()});
    app.rep1().patch(&made.path(), 1, &to_rep2).refuses("/owner_id", "assign_not_permitted");
    app.rep1()
        .post("/customers", &json!({"name": "乙", "owner_id": app.rep2().id()}))
        .refuses("/owner_id", "out_of_scope");
    let given = app.manager().patch(&made.path(), 1, &to_rep2).is(200);
    assert_eq!(given.json["owner"]["name"], "赵二");
    assert_eq!(given.json["department"]["name"], "销售二组");
    app.rep1().get(&made.path()).is_problem(404, "not_found");
    app.rep2().get(&made.path()).is(200);
    // Another organization's people are nobody here.
    let abroad = json!({"owner_id": app.stranger().id()});
    app.manager().patch(&made.path(), 2, &abroad).refuses("/owner_id", "unknown_reference");
}

/// A number and a text, as an administrator would add them.
pub fn add_custom_fields(app: &App) {
    let labels = |name: &str| json!({"zh-CN": name, "en": name, "zh-TW": name});
    let mut sql = app.sql();
    for (code, kind) in [("size", "number"), ("note", "text")] {
        let definition = json!({"code": code, "kind": kind, "labels": labels(code)}).to_string();
        sql.execute(
            "INSERT INTO custom_field (org_id, id, entity, code, definition, sort_order, version, created_at, updated_at)
             SELECT org_id, gen_random_uuid(), 'customer', $1, $2::text::jsonb, 0, 1, now(), now()
             FROM app_user WHERE login = 'admin'",
            &[&code, &definition],
        )
        .unwrap();
    }
    sql.execute("UPDATE organization SET config_version = config_version + 1", &[]).unwrap();
}
