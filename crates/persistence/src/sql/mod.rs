//! The few pieces of SQL that diesel's builder does not have: list conditions and orders chosen at run time, always with
//! bound parameters and with names from our own tables only.

mod conditions;
mod counted;
mod found;
mod json;
mod keyset;
mod plan;
mod text_search;

pub use conditions::Where;
pub use counted::{Counted, Estimated};
pub use found::Found;
pub use json::Json;
pub use keyset::Order;
pub use plan::{ListPlan, Position, Records, Scope, SortKey, SortOn, Words};
pub use text_search::{Lexemes, TsVector};
