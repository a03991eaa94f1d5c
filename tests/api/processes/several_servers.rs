//! Two servers on one database: whatever is done on one is true on the other at the next request.

use guanxi_tests::App;
use serde_json::json;

#[test]
fn what_is_written_on_one_is_read_on_the_other() {
    let app = App::start();
    let second = app.another_server();
    let there = app.at(&second);
    let (here, there) = (app.rep1(), there(&app.rep1()));
    for round in 0..10 {
        let made = here.customer(&json!({"name": format!("第{round}家")}));
        assert_eq!(there.get(&made.path()).is(200).json, made.json);
        there.patch(&made.path(), 1, &json!({"remark": "改"})).is(200);
        here.patch(&made.path(), 1, &json!({"remark": "也改"})).is_problem(412, "stale_version");
    }
    // Neither gives a number that the other has given.
    let mut numbers: Vec<String> = (0..10)
        .map(|index| if index % 2 == 0 { &here } else { &there })
        .map(|user| user.customer(&json!({"name": "甲"})).json["number"].as_str().unwrap_or_default().to_owned())
        .collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 10);
}

#[test]
fn a_key_of_one_is_a_key_of_the_other() {
    let app = App::start();
    let second = app.another_server();
    let there = app.at(&second);
    let post = |user: &guanxi_tests::User| {
        let call = user.call(reqwest::Method::POST, "/customers").header("Idempotency-Key", "k");
        call.json(&json!({"name": "甲"})).send().is(201)
    };
    let (first, again) = (post(&app.rep1()), post(&there(&app.rep1())));
    assert_eq!(first.json, again.json);
}

#[test]
fn a_session_and_its_end_are_known_to_both() {
    let app = App::start();
    let second = app.another_server();
    let there = app.at(&second);
    let (here, there) = (app.rep1(), there(&app.rep1()));
    there.get("/me").is(200);
    here.post_empty("/auth/logout").is(204);
    there.get("/me").is_problem(401, "unauthorized");
    there.get("/customers").is_problem(401, "unauthorized");
}

#[test]
fn a_right_taken_away_is_gone_at_the_next_request_everywhere() {
    let app = App::start();
    let second = app.another_server();
    let there = app.at(&second);
    let users = [app.rep1(), there(&app.rep1())];
    for user in &users {
        user.get("/customers").is(200);
        user.customer(&json!({"name": "甲"}));
    }
    // As the roles' endpoints do it: the change, and the number that says so.
    let touch = "UPDATE organization SET config_version = config_version + 1";
    let mut sql = app.sql();
    sql.batch_execute(&format!(
        "BEGIN; UPDATE user_role SET role_id = (SELECT r.id FROM role r WHERE r.org_id = user_role.org_id AND code = 'auditor')
         WHERE user_id = (SELECT id FROM app_user WHERE login = 'rep1'); {touch}; COMMIT"
    ))
    .unwrap();
    for user in &users {
        user.post("/customers", &json!({"name": "乙"})).is_problem(403, "forbidden");
        user.get("/customers").is(200);
    }
    sql.batch_execute(&format!("BEGIN; UPDATE app_user SET status = 'disabled' WHERE login = 'rep1'; {touch}; COMMIT"))
        .unwrap();
    for user in &users {
        user.get("/customers").is_problem(401, "unauthorized");
    }
}
