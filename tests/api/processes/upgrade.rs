//! A newer release on an older installation's data.

use guanxi_tests::App;
use serde_json::json;

/// What an organization looks like that was founded before there were contacts.
const BEFORE: &str = "
    UPDATE role SET
        grants = (SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(grants) AS one WHERE one->>'resource' <> 'contacts'),
        field_rules = (SELECT coalesce(jsonb_agg(one), '[]') FROM jsonb_array_elements(field_rules) AS one WHERE one->>'resource' <> 'contacts');
    DELETE FROM numbering WHERE kind = 'contact';
    DELETE FROM dictionary WHERE code = 'attitude';
    UPDATE role SET grants = '[]' WHERE code = 'marketing';
    UPDATE organization SET config_version = config_version + 1;
";

#[test]
fn organizations_that_are_there_get_what_a_newer_release_ships() {
    let mut app = App::start();
    app.rep1();
    app.user("marketing");
    app.kill();
    app.sql().batch_execute(BEFORE).unwrap();
    app.restart();
    let made = app.rep1().contact(&json!({"name": "新模块的人", "attitude": "supporter"}));
    assert!(made.json["number"].as_str().is_some_and(|number| number.starts_with('P')), "{}", made.json["number"]);
    // What the administrator has taken away of the older modules stays away.
    app.user("marketing").get("/customers").is_problem(403, "forbidden");
    app.user("marketing").get("/contacts").is(200);
    // A second start finds nothing to do, and what is then taken away stays away too.
    let versions = |app: &App| -> Vec<(String, i64)> {
        let rows = app.sql().query("SELECT id::text, version FROM role ORDER BY id", &[]).unwrap();
        rows.iter().map(|row| (row.get(0), row.get(1))).collect()
    };
    app.kill();
    app.sql().batch_execute("UPDATE role SET grants = '[]' WHERE code = 'marketing'").unwrap();
    let before = versions(&app);
    app.restart();
    assert_eq!(versions(&app), before);
    app.user("marketing").get("/contacts").is_problem(403, "forbidden");
}
