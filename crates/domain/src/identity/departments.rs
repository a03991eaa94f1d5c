//! The tree of departments: who stands below whom, and which moves keep it a tree.

use std::collections::{BTreeSet, HashMap, HashSet};

use uuid::Uuid;

/// A tree (or several) read from rows of `(id, parent)`.
///
/// Every walk remembers where it has been, so that rows which form a cycle, which the database cannot forbid, end the
/// walk instead of holding the request.
#[derive(Debug, Default)]
pub struct DepartmentTree {
    parents: HashMap<Uuid, Option<Uuid>>,
    children: HashMap<Uuid, Vec<Uuid>>,
}

impl DepartmentTree {
    /// Reads the rows; children keep the order in which they came.
    pub fn new(rows: &[(Uuid, Option<Uuid>)]) -> Self {
        let mut tree = Self::default();
        for &(id, parent) in rows {
            tree.parents.insert(id, parent);
            if let Some(parent) = parent {
                tree.children.entry(parent).or_default().push(id);
            }
        }
        tree
    }

    /// Whether the department is one of the rows.
    pub fn contains(&self, id: Uuid) -> bool {
        self.parents.contains_key(&id)
    }

    /// The departments directly below.
    pub fn children(&self, id: Uuid) -> &[Uuid] {
        self.children.get(&id).map_or(&[], Vec::as_slice)
    }

    /// Everything below, without the department itself; parents come before their children.
    pub fn descendants(&self, id: Uuid) -> Vec<Uuid> {
        let mut seen = HashSet::from([id]);
        let mut found = Vec::new();
        let mut open = vec![id];
        while let Some(next) = open.pop() {
            for &child in self.children(next) {
                if seen.insert(child) {
                    found.push(child);
                    open.push(child);
                }
            }
        }
        found
    }

    /// Everything above, the nearest first.
    pub fn ancestors(&self, id: Uuid) -> Vec<Uuid> {
        let mut seen = HashSet::from([id]);
        let mut found = Vec::new();
        let mut at = id;
        while let Some(&Some(parent)) = self.parents.get(&at) {
            if !seen.insert(parent) {
                break;
            }
            found.push(parent);
            at = parent;
        }
        found
    }

    /// The given departments and everything below any of them, sorted: what the scope "department and below" reaches.
    pub fn reach(&self, own: &[Uuid]) -> Vec<Uuid> {
        let reach: BTreeSet<Uuid> =
            own.iter().flat_map(|&id| std::iter::once(id).chain(self.descendants(id))).collect();
        reach.into_iter().collect()
    }

    /// Whether `id` may stand below `parent`: neither below itself nor below what is already under it.
    pub fn can_move(&self, id: Uuid, parent: Option<Uuid>) -> bool {
        parent.is_none_or(|parent| parent != id && !self.ancestors(parent).contains(&id))
    }

    /// The departments of the first cycle found, each followed by its parent; empty when the rows are a tree.
    pub fn cycle(&self) -> Vec<Uuid> {
        let mut harmless = HashSet::new();
        let mut starts: Vec<_> = self.parents.keys().copied().collect();
        starts.sort_unstable();
        for start in starts {
            let mut path = Vec::new();
            let mut at = Some(start);
            while let Some(id) = at {
                if harmless.contains(&id) {
                    break;
                }
                if let Some(again) = path.iter().position(|&seen| seen == id) {
                    return path.split_off(again);
                }
                path.push(id);
                at = self.parents.get(&id).copied().flatten();
            }
            harmless.extend(path);
        }
        Vec::new()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn id(number: u128) -> Uuid {
        Uuid::from_u128(number)
    }

    /// 1 ─ 2 ─ 4
    ///   └ 3     9 (a second root)
    fn group() -> DepartmentTree {
        DepartmentTree::new(&[
            (id(1), None),
            (id(2), Some(id(1))),
            (id(3), Some(id(1))),
            (id(4), Some(id(2))),
            (id(9), None),
        ])
    }

    #[test]
    fn walks_up_and_down() {
        let tree = group();
        assert_eq!(tree.children(id(1)), [id(2), id(3)]);
        assert_eq!(tree.descendants(id(1)), [id(2), id(3), id(4)]);
        assert!(tree.descendants(id(4)).is_empty());
        assert_eq!(tree.ancestors(id(4)), [id(2), id(1)]);
        assert!(tree.ancestors(id(1)).is_empty());
        assert_eq!(tree.reach(&[id(9), id(2)]), [id(2), id(4), id(9)]);
        assert!(tree.reach(&[]).is_empty());
        assert!(tree.contains(id(9)) && !tree.contains(id(5)));
    }

    #[test]
    fn a_department_never_moves_below_itself() {
        let tree = group();
        assert!(tree.can_move(id(4), Some(id(3))));
        assert!(tree.can_move(id(4), None));
        assert!(tree.can_move(id(2), Some(id(1))), "to where it already stands");
        assert!(!tree.can_move(id(2), Some(id(2))));
        assert!(!tree.can_move(id(1), Some(id(4))));
    }

    #[test]
    fn a_cycle_is_named_and_walks_end() {
        assert!(group().cycle().is_empty());
        let knot = DepartmentTree::new(&[(id(1), Some(id(3))), (id(2), Some(id(1))), (id(3), Some(id(2)))]);
        let mut cycle = knot.cycle();
        cycle.sort_unstable();
        assert_eq!(cycle, [id(1), id(2), id(3)]);
        assert_eq!(knot.descendants(id(1)).len(), 2);
        assert_eq!(knot.ancestors(id(1)).len(), 2);
    }

    #[test]
    fn a_cycle_does_not_hide_behind_its_tail() {
        let tree = DepartmentTree::new(&[(id(1), Some(id(2))), (id(2), Some(id(3))), (id(3), Some(id(2)))]);
        let mut cycle = tree.cycle();
        cycle.sort_unstable();
        assert_eq!(cycle, [id(2), id(3)]);
    }

    #[test]
    fn a_deep_tree_does_not_exhaust_the_stack() {
        let rows: Vec<_> = (0..100_000u128).map(|n| (id(n), n.checked_sub(1).map(id))).collect();
        let tree = DepartmentTree::new(&rows);
        assert_eq!(tree.descendants(id(0)).len(), 99_999);
        assert_eq!(tree.ancestors(id(99_999)).len(), 99_999);
    }

    proptest! {
        /// Every move that is allowed leaves a tree, every move that is refused would have made a cycle.
        #[test]
        fn moves_are_refused_exactly_when_they_tie_a_knot(
            parents in prop::collection::vec(any::<prop::sample::Index>(), 1..20),
            moved in any::<prop::sample::Index>(),
            target in any::<prop::sample::Index>(),
        ) {
            let mut rows: Vec<(Uuid, Option<Uuid>)> = vec![(id(0), None)];
            for (n, parent) in parents.iter().enumerate() {
                rows.push((id(n as u128 + 1), Some(id(parent.index(n + 1) as u128))));
            }
            let tree = DepartmentTree::new(&rows);
            prop_assert_eq!(tree.cycle(), Vec::<Uuid>::new());
            let (moved, target) = (moved.index(rows.len()), id(target.index(rows.len()) as u128));
            let allowed = tree.can_move(rows[moved].0, Some(target));
            rows[moved].1 = Some(target);
            prop_assert_eq!(DepartmentTree::new(&rows).cycle().is_empty(), allowed);
        }

        /// Below and above are two sides of one relation.
        #[test]
        fn descendants_and_ancestors_agree(parents in prop::collection::vec(any::<prop::sample::Index>(), 1..20)) {
            let mut rows: Vec<(Uuid, Option<Uuid>)> = vec![(id(0), None)];
            for (n, parent) in parents.iter().enumerate() {
                rows.push((id(n as u128 + 1), Some(id(parent.index(n + 1) as u128))));
            }
            let tree = DepartmentTree::new(&rows);
            for &(above, _) in &rows {
                for &(below, _) in &rows {
                    let down = tree.descendants(above).contains(&below);
                    prop_assert_eq!(down, tree.ancestors(below).contains(&above));
                }
            }
        }
    }
}
