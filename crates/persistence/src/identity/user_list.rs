//! The list of users, by name.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use diesel::pg::Pg;
use diesel::prelude::*;
use diesel::sql_types::{Bool, Nullable};
use guanxi_domain::identity::{Action, FieldRule, Resource, ScopeFilter};
use guanxi_domain::search::{escape_like, fold};
use guanxi_domain::values::{Invalid, UserStatus};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::accounts::Account;
use super::departments;
use crate::record::Total;
use crate::schema::app_user;
use crate::{Error, Result, Tx};

/// Rows of a page at most.
const MAX_LIMIT: i64 = 200;

/// Which users.
#[derive(Clone, Debug, Default)]
pub struct UserQuery {
    /// Part of a name, pinyin, login, number, phone or address.
    pub words: Option<String>,
    /// Only these.
    pub status: Option<UserStatus>,
    /// Only those of this department and below.
    pub department: Option<Uuid>,
    /// Only holders of this role.
    pub role: Option<Uuid>,
    /// Rows, 50 where absent.
    pub limit: Option<i64>,
    /// Where the page begins.
    pub cursor: Option<String>,
}

/// One page of users.
#[derive(Clone, Debug)]
pub struct UserPage {
    /// The rows.
    pub items: Vec<Account>,
    /// For the page after this.
    pub next_cursor: Option<String>,
    /// For the page before this.
    pub prev_cursor: Option<String>,
    /// How many there are.
    pub total: Total,
}

/// Between two rows: the name and id of the row beside which the page begins.
#[derive(Serialize, Deserialize)]
struct Position {
    name: String,
    id: Uuid,
    backward: bool,
}

type Query<'a> = app_user::BoxedQuery<'a, Pg>;

/// The users that the caller may see and has asked for.
///
/// # Errors
/// [`Error::Forbidden`]; [`Error::Invalid`] at `/limit` or `/cursor`.
pub fn list(tx: &mut Tx<'_>, asked: &UserQuery) -> Result<UserPage> {
    tx.require(Resource::Users, Action::View)?;
    let size = asked.limit.unwrap_or(50);
    if !(1..=MAX_LIMIT).contains(&size) {
        return Err(Error::field("/limit", Invalid::new("out_of_range").with("min", 1).with("max", MAX_LIMIT)));
    }
    let after = asked.cursor.as_deref().map(decode).transpose()?;
    let value: i64 = matching(tx, asked).count().get_result(tx.conn)?;
    let backward = after.as_ref().is_some_and(|position| position.backward);
    let mut query = matching(tx, asked);
    if let Some(position) = &after {
        let (name, id) = (position.name.clone(), position.id);
        query = if backward {
            query.filter(app_user::name_key.lt(name.clone()).or(app_user::name_key.eq(name).and(app_user::id.lt(id))))
        } else {
            query.filter(app_user::name_key.gt(name.clone()).or(app_user::name_key.eq(name).and(app_user::id.gt(id))))
        };
    }
    query = if backward {
        query.order((app_user::name_key.desc(), app_user::id.desc()))
    } else {
        query.order((app_user::name_key.asc(), app_user::id.asc()))
    };
    // One row more says whether there is another page.
    let mut items: Vec<Account> = query.limit(size + 1).select(Account::as_select()).load(tx.conn)?;
    let more = items.len() > usize::try_from(size).unwrap_or(usize::MAX);
    if more {
        items.pop();
    }
    if backward {
        items.reverse();
    }
    let cursor = |row: Option<&Account>, backward| row.map(|row| encode(row, backward)).transpose();
    Ok(UserPage {
        next_cursor: if more || backward { cursor(items.last(), false)? } else { None },
        prev_cursor: if (backward && more) || (!backward && after.is_some()) {
            cursor(items.first(), true)?
        } else {
            None
        },
        items,
        total: Total { value, exact: true },
    })
}

fn matching<'a>(tx: &Tx<'_>, asked: &UserQuery) -> Query<'a> {
    let mut query = app_user::table.filter(app_user::org_id.eq(tx.org())).into_boxed();
    if let ScopeFilter::Any { owner, departments, .. } = ScopeFilter::new(&tx.actor, Resource::Users, Action::View) {
        query = query.filter(app_user::id.eq(owner).or(app_user::department_id.eq_any(departments)));
    }
    if let Some(status) = asked.status {
        query = query.filter(app_user::status.eq(status));
    }
    if let Some(department) = asked.department {
        let within = departments::tree(tx).reach(&[department]);
        let people: Vec<Uuid> = tx
            .config
            .people
            .values()
            .filter(|person| person.all_departments().iter().any(|id| within.contains(id)))
            .map(|person| person.id)
            .collect();
        query = query.filter(app_user::id.eq_any(people));
    }
    if let Some(role) = asked.role {
        let people: Vec<Uuid> = tx
            .config
            .people
            .values()
            .filter(|person| person.role_ids.contains(&role))
            .map(|person| person.id)
            .collect();
        query = query.filter(app_user::id.eq_any(people));
    }
    if let Some(words) = asked.words.as_deref().map(str::trim).filter(|words| !words.is_empty()) {
        query = query.filter(app_user::id.eq_any(named(tx, words)).or(reached_by(tx, words)));
    }
    query
}

/// People whose name, pinyin or login has the words in it.
fn named(tx: &Tx<'_>, words: &str) -> Vec<Uuid> {
    let words = fold(words);
    tx.config.people.values().filter(|person| person.is_called(&words)).map(|person| person.id).collect()
}

type Condition = Box<dyn BoxableExpression<app_user::table, Pg, SqlType = Nullable<Bool>>>;

/// The condition on number, phone and address, as far as the caller may read them: what is masked cannot be probed.
fn reached_by(tx: &Tx<'_>, words: &str) -> Condition {
    let open = |field: &str| {
        !matches!(tx.actor.access.field_rule(Resource::Users, field), Some(FieldRule::Hidden | FieldRule::Masked))
    };
    let pattern = format!("%{}%", escape_like(words));
    let mut condition: Condition = Box::new(app_user::employee_number.ilike(pattern.clone()));
    if open("phone") {
        condition = Box::new(condition.or(app_user::phone.like(pattern.clone())));
    }
    if open("email") {
        condition = Box::new(condition.or(app_user::email.ilike(pattern)));
    }
    condition
}

fn encode(row: &Account, backward: bool) -> Result<String> {
    let position = Position { name: row.name_key.clone(), id: row.id, backward };
    let text = serde_json::to_vec(&position).map_err(|error| Error::Corrupt(error.to_string()))?;
    Ok(BASE64_URL_SAFE_NO_PAD.encode(text))
}

fn decode(cursor: &str) -> Result<Position> {
    let read = || serde_json::from_slice::<Position>(&BASE64_URL_SAFE_NO_PAD.decode(cursor).ok()?).ok();
    read()
        .filter(|position| !position.name.contains('\0'))
        .ok_or_else(|| Error::field("/cursor", Invalid::new("invalid_cursor")))
}
