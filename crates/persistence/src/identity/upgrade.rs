//! What a newer release brings to organizations that are there already: the dictionaries and numberings of new modules,
//! and what the shipped roles may do with them. What an administrator has changed stays as it is.

use std::collections::HashSet;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::identity::{FieldRestriction, Grant, Resource, shipped_roles};
use guanxi_domain::platform::shipped_dictionaries;
use uuid::Uuid;

use super::setup::{NUMBERINGS, insert_dictionary, insert_numbering};
use crate::Result;
use crate::schema::{dictionary, numbering, organization, role};
use crate::sql::Json;

/// Brings every organization up to this release. Done by whoever migrates, under the lock of migrations; finding nothing
/// to do costs three reads.
///
/// # Errors
/// Only faults of the database.
pub(crate) fn catch_up(conn: &mut PgConnection, now: DateTime<Utc>) -> Result<()> {
    let organizations: Vec<Uuid> = organization::table.order(organization::id).select(organization::id).load(conn)?;
    let lists: HashSet<(Uuid, String)> =
        dictionary::table.select((dictionary::org_id, dictionary::code)).load(conn)?.into_iter().collect();
    let patterns: HashSet<(Uuid, String)> =
        numbering::table.select((numbering::org_id, numbering::kind)).load(conn)?.into_iter().collect();
    let roles: Vec<RoleRow> =
        role::table.select((role::org_id, role::id, role::code, role::grants, role::field_rules)).load(conn)?;
    for org in organizations {
        let mut changed = false;
        for shipped in shipped_dictionaries() {
            if !lists.contains(&(org, shipped.code.clone())) {
                insert_dictionary(conn, org, shipped, now)?;
                changed = true;
            }
        }
        for (kind, pattern) in NUMBERINGS {
            if !patterns.contains(&(org, (*kind).to_owned())) {
                insert_numbering(conn, org, kind, pattern, now)?;
                changed = true;
            }
        }
        let own: Vec<&RoleRow> = roles.iter().filter(|one| one.0 == org).collect();
        changed |= grant(conn, &own, now)?;
        if changed {
            diesel::update(organization::table.find(org))
                .set(organization::config_version.eq(organization::config_version + 1))
                .execute(conn)?;
        }
    }
    Ok(())
}

/// Organization, id, code, grants, field rules.
type RoleRow = (Uuid, Uuid, Option<String>, Json<Vec<Grant>>, Json<Vec<FieldRestriction>>);

/// Lets the shipped roles do with a new resource what they do in a new organization. A resource is new where no role
/// grants anything on it: none that the administrator's role has can be taken from all.
fn grant(conn: &mut PgConnection, roles: &[&RoleRow], now: DateTime<Utc>) -> Result<bool> {
    let known: HashSet<Resource> = roles.iter().flat_map(|one| one.3.0.iter().map(|grant| grant.resource)).collect();
    let mut changed = false;
    for (org, id, code, grants, rules) in roles {
        let Some(shipped) = shipped_roles().iter().find(|shipped| Some(&shipped.code) == code.as_ref()) else {
            continue;
        };
        let new = |resource: Resource| !known.contains(&resource);
        let more: Vec<Grant> = shipped.grants.grants.iter().filter(|grant| new(grant.resource)).cloned().collect();
        if more.is_empty() {
            continue;
        }
        let stricter = shipped.grants.field_rules.iter().filter(|rule| new(rule.resource)).cloned();
        let grants: Vec<Grant> = grants.0.iter().cloned().chain(more).collect();
        let rules: Vec<FieldRestriction> = rules.0.iter().cloned().chain(stricter).collect();
        diesel::update(role::table.find((org, id)))
            .set((
                role::grants.eq(Json(grants)),
                role::field_rules.eq(Json(rules)),
                role::version.eq(role::version + 1),
                role::updated_at.eq(now),
            ))
            .execute(conn)?;
        changed = true;
    }
    Ok(changed)
}
