//! Organizations: the tenants.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::values::{CurrencyCode, LocaleCode, ShortCode, TimeZoneName};
use serde::{Deserialize, Serialize};
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::form_of;
use crate::error::check_version;
use crate::platform::config;
use crate::platform::events::{self, Happening};
use crate::schema::organization;
use crate::sql::Json;
use crate::{Result, Tx};

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
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(default)]
pub struct Settings {
    /// What happens when a new customer looks like one that is there.
    pub duplicate_policy: guanxi_domain::customers::duplicates::DuplicatePolicy,
    /// Days that deleted records stay in the recycle bin; 30 where absent.
    #[validate(range(min = 1, max = 365))]
    #[schema(minimum = 1, maximum = 365)]
    pub bin_days: Option<i16>,
}

/// The organization of a transaction.
pub(crate) fn load(conn: &mut PgConnection, org: Uuid) -> Result<Organization> {
    Ok(organization::table.find(org).select(Organization::as_select()).first(conn)?)
}

/// What an administrator enters of the organization.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct OrganizationForm {
    /// Name as people read it.
    #[validate(length(min = 1, max = 100))]
    #[schema(min_length = 1, max_length = 100)]
    pub name: String,
    /// Language of those who have chosen none.
    pub locale: LocaleCode,
    /// Time zone of those who have chosen none; also that of "today" in reports and jobs.
    pub time_zone: TimeZoneName,
    /// Currency of amounts that name none.
    pub currency: CurrencyCode,
    /// Month (1–12) in which the fiscal year begins.
    #[validate(range(min = 1, max = 12))]
    #[schema(minimum = 1, maximum = 12)]
    pub fiscal_year_start: i16,
    /// Choices.
    #[validate(nested)]
    pub settings: Settings,
}

impl Organization {
    /// What an administrator has entered.
    pub fn form(&self) -> OrganizationForm {
        OrganizationForm {
            name: self.name.clone(),
            locale: self.locale,
            time_zone: self.time_zone.clone(),
            currency: self.currency.clone(),
            fiscal_year_start: self.fiscal_year_start,
            settings: self.settings.0.clone(),
        }
    }
}

/// Changes the organization.
///
/// # Errors
/// [`crate::Error::Forbidden`], [`crate::Error::Stale`], [`crate::Error::Invalid`] at the field.
pub fn update(
    tx: &mut Tx<'_>,
    version: i64,
    change: impl FnOnce(&OrganizationForm) -> Result<OrganizationForm>,
) -> Result<()> {
    tx.require(Resource::Organization, Action::Configure)?;
    config::lock(tx)?;
    check_version(tx.config.organization.version, version)?;
    let before = tx.config.organization.form();
    let after = change(&before)?;
    if after == before {
        return Ok(());
    }
    diesel::update(organization::table.find(tx.org()))
        .set((
            organization::name.eq(&after.name),
            organization::locale.eq(after.locale),
            organization::time_zone.eq(&after.time_zone),
            organization::currency.eq(&after.currency),
            organization::fiscal_year_start.eq(after.fiscal_year_start),
            organization::settings.eq(Json(after.settings.clone())),
            organization::version.eq(version + 1),
            organization::updated_at.eq(tx.now),
        ))
        .execute(tx.conn)?;
    let happening =
        Happening::to("organization", "updated", tx.org(), version + 1).between(&form_of(&before)?, &form_of(&after)?);
    events::record(tx, happening)?;
    config::reload(tx)
}
