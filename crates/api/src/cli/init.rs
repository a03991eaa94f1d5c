//! `guanxi init`: an organization and its administrator.

use std::sync::Arc;

use clap::Args;
use guanxi_cluster::Role;
use guanxi_domain::identity::password as rules;
use guanxi_domain::messages;
use guanxi_domain::values::{LocaleCode, LoginName};
use guanxi_persistence::identity::setup::{self, NewOrganization};
use guanxi_persistence::{Error, Origin};

use super::{CliResult, Settings, connect, prepare, print};
use crate::auth::password;
use crate::clock;

/// Who and where.
#[derive(Args)]
pub(crate) struct Init {
    /// Name of the organization.
    #[arg(long)]
    org: String,
    /// Login of its administrator.
    #[arg(long)]
    login: LoginName,
    /// Password of its administrator.
    #[arg(long)]
    password: String,
    /// Language.
    #[arg(long, default_value = "zh-CN")]
    locale: LocaleCode,
}

/// Adds an organization; may be repeated.
pub(crate) fn run(settings: &Settings, init: Init) -> CliResult {
    let locale = init.locale;
    let said = |error| match error {
        Error::Invalid(refused) => refused
            .iter()
            .map(|field| {
                format!("{} {}", field.pointer, messages::render(locale, field.invalid.code, &field.invalid.params))
            })
            .collect::<Vec<_>>()
            .join("; "),
        other => other.to_string(),
    };
    let new = NewOrganization {
        name: init.org,
        locale,
        display_name: String::new(),
        login: init.login,
        password_hash: String::new(),
    };
    let new = new.named().map_err(said)?;
    let given = rules::normalize(&init.password);
    let personal = rules::Personal { login: new.login.as_str(), organization: &[&new.name] };
    rules::check(&given, &personal).map_err(|invalid| messages::render(locale, invalid.code, &invalid.params))?;
    let (_cluster, db) = connect(settings, Role::Command)?;
    prepare(settings, &db)?;
    let hash = password::hash_now(&given).map_err(|error| Error::Corrupt(error.to_string()))?;
    let new = NewOrganization { password_hash: hash, ..new };
    let founded = db.bare(|conn| setup::found(conn, &new, &Arc::new(Origin::of_command()), clock::now()))?;
    print(&format!("{} {}\n", founded.org_id, new.login))
}
