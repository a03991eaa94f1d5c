//! Who hears and reads what of the event log.

use diesel::prelude::*;
use guanxi_domain::platform::audit::AuditKey;
use guanxi_persistence::customers::Customer;
use guanxi_persistence::platform::{audit, feed, relay};
use guanxi_persistence::schema::{app_user, role, user_role};
use guanxi_persistence::{Caller, record};
use serde_json::{Map, Value, json};
use uuid::Uuid;

use crate::support::{Company, now};

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

/// A person who sees their own customers, and phones only in part.
fn representative(company: &Company) -> Caller {
    let user_id = Uuid::now_v7();
    let (org, role_id, moment) = (company.org(), Uuid::now_v7(), now());
    company
        .write(|tx| {
            diesel::insert_into(role::table)
                .values((
                    role::org_id.eq(org),
                    role::id.eq(role_id),
                    role::name.eq("own"),
                    role::grants.eq(json!([{"resource": "customers", "actions": ["view"], "scope": "own"}])),
                    role::field_rules.eq(json!([{"resource": "customers", "field": "phone", "rule": "masked"},
                        {"resource": "customers", "field": "email", "rule": "hidden"}])),
                    role::require_otp.eq(false),
                    role::version.eq(1_i64),
                    role::created_at.eq(moment),
                    role::updated_at.eq(moment),
                ))
                .execute(tx.conn)?;
            diesel::insert_into(app_user::table)
                .values((
                    app_user::org_id.eq(org),
                    app_user::id.eq(user_id),
                    app_user::login.eq("rep"),
                    app_user::display_name.eq("小王"),
                    app_user::name_key.eq("xiaowang"),
                    app_user::theme.eq("system"),
                    app_user::preferences.eq(json!({})),
                    app_user::status.eq("active"),
                    app_user::must_change_password.eq(false),
                    app_user::version.eq(1_i64),
                    app_user::created_at.eq(moment),
                    app_user::updated_at.eq(moment),
                ))
                .execute(tx.conn)?;
            diesel::insert_into(user_role::table)
                .values((user_role::org_id.eq(org), user_role::user_id.eq(user_id), user_role::role_id.eq(role_id)))
                .execute(tx.conn)?;
            guanxi_persistence::platform::config::touch(tx)
        })
        .unwrap();
    company.caller_for(user_id)
}

#[test]
fn people_hear_of_what_they_see_and_when_it_leaves_their_sight() {
    let company = Company::new("feed");
    let rep = representative(&company);
    let make = |name: &str, owner: Option<Uuid>| {
        let mut body = object(json!({"name": name, "phone": "13812345678", "email": "a@example.com"}));
        if let Some(owner) = owner {
            body.insert("owner_id".into(), json!(owner));
        }
        company.write(|tx| record::create::<Customer>(tx, &body)).unwrap()
    };
    let mine = make("归小王", Some(rep.user_id));
    let others = make("归管理员", None);
    let change = |id, version, patch: Value| {
        company.write(|tx| record::patch::<Customer>(tx, id, version, &object(patch))).unwrap();
    };
    change(mine.id, 1, json!({"phone": "13999995678", "email": "b@example.com", "remark": "新"}));
    change(others.id, 1, json!({"remark": "别人的"}));

    // As the record's reader: masked, and without what is hidden.
    let db = company.db();
    let history = db.read(&rep, |tx| audit::history(tx, mine.id, None, None)).unwrap();
    let changes = serde_json::to_value(&history.items[0].changes).unwrap();
    let phone =
        json!({"field": "phone", "before": "138****5678", "after": "139****5678", "restricted": true, "erased": false});
    let remark = json!({"field": "remark", "before": null, "after": "新", "restricted": false, "erased": false});
    assert_eq!(changes, json!([phone, remark]));
    assert!(db.read(&rep, |tx| audit::list(tx, &audit::EventFilter::default())).is_err(), "the log is the auditors'");

    let told = |seq| {
        while db.quiet(|conn| relay::round(conn, &AuditKey::new([3; 32]))).unwrap() != relay::Round::Numbered(0) {}
        db.read(&rep, |tx| feed::after(tx, seq)).unwrap()
    };
    let about = |batch: &feed::Batch| -> Vec<(String, Option<Uuid>)> {
        batch.told.iter().map(|told| (told.kind.clone(), told.record_id)).collect()
    };
    let first = told(0);
    assert_eq!(
        about(&first),
        [("customer.created".to_owned(), Some(mine.id)), ("customer.updated".to_owned(), Some(mine.id))]
    );

    // Given to somebody else, it goes; what happens to it then is nobody's business but theirs.
    let admin = company.read(|tx| Ok(tx.user())).unwrap();
    change(mine.id, 2, json!({"owner_id": admin}));
    change(mine.id, 3, json!({"remark": "后来"}));
    let second = told(first.position.seq);
    assert_eq!(about(&second), [("gone".to_owned(), Some(mine.id))]);
    assert_eq!(second.position.seq, first.position.seq + 2);
    assert!(told(second.position.seq).told.is_empty());
}
