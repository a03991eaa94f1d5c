//! Users: the people of an organization.

use std::collections::HashMap;

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use guanxi_domain::search::fold;
use guanxi_domain::values::{LocaleCode, TimeZoneName, UserStatus};
use uuid::Uuid;

use crate::Result;
use crate::schema::{app_user, user_department, user_role};

/// What every request may need to know of a person, kept in memory.
#[derive(Clone, Debug)]
pub struct Person {
    /// Id.
    pub id: Uuid,
    /// What they sign in with.
    pub login: String,
    /// Name as colleagues read it.
    pub display_name: String,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// Main department: that of the records they own.
    pub department_id: Option<Uuid>,
    /// Further departments they serve.
    pub further_departments: Vec<Uuid>,
    /// Whom they report to.
    pub manager_id: Option<Uuid>,
    /// Roles they hold.
    pub role_ids: Vec<Uuid>,
    /// Language, where they chose one.
    pub locale: Option<LocaleCode>,
    /// Time zone, where they chose one.
    pub time_zone: Option<TimeZoneName>,
    /// Picture, where they have one.
    pub avatar: Option<String>,
    /// Nothing but a new password is open to them.
    pub must_change_password: bool,
    /// A second factor is in force.
    pub has_otp: bool,
    /// Order, and what pinyin is looked for in.
    pub name_key: String,
}

impl Person {
    /// Whether they may sign in and be given records.
    pub fn is_active(&self) -> bool {
        self.status == UserStatus::Active
    }

    /// Whether words (in the search's spelling) stand in the name, its pinyin, its initials or the login.
    pub fn is_called(&self, words: &str) -> bool {
        let syllables = || self.name_key.split('\t').next().unwrap_or_default().split(' ');
        let letters: String = syllables().collect();
        let initials: String = syllables().filter_map(|syllable| syllable.chars().next()).collect();
        let bare: String = words.split_whitespace().collect();
        fold(&self.display_name).contains(words)
            || self.login.contains(words)
            || letters.contains(&bare)
            || initials.contains(&bare)
    }

    /// Main and further departments.
    pub fn all_departments(&self) -> Vec<Uuid> {
        self.department_id.into_iter().chain(self.further_departments.iter().copied()).collect()
    }
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = app_user, check_for_backend(diesel::pg::Pg))]
struct PersonRow {
    id: Uuid,
    login: String,
    display_name: String,
    status: UserStatus,
    department_id: Option<Uuid>,
    manager_id: Option<Uuid>,
    locale: Option<LocaleCode>,
    time_zone: Option<TimeZoneName>,
    avatar: Option<String>,
    must_change_password: bool,
    totp_confirmed_at: Option<DateTime<Utc>>,
    name_key: String,
}

/// Everyone of an organization, with departments and roles.
pub(crate) fn load_people(conn: &mut PgConnection, org: Uuid) -> Result<HashMap<Uuid, Person>> {
    let rows: Vec<PersonRow> =
        app_user::table.filter(app_user::org_id.eq(org)).select(PersonRow::as_select()).load(conn)?;
    let mut people: HashMap<Uuid, Person> = rows
        .into_iter()
        .map(|row| {
            let person = Person {
                id: row.id,
                login: row.login,
                display_name: row.display_name,
                status: row.status,
                department_id: row.department_id,
                further_departments: Vec::new(),
                manager_id: row.manager_id,
                role_ids: Vec::new(),
                locale: row.locale,
                time_zone: row.time_zone,
                avatar: row.avatar,
                must_change_password: row.must_change_password,
                has_otp: row.totp_confirmed_at.is_some(),
                name_key: row.name_key,
            };
            (row.id, person)
        })
        .collect();
    let departments = user_department::table
        .filter(user_department::org_id.eq(org))
        .select((user_department::user_id, user_department::department_id))
        .load::<(Uuid, Uuid)>(conn)?;
    for (user, department) in departments {
        if let Some(person) = people.get_mut(&user) {
            person.further_departments.push(department);
        }
    }
    let roles = user_role::table
        .filter(user_role::org_id.eq(org))
        .select((user_role::user_id, user_role::role_id))
        .load::<(Uuid, Uuid)>(conn)?;
    for (user, role) in roles {
        if let Some(person) = people.get_mut(&user) {
            person.role_ids.push(role);
        }
    }
    Ok(people)
}
