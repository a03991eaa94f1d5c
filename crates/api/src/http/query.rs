//! Query parameters.

use std::future::{Ready, ready};

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpRequest};
use guanxi_domain::values::Invalid;
use guanxi_persistence::record::{Count, Entity, ListRequest, Rules};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use utoipa::IntoParams;

use super::error::ApiError;

/// Parameters among which the wrong one is looked for.
const MAX_NAMED: usize = 30;

/// Typed query parameters; an unknown or wrong one is refused.
pub struct Query<T>(pub T);

impl<T: DeserializeOwned> FromRequest for Query<T> {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        // PostgreSQL keeps no NUL in a text.
        if let Some(pair) = request.query_string().split('&').find(|pair| pair.contains("%00")) {
            let name = pair.split('=').next().unwrap_or_default();
            return ready(Err(ApiError::field(format!("/{name}"), Invalid::new("invalid_character"))));
        }
        let read = actix_web::web::Query::<T>::from_query(request.query_string());
        ready(read.map(|query| Self(query.into_inner())).map_err(|error| refused::<T>(request, &error.to_string())))
    }
}

/// Names the parameter: the one without which the others can be read, or the one that serde misses.
fn refused<T: DeserializeOwned>(request: &HttpRequest, words: &str) -> ApiError {
    if let Some(name) = words.split("missing field `").nth(1).and_then(|rest| rest.split('`').next()) {
        return ApiError::field(format!("/{name}"), Invalid::new("required"));
    }
    let pairs: Vec<&str> = request.query_string().split('&').collect();
    // As many as anybody writes; who sends thousands is told less.
    let culprit = (0..pairs.len().min(MAX_NAMED)).find(|left_out| {
        let others = pairs.iter().enumerate().filter(|(index, _)| index != left_out).map(|(_, pair)| *pair);
        let read = actix_web::web::Query::<T>::from_query(&others.collect::<Vec<_>>().join("&"));
        // What is missing then was there, and was not the matter.
        read.map_or_else(|error| error.to_string().contains("missing field"), |_| true)
    });
    let name = culprit.and_then(|index| pairs.get(index)?.split('=').next()).unwrap_or_default();
    let code = if words.contains("unknown field") { "unknown_field" } else { "invalid_parameter" };
    ApiError::field(
        if name.is_empty() { String::new() } else { format!("/{name}") },
        Invalid::new(code).with("field", name),
    )
}

/// The parameters of writing a record.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct WriteQuery {
    /// Why it is written although it looks like another.
    pub duplicate_reason: Option<String>,
}

impl WriteQuery {
    /// Longest reason, in characters.
    pub const MAX_REASON: usize = 500;

    /// The reason; an empty one is none.
    ///
    /// # Errors
    /// 422 where it is too long, holds what cannot be stored, or the entity knows no duplicates.
    pub fn reason<E: Entity>(self) -> Result<Option<String>, ApiError> {
        let refuse = |invalid: Invalid| Err(ApiError::field("/duplicate_reason", invalid));
        let Some(reason) = self.duplicate_reason else { return Ok(None) };
        if !<E as Rules<E::Fields>>::DUPLICATES {
            return refuse(Invalid::new("invalid_parameter").with("reason", "unknown field `duplicate_reason`"));
        }
        if reason.contains('\0') {
            return refuse(Invalid::new("invalid_character"));
        }
        if reason.chars().count() > Self::MAX_REASON {
            return refuse(Invalid::new("too_long").with("max", Self::MAX_REASON));
        }
        Ok(Some(reason.trim().to_owned()).filter(|reason| !reason.is_empty()))
    }
}

/// The parameters of every list.
#[derive(Debug, Default, Deserialize, IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct ListQuery {
    /// Condition in CEL, such as `level in ["A","B"] && owner == me`.
    pub filter: Option<String>,
    /// Words, pinyin, initials, phone tail or number.
    pub q: Option<String>,
    /// Columns, `-` for descending: `-created_at,name`.
    pub sort: Option<String>,
    /// Rows, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor` or `prev_cursor`.
    pub cursor: Option<String>,
    /// Number of the page instead of a cursor, within the first 10,000 rows.
    #[param(minimum = 1)]
    pub page: Option<i64>,
    /// Whether to count.
    pub count: Option<Count>,
    /// The recycle bin instead of the living records.
    pub deleted: Option<bool>,
}

impl From<ListQuery> for ListRequest {
    fn from(query: ListQuery) -> Self {
        Self {
            filter: query.filter,
            words: query.q,
            sort: query.sort,
            limit: query.limit,
            cursor: query.cursor,
            page: query.page,
            count: query.count.unwrap_or_default(),
            deleted: query.deleted.unwrap_or_default(),
        }
    }
}

/// The rows of a page: what the caller asks for within the limits (unless they say otherwise, at most).
///
/// # Errors
/// 422 `out_of_range` at `/limit`.
pub fn page_limit(asked: Option<i64>, (default, most): (i64, i64)) -> Result<i64, ApiError> {
    let limit = asked.unwrap_or(default);
    if (1..=most).contains(&limit) {
        return Ok(limit);
    }
    Err(ApiError::field("/limit", Invalid::new("out_of_range").with("min", 1).with("max", most)))
}

/// A place in a list that is ordered by time, as its cursor says it: `1764121000000000.01890a5d-…`.
pub fn place_cursor((at, id): (chrono::DateTime<chrono::Utc>, uuid::Uuid)) -> String {
    format!("{}.{id}", at.timestamp_micros())
}

/// Reads what [`place_cursor`] wrote.
///
/// # Errors
/// 422 `invalid_cursor` at `/cursor`.
pub fn place(cursor: &str) -> Result<(chrono::DateTime<chrono::Utc>, uuid::Uuid), ApiError> {
    let read = || {
        let (micros, id) = cursor.split_once('.')?;
        let at = chrono::DateTime::from_timestamp_micros(micros.parse().ok()?)?;
        // What lies beyond PostgreSQL's calendar is none of ours.
        (at.timestamp() > 0 && at.timestamp() < 32_503_680_000).then_some(())?;
        Some((at, uuid::Uuid::try_parse(id).ok()?))
    };
    read().ok_or_else(|| ApiError::field("/cursor", Invalid::new("invalid_cursor")))
}
