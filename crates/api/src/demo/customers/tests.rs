use std::collections::{HashMap, HashSet};

use guanxi_domain::platform::{NumberPattern, shipped_dictionaries};
use guanxi_domain::values::Cell;
use guanxi_persistence::record::RecordFields as _;

use super::*;
use crate::demo::company::{departments, people};

const COUNT: usize = 3000;

fn company() -> DemoCompany {
    let id = |n: usize| Uuid::from_u128(n as u128 + 1);
    DemoCompany {
        org_id: id(9999),
        departments: departments().iter().enumerate().map(|(n, one)| (one.name, id(n))).collect(),
        people: people().iter().enumerate().map(|(n, one)| (one.login, id(1000 + n))).collect(),
        numbers: NumberPattern::parse("C{yyyy}{mm}-{seq:5}").unwrap(),
    }
}

fn all(company: &DemoCompany, seed: u64) -> Vec<Loaded<CustomerFields>> {
    let until = NaiveDate::from_ymd_opt(2026, 11, 23).unwrap();
    let maker = Maker::new(company, seed, COUNT, until);
    (0..COUNT).map(|index| maker.make(index).unwrap()).collect()
}

#[test]
fn the_same_seed_makes_the_same_customers_and_another_others() {
    let company = company();
    let text = |seed| format!("{:?}", all(&company, seed));
    assert_eq!(text(1), text(1));
    assert_ne!(text(1), text(2));
}

#[test]
fn ids_and_numbers_are_unique_and_in_the_order_of_coming() {
    let customers = all(&company(), 1);
    assert!(customers.is_sorted_by(|one, next| one.created_at < next.created_at));
    let ids: HashSet<Uuid> = customers.iter().map(|one| one.id).collect();
    let numbers: HashSet<&str> = customers.iter().map(|one| one.fields.number.as_str()).collect();
    assert_eq!((ids.len(), numbers.len()), (COUNT, COUNT));
    for one in &customers {
        let month = one.created_at.format("C%Y%m-").to_string();
        assert!(one.fields.number.as_str().starts_with(&month), "{}", one.fields.number.as_str());
    }
}

#[test]
fn the_counters_go_on_where_the_numbers_end() {
    let company = company();
    let maker = Maker::new(&company, 1, COUNT, NaiveDate::from_ymd_opt(2026, 11, 23).unwrap());
    let mut last: HashMap<String, i64> = HashMap::new();
    for one in all(&company, 1) {
        let (period, n) = one.fields.number.as_str().split_once('-').unwrap();
        let last = last.entry(period.trim_start_matches('C').to_owned()).or_default();
        *last = (*last).max(n.parse().unwrap());
    }
    let next: HashMap<String, i64> = maker.counters().into_iter().map(|(period, next)| (period, next - 1)).collect();
    assert_eq!(next, last);
}

#[test]
fn codes_are_those_of_the_dictionaries() {
    for one in all(&company(), 1) {
        for spec in CustomerFields::FIELDS {
            let (Some(dictionary), Cell::Text(code)) = (spec.dictionary, one.fields.cell(spec.name)) else { continue };
            let known = shipped_dictionaries().iter().find(|shipped| shipped.code == dictionary).unwrap();
            assert!(known.value(code).is_some(), "{}: {code}", spec.name);
        }
    }
}

#[test]
fn the_manager_reaches_about_a_tenth() {
    let company = company();
    let below: Vec<Uuid> =
        ["华南大区", "深圳销售部", "广州销售部"].iter().map(|name| company.departments[name]).collect();
    let reached = all(&company, 1).iter().filter(|one| below.contains(&one.fields.department_id.unwrap())).count();
    assert!((COUNT / 12..COUNT / 8).contains(&reached), "{reached}");
}

#[test]
fn a_credit_code_names_the_region_of_the_address() {
    for one in all(&company(), 1) {
        if let (Some(code), Some(region)) = (&one.fields.credit_code, one.fields.region) {
            assert_eq!(&code.as_str()[2..8], region.as_str());
        }
    }
}

#[test]
fn parents_stand_in_the_same_block_and_have_no_parent() {
    let customers = all(&company(), 1);
    let places: HashMap<Uuid, usize> = customers.iter().enumerate().map(|(place, one)| (one.id, place)).collect();
    let mut families = 0;
    for (place, one) in customers.iter().enumerate() {
        let Some(parent) = one.fields.parent_id.map(|parent| places[&parent]) else { continue };
        families += 1;
        assert_eq!(parent / BLOCK, place / BLOCK);
        assert_eq!(customers[parent].fields.parent_id, None);
    }
    assert!(families > 30);
}
