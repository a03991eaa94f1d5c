//! `guanxi check`: whether the audit logs are whole.

use guanxi_tests::{App, wait_for};
use serde_json::json;

fn check(app: &App) -> (bool, String) {
    let done = app.run(&["check"]);
    (done.status.success(), String::from_utf8_lossy(&done.stdout).into_owned())
}

fn numbered(app: &App) {
    wait_for("every event to have its number", || {
        app.sql().query_one("SELECT count(*) FROM event WHERE seq IS NULL", &[]).unwrap().get::<_, i64>(0) == 0
    });
}

#[test]
fn a_whole_log_is_found_whole_and_begins_with_the_founding() {
    let app = App::unfounded();
    let body = json!({"organization": "新公司", "login": "boss", "password": guanxi_tests::PASSWORD});
    app.anonymous().post("/setup", &body).is(204);
    let boss = app.anonymous().sign_in("boss", guanxi_tests::PASSWORD);
    boss.customer(&json!({"name": "甲"}));
    numbered(&app);
    let (whole, says) = check(&app);
    assert!(whole, "{says}");
    let log = boss.all("/audit-events", &[]);
    let first = log.last().unwrap();
    assert_eq!((&first["kind"], &first["actor"]["name"]), (&json!("organization.created"), &json!("boss")), "{first}");
}

#[test]
fn a_changed_value_and_a_missing_row_are_found() {
    let app = App::start();
    let made = app.rep1().customer(&json!({"name": "甲", "remark": "真"}));
    app.rep1().patch(&made.path(), 1, &json!({"remark": "更真"})).is(200);
    numbered(&app);
    assert!(check(&app).0);
    let mut sql = app.sql();
    sql.execute("UPDATE event SET changes = replace(changes::text, '更真', '假')::jsonb", &[]).unwrap();
    let (whole, says) = check(&app);
    assert!(!whole && says.contains("remark"), "{says}");
    sql.execute("UPDATE event SET changes = replace(changes::text, '假', '更真')::jsonb", &[]).unwrap();
    assert!(check(&app).0);
    sql.execute("DELETE FROM event WHERE kind = 'customer.created'", &[]).unwrap();
    assert!(!check(&app).0);
}

/// Rows cut off the end leave a sound chain; the witness outside the database remembers that it was longer.
#[test]
fn rows_cut_off_the_end_are_missed() {
    let mut app = App::start();
    app.rep1().customer(&json!({"name": "甲"}));
    app.rep1().customer(&json!({"name": "乙"}));
    numbered(&app);
    // A new server looks at once.
    app.crash_and_restart();
    wait_for("the witness to have seen it", || {
        let heads = app.data_file("audit-heads.json").unwrap_or_default();
        let last: i64 = app.sql().query_one("SELECT max(seq) FROM event", &[]).unwrap().get(0);
        heads.contains(&format!("\"seq\": {last}"))
    });
    let gone = "DELETE FROM event WHERE seq = (SELECT max(seq) FROM event)";
    assert_eq!(app.sql().execute(gone, &[]).unwrap(), 1);
    let (whole, says) = check(&app);
    assert!(!whole && says.contains("missing"), "{says}");
}
