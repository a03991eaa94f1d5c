//! Whatever is done to a log other than erasing values is found; erasing is not.

use chrono::DateTime;
use proptest::prelude::*;
use serde_json::json;
use uuid::Uuid;

use super::*;

fn key() -> AuditKey {
    AuditKey::new([7; 32])
}

/// Writes a chain the way the program does.
fn chain(rows: Vec<(Header, Vec<FieldChange>)>) -> Vec<AuditRow> {
    let mut last = Anchor::GENESIS;
    let written = rows.into_iter().map(|(header, changes)| {
        let seq = last.seq + 1;
        let hash = chain_hash(&key(), &last.hash, seq, &header, &changes);
        last = Anchor { seq, hash };
        AuditRow { seq, header, changes, hash }
    });
    written.collect()
}

fn head(rows: &[AuditRow]) -> Anchor {
    rows.last().map_or(Anchor::GENESIS, |row| Anchor { seq: row.seq, hash: row.hash })
}

fn sound(rows: &[AuditRow]) -> Result<Anchor, Broken> {
    verify(&key(), Anchor::GENESIS, rows, None)
}

fn header(action: &str) -> Header {
    Header {
        org_id: Uuid::from_u128(1),
        occurred_at: DateTime::from_timestamp(1_800_000_000, 123_456_789).unwrap(),
        actor_id: Some(Uuid::from_u128(2)),
        action: action.to_owned(),
        resource: "customers".to_owned(),
        record_id: None,
    }
}

fn change(field: &str, after: Value) -> FieldChange {
    FieldChange::new(field, Value::Null, after, Salt::new([9; 16]))
}

fn three_rows() -> Vec<AuditRow> {
    chain(vec![
        (header("create"), vec![change("name", json!("华夏")), change("phone", json!("13812345678"))]),
        (header("update"), vec![change("name", json!("华夏贸易"))]),
        (header("delete"), vec![]),
    ])
}

/// The bytes that are digested are a contract with every log ever written: they do not change unnoticed.
#[test]
fn digests_and_hashes_are_those_of_the_first_day() {
    let rows = three_rows();
    insta::assert_snapshot!(format!("{}\n{}", rows[0].changes[0].digest, head(&rows).hash));
}

#[test]
fn the_hash_is_hmac_sha256_over_the_chain() {
    use hmac::{Hmac, KeyInit, Mac};
    let by_slice = {
        let mut mac = <Hmac<Sha256> as KeyInit>::new_from_slice(&[7; 32]).unwrap();
        let row = &three_rows()[2];
        mac.update(b"guanxi audit row 1");
        mac.update(three_rows()[1].hash.as_bytes());
        mac.update(&3_i64.to_be_bytes());
        mac.update(Uuid::from_u128(1).as_bytes());
        mac.update(&1_800_000_000_123_456_i64.to_be_bytes());
        mac.update(&[1]);
        mac.update(Uuid::from_u128(2).as_bytes());
        for text in [&row.header.action, &row.header.resource] {
            mac.update(b"s");
            mac.update(&(text.len() as u64).to_be_bytes());
            mac.update(text.as_bytes());
        }
        mac.update(&[0]);
        Digest::try_from(mac.finalize().into_bytes().as_slice()).unwrap()
    };
    assert_eq!(three_rows()[2].hash, by_slice);
}

#[test]
fn erasing_keeps_the_chain() {
    let mut rows = three_rows();
    let digest = rows[0].changes[1].digest;
    rows[0].changes[1].erase();
    assert!(rows[0].changes[1].is_erased());
    assert_eq!(sound(&rows), Ok(head(&rows)));
    let stored = serde_json::to_value(&rows[0].changes[1]).unwrap();
    assert_eq!(stored, json!({"field": "phone", "before": null, "after": null, "digest": digest}));
}

#[test]
fn each_kind_of_tampering_is_named() {
    let tampered = |alter: fn(&mut Vec<AuditRow>)| {
        let mut rows = three_rows();
        let known = head(&rows);
        alter(&mut rows);
        verify(&key(), Anchor::GENESIS, &rows, Some(known)).unwrap_err()
    };
    let name = |seq| Broken::Value { seq, field: "name".to_owned() };
    assert_eq!(tampered(|rows| rows[0].changes[0].after = json!("别家")), name(1));
    assert_eq!(tampered(|rows| rows[0].changes[0].salt = Some(Salt::new([0; 16]))), name(1));
    assert_eq!(tampered(|rows| rows[1].changes[0].salt = None), name(2), "half erased is not erased");
    assert_eq!(tampered(|rows| rows[1].changes[0] = change("name", json!("别家"))), Broken::Row { seq: 2 });
    assert_eq!(tampered(|rows| rows[1].changes.clear()), Broken::Row { seq: 2 });
    assert_eq!(tampered(|rows| rows[0].changes.swap(0, 1)), Broken::Row { seq: 1 });
    assert_eq!(tampered(|rows| rows[1].header.actor_id = None), Broken::Row { seq: 2 });
    assert_eq!(
        tampered(|rows| {
            rows.remove(1);
        }),
        Broken::Gap { expected: 2, found: 3 }
    );
    assert_eq!(tampered(|rows| rows.swap(0, 1)), Broken::Gap { expected: 1, found: 2 });
    assert_eq!(
        tampered(|rows| {
            rows.pop();
        }),
        Broken::Truncated { last: 2, expected: 3 }
    );
    assert_eq!(tampered(Vec::clear), Broken::Truncated { last: 0, expected: 3 });
    let renumbered = tampered(|rows| {
        rows.remove(1);
        rows[1].seq = 2;
    });
    assert_eq!(renumbered, Broken::Row { seq: 2 });
}

#[test]
fn a_chain_written_anew_with_the_key_is_still_not_the_known_one() {
    let rows = three_rows();
    let mut forged: Vec<_> = rows.iter().map(|row| (row.header.clone(), row.changes.clone())).collect();
    forged[0].1.clear();
    let forged = chain(forged);
    assert!(sound(&forged).is_ok());
    assert_eq!(verify(&key(), Anchor::GENESIS, &forged, Some(head(&rows))), Err(Broken::Replaced { seq: 3 }));
    assert_eq!(verify(&AuditKey::new([8; 32]), Anchor::GENESIS, &rows, None), Err(Broken::Row { seq: 1 }));
}

#[test]
fn a_known_place_may_lie_anywhere_and_a_check_begin_anywhere() {
    let rows = three_rows();
    let second = head(&rows[..2]);
    assert_eq!(verify(&key(), Anchor::GENESIS, &rows, Some(second)), Ok(head(&rows)));
    assert_eq!(verify(&key(), second, &rows[2..], None), Ok(head(&rows)));
    assert_eq!(verify(&key(), Anchor::GENESIS, &rows[..0], None), Ok(Anchor::GENESIS));
}

#[test]
fn a_difference_names_fields_with_both_values() {
    let before = json!({"name": "华夏", "level": "A", "size": 1, "gone": true, "none": null});
    let after = json!({"name": "华夏贸易", "level": "A", "size": 1.0, "new": [1]});
    let (Value::Object(before), Value::Object(after)) = (before, after) else { unreachable!() };
    let difference: Vec<_> = diff(&before, &after);
    let expected = [
        ("gone", json!(true), Value::Null),
        ("name", json!("华夏"), json!("华夏贸易")),
        ("new", Value::Null, json!([1])),
    ];
    assert_eq!(difference, expected.map(|(name, before, after)| (name.to_owned(), before, after)));
    assert_eq!(diff(&before, &before), []);
}

#[test]
fn the_key_does_not_show() {
    assert_eq!(format!("{:?}", key()), "AuditKey(…)");
}

fn any_value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<u64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        "\\PC{0,8}".prop_map(Value::from),
    ];
    leaf.prop_recursive(3, 12, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::Array),
            prop::collection::btree_map("[a-d]{1,2}", inner, 0..4)
                .prop_map(|fields| Value::Object(fields.into_iter().collect())),
        ]
    })
}

fn any_change() -> impl Strategy<Value = FieldChange> {
    ("[a-z]{1,6}", any_value(), any_value(), any::<[u8; 16]>())
        .prop_map(|(field, before, after, salt)| FieldChange::new(field, before, after, Salt::new(salt)))
}

fn any_header() -> impl Strategy<Value = Header> {
    let id = prop::option::of(any::<u128>().prop_map(Uuid::from_u128));
    (any::<u128>(), 0i64..4_000_000_000_000_000, id.clone(), "[a-z]{1,8}", "[a-z]{1,8}", id).prop_map(
        |(org, micros, actor_id, action, resource, record_id)| Header {
            org_id: Uuid::from_u128(org),
            occurred_at: DateTime::from_timestamp_micros(micros).unwrap(),
            actor_id,
            action,
            resource,
            record_id,
        },
    )
}

fn any_chain() -> impl Strategy<Value = Vec<AuditRow>> {
    prop::collection::vec((any_header(), prop::collection::vec(any_change(), 0..4)), 1..8).prop_map(chain)
}

/// Every byte of a stored row, with one changed: the row's JSON text is altered in one character.
fn altered(row: &AuditRow, place: prop::sample::Index, with: char) -> Option<AuditRow> {
    let text = serde_json::to_string(row).unwrap();
    let mut characters: Vec<char> = text.chars().collect();
    let place = place.index(characters.len());
    characters[place] = with;
    let altered: AuditRow = serde_json::from_str(&characters.into_iter().collect::<String>()).ok()?;
    (altered != *row).then_some(altered)
}

/// Equal up to the spelling of numbers, which is no alteration.
fn means_the_same(left: &AuditRow, right: &AuditRow) -> bool {
    let as_json = |row: &AuditRow| serde_json::to_value(row).unwrap();
    canonical::same(&as_json(left), &as_json(right))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(150))]

    /// Through the database and back nothing is lost, with any of the values erased.
    #[test]
    fn a_stored_chain_holds(mut rows in any_chain(), erased in prop::collection::vec(any::<bool>(), 32)) {
        let known = head(&rows);
        for (change, erase) in rows.iter_mut().flat_map(|row| &mut row.changes).zip(erased) {
            if erase {
                change.erase();
            }
        }
        let stored = serde_json::to_string(&rows).unwrap();
        let read: Vec<AuditRow> = serde_json::from_str(&stored).unwrap();
        prop_assert_eq!(verify(&key(), Anchor::GENESIS, &read, Some(known)), Ok(known));
    }

    #[test]
    fn no_row_can_be_removed_moved_or_repeated(
        rows in any_chain(), from in any::<prop::sample::Index>(), to in any::<prop::sample::Index>(), repeat: bool,
    ) {
        let known = Some(head(&rows));
        let (from, to) = (from.index(rows.len()), to.index(rows.len()));
        let mut removed = rows.clone();
        let row = removed.remove(from);
        prop_assert!(verify(&key(), Anchor::GENESIS, &removed, known).is_err());
        if to != from || repeat {
            let mut moved = if repeat { rows } else { removed };
            moved.insert(to, row);
            prop_assert!(verify(&key(), Anchor::GENESIS, &moved, known).is_err());
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(800))]

    #[test]
    fn no_character_of_a_row_can_be_altered(
        rows in any_chain(), row in any::<prop::sample::Index>(), place in any::<prop::sample::Index>(),
        with in "[a-z0-9\"华 ,.-]",
    ) {
        let row = row.index(rows.len());
        let with = with.chars().next().unwrap();
        if let Some(tampered) = altered(&rows[row], place, with) {
            let mut rows = rows;
            let same = means_the_same(&rows[row], &tampered);
            rows[row] = tampered;
            prop_assert_eq!(sound(&rows).is_ok(), same);
        }
    }
}
