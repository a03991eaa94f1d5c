//! Role × action × whose record, as people review it: a changed line in the snapshot is a changed right.

use std::fmt::Write as _;

use guanxi_tests::{App, ROLES};
use serde_json::json;

#[test]
fn who_may_do_what_is_as_reviewed() {
    let app = App::start();
    let admin = app.admin();
    let mut table = String::new();
    for login in ROLES {
        let user = app.user(login);
        writeln!(table, "{}", user.signed_in["user"]["roles"][0]["code"].as_str().unwrap_or_default()).unwrap();
        let create = |owner: &str| user.post("/customers", &json!({"name": "新", "owner_id": owner})).status;
        let listed = user.get_with("/customers", &[("deleted", "true")]).status;
        let (own, of_rep2) = (create(user.id()), create(app.rep2().id()));
        writeln!(table, "  list:{} bin:{listed} create:{own} create for rep2:{of_rep2}", user.get("/customers").status)
            .unwrap();
        for (whose, owner) in [("own", user.id()), ("rep1's", app.rep1().id()), ("rep2's", app.rep2().id())] {
            let make = || admin.customer(&json!({"name": "老", "owner_id": owner}));
            let made = make();
            let view = user.get(&made.path()).status;
            let edit = user.patch(&made.path(), 1, &json!({"remark": "改"})).status;
            let assign = user.patch(&make().path(), 1, &json!({"owner_id": admin.id()})).status;
            let delete = user.delete(&make().path(), 1).status;
            let deleted = make();
            admin.delete(&deleted.path(), 1).is(204);
            let view_deleted = user.get(&deleted.path()).status;
            let restore = user.post_empty(&format!("{}/restore", deleted.path())).status;
            writeln!(
                table,
                "  {whose:<8}view:{view} edit:{edit} assign:{assign} delete:{delete} view deleted:{view_deleted} restore:{restore}"
            )
            .unwrap();
        }
    }
    insta::assert_snapshot!(table);
}

/// A record of the other organization is not there, whoever asks.
#[test]
fn no_role_reaches_another_organization() {
    let app = App::start();
    let theirs = app.stranger().customer(&json!({"name": "别家"}));
    for login in ROLES {
        let user = app.user(login);
        user.get(&theirs.path()).is_problem(404, "not_found");
        for answer in [
            user.patch(&theirs.path(), 1, &json!({"name": "抢"})),
            user.delete(&theirs.path(), 1),
            user.post_empty(&format!("{}/restore", theirs.path())),
        ] {
            assert!([403, 404].contains(&answer.status), "{login}: {}", answer.status);
        }
        assert!(user.get("/customers").is(200).items().is_empty(), "{login}");
    }
    assert_eq!(app.stranger().get(&theirs.path()).is(200).version(), 1);
}
