//! 行政区划: provinces, prefectures and counties by their codes (GB/T 2260).

use std::fmt;
use std::sync::LazyLock;

use serde::Serialize;
use utoipa::ToSchema;

use super::enums::text_enum;
use super::field::Invalid;
use super::text::{clean, text_field, text_schema, text_sql};

/// The table, sorted by code; see `data/README.md` for where it comes from.
static REGIONS: LazyLock<Vec<Region>> = LazyLock::new(|| {
    let mut regions: Vec<Region> = Vec::with_capacity(3_300);
    for line in include_str!("../../data/regions.csv").lines().skip(1) {
        let Some((code, name)) = line.split_once(',') else { continue };
        let Ok(code) = RegionCode::of_digits(code) else { continue };
        let parent = code.containing().find(|outer| regions.binary_search_by_key(outer, |region| region.code).is_ok());
        regions.push(Region { code, name, level: code.level(), parent });
    }
    regions
});

text_enum! {
    /// How large a region is.
    pub enum RegionLevel {
        /// 省级: province, autonomous region, municipality, special administrative region.
        Province = "province",
        /// 地级: prefecture-level city, prefecture, league.
        Prefecture = "prefecture",
        /// 县级: district, county, county-level city, banner.
        County = "county",
    }
}

/// Code of a region (GB/T 2260): six digits, two each for province, prefecture and county.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::Text)
)]
pub struct RegionCode([u8; 6]);

impl RegionCode {
    /// Reads the code of a region that exists.
    ///
    /// # Errors
    /// `unknown_region`.
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let code = Self::of_digits(&clean(text)?)?;
        if code.region().is_some() { Ok(code) } else { Err(Invalid::new("unknown_region")) }
    }

    /// The six digits.
    pub fn as_str(&self) -> &str {
        // Always succeeds: the bytes are ASCII digits by construction.
        str::from_utf8(&self.0).unwrap_or_default()
    }

    /// The region itself. `None` for a code that was abolished after it had been stored.
    pub fn region(self) -> Option<&'static Region> {
        let index = REGIONS.binary_search_by_key(&self, |region| region.code).ok()?;
        REGIONS.get(index)
    }

    /// The level that the digits tell.
    pub fn level(self) -> RegionLevel {
        match self.0 {
            [_, _, b'0', b'0', b'0', b'0'] => RegionLevel::Province,
            [_, _, _, _, b'0', b'0'] => RegionLevel::Prefecture,
            _ => RegionLevel::County,
        }
    }

    /// Whether the other region is this one or lies in it, judged by the digits.
    pub fn contains(self, other: Self) -> bool {
        let digits = match self.level() {
            RegionLevel::Province => 2,
            RegionLevel::Prefecture => 4,
            RegionLevel::County => 6,
        };
        self.0.iter().zip(other.0).take(digits).all(|(own, others)| *own == others)
    }

    /// Six digits, whether or not they are in use.
    fn of_digits(text: &str) -> Result<Self, Invalid> {
        match <[u8; 6]>::try_from(text.as_bytes()) {
            Ok(digits) if digits.iter().all(u8::is_ascii_digit) => Ok(Self(digits)),
            _ => Err(Invalid::new("unknown_region")),
        }
    }

    /// The codes of what may contain this region, nearest first. Counties under a province's direct rule and districts
    /// of municipalities have no prefecture.
    fn containing(self) -> impl Iterator<Item = Self> {
        let [a, b, c, d, _, _] = self.0;
        [Self([a, b, c, d, b'0', b'0']), Self([a, b, b'0', b'0', b'0', b'0'])]
            .into_iter()
            .filter(move |outer| *outer != self)
    }

    /// A stored code stays readable when its region has been abolished since.
    #[cfg(feature = "diesel")]
    fn stored(text: String) -> Result<Self, Invalid> {
        Self::of_digits(&text)
    }
}

impl fmt::Display for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl fmt::Debug for RegionCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "RegionCode({self})")
    }
}

impl Serialize for RegionCode {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for RegionCode {
    /// Reads stored documents: six digits suffice, so that an address outlives its region. What clients send is read
    /// by [`FieldValue`](super::FieldValue), which wants the region to exist.
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = <String as serde::Deserialize>::deserialize(deserializer)?;
        Self::of_digits(&text).map_err(serde::de::Error::custom)
    }
}

text_field!(RegionCode, Text);
text_schema!(
    RegionCode,
    "Code of a province, prefecture or county (GB/T 2260).",
    .pattern(Some("^[0-9]{6}$")).examples(["440305"])
);
text_sql!(RegionCode);

/// A province, prefecture or county.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Region {
    /// GB/T 2260 code.
    pub code: RegionCode,
    /// Full name, `南山区`.
    #[schema(value_type = String)]
    pub name: &'static str,
    /// How large it is.
    pub level: RegionLevel,
    /// What it belongs to; provinces to nothing.
    pub parent: Option<RegionCode>,
}

impl Region {
    /// Every region, sorted by code: a province stands before its prefectures, these before their counties.
    pub fn all() -> &'static [Self] {
        &REGIONS
    }

    /// The provinces.
    pub fn provinces() -> impl Iterator<Item = &'static Self> {
        REGIONS.iter().filter(|region| region.parent.is_none())
    }

    /// What belongs to it directly: prefectures of a province (and the counties that it rules itself), counties of a
    /// prefecture.
    pub fn children(&self) -> impl Iterator<Item = &'static Self> {
        let parent = self.code;
        let start = REGIONS.partition_point(|region| region.code <= parent);
        let inside = REGIONS.iter().skip(start).take_while(move |region| parent.contains(region.code));
        inside.filter(move |region| region.parent == Some(parent))
    }

    /// From the province down to the region itself.
    pub fn path(&'static self) -> Vec<&'static Self> {
        let mut path = vec![self];
        while let Some(parent) = path.last().and_then(|region| region.parent).and_then(RegionCode::region) {
            path.push(parent);
        }
        path.reverse();
        path
    }

    /// The names from the province down, as an address begins: `广东省深圳市南山区`.
    pub fn full_name(&'static self) -> String {
        self.path().into_iter().map(|region| region.name).collect()
    }

    /// The name without its kind, as people say it: 广东, 深圳, 南山, 延边, 大理. Names that would be left with one
    /// character stay whole (东区, 沙县).
    pub fn short_name(&self) -> &'static str {
        let mut rest = self.name;
        for suffix in [
            "特别行政区",
            "自治区",
            "自治州",
            "自治县",
            "自治旗",
            "地区",
            "林区",
            "特区",
            "省",
            "市",
            "盟",
            "区",
            "县",
            "旗",
        ] {
            if let Some(short) = self.name.strip_suffix(suffix) {
                let named_after_people = suffix.starts_with("自治") || short.ends_with('族');
                rest = if named_after_people { without_nationality(short) } else { short };
                break;
            }
        }
        if rest.chars().count() < 2 { self.name } else { rest }
    }
}

/// Nationalities in names of autonomous regions, longest first where one ends like another.
const NATIONALITIES: [&str; 48] = [
    "蒙古族",
    "哈萨克族",
    "土族",
    "维吾尔",
    "哈萨克",
    "柯尔克孜",
    "塔吉克",
    "锡伯",
    "朝鲜族",
    "布依族",
    "土家族",
    "哈尼族",
    "傣族",
    "黎族",
    "傈僳族",
    "佤族",
    "高山族",
    "拉祜族",
    "水族",
    "东乡族",
    "纳西族",
    "景颇族",
    "达斡尔族",
    "仫佬族",
    "羌族",
    "布朗族",
    "撒拉族",
    "毛南族",
    "仡佬族",
    "锡伯族",
    "普米族",
    "怒族",
    "裕固族",
    "保安族",
    "独龙族",
    "鄂温克族",
    "鄂伦春族",
    "满族",
    "侗族",
    "瑶族",
    "白族",
    "畲族",
    "壮族",
    "苗族",
    "彝族",
    "回族",
    "藏族",
    "蒙古",
];

/// Strips the nationalities that follow a place's name: 双江拉祜族佤族布朗族傣族 → 双江. 各族 stands for many.
fn without_nationality(name: &'static str) -> &'static str {
    let mut rest = name.strip_suffix("各族").unwrap_or(name);
    while let Some(shorter) =
        // 内蒙古 is a place's name as a whole.
        NATIONALITIES
            .iter()
            .find_map(|nation| rest.strip_suffix(nation))
            .filter(|shorter| shorter.chars().nth(1).is_some())
    {
        rest = shorter;
    }
    // 东乡族自治县 is named after its people and nothing else.
    rest.strip_suffix('族').filter(|shorter| shorter.chars().nth(1).is_some()).unwrap_or(rest)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;
    use crate::values::{FieldValue, Pointer};

    fn region(code: &str) -> &'static Region {
        RegionCode::parse(code).unwrap().region().unwrap()
    }

    #[test]
    fn the_table_is_whole() {
        let lines = include_str!("../../data/regions.csv").lines().count() - 1;
        assert_eq!(REGIONS.len(), lines);
        assert!(REGIONS.is_sorted_by(|a, b| a.code < b.code));
        let count = |level| REGIONS.iter().filter(|region| region.level == level).count();
        // 23 provinces, 5 autonomous regions, 4 municipalities, 2 special administrative regions; 333 prefectures.
        assert_eq!((count(RegionLevel::Province), count(RegionLevel::Prefecture)), (34, 333));
        assert!(count(RegionLevel::County) > 2_840);
        for region in Region::all() {
            assert_eq!(region.parent.is_none(), region.level == RegionLevel::Province, "{}", region.name);
            assert!(region.name.chars().all(|c| ('\u{3400}'..='\u{9FFF}').contains(&c)), "{}", region.name);
            assert!(region.path().iter().all(|outer| outer.code.contains(region.code)));
        }
    }

    #[test]
    fn paths_and_children() {
        assert_eq!(region("440305").full_name(), "广东省深圳市南山区");
        assert_eq!(region("110105").full_name(), "北京市朝阳区");
        assert_eq!(region("429004").full_name(), "湖北省仙桃市");
        assert_eq!(region("810001").full_name(), "香港特别行政区中西区");
        assert_eq!(region("820001").full_name(), "澳门特别行政区花地玛堂区");
        assert_eq!(region("710000").full_name(), "台湾省");
        assert_eq!(Region::provinces().count(), 34);
        assert_eq!(region("440000").children().count(), 21);
        assert_eq!(region("440300").children().count(), 9);
        assert_eq!(region("441900").children().count(), 0, "东莞 has no counties");
        assert_eq!(region("110000").children().count(), 16);
        let hubei: Vec<_> = region("420000").children().map(|region| region.name).collect();
        assert!(hubei.contains(&"武汉市") && hubei.contains(&"仙桃市") && !hubei.contains(&"江岸区"));
        let every = Region::provinces()
            .map(|province| 1 + province.children().map(|c| 1 + c.children().count()).sum::<usize>());
        assert_eq!(every.sum::<usize>(), REGIONS.len(), "every region is reached from above");
    }

    #[test]
    fn changes_up_to_2025_are_in() {
        for (code, name) in [
            ("330113", "临平区"),
            ("350405", "沙县区"),
            ("659012", "白杨市"),
            ("540481", "米林市"),
            ("653228", "和安县"),
        ] {
            assert_eq!(region(code).name, name);
        }
        assert_eq!(RegionCode::parse("330103"), Err(Invalid::new("unknown_region")), "下城区 ended in 2021");
    }

    #[test]
    fn short_names() {
        for (code, short) in [
            ("440000", "广东"),
            ("450000", "广西"),
            ("150000", "内蒙古"),
            ("650000", "新疆"),
            ("640000", "宁夏"),
            ("810000", "香港"),
            ("440300", "深圳"),
            ("222400", "延边"),
            ("532900", "大理"),
            ("522300", "黔西南"),
            ("532800", "西双版纳"),
            ("152500", "锡林郭勒"),
            ("440305", "南山"),
            ("510402", "东区"),
            ("429021", "神农架"),
            ("530925", "双江"),
            ("210214", "普兰店"),
            ("130131", "平山"),
            ("632801", "格尔木"),
            ("632301", "同仁"),
            ("451302", "兴宾"),
            ("350527", "金门"),
            ("451228", "都安"),
            ("451229", "大化"),
            ("542500", "阿里"),
            ("652800", "巴音郭楞"),
            ("211224", "昌图"),
            ("450226", "三江"),
            ("630121", "大通"),
            ("410304", "瀍河"),
            ("622926", "东乡"),
            ("654022", "察布查尔"),
            ("451003", "田阳"),
            ("451031", "隆林"),
        ] {
            assert_eq!(region(code).short_name(), short);
        }
        for region in Region::all() {
            assert!(region.short_name().chars().count() >= 2, "{}", region.name);
            assert!(!region.short_name().ends_with('族'), "{}", region.name);
        }
    }

    #[test]
    fn codes_in_json() {
        let mut at = Pointer::default();
        assert_eq!(RegionCode::read(&json!("440305"), &mut at), RegionCode::parse("440305").ok());
        assert_eq!(RegionCode::read(&json!("999999"), &mut at), None);
        assert_eq!(RegionCode::read(&json!("44030"), &mut at), None);
        assert_eq!(RegionCode::read(&json!(440305), &mut at), None);
        let codes: Vec<_> = at.into_errors().into_iter().map(|error| error.invalid.code).collect();
        assert_eq!(codes, ["unknown_region", "unknown_region", "expected_text"]);
        assert_eq!(
            serde_json::to_value(region("440300")).unwrap(),
            json!({"code": "440300", "name": "深圳市", "level": "prefecture", "parent": "440000"})
        );
        let abolished: RegionCode = serde_json::from_value(json!("330103")).unwrap();
        assert_eq!((abolished.region(), abolished.to_string().as_str()), (None, "330103"));
    }
}
