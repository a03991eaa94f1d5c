//! What names, addresses and numbers are made of.

/// A city: prefecture (GB/T 2260), name in company names, area code, digits of a local number.
pub type City = (&'static str, &'static str, &'static str, usize);

/// The cities in which customers live.
pub const CITIES: &[City] = &[
    ("110000", "北京", "010", 8),
    ("120000", "天津", "022", 8),
    ("210100", "沈阳", "024", 8),
    ("210200", "大连", "0411", 8),
    ("310000", "上海", "021", 8),
    ("320100", "南京", "025", 8),
    ("320200", "无锡", "0510", 8),
    ("320500", "苏州", "0512", 8),
    ("330100", "杭州", "0571", 8),
    ("330200", "宁波", "0574", 8),
    ("330700", "义乌", "0579", 8),
    ("370100", "济南", "0531", 8),
    ("370200", "青岛", "0532", 8),
    ("410100", "郑州", "0371", 8),
    ("420100", "武汉", "027", 8),
    ("430100", "长沙", "0731", 8),
    ("440100", "广州", "020", 8),
    ("440300", "深圳", "0755", 8),
    ("440600", "佛山", "0757", 8),
    ("441900", "东莞", "0769", 8),
    ("500000", "重庆", "023", 8),
    ("510100", "成都", "028", 8),
    ("610100", "西安", "029", 8),
];

/// First characters of trade names.
pub const FIRST: &str = "华兴恒瑞博达金鼎盛世天宏远大中信安泰汇丰鑫源东方康宁佳美嘉诚凯明德万宝龙腾卓越优易云海星辰蓝图智创和顺利联众旭日新航正通广润富荣永昌永立同裕聚力弘毅瀚景睿思泽锦程铭旺福禄百川千里九州三江四海";
/// Second characters of trade names.
pub const SECOND: &str = "兴达瑞盛源通泰昌隆丰茂辉扬峰翔腾锐捷迅诚信德康健宁安和美佳乐怡雅博宇宙洋海洲川江河山岳峦林森茵芸菲晨曦阳光明亮星月云天地元亨利贞成立业创新科维纳斯特尔克思诺拓展途程卓远志恒永久";
/// Third characters, for one name in five.
pub const THIRD: &str = "达特思科尔维斯美雅利源";

/// A trade: words in the name, industry (GB/T 4754), business category, customer type.
pub type Trade = (&'static str, &'static str, &'static str, &'static str);

/// What companies do.
pub const TRADES: &[Trade] = &[
    ("科技", "65", "service", "end_user"),
    ("电子科技", "39", "production", "manufacturer"),
    ("信息技术", "65", "service", "integrator"),
    ("网络科技", "64", "e_commerce", "online_seller"),
    ("软件", "65", "service", "integrator"),
    ("智能装备", "35", "production", "manufacturer"),
    ("贸易", "51", "trade", "distributor"),
    ("商贸", "51", "wholesale", "wholesaler"),
    ("国际贸易", "51", "import_export", "agent"),
    ("进出口", "51", "import_export", "agent"),
    ("百货", "52", "retail", "retailer"),
    ("食品", "14", "processing", "manufacturer"),
    ("餐饮管理", "62", "service", "end_user"),
    ("农业发展", "01", "farming", "manufacturer"),
    ("建筑工程", "47", "engineering", "contractor"),
    ("装饰工程", "50", "engineering", "contractor"),
    ("机电安装工程", "49", "engineering", "contractor"),
    ("物流", "54", "service", "end_user"),
    ("供应链管理", "58", "service", "agent"),
    ("医疗器械", "35", "production", "manufacturer"),
    ("生物科技", "27", "production", "manufacturer"),
    ("医药", "27", "wholesale", "distributor"),
    ("机械设备", "34", "production", "manufacturer"),
    ("自动化设备", "34", "production", "integrator"),
    ("汽车配件", "36", "production", "manufacturer"),
    ("五金制品", "33", "processing", "manufacturer"),
    ("塑料制品", "29", "processing", "manufacturer"),
    ("化工", "26", "production", "manufacturer"),
    ("新材料", "26", "production", "manufacturer"),
    ("纺织", "17", "processing", "manufacturer"),
    ("服饰", "18", "processing", "retailer"),
    ("家具", "21", "production", "retailer"),
    ("包装材料", "22", "processing", "manufacturer"),
    ("印刷", "23", "processing", "end_user"),
    ("文化传媒", "88", "service", "end_user"),
    ("广告", "72", "service", "agent"),
    ("教育科技", "83", "service", "end_user"),
    ("企业管理咨询", "72", "service", "end_user"),
    ("房地产开发", "70", "service", "end_user"),
    ("环保科技", "77", "engineering", "contractor"),
    ("新能源", "38", "production", "manufacturer"),
    ("电气", "38", "production", "manufacturer"),
    ("酒店管理", "61", "service", "end_user"),
    ("仪器仪表", "40", "production", "manufacturer"),
];

/// Forms of organization with their weights and the nature that goes with them.
pub const FORMS: &[(&str, u32, &str)] = &[
    ("有限公司", 74, "private"),
    ("有限责任公司", 8, "private"),
    ("股份有限公司", 8, "listed"),
    ("集团有限公司", 6, "state_owned"),
    ("实业有限公司", 4, "joint_venture"),
];

/// Family names, the frequent first.
pub const SURNAMES: &str = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林高罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁于余叶蒋杜苏魏程吕丁沈任姚卢傅钟姜崔谭廖范汪陆金石戴贾韦夏邱方侯邹熊孟秦白江阎薛尹段雷龙黎史陶贺毛郝顾龚邵万覃武钱严莫孔向汤";
/// Characters of men's names.
pub const MEN: &str = "伟强磊军勇杰涛明超刚平辉鹏华飞鑫波斌宇浩凯健俊帆志建国文博海林峰翔宏东毅";
/// Characters of women's names.
pub const WOMEN: &str = "芳娜敏静丽艳娟霞秀英玲桂兰洁梅琳雪倩婷慧莹颖佳欣怡雯燕萍红蓉晶瑶";

/// Beginnings of mobile numbers.
/// Department, title, decision role: the first of a company is one of the first four.
pub const POSTS: &[(&str, &str, &str)] = &[
    ("总经办", "总经理", "decision_maker"),
    ("总经办", "副总经理", "decision_maker"),
    ("采购部", "采购总监", "decision_maker"),
    ("生产部", "厂长", "decision_maker"),
    ("采购部", "采购经理", "buyer"),
    ("采购部", "采购专员", "buyer"),
    ("技术部", "技术总监", "influencer"),
    ("技术部", "工程师", "user"),
    ("设备部", "设备主管", "user"),
    ("财务部", "财务经理", "influencer"),
    ("行政部", "行政主管", "gatekeeper"),
    ("行政部", "前台", "gatekeeper"),
];

/// What people like.
pub const INTERESTS: &[&str] = &[
    "喝茶，尤其武夷岩茶",
    "周末打羽毛球",
    "钓鱼",
    "跑马拉松",
    "书法",
    "自驾游",
    "篮球",
    "孩子在读高中",
    "摄影",
    "养花",
];

pub const MOBILE: &[&str] = &[
    "130", "131", "132", "133", "135", "136", "137", "138", "139", "150", "151", "152", "155", "156", "157", "158",
    "159", "166", "173", "176", "177", "178", "180", "181", "182", "183", "185", "186", "187", "188", "189", "191",
    "198", "199",
];

/// Streets that every city has.
pub const STREETS: &[&str] = &[
    "人民路",
    "中山路",
    "解放路",
    "建设路",
    "和平路",
    "新华路",
    "科技路",
    "创业路",
    "文化路",
    "工业大道",
    "迎宾大道",
    "长江路",
    "黄河路",
    "朝阳路",
    "学府路",
    "滨河路",
    "环城路",
    "高新大道",
    "金融街",
    "软件园路",
];

/// Buildings.
pub const BUILDINGS: &[&str] =
    &["科技大厦", "商务中心", "国际广场", "创新产业园", "工业园", "金融中心", "大厦", "写字楼"];

/// Tags.
pub const TAGS: &[&str] =
    &["重点客户", "老客户", "价格敏感", "账期较长", "年度框架", "展会认识", "转介绍", "样品试用", "需要回访", "技术型"];

/// Remarks.
pub const REMARKS: &[&str] = &[
    "采购负责人周一例会，建议周二以后联系。",
    "对交货期要求高，曾因延期投诉一次。",
    "希望每季度对账一次。",
    "正在扩建厂房，明年用量预计增加。",
    "竞争对手在谈，价格敏感。",
    "老板喜欢喝茶，拜访可带新茶。",
    "开票信息以邮件确认为准。",
];
