//! Two people at once.

use guanxi_tests::{App, User, at_once};
use serde_json::json;

#[test]
fn of_several_edits_of_one_version_exactly_one_wins() {
    let app = App::start();
    let users: Vec<User> = [app.admin(), app.manager(), app.rep1()].into_iter().cycle().take(8).collect();
    for round in 0..5 {
        let made = app.rep1().customer(&json!({"name": format!("第{round}家")}));
        let answers = at_once(&users, |index, user| user.patch(&made.path(), 1, &json!({"remark": index.to_string()})));
        let won: Vec<_> = answers.iter().filter(|answer| answer.status == 200).collect();
        assert_eq!(won.len(), 1, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
        for lost in answers.iter().filter(|answer| answer.status != 200) {
            assert_eq!(lost.clone().is_problem(412, "stale_version").json["current_version"], 2);
        }
        let stored = app.rep1().get(&made.path()).is(200);
        assert_eq!((&stored.json["remark"], stored.version()), (&won[0].json["remark"], 2));
    }
}

#[test]
fn an_edit_and_a_delete_do_not_both_happen() {
    let app = App::start();
    let users = [app.admin(), app.manager()];
    for round in 0..8 {
        let made = app.rep1().customer(&json!({"name": format!("第{round}家")}));
        let answers = at_once(&users, |index, user| match index {
            0 => user.patch(&made.path(), 1, &json!({"remark": "改"})),
            _ => user.delete(&made.path(), 1),
        });
        let statuses = [answers[0].status, answers[1].status];
        assert!(matches!(statuses, [200, 412] | [404 | 412, 204]), "{statuses:?}");
    }
}

#[test]
fn one_number_is_given_once() {
    let app = App::start();
    let users: Vec<User> = std::iter::repeat_n(app.rep1(), 8).collect();
    let answers = at_once(&users, |_, user| user.post("/customers", &json!({"name": "甲", "number": "K-1"})));
    let made = answers.iter().filter(|answer| answer.status == 201).count();
    let refused = answers.iter().filter(|answer| answer.status == 409).count();
    assert_eq!((made, refused), (1, 7));
}

#[test]
fn numbers_given_at_once_all_differ() {
    let app = App::start();
    let users: Vec<User> = std::iter::repeat_n(app.rep1(), 8).collect();
    let mut numbers: Vec<String> = (0..4)
        .flat_map(|_| at_once(&users, |_, user| user.customer(&json!({"name": "甲"}))))
        .map(|made| made.json["number"].as_str().unwrap_or_default().to_owned())
        .collect();
    numbers.sort();
    numbers.dedup();
    assert_eq!(numbers.len(), 32);
}

#[test]
fn a_retry_that_overtakes_its_first_attempt_makes_no_second_record() {
    let app = App::start();
    let users: Vec<User> = std::iter::repeat_n(app.rep1(), 12).collect();
    for round in 0..3 {
        let key = format!("key-{round}");
        let answers = at_once(&users, |_, user| {
            let call = user.call(reqwest::Method::POST, "/customers").header("Idempotency-Key", &key);
            call.json(&json!({"name": format!("第{round}家")})).send()
        });
        let first = answers.iter().find(|answer| answer.status == 201).expect("one is made").id().to_owned();
        for answer in answers {
            match answer.status {
                201 => assert_eq!(answer.id(), first),
                _ => assert_eq!(answer.is_problem(409, "idempotency_in_progress").status, 409),
            }
        }
        assert_eq!(app.rep1().get("/customers").is(200).items().len(), round + 1);
    }
}

/// A field becomes unique, or goes, when no record is on its way: none can break the rule that was just checked.
#[test]
fn a_field_is_tightened_while_nobody_writes() {
    let app = App::start();
    let (admin, rep) = (app.admin(), app.rep1());
    let field = json!({"entity": "customer", "code": "contract_no", "kind": "text", "labels": {"zh-CN": "合同号"}});
    let field = admin.post("/custom-fields", &field).is(201);
    let path = format!("/custom-fields/{}", field.id());
    let body = json!({"name": "甲", "custom": {"contract_no": "HT-1"}});
    let mut sql = app.sql();
    let mut holding = sql.transaction().unwrap();
    // Whoever writes a customer waits at its search entry, in the middle of the transaction.
    holding.batch_execute("LOCK TABLE search_entry IN SHARE MODE").unwrap();
    let (made, tightened) = std::thread::scope(|scope| {
        let making = scope.spawn(|| rep.post("/customers", &body));
        guanxi_tests::wait_for("the record to be on its way", || {
            let waiting =
                "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()";
            holding.query_one(waiting, &[]).unwrap().get::<_, i64>(0) > 0
        });
        let tightening = scope.spawn(|| admin.patch(&path, field.version(), &json!({"unique": true})));
        std::thread::sleep(std::time::Duration::from_millis(300));
        assert!(!tightening.is_finished(), "it waits for the record");
        holding.rollback().unwrap();
        (making.join().unwrap(), tightening.join().unwrap())
    });
    let (made, _) = (made.is(201), tightened.is(200));
    // The record that was on its way counts.
    rep.post("/customers", &body).is_problem(409, "conflict");
    rep.patch(&made.path(), 1, &json!({"remark": "改"})).is(200);
}

#[test]
fn two_companies_never_stand_above_each_other() {
    let app = App::start();
    let admin = app.admin();
    for round in 0..10 {
        let made = ["甲", "乙"].map(|name| admin.customer(&json!({"name": format!("{name}{round}")})));
        let users = [admin.clone(), admin.clone()];
        let answers = at_once(&users, |index, user| {
            user.patch(&made[index].path(), 1, &json!({"parent_id": made[1 - index].id()}))
        });
        let mut statuses: Vec<u16> = answers.iter().map(|answer| answer.status).collect();
        statuses.sort_unstable();
        assert_eq!(statuses, [200, 422], "{round}");
    }
}
