//! Long work and mail, when the server dies in between.

use guanxi_tests::{App, wait_for};
use serde_json::json;

/// More than one step of a job, so that it can be killed between steps.
const CUSTOMERS: usize = 400;

#[test]
fn a_job_goes_on_where_the_killed_server_left_it() {
    let mut app = App::start();
    let manager = app.manager();
    for batch in 0..CUSTOMERS / 200 {
        let made: Vec<_> =
            (0..200).map(|n| json!({"op": "create", "fields": {"name": format!("公司{batch}-{n}")}})).collect();
        manager.post("/customers/bulk", &json!({"items": made})).is(200);
    }
    let action = json!({"filter": "", "action": "edit", "arguments": {"fields": {"remark": "批量"}}});
    let job = manager.post("/customers/bulk-actions", &action).is(202);
    let path = format!("/jobs/{}", job.id());
    wait_for("the job to be under way", || manager.get(&path).is(200).json["done"].as_i64() > Some(0));
    app.crash_and_restart();
    // The dead server's claim runs out by itself; the test does not wait for it.
    let mut sql = app.sql();
    sql.execute("UPDATE job SET locked_until = now() - interval '1 second' WHERE status = 'running'", &[]).unwrap();
    let manager = app.manager();
    wait_for("the job to end", || manager.get(&path).is(200).json["status"] == "succeeded");
    let result = manager.get(&path).is(200).json["result"].clone();
    assert_eq!(result["succeeded"], CUSTOMERS, "{result}");
    assert_eq!(result["failed"], 0, "{result}");
    // Each was changed once, however often the work was begun.
    for (question, expected) in [
        ("SELECT count(*) FROM customer WHERE version = 2 AND remark = '批量'", CUSTOMERS),
        ("SELECT count(*) FROM event WHERE kind = 'customer.updated'", CUSTOMERS),
    ] {
        let counted: i64 = sql.query_one(question, &[]).unwrap().get(0);
        assert_eq!(usize::try_from(counted).unwrap(), expected, "{question}");
    }
}

#[test]
fn a_cancelled_job_stops_and_can_be_taken_up_again() {
    let app = App::start_with(&[("GUANXI_WORKERS", "0")]);
    let manager = app.manager();
    manager.customer(&json!({"name": "甲"}));
    let action = json!({"filter": "", "action": "edit", "arguments": {"fields": {"remark": "批量"}}});
    let job = manager.post("/customers/bulk-actions", &action).is(202);
    let path = format!("/jobs/{}", job.id());
    // Whoever runs the organization sees that something waits; nobody else is told.
    let system = app.admin().get("/system").is(200).json;
    assert_eq!(system["jobs"], json!({"queued": 1, "running": 0, "failed": 0}), "{system}");
    assert!(system["database"]["size_bytes"].as_i64() > Some(0), "{system}");
    manager.get("/system").is_problem(403, "forbidden");
    assert_eq!(manager.post_empty(&format!("{path}/cancel")).is(200).json["status"], "cancelled");
    manager.post_empty(&format!("{path}/cancel")).is_problem(409, "job_finished");
    assert_eq!(manager.post_empty(&format!("{path}/retry")).is(200).json["status"], "queued");
    let working = app.another_server();
    wait_for("the job to end", || manager.get(&path).is(200).json["status"] == "succeeded");
    manager.post_empty(&format!("{path}/retry")).is_problem(409, "job_not_finished");
    drop(working);
}

/// A mail belongs to the transaction that promises it: it waits in the queue, sealed, and survives the server.
#[test]
fn a_promised_mail_survives_the_server() {
    let app = App::start_with(&[("GUANXI_WORKERS", "0")]);
    let body = json!({"login": "guest", "display_name": "客人", "email": "guest@example.com"});
    app.admin().post("/users/invite", &body).is(201);
    let queued = "SELECT arguments::text FROM job WHERE kind = 'mail.send'";
    let arguments: String = app.sql().query_one(queued, &[]).unwrap().get(0);
    assert!(!arguments.contains("guest"), "{arguments}");
    assert_eq!(app.mails(), 0);
    let working = app.another_server();
    let token = app.mailed_token("guest@example.com");
    app.anonymous().get_with("/auth/invitation", &[("token", &token)]).is(200);
    assert_eq!(app.mails(), 1);
    // A mail that was refused is not promised.
    app.admin().post("/users/invite", &body).is_problem(409, "conflict");
    drop(working);
    let queued = "SELECT count(*) FROM job WHERE kind = 'mail.send'";
    assert_eq!(app.sql().query_one(queued, &[]).unwrap().get::<_, i64>(0), 1);
}

/// What a key asks for is done with what the key may do, and not at all once the key is gone.
#[test]
fn a_job_reaches_no_further_than_the_key_that_asked_for_it() {
    let app = App::start_with(&[("GUANXI_WORKERS", "0")]);
    let admin = app.admin();
    let theirs = app.rep1().customer(&json!({"name": "甲"}));
    let own = admin.customer(&json!({"name": "乙"}));
    let grants = json!([
        {"resource": "customers", "actions": ["view", "edit"], "scope": "own"},
        {"resource": "jobs", "actions": ["view"], "scope": "own"},
    ]);
    let narrow = admin.post("/roles", &json!({"name": "接口", "grants": grants})).is(201);
    let made = admin.post("/api-keys", &json!({"name": "ERP", "role_id": narrow.id()})).is(201);
    let key = app.anonymous().with_token(made.json["key"].as_str().unwrap());
    let ids = json!([theirs.id(), own.id()]);
    let action = json!({"ids": ids, "action": "tag", "arguments": {"tags": ["接口"]}});
    let first = key.post("/customers/bulk-actions", &action).is(202);
    let working = app.another_server();
    let path = format!("/jobs/{}", first.id());
    wait_for("the job to end", || admin.get(&path).is(200).json["status"] == "succeeded");
    let result = admin.get(&path).is(200).json["result"].clone();
    assert_eq!((&result["succeeded"], &result["failed"]), (&json!(1), &json!(1)), "{result}");
    assert_eq!(admin.get(&theirs.path()).is(200).json["tags"], json!([]));
    drop(working);

    let second =
        key.post("/customers/bulk-actions", &json!({"ids": ids, "action": "untag", "arguments": {"tags": ["接口"]}}));
    let path = format!("/jobs/{}", second.is(202).id());
    admin.call(reqwest::Method::DELETE, &format!("/api-keys/{}", made.id())).send().is(204);
    let working = app.another_server();
    wait_for("the job to end", || admin.get(&path).is(200).json["status"] == "failed");
    assert_eq!(admin.get(&own.path()).is(200).json["tags"], json!(["接口"]));
    drop(working);
}
