//! What an organization has configured, and everyone in it, kept in memory: names, roles, dictionaries and custom fields
//! cost no query. One number, read with every request, says whether it is still true.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError, RwLock};

use diesel::prelude::*;
use guanxi_domain::identity::{ADMINISTRATOR, Access, Actor, DepartmentTree, Grants, shipped_roles};
use guanxi_domain::platform::CustomFieldDefinition;
use guanxi_domain::values::UserStatus;
use uuid::Uuid;

use crate::identity::{departments, organizations, roles, users};
use crate::platform::{custom_fields, dictionaries, numbering};
use crate::schema::organization;
use crate::{Result, Tx};

/// What people may do, by user and, for an API key, by its role.
type Actors = HashMap<(Uuid, Option<Uuid>), Arc<Actor>>;

/// A consistent picture of one organization's configuration.
pub struct OrgConfig {
    /// The version it shows.
    pub version: i64,
    /// The organization itself.
    pub organization: organizations::Organization,
    /// Everyone who is or was a user.
    pub people: HashMap<Uuid, users::Person>,
    /// Departments by id.
    pub departments: HashMap<Uuid, departments::Department>,
    /// Roles by id.
    pub roles: HashMap<Uuid, roles::Role>,
    /// Dictionaries by code.
    pub dictionaries: HashMap<String, dictionaries::StoredDictionary>,
    /// Custom fields by entity, in form order.
    pub custom_fields: HashMap<String, Vec<custom_fields::StoredField>>,
    /// Numbering patterns by kind.
    pub numbering: HashMap<String, numbering::Numbering>,
    actors: Mutex<Actors>,
}

impl OrgConfig {
    /// A person's name, for `{"id","name"}` beside an id.
    pub fn person_name(&self, id: Uuid) -> Option<&str> {
        self.people.get(&id).map(|person| person.display_name.as_str())
    }

    /// A dictionary by code.
    pub fn dictionary(&self, code: &str) -> Option<&guanxi_domain::platform::Dictionary> {
        self.dictionaries.get(code).map(|stored| &stored.list)
    }

    /// The custom fields of an entity.
    pub fn custom_fields(&self, entity: &str) -> &[custom_fields::StoredField] {
        self.custom_fields.get(entity).map_or(&[], Vec::as_slice)
    }

    /// One custom field's definition.
    pub fn custom_field(&self, entity: &str, code: &str) -> Option<&CustomFieldDefinition> {
        self.custom_fields(entity).iter().map(|field| &field.definition).find(|field| field.code.as_str() == code)
    }

    /// What a person may do; with a role, what an API key narrowed to that role may do.
    pub fn actor(&self, user: Uuid, role: Option<Uuid>) -> Option<Arc<Actor>> {
        let mut actors = self.actors.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(actor) = actors.get(&(user, role)) {
            return Some(Arc::clone(actor));
        }
        let actor = Arc::new(self.make_actor(user, role)?);
        actors.insert((user, role), Arc::clone(&actor));
        Some(actor)
    }

    fn make_actor(&self, user: Uuid, role: Option<Uuid>) -> Option<Actor> {
        let person = self.people.get(&user)?;
        let roles: Vec<Grants> = match role {
            Some(role) => vec![self.roles.get(&role)?.grants.clone()],
            None => person.role_ids.iter().filter_map(|id| Some(self.roles.get(id)?.grants.clone())).collect(),
        };
        let access = Access::union(&roles);
        if role.is_some() {
            // A key reaches no further than its person does today: who is demoted keeps no back door.
            let held: Vec<&Grants> =
                person.role_ids.iter().filter_map(|id| Some(&self.roles.get(id)?.grants)).collect();
            if !Access::union(held).covers(&access) {
                return None;
            }
        }
        let departments = person.all_departments();
        let tree =
            DepartmentTree::new(&self.departments.values().map(|one| (one.id, one.parent_id)).collect::<Vec<_>>());
        Some(Actor {
            org_id: self.organization.id,
            user_id: user,
            department_tree: tree.reach(&departments),
            departments,
            access,
            // A key is not a person at a keyboard: it has no password to change.
            must_change_password: role.is_none() && person.must_change_password,
            must_set_up_otp: role.is_none() && !person.has_otp && self.asks_for_otp(person),
        })
    }

    /// The program itself: everything the administrator may do, and no person.
    pub(crate) fn program(&self) -> Actor {
        let administrator = shipped_roles().iter().find(|role| role.code == ADMINISTRATOR).map(|role| &role.grants);
        Actor {
            org_id: self.organization.id,
            user_id: Uuid::nil(),
            departments: Vec::new(),
            department_tree: Vec::new(),
            access: Access::union(administrator),
            must_change_password: false,
            must_set_up_otp: false,
        }
    }

    /// Whether a role of the person asks for a second factor.
    fn asks_for_otp(&self, person: &users::Person) -> bool {
        person.role_ids.iter().any(|id| self.roles.get(id).is_some_and(|role| role.require_otp))
    }

    /// People who may sign in and hold the role.
    pub fn holders(&self, role: Uuid) -> impl Iterator<Item = &users::Person> {
        self.people.values().filter(move |one| one.status == UserStatus::Active && one.role_ids.contains(&role))
    }

    fn load(conn: &mut PgConnection, org: Uuid, version: i64) -> Result<Self> {
        Ok(Self {
            version,
            organization: organizations::load(conn, org)?,
            people: users::load_people(conn, org)?,
            departments: departments::load_all(conn, org)?,
            roles: roles::load_all(conn, org)?,
            dictionaries: dictionaries::load_all(conn, org)?,
            custom_fields: custom_fields::load_all(conn, org)?,
            numbering: numbering::load_all(conn, org)?,
            actors: Mutex::default(),
        })
    }
}

/// The configurations this server remembers.
#[derive(Default)]
pub(crate) struct Configs(RwLock<HashMap<Uuid, Arc<OrgConfig>>>);

impl Configs {
    /// The configuration at a version, from memory if that is what is remembered.
    pub(crate) fn current(&self, conn: &mut PgConnection, org: Uuid, version: i64) -> Result<Arc<OrgConfig>> {
        let remembered = self
            .0
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .get(&org)
            .filter(|one| one.version == version)
            .cloned();
        if let Some(config) = remembered {
            return Ok(config);
        }
        // What is loaded may already be newer than `version`: harmless, since the next request compares again.
        let config = Arc::new(OrgConfig::load(conn, org, version)?);
        let mut known = self.0.write().unwrap_or_else(PoisonError::into_inner);
        match known.get(&org) {
            // A transaction that has changed the configuration sees its own version first; others keep theirs.
            Some(newer) if newer.version > version => {}
            _ => {
                known.insert(org, Arc::clone(&config));
            }
        }
        Ok(config)
    }
}

/// Says that the configuration has changed: from the commit on, every server loads it anew.
pub fn touch(tx: &mut Tx<'_>) -> Result<()> {
    diesel::update(organization::table.filter(organization::id.eq(tx.org())))
        .set(organization::config_version.eq(organization::config_version + 1))
        .execute(tx.conn)?;
    Ok(())
}

/// As [`touch`], and shows the changed configuration to the rest of this transaction, so that the answer is rendered
/// from what was just written. The actor keeps the permissions with which the request began.
pub fn reload(tx: &mut Tx<'_>) -> Result<()> {
    touch(tx)?;
    // Seen by this transaction alone until it commits: it never enters what the server remembers.
    tx.config = Arc::new(OrgConfig::load(tx.conn, tx.org(), tx.config.version + 1)?);
    Ok(())
}

/// Holds the organization's configuration still until the transaction ends, and shows it as it is now: what is decided
/// by it from here on (the last administrator, an empty department) is not overtaken by another request.
pub fn lock(tx: &mut Tx<'_>) -> Result<()> {
    let version: i64 = organization::table
        .find(tx.org())
        .select(organization::config_version)
        // Not FOR UPDATE: whoever inserts a record refers to this row and need not wait.
        .for_no_key_update()
        .first(tx.conn)?;
    if version != tx.config.version {
        tx.config = Arc::new(OrgConfig::load(tx.conn, tx.org(), version)?);
    }
    Ok(())
}
