//! The decision as a table, and its agreement with the filter on random organizations.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::identity::{DepartmentTree, Grant, Grants};

const ME: Uuid = Uuid::from_u128(1);
const OTHER: Uuid = Uuid::from_u128(2);
/// My department, one below it, and one elsewhere.
const MINE: Uuid = Uuid::from_u128(10);
const BELOW: Uuid = Uuid::from_u128(11);
const ELSEWHERE: Uuid = Uuid::from_u128(12);

fn grants(actions: &[Action], scope: Scope) -> Grants {
    let grant = Grant { resource: Resource::Customers, actions: actions.iter().copied().collect(), scope };
    Grants { grants: vec![grant], field_rules: Vec::new() }
}

fn actor(access: Access) -> Actor {
    Actor {
        org_id: Uuid::from_u128(99),
        user_id: ME,
        departments: vec![MINE],
        department_tree: vec![MINE, BELOW],
        access,
        must_change_password: false,
        must_set_up_otp: false,
    }
}

fn record(owner: Uuid, department: Uuid) -> RecordFacts {
    RecordFacts { owner: Some(owner), department: Some(department), ..RecordFacts::default() }
}

fn reason(access: &Access, action: Action, record: &RecordFacts) -> Reason {
    let decision = decide(&actor(access.clone()), Resource::Customers, action, record);
    let refused = matches!(decision.reason, Reason::NoPermission | Reason::OutOfScope | Reason::Deleted);
    assert_eq!(decision.allowed, !refused, "the answer agrees with its reason");
    decision.reason
}

#[test]
fn every_scope_reaches_what_its_name_says() {
    use Reason::*;
    let mine = record(ME, ELSEWHERE);
    let colleague = record(OTHER, MINE);
    let below = record(OTHER, BELOW);
    let elsewhere = record(OTHER, ELSEWHERE);
    let nobody = RecordFacts::default();
    let table = [
        (Scope::Own, [Owner, OutOfScope, OutOfScope, OutOfScope, OutOfScope]),
        (Scope::Department, [Owner, Department, OutOfScope, OutOfScope, OutOfScope]),
        (Scope::DepartmentTree, [Owner, Department, DepartmentTree, OutOfScope, OutOfScope]),
        (Scope::All, [ScopeAll, ScopeAll, ScopeAll, ScopeAll, ScopeAll]),
    ];
    for (scope, expected) in table {
        for action in [Action::View, Action::Edit, Action::Delete, Action::Export, Action::Assign, Action::Create] {
            let access = Access::union([&grants(&[action], scope)]);
            let reasons = [&mine, &colleague, &below, &elsewhere, &nobody].map(|facts| reason(&access, action, facts));
            assert_eq!(reasons, expected, "{action} within {scope}");
        }
    }
}

#[test]
fn without_the_action_nothing_is_reached() {
    let shared = RecordFacts { share: Some(ShareLevel::Write), ..record(ME, MINE) };
    let access = Access::union([&grants(&[Action::View], Scope::All)]);
    for &action in Action::ALL.iter().filter(|action| **action != Action::View) {
        assert_eq!(reason(&access, action, &shared), Reason::NoPermission, "{action}");
    }
    let everything = Access::union([&grants(Action::ALL, Scope::All)]);
    let foreign = decide(&actor(everything), Resource::Users, Action::View, &shared);
    assert_eq!((foreign.reason, foreign.scope), (Reason::NoPermission, None), "another resource");
}

#[test]
fn a_share_widens_the_scope_but_never_the_actions() {
    use Reason::*;
    let access = Access::union([&grants(Action::ALL, Scope::Own)]);
    let shared = |share| RecordFacts { share: Some(share), ..record(OTHER, ELSEWHERE) };
    for &action in Action::ALL {
        let expected = match action {
            Action::View => [SharedRead, SharedWrite],
            Action::Edit => [OutOfScope, SharedWrite],
            _ => [OutOfScope, OutOfScope],
        };
        let reasons = [ShareLevel::Read, ShareLevel::Write].map(|level| reason(&access, action, &shared(level)));
        assert_eq!(reasons, expected, "{action}");
    }
    let reader = Access::union([&grants(&[Action::View], Scope::Own)]);
    assert_eq!(reason(&reader, Action::Edit, &shared(ShareLevel::Write)), NoPermission);
}

#[test]
fn the_recycle_bin_is_for_those_who_may_delete() {
    let deleted = RecordFacts { deleted: true, ..record(ME, MINE) };
    let access = Access::union([&grants(Action::ALL, Scope::All)]);
    for &action in Action::ALL {
        let expected = if action == Action::Delete { Reason::ScopeAll } else { Reason::Deleted };
        assert_eq!(reason(&access, action, &deleted), expected, "{action}");
    }
    let own = Access::union([&grants(&[Action::View, Action::Delete], Scope::Own)]);
    assert_eq!(reason(&own, Action::Delete, &RecordFacts { owner: Some(OTHER), ..deleted }), Reason::OutOfScope);
}

#[test]
fn a_decision_is_spoken_in_stable_codes() {
    let access = Access::union([&grants(&[Action::View], Scope::DepartmentTree)]);
    let decision = decide(&actor(access), Resource::Customers, Action::View, &record(OTHER, BELOW));
    let spoken = serde_json::to_value(decision).unwrap();
    let expected = serde_json::json!({"allowed": true, "reason": "department_tree", "scope": "department_tree"});
    assert_eq!(spoken, expected);
}

/// A random organization seen by one of its people: a tree, memberships, roles, and records anywhere.
#[derive(Debug)]
struct World {
    actor: Actor,
    records: Vec<RecordFacts>,
}

fn any_grants() -> impl Strategy<Value = Grants> {
    let grant = (
        prop::sample::select(vec![Resource::Customers, Resource::Users, Resource::Jobs]),
        prop::collection::btree_set(prop::sample::select(Action::ALL), 0..Action::ALL.len()),
        prop::sample::select(Scope::ALL),
    );
    prop::collection::vec(grant, 0..3).prop_map(|grants| {
        let grants = grants.into_iter().map(|(resource, actions, scope)| Grant { resource, actions, scope }).collect();
        Grants { grants, field_rules: Vec::new() }
    })
}

fn world() -> impl Strategy<Value = World> {
    let department = |n: usize| Uuid::from_u128(1_000 + n as u128);
    (2usize..9).prop_flat_map(move |size| {
        let parents = prop::collection::vec(prop::option::of(0..size), size);
        let own = prop::collection::vec(0..size, 0..3);
        let roles = prop::collection::vec(any_grants(), 0..4);
        let share = prop::option::of(prop::sample::select(ShareLevel::ALL));
        // A few people, and departments of which the last is not in the tree at all.
        let fact = (prop::option::of(1u128..4), prop::option::of(0..=size), share, prop::bool::weighted(0.2));
        let records = prop::collection::vec(fact, 1..25);
        (parents, own, roles, records).prop_map(move |(parents, own, roles, records)| {
            // A parent always has a smaller number, so the rows are a forest.
            let rows: Vec<_> = (0..parents.len())
                .map(|n| (department(n), parents[n].filter(|parent| *parent < n).map(department)))
                .collect();
            let own: Vec<_> = own.into_iter().map(department).collect();
            let actor = Actor {
                department_tree: DepartmentTree::new(&rows).reach(&own),
                departments: own,
                ..actor(Access::union(&roles))
            };
            let records = records.into_iter().map(|(owner, standing, share, deleted)| RecordFacts {
                owner: owner.map(Uuid::from_u128),
                department: standing.map(department),
                share,
                deleted,
            });
            World { actor, records: records.collect() }
        })
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn the_filter_admits_exactly_what_the_decision_allows(world in world()) {
        for &resource in &[Resource::Customers, Resource::Users, Resource::Tags] {
            for &action in Action::ALL {
                let filter = ScopeFilter::new(&world.actor, resource, action);
                for facts in &world.records {
                    let listed = filter.admits(facts) && (!facts.deleted || action.reaches_deleted());
                    let decision = decide(&world.actor, resource, action, facts);
                    prop_assert_eq!(listed, decision.allowed, "{} {} {:?}: {:?}", action, resource, facts, decision);
                }
            }
        }
    }

    /// A further role never takes anything away.
    #[test]
    fn more_roles_allow_more(world in world(), role in any_grants(), more in any_grants()) {
        let before = Actor { access: Access::union([&role]), ..world.actor.clone() };
        let after = Actor { access: Access::union([&role, &more]), ..world.actor };
        prop_assert!(after.access.covers(&before.access));
        for facts in &world.records {
            for &action in Action::ALL {
                let allowed = |actor| decide(actor, Resource::Customers, action, facts).allowed;
                prop_assert!(!allowed(&before) || allowed(&after));
            }
        }
    }

    /// Departments in a filter are sorted and unique, so that equal filters make equal statements.
    #[test]
    fn a_filter_names_each_department_once(world in world()) {
        if let ScopeFilter::Any { departments, .. } =
            ScopeFilter::new(&world.actor, Resource::Customers, Action::View)
        {
            let unique: BTreeSet<_> = departments.iter().copied().collect();
            prop_assert!(departments.is_sorted() && unique.len() == departments.len());
        }
    }
}
