//! What people say about records, follow, and are told.

mod comments;
mod inbox;
mod outside;

use guanxi_tests::{App, User};
use serde_json::Value;

/// What somebody was told, the latest first.
fn told(user: &User) -> Vec<Value> {
    user.get("/notifications").is(200).items().to_vec()
}

/// Kind, count and text of what somebody was told.
fn texts(user: &User) -> Vec<(String, i64, String)> {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    told(user).iter().map(|one| (text(&one["kind"]), one["count"].as_i64().unwrap(), text(&one["text"]))).collect()
}

/// Has scheduled work of the first organization done now.
fn due(app: &App, kind: &str) {
    let made = app.sql().execute(
        "INSERT INTO job (id, org_id, kind, arguments, status, run_at, attempts, max_attempts, done, cancel_requested, created_at) \
         SELECT gen_random_uuid(), org_id, $1, '{}', 'queued', now(), 0, 5, 0, false, now() FROM app_user WHERE login = 'rep1'",
        &[&kind],
    );
    assert_eq!(made.unwrap(), 1);
}

fn unread(user: &User) -> i64 {
    user.get("/notifications/unread").is(200).json["count"].as_i64().unwrap()
}
