//! Named constraints and the refusal that each stands for: the database decides, without a check before the insert that
//! another transaction could overtake.

use diesel::result::DatabaseErrorKind;
use guanxi_domain::values::{FieldError, Invalid};

/// Constraint, pointer, code.
const CONSTRAINTS: &[(&str, &str, &str)] = &[
    ("app_user_department_fkey", "/department_id", "unknown_reference"),
    ("app_user_employee_number_key", "/employee_number", "already_exists"),
    ("app_user_login_key", "/login", "already_exists"),
    ("app_user_manager_fkey", "/manager_id", "unknown_reference"),
    ("contact_customer_fkey", "/customer_id", "unknown_reference"),
    ("contact_external_key_key", "/external_key", "already_exists"),
    ("contact_number_key", "/number", "number_taken"),
    ("contact_owner_fkey", "/owner_id", "unknown_reference"),
    ("contact_position_customer_fkey", "/items", "unknown_reference"),
    ("contact_reports_to_fkey", "/reports_to_id", "unknown_reference"),
    ("custom_field_code_key", "/code", "already_exists"),
    ("custom_unique_key", "/custom", "already_exists"),
    ("customer_external_key_key", "/external_key", "already_exists"),
    ("customer_number_key", "/number", "number_taken"),
    ("customer_owner_fkey", "/owner_id", "unknown_reference"),
    ("customer_parent_fkey", "/parent_id", "unknown_reference"),
    ("department_manager_fkey", "/manager_id", "unknown_reference"),
    ("department_name_key", "/name", "already_exists"),
    ("department_parent_fkey", "/parent_id", "unknown_reference"),
    ("dictionary_code_key", "/code", "already_exists"),
    ("dictionary_value_parent_fkey", "/parent", "unknown_reference"),
    ("dictionary_value_pkey", "/code", "already_exists"),
    ("job_unique_key", "", "job_already_waiting"),
    ("organization_short_code_key", "/short_code", "already_exists"),
    ("robot_name_key", "/name", "already_exists"),
    ("role_name_key", "/name", "already_exists"),
    ("saved_view_name_key", "/name", "already_exists"),
    ("tag_name_key", "/name", "already_exists"),
    ("user_department_department_fkey", "/department_ids", "unknown_reference"),
    ("user_role_role_fkey", "/role_ids", "unknown_reference"),
];

/// What a violated constraint means to the caller; `None` for one that no input can violate.
pub(crate) fn refusal(constraint: &str, kind: &DatabaseErrorKind) -> Option<FieldError> {
    let index = CONSTRAINTS.binary_search_by_key(&constraint, |(name, ..)| name).ok()?;
    let (_, pointer, code) = CONSTRAINTS[index];
    // A foreign key also speaks when the record it points to is deleted: then others still depend on that record.
    let code = if matches!(kind, DatabaseErrorKind::RestrictViolation) { "in_use" } else { code };
    Some(Invalid::new(code).at(pointer))
}

#[cfg(test)]
mod tests {
    #[test]
    fn constraints_are_sorted_for_binary_search() {
        assert!(super::CONSTRAINTS.windows(2).all(|pair| pair[0].0 < pair[1].0));
    }
}
