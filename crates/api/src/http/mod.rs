//! What every request and answer has in common.

mod answer;
mod body;
mod context;
mod error;
mod idempotency;
mod limits;
mod methods;
mod precondition;
mod problem;
mod query;

pub(crate) use answer::patch_schema;
pub use answer::{all_optional, created, tagged};
pub use body::{Body, Fields, filled, merged};
pub(crate) use context::blocking;
pub use context::{Ctx, RequestId, RequestLocale, origin, request_id};
pub use error::{ApiError, ApiResult};
pub use idempotency::{Answered, IdempotencyKey, once, once_answered};
pub use limits::{Limits, PUBLIC_PER_MINUTE, limited};
pub use precondition::{IfMatch, etag};
pub use problem::{Problem, ProblemField, locale_of, problems};
pub use query::{ListQuery, Query, WriteQuery, page_limit, place, place_cursor};
