//! Is it there, is it ready, has it been set up.

use guanxi_tests::{App, PASSWORD};
use serde_json::json;

#[test]
fn it_is_ready_before_any_organization_is_made() {
    let app = App::unfounded();
    let nobody = app.anonymous();
    assert_eq!(nobody.get("/healthz").is(200).json["status"], "ok");
    assert_eq!(nobody.get("/readyz").is(200).json["status"], "ready");
    nobody.get("/.well-known/jwks.json").is(200);
    nobody.get("/api/openapi.json").is(200);
    nobody.get("/me").is_problem(401, "unauthorized");
    nobody.post("/auth/login", &json!({"login": "admin", "password": PASSWORD})).is_problem(401, "invalid_credentials");
}

#[test]
fn the_first_to_come_sets_it_up_and_nobody_after() {
    let app = App::unfounded();
    let nobody = app.anonymous();
    let body = json!({"organization": "新公司", "login": "boss", "password": PASSWORD});
    assert_eq!(nobody.get("/setup").is(200).json, json!({"needed": true}));
    for (change, pointer, code) in [
        (json!({"password": "short"}), "/password", "too_short"),
        (json!({"password": "password123"}), "/password", "common_password"),
        (json!({"login": "a"}), "/login", "invalid_login"),
        (json!({"organization": ""}), "/organization", "required"),
        (json!({"locale": "fr"}), "/locale", "unknown_code"),
    ] {
        let mut body = body.clone();
        body.as_object_mut().expect("an object").extend(change.as_object().expect("an object").clone());
        let answer = nobody.post("/setup", &body).is_problem(422, "invalid_fields");
        assert_eq!(answer.refusals(), [(pointer.to_owned(), code.to_owned())], "{change}");
    }
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..4).map(|_| scope.spawn(|| nobody.post("/setup", &body).status)).collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 204).count(), 1, "{statuses:?}");
    assert!(statuses.iter().all(|status| [204, 409].contains(status)), "{statuses:?}");
    assert_eq!(nobody.get("/setup").is(200).json, json!({"needed": false}));
    nobody.post("/setup", &body).is_problem(409, "already_set_up");
    nobody.sign_in("boss", PASSWORD).customer(&json!({"name": "甲"}));
}
