//! Who is there when a test begins. Made once, in the template, by SQL: the one place where the tests write tables.

use postgres::Client;

/// Everyone's password.
pub const PASSWORD: &str = "Correct-horse-7";

/// The organization in which most tests happen.
pub const ORGANIZATION: &str = "华兴科技有限公司";

/// The organization that nobody of the first may know of; its administrator is `stranger`.
pub const OTHER_ORGANIZATION: &str = "远方贸易有限公司";

/// Organizations and the logins of their administrators.
pub(crate) const ORGANIZATIONS: [(&str, &str); 2] = [(ORGANIZATION, "admin"), (OTHER_ORGANIZATION, "stranger")];

/// Departments under the organization's own: name, the one above.
const DEPARTMENTS: [(&str, &str); 4] =
    [("销售部", ORGANIZATION), ("销售一组", "销售部"), ("销售二组", "销售部"), ("市场部", ORGANIZATION)];

/// People beside the administrator: login, name, department, shipped role.
const PEOPLE: [(&str, &str, &str, &str); 11] = [
    ("executive", "高远", ORGANIZATION, "executive"),
    ("manager", "王经理", "销售部", "sales_manager"),
    ("rep1", "李一", "销售一组", "sales_rep"),
    ("rep2", "赵二", "销售二组", "sales_rep"),
    ("sales_admin", "孙内勤", "销售一组", "sales_admin"),
    ("marketing", "周市场", "市场部", "marketing"),
    ("service_manager", "吴主管", ORGANIZATION, "service_manager"),
    ("service", "郑客服", ORGANIZATION, "service_agent"),
    ("finance", "钱财务", ORGANIZATION, "finance"),
    ("purchasing", "冯采购", ORGANIZATION, "purchasing"),
    ("auditor", "陈审计", ORGANIZATION, "auditor"),
];

/// A login of each shipped role.
pub const ROLES: [&str; 11] = [
    "admin",
    "executive",
    "manager",
    "rep1",
    "sales_admin",
    "marketing",
    "service_manager",
    "service",
    "finance",
    "purchasing",
    "auditor",
];

/// Ids need only differ; the server makes its own.
const ID: &str = "gen_random_uuid()";

pub(crate) fn people(client: &mut Client) {
    for (name, above) in DEPARTMENTS {
        let made = client
            .execute(
                &format!(
                    "INSERT INTO department (org_id, id, name, parent_id, sort_order, version, created_at, updated_at)
                     SELECT d.org_id, {ID}, $1, d.id, 0, 1, now(), now()
                     FROM department d JOIN organization o ON o.id = d.org_id WHERE o.name = $2 AND d.name = $3"
                ),
                &[&name, &ORGANIZATION, &above],
            )
            .unwrap();
        assert_eq!(made, 1, "{name}");
    }
    for (login, name, department, role) in PEOPLE {
        // The administrator's row with another name: every setting as the product makes it, the same password.
        let made = client
            .execute(
                &format!(
                    "WITH made AS (
                       INSERT INTO app_user
                       SELECT (jsonb_populate_record(u, jsonb_build_object('id', {ID}, 'login', $2::text,
                         'display_name', $3::text, 'name_key', $3::text, 'department_id', d.id))).*
                       FROM app_user u JOIN organization o ON o.id = u.org_id JOIN department d ON d.org_id = u.org_id
                       WHERE o.name = $1 AND u.login = 'admin' AND d.name = $4
                       RETURNING org_id, id)
                     INSERT INTO user_role SELECT made.org_id, made.id, r.id FROM made
                     JOIN role r ON r.org_id = made.org_id AND r.code = $5"
                ),
                &[&ORGANIZATION, &login, &name, &department, &role],
            )
            .unwrap();
        assert_eq!(made, 1, "{login}");
    }
    client.execute("UPDATE organization SET config_version = config_version + 1", &[]).unwrap();
}
