//! Several people at the same moment.

use std::sync::Barrier;

use crate::client::{Response, User};

/// Everyone does the same at the same moment.
pub fn at_once(users: &[User], work: impl Fn(usize, &User) -> Response + Sync) -> Vec<Response> {
    let barrier = Barrier::new(users.len());
    std::thread::scope(|scope| {
        let (barrier, work) = (&barrier, &work);
        let threads: Vec<_> = users
            .iter()
            .enumerate()
            .map(|(index, user)| {
                scope.spawn(move || {
                    barrier.wait();
                    work(index, user)
                })
            })
            .collect();
        threads.into_iter().map(|thread| thread.join().unwrap()).collect()
    })
}
