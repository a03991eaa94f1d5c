//! The vocabulary of permissions: what is protected, what may be done with it, and how far.

use crate::values::text_enum;

text_enum! {
    /// What a role allows on a resource.
    pub enum Action {
        /// See records in lists, detail, search and reports.
        View = "view",
        /// Enter new records.
        Create = "create",
        /// Change records.
        Edit = "edit",
        /// Put records into the recycle bin, see them there, take them out again.
        Delete = "delete",
        /// Take records out of the system as a file.
        Export = "export",
        /// Bring in records from a file.
        Import = "import",
        /// Give records to another person (customers to an owner, roles to a user).
        Assign = "assign",
        /// Agree to or refuse what others ask for.
        Approve = "approve",
        /// Change how the resource works for everybody.
        Configure = "configure",
    }
}

impl Action {
    /// Whether the action is possible on a record in the recycle bin; every other finds it absent.
    pub const fn reaches_deleted(self) -> bool {
        matches!(self, Self::Delete)
    }

    /// Whether the action makes no sense without seeing records: it shows or changes them, or answers the one it made.
    pub const fn needs_view(self) -> bool {
        matches!(self, Self::Create | Self::Edit | Self::Delete | Self::Export | Self::Assign | Self::Approve)
    }
}

text_enum! {
    /// How far an action reaches; each scope includes those before it.
    pub enum Scope {
        /// Records one owns. 本人
        Own = "own",
        /// And those of one's own departments. 本部门
        Department = "department",
        /// And those of the departments below. 本部门及下级
        DepartmentTree = "department_tree",
        /// The whole organization. 全部
        All = "all",
    }
}

/// What the permission matrix needs to know of a resource.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ResourceSpec {
    /// The actions that exist for it, in matrix order.
    pub actions: &'static [Action],
    /// Whether its records have an owner or department; otherwise only [`Scope::All`] makes sense.
    pub scoped: bool,
    /// The fields that a role commonly hides or masks; the matrix page offers a rule for each.
    pub sensitive: &'static [&'static str],
}

/// One line per resource below its description: `Name = "code": scoped|whole [actions] [sensitive fields];`.
macro_rules! resources {
    (@scoped scoped) => { true };
    (@scoped whole) => { false };
    ($($(#[doc = $doc:literal])+ $name:ident = $code:literal: $scoped:ident [$($action:ident)*] [$($field:literal)*];)+) => {
        text_enum! {
            /// A kind of thing that permissions are about.
            pub enum Resource { $($(#[doc = $doc])+ $name = $code,)+ }
        }

        impl Resource {
            /// Its actions, whether data scopes apply, and its sensitive fields.
            pub const fn spec(self) -> ResourceSpec {
                match self {
                    $(Self::$name => ResourceSpec {
                        actions: &[$(Action::$action),*],
                        scoped: resources!(@scoped $scoped),
                        sensitive: &[$($field),*],
                    },)+
                }
            }
        }
    };
}

resources! {
    /// The organization's own settings, working calendar and logo. 企业信息
    Organization = "organization": whole [View Configure] [];
    /// The department tree. 部门
    Departments = "departments": whole [View Create Edit Delete] [];
    /// The people who sign in. 用户
    Users = "users": scoped [View Create Edit Delete Export Import] ["phone" "email"];
    /// Roles; `assign` is giving one to a user. 角色
    Roles = "roles": whole [View Create Edit Delete Assign] [];
    /// Customers. 客户
    Customers = "customers": scoped [View Create Edit Delete Export Import Assign] ["phone" "phone2" "fax" "email" "wechat" "addresses" "id_number" "birthday" "income_band" "bank" "bank_account" "tax_number" "registered_capital" "credit_stars"];
    /// The people at customers. 联系人
    Contacts = "contacts": scoped [View Create Edit Delete Export Import Assign] ["mobile" "office_phone" "home_phone" "email" "wechat" "qq" "addresses" "birthday"];
    /// Value lists. 数据字典
    Dictionaries = "dictionaries": whole [View Configure] [];
    /// Fields of the organization's own. 自定义字段
    CustomFields = "custom_fields": whole [View Configure] [];
    /// Numbering patterns. 编码规则
    Numbering = "numbering": whole [View Configure] [];
    /// Keys for other systems. 接口密钥
    ApiKeys = "api_keys": scoped [View Create Edit Delete] [];
    /// The audit log; its address and user agent are personal data. 审计日志
    AuditEvents = "audit_events": scoped [View Export] ["address" "user_agent"];
    /// Long work such as imports; `edit` is cancelling and repeating. 后台任务
    Jobs = "jobs": scoped [View Edit] [];
    /// Views shared with others; a person's own need no permission. 共享视图
    SavedViews = "saved_views": scoped [View Create Edit Delete] [];
    /// Tags. 标签
    Tags = "tags": whole [View Create Edit Delete] [];
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scopes_are_ordered_from_narrow_to_wide() {
        assert!(Scope::ALL.is_sorted());
        assert_eq!((Scope::ALL.first(), Scope::ALL.last()), (Some(&Scope::Own), Some(&Scope::All)));
    }

    #[test]
    fn every_resource_can_be_viewed_and_names_nothing_twice() {
        for resource in Resource::ALL {
            let ResourceSpec { actions, sensitive, .. } = resource.spec();
            assert!(actions.contains(&Action::View), "{resource}");
            assert!(actions.is_sorted_by(|left, right| left < right), "{resource}: actions in order, once each");
            let mut fields = sensitive.to_vec();
            fields.sort_unstable();
            fields.dedup();
            assert_eq!(fields.len(), sensitive.len(), "{resource}: sensitive fields once each");
        }
    }
}
