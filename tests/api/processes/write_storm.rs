//! A server that dies while everybody writes leaves nothing half-written.

use std::sync::atomic::{AtomicUsize, Ordering};

use guanxi_tests::{App, wait_for};
use serde_json::json;

#[test]
fn a_killed_server_leaves_nothing_half_written() {
    let mut app = App::start();
    for round in 0..3 {
        let users = [app.admin(), app.manager(), app.rep1(), app.rep2()];
        let acknowledged = AtomicUsize::new(0);
        let stored = |app: &App, question: &str| app.sql().query_one(question, &[]).unwrap().get::<_, i64>(0);
        let before = stored(&app, "SELECT count(*) FROM customer");
        std::thread::scope(|scope| {
            for (index, user) in users.iter().enumerate() {
                let acknowledged = &acknowledged;
                scope.spawn(move || {
                    for number in 0.. {
                        let key = format!("{round}-{index}-{number}");
                        let call = user.call(reqwest::Method::POST, "/customers").header("Idempotency-Key", &key);
                        match call.json(&json!({"name": format!("公司{key}"), "phone": "13812345678"})).try_send() {
                            Ok(made) if made.status == 201 => {
                                acknowledged.fetch_add(1, Ordering::Relaxed);
                                let patched = user.call(reqwest::Method::PATCH, &made.path()).if_match(1);
                                if patched.json(&json!({"remark": "改"})).try_send().is_err() {
                                    return;
                                }
                            }
                            _ => return,
                        }
                    }
                });
            }
            wait_for("the storm to blow", || acknowledged.load(Ordering::Relaxed) >= 40);
            app.crash_and_restart();
        });
        // Connections of the dead server are noticed by PostgreSQL a moment later.
        wait_for("its transactions to end", || {
            stored(
                &app,
                "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND xact_start IS NOT NULL AND pid <> pg_backend_pid()",
            ) == 0
        });
        let acknowledged = i64::try_from(acknowledged.load(Ordering::Relaxed)).unwrap();
        let made = stored(&app, "SELECT count(*) FROM customer") - before;
        // What was acknowledged is there; what was not may be, but for one in each hand at most.
        assert!((acknowledged..=acknowledged + 4).contains(&made), "{acknowledged} acknowledged, {made} stored");
        for (what, question) in [
            (
                "a customer without its event",
                "SELECT count(*) FROM customer c WHERE NOT EXISTS (SELECT FROM event e WHERE e.org_id = c.org_id AND e.record_id = c.id AND e.kind = 'customer.created')",
            ),
            (
                "a version without its event",
                "SELECT count(*) FROM customer c WHERE (SELECT count(*) FROM event e WHERE e.org_id = c.org_id AND e.record_id = c.id) <> c.version",
            ),
            (
                "a customer without its search entry",
                "SELECT count(*) FROM customer c WHERE NOT EXISTS (SELECT FROM search_entry s WHERE s.org_id = c.org_id AND s.id = c.id)",
            ),
            (
                "a search entry without its customer",
                "SELECT count(*) FROM search_entry s WHERE NOT EXISTS (SELECT FROM customer c WHERE s.org_id = c.org_id AND s.id = c.id)",
            ),
            (
                "an event without its customer",
                "SELECT count(*) FROM event e WHERE e.entity = 'customer' AND NOT EXISTS (SELECT FROM customer c WHERE e.org_id = c.org_id AND e.record_id = c.id)",
            ),
            (
                "a key without its record",
                "SELECT count(*) FROM idempotency_key k WHERE k.record_id IS NULL OR NOT EXISTS (SELECT FROM customer c WHERE c.org_id = k.org_id AND c.id = k.record_id)",
            ),
        ] {
            assert_eq!(stored(&app, question), 0, "{what}");
        }
        app.rep1().customer(&json!({"name": "之后"}));
    }
}
