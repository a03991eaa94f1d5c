//! How much one caller may ask, and which pages may ask at all.

use guanxi_tests::App;
use reqwest::Method;
use serde_json::json;

#[test]
fn public_endpoints_are_limited_by_address_and_say_when_to_come_back() {
    let app = App::start_with(&[("GUANXI_PUBLIC_RATE_LIMIT", "30")]);
    let nobody = app.anonymous();
    let ask = || nobody.post("/auth/forgot-password", &json!({"login": "nobody"}));
    let mut answers = Vec::new();
    while answers.len() < 30 {
        let answer = ask();
        answers.push(answer.status);
        if answer.status == 429 {
            let answer = answer.is_problem(429, "too_many_requests");
            let seconds: u64 = answer.header("retry-after").expect("Retry-After").parse().unwrap();
            assert!((1..=60).contains(&seconds), "{seconds}");
            assert_eq!(answer.header("ratelimit-remaining"), Some("0"));
            break;
        }
        assert_eq!(answer.status, 202);
    }
    assert_eq!(answers.last(), Some(&429), "{answers:?}");
    assert!(answers.len() > 5, "a person may try a few times in a row");
    // However it is spelt.
    for path in ["/%61uth/forgot-password", "/auth/forgot%2dpassword"] {
        assert_eq!(nobody.post(path, &json!({"login": "nobody"})).status, 429, "{path}");
    }
    // What is not public is not touched by it.
    nobody.get("/me").is_problem(401, "unauthorized");
    nobody.get("/healthz").is(200);
}

#[test]
fn a_session_is_limited_where_the_administrator_says_so_and_an_api_key_always() {
    let app = App::start_with(&[("GUANXI_RATE_LIMIT", "60")]);
    let rep = app.rep1();
    let statuses: Vec<u16> = (0..30).map(|_| rep.get("/me").status).collect();
    assert!(statuses.contains(&200) && statuses.contains(&429), "{statuses:?}");
    // Another person has an allowance of their own.
    app.rep2().get("/me").is(200);

    let app = App::start();
    let rep = app.rep1();
    assert!((0..100).all(|_| rep.get("/healthz").status == 200 && rep.get("/me").status == 200));
    let roles = app.admin().get("/roles").is(200);
    let administrator = roles.items().iter().find(|role| role["code"] == "administrator").unwrap()["id"].clone();
    let made = app.admin().post("/api-keys", &json!({"name": "ERP", "role_id": administrator})).is(201);
    let key = app.anonymous().with_token(made.json["key"].as_str().unwrap());
    let statuses: Vec<u16> = (0..300).map(|_| key.get("/customers?limit=1").status).collect();
    assert!(statuses.contains(&429), "six hundred a minute, a third of it at once");
    assert!(statuses.iter().filter(|status| **status == 200).count() >= 200);
}

#[test]
fn only_pages_of_listed_sites_may_call() {
    let app = App::start_with(&[("GUANXI_CORS_ORIGINS", "https://portal.example.com, https://erp.example.com:8443")]);
    let rep = app.rep1();
    let asked = |origin: &str| rep.call(Method::GET, "/me").header("Origin", origin).send().is(200);
    for origin in ["https://portal.example.com", "https://erp.example.com:8443"] {
        assert_eq!(asked(origin).header("access-control-allow-origin"), Some(origin));
        assert_eq!(asked(origin).header("access-control-allow-credentials"), None);
    }
    for origin in ["https://evil.example.com", "http://portal.example.com", "null"] {
        assert_eq!(asked(origin).header("access-control-allow-origin"), None, "{origin}");
    }
    let preflight = app
        .anonymous()
        .call(Method::OPTIONS, "/customers")
        .header("Origin", "https://portal.example.com")
        .header("Access-Control-Request-Method", "PATCH")
        .header("Access-Control-Request-Headers", "authorization, if-match, content-type")
        .send()
        .is(200);
    assert_eq!(preflight.header("access-control-allow-origin"), Some("https://portal.example.com"));
    // Where none is listed, nobody's pages are.
    let app = App::start();
    let answer = app.rep1().call(Method::GET, "/me").header("Origin", "https://portal.example.com").send().is(200);
    assert_eq!(answer.header("access-control-allow-origin"), None);
}
