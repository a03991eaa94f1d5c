//! The server with a PostgreSQL of its own.

use std::time::{Duration, Instant};

use guanxi_tests::{Embedded, PASSWORD, User, wait_for};
use serde_json::json;

#[test]
fn it_sets_up_serves_stops_and_keeps_what_was_written() {
    let home = Embedded::new();
    let made = home.init("华兴科技", "boss");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    assert_eq!(home.postmaster(), None, "init leaves nothing running");

    let server = home.serve();
    let boss = User::nobody_at(server.url()).sign_in("boss", PASSWORD);
    let customer = boss.customer(&json!({"name": "甲", "bank_account": "6222020200112233445"}));
    let begun = Instant::now();
    let status = server.terminate();
    assert!(status.success(), "{status}");
    assert!(begun.elapsed() < Duration::from_secs(15), "{:?}", begun.elapsed());
    assert_eq!(home.postmaster(), None, "serve leaves nothing running");

    let server = home.serve();
    let boss = User::nobody_at(server.url()).sign_in("boss", PASSWORD);
    assert_eq!(boss.get(&customer.path()).is(200).json, customer.json);
}

#[test]
fn each_init_makes_an_organization_also_beside_a_server() {
    let home = Embedded::new();
    assert!(home.init("甲公司", "first").status.success());
    let server = home.serve();
    let second = home.init("甲公司", "second");
    assert!(second.status.success(), "{}", String::from_utf8_lossy(&second.stderr));
    let nobody = User::nobody_at(server.url());
    let (first, second) = (nobody.sign_in("first", PASSWORD), nobody.sign_in("second", PASSWORD));
    assert_ne!(first.org(), second.org());
    let codes = [&first, &second].map(|user| user.signed_in["user"]["organization"]["short_code"].clone());
    assert_ne!(codes[0], codes[1]);

    let refused = |org: &str, password: &str| {
        let done = home.run(&["init", "--org", org, "--login", "third", "--password", password]);
        assert!(!done.status.success(), "{org:?}");
        String::from_utf8_lossy(&done.stderr).into_owned()
    };
    for (org, password) in
        [("乙公司", "short"), ("  ", PASSWORD), ("乙\n公司", PASSWORD), (&"长".repeat(101), PASSWORD)]
    {
        let says = refused(org, password);
        assert!(!says.contains("panicked") && says.trim_end().ends_with('。'), "{says}");
    }
}

#[test]
fn a_second_server_on_the_same_folder_is_refused() {
    let home = Embedded::new();
    assert!(home.init("甲公司", "boss").status.success());
    let server = home.serve();
    let second = home.run(&["serve"]);
    assert!(!second.status.success());
    let says = String::from_utf8_lossy(&second.stderr).into_owned();
    assert!(!says.contains("panicked") && !says.trim().is_empty(), "{says}");
    User::nobody_at(server.url()).sign_in("boss", PASSWORD).get("/customers").is(200);
}

#[test]
fn a_killed_postgresql_is_started_again() {
    let home = Embedded::new();
    assert!(home.init("甲公司", "boss").status.success());
    let server = home.serve();
    let boss = User::nobody_at(server.url()).sign_in("boss", PASSWORD);
    let customer = boss.customer(&json!({"name": "甲"}));
    for _ in 0..2 {
        let killed = home.postmaster();
        home.kill_postmaster();
        wait_for("PostgreSQL to run again", || home.postmaster().is_some_and(|pid| Some(pid) != killed));
        wait_for("the server to be ready", || boss.get("/readyz").status == 200);
        assert_eq!(boss.get(&customer.path()).is(200).json, customer.json);
        boss.customer(&json!({"name": "乙"}));
    }
    assert!(server.terminate().success());
    assert_eq!(home.postmaster(), None);
}

/// While the database is away, requests are answered by a problem and not by silence.
#[test]
fn without_its_database_it_says_so() {
    let home = Embedded::new();
    assert!(home.init("甲公司", "boss").status.success());
    let server = home.serve();
    let boss = User::nobody_at(server.url()).sign_in("boss", PASSWORD);
    home.kill_postmaster();
    let mut away = 0;
    wait_for("the database to be back", || {
        let answer = boss.get("/customers");
        assert!([200, 503].contains(&answer.status), "{}: {}", answer.status, answer.json);
        if answer.status == 503 {
            away += 1;
            assert!(answer.header("retry-after").is_some());
            answer.is_problem(503, "unavailable");
            return false;
        }
        true
    });
    assert_eq!(boss.get("/healthz").status, 200);
    // Nothing is said of how often: a fast restart may hide it altogether.
    let _ = away;
}

#[test]
fn a_killed_server_leaves_a_database_that_the_next_one_takes_over() {
    let home = Embedded::new();
    assert!(home.init("甲公司", "boss").status.success());
    let mut server = home.serve();
    let boss = User::nobody_at(server.url()).sign_in("boss", PASSWORD);
    let customer = boss.customer(&json!({"name": "甲"}));
    server.kill();
    let server = home.serve();
    let boss = User::nobody_at(server.url()).sign_in("boss", PASSWORD);
    assert_eq!(boss.get(&customer.path()).is(200).json, customer.json);
    assert!(server.terminate().success());
    assert_eq!(home.postmaster(), None);
}

#[test]
fn a_server_with_a_database_of_ones_own_needs_the_key_file() {
    let home = Embedded::new();
    let refused = home.command().env("DATABASE_URL", "postgresql://127.0.0.1:1/none").arg("serve").output().unwrap();
    assert!(!refused.status.success());
    assert!(String::from_utf8_lossy(&refused.stderr).contains("GUANXI_KEY_FILE"));
}

/// Data sealed under two keys could never be told from damage.
#[test]
fn another_key_file_is_refused() {
    let home = Embedded::new();
    assert!(home.init("甲公司", "boss").status.success());
    let other = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(other.path(), "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=").unwrap();
    for command in ["serve", "check", "migrate"] {
        let refused = home.command().env("GUANXI_KEY_FILE", other.path()).arg(command).output().unwrap();
        let says = String::from_utf8_lossy(&refused.stderr).into_owned();
        assert!(!refused.status.success() && says.contains("another key file"), "{command}: {says}");
    }
    let server = home.serve();
    User::nobody_at(server.url()).sign_in("boss", PASSWORD).get("/customers").is(200);
}
