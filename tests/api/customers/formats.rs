//! Every format that a customer's fields have, and the pointer of each refusal.

use guanxi_tests::App;
use serde_json::{Value, json};

/// Field, value, pointer of the refusal, code.
fn refused() -> Vec<(&'static str, Value, &'static str, &'static str)> {
    let long = |length: usize| json!("长".repeat(length));
    vec![
        ("name", json!(""), "/name", "required"),
        ("name", json!("   "), "/name", "required"),
        ("name", json!(null), "/name", "required"),
        ("name", json!(7), "/name", "expected_text"),
        ("name", long(121), "/name", "too_long"),
        ("name", json!("甲\u{0}"), "/name", "invalid_character"),
        ("number", long(41), "/number", "too_long"),
        ("kind", json!("robot"), "/kind", "unknown_code"),
        ("short_name", long(61), "/short_name", "too_long"),
        ("credit_code", json!("91350100M000100Y44"), "/credit_code", "invalid_credit_code"),
        ("credit_code", json!("91350100M000100Y4"), "/credit_code", "invalid_credit_code"),
        ("registered_capital", json!("many"), "/registered_capital", "expected_decimal"),
        ("registered_capital", json!("-1"), "/registered_capital", "not_negative"),
        ("registered_capital", json!("1e30"), "/registered_capital", "expected_decimal"),
        ("founded_on", json!("2026-02-30"), "/founded_on", "expected_date"),
        ("founded_on", json!("yesterday"), "/founded_on", "expected_date"),
        ("founded_on", json!(20260101), "/founded_on", "expected_date"),
        ("employee_band", json!("billions"), "/employee_band", "unknown_code"),
        ("parent_id", json!("not-an-id"), "/parent_id", "expected_id"),
        ("parent_id", json!("00000000-0000-7000-8000-000000000000"), "/parent_id", "unknown_reference"),
        ("owner_id", json!("00000000-0000-7000-8000-000000000000"), "/owner_id", "unknown_reference"),
        ("gender", json!("x"), "/gender", "unknown_code"),
        ("birthday", json!("1990-13-01"), "/birthday", "expected_date"),
        ("birthday_calendar", json!("julian"), "/birthday_calendar", "unknown_code"),
        ("id_number", json!("110105194912310021"), "/id_number", "invalid_id_number"),
        ("phone", json!("12345678901"), "/phone", "invalid_phone"),
        ("phone", json!("call me"), "/phone", "invalid_phone"),
        ("phone2", json!("1381234567"), "/phone2", "invalid_phone"),
        ("fax", json!("+"), "/fax", "invalid_phone"),
        ("email", json!("a@b@c"), "/email", "invalid_email"),
        ("email", json!("nobody"), "/email", "invalid_email"),
        ("website", json!("javascript:alert(1)"), "/website", "invalid_website"),
        ("website", json!("ftp://example.com"), "/website", "invalid_website"),
        ("wechat", long(61), "/wechat", "too_long"),
        ("addresses", json!({}), "/addresses", "expected_list"),
        ("addresses", json!([{"kind": "office"}]), "/addresses/0/street", "required"),
        ("addresses", json!([{"street": "科苑路"}]), "/addresses/0/kind", "required"),
        ("addresses", json!([{"kind": "office", "region": "999999"}]), "/addresses/0/region", "unknown_region"),
        (
            "addresses",
            json!([{"kind": "office", "street": "x", "postal_code": "1"}]),
            "/addresses/0/postal_code",
            "invalid_postal_code",
        ),
        (
            "addresses",
            json!([{"kind": "office", "street": "x", "latitude": "91", "longitude": "0"}]),
            "/addresses/0/latitude",
            "out_of_range",
        ),
        (
            "addresses",
            json!([{"kind": "office", "street": "x", "latitude": "9"}]),
            "/addresses/0/longitude",
            "required",
        ),
        (
            "addresses",
            json!([{"kind": "office", "street": "x", "planet": "Mars"}]),
            "/addresses/0/planet",
            "unknown_field",
        ),
        ("level", json!("Z"), "/level", "unknown_code"),
        ("industry", json!("alchemy"), "/industry", "unknown_code"),
        ("satisfaction", json!(0), "/satisfaction", "out_of_range"),
        ("satisfaction", json!(6), "/satisfaction", "out_of_range"),
        ("satisfaction", json!(2.5), "/satisfaction", "expected_integer"),
        ("satisfaction", json!(99_999_999_999_i64), "/satisfaction", "expected_integer"),
        ("credit_stars", json!("five"), "/credit_stars", "expected_integer"),
        ("tags", json!("one"), "/tags", "expected_list"),
        ("tags", json!([1]), "/tags/0", "expected_text"),
        ("tags", json!(["x".repeat(31)]), "/tags/0", "too_long"),
        ("tags", json!((0..21).map(|n| n.to_string()).collect::<Vec<_>>()), "/tags", "too_many"),
        ("bank_account", json!("12"), "/bank_account", "invalid_bank_account"),
        ("tax_number", json!("!"), "/tax_number", "invalid_tax_number"),
        ("currency", json!("XXZ"), "/currency", "invalid_currency"),
        (
            "important_dates",
            json!([{"label": "周年", "date": "02-30"}]),
            "/important_dates/0/date",
            "invalid_solar_date",
        ),
        ("important_dates", json!([{"date": "05-18"}]), "/important_dates/0/label", "required"),
        ("remark", long(4001), "/remark", "too_long"),
        ("custom", json!([]), "/custom", "expected_object"),
        ("custom", json!({"colour": "red"}), "/custom/colour", "unknown_field"),
        ("colour", json!("red"), "/colour", "unknown_field"),
        ("id", json!("00000000-0000-7000-8000-000000000000"), "/id", "unknown_field"),
        ("version", json!(7), "/version", "unknown_field"),
        ("name_key", json!("x"), "/name_key", "read_only_field"),
        ("region", json!("440305"), "/region", "read_only_field"),
        ("department_id", json!("00000000-0000-7000-8000-000000000000"), "/department_id", "read_only_field"),
        ("a/b~c", json!(1), "/a~1b~0c", "unknown_field"),
    ]
}

#[test]
fn what_is_not_in_form_is_refused_when_made_and_when_changed() {
    let app = App::start();
    let admin = app.admin();
    let made = admin.customer(&json!({"name": "甲"}));
    let mut wrong = Vec::new();
    for (field, value, pointer, code) in refused() {
        let mut body = json!({"name": "乙"});
        body[field] = value;
        let mut patch = json!({});
        patch[field] = body[field].clone();
        for (how, answer) in
            [("create", admin.post("/customers", &body)), ("change", admin.patch(&made.path(), 1, &patch))]
        {
            let expected = [(pointer.to_owned(), code.to_owned())];
            if answer.status != 422 || answer.refusals() != expected {
                wrong.push(format!(
                    "{how} {patch}: expected {pointer} {code}, was {} {:?}",
                    answer.status,
                    answer.refusals()
                ));
            } else {
                answer.is_well_formed_problem();
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(admin.get("/customers").is(200).items().len(), 1, "nothing refused was written");
    assert_eq!(admin.get(&made.path()).is(200).json, made.json);
}

#[test]
fn all_that_is_wrong_is_said_at_once() {
    let app = App::start();
    let body = json!({"phone": "1", "email": "x", "level": "Z", "colour": 1});
    let answer = app.rep1().post("/customers", &body).is_problem(422, "invalid_fields");
    let mut pointers: Vec<_> = answer.refusals().into_iter().map(|(pointer, _)| pointer).collect();
    pointers.sort();
    // The level is looked up only in what could be read.
    assert_eq!(pointers, ["/colour", "/email", "/name", "/phone"]);
}

/// Field, what is sent, what is kept.
#[test]
fn what_people_type_is_kept_in_one_form() {
    let app = App::start();
    for (field, given, kept) in [
        ("name", "  华兴科技\u{3000}", "华兴科技"),
        ("phone", "+86 138-1234-5678", "13812345678"),
        ("phone", "(0755)86013388转801", "0755-86013388-801"),
        ("phone", "１３８１２３４５６７８", "13812345678"),
        ("email", "Info@EXAMPLE.com", "Info@example.com"),
        ("credit_code", "91350100m000100y43", "91350100M000100Y43"),
        ("currency", "usd", "USD"),
        ("registered_capital", "1000", "1000.00"),
    ] {
        let mut body = json!({"name": "甲"});
        body[field] = json!(given);
        let made = app.rep1().customer(&body);
        assert_eq!(made.json[field], kept, "{field}: {given}");
    }
}

#[test]
fn the_largest_amount_is_kept_and_nothing_to_see_is_no_name() {
    let app = App::start();
    let admin = app.admin();
    let made = admin.customer(&json!({"name": "甲", "registered_capital": "99999999999999999.9999"}));
    assert_eq!(made.json["registered_capital"], "99999999999999999.9999");
    for nothing in ["\u{200b}", " \u{2060}\u{feff} "] {
        admin.post("/customers", &json!({"name": nothing})).refuses("/name", "required");
    }
}

#[test]
fn custom_fields_name_people_and_records_that_there_are() {
    let app = App::start();
    let admin = app.admin();
    for (code, kind, target) in [("buyer", "user", None), ("rival", "record", Some("customer"))] {
        let mut body = json!({"entity": "customer", "code": code, "kind": kind, "labels": {"zh-CN": code}});
        if let Some(target) = target {
            body["target"] = json!(target);
        }
        let made = admin.post("/custom-fields", &body);
        assert_eq!(made.status, 201, "{}", made.json);
    }
    let nobody = "00000000-0000-0000-0000-000000000001";
    let theirs = app.rep2().customer(&json!({"name": "乙"}));
    for (code, id) in [("buyer", nobody), ("rival", nobody), ("rival", theirs.id())] {
        let body = json!({"name": "甲", "custom": {code: id}});
        app.rep1().post("/customers", &body).refuses(&format!("/custom/{code}"), "unknown_reference");
    }
    let good = json!({"name": "甲", "custom": {"buyer": app.rep2().id(), "rival": theirs.id()}});
    admin.customer(&good);
}
