//! The roles every organization starts with.
//!
//! `data/roles.json` holds them; a reviewed table of role × resource × action beside the test shows what they come to.
//! An organization may change all but [`ADMINISTRATOR`], whose grants follow the product.

use std::sync::LazyLock;

use serde::Deserialize;
use serde_json::Value;

use super::{Grants, Resource};
use crate::platform::Labels;
use crate::values::{FieldError, Pointer};

/// The code of the role of which an organization always keeps one active holder.
pub const ADMINISTRATOR: &str = "administrator";

/// A role that comes with the product.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShippedRole {
    /// Stable code.
    pub code: String,
    /// Its name.
    pub labels: Labels,
    /// What it is for, one sentence.
    pub description: Labels,
    /// What it grants and restricts.
    pub grants: Grants,
}

/// Every shipped role, the administrator first.
pub fn shipped_roles() -> &'static [ShippedRole] {
    // The file is compiled in and tests read all of it: a broken one cannot leave the build.
    static ROLES: LazyLock<Vec<ShippedRole>> = LazyLock::new(|| read(FILE).unwrap_or_default());
    &ROLES
}

const FILE: &str = include_str!("../../data/roles.json");

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Document {
    /// Grants of every role, where it has none of its own for the resource.
    everyone: Value,
    roles: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Entry {
    code: String,
    labels: Labels,
    description: Labels,
    grants: Value,
    field_rules: Value,
}

/// Why the file cannot be used.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("{role}: {errors:?}")]
    Grants { role: String, errors: Vec<FieldError> },
}

/// Reads the file by the same rules as a role that an administrator enters.
fn read(file: &str) -> Result<Vec<ShippedRole>, Unreadable> {
    let document: Document = serde_json::from_str(file)?;
    let everyone = grants_of("everyone", &document.everyone, &Value::Null)?;
    document.roles.into_iter().map(|entry| shipped(entry, &everyone)).collect()
}

fn shipped(entry: Entry, everyone: &Grants) -> Result<ShippedRole, Unreadable> {
    let mut grants = grants_of(&entry.code, &entry.grants, &entry.field_rules)?;
    let own: Vec<Resource> = grants.grants.iter().map(|grant| grant.resource).collect();
    grants.grants.extend(everyone.grants.iter().filter(|grant| !own.contains(&grant.resource)).cloned());
    grants.grants.sort_by_key(|grant| grant.resource);
    Ok(ShippedRole { code: entry.code, labels: entry.labels, description: entry.description, grants })
}

fn grants_of(role: &str, grants: &Value, field_rules: &Value) -> Result<Grants, Unreadable> {
    let mut at = Pointer::default();
    Grants::read(grants, field_rules, &mut at)
        .ok_or_else(|| Unreadable::Grants { role: role.to_owned(), errors: at.into_errors() })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::fmt::Write;

    use super::*;
    use crate::identity::{Access, Action, FieldRule, Scope};

    fn access(code: &str) -> Access {
        let role = shipped_roles().iter().find(|role| role.code == code);
        Access::union(role.map(|role| &role.grants))
    }

    #[test]
    fn the_file_is_read_without_a_refusal() {
        let roles = read(FILE).unwrap_or_else(|error| panic!("{error}"));
        assert_eq!(roles, shipped_roles());
        let codes: Vec<_> = roles.iter().map(|role| role.code.as_str()).collect();
        assert_eq!(
            codes,
            [
                "administrator",
                "executive",
                "sales_manager",
                "sales_rep",
                "sales_admin",
                "marketing",
                "service_manager",
                "service_agent",
                "finance",
                "purchasing",
                "auditor"
            ]
        );
        assert!(roles.iter().all(|role| role.labels.is_complete() && role.description.is_complete()));
    }

    /// What each role may do, as a person reviews it: a changed line in the snapshot is a changed right.
    #[test]
    fn the_matrix_is_as_reviewed() {
        let mut table = String::new();
        for role in shipped_roles() {
            let access = Access::union([&role.grants]);
            writeln!(table, "{}", role.code).unwrap();
            for &resource in Resource::ALL {
                let actions = resource.spec().actions.iter();
                let line: Vec<_> = actions
                    .filter_map(|&action| Some(format!("{action}:{}", access.scope(resource, action)?)))
                    .collect();
                writeln!(
                    table,
                    "  {:<14}{}",
                    resource.as_str(),
                    if line.is_empty() { "-".to_owned() } else { line.join(" ") }
                )
                .unwrap();
                for (field, rule) in access.field_rules(resource) {
                    writeln!(table, "    {:<10}{field}", rule.as_str()).unwrap();
                }
            }
        }
        insta::assert_snapshot!(table);
    }

    #[test]
    fn the_administrator_may_do_everything_that_exists() {
        let administrator = access(ADMINISTRATOR);
        for &resource in Resource::ALL {
            for &action in resource.spec().actions {
                assert_eq!(administrator.scope(resource, action), Some(Scope::All), "{action} {resource}");
            }
            assert_eq!(administrator.field_rules(resource).count(), 0, "{resource}");
        }
        assert!(shipped_roles().iter().all(|role| administrator.covers(&Access::union([&role.grants]))));
    }

    #[test]
    fn the_auditor_sees_every_resource_and_changes_none() {
        let auditor = access("auditor");
        for &resource in Resource::ALL {
            assert_eq!(auditor.scope(resource, Action::View), Some(Scope::All), "{resource}");
        }
        let actions: BTreeSet<_> = auditor.permissions().map(|permission| permission.action).collect();
        assert_eq!(actions, BTreeSet::from([Action::View, Action::Export]));
    }

    #[test]
    fn bank_accounts_are_for_finance_and_the_administrator() {
        let open = shipped_roles().iter().filter(|role| {
            let rule = Access::union([&role.grants]).field_rule(Resource::Customers, "bank_account");
            !matches!(rule, Some(FieldRule::Hidden | FieldRule::Masked))
        });
        assert_eq!(open.map(|role| role.code.as_str()).collect::<Vec<_>>(), [ADMINISTRATOR, "finance"]);
    }

    #[test]
    fn rules_are_only_about_fields_that_the_matrix_offers() {
        for role in shipped_roles() {
            for rule in &role.grants.field_rules {
                let sensitive = rule.resource.spec().sensitive;
                assert!(sensitive.contains(&rule.field.as_str()), "{}: {}", role.code, rule.field);
            }
        }
    }

    #[test]
    fn a_broken_file_is_told() {
        assert!(read("{").is_err());
        let unknown = r#"{"everyone": [{"resource": "ships", "actions": [], "scope": "all"}], "roles": []}"#;
        assert!(read(unknown).unwrap_err().to_string().contains("unknown_code"));
    }
}
