//! The demo company's departments and people.

use guanxi_persistence::identity::demo::{DemoDepartment, DemoPerson};

/// Name of the demo organization.
pub const NAME: &str = "演示公司";
/// Password of everybody who may sign in.
pub const PASSWORD: &str = "Guanxi-demo-1";

/// A sales region: a head, and teams with the cities they look after.
pub struct SalesRegion {
    /// Department of the region.
    pub name: &'static str,
    /// Login of its head, who owns some customers too.
    pub head: &'static str,
    /// Share of all customers, in per cent.
    pub share: u32,
    /// Teams: department, logins, prefectures (GB/T 2260).
    pub teams: &'static [(&'static str, &'static [&'static str], &'static [&'static str])],
}

/// The sales regions. The demo manager heads one that has a tenth of the customers.
pub const REGIONS: &[SalesRegion] = &[
    SalesRegion {
        name: "华东大区",
        head: "zhou.jianguo",
        share: 36,
        teams: &[
            ("上海销售部", &["xu.min", "gu.weidong", "shen.jie"], &["310000"]),
            ("江苏销售部", &["qian.bin", "jiang.tao"], &["320100", "320500", "320200"]),
            ("浙江销售部", &["ye.fang", "lou.jun"], &["330100", "330200", "330700"]),
        ],
    },
    SalesRegion {
        name: "华北大区",
        head: "zhao.lei",
        share: 22,
        teams: &[
            ("北京销售部", &["wang.qiang", "liu.na", "ma.chao"], &["110000"]),
            ("津鲁销售部", &["sun.peng", "gao.yan"], &["120000", "370100", "370200"]),
        ],
    },
    SalesRegion {
        name: "华南大区",
        head: "manager",
        share: 10,
        teams: &[
            ("深圳销售部", &["rep1", "huang.zhiming"], &["440300", "441900"]),
            ("广州销售部", &["rep2", "liang.yufen"], &["440100", "440600"]),
        ],
    },
    SalesRegion {
        name: "华中大区",
        head: "hu.haibo",
        share: 14,
        teams: &[
            ("武汉销售部", &["peng.gang", "xiong.li"], &["420100"]),
            ("长沙销售部", &["tan.wei", "luo.hong"], &["430100", "410100"]),
        ],
    },
    SalesRegion {
        name: "西南大区",
        head: "deng.jianjun",
        share: 12,
        teams: &[
            ("成都销售部", &["yang.fan", "he.xiaoyan"], &["510100"]),
            ("重庆销售部", &["ran.yong", "tang.juan"], &["500000"]),
        ],
    },
    SalesRegion {
        name: "北方大区",
        head: "song.dawei",
        share: 6,
        teams: &[("沈阳销售部", &["jin.zhe", "cui.yang"], &["210100", "210200", "610100"])],
    },
];

/// The departments that are no sales teams.
const OFFICES: &[&str] = &["市场部", "客户服务部", "财务部", "采购部", "综合管理部"];

/// The people whom everybody knows: login, name, department, role.
const KNOWN: &[(&str, &str, &str, &str)] = &[
    ("admin", "系统管理员", "综合管理部", "administrator"),
    ("manager", "陈志远", "华南大区", "sales_manager"),
    ("rep1", "李晓明", "深圳销售部", "sales_rep"),
    ("rep2", "王丽华", "广州销售部", "sales_rep"),
    ("marketing", "林思思", "市场部", "marketing"),
    ("service", "郑美玲", "客户服务部", "service_manager"),
    ("finance", "吴国栋", "财务部", "finance"),
    ("purchasing", "何永康", "采购部", "purchasing"),
    ("auditor", "冯静", "综合管理部", "auditor"),
];

/// Their colleagues: login, name.
const COLLEAGUES: &[(&str, &str)] = &[
    ("zhou.jianguo", "周建国"),
    ("xu.min", "徐敏"),
    ("gu.weidong", "顾卫东"),
    ("shen.jie", "沈洁"),
    ("qian.bin", "钱斌"),
    ("jiang.tao", "蒋涛"),
    ("ye.fang", "叶芳"),
    ("lou.jun", "楼军"),
    ("zhao.lei", "赵磊"),
    ("wang.qiang", "王强"),
    ("liu.na", "刘娜"),
    ("ma.chao", "马超"),
    ("sun.peng", "孙鹏"),
    ("gao.yan", "高燕"),
    ("huang.zhiming", "黄志明"),
    ("liang.yufen", "梁玉芬"),
    ("hu.haibo", "胡海波"),
    ("peng.gang", "彭刚"),
    ("xiong.li", "熊丽"),
    ("tan.wei", "谭伟"),
    ("luo.hong", "罗红"),
    ("deng.jianjun", "邓建军"),
    ("yang.fan", "杨帆"),
    ("he.xiaoyan", "何晓燕"),
    ("ran.yong", "冉勇"),
    ("tang.juan", "唐娟"),
    ("song.dawei", "宋大伟"),
    ("jin.zhe", "金哲"),
    ("cui.yang", "崔洋"),
];

/// The departments, those above first.
pub fn departments() -> Vec<DemoDepartment> {
    let mut all = vec![DemoDepartment { name: "销售中心", parent: None }];
    for region in REGIONS {
        all.push(DemoDepartment { name: region.name, parent: Some("销售中心") });
        all.extend(region.teams.iter().map(|(name, ..)| DemoDepartment { name, parent: Some(region.name) }));
    }
    all.extend(OFFICES.iter().map(|name| DemoDepartment { name, parent: None }));
    all
}

/// Everybody.
pub fn people() -> Vec<DemoPerson> {
    let leads = |login: &str| REGIONS.iter().find(|region| region.head == login).map(|region| region.name);
    let known = KNOWN.iter().map(|&(login, name, department, role)| DemoPerson {
        login,
        name,
        department,
        role,
        leads: leads(login),
        signs_in: true,
    });
    let colleagues = COLLEAGUES.iter().filter_map(|&(login, name)| {
        let team = REGIONS.iter().flat_map(|region| region.teams).find(|(_, logins, _)| logins.contains(&login));
        let (department, role) = match (leads(login), team) {
            (Some(region), _) => (region, "sales_manager"),
            (None, Some((team, ..))) => (*team, "sales_rep"),
            (None, None) => return None,
        };
        Some(DemoPerson { login, name, department, role, leads: leads(login), signs_in: false })
    });
    known.chain(colleagues).collect()
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    #[test]
    fn every_owner_is_a_person_of_the_company_and_shares_add_up() {
        let people: HashSet<&str> = people().iter().map(|person| person.login).collect();
        assert_eq!(people.len(), KNOWN.len() + COLLEAGUES.len());
        for region in REGIONS {
            assert!(people.contains(region.head), "{}", region.head);
            for login in region.teams.iter().flat_map(|(_, logins, _)| *logins) {
                assert!(people.contains(login), "{login}");
            }
        }
        assert_eq!(REGIONS.iter().map(|region| region.share).sum::<u32>(), 100);
    }

    #[test]
    fn every_department_comes_after_the_one_above() {
        let mut seen = HashSet::new();
        for one in departments() {
            assert!(one.parent.is_none_or(|parent| seen.contains(parent)), "{}", one.name);
            assert!(seen.insert(one.name), "{}", one.name);
        }
        assert!(people().iter().all(|person| seen.contains(person.department)));
    }
}
