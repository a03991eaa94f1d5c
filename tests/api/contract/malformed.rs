//! What nobody should send: a clear refusal each time, in the caller's language, and never a 5xx.

use guanxi_tests::{App, Response};
use reqwest::Method;
use serde_json::json;

use super::operations::{document, operations};

const NOBODY: &str = "00000000-0000-7000-8000-000000000000";

#[test]
fn a_body_that_cannot_be_read_is_refused_by_every_operation() {
    let app = App::start();
    let admin = app.admin();
    let deep = "[".repeat(100_000);
    let deep_object = format!("{}1{}", "{\"a\":".repeat(5_000), "}".repeat(5_000));
    let large = format!("{{\"name\": \"{}\"}}", "x".repeat(3 * 1024 * 1024));
    let json = "application/json";
    for operation in operations(&document()).iter().filter(|operation| operation.takes_a_body()) {
        let send = |media: &str, body: &str| operation.call(&admin, NOBODY).body(media, body.to_owned()).send();
        let check = |what: &str, answer: Response, statuses: &[u16]| {
            assert!(statuses.contains(&answer.status), "{} {what}: {} {}", operation.id, answer.status, answer.json);
            answer.is_well_formed_problem();
        };
        // A refresh takes its token from the cookie where the body is not for it.
        if operation.id != "refresh" {
            for media in [
                "text/plain",
                "application/xml",
                "application/x-www-form-urlencoded",
                "multipart/form-data; boundary=x",
                "json",
            ] {
                check(media, send(media, "{}"), &[415]);
            }
        }
        for (what, body) in [
            ("cut off", "{\"name\": "),
            ("a comma too many", "{\"name\": \"x\",}"),
            ("two values", "{} {}"),
            ("a comment", "{} // x"),
            ("not a number", "{\"name\": NaN}"),
            ("half a character", "{\"name\": \"\\ud800\"}"),
            ("deep lists", &deep),
            ("deep objects", &deep_object),
        ] {
            // A refresh reads no more of the body than it needs.
            check(what, send(json, body), if operation.id == "refresh" { &[400, 401] } else { &[400] });
        }
        if operation.id != "refresh" {
            check("nothing", send(json, ""), &[400]);
        }
        check("too large", send(json, &large), &[413]);
        for (what, body) in [
            ("a list", "[]"),
            ("a number", "1"),
            ("null", "null"),
            ("text", "\"x\""),
            ("an unknown field", "{\"colour\": \"red\"}"),
            ("a NUL as a key", "{\"a\\u0000\": 1}"),
            ("a huge number", "{\"name\": 1e999999}"),
            ("an empty key", "{\"\": 1}"),
            ("the same key twice", "{\"zz\": 1, \"zz\": 2}"),
        ] {
            check(what, send(json, body), &[400, 401, 404, 409, 422]);
        }
    }
}

#[test]
fn bytes_that_are_no_text_are_malformed() {
    let app = App::start();
    let body = [b"{\"name\": \"".as_slice(), &[0xff, 0xfe], b"\"}"].concat();
    let answer = app.rep1().call(Method::POST, "/customers").body("application/json", body).send();
    answer.is_problem(400, "malformed_json");
}

#[test]
fn an_id_that_is_none_is_not_found() {
    let app = App::start();
    let document = document();
    for operation in operations(&document).iter().filter(|operation| operation.names_a_record()) {
        for id in
            ["x", "0", "..%2f..", "%00", "%ff", "%E4%BD%A0", "null", "1-2-3", "zzzzzzzz-zzzz-zzzz-zzzz-zzzzzzzzzzzz"]
        {
            let answer = operation.valid(&app.admin(), id, &document).send();
            // Where another operation has a word in this place, the word is looked for there.
            assert!([404, 405].contains(&answer.status), "{} {id}: {} {}", operation.id, answer.status, answer.json);
            answer.is_well_formed_problem();
        }
    }
}

#[test]
fn what_there_is_not_is_not_found() {
    let app = App::start();
    for user in [app.anonymous(), app.admin()] {
        for path in [
            "/nothing",
            "/customers/",
            "/customers/x/y/z",
            "/api/v2/customers",
            "/api/v1",
            "/api/v1/",
            "/api/nothing",
            "//customers",
        ] {
            user.get(path).is_problem(404, "not_found");
        }
        user.post("/nothing", &json!({})).is_problem(404, "not_found");
    }
}

#[test]
fn another_method_is_not_allowed() {
    let app = App::start();
    let operations = operations(&document());
    for operation in &operations {
        let known: Vec<&Method> =
            operations.iter().filter(|one| one.path == operation.path).map(|one| &one.method).collect();
        // HEAD and OPTIONS belong to the transport.
        for method in [Method::GET, Method::POST, Method::PUT, Method::PATCH, Method::DELETE] {
            if known.contains(&&method) {
                continue;
            }
            let answer = app.admin().call(method.clone(), &operation.at(NOBODY)).json(&json!({})).send();
            // `/customers/duplicates` might be an id, which is then not found.
            let (parent, last) = operation.path.rsplit_once('/').unwrap_or_default();
            let may_be_an_id = !last.starts_with('{')
                && operations.iter().any(|one| one.method == method && one.path.starts_with(&format!("{parent}/{{")));
            if may_be_an_id && answer.status == 404 {
                continue;
            }
            let answer = answer.is_problem(405, "method_not_allowed");
            let allow = answer.header("allow").unwrap_or_default();
            assert!(known.iter().all(|known| allow.contains(known.as_str())), "{} {allow}", operation.path);
        }
    }
}

#[test]
fn every_refusal_is_in_the_callers_language() {
    let app = App::start();
    let title = |language: &str| {
        let call = app.anonymous().call(Method::GET, "/nothing").header("Accept-Language", language);
        let answer = call.send().is_problem(404, "not_found");
        answer.json["title"].as_str().unwrap_or_default().to_owned()
    };
    let (simplified, english, traditional) = (title("zh-CN"), title("en"), title("zh-TW"));
    assert!(simplified != english && english != traditional && traditional != simplified);
    for (language, expected) in [
        ("zh", &simplified),
        ("zh-Hans-CN", &simplified),
        ("en-GB, zh;q=0.5", &english),
        ("zh-HK", &traditional),
        ("zh-Hant", &traditional),
        ("fr, en;q=0.7", &english),
        ("zh-CN;q=0.1, en;q=0.9", &english),
        ("", &simplified),
        ("*", &simplified),
        ("no language; at=all, q", &simplified),
    ] {
        assert_eq!(&title(language), expected, "{language}");
    }
    let messages: Vec<String> = ["zh-CN", "en", "zh-TW"]
        .iter()
        .map(|language| {
            let call = app.rep1().call(Method::POST, "/customers").header("Accept-Language", language);
            let answer = call.json(&json!({"name": "甲", "phone": "1"})).send().refuses("/phone", "invalid_phone");
            answer.json["errors"][0]["message"].to_string()
        })
        .collect();
    assert!(messages[0] != messages[1] && messages[1] != messages[2] && messages[2] != messages[0], "{messages:?}");
}

#[test]
fn the_request_id_goes_through_and_nothing_else_does() {
    let app = App::start();
    let id = |given: &str| {
        let answer = app.anonymous().call(Method::GET, "/me").header("X-Request-Id", given).send();
        answer.is_problem(401, "unauthorized").json["request_id"].as_str().unwrap_or_default().to_owned()
    };
    assert_eq!(id("abc-123"), "abc-123");
    for given in ["with blank", "<script>", "\"quoted\"", &"x".repeat(65), ""] {
        assert_ne!(id(given), given);
    }
}

#[test]
fn every_answer_carries_the_headers_that_protect_a_browser() {
    let app = App::start();
    for path in ["/", "/me", "/nothing", "/healthz", "/api/openapi.json", "/api/docs/", "/assets/nothing.js"] {
        let answer = app.anonymous().get(path);
        for (name, part) in [
            ("content-security-policy", "script-src 'self'"),
            ("x-content-type-options", "nosniff"),
            ("x-frame-options", "DENY"),
            ("referrer-policy", "same-origin"),
            ("x-request-id", ""),
        ] {
            assert!(answer.header(name).is_some_and(|value| value.contains(part)), "{name} of {path}");
        }
    }
}

/// Headers and lines that are too long are refused by the server, which stays.
#[test]
fn oversized_headers_and_lines_are_refused() {
    let app = App::start();
    let long = "x".repeat(8 * 1024 * 1024);
    let answers = [
        app.admin().call(Method::GET, "/me").header("X-Long", &long).try_send(),
        app.admin().call(Method::GET, &format!("/customers?q={long}")).try_send(),
    ];
    for answer in answers.into_iter().flatten() {
        assert!((400..500).contains(&answer.status), "{}", answer.status);
    }
    app.admin().get("/me").is(200);
}

/// A problem that names a compression it does not have cannot be read by any browser.
#[test]
fn a_problem_is_compressed_as_it_says() {
    let app = App::start();
    for path in ["/customers/00000000-0000-7000-8000-000000000000", "/nowhere", "/customers?sort=colour"] {
        let answer = app.admin().call(Method::GET, path).header("Accept-Encoding", "gzip").send();
        assert!((400..500).contains(&answer.status), "{path}: {}", answer.status);
        let compressed = answer.body.starts_with(&[0x1f, 0x8b]);
        assert_eq!(answer.header("content-encoding") == Some("gzip"), compressed, "{path}");
    }
}

/// A small request makes no huge answer.
#[test]
fn a_thousand_mistakes_are_not_told_one_by_one() {
    let app = App::start();
    let many = json!({"name": "甲", "tags": vec![1; 200_000]});
    app.admin().post("/customers", &many).refuses("/tags", "too_many");
    let nul = vec!["\u{0}"; 200_000];
    let answer = app.anonymous().post("/auth/login", &json!({"login": nul, "password": "x"}));
    assert!(answer.is_problem(422, "invalid_fields").refusals().len() <= 100);
}

#[test]
fn a_wrong_parameter_is_named_and_a_path_with_a_nul_is_none() {
    let app = App::start();
    let admin = app.admin();
    for (query, pointer, code) in [
        ("limit=abc", "/limit", "invalid_parameter"),
        ("limit=5&colour=red", "/colour", "unknown_field"),
        ("deleted=maybe&limit=5", "/deleted", "invalid_parameter"),
        ("count=zz", "/count", "invalid_parameter"),
    ] {
        let answer = admin.get(&format!("/customers?{query}")).refuses(pointer, code);
        assert!(!answer.json.to_string().contains("deserialize"), "{}", answer.json);
    }
    for path in ["/numbering/%00", "/dictionaries/a%00b/values/x"] {
        let call = admin.call(Method::PATCH, path).if_match(1).json(&json!({"pattern": "C{seq:5}"}));
        call.send().is_problem(404, "not_found");
    }
    for path in ["/healthz", "/readyz", "/customers"] {
        assert_eq!(admin.call(Method::HEAD, path).send().status, 200, "{path}");
    }
}

/// The person's own choice goes before what the browser prefers.
#[test]
fn problems_speak_the_persons_language() {
    let app = App::start();
    let rep = app.rep1();
    rep.call(Method::PATCH, "/me").json(&json!({"locale": "en"})).send().is(200);
    let refused = rep.call(Method::GET, "/customers?limit=0").header("Accept-Language", "zh-CN").send();
    let refused = refused.refuses("/limit", "out_of_range");
    assert!(refused.json["detail"].as_str().is_some_and(|text| text.is_ascii()), "{}", refused.json);
}
