//! The demo company: a believable trading firm with its people and customers.

mod company;
mod contacts;
mod customers;
mod words;

use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use guanxi_persistence::contacts::Contact;
use guanxi_persistence::customers::{Customer, CustomerFields};
use guanxi_persistence::identity::demo::{self, DemoCompany};
use guanxi_persistence::record::load::{self, Loaded};
use guanxi_persistence::{Database, Error, Result};

use self::customers::{BLOCK, Maker};
use crate::auth::password;
use crate::clock;

pub use company::{NAME, PASSWORD};

/// Up to so many customers get a history; a million events would say nothing more.
const WITH_HISTORY: usize = 10_000;

/// Makes the demo company with so many customers, or fills it anew; `progress` hears how many are loaded.
///
/// # Errors
/// [`Error::Conflict`] where an organization of its name is not the demo; faults of the database.
pub fn fill(db: &Database, count: usize, seed: u64, progress: impl Fn(usize) + Sync) -> Result<DemoCompany> {
    let hash = password::hash_now(PASSWORD).map_err(|error| Error::Corrupt(error.to_string()))?;
    let now = clock::now();
    let (departments, people) = (company::departments(), company::people());
    let company = db.bare(|conn| demo::company(conn, (NAME, &hash), &departments, &people, now))?;
    let maker = Maker::new(&company, seed, count, now.date_naive());
    load_all(db, &company, &maker, count, &progress)?;
    let counters = if count == 0 { Vec::new() } else { maker.counters() };
    db.bare(|conn| demo::finish(conn, company.org_id, &counters))?;
    Ok(company)
}

/// Every core makes customers and loads them, block by block.
fn load_all(
    db: &Database,
    company: &DemoCompany,
    maker: &Maker<'_>,
    count: usize,
    progress: &(impl Fn(usize) + Sync),
) -> Result<()> {
    let (next, done, failed) = (AtomicUsize::new(0), AtomicUsize::new(0), AtomicBool::new(false));
    let blocks = count.div_ceil(BLOCK);
    let work = || -> Result<()> {
        while !failed.load(Ordering::Relaxed) {
            let block = next.fetch_add(1, Ordering::Relaxed);
            if block >= blocks {
                break;
            }
            let made = (block * BLOCK..((block + 1) * BLOCK).min(count)).map(|index| maker.make(index));
            let rows: Option<Vec<Loaded<CustomerFields>>> = made.collect();
            let people = rows.as_ref().and_then(|rows| maker.people(block * BLOCK, rows));
            let broken = || Error::Corrupt("a word list of the demo is broken".into());
            let (rows, people) = rows.zip(people).ok_or_else(broken)?;
            let loaded = db.bare(|conn| {
                load::load::<Customer>(conn, company.org_id, &rows, count <= WITH_HISTORY)?;
                load::load::<Contact>(conn, company.org_id, &people, count <= WITH_HISTORY)
            });
            loaded.inspect_err(|_| failed.store(true, Ordering::Relaxed))?;
            progress(done.fetch_add(rows.len(), Ordering::Relaxed) + rows.len());
        }
        Ok(())
    };
    let threads = std::thread::available_parallelism().map_or(2, usize::from).min(blocks.max(1));
    std::thread::scope(|scope| {
        let workers: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
        workers.into_iter().try_for_each(|worker| {
            worker.join().unwrap_or_else(|_| Err(Error::Corrupt("a thread has panicked".into())))
        })
    })
}
