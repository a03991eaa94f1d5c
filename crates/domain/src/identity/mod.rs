//! Organizations, departments, people, roles: who may do what, and how they prove who they are.

mod departments;
mod grants;
mod invariants;
mod lockout;
pub mod password;
mod permission;
mod resource;
mod roles;

pub use departments::DepartmentTree;
pub use grants::{Access, FieldRestriction, FieldRule, Grant, Grants, Permission};
pub use invariants::{department_can_be_deleted, department_can_move, keep_an_administrator};
pub use lockout::{
    ADDRESS_WINDOW, FAILURES_PER_ADDRESS, FAILURES_PER_LOGIN, FIRST_LOCK, FORGET_AFTER, LONGEST_LOCK, LoginFailures,
    address_retry_after,
};
pub use permission::{Actor, Decision, Reason, RecordFacts, ScopeFilter, ShareLevel, decide};
pub use resource::{Action, Resource, ResourceSpec, Scope};
pub use roles::{ADMINISTRATOR, ShippedRole, shipped_roles};
