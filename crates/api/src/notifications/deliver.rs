//! Notifications on their way out: one by one by mail and robots, and once a day by mail.

use guanxi_domain::messages;
use guanxi_persistence::platform::jobs::{Claimed, Step};
use guanxi_persistence::platform::notifications::{self, Digest, Notification, Outgoing};
use guanxi_persistence::platform::robots;
use guanxi_persistence::record::kinds;
use guanxi_persistence::{Result, Tx};
use serde_json::json;

use super::{robots as sending, words};
use crate::auth::mail::{self, Letter, Mailer};

/// The kind of work that makes the daily mails.
pub const DIGEST: &str = "notification.digest";

/// Carries one notification out, unless it was read meanwhile.
///
/// # Errors
/// Faults of the database.
pub fn one(mailer: &Mailer, tx: &mut Tx<'_>, job: &Claimed) -> Result<Step> {
    let Some(out) = notifications::outgoing(tx, job)? else { return Ok(Step::all(0, json!(null))) };
    let mut sent = 0;
    if let Some(to) = &out.mail {
        let letter = letter(mailer, tx, &out, to.as_str());
        let (org, now) = (tx.org(), tx.now);
        mail::enqueue(tx.conn, org, &letter, now)?;
        notifications::mailed(tx, out.notification.id)?;
        sent += 1;
    }
    if out.robot {
        let locale = tx.config.organization.locale;
        let brief = words::brief(locale, &tx.config, &out.notification);
        let text = format!("{brief}\n{}", link(mailer, &out.notification));
        // A number that a chat can know somebody by is that of a mobile telephone.
        let mobile = out.phone.as_ref().map(|phone| phone.as_str()).filter(|phone| phone.len() == 11);
        for (robot, target) in robots::enabled(tx)? {
            sending::enqueue(tx, &robot, target, &text, mobile)?;
            sent += 1;
        }
    }
    Ok(Step::all(sent, json!(null)))
}

fn letter(mailer: &Mailer, tx: &Tx<'_>, out: &Outgoing, to: &str) -> Letter {
    let one = &out.notification;
    let mut text = words::text(out.locale, &tx.config, one, &out.details);
    let subject = text.clone();
    if let Some(excerpt) = out.details.excerpt(one) {
        text = format!("{text}\n\n{excerpt}");
    }
    let params = [
        ("name", name(tx, one)),
        ("subject", subject),
        ("text", text),
        ("link", link(mailer, one)),
        ("settings", mailer.link("/me?tab=notifications")),
    ];
    addressed("notification", to, out.locale, params)
}

fn addressed<const N: usize>(
    kind: &str,
    to: &str,
    locale: guanxi_domain::values::LocaleCode,
    params: [(&str, String); N],
) -> Letter {
    let params = params.into_iter().map(|(name, text)| (name.to_owned(), text)).collect();
    Letter { kind: kind.to_owned(), to: to.to_owned(), locale, params }
}

fn name(tx: &Tx<'_>, one: &Notification) -> String {
    tx.config.person_name(one.recipient_id).unwrap_or_default().to_owned()
}

/// The page of the record, or that of all notifications.
fn link(mailer: &Mailer, one: &Notification) -> String {
    let kind = one.entity.as_deref().and_then(kinds::named);
    match (kind, one.record_id) {
        (Some(kind), Some(id)) => mailer.link(&format!("/{}/{id}", kind.resource())),
        _ => mailer.link("/notifications"),
    }
}

/// Makes the daily mails that are due, twenty at a time.
///
/// # Errors
/// Faults of the database.
pub fn daily(mailer: &Mailer, tx: &mut Tx<'_>, job: &Claimed) -> Result<Step> {
    let due = notifications::due_digests(tx)?;
    let mut done = job.done;
    for user in &due {
        if let Some(digest) = notifications::take_digest(tx, *user)? {
            let letter = digest_letter(mailer, tx, &digest);
            let (org, now) = (tx.org(), tx.now);
            mail::enqueue(tx.conn, org, &letter, now)?;
            done += 1;
        }
    }
    Ok(Step { done, total: None, checkpoint: json!(null), result: Some(json!({"sent": done})), last: due.is_empty() })
}

fn digest_letter(mailer: &Mailer, tx: &Tx<'_>, digest: &Digest) -> Letter {
    let Digest { to, locale, notifications, details, count } = digest;
    let mut lines: Vec<String> =
        notifications.iter().map(|one| format!("· {}", words::text(*locale, &tx.config, one, details))).collect();
    if *count > notifications.len() {
        let more = [("count", (count - notifications.len()).to_string())];
        lines.push(format!("· {}", messages::render(*locale, "notice.and_more", &more)));
    }
    let params = [
        ("name", notifications.first().map(|one| name(tx, one)).unwrap_or_default()),
        ("organization", tx.config.organization.name.clone()),
        ("count", count.to_string()),
        ("lines", lines.join("\n")),
        ("link", mailer.link("/notifications")),
        ("settings", mailer.link("/me?tab=notifications")),
    ];
    addressed("digest", to.as_str(), *locale, params)
}
