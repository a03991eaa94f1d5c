//! The event log under many writers and several relays at once.

use std::sync::atomic::{AtomicBool, Ordering};

use diesel::prelude::*;
use guanxi_domain::platform::audit::{AuditKey, Broken, FieldChange};
use guanxi_persistence::platform::chain::{self, Finding, Flaw};
use guanxi_persistence::platform::events::{self, Happening};
use guanxi_persistence::platform::relay::{self, Round};
use guanxi_persistence::schema::event;
use guanxi_persistence::{Error, Tx};
use serde_json::{Value, json};

use crate::support::{Company, now};

const WRITERS: usize = 4;
const EACH: usize = 120;

fn key() -> AuditKey {
    AuditKey::new([3; 32])
}

fn happen(tx: &mut Tx<'_>, n: usize) -> guanxi_persistence::Result<()> {
    let after = json!({"n": n, "name": "关系", "amount": 1.50});
    let id = tx.new_id();
    let happening = Happening::to("customer", "created", id, 1);
    events::record(tx, happening.between(&serde_json::Map::new(), after.as_object().unwrap()))
}

fn drain(company: &Company) {
    loop {
        match company.db().quiet(|conn| relay::round(conn, &key())).unwrap() {
            Round::Numbered(0) => break,
            // Another test's relay is at work.
            Round::Busy => std::thread::yield_now(),
            Round::Numbered(_) => {}
        }
    }
}

fn check(company: &Company) -> Finding {
    company.db().quiet(|conn| chain::check(conn, &key(), (company.org(), String::new()), None)).unwrap()
}

#[test]
fn numbers_are_dense_and_the_chain_holds_whoever_writes_and_whoever_numbers() {
    let companies = [Company::new("relay1"), Company::new("relay2")];
    let done = AtomicBool::new(false);
    std::thread::scope(|scope| {
        let relays: Vec<_> = (0..3)
            .map(|_| {
                scope.spawn(|| {
                    while !done.load(Ordering::Relaxed) {
                        companies[0].db().quiet(|conn| relay::round(conn, &key())).unwrap();
                    }
                })
            })
            .collect();
        let writers: Vec<_> = (0..WRITERS)
            .map(|writer| {
                let companies = &companies;
                scope.spawn(move || {
                    for n in 0..EACH {
                        let refused = n % 7 == 0;
                        let written = companies[(writer + n) % 2].write(|tx| {
                            happen(tx, n)?;
                            // A transaction that is taken back leaves no hole.
                            if refused { Err(Error::NotFound) } else { Ok(()) }
                        });
                        assert_eq!(written.is_err(), refused);
                    }
                })
            })
            .collect();
        writers.into_iter().for_each(|writer| writer.join().unwrap());
        done.store(true, Ordering::Relaxed);
        relays.into_iter().for_each(|relay| relay.join().unwrap());
    });
    drain(&companies[0]);
    let mut total = 0;
    for company in &companies {
        let seqs: Vec<Option<i64>> = company
            .db()
            .quiet(|conn| {
                let mine = event::table.filter(event::org_id.eq(company.org())).order(event::seq);
                Ok(mine.select(event::seq).load(conn)?)
            })
            .unwrap();
        let expected: Vec<Option<i64>> = (1..).map(Some).take(seqs.len()).collect();
        assert_eq!(seqs, expected, "from 1, each once, none left out");
        let finding = check(company);
        assert_eq!(finding.waiting, 0);
        assert_eq!(finding.outcome.unwrap().seq, i64::try_from(seqs.len()).unwrap());
        total += seqs.len();
    }
    // And each company's founding.
    assert_eq!(total, companies.len() + WRITERS * (0..EACH).filter(|n| n % 7 != 0).count());
}

/// A company with a log of six, its founding included, and what the check says after somebody was at the database.
fn after(login: &str, tamper: &str) -> Result<i64, Flaw> {
    let company = Company::new(login);
    for n in 0..5 {
        company.write(|tx| happen(tx, n)).unwrap();
    }
    drain(&company);
    let tamper = tamper.replace("$org", &format!("'{}'", company.org()));
    company.db().quiet(|conn| Ok(diesel::sql_query(tamper).execute(conn)?)).unwrap();
    check(&company).outcome.map(|head| head.seq)
}

#[test]
fn whatever_is_altered_is_noticed() {
    let whole = after("tamper0", "SELECT 1");
    assert_eq!(whole, Ok(6));
    let table = [
        (
            "UPDATE event SET kind = 'customer.deleted' WHERE org_id = $org AND seq = 3",
            Flaw::Broken(Broken::Row { seq: 3 }),
        ),
        ("UPDATE event SET actor_id = NULL WHERE org_id = $org AND seq = 2", Flaw::Broken(Broken::Row { seq: 2 })),
        (
            "UPDATE event SET at = at + interval '1 second' WHERE org_id = $org AND seq = 1",
            Flaw::Broken(Broken::Row { seq: 1 }),
        ),
        ("DELETE FROM event WHERE org_id = $org AND seq = 4", Flaw::Broken(Broken::Gap { expected: 4, found: 5 })),
        (
            "UPDATE event SET changes = jsonb_set(changes, '{0,after}', '9') WHERE org_id = $org AND seq = 5",
            Flaw::Broken(Broken::Value { seq: 5, field: "amount".to_owned() }),
        ),
    ];
    for (n, (tamper, flaw)) in table.into_iter().enumerate() {
        assert_eq!(after(&format!("tamper{}", n + 1), tamper), Err(flaw), "{tamper}");
    }
}

#[test]
fn a_log_from_which_a_person_was_erased_is_whole() {
    let company = Company::new("erased");
    company.write(|tx| happen(tx, 1)).unwrap();
    company.write(|tx| happen(tx, 2)).unwrap();
    drain(&company);
    company
        .db()
        .quiet(|conn| {
            let first = event::table.filter(event::org_id.eq(company.org())).filter(event::seq.eq(1));
            let changes: Value = first.select(event::changes).first(conn)?;
            let mut changes: Vec<FieldChange> = serde_json::from_value(changes).unwrap();
            changes.iter_mut().for_each(FieldChange::erase);
            let erased = serde_json::to_value(changes).unwrap();
            Ok(diesel::update(first).set(event::changes.eq(erased)).execute(conn)?)
        })
        .unwrap();
    assert_eq!(check(&company).outcome.map(|head| head.seq), Ok(3));
    let (lag, moment) = (company.db().quiet(|conn| relay::lag(conn, now())).unwrap(), now());
    assert!(lag.waiting >= 0 && moment <= now());
}
