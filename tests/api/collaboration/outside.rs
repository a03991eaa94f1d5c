//! Notifications beyond the application: mail, daily mail, and the robots of group chats.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use guanxi_tests::{App, User, wait_for};
use hmac::{Hmac, Mac as _};
use reqwest::Method;
use serde_json::{Value, json};
use sha2::Sha256;

const OPEN: &[(&str, &str)] = &[("GUANXI_ALLOW_PRIVATE_TARGETS", "true")];

/// A server that a group chat might be: it keeps what it is sent, and answers what it is told to.
#[derive(Clone)]
struct Chat {
    url: String,
    got: Arc<Mutex<Vec<(String, Value)>>>,
    /// Status and body, the next first; the last one again and again.
    answers: Arc<Mutex<Vec<(u16, &'static str)>>>,
}

impl Chat {
    fn open(answers: &[(u16, &'static str)]) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}", listener.local_addr().unwrap());
        let chat = Self { url, got: Arc::default(), answers: Arc::new(Mutex::new(answers.to_vec())) };
        let served = chat.clone();
        std::thread::spawn(move || {
            for stream in listener.incoming().flatten() {
                served.serve(stream);
            }
        });
        chat
    }

    fn serve(&self, stream: std::net::TcpStream) {
        let mut reader = BufReader::new(stream);
        let mut line = String::new();
        reader.read_line(&mut line).unwrap();
        let path = line.split(' ').nth(1).unwrap_or_default().to_owned();
        let mut length = 0;
        loop {
            let mut header = String::new();
            reader.read_line(&mut header).unwrap();
            if let Some(value) = header.to_ascii_lowercase().strip_prefix("content-length:") {
                length = value.trim().parse().unwrap();
            }
            if header.trim().is_empty() {
                break;
            }
        }
        let mut body = vec![0; length];
        reader.read_exact(&mut body).unwrap();
        self.got.lock().unwrap().push((path, serde_json::from_slice(&body).unwrap()));
        let mut answers = self.answers.lock().unwrap();
        let (status, body) = if answers.len() > 1 { answers.remove(0) } else { answers[0] };
        let extra = if status == 302 { format!("Location: {}/elsewhere\r\n", self.url) } else { String::new() };
        let _ = write!(
            reader.get_mut(),
            "HTTP/1.1 {status} X\r\n{extra}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        );
    }

    fn got(&self) -> Vec<(String, Value)> {
        self.got.lock().unwrap().clone()
    }
}

fn hmac(key: &str, text: &str) -> String {
    let mut mac = <Hmac<Sha256> as hmac::KeyInit>::new_from_slice(key.as_bytes()).unwrap();
    mac.update(text.as_bytes());
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

fn choose(user: &User, kind: &str, mail: bool, robot: bool) {
    let body = json!({"channels": {kind: {"in_app": true, "mail": mail, "robot": robot}}});
    user.call(Method::PATCH, "/me/notification-choices").json(&body).send().is(200);
}

/// What waits for more of the same is due now.
fn hurry(app: &App) {
    app.sql().execute("UPDATE job SET run_at = now() WHERE status = 'queued'", &[]).unwrap();
}

fn give_address(app: &App, login: &str) -> String {
    let address = format!("{login}@example.com");
    app.sql().execute("UPDATE app_user SET email = $1 WHERE login = $2", &[&address, &login]).unwrap();
    address
}

#[test]
fn a_mail_tells_what_happened_unless_it_was_read_first() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    give_address(&app, "rep1");
    choose(&rep, "commented", true, false);
    let customer = rep.customer(&json!({"name": "华兴"}));
    let comments = format!("{}/comments", customer.path());
    for body in ["第一条", "第二条"] {
        manager.post(&comments, &json!({"body": body})).is(201);
    }
    // It waits for more, so that two comments are one mail.
    assert_eq!(app.mails(), 0);
    hurry(&app);
    let text = app.mail_to("rep1@example.com");
    assert!(text.contains("王经理 等在客户「华兴」发表了 2 条评论"), "{text}");
    assert!(text.contains("第二条") && text.contains(&format!("/customers/{}", customer.id())), "{text}");

    rep.post("/notifications/read", &json!({"all": true})).is(204);
    manager.post(&comments, &json!({"body": "第三条"})).is(201);
    rep.post("/notifications/read", &json!({"all": true})).is(204);
    hurry(&app);
    wait_for("the work to end", || waiting(&app) == 0);
    assert_eq!(app.mails(), 1);
}

fn waiting(app: &App) -> i64 {
    let count = "SELECT count(*) FROM job WHERE status IN ('queued', 'running') AND kind IN ('notification.deliver', 'mail.send', 'robot.send')";
    app.sql().query_one(count, &[]).unwrap().get(0)
}

#[test]
fn a_mail_is_for_those_who_still_see_the_record() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    give_address(&app, "rep1");
    choose(&rep, "commented", true, false);
    let customer = rep.customer(&json!({"name": "华兴"}));
    manager.post(&format!("{}/comments", customer.path()), &json!({"body": "好"})).is(201);
    manager.patch(&customer.path(), 1, &json!({"owner_id": app.rep2().id()})).is(200);
    hurry(&app);
    wait_for("the work to end", || waiting(&app) == 0);
    assert_eq!(app.mails(), 0);
}

#[test]
fn the_daily_mail_gathers_what_is_unread_and_comes_once() {
    let app = App::start();
    let (rep, manager) = (app.rep1(), app.manager());
    give_address(&app, "rep1");
    choose(&rep, "commented", true, false);
    let body = json!({"daily_mail": true});
    let chosen = rep.call(Method::PATCH, "/me/notification-choices").json(&body).send().is(200);
    assert_eq!((&chosen.json["daily_mail"], &chosen.json["mail_possible"]), (&json!(true), &json!(true)));
    for name in ["甲公司", "乙公司"] {
        let customer = rep.customer(&json!({"name": name}));
        manager.post(&format!("{}/comments", customer.path()), &json!({"body": "好"})).is(201);
    }
    hurry(&app);
    wait_for("the work to end", || waiting(&app) == 0);
    assert_eq!(app.mails(), 0, "not one by one");
    // Due at eight in the morning of Shanghai, whenever that is next.
    let due = "SELECT to_char(digest_due_at AT TIME ZONE 'Asia/Shanghai', 'HH24:MI') FROM notification_preference";
    assert_eq!(app.sql().query_one(due, &[]).unwrap().get::<_, String>(0), "08:00");
    for _ in 0..2 {
        let mut sql = app.sql();
        sql.execute("UPDATE notification_preference SET digest_due_at = now()", &[]).unwrap();
        super::due(&app, "notification.digest");
        wait_for("the daily mails", || {
            let left = "SELECT count(*) FROM notification_preference WHERE digest_due_at <= now()";
            sql.query_one(left, &[]).unwrap().get::<_, i64>(0) == 0
        });
    }
    let text = app.mail_to("rep1@example.com");
    assert!(text.contains("· 王经理 评论了客户「甲公司」") && text.contains("· 王经理 评论了客户「乙公司」"), "{text}");
    wait_for("the work to end", || waiting(&app) == 0);
    assert_eq!(app.mails(), 1, "what was mailed is not mailed again");
}

#[test]
fn robots_are_told_in_their_own_formats_without_any_value() {
    let app = App::start_with(OPEN);
    let (admin, rep, manager) = (app.admin(), app.rep1(), app.manager());
    app.sql().execute("UPDATE app_user SET phone = '13800138000' WHERE login = 'rep1'", &[]).unwrap();
    let chats = [
        ("wecom", Chat::open(&[(200, r#"{"errcode":0,"errmsg":"ok"}"#)])),
        ("dingtalk", Chat::open(&[(200, r#"{"errcode":0,"errmsg":"ok"}"#)])),
        ("feishu", Chat::open(&[(200, r#"{"code":0,"msg":"success"}"#)])),
    ];
    for (kind, chat) in &chats {
        let body = json!({"name": kind, "kind": kind, "url": format!("{}/send?key=k1", chat.url), "secret": "S1"});
        admin.post("/robots", &body).is(201);
    }
    assert_eq!(rep.get("/me/notification-choices").is(200).json["robot_possible"], true);
    choose(&rep, "mentioned", false, true);
    let customer = rep.customer(&json!({"name": "华兴机密"}));
    let body = json!({"body": format!("<@{}> 秘密", rep.id())});
    manager.post(&format!("{}/comments", customer.path()), &body).is(201);
    hurry(&app);
    wait_for("the robots", || chats.iter().all(|(_, chat)| !chat.got().is_empty()));
    let text = "王经理 在客户的评论中提到了 李一（1 次）";
    for (kind, chat) in &chats {
        let (path, body) = chat.got().remove(0);
        let told = body["text"]["content"].as_str().or(body["content"]["text"].as_str()).unwrap().to_owned();
        assert!(told.starts_with(text) && told.contains(&format!("/customers/{}", customer.id())), "{kind}: {told}");
        assert!(!body.to_string().contains("机密") && !body.to_string().contains("秘密"), "{kind}: {body}");
        match *kind {
            "wecom" => {
                assert_eq!(path, "/send?key=k1");
                assert_eq!(
                    (&body["msgtype"], &body["text"]["mentioned_mobile_list"]),
                    (&json!("text"), &json!(["13800138000"]))
                );
            }
            "dingtalk" => {
                let url = reqwest::Url::parse(&format!("http://x{path}")).unwrap();
                let query: std::collections::HashMap<_, _> = url.query_pairs().collect();
                assert_eq!(query["key"], "k1");
                assert_eq!(query["sign"], hmac("S1", &format!("{}\nS1", query["timestamp"])));
                assert_eq!(body["at"], json!({"atMobiles": ["13800138000"], "isAtAll": false}));
            }
            _ => {
                assert_eq!(path, "/send?key=k1");
                let stamp = body["timestamp"].as_str().unwrap();
                assert_eq!(body["sign"], hmac(&format!("{stamp}\nS1"), ""));
                assert_eq!(body["msg_type"], "text");
            }
        }
    }
    wait_for("the work to end", || waiting(&app) == 0);
    assert!(chats.iter().all(|(_, chat)| chat.got().len() == 1), "each is told once");
    // Neither the queue nor the table shows an address.
    let mut sql = app.sql();
    for question in [
        "SELECT string_agg(arguments::text, ' ') FROM job",
        "SELECT string_agg(robot::text, ' ') FROM robot",
        "SELECT string_agg(changes::text, ' ') FROM event",
    ] {
        let text: String = sql.query_one(question, &[]).unwrap().get(0);
        assert!(!text.contains("key=k1") && !text.contains("\"S1\""), "{question}: {text}");
    }
}

#[test]
fn a_robot_that_is_busy_is_tried_again_and_one_that_refuses_is_not() {
    let app = App::start_with(OPEN);
    let (admin, rep, manager) = (app.admin(), app.rep1(), app.manager());
    let busy = Chat::open(&[
        (503, ""),
        (200, r#"{"errcode":45009,"errmsg":"api freq out of limit"}"#),
        (200, r#"{"errcode":0}"#),
    ]);
    let wrong = Chat::open(&[(200, r#"{"code":19021,"msg":"sign match fail"}"#)]);
    let away = Chat::open(&[(302, "")]);
    for (name, kind, chat) in [("忙", "wecom", &busy), ("错", "feishu", &wrong), ("转", "wecom", &away)] {
        admin.post("/robots", &json!({"name": name, "kind": kind, "url": chat.url})).is(201);
    }
    choose(&rep, "mentioned", false, true);
    let customer = rep.customer(&json!({"name": "华兴"}));
    let body = json!({"body": format!("<@{}>", rep.id())});
    manager.post(&format!("{}/comments", customer.path()), &body).is(201);
    wait_for("the robots", || {
        hurry(&app);
        std::thread::sleep(std::time::Duration::from_millis(100));
        busy.got().len() == 3 && waiting(&app) == 0
    });
    assert_eq!(wrong.got().len(), 1);
    // Nothing is followed elsewhere.
    assert_eq!(away.got().iter().map(|(path, _)| path.as_str()).collect::<Vec<_>>(), ["/"]);
    let failed = "SELECT count(*) FROM job WHERE kind = 'robot.send' AND status = 'failed' AND error = 'robot_refused'";
    assert_eq!(app.sql().query_one(failed, &[]).unwrap().get::<_, i64>(0), 2);
}

#[test]
fn a_test_tells_the_administrator_what_came_of_it() {
    let app = App::start_with(OPEN);
    let admin = app.admin();
    let chat = Chat::open(&[(200, r#"{"errcode":310000,"errmsg":"sign not match"}"#), (200, r#"{"errcode":0}"#)]);
    let robot = admin.post("/robots", &json!({"name": "群", "kind": "dingtalk", "url": chat.url})).is(201);
    let test = format!("/robots/{}/test", robot.id());
    let refused = admin.post_empty(&test).is(200).json;
    assert_eq!(refused["delivered"], false);
    assert!(refused["reason"].as_str().unwrap().contains("310000 sign not match"), "{refused}");
    assert_eq!(admin.post_empty(&test).is(200).json, json!({"delivered": true, "reason": null}));
    let words = chat.got()[1].1["text"]["content"].as_str().unwrap().to_owned();
    assert!(words.contains("华兴科技有限公司"), "{words}");
    // Nobody answers there.
    let closed = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let gone = json!({"url": format!("http://{closed}")});
    admin.patch(&format!("/robots/{}", robot.id()), 1, &gone).is(200);
    assert_eq!(admin.post_empty(&test).is(200).json["delivered"], false);
}

#[test]
fn robots_are_the_administrators_and_their_addresses_are_never_told() {
    let app = App::start();
    let admin = app.admin();
    let url = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=geheim";
    let made = admin.post("/robots", &json!({"name": "销售群", "kind": "wecom", "url": url})).is(201);
    assert_eq!((&made.json["host"], &made.json["enabled"]), (&json!("qyapi.weixin.qq.com"), &json!(true)));
    let one = format!("/robots/{}", made.id());
    for answer in [&made, &admin.get("/robots").is(200), &admin.get(&one).is(200)] {
        assert!(!answer.json.to_string().contains("geheim"), "{}", answer.json);
    }
    admin.post("/robots", &json!({"name": "销售群", "kind": "wecom", "url": url})).is_problem(409, "conflict");
    for (body, pointer, code) in [
        (json!({"name": "甲", "kind": "wecom"}), "/url", "required"),
        (json!({"name": "甲", "kind": "slack", "url": url}), "/kind", "unknown_code"),
        (json!({"name": "", "kind": "wecom", "url": url}), "/name", "required"),
        (json!({"name": "甲", "kind": "wecom", "url": "http://example.com/"}), "/url", "outgoing_needs_https"),
        (json!({"name": "甲", "kind": "wecom", "url": "ftp://example.com/"}), "/url", "invalid_url"),
        (json!({"name": "甲", "kind": "wecom", "url": "https://127.0.0.1/"}), "/url", "outgoing_address_refused"),
        (
            json!({"name": "甲", "kind": "wecom", "url": "https://[::ffff:169.254.169.254]/"}),
            "/url",
            "outgoing_address_refused",
        ),
    ] {
        admin.post("/robots", &body).refuses(pointer, code);
    }
    // What is not named stays, the address too.
    let changed = admin.patch(&one, 1, &json!({"enabled": false})).is(200);
    assert_eq!((changed.version(), &changed.json["host"]), (2, &made.json["host"]));
    admin.patch(&one, 1, &json!({"name": "群"})).is_problem(412, "stale_version");
    // A name is judged by what it stands for when it is spoken to.
    let local = admin.post("/robots", &json!({"name": "本机", "kind": "wecom", "url": "https://localhost/x"})).is(201);
    let tested = admin.post_empty(&format!("/robots/{}/test", local.id())).is(200).json;
    assert_eq!(tested["delivered"], false);
    assert!(tested["reason"].as_str().unwrap().contains("内网"), "{tested}");
    for user in [app.manager(), app.rep1(), app.user("auditor")] {
        user.get("/robots").is_problem(403, "forbidden");
        user.get(&one).is_problem(403, "forbidden");
        user.post("/robots", &json!({"name": "乙", "kind": "wecom", "url": url})).is_problem(403, "forbidden");
        user.delete(&one, 2).is_problem(403, "forbidden");
        user.post_empty(&format!("{one}/test")).is_problem(403, "forbidden");
    }
    app.stranger().get(&one).is_problem(404, "not_found");
    app.stranger().delete(&one, 2).is_problem(404, "not_found");
    admin.delete(&one, 2).is(204);
    admin.get(&one).is_problem(404, "not_found");
}
