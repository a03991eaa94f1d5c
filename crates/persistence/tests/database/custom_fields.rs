//! Custom fields against the records that have them.

use guanxi_persistence::Error;
use guanxi_persistence::customers::Customer;
use guanxi_persistence::platform::custom_fields;
use guanxi_persistence::record;
use serde_json::{Map, Value, json};

use crate::support::Company;

fn object(value: Value) -> Map<String, Value> {
    value.as_object().unwrap().clone()
}

#[test]
fn a_field_becomes_unique_only_where_it_is_and_stays_so() {
    let company = Company::new("unique");
    let body = object(json!({"entity": "customer", "code": "plate", "kind": "text", "labels": {"en": "Plate"}}));
    let field = company.write(|tx| custom_fields::create(tx, &body)).unwrap();
    let with = |plate: &str| object(json!({"name": "车主", "custom": {"plate": plate}}));
    let first = company.write(|tx| record::create::<Customer>(tx, &with("沪A1"))).unwrap();
    company.write(|tx| record::create::<Customer>(tx, &with("沪A1"))).unwrap();
    let unique = object(json!({"unique": true}));
    let refused = company.write(|tx| custom_fields::change(tx, field.id, 1, &unique)).unwrap_err();
    let Error::Invalid(errors) = refused else { panic!("{refused}") };
    assert_eq!((errors[0].pointer.as_str(), errors[0].invalid.code), ("/unique", "values_not_unique"));

    let other = object(json!({"custom": {"plate": "沪A2"}}));
    company.write(|tx| record::patch::<Customer>(tx, first.id, 1, &other)).unwrap();
    let field = company.write(|tx| custom_fields::change(tx, field.id, 1, &unique)).unwrap();
    let taken = company.write(|tx| record::create::<Customer>(tx, &with("沪A2"))).unwrap_err();
    assert!(matches!(&taken, Error::Conflict(refusal) if refusal.pointer == "/custom/plate"), "{taken}");

    let common = object(json!({"unique": false}));
    let field = company.write(|tx| custom_fields::change(tx, field.id, field.version, &common)).unwrap();
    company.write(|tx| record::create::<Customer>(tx, &with("沪A2"))).unwrap();

    // Removed, its code is not given to a field that would misread what is stored.
    company.write(|tx| custom_fields::remove(tx, field.id, field.version)).unwrap();
    let dates = object(json!({"entity": "customer", "code": "plate", "kind": "date", "labels": {"en": "Plate"}}));
    let refused = company.write(|tx| custom_fields::create(tx, &dates)).unwrap_err();
    assert!(matches!(&refused, Error::Invalid(errors) if errors[0].invalid.code == "code_has_values"), "{refused}");
}
