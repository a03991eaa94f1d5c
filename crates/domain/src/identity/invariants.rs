//! Rules about an organization's people that no request may break.
//!
//! They judge a state that the caller has read; the caller reads it in the writing transaction and under a lock
//! (the organization's row), or two administrators could each remove the other.

use uuid::Uuid;

use crate::identity::DepartmentTree;
use crate::values::Invalid;

/// The organization keeps at least one person who can sign in as administrator.
///
/// `administrators` are the active users who hold the administrator role now; `leaving` are those whom the change
/// removes, disables or demotes. Refused with `last_administrator`.
pub fn keep_an_administrator(administrators: &[Uuid], leaving: &[Uuid]) -> Result<(), Invalid> {
    // Whoever was no administrator takes none away: an organization without one can still be repaired.
    let loses_one = administrators.iter().any(|id| leaving.contains(id));
    let keeps_one = administrators.iter().any(|id| !leaving.contains(id));
    if loses_one && !keeps_one { Err(Invalid::new("last_administrator")) } else { Ok(()) }
}

/// A department is deleted only when nobody and nothing stands in it.
///
/// `people` counts the users who have it as main or further department, `departments` those directly below.
/// Refused with `department_not_empty` and both counts.
pub fn department_can_be_deleted(people: usize, departments: usize) -> Result<(), Invalid> {
    if people == 0 && departments == 0 {
        return Ok(());
    }
    Err(Invalid::new("department_not_empty").with("people", people).with("departments", departments))
}

/// A department moves anywhere but below itself. Refused with `department_cycle`; a parent that is not among the
/// organization's departments with `unknown_reference`.
pub fn department_can_move(tree: &DepartmentTree, id: Uuid, parent: Option<Uuid>) -> Result<(), Invalid> {
    if parent.is_some_and(|parent| !tree.contains(parent)) {
        return Err(Invalid::new("unknown_reference"));
    }
    if tree.can_move(id, parent) { Ok(()) } else { Err(Invalid::new("department_cycle")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    fn code(result: Result<(), Invalid>) -> &'static str {
        result.map_or_else(|invalid| invalid.code, |()| "ok")
    }

    #[test]
    fn one_administrator_stays() {
        let table: [(&[u128], &[u128], &str); 7] = [
            (&[1], &[1], "last_administrator"),
            (&[1, 2], &[1, 2], "last_administrator"),
            (&[1, 2], &[1], "ok"),
            (&[1], &[2], "ok"),
            (&[1], &[], "ok"),
            (&[], &[2], "ok"),
            (&[1], &[1, 1, 7], "last_administrator"),
        ];
        for (administrators, leaving, expected) in table {
            let ids = |numbers: &[u128]| numbers.iter().copied().map(id).collect::<Vec<_>>();
            let result = keep_an_administrator(&ids(administrators), &ids(leaving));
            assert_eq!(code(result), expected, "{administrators:?} without {leaving:?}");
        }
    }

    #[test]
    fn only_an_empty_department_goes() {
        assert_eq!(department_can_be_deleted(0, 0), Ok(()));
        for (people, departments) in [(1, 0), (0, 1), (3, 2)] {
            let refused = department_can_be_deleted(people, departments).unwrap_err();
            assert_eq!(refused.code, "department_not_empty");
            assert_eq!(refused.params, [("people", people.to_string()), ("departments", departments.to_string())]);
        }
    }

    #[test]
    fn a_department_moves_to_a_known_place_outside_itself() {
        let tree = DepartmentTree::new(&[(id(1), None), (id(2), Some(id(1))), (id(3), None)]);
        assert_eq!(code(department_can_move(&tree, id(2), Some(id(3)))), "ok");
        assert_eq!(code(department_can_move(&tree, id(2), None)), "ok");
        assert_eq!(code(department_can_move(&tree, id(1), Some(id(2)))), "department_cycle");
        assert_eq!(code(department_can_move(&tree, id(1), Some(id(1)))), "department_cycle");
        assert_eq!(code(department_can_move(&tree, id(1), Some(id(8)))), "unknown_reference");
    }
}
