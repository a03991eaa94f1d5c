//! What a list asks of the database, before it is SQL.

use guanxi_domain::filter::{Literal, Predicate};
use guanxi_domain::search;
use guanxi_domain::values::FieldKind;
use uuid::Uuid;

/// Which records, in which order, from where on.
#[derive(Clone, Debug)]
pub struct ListPlan {
    /// Table; also the entity's name in `search_entry`.
    pub table: &'static str,
    /// Tenant. Always the first condition.
    pub org: Uuid,
    /// Living records, deleted ones, or both.
    pub records: Records,
    /// These ids only.
    pub ids: Option<Vec<Uuid>>,
    /// What the caller may see.
    pub scope: Scope,
    /// The list's filter.
    pub filter: Option<Predicate>,
    /// Words that the record must be found by.
    pub words: Option<Words>,
    /// Order, without the tie-break by id, which is always added.
    pub sort: Vec<SortKey>,
    /// Where the page begins.
    pub after: Option<Position>,
    /// Rows to skip (numbered pages).
    pub offset: i64,
    /// Rows to read.
    pub limit: i64,
}

/// A search as SQL takes it.
#[derive(Clone, Debug)]
pub struct Words {
    /// For `::tsquery`.
    pub tsquery: String,
    /// For each word, the segments of the haystack and the patterns of which one must match.
    pub recheck: Vec<Vec<(i32, String)>>,
    /// So few records answer that they may all be looked up before they are filtered and put in order.
    pub rare: bool,
}

impl From<&search::Query> for Words {
    fn from(query: &search::Query) -> Self {
        let word =
            |readings: &Vec<search::Contains>| readings.iter().map(|one| (one.segment(), one.pattern())).collect();
        Self { tsquery: query.to_tsquery_text(), recheck: query.recheck().iter().map(word).collect(), rare: false }
    }
}

/// Living records, those in the recycle bin, or both.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Records {
    /// Not deleted.
    Live,
    /// In the recycle bin.
    Deleted,
    /// Either.
    Any,
}

/// The caller's data scope, ready for SQL.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Scope {
    /// Every record of the organization.
    All,
    /// No record.
    None,
    /// Records of these owners, departments, or these very ones (shares).
    Any {
        /// Owner.
        owner: Option<Uuid>,
        /// Departments at assignment.
        departments: Vec<Uuid>,
        /// Shared records.
        shared: Vec<Uuid>,
    },
}

impl Scope {
    /// Whether a record is within it: what its SQL answers, for one that has been read.
    pub fn admits(&self, id: Uuid, owner: Option<Uuid>, department: Option<Uuid>) -> bool {
        match self {
            Self::All => true,
            Self::None => false,
            Self::Any { owner: me, departments, shared } => {
                (owner.is_some() && owner == *me)
                    || department.is_some_and(|department| departments.contains(&department))
                    || shared.contains(&id)
            }
        }
    }
}

/// One column of the order.
#[derive(Clone, Debug, PartialEq)]
pub struct SortKey {
    /// By what.
    pub on: SortOn,
    /// Largest first. Missing values come last either way.
    pub descending: bool,
    /// May be missing.
    pub nullable: bool,
    /// Type of the compared value.
    pub kind: FieldKind,
}

/// What a list is sorted by.
#[derive(Clone, Debug, PartialEq)]
pub enum SortOn {
    /// A column of the table.
    Column(&'static str),
    /// A custom field, by code.
    Custom(String),
    /// A column of dictionary codes, in the dictionary's order.
    Dictionary {
        /// Column.
        column: &'static str,
        /// Codes in order.
        codes: Vec<String>,
    },
}

/// The row beside which a page begins: its values of the order's columns, then its id.
#[derive(Clone, Debug, PartialEq)]
pub struct Position {
    /// One for each column of the order; `None` is a missing value.
    pub values: Vec<Option<Literal>>,
    /// Tie-break.
    pub id: Uuid,
    /// The page ends before the row, instead of beginning after it.
    pub backward: bool,
}

impl ListPlan {
    /// Whether rows are read from the end (and turned round afterwards).
    pub fn backward(&self) -> bool {
        self.after.as_ref().is_some_and(|position| position.backward)
    }

    /// Direction of the tie-break: that of the last column, so that one index serves both.
    pub fn id_descending(&self) -> bool {
        self.sort.last().is_some_and(|key| key.descending)
    }
}
