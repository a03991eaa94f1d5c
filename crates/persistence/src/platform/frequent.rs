//! How many records a word stands in, by PostgreSQL's own statistics: what decides how a search is carried out.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use diesel::prelude::*;
use diesel::sql_types::{Double, Text};
use guanxi_domain::search::Query;

use crate::Result;

/// How long the statistics are believed. They change with `ANALYZE`, which comes with a tenth of the rows.
const KEPT: Duration = Duration::from_secs(600);
/// Entries that are looked up at once rather than met on the way through the records in their order.
const MOST: f64 = 10_000.0;
/// A word in so many of a hundred records is met soon enough on that way, however few records there are.
const FREQUENT: f64 = 0.05;

/// What stands in many search entries.
#[derive(Default)]
pub(crate) struct Frequent(Mutex<Option<(Instant, Arc<Statistics>)>>);

#[derive(Default)]
struct Statistics {
    entries: f64,
    /// The lexemes that `ANALYZE` has found to be the most common, and the part of the entries that has them.
    common: BTreeMap<String, f64>,
}

impl Frequent {
    /// Whether so few entries answer that they may all be looked up.
    ///
    /// # Errors
    /// Those of the query.
    pub(crate) fn is_rare(&self, conn: &mut PgConnection, query: &Query) -> Result<bool> {
        let statistics = self.statistics(conn)?;
        let frequency = query.frequency(|lexeme, prefix| statistics.of(lexeme, prefix));
        Ok(frequency < FREQUENT && frequency * statistics.entries < MOST)
    }

    fn statistics(&self, conn: &mut PgConnection) -> Result<Arc<Statistics>> {
        // Two may ask the database at once; neither waits for the other with the lock.
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        match known {
            Some((at, known)) if at.elapsed() < KEPT => Ok(known),
            _ => {
                let read = Arc::new(Statistics::read(conn)?);
                *self.0.lock().unwrap_or_else(PoisonError::into_inner) = Some((Instant::now(), Arc::clone(&read)));
                Ok(read)
            }
        }
    }
}

impl Statistics {
    fn read(conn: &mut PgConnection) -> Result<Self> {
        #[derive(QueryableByName)]
        struct Common {
            #[diesel(sql_type = Text)]
            lexeme: String,
            #[diesel(sql_type = Double)]
            frequency: f64,
        }
        #[derive(QueryableByName)]
        struct Size {
            #[diesel(sql_type = Double)]
            entries: f64,
        }
        // The frequencies end with the least and the greatest of them, which belong to no lexeme.
        let common = diesel::sql_query(
            "SELECT lexeme, frequency::float8 FROM pg_stats, \
             unnest(most_common_elems::text::text[], most_common_elem_freqs) AS common (lexeme, frequency) \
             WHERE schemaname = current_schema() AND tablename = 'search_entry' AND attname = 'tokens' \
             AND lexeme IS NOT NULL",
        )
        .load::<Common>(conn)?;
        let size: Size =
            diesel::sql_query("SELECT reltuples::float8 AS entries FROM pg_class WHERE oid = 'search_entry'::regclass")
                .get_result(conn)?;
        Ok(Self {
            entries: size.entries.max(0.0),
            common: common.into_iter().map(|common| (common.lexeme, common.frequency)).collect(),
        })
    }

    fn of(&self, lexeme: &str, prefix: bool) -> f64 {
        if !prefix {
            return self.common.get(lexeme).copied().unwrap_or_default();
        }
        let beginning = self.common.range(lexeme.to_owned()..).take_while(|(known, _)| known.starts_with(lexeme));
        beginning.map(|(_, frequency)| frequency).sum()
    }
}
