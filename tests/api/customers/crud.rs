//! Making, reading, deleting and restoring one customer.

use guanxi_tests::App;
use serde_json::json;

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

#[test]
fn a_customer_is_made_with_what_the_organization_adds() {
    let app = App::start();
    let made = app.rep1().customer(&json!({
        "name": "深圳市华星科技有限公司", "short_name": "华星", "phone": "0755 8601 3388", "email": "Info@Example.COM",
        "credit_code": "91350100M000100Y43", "registered_capital": "1000000.00", "founded_on": "2008-05-18",
        "addresses": [{"kind": "office", "region": "440305", "street": "科苑路15号", "primary": true}],
        "tags": ["重点", "重点", "展会"],
    }));
    assert_eq!(made.header("location"), Some(format!("/api/v1{}", made.path()).as_str()));
    assert_eq!(made.header("etag"), Some("\"1\""));
    assert_eq!(made.header("cache-control"), Some("no-store"));
    let read = app.rep1().get(&made.path()).is(200);
    assert_eq!(read.json, made.json);
    assert_eq!(read.header("etag"), Some("\"1\""));
    insta::assert_json_snapshot!(made.json, {
        ".number" => insta::dynamic_redaction(|number, _| {
            let number = number.as_str().unwrap_or_default().to_owned();
            assert!(number.len() == 13 && number.starts_with("C20") && number.ends_with("-00001"), "{number}");
            "[number]"
        }),
        ".id" => "[id]",
        ".**.id" => "[id]",
        ".owner_id" => "[id]",
        ".department_id" => "[id]",
        ".created_by" => "[id]",
        ".updated_by" => "[id]",
        ".created_at" => "[time]",
        ".updated_at" => "[time]",
    });
}

#[test]
fn numbers_go_on_and_a_given_one_is_kept() {
    let app = App::start();
    let number = |body| app.rep1().customer(&body).json["number"].as_str().unwrap_or_default().to_owned();
    let (first, second) = (number(json!({"name": "甲"})), number(json!({"name": "乙"})));
    assert!(first.ends_with("-00001") && second.ends_with("-00002"), "{first} {second}");
    assert_eq!(number(json!({"name": "丙", "number": "K-77"})), "K-77");
}

#[test]
fn a_number_or_an_external_key_belongs_to_one_customer() {
    let app = App::start();
    app.rep1().customer(&json!({"name": "甲", "number": "K-1", "external_key": "erp-1"}));
    let other = app.rep1().customer(&json!({"name": "乙"}));
    for (field, value, code) in [("number", "K-1", "number_taken"), ("external_key", "erp-1", "already_exists")] {
        let pointer = format!("/{field}");
        // The record in the way is somebody else's: the answer says so all the same, but not whose.
        for answer in [
            app.rep2().post("/customers", &json!({"name": "丙", field: value})),
            app.rep1().patch(&other.path(), 1, &json!({field: value})),
        ] {
            let answer = answer.is_problem(409, "conflict");
            assert_eq!(answer.refusals(), [(pointer.clone(), code.to_owned())]);
        }
        // Another organization has numbers of its own.
        app.stranger().customer(&json!({"name": "丁", field: value}));
    }
    assert_eq!(app.rep2().get("/customers").is(200).items().len(), 0, "a refused record leaves nothing");
}

#[test]
fn deleting_is_a_move_to_the_bin_and_back() {
    let app = App::start();
    let (manager, made) = (app.manager(), app.rep1().customer(&json!({"name": "甲公司", "phone": "13812345678"})));
    let path = made.path();
    let list = |query: &[(&str, &str)]| manager.get_with("/customers", query).is(200).items().len();

    let deleted = manager.delete(&path, 1).is(204);
    assert!(deleted.body.is_empty());
    assert_eq!((list(&[]), list(&[("q", "甲公司")]), list(&[("deleted", "true")])), (0, 0, 1));
    // Whoever may not restore does not see it any more.
    app.rep1().get(&path).is_problem(404, "not_found");
    let in_bin = manager.get(&path).is(200);
    assert!(in_bin.json["deleted_at"].is_string());
    assert_eq!(in_bin.version(), 2);
    manager.patch(&path, 2, &json!({"name": "乙"})).is_problem(404, "not_found");
    manager.delete(&path, 2).is_problem(404, "not_found");

    let restored = manager.post_empty(&format!("{path}/restore")).is(200);
    assert_eq!((restored.version(), &restored.json["deleted_at"]), (3, &json!(null)));
    assert_eq!(restored.header("etag"), Some("\"3\""));
    assert_eq!((list(&[]), list(&[("q", "甲公司")]), list(&[("deleted", "true")])), (1, 1, 0));
    manager.post_empty(&format!("{path}/restore")).is_problem(404, "not_found");
    app.rep1().get(&path).is(200);
}

#[test]
fn deleting_needs_the_version_that_was_seen() {
    let app = App::start();
    let made = app.admin().customer(&json!({"name": "甲"}));
    let delete = |tag: Option<&str>| {
        let call = app.admin().call(reqwest::Method::DELETE, &made.path());
        tag.map_or(app.admin().call(reqwest::Method::DELETE, &made.path()), |tag| call.header("If-Match", tag)).send()
    };
    delete(None).is_problem(428, "precondition_required");
    for tag in ["1", "\"\"", "\"x\"", "*", "\"1\", \"2\"", "\"99999999999999999999\""] {
        delete(Some(tag)).is_problem(400, "invalid_if_match");
    }
    let stale = delete(Some("\"2\"")).is_problem(412, "stale_version");
    assert!(stale.json["current_version"].is_i64(), "{}", stale.json);
    delete(Some("W/\"1\"")).is(204);
}

#[test]
fn what_is_not_there_is_not_found() {
    let app = App::start();
    let admin = app.admin();
    for id in [NOBODY, "not-an-id", "0", "%00", "123e4567-e89b-12d3-a456-42661417400g", &"0".repeat(36)] {
        let path = format!("/customers/{id}");
        admin.get(&path).is_problem(404, "not_found");
        admin.patch(&path, 1, &json!({"name": "甲"})).is_problem(404, "not_found");
        admin.delete(&path, 1).is_problem(404, "not_found");
        admin.post_empty(&format!("{path}/restore")).is_problem(404, "not_found");
    }
}

/// Each change is in the event log, with what was there before and what came after; sealed values only masked.
#[test]
fn every_write_leaves_an_event() {
    let app = App::start();
    let admin = app.admin();
    let made = admin.customer(&json!({"name": "甲", "bank_account": "6222020200112233445"}));
    admin.patch(&made.path(), 1, &json!({"name": "乙"})).is(200);
    admin.patch(&made.path(), 2, &json!({"name": "乙"})).is(200);
    admin.delete(&made.path(), 2).is(204);
    admin.post_empty(&format!("{}/restore", made.path())).is(200);
    let rows = app
        .sql()
        .query(
            "SELECT kind, record_version, changes::text, actor_id::text, request_id IS NOT NULL FROM event
             WHERE record_id::text = $1 ORDER BY id",
            &[&made.id()],
        )
        .unwrap();
    let kinds: Vec<(String, i64)> = rows.iter().map(|row| (row.get(0), row.get(1))).collect();
    let expected = [("created", 1), ("updated", 2), ("deleted", 3), ("restored", 4)];
    assert_eq!(kinds, expected.map(|(action, version)| (format!("customer.{action}"), version)));
    let changes: Vec<String> = rows.iter().map(|row| row.get(2)).collect();
    assert!(!changes[0].contains("6222020200112233445"), "{}", changes[0]);
    assert!(changes[1].contains("甲") && changes[1].contains("乙"), "{}", changes[1]);
    assert!(rows.iter().all(|row| row.get::<_, String>(3) == admin.id() && row.get(4)));
}

/// What is sealed is not readable in the database.
#[test]
fn sealed_fields_are_ciphertext_at_rest() {
    let app = App::start();
    let body = json!({"name": "甲", "bank_account": "6222020200112233445", "id_number": "11010519491231002X"});
    let made = app.admin().customer(&body);
    assert_eq!(made.json["bank_account"], "6222020200112233445");
    let row = "SELECT convert_from(bank_account, 'SQL_ASCII') LIKE '%62220202%' OR
                      convert_from(id_number, 'SQL_ASCII') LIKE '%19491231%' FROM customer";
    let readable = app.sql().query_one(row, &[]).map(|row| row.get::<_, bool>(0));
    // Bytes that are no text at all are an error of this question, and a good sign.
    assert!(!readable.unwrap_or(false));
}

#[test]
fn what_was_entered_anew_is_not_restored_beside_it() {
    let app = App::start();
    let admin = app.admin();
    let version = admin.get("/organization").is(200).version();
    let settings = json!({"settings": {"duplicate_policy": "block"}});
    admin.patch("/organization", version, &settings).is(200);
    let first = admin.customer(&json!({"name": "华兴科技有限公司"}));
    admin.delete(&first.path(), 1).is(204);
    admin.customer(&json!({"name": "华兴科技有限公司"}));
    admin.post_empty(&format!("{}/restore", first.path())).is_problem(409, "duplicate_suspected");
}

#[test]
fn a_long_series_of_numbers_entered_by_hand_is_passed_over() {
    let app = App::start();
    let manager = app.manager();
    let first = manager.customer(&json!({"name": "第一家"})).json["number"].as_str().unwrap().to_owned();
    let (series, _) = first.rsplit_once('-').unwrap();
    let taken: Vec<_> = (2..=150)
        .map(|n| json!({"op": "create", "fields": {"name": format!("手工{n}"), "number": format!("{series}-{n:05}")}}))
        .collect();
    let answer = manager.post("/customers/bulk", &json!({"items": taken})).is(200);
    assert!(answer.json["items"].as_array().unwrap().iter().all(|item| item["status"] == 201), "{}", answer.json);
    assert_eq!(manager.customer(&json!({"name": "下一家"})).json["number"], format!("{series}-00151"));
}

#[test]
fn who_may_not_assign_is_not_told_that_the_owner_can_be_set() {
    let app = App::start();
    for (login, settable) in [("manager", true), ("rep1", false)] {
        let fields = app.user(login).get("/fields/customers").is(200);
        let owner = fields.items().iter().find(|field| field["name"] == "owner_id").unwrap();
        assert_eq!(owner["writable"], settable, "{login}");
    }
}
