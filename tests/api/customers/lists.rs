//! `GET /customers`: what may be asked for, and what is refused.

use guanxi_tests::App;
use serde_json::{Value, json};

#[test]
fn a_list_has_fifty_rows_unless_told_otherwise() {
    let app = App::start();
    let admin = app.admin();
    for index in 0..51 {
        admin.customer(&json!({"name": format!("第{index}家")}));
    }
    let list = |query: &[(&str, &str)]| admin.get_with("/customers", query);
    let page = list(&[]).is(200);
    assert_eq!(page.items().len(), 50);
    assert_eq!(page.items()[0]["name"], "第50家", "newest first");
    assert!(page.json["next_cursor"].is_string());
    assert_eq!((&page.json["prev_cursor"], &page.json["total"]), (&Value::Null, &Value::Null));
    assert_eq!(list(&[("limit", "200")]).is(200).items().len(), 51);
    assert_eq!(list(&[("limit", "1")]).is(200).items().len(), 1);
    for limit in ["0", "-1", "201", "99999999"] {
        list(&[("limit", limit)]).refuses("/limit", "out_of_range");
    }
}

#[test]
fn counting_is_a_choice() {
    let app = App::start();
    let admin = app.admin();
    for index in 0..12 {
        admin.customer(&json!({"name": "甲", "level": if index < 5 { "A" } else { "B" }}));
    }
    let total = |query: &[(&str, &str)]| admin.get_with("/customers", query).is(200).json["total"].clone();
    assert_eq!(total(&[("count", "none")]), Value::Null);
    assert_eq!(total(&[("count", "exact")]), json!({"value": 12, "exact": true}));
    assert_eq!(
        total(&[("count", "exact"), ("limit", "1"), ("filter", "level == \"A\"")]),
        json!({"value": 5, "exact": true})
    );
    assert_eq!(total(&[("count", "exact"), ("q", "没有这家")]), json!({"value": 0, "exact": true}));
    let estimate = total(&[("count", "estimate")]);
    assert!(estimate["value"].is_i64() && estimate["exact"] == false, "{estimate}");
    // The count of a later page is that of the list.
    let page = admin.get_with("/customers", &[("limit", "5")]).is(200);
    let cursor = page.json["next_cursor"].as_str().unwrap_or_default();
    assert_eq!(total(&[("limit", "5"), ("cursor", cursor), ("count", "exact")]), json!({"value": 12, "exact": true}));
}

#[test]
fn more_than_ten_thousand_are_not_counted() {
    let app = App::start();
    app.admin().customer(&json!({"name": "甲"}));
    let copies = "INSERT INTO customer SELECT (jsonb_populate_record(c, jsonb_build_object('id', gen_random_uuid(),
                    'number', 'N' || n))).* FROM customer c, generate_series(1, 10000) n";
    app.sql().execute(copies, &[]).unwrap();
    let total = app.admin().get_with("/customers", &[("count", "exact"), ("limit", "1")]).is(200).json["total"].clone();
    assert_eq!(total, json!({"value": 10000, "exact": false}));
    let last = |page: &str| app.admin().get_with("/customers", &[("limit", "200"), ("page", page)]);
    assert_eq!(last("50").is(200).items().len(), 200);
    last("51").refuses("/page", "out_of_range");
}

#[test]
fn what_cannot_be_listed_is_refused_with_the_parameter() {
    let app = App::start();
    let admin = app.admin();
    for _ in 0..3 {
        admin.customer(&json!({"name": "甲"}));
    }
    let page = admin.get_with("/customers", &[("limit", "1"), ("sort", "name")]).is(200);
    let cursor = page.json["next_cursor"].as_str().unwrap_or_default().to_owned();
    let tampered = format!("{}AAAA", &cursor[..cursor.len() - 4]);
    let many = ["name"; 5].join(",");
    for (query, pointer, code) in [
        (vec![("sort", "colour")], "/sort", "invalid_sort"),
        (vec![("sort", "tags")], "/sort", "invalid_sort"),
        (vec![("sort", "addresses")], "/sort", "invalid_sort"),
        (vec![("sort", "--name")], "/sort", "invalid_sort"),
        (vec![("sort", "name desc")], "/sort", "invalid_sort"),
        (vec![("sort", "custom.colour")], "/sort", "invalid_sort"),
        (vec![("sort", &many)], "/sort", "invalid_sort"),
        (vec![("cursor", "nonsense")], "/cursor", "invalid_cursor"),
        (vec![("cursor", "")], "/cursor", "invalid_cursor"),
        (vec![("cursor", &tampered), ("sort", "name")], "/cursor", "invalid_cursor"),
        (vec![("cursor", &cursor)], "/cursor", "invalid_cursor"),
        (vec![("cursor", &cursor), ("sort", "-name")], "/cursor", "invalid_cursor"),
        (vec![("cursor", &cursor), ("sort", "name"), ("q", "甲")], "/cursor", "invalid_cursor"),
        (vec![("cursor", &cursor), ("sort", "name"), ("filter", "level == \"A\"")], "/cursor", "invalid_cursor"),
        (vec![("cursor", &cursor), ("sort", "name"), ("page", "2")], "/page", "cursor_and_page"),
        (vec![("page", "0")], "/page", "out_of_range"),
        (vec![("page", "-1")], "/page", "out_of_range"),
        (vec![("page", "9223372036854775807")], "/page", "out_of_range"),
        (vec![("limit", "ten")], "/limit", "invalid_parameter"),
        (vec![("count", "roughly")], "/count", "invalid_parameter"),
        (vec![("colour", "red")], "/colour", "unknown_field"),
        (vec![("deleted", "maybe")], "/deleted", "invalid_parameter"),
        (vec![("q", "甲\u{0}")], "/q", "invalid_character"),
        (vec![("filter", "name == \"\u{0}\"")], "/filter", "invalid_character"),
    ] {
        let answer = admin.get_with("/customers", &query).is_problem(422, "invalid_fields");
        assert_eq!(answer.refusals(), [(pointer.to_owned(), code.to_owned())], "{query:?}");
    }
}

#[test]
fn a_filter_that_cannot_be_understood_is_refused_with_its_place() {
    let app = App::start();
    let deep = format!("{}true{}", "(".repeat(2000), ")".repeat(2000));
    let long = format!("name == \"{}\"", "长".repeat(4096));
    for filter in [
        "level ==",
        "level = \"A\"",
        "colour == \"red\"",
        "level == 5",
        "name.matches(\".*\")",
        "1 + 1",
        "name",
        "level in [",
        "'",
        "satisfaction > \"x\"",
        "size(name) > 3 && ",
        "custom.colour == 1",
        "id_number == null && x",
        "has(level",
        "name.contains(5)",
        "true ? 1 : 2",
        "[1].map(x, x)",
        "dyn(1)",
        "created_at > \"yesterday\"",
        "founded_on > date(\"2026-02-30\")",
        "level == level2",
        &deep,
        &long,
        "\\",
        "\"",
        "9999999999999999999999 == satisfaction",
    ] {
        let shown: String = filter.chars().take(40).collect();
        let answer = app.admin().get_with("/customers", &[("filter", filter)]);
        assert_eq!(answer.status, 422, "{shown}: {}", answer.json);
        let answer = answer.is_well_formed_problem();
        assert_eq!(answer.json["errors"][0]["pointer"], "/filter", "{shown}");
        assert!(answer.json["errors"][0]["params"]["position"].is_string(), "{shown}: {}", answer.json);
    }
}

#[test]
fn filters_choose_what_they_say() {
    let app = App::start();
    let rep = app.rep1();
    rep.customer(
        &json!({"name": "甲", "level": "A", "satisfaction": 5, "tags": ["展会"], "registered_capital": "100"}),
    );
    rep.customer(&json!({"name": "乙", "level": "B", "satisfaction": 2, "founded_on": "2020-01-01"}));
    rep.customer(&json!({"name": "丙", "level": null, "remark": "100%_安全"}));
    app.rep2().customer(&json!({"name": "丁", "level": "A"}));
    for (filter, expected) in [
        ("level == \"A\"", "甲"),
        ("level != \"A\"", "乙丙"),
        ("level in [\"A\", \"B\"]", "甲乙"),
        ("!(level in [\"A\", \"B\"])", "丙"),
        ("level == null", "丙"),
        ("level != null", "甲乙"),
        ("satisfaction > 2", "甲"),
        ("satisfaction >= 2 && satisfaction < 5", "乙"),
        ("\"展会\" in tags", "甲"),
        ("registered_capital > 99.5", "甲"),
        ("founded_on < date(\"2020-01-02\")", "乙"),
        ("name == \"甲\" || name == \"丙\"", "甲丙"),
        ("remark.contains(\"0%_安\")", "丙"),
        ("remark.contains(\"%\")", "丙"),
        ("remark.startsWith(\"1%\")", ""),
        ("owner == me", "甲乙丙"),
        ("created_at > now - duration(\"1h\")", "甲乙丙"),
        ("created_at < now - duration(\"1h\")", ""),
        ("true", "甲乙丙"),
        ("false", ""),
        ("", "甲乙丙"),
    ] {
        let page = rep.get_with("/customers", &[("filter", filter), ("sort", "created_at")]).is(200);
        assert_eq!(page.names().concat(), expected, "{filter}");
    }
}

/// Text that means something to SQL, LIKE or the search means nothing but itself.
#[test]
fn text_is_only_text() {
    let app = App::start();
    let names = [
        "O'Brien",
        "100%",
        "a_b",
        "back\\slash",
        "\"quoted\"",
        "'; DROP TABLE customer; --",
        "<script>",
        "${x}",
        "😀公司",
    ];
    for name in names {
        app.rep1().customer(&json!({"name": name}));
    }
    for name in names {
        let literal = json!(name).to_string();
        for filter in [format!("name == {literal}"), format!("name.contains({literal})")] {
            let page = app.rep1().get_with("/customers", &[("filter", &filter)]).is(200);
            assert_eq!(page.names(), [name], "{filter}");
        }
    }
}

#[test]
fn a_masked_or_hidden_field_is_no_criterion() {
    let app = App::start();
    let marketing = app.user("marketing");
    for (user, field) in
        [(&marketing, "phone"), (&marketing, "bank"), (&marketing, "tax_number"), (&app.rep1(), "id_number")]
    {
        let answer = user.get_with("/customers", &[("filter", &format!("{field} == \"13812345678\""))]);
        let answer = answer.is_problem(422, "invalid_fields");
        assert_eq!(answer.json["errors"][0]["pointer"], "/filter", "{field}");
    }
    marketing.get_with("/customers", &[("sort", "credit_stars")]).refuses("/sort", "field_restricted");
    app.admin().get_with("/customers", &[("sort", "credit_stars")]).is(200);
}

#[test]
fn the_bin_is_for_those_who_may_restore() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "甲"}));
    app.manager().delete(&made.path(), 1).is(204);
    let bin = |login: &str| app.user(login).get_with("/customers", &[("deleted", "true")]);
    assert_eq!(bin("manager").is(200).names(), ["甲"]);
    assert_eq!(bin("admin").is(200).names(), ["甲"]);
    assert_eq!(bin("stranger").is(200).names(), Vec::<&str>::new());
    for login in ["rep1", "marketing", "auditor"] {
        let answer = bin(login);
        assert!(answer.status == 403 || answer.items().is_empty(), "{login}: {}", answer.json);
    }
}
