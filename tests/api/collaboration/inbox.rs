//! Notifications: who is told what, once, live, and what is read.

use std::io::{BufRead as _, BufReader};
use std::time::Duration;

use guanxi_tests::{App, wait_for};
use reqwest::Method;
use serde_json::json;

use super::{due, texts, told, unread};

#[test]
fn a_record_given_to_somebody_is_told_and_a_whole_list_once() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    let names = |n: usize| json!({"name": format!("公司{n}"), "owner_id": manager.id()});
    let ids: Vec<String> = (0..120).map(|n| manager.customer(&names(n)).id().to_owned()).collect();
    let transfer = json!({"ids": ids, "action": "transfer", "arguments": {"owner_id": rep.id()}});
    let job = manager.post("/customers/bulk-actions", &transfer).is(202);
    wait_for("the job to end", || manager.get(&format!("/jobs/{}", job.id())).is(200).json["status"] == "succeeded");
    let list = told(&rep);
    let total: i64 = list.iter().filter_map(|one| one["count"].as_i64()).sum();
    assert_eq!(total, 120);
    // One, or two where the hour ended in between.
    assert!(list.len() <= 2, "{list:?}");
    assert!(list[0]["record"].is_null() && list[0]["resource"] == "customers");
    assert!(texts(&rep)[0].2.starts_with("王经理 把 "), "{:?}", texts(&rep));

    // One by hand, after these were read, stands by itself; so does one that was made for somebody.
    rep.post("/notifications/read", &json!({"all": true})).is(204);
    let one = manager.customer(&json!({"name": "单个"}));
    manager.post(&format!("{}/transfer", one.path()), &json!({"owner_id": rep.id()})).is(200);
    assert_eq!(texts(&rep)[0], ("record_assigned".into(), 1, "王经理 把客户「单个」交给了您".into()));
    manager.customer(&json!({"name": "代录", "owner_id": rep.id()}));
    assert_eq!(texts(&rep)[0], ("record_assigned".into(), 2, "王经理 把 2 个客户交给了您".into()));
    assert!(told(&manager).is_empty());
}

#[test]
fn whoever_joins_a_team_is_told_once() {
    let app = App::start();
    let (rep1, rep2, manager) = (app.rep1(), app.rep2(), app.manager());
    let customer = manager.customer(&json!({"name": "华兴", "owner_id": rep1.id()}));
    let member = json!({"principal_kind": "user", "principal_id": rep2.id(), "level": "read"});
    let team = format!("{}/team", customer.path());
    for level in ["read", "write"] {
        let mut member = member.clone();
        member["level"] = json!(level);
        manager.call(Method::PUT, &team).json(&json!({"items": [member]})).send().is(200);
    }
    assert_eq!(texts(&rep2), [("team_added".into(), 1, "王经理 把您加入了客户「华兴」的团队".into())]);
    // A shared record can be talked about, and its people mentioned.
    rep2.post(&format!("{}/comments", customer.path()), &json!({"body": "收到"})).is(201);
    let body = json!({"body": format!("<@{}> 谢谢", rep2.id())});
    rep1.post(&format!("{}/comments", customer.path()), &body).is(201);
    assert_eq!(texts(&rep2)[0].0, "mentioned");
}

#[test]
fn what_is_read_is_read_and_others_stay() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    for n in 0..5 {
        let customer = rep.customer(&json!({"name": format!("公司{n}")}));
        manager.post(&format!("{}/comments", customer.path()), &json!({"body": "好"})).is(201);
    }
    assert_eq!(unread(&rep), 5);
    let list = told(&rep);
    // Another's are left alone.
    manager.post("/notifications/read", &json!({"ids": [list[0]["id"]]})).is(204);
    app.stranger().post("/notifications/read", &json!({"all": true})).is(204);
    assert_eq!(unread(&rep), 5);
    rep.post("/notifications/read", &json!({"ids": [list[0]["id"], list[1]["id"]]})).is(204);
    assert_eq!(unread(&rep), 3);
    let pages = rep.all("/notifications", &[("unread", "true"), ("limit", "2")]);
    assert_eq!(
        pages.iter().map(|one| &one["id"]).collect::<Vec<_>>(),
        list[2..].iter().map(|one| &one["id"]).collect::<Vec<_>>()
    );
    assert_eq!(rep.all("/notifications", &[("limit", "2")]).len(), 5);
    assert!(rep.get_with("/notifications", &[("kind", "mentioned")]).is(200).items().is_empty());
    rep.post("/notifications/read", &json!({"all": true})).is(204);
    assert_eq!(unread(&rep), 0);
    for (body, pointer, code) in [
        (json!({}), "/ids", "one_selection"),
        (json!({"ids": [], "all": true}), "/ids", "one_selection"),
        (json!({"ids": vec![rep.id(); 201]}), "/ids", "too_many"),
    ] {
        rep.post("/notifications/read", &body).refuses(pointer, code);
    }
    rep.get("/notifications?cursor=1.x").refuses("/cursor", "invalid_cursor");
    rep.get("/notifications?cursor=99999999999999999.00000000-0000-7000-8000-000000000000")
        .refuses("/cursor", "invalid_cursor");
    rep.get("/notifications?limit=101").refuses("/limit", "out_of_range");
}

/// Counting ends at 99.
#[test]
fn a_full_inbox_is_not_counted_to_its_end() {
    let app = App::start();
    let rep = app.rep1();
    app.sql()
        .execute(
            "INSERT INTO notification SELECT u.org_id, gen_random_uuid(), u.id, 'commented', NULL, NULL, NULL, '{}', \
               'g' || n, 1, true, false, false, now(), now(), NULL, NULL \
             FROM app_user u, generate_series(1, 130) AS n WHERE u.login = 'rep1'",
            &[],
        )
        .unwrap();
    assert_eq!(rep.get("/notifications/unread").is(200).json, json!({"count": 99, "more": true}));
    assert_eq!(rep.all("/notifications", &[("limit", "50")]).len(), 130);
}

/// Comments of many at once are all counted, in one notification of each follower.
#[test]
fn many_at_once_are_counted_without_loss() {
    let app = App::start();
    let (rep, manager, inside) = (app.rep1(), app.manager(), app.user("sales_admin"));
    let customer = rep.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    std::thread::scope(|scope| {
        for user in [&manager, &inside, &app.admin()] {
            let (user, comments) = (user.clone(), comments.clone());
            scope.spawn(move || {
                for n in 0..8 {
                    user.post(&comments, &json!({"body": format!("第{n}条")})).is(201);
                }
            });
        }
    });
    let total: i64 = told(&rep).iter().filter_map(|one| one["count"].as_i64()).sum();
    assert_eq!(total, 24);
    assert!(told(&rep).len() <= 2);
}

#[test]
fn a_channel_that_is_closed_is_silent() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    let choices = rep.get("/me/notification-choices").is(200).json;
    let kinds: Vec<_> = choices["items"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds, ["mentioned", "commented", "record_assigned", "team_added", "record_changed"]);
    assert!(choices["items"].as_array().unwrap().iter().all(|one| {
        one["channels"] == json!({"in_app": true, "mail": false, "robot": false}) && one["label"] != one["kind"]
    }));
    assert_eq!((&choices["mail_possible"], &choices["robot_possible"]), (&json!(false), &json!(false)));
    let silent = json!({"channels": {"commented": {"in_app": false, "mail": false, "robot": false}}});
    let patch = |body| rep.call(Method::PATCH, "/me/notification-choices").json(&body).send();
    let saved = patch(silent).is(200);
    assert_eq!(saved.json["items"][1]["channels"]["in_app"], false);
    assert_eq!(saved.json["items"][0]["channels"]["in_app"], true);
    let customer = rep.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    manager.post(&comments, &json!({"body": "好"})).is(201);
    manager.post(&comments, &json!({"body": format!("<@{}>", rep.id())})).is(201);
    let kinds: Vec<String> = texts(&rep).into_iter().map(|(kind, ..)| kind).collect();
    assert_eq!(kinds, ["mentioned"]);
    patch(json!({"channels": {"nothing": {"in_app": true, "mail": true, "robot": true}}}))
        .refuses("/channels", "unknown_code");
    assert_eq!(patch(json!({"channels": {"commented": {"in_app": 1}}})).status, 422);
    // Everybody's choices are their own.
    let others = manager.get("/me/notification-choices").is(200).json;
    assert_eq!(others["items"][1]["channels"]["in_app"], true);
}

#[test]
fn a_notification_speaks_the_readers_language() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    let customer = rep.customer(&json!({"name": "华兴"}));
    manager.post(&format!("{}/comments", customer.path()), &json!({"body": "好"})).is(201);
    for (locale, text) in [
        ("en", "王经理 commented on the customer 华兴"),
        ("zh-TW", "王经理 在客戶「华兴」留言"),
        ("zh-CN", "王经理 评论了客户「华兴」"),
    ] {
        rep.call(Method::PATCH, "/me").json(&json!({"locale": locale})).send().is(200);
        assert_eq!(texts(&rep)[0].2, text);
    }
}

/// The stream says that there is something, to nobody but those who were told.
#[test]
fn notifications_come_live() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    let customer = rep.customer(&json!({"name": "华兴"}));
    let listen = |token: String| {
        let url = format!("{}/api/v1/stream", app.server().url());
        let http = reqwest::blocking::Client::builder().timeout(Duration::from_secs(20)).build().unwrap();
        let answer = http.get(url).bearer_auth(token).send().unwrap();
        let (sender, receiver) = std::sync::mpsc::channel();
        std::thread::spawn(move || {
            for line in BufReader::new(answer).lines().map_while(Result::ok) {
                if sender.send(line).is_err() {
                    return;
                }
            }
        });
        receiver
    };
    let (mine, theirs) = (listen(rep.token.clone().unwrap()), listen(manager.token.clone().unwrap()));
    let next = |lines: &std::sync::mpsc::Receiver<String>, what: &str| loop {
        let line = lines.recv_timeout(Duration::from_secs(10)).unwrap_or_else(|_| panic!("no {what}"));
        if line.contains(what) {
            return;
        }
        assert!(!line.contains("\"notifications\""), "{line} before {what}");
    };
    next(&mine, "\"ready\"");
    next(&theirs, "\"ready\"");
    manager.post(&format!("{}/comments", customer.path()), &json!({"body": "好"})).is(201);
    next(&mine, "\"customer.commented\"");
    next(&mine, "\"notifications\"");
    next(&theirs, "\"customer.commented\"");
    // What somebody has read elsewhere is told as soon as anything happens.
    rep.post("/notifications/read", &json!({"all": true})).is(204);
    manager.patch(&customer.path(), 1, &json!({"remark": "改"})).is(200);
    next(&mine, "\"customer.updated\"");
    next(&mine, "\"notifications\"");
    next(&theirs, "\"customer.updated\"");
}

/// What is removed for good leaves nothing that was said of it.
#[test]
fn a_purged_record_takes_along_what_was_said_of_it() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    let customer = rep.customer(&json!({"name": "华兴"}));
    manager.post(&format!("{}/comments", customer.path()), &json!({"body": "好"})).is(201);
    assert_eq!(unread(&rep), 1);
    manager.delete(&customer.path(), 1).is(204);
    let mut sql = app.sql();
    sql.execute("UPDATE customer SET deleted_at = now() - interval '400 days'", &[]).unwrap();
    due(&app, "customer.purge");
    let mut left = || -> i64 {
        let count = "SELECT (SELECT count(*) FROM comment) + (SELECT count(*) FROM record_follow) \
             + (SELECT count(*) FROM notification)";
        sql.query_one(count, &[]).unwrap().get(0)
    };
    wait_for("the purge", || left() == 0);
    assert_eq!(unread(&rep), 0);
}
