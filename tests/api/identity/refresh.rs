//! `POST /auth/refresh` and `/auth/logout`.

use guanxi_tests::{App, PASSWORD, User};
use reqwest::Method;
use serde_json::json;

fn refresh(app: &App, token: &str) -> guanxi_tests::Response {
    app.anonymous().post("/auth/refresh", &json!({"refresh_token": token}))
}

fn of(answer: &guanxi_tests::Response, app: &App) -> (User, String) {
    let text = |name: &str| answer.json[name].as_str().expect("a token").to_owned();
    (app.anonymous().with_token(text("access_token")), text("refresh_token"))
}

#[test]
fn each_refresh_gives_new_tokens() {
    let app = App::start();
    let mut token = app.rep1().refresh_token().to_owned();
    for _ in 0..3 {
        let (user, next) = of(&refresh(&app, &token).is(200), &app);
        user.get("/me").is(200);
        assert_ne!(next, token);
        token = next;
    }
}

#[test]
fn a_spent_token_ends_the_whole_family_at_once() {
    let app = App::start();
    let spent = app.rep1().refresh_token().to_owned();
    let (user, next) = of(&refresh(&app, &spent).is(200), &app);
    user.get("/me").is(200);
    // Another session of the same person is not of the family.
    let elsewhere = app.anonymous().sign_in("rep1", PASSWORD);

    refresh(&app, &spent).is_problem(401, "token_invalid");
    refresh(&app, &next).is_problem(401, "token_invalid");
    user.get("/me").is_problem(401, "unauthorized");
    app.rep1().get("/me").is_problem(401, "unauthorized");
    elsewhere.get("/me").is(200);

    let noted = "SELECT count(*) FROM event WHERE kind = 'session.refresh_reused'";
    assert_eq!(app.sql().query_one(noted, &[]).unwrap().get::<_, i64>(0), 1);
}

/// The second may even come between the winner's exchange and its answer, so that neither gets a token.
#[test]
fn of_two_refreshes_at_once_at_most_one_wins_and_the_family_ends() {
    let app = App::start();
    let token = app.rep1().refresh_token().to_owned();
    let nobody = app.anonymous();
    let statuses: Vec<u16> = std::thread::scope(|scope| {
        let calls: Vec<_> = (0..2)
            .map(|_| scope.spawn(|| nobody.post("/auth/refresh", &json!({"refresh_token": token})).status))
            .collect();
        calls.into_iter().map(|call| call.join().unwrap()).collect()
    });
    assert!(statuses.contains(&401) && statuses.iter().all(|status| [200, 401].contains(status)), "{statuses:?}");
    app.rep1().get("/me").is_problem(401, "unauthorized");
}

#[test]
fn signing_out_ends_the_access_token_too() {
    let app = App::start();
    let user = app.rep1();
    user.post_empty("/auth/logout").is(204);
    user.get("/me").is_problem(401, "unauthorized");
    refresh(&app, user.refresh_token()).is_problem(401, "token_invalid");
    app.rep2().get("/me").is(200);
}

#[test]
fn what_is_no_refresh_token_is_refused() {
    let app = App::start();
    let real = app.rep1().refresh_token().to_owned();
    let access = app.rep1().token.expect("a token");
    // The last sign carries bits of the random part: another one there is another token.
    let mut forged = real.clone();
    let last = if forged.ends_with('A') { 'Q' } else { 'A' };
    forged.truncate(forged.len() - 1);
    forged.push(last);
    for token in ["", "x", "机密", "\u{0}", &access, &real[..real.len() - 4], &format!("{real}AAAA")] {
        refresh(&app, token).is_problem(401, "token_invalid");
    }
    // None of these has touched the session.
    app.rep1().get("/me").is(200);
    refresh(&app, &forged).is_problem(401, "token_invalid");
}

#[test]
fn a_refresh_needs_a_token() {
    let app = App::start();
    app.anonymous().post_empty("/auth/refresh").is_problem(401, "token_invalid");
    app.anonymous().post("/auth/refresh", &json!({})).is_problem(401, "token_invalid");
    let cookie = app.anonymous().call(Method::POST, "/auth/refresh").header("Cookie", "guanxi_refresh=x");
    cookie.send().is_problem(401, "token_invalid");
    let broken = app.anonymous().call(Method::POST, "/auth/refresh").body("application/json", "{");
    broken.send().is_problem(400, "malformed_json");
}

/// After fifteen idle minutes a browser has its cookie and nothing else.
#[test]
fn one_signs_out_with_the_cookie_alone_or_with_nothing() {
    let app = App::start();
    let user = app.anonymous().sign_in("rep1", guanxi_tests::PASSWORD);
    let cookie = format!("guanxi_refresh={}", user.refresh_token());
    let gone = app.anonymous().call(Method::POST, "/auth/logout").header("Cookie", &cookie).send().is(204);
    assert!(gone.header("set-cookie").is_some_and(|cookie| cookie.contains("Max-Age=0")));
    user.get("/me").is_problem(401, "unauthorized");
    app.anonymous().post_empty("/auth/logout").is(204);
    app.anonymous().with_token("nonsense").post_empty("/auth/logout").is(204);
}

/// The token is spent and its successor answered in one transaction: what fails in between spends nothing.
#[test]
fn a_server_that_dies_during_a_refresh_signs_nobody_out() {
    let mut app = App::start();
    let token = app.rep1().refresh_token().to_owned();
    let nobody = app.anonymous();
    let mut sql = app.sql();
    let mut holding = sql.transaction().unwrap();
    holding.batch_execute("LOCK TABLE app_user IN ACCESS EXCLUSIVE MODE").unwrap();
    std::thread::scope(|scope| {
        let asked = json!({"refresh_token": token});
        let refreshing = scope.spawn(move || {
            let call = nobody.call(Method::POST, "/auth/refresh").json(&asked);
            call.try_send().map_or(0, |answer| answer.status)
        });
        guanxi_tests::wait_for("the refresh to be under way", || {
            let waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
            holding.query_one(waiting, &[]).unwrap().get::<_, i64>(0) > 0
        });
        app.kill();
        assert_eq!(refreshing.join().unwrap(), 0, "no answer");
    });
    holding.rollback().unwrap();
    app.restart();
    refresh(&app, &token).is(200);
}
