//! Notifications in words: one text for the application, mails and robots.

use guanxi_domain::messages;
use guanxi_domain::values::LocaleCode;
use guanxi_persistence::platform::config::OrgConfig;
use guanxi_persistence::platform::notifications::{Details, Notification};

/// A notification in one line, as its recipient reads it.
pub fn text(locale: LocaleCode, config: &OrgConfig, notification: &Notification, details: &Details) -> String {
    let form = if notification.count > 1 { "many" } else { "one" };
    let title = details.title(notification).map(str::to_owned);
    let title = title.unwrap_or_else(|| word(locale, "notice.out_of_sight"));
    say(locale, config, notification, form, ("title", title))
}

/// A notification for a group that may not see the record: what happened to whose, without any value.
pub fn brief(locale: LocaleCode, config: &OrgConfig, notification: &Notification) -> String {
    let recipient = config.person_name(notification.recipient_id).unwrap_or_default().to_owned();
    say(locale, config, notification, "brief", ("recipient", recipient))
}

/// What a kind of notification is called where people choose.
pub fn label(locale: LocaleCode, kind: &str) -> String {
    word(locale, &format!("notice.{kind}.label"))
}

fn say(
    locale: LocaleCode,
    config: &OrgConfig,
    notification: &Notification,
    form: &str,
    own: (&'static str, String),
) -> String {
    let code = format!("notice.{}.{form}", notification.kind);
    // A newer server may have told of what this one has no words for.
    let code = messages::known_code(&code).unwrap_or("notice.other");
    let actor = notification.actor_id.and_then(|id| config.person_name(id)).map(str::to_owned);
    let entity = notification.entity.as_deref().and_then(|name| messages::known_code(&format!("entity.{name}")));
    let params = [
        ("actor", actor.unwrap_or_else(|| word(locale, "notice.program"))),
        ("entity", word(locale, entity.unwrap_or("entity.record"))),
        ("count", notification.count.to_string()),
        own,
    ];
    messages::render(locale, code, &params)
}

fn word(locale: LocaleCode, code: &str) -> String {
    let none: [(&str, String); 0] = [];
    messages::render(locale, code, &none)
}

#[cfg(test)]
mod tests {
    use guanxi_persistence::record::kinds;

    use super::*;

    #[test]
    fn every_kind_of_record_has_its_word() {
        for name in kinds::names() {
            assert!(messages::known_code(&format!("entity.{name}")).is_some(), "{name}");
        }
    }
}
