//! What people are told of, and on which ways.

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use crate::values::text_enum;

text_enum! {
    /// What people are told of. Each has the texts `notice.{kind}.label`, `.one`, `.many` and `.brief` in the
    /// catalogues.
    pub enum NoticeKind {
        /// Somebody mentioned them in a comment.
        Mentioned = "mentioned",
        /// Somebody commented on a record that they own or follow.
        Commented = "commented",
        /// A record was given to them.
        RecordAssigned = "record_assigned",
        /// They were added to the team of a record.
        TeamAdded = "team_added",
        /// A record that they follow was changed.
        RecordChanged = "record_changed",
    }
}

impl NoticeKind {
    /// The ways on which it reaches whoever has chosen nothing.
    pub const fn default_channels(self) -> Channels {
        Channels { in_app: true, mail: false, robot: false }
    }
}

/// The ways on which somebody is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct Channels {
    /// In the application.
    pub in_app: bool,
    /// By mail.
    pub mail: bool,
    /// By the organization's robots in group chats.
    pub robot: bool,
}

impl Channels {
    /// Whether any is open.
    pub const fn any(self) -> bool {
        self.in_app || self.mail || self.robot
    }
}

text_enum! {
    /// The group chat that a robot belongs to.
    pub enum RobotKind {
        /// 企业微信.
        Wecom = "wecom",
        /// 钉钉.
        Dingtalk = "dingtalk",
        /// 飞书.
        Feishu = "feishu",
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::messages::known_code;

    /// The same texts in every language follow from a test of the catalogues.
    #[test]
    fn every_kind_has_its_texts() {
        for kind in NoticeKind::ALL {
            for form in ["label", "one", "many", "brief"] {
                assert!(known_code(&format!("notice.{kind}.{form}")).is_some(), "{kind} {form}");
            }
        }
    }
}
