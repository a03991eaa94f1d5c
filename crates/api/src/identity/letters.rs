//! Mailed links: made, and put into the queue of mails, in one transaction.

use chrono::{DateTime, Utc};
use guanxi_domain::values::{Invalid, LocaleCode};
use guanxi_persistence::identity::accounts::Account;
use guanxi_persistence::identity::one_time_tokens::{self, Purpose};
use guanxi_persistence::{Error, PgConnection, Result, Tx};
use uuid::Uuid;

use crate::auth::mail::{self, Letter, Mailer};
use crate::auth::secrets::Secret;

/// Who is mailed a link, and in which words.
pub struct Reader {
    /// Organization and person.
    pub place: (Uuid, Uuid),
    /// Address.
    pub to: String,
    /// Language.
    pub locale: LocaleCode,
    /// Name.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// Name of their organization.
    pub organization: String,
}

/// Makes a link for somebody and mails it.
///
/// # Errors
/// Faults of the database.
pub fn mail_link(
    conn: &mut PgConnection,
    mailer: &Mailer,
    purpose: Purpose,
    reader: Reader,
    now: DateTime<Utc>,
) -> Result<()> {
    let (org, user) = reader.place;
    let secret = Secret::new(org, Uuid::now_v7());
    one_time_tokens::add(conn, (secret.org_id, secret.id), user, purpose, &secret.hash(), now)?;
    let (kind, page) = match purpose {
        Purpose::Invitation => ("invitation", "accept-invitation"),
        Purpose::Reset => ("reset", "reset-password"),
    };
    // Behind `#` the secret reaches no server's log and no other site.
    let link = mailer.link(&format!("/{page}#token={}", secret.text()));
    let params =
        [("name", reader.name), ("login", reader.login), ("organization", reader.organization), ("link", link)];
    let letter = Letter {
        kind: kind.to_owned(),
        to: reader.to,
        locale: reader.locale,
        params: params.into_iter().map(|(name, text)| (name.to_owned(), text)).collect(),
    };
    mail::enqueue(conn, org, &letter, now)
}

/// As [`mail_link`], for a user of the caller's organization.
///
/// # Errors
/// 422 `email_required` at `/email` where there is no address.
pub fn mail_user(tx: &mut Tx<'_>, mailer: &Mailer, account: &Account, purpose: Purpose) -> Result<()> {
    let email = account.form.email.as_ref().ok_or_else(|| Error::field("/email", Invalid::new("email_required")))?;
    let organization = &tx.config.organization;
    let reader = Reader {
        place: (tx.org(), account.id),
        to: email.to_string(),
        locale: account.form.locale.unwrap_or(organization.locale),
        name: account.form.display_name.clone(),
        login: account.login.to_string(),
        organization: organization.name.clone(),
    };
    mail_link(tx.conn, mailer, purpose, reader, tx.now)
}
