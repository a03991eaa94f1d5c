//! Mailed links, and limits on public endpoints.

use guanxi_tests::{App, PASSWORD};
use serde_json::json;

#[test]
fn an_invitation_works_once() {
    let app = App::start();
    let body = json!({"login": "guest", "display_name": "客人", "email": "guest@example.com"});
    app.admin().post("/users/invite", &body).is(201);
    let token = app.mailed_token("guest@example.com");
    let nobody = app.anonymous();
    let leads_to = nobody.get_with("/auth/invitation", &[("token", &token)]).is(200);
    assert_eq!(leads_to.json["login"], "guest");
    nobody
        .post("/auth/reset-password", &json!({"token": token, "password": PASSWORD}))
        .is_problem(400, "token_invalid");
    let accept = json!({"token": token, "password": PASSWORD, "display_name": "客 人"});
    nobody.post("/auth/accept-invitation", &accept).is(204);
    nobody.post("/auth/accept-invitation", &accept).is_problem(400, "token_invalid");
    let guest = nobody.sign_in("guest", PASSWORD).get("/me").is(200);
    assert_eq!(guest.json["user"]["display_name"], "客 人");
}

#[test]
fn a_forgotten_password_is_replaced_and_old_sessions_end() {
    let app = App::start();
    let rep = app.rep1();
    app.sql().execute("UPDATE app_user SET email = 'rep1@example.com' WHERE login = 'rep1'", &[]).unwrap();
    app.anonymous().post("/auth/forgot-password", &json!({"login": "nobody-here"})).is(202);
    app.anonymous().post("/auth/forgot-password", &json!({"login": "rep1"})).is(202);
    let token = app.mailed_token("rep1@example.com");
    let reset =
        |password: &str| app.anonymous().post("/auth/reset-password", &json!({"token": token, "password": password}));
    reset("short").refuses("/password", "too_short");
    reset("Another-horse-8").is(204);
    reset("Third-horse-8").is_problem(400, "token_invalid");
    rep.get("/me").is_problem(401, "unauthorized");
    app.anonymous().sign_in("rep1", "Another-horse-8").get("/me").is(200);
}

#[test]
fn a_link_ends_after_its_time() {
    let app = App::start();
    app.sql().execute("UPDATE app_user SET email = 'rep1@example.com' WHERE login = 'rep1'", &[]).unwrap();
    app.anonymous().post("/auth/forgot-password", &json!({"login": "rep1"})).is(202);
    let token = app.mailed_token("rep1@example.com");
    app.sql().execute("UPDATE one_time_token SET expires_at = now() - interval '1 second'", &[]).unwrap();
    let body = json!({"token": token, "password": "Another-horse-8"});
    app.anonymous().post("/auth/reset-password", &body).is_problem(400, "token_invalid");
}

#[test]
fn a_compulsory_second_factor_leaves_nothing_else_open() {
    let app = App::start();
    let (admin, rep) = (app.admin(), app.rep1());
    let roles = admin.get("/roles").is(200);
    let sales = roles.items().iter().find(|role| role["code"] == "sales_rep").unwrap().clone();
    let path = format!("/roles/{}", sales["id"].as_str().unwrap());
    admin.patch(&path, 1, &json!({"require_otp": true})).is(200);
    rep.get("/customers").is_problem(403, "otp_setup_required");
    assert_eq!(rep.get("/me").is(200).json["must_set_up_otp"], true);
    let begun = rep.post_empty("/me/totp").is(200);
    assert!(begun.json["uri"].as_str().unwrap().starts_with("otpauth://totp/"));
    rep.post("/me/totp/confirm", &json!({"code": "12345"})).refuses("/code", "invalid_otp");
    let stored: Vec<u8> =
        app.sql().query_one("SELECT totp_secret FROM app_user WHERE login = 'rep1'", &[]).unwrap().get(0);
    assert!(stored.len() > 20, "sealed");
}
