//! The provinces and cities that company names begin with: "深圳市华兴科技有限公司" and "华兴科技(深圳)有限公司" say the
//! same.
//!
//! Only what stands in names belongs here: short forms, prefectures, and the county cities that companies are
//! named after. The official table of divisions serves addresses.

use std::collections::HashMap;
use std::sync::LazyLock;

/// A province and its cities, all in folded short form ("广东", not "广东省").
type Province = (&'static str, &'static str);

/// Province: cities, separated by spaces.
const PROVINCES: [Province; 34] = [
    ("北京", ""),
    ("天津", ""),
    ("上海", "浦东"),
    ("重庆", "涪陵 万州"),
    ("河北", "石家庄 唐山 秦皇岛 邯郸 邢台 保定 张家口 承德 沧州 廊坊 衡水 雄安 任丘 迁安"),
    ("山西", "太原 大同 阳泉 长治 晋城 朔州 晋中 运城 忻州 临汾 吕梁"),
    ("内蒙古", "呼和浩特 包头 乌海 赤峰 通辽 鄂尔多斯 呼伦贝尔 巴彦淖尔 乌兰察布 兴安 锡林郭勒 阿拉善"),
    ("辽宁", "沈阳 大连 鞍山 抚顺 本溪 丹东 锦州 营口 阜新 辽阳 盘锦 铁岭 朝阳 葫芦岛 瓦房店"),
    ("吉林", "长春 四平 辽源 通化 白山 松原 白城 延边 延吉"),
    ("黑龙江", "哈尔滨 齐齐哈尔 鸡西 鹤岗 双鸭山 大庆 伊春 佳木斯 七台河 牡丹江 黑河 绥化 大兴安岭"),
    (
        "江苏",
        "南京 无锡 徐州 常州 苏州 南通 连云港 淮安 盐城 扬州 镇江 泰州 宿迁 江阴 宜兴 常熟 张家港 昆山 太仓 丹阳 \
         如皋 海门 启东 靖江 泰兴",
    ),
    (
        "浙江",
        "杭州 宁波 温州 嘉兴 湖州 绍兴 金华 衢州 舟山 台州 丽水 义乌 慈溪 余姚 诸暨 乐清 瑞安 海宁 桐乡 永康 东阳 \
         温岭 平湖 嵊州",
    ),
    ("安徽", "合肥 芜湖 蚌埠 淮南 马鞍山 淮北 铜陵 安庆 黄山 滁州 阜阳 宿州 六安 亳州 池州 宣城"),
    ("福建", "福州 厦门 莆田 三明 泉州 漳州 南平 龙岩 宁德 晋江 石狮 福清 南安"),
    ("江西", "南昌 景德镇 萍乡 九江 新余 鹰潭 赣州 吉安 宜春 抚州 上饶"),
    (
        "山东",
        "济南 青岛 淄博 枣庄 东营 烟台 潍坊 济宁 泰安 威海 日照 临沂 德州 聊城 滨州 菏泽 寿光 龙口 荣成 邹平 诸城 \
         滕州",
    ),
    (
        "河南",
        "郑州 开封 洛阳 平顶山 安阳 鹤壁 新乡 焦作 濮阳 许昌 漯河 三门峡 南阳 商丘 信阳 周口 驻马店 济源 巩义 新郑",
    ),
    ("湖北", "武汉 黄石 十堰 宜昌 襄阳 鄂州 荆门 孝感 荆州 黄冈 咸宁 随州 恩施 仙桃 潜江 天门 神农架"),
    ("湖南", "长沙 株洲 湘潭 衡阳 邵阳 岳阳 常德 张家界 益阳 郴州 永州 怀化 娄底 湘西 浏阳 醴陵"),
    (
        "广东",
        "广州 韶关 深圳 珠海 汕头 佛山 江门 湛江 茂名 肇庆 惠州 梅州 汕尾 河源 阳江 清远 东莞 中山 潮州 揭阳 云浮 \
         普宁",
    ),
    ("广西", "南宁 柳州 桂林 梧州 北海 防城港 钦州 贵港 玉林 百色 贺州 河池 来宾 崇左"),
    ("海南", "海口 三亚 三沙 儋州 琼海 文昌 万宁"),
    (
        "四川",
        "成都 自贡 攀枝花 泸州 德阳 绵阳 广元 遂宁 内江 乐山 南充 眉山 宜宾 广安 达州 雅安 巴中 资阳 阿坝 甘孜 凉山",
    ),
    ("贵州", "贵阳 六盘水 遵义 安顺 毕节 铜仁 黔西南 黔东南 黔南 仁怀"),
    ("云南", "昆明 曲靖 玉溪 保山 昭通 丽江 普洱 临沧 楚雄 红河 文山 西双版纳 大理 德宏 怒江 迪庆"),
    ("西藏", "拉萨 日喀则 昌都 林芝 山南 那曲 阿里"),
    ("陕西", "西安 铜川 宝鸡 咸阳 渭南 延安 汉中 榆林 安康 商洛"),
    ("甘肃", "兰州 嘉峪关 金昌 白银 天水 武威 张掖 平凉 酒泉 庆阳 定西 陇南 临夏 甘南"),
    ("青海", "西宁 海东 海北 黄南 果洛 玉树 海西 格尔木"),
    ("宁夏", "银川 石嘴山 吴忠 固原 中卫"),
    (
        "新疆",
        "乌鲁木齐 克拉玛依 吐鲁番 哈密 昌吉 博尔塔拉 巴音郭楞 阿克苏 克孜勒苏 喀什 和田 伊犁 塔城 阿勒泰 石河子 \
         库尔勒",
    ),
    ("香港", "九龙 新界"),
    ("澳门", ""),
    ("台湾", "台北 新北 桃园 台中 台南 高雄 基隆 新竹 嘉义 彰化 屏东"),
];

/// What may follow a province's name.
const PROVINCE_SUFFIXES: [&str; 7] = ["壮族自治区", "回族自治区", "维吾尔自治区", "特别行政区", "自治区", "省", "市"];
/// What may follow a city's name.
const CITY_SUFFIXES: [&str; 4] = ["自治州", "地区", "市", "盟"];

/// Where a company is at home, as far as its name tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Region {
    province: &'static str,
    city: Option<&'static str>,
}

impl Region {
    /// Two regions that exclude each other: Beijing and Shenzhen do, Guangdong and Shenzhen do not.
    pub(super) fn contradicts(self, other: Self) -> bool {
        self.province != other.province || self.city.zip(other.city).is_some_and(|(own, theirs)| own != theirs)
    }

    /// The region of a city or, where only the province is named, of the province.
    fn narrower(self, other: Self) -> Self {
        if other.province == self.province && other.city.is_some() { other } else { self }
    }
}

/// Splits the region words off the front of a folded text: "广东省深圳市南山区华兴" → (Shenzhen, "华兴").
///
/// A district or county goes only after a city that carries its 市 ("深圳市南山区"), since nothing else tells a
/// district from the beginning of a name.
pub(super) fn leading(text: &str) -> Option<(Region, &str)> {
    let (mut region, mut rest, mut formal) = one(text)?;
    while let Some((next, after, is_formal)) = one(rest) {
        // 长沙市长沙县: what names the same city again is the beginning of a county's name.
        if next.province != region.province
            || (region.city.is_some() && (next.city.is_none() || next.city == region.city))
        {
            break;
        }
        (region, rest, formal) = (region.narrower(next), after, is_formal);
    }
    if formal {
        rest = after_district(rest).unwrap_or(rest);
    }
    Some((region, rest))
}

/// The region that a folded text consists of, such as the content of a pair of brackets.
pub(super) fn whole(text: &str) -> Option<Region> {
    leading(text).filter(|(_, rest)| rest.is_empty()).map(|(region, _)| region)
}

/// Splits a region off the end: "华为技术深圳" → (Shenzhen, "华为技术").
pub(super) fn trailing(text: &str) -> Option<(Region, &str)> {
    // The longest name has six characters with its suffix; the earliest start that fits wins.
    let starts: Vec<usize> = text.char_indices().map(|(at, _)| at).rev().take(10).collect();
    starts.into_iter().rev().find_map(|at| whole(&text[at..]).map(|region| (region, &text[..at])))
}

/// A name of a region, what may follow it, and the region.
struct Entry {
    name: &'static str,
    suffixes: &'static [&'static str],
    region: Region,
}

/// The regions by the first character of their names, the longest name first (黔西南 before a 黔西).
static ENTRIES: LazyLock<HashMap<char, Vec<Entry>>> = LazyLock::new(|| {
    let mut entries: HashMap<char, Vec<Entry>> = HashMap::new();
    let mut add = |name: &'static str, suffixes, region| {
        if let Some(first) = name.chars().next() {
            entries.entry(first).or_default().push(Entry { name, suffixes, region });
        }
    };
    for (province, cities) in PROVINCES {
        add(province, &PROVINCE_SUFFIXES, Region { province, city: None });
        for city in cities.split(' ') {
            add(city, &CITY_SUFFIXES, Region { province, city: Some(city) });
        }
    }
    entries.values_mut().for_each(|entries| entries.sort_by_key(|entry| std::cmp::Reverse(entry.name.len())));
    entries
});

/// One province or city at the front, the rest, and whether it carried its 省 or 市.
fn one(text: &str) -> Option<(Region, &str, bool)> {
    let entries = ENTRIES.get(&text.chars().next()?)?;
    let (entry, rest) = entries.iter().find_map(|entry| Some((entry, text.strip_prefix(entry.name)?)))?;
    Some(match after_suffix(rest, entry.suffixes) {
        Some(rest) => (entry.region, rest, true),
        None => (entry.region, rest, false),
    })
}

fn after_suffix<'a>(rest: &'a str, suffixes: &[&str]) -> Option<&'a str> {
    suffixes
        .iter()
        .find_map(|suffix| rest.strip_prefix(suffix))
        // 深圳市场…, 深圳市政…: the 市 belongs to the word that follows.
        .filter(|after| !(rest.starts_with('市') && after.starts_with(['场', '政', '民'])))
}

/// Skips "南山区", "昌平区", "长沙县": two or three characters and 区 or 县, with a name left behind them.
fn after_district(rest: &str) -> Option<&str> {
    [2, 3].into_iter().find_map(|length| {
        let (at, mark) = rest.char_indices().nth(length)?;
        let before = rest[..at].chars().next_back()?;
        // 花园小区, 工业园区, 风景区 are places of business, not districts.
        let district = matches!(mark, '区' | '县') && !matches!(before, '小' | '园' | '社' | '景' | '地');
        let after = &rest[at + mark.len_utf8()..];
        (district && after.chars().count() >= 2).then_some(after)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_stand_once_and_folded() {
        let mut seen = std::collections::HashSet::new();
        for (province, cities) in PROVINCES {
            for city in cities.split(' ').filter(|city| !city.is_empty()) {
                assert!(seen.insert(city), "{city} stands twice");
                assert_eq!(crate::search::fold(city), city);
            }
            assert!(seen.insert(province), "{province} stands twice");
            assert_eq!(crate::search::fold(province), province);
        }
    }

    #[test]
    fn splits_regions_off_the_front() {
        for (text, rest) in [
            ("深圳市华兴科技", "华兴科技"),
            ("深圳华兴科技", "华兴科技"),
            ("广东省深圳市南山区华兴", "华兴"),
            ("广东深圳华兴", "华兴"),
            ("长沙市长沙县远大", "远大"),
            ("北京市场研究", "市场研究"),
            ("上海市政工程", "市政工程"),
            ("广西壮族自治区桂林市三花", "三花"),
            ("吉林省吉林市江城", "江城"),
            ("深圳市花园小区物业", "花园小区物业"),
            ("黔西南民生", "民生"),
        ] {
            assert_eq!(leading(text).map(|(_, rest)| rest), Some(rest), "{text}");
        }
        assert_eq!(leading("华兴科技"), None);
    }

    #[test]
    fn knows_which_regions_exclude_each_other() {
        let region = |text| leading(text).map(|(region, _)| region).expect(text);
        assert!(region("北京").contradicts(region("深圳")));
        assert!(region("广州").contradicts(region("深圳")));
        assert!(!region("广东").contradicts(region("深圳市")));
        assert!(!region("广东省深圳").contradicts(region("深圳市")));
    }

    #[test]
    fn finds_a_region_at_the_end() {
        assert_eq!(trailing("华为技术深圳").map(|(_, rest)| rest), Some("华为技术"));
        assert_eq!(trailing("华为技术广东省深圳市").map(|(_, rest)| rest), Some("华为技术"));
        assert_eq!(trailing("华为技术").map(|(_, rest)| rest), None);
    }
}
