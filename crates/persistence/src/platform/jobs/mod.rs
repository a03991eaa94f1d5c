//! Long work: one durable queue in PostgreSQL. A job is enqueued in the transaction that asks for it, worked off step by
//! step, and each step commits its work together with the place where the next one goes on, so that a worker that is
//! killed costs nothing but the step it was at.

mod kind;
mod queue;
mod requests;
mod schedule;

pub use kind::{Kind, Schedule, Step, Work};
pub use queue::{Claimed, Outcome, advance, claim, finish, forget, heartbeat};
pub use requests::{
    Job, JobPage, JobRequest, JobStatus, NewJob, cancel, enqueue, enqueue_by_program, get, list, retry,
};
pub use schedule::enqueue_due;
