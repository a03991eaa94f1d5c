//! Mailed links: made in the transaction, sent after it.

use actix_web::web::Data;
use guanxi_domain::values::Invalid;
use guanxi_domain::values::LocaleCode;
use guanxi_persistence::identity::accounts::Account;
use guanxi_persistence::identity::one_time_tokens::{self, Purpose};
use guanxi_persistence::{Error, Result, Tx};
use uuid::Uuid;

use crate::auth::mail::Letter;
use crate::auth::secrets::Secret;
use crate::state::AppState;

/// A link for somebody, not yet sent.
pub struct Envelope {
    purpose: Purpose,
    secret: Secret,
    /// Address.
    pub to: String,
    /// The reader's language.
    pub locale: LocaleCode,
    /// The reader's name.
    pub name: String,
    /// What they sign in with.
    pub login: String,
    /// Name of their organization.
    pub organization: String,
}

impl Envelope {
    /// Who reads it, and a fresh secret.
    pub fn new(org: Uuid, purpose: Purpose, to: String, locale: LocaleCode, reader: [String; 3]) -> Self {
        let [name, login, organization] = reader;
        Self { purpose, secret: Secret::new(org, Uuid::now_v7()), to, locale, name, login, organization }
    }

    /// The place and the hash that the database keeps.
    pub fn kept(&self) -> ((Uuid, Uuid), Vec<u8>) {
        ((self.secret.org_id, self.secret.id), self.secret.hash())
    }
}

/// Makes a link for a user in the caller's transaction.
///
/// # Errors
/// 422 `email_required` at `/email` where there is no address.
pub fn seal(tx: &mut Tx<'_>, account: &Account, purpose: Purpose) -> Result<Envelope> {
    let email = account.form.email.as_ref().ok_or_else(|| Error::field("/email", Invalid::new("email_required")))?;
    let organization = &tx.config.organization;
    let envelope = Envelope::new(
        tx.org(),
        purpose,
        email.to_string(),
        account.form.locale.unwrap_or(organization.locale),
        [account.form.display_name.clone(), account.login.to_string(), organization.name.clone()],
    );
    let (place, hash) = envelope.kept();
    one_time_tokens::add(tx.conn, place, account.id, purpose, &hash, tx.now)?;
    Ok(envelope)
}

/// Sends what a committed transaction has promised, without keeping anybody waiting.
pub fn post(state: &Data<AppState>, envelope: Envelope) {
    let state = state.clone();
    // Nobody waits for the outcome: a failure is in the log, and the link can be asked for again.
    drop(actix_web::rt::task::spawn_blocking(move || {
        let (kind, page) = match envelope.purpose {
            Purpose::Invitation => ("invitation", "accept-invitation"),
            Purpose::Reset => ("reset", "reset-password"),
        };
        // Behind `#` the secret reaches no server's log and no other site.
        let link = state.mailer.link(&format!("/{page}#token={}", envelope.secret.text()));
        let letter = Letter {
            kind,
            to: envelope.to,
            locale: envelope.locale,
            params: vec![
                ("name", envelope.name),
                ("login", envelope.login),
                ("organization", envelope.organization),
                ("link", link),
            ],
        };
        if let Err(error) = state.mailer.send(&letter) {
            tracing::error!(%error, kind, "a mail could not be sent");
        }
    }));
}
