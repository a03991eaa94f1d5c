//! `POST /auth/login`.

use std::collections::BTreeSet;

use guanxi_tests::{App, PASSWORD, ROLES};
use reqwest::Method;
use serde_json::{Value, json};

#[test]
fn everyone_can_sign_in_and_learns_who_they_are() {
    let app = App::start();
    for login in ROLES {
        let me = app.user(login).get("/me").is(200);
        assert_eq!(me.json["user"]["login"], login);
        assert_eq!(me.json, app.user(login).signed_in["user"]);
    }
}

#[test]
fn the_answer_is_as_documented() {
    let app = App::start();
    let answer = app.anonymous().post("/auth/login", &json!({"login": "rep1", "password": PASSWORD})).is(200);
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    assert!(answer.header("set-cookie").is_none());
    insta::assert_json_snapshot!(answer.json, {
        ".user.permissions" => "[see the matrix of roles]",
        ".access_token" => "[token]",
        ".refresh_token" => "[token]",
        ".**.id" => "[id]",
    });
}

/// Neither the answer nor anything in it tells which of the two was wrong.
#[test]
fn a_wrong_password_and_an_unknown_account_read_the_same() {
    let app = App::start();
    let refused = |login: &str| {
        let mut answer = app
            .anonymous()
            .post("/auth/login", &json!({"login": login, "password": "not-the-password"}))
            .is_problem(401, "invalid_credentials");
        answer.json["request_id"] = Value::Null;
        let headers: BTreeSet<String> = answer.headers.keys().map(ToString::to_string).collect();
        (answer.json.clone(), headers)
    };
    assert_eq!(refused("admin"), refused("nobody-here"));
}

#[test]
fn a_login_is_read_without_regard_to_case_and_blanks() {
    let app = App::start();
    app.anonymous().sign_in("  Rep1 ", PASSWORD).get("/me").is(200);
}

#[test]
fn someone_who_has_left_or_is_disabled_is_a_stranger() {
    let app = App::start();
    let mut sql = app.sql();
    for status in ["disabled", "left", "locked", "invited"] {
        sql.execute("UPDATE app_user SET status = $1 WHERE login = 'rep2'", &[&status]).unwrap();
        let body = json!({"login": "rep2", "password": PASSWORD});
        app.anonymous().post("/auth/login", &body).is_problem(401, "invalid_credentials");
        sql.execute("DELETE FROM sign_in_throttle", &[]).unwrap();
    }
}

#[test]
fn the_fifth_failure_locks_a_login_known_or_not() {
    let app = App::start();
    for login in ["rep1", "nobody-here"] {
        let sign_in =
            |password: &str| app.anonymous().post("/auth/login", &json!({"login": login, "password": password}));
        for _ in 0..5 {
            sign_in("not-the-password").is_problem(401, "invalid_credentials");
        }
        // Even the right password waits, or the lock would be an oracle.
        for password in ["not-the-password", PASSWORD] {
            let locked = sign_in(password).is_problem(429, "too_many_requests");
            let seconds: u64 = locked.header("retry-after").expect("Retry-After").parse().unwrap();
            assert!((1..=60).contains(&seconds), "{seconds}");
        }
    }
    // Others are let in.
    app.rep2().get("/me").is(200);
}

#[test]
fn a_success_forgives_the_failures_before() {
    let app = App::start();
    for _ in 0..3 {
        for _ in 0..4 {
            let body = json!({"login": "rep1", "password": "not-the-password"});
            app.anonymous().post("/auth/login", &body).is_problem(401, "invalid_credentials");
        }
        app.anonymous().sign_in("rep1", PASSWORD);
    }
}

#[test]
fn fifty_failures_lock_an_address() {
    let app = App::start();
    let mut sql = app.sql();
    app.anonymous().post("/auth/login", &json!({"login": "nobody-0", "password": "x"})).is(401);
    // Forty-eight more hashes would take their time.
    let set = "UPDATE sign_in_throttle SET failures = 49 WHERE subject LIKE 'address:%'";
    assert_eq!(sql.execute(set, &[]).unwrap(), 1);
    app.anonymous().post("/auth/login", &json!({"login": "nobody-1", "password": "x"})).is(401);
    let locked = app.anonymous().post("/auth/login", &json!({"login": "rep1", "password": PASSWORD}));
    let locked = locked.is_problem(429, "too_many_requests");
    let seconds: u64 = locked.header("retry-after").expect("Retry-After").parse().unwrap();
    assert!((1..=900).contains(&seconds), "{seconds}");
}

#[test]
fn a_login_of_two_organizations_needs_the_short_code() {
    let app = App::start();
    app.sql().execute("UPDATE app_user SET login = 'admin' WHERE login = 'stranger'", &[]).unwrap();
    let body = json!({"login": "admin", "password": PASSWORD});
    let asked = app.anonymous().post("/auth/login", &body).is_problem(409, "organization_required");
    let codes = asked.json["organizations"].as_array().expect("the short codes").clone();
    assert_eq!(codes.len(), 2, "{codes:?}");
    let organizations: BTreeSet<String> = codes
        .iter()
        .map(|code| {
            let body = json!({"login": "admin", "password": PASSWORD, "org": code});
            let answer = app.anonymous().post("/auth/login", &body).is(200);
            answer.json["user"]["organization"]["name"].to_string()
        })
        .collect();
    assert_eq!(organizations.len(), 2);
}

#[test]
fn the_cookie_is_out_of_reach_of_scripts_and_other_sites() {
    let app = App::start();
    let body = json!({"login": "rep1", "password": PASSWORD, "delivery": "cookie"});
    let answer = app.anonymous().post("/auth/login", &body).is(200);
    assert!(answer.json.get("refresh_token").is_none(), "{}", answer.json);
    let cookie = answer.header("set-cookie").expect("a cookie").to_owned();
    let (value, attributes) = cookie.split_once(';').expect("attributes");
    let attributes: BTreeSet<&str> = attributes.split(';').map(str::trim).collect();
    assert!(value.starts_with("guanxi_refresh="));
    for attribute in ["HttpOnly", "SameSite=Strict", "Path=/api/v1/auth", "Max-Age=2592000"] {
        assert!(attributes.contains(attribute), "{attribute} in {cookie}");
    }

    let refreshed = app.anonymous().call(Method::POST, "/auth/refresh").header("Cookie", value).send().is(200);
    assert!(refreshed.json.get("refresh_token").is_none());
    let next = refreshed.header("set-cookie").expect("a new cookie").split(';').next().unwrap_or_default().to_owned();
    assert_ne!(next, value);
    let token = refreshed.json["access_token"].as_str().unwrap_or_default();
    let gone = app.anonymous().with_token(token).post_empty("/auth/logout").is(204);
    let gone = gone.header("set-cookie").expect("the cookie is removed");
    assert!(gone.starts_with("guanxi_refresh=;") && gone.contains("Max-Age=0"), "{gone}");
    let again = app.anonymous().call(Method::POST, "/auth/refresh").header("Cookie", &next).send();
    again.is_problem(401, "token_invalid");
}

#[test]
fn a_body_that_makes_no_sense_is_refused_field_by_field() {
    let app = App::start();
    let nobody = app.anonymous();
    let long = "x".repeat(201);
    for (body, pointer, code) in [
        (json!({"password": "x"}), "/login", "required"),
        (json!({"login": "", "password": "x"}), "/login", "required"),
        (json!({"login": "admin", "password": ""}), "/password", "required"),
        (json!({"login": "admin", "password": long}), "/password", "too_long"),
        (json!({"login": 1, "password": "x"}), "/login", "invalid_value"),
        (json!({"login": "admin", "password": "x", "delivery": "pigeon"}), "/delivery", "invalid_value"),
        (json!({"login": "admin", "password": "x", "colour": "red"}), "/colour", "unknown_field"),
        (json!(["admin", PASSWORD]), "", "expected_object"),
    ] {
        let answer = nobody.post("/auth/login", &body).is_problem(422, "invalid_fields");
        assert_eq!(answer.refusals(), [(pointer.to_owned(), code.to_owned())], "{body}");
    }
}

/// A NUL byte cannot be kept in PostgreSQL's text; nobody's login has one.
#[test]
fn signs_that_the_database_cannot_keep_are_no_fault_of_ours() {
    let app = App::start();
    for body in [
        json!({"login": "ad\u{0}min", "password": "x"}),
        json!({"login": "admin", "password": "\u{0}"}),
        json!({"login": "admin", "password": "x", "org": "\u{0}"}),
    ] {
        let answer = app.anonymous().post("/auth/login", &body);
        let answer = answer.is_problem(422, "invalid_fields");
        assert_eq!(answer.refusals()[0].1, "invalid_character", "{body}");
    }
}

/// Somebody who has the same login in another organization cannot make room for guessing by signing in to their own.
#[test]
fn a_success_forgives_nobody_elses_failures() {
    let app = App::start();
    let mut sql = app.sql();
    sql.execute("UPDATE app_user SET login = 'admin' WHERE login = 'stranger'", &[]).unwrap();
    let code = |name: &str| -> String {
        sql.query_one("SELECT short_code FROM organization WHERE name = $1", &[&name]).unwrap().get(0)
    };
    let [theirs, mine] = [guanxi_tests::ORGANIZATION, guanxi_tests::OTHER_ORGANIZATION].map(code);
    let sign_in = |org: &str, password: &str| {
        app.anonymous().post("/auth/login", &json!({"login": "admin", "password": password, "org": org}))
    };
    for _ in 0..4 {
        sign_in(&theirs, "not-the-password").is_problem(401, "invalid_credentials");
    }
    sign_in(&mine, PASSWORD).is(200);
    sign_in(&theirs, "not-the-password").is_problem(401, "invalid_credentials");
    sign_in(&theirs, "not-the-password").is_problem(429, "too_many_requests");
    sign_in(&mine, PASSWORD).is(200);
    let locks = "SELECT count(*) FROM event WHERE kind = 'session.locked'";
    assert_eq!(app.sql().query_one(locks, &[]).unwrap().get::<_, i64>(0), 1, "noted once, not for every attempt");
}

/// Guesses that come all at once are counted before they are looked at.
#[test]
fn guesses_at_once_are_no_way_past_the_lock() {
    let app = App::start();
    let nobody = app.anonymous();
    let guess = |password: &str| nobody.post("/auth/login", &json!({"login": "rep1", "password": password})).status;
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..16).map(|n| scope.spawn(move || guess(&format!("guess-number-{n}")))).collect();
        tries.into_iter().map(|one| one.join().unwrap()).collect()
    });
    assert_eq!(statuses.iter().filter(|status| **status == 401).count(), 5, "{statuses:?}");
    assert_eq!(statuses.iter().filter(|status| **status == 429).count(), 11, "{statuses:?}");
    // What came during the lock has not made it longer.
    let locked = nobody.post("/auth/login", &json!({"login": "rep1", "password": PASSWORD}));
    let seconds: u64 = locked.header("retry-after").expect("Retry-After").parse().unwrap();
    assert!((1..=60).contains(&seconds), "{seconds}");
}

#[test]
fn a_missing_code_is_no_failure_of_the_password() {
    let app = App::start();
    app.sql().execute("UPDATE app_user SET login = 'admin' WHERE login = 'stranger'", &[]).unwrap();
    for _ in 0..8 {
        let body = json!({"login": "admin", "password": PASSWORD});
        app.anonymous().post("/auth/login", &body).is_problem(409, "organization_required");
    }
}
