//! Organizations: the tenants.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::values::{CurrencyCode, LocaleCode, ShortCode, TimeZoneName};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::Result;
use crate::schema::organization;
use crate::sql::Json;

/// An organization as it is stored.
#[derive(Clone, Debug, Queryable, Selectable)]
#[diesel(table_name = organization, check_for_backend(diesel::pg::Pg))]
pub struct Organization {
    /// The tenant's id, first part of every key.
    pub id: Uuid,
    /// Name as people read it.
    pub name: String,
    /// What tells organizations apart at sign-in.
    pub short_code: ShortCode,
    /// Language of those who have chosen none.
    pub locale: LocaleCode,
    /// Time zone of those who have chosen none; also that of "today" in reports and jobs.
    pub time_zone: TimeZoneName,
    /// Currency of amounts that name none.
    pub currency: CurrencyCode,
    /// Month (1–12) in which the fiscal year begins.
    pub fiscal_year_start: i16,
    /// The administrator's choices.
    pub settings: Json<Settings>,
    /// For If-Match.
    pub version: i64,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The administrator's choices; what is absent has the default.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(default)]
pub struct Settings {
    /// What happens when a new customer looks like one that is there.
    pub duplicate_policy: guanxi_domain::customers::duplicates::DuplicatePolicy,
    /// Days that deleted records stay in the recycle bin; 30 where absent.
    pub bin_days: Option<i16>,
}

/// The organization of a transaction.
pub(crate) fn load(conn: &mut PgConnection, org: Uuid) -> Result<Organization> {
    Ok(organization::table.find(org).select(Organization::as_select()).first(conn)?)
}
