//! Which region an address means: 广东省深圳市南山区科技园, 深圳南山, 北京朝阳区建国路 …
//!
//! The text is walked once. Wherever a region's name may begin an address, it is followed downwards as far as the text
//! goes on naming what lies in it; the walk that gets deepest wins. Every name counts in full (深圳市); short names (深圳)
//! count only where little else can be meant: a province or prefecture at the beginning of a phrase, a region right
//! behind the one that contains it, and never before what makes it a street (南京路, 和平街道).

use std::cmp::Reverse;
use std::collections::HashMap;
use std::sync::LazyLock;

use super::region::{Region, RegionCode, RegionLevel};
use crate::search::fold;

/// A way to write a region.
struct Name {
    chars: Vec<char>,
    region: &'static Region,
    full: bool,
}

/// Every name by its first two characters; none is shorter.
static NAMES: LazyLock<HashMap<(char, char), Vec<Name>>> = LazyLock::new(|| {
    let mut names: HashMap<_, Vec<Name>> = HashMap::new();
    for region in Region::all() {
        let short = region.short_name();
        let shorter = (short != region.name).then_some((short, false));
        for (text, full) in [Some((region.name, true)), shorter].into_iter().flatten() {
            let chars: Vec<char> = fold(text).chars().collect();
            if let [first, second, ..] = chars.as_slice() {
                names.entry((*first, *second)).or_default().push(Name { region, full, chars });
            }
        }
    }
    names
});

/// The longest text looked at, in characters; an address is shorter.
const MAX: usize = 500;

/// Finds the region in an address, as small as the text tells. Traditional characters and full-width forms are
/// understood. `None` when no region is named, or only by a name that several have (朝阳区建国路).
pub fn find_region(address: &str) -> Option<RegionCode> {
    let folded: Vec<char> = fold(address).chars().filter(|c| !c.is_whitespace()).take(MAX).collect();
    let text = folded.as_slice();
    (0..text.len())
        .filter_map(|start| walk_from(text, start).map(|found| (found.level(), Reverse(start), found)))
        .max()
        .map(|(_, _, found)| found)
}

/// The best walk that begins at a place.
fn walk_from(text: &[char], start: usize) -> Option<RegionCode> {
    names_at(text, start)
        .filter(|name| may_begin(text, start, name))
        .map(|name| {
            let (end, region) = walk_down(text, start + name.chars.len(), name.region);
            // Among readings of the same words the larger region is the likelier: 海南 is the province, not the prefecture
            // in Qinghai.
            (end - start, Reverse(name.region.level), region.code)
        })
        .max()
        .map(|(_, _, code)| code)
}

/// Whether a name may be the first of an address.
fn may_begin(text: &[char], start: usize, name: &Name) -> bool {
    match (name.full, name.region.level) {
        (true, RegionLevel::County) => name.chars.len() > 2 && is_unique(name),
        (true, _) => true,
        (false, RegionLevel::County) => false,
        (false, _) => {
            // 朝阳区 is one of several districts, never the prefecture 朝阳.
            let longer = |other: &Name| other.full && other.region.level == RegionLevel::County;
            begins_phrase(text, start)
                && !names_a_street(text, start + name.chars.len())
                && !names_at(text, start).any(longer)
        }
    }
}

/// Whether no other region has this full name.
fn is_unique(name: &Name) -> bool {
    names_at(&name.chars, 0).filter(|other| other.full && other.chars.len() == name.chars.len()).count() == 1
}

/// Whether the place is the beginning of the text or of a phrase: behind a sign, or behind 中国.
fn begins_phrase(text: &[char], start: usize) -> bool {
    match text.get(..start) {
        Some([.., '中', '国']) => true,
        Some([.., before]) => !before.is_alphanumeric(),
        _ => true,
    }
}

/// Follows the text downwards from a region; answers the place behind the last name and the region there.
fn walk_down(text: &[char], from: usize, region: &'static Region) -> (usize, &'static Region) {
    let (mut end, mut region) = (from, region);
    while region.level != RegionLevel::County {
        let place = skip_filler(text, end, region);
        let Some((next_end, next)) = named_inside(text, place, region).or_else(|| named_later(text, place, region))
        else {
            break;
        };
        (end, region) = (next_end, next);
    }
    (end, region)
}

/// Passes over what may stand between a region and the next: signs, the rest of a long kind (广西[自治区], 大理[州]),
/// 市辖区, and the region named twice (北京市北京市).
fn skip_filler(text: &[char], from: usize, region: &Region) -> usize {
    let mut place = from;
    loop {
        let rest = text.get(place..).unwrap_or_default();
        let kind = ["自治区", "自治州", "特别行政区", "市辖区", "省", "州"]
            .iter()
            .map(|kind| kind.chars().collect::<Vec<_>>());
        let passed = match rest {
            [sign, ..] if !sign.is_alphanumeric() => 1,
            _ => kind
                .filter(|kind| rest.starts_with(kind))
                .map(|kind| kind.len())
                .chain(
                    names_at(text, place)
                        .filter(|name| name.region.code == region.code && name.full)
                        .map(|name| name.chars.len()),
                )
                .max()
                .unwrap_or(0),
        };
        if passed == 0 {
            return place;
        }
        place += passed;
    }
}

/// The region inside `outer` that the text names right here.
fn named_inside(text: &[char], place: usize, outer: &Region) -> Option<(usize, &'static Region)> {
    let inside = |name: &&Name| name.region.code != outer.code && outer.code.contains(name.region.code);
    let names = || {
        names_at(text, place).filter(inside).filter(|name| name.full || !names_a_street(text, place + name.chars.len()))
    };
    let best = names().map(|name| (name.chars.len(), Reverse(name.region.level))).max()?;
    let mut named = names().filter(|name| (name.chars.len(), Reverse(name.region.level)) == best);
    let only = named.next()?;
    // Two regions of one name and level inside `outer`: the text does not say which.
    named.next().is_none().then_some((place + only.chars.len(), only.region))
}

/// The first region inside `outer` that the text names in full further on (深圳市某某公司南山区分公司). Two characters (东区,
/// 城区) are too few to be sure.
fn named_later(text: &[char], from: usize, outer: &Region) -> Option<(usize, &'static Region)> {
    (from..text.len()).find_map(|place| {
        named_inside(text, place, outer).filter(|(end, region)| {
            end - place > 2
                && names_at(text, place)
                    .any(|name| name.full && name.region.code == region.code && place + name.chars.len() == *end)
        })
    })
}

/// Whether what follows a short name makes it the name of a street, a village or a building.
fn names_a_street(text: &[char], place: usize) -> bool {
    const ONE: &str = "路街道巷弄村镇乡桥";
    const TWO: [&str; 11] = ["大道", "大街", "大厦", "大桥", "东路", "西路", "南路", "北路", "中路", "东街", "西街"];
    match text.get(place..) {
        Some([first, second, ..]) => ONE.contains(*first) || TWO.iter().any(|word| word.chars().eq([*first, *second])),
        Some([first]) => ONE.contains(*first),
        _ => false,
    }
}

/// Every name that stands at a place.
fn names_at(text: &[char], place: usize) -> impl Iterator<Item = &'static Name> {
    let rest = text.get(place..).unwrap_or_default();
    let found = match rest {
        [first, second, ..] => NAMES.get(&(*first, *second)),
        _ => None,
    };
    found.into_iter().flatten().filter(move |name| rest.starts_with(&name.chars))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn found(address: &str) -> String {
        find_region(address).and_then(RegionCode::region).map(Region::full_name).unwrap_or_default()
    }

    #[test]
    fn addresses_as_people_write_them() {
        for (address, region) in [
            ("广东省深圳市南山区科技园科苑路15号", "广东省深圳市南山区"),
            ("广东深圳南山科技园", "广东省深圳市南山区"),
            ("深圳市南山区", "广东省深圳市南山区"),
            ("深圳南山大道1号", "广东省深圳市"),
            ("中国广东深圳福田区", "广东省深圳市福田区"),
            ("地址：广东省-深圳市-宝安区 西乡街道", "广东省深圳市宝安区"),
            ("广东省南山区", "广东省深圳市南山区"),
            ("北京市朝阳区建国路88号", "北京市朝阳区"),
            ("北京朝阳建国路88号", "北京市朝阳区"),
            ("北京市北京市海淀区中关村", "北京市海淀区"),
            ("北京市市辖区东城区", "北京市东城区"),
            ("上海南京路100号", "上海市"),
            ("上海市浦东新区南京路100号", "上海市浦东新区"),
            ("浦东新区张江", "上海市浦东新区"),
            ("天津和平路1号", "天津市"),
            ("重庆渝北区", "重庆市渝北区"),
            ("吉林长春朝阳区", "吉林省长春市朝阳区"),
            ("吉林市船营区", "吉林省吉林市船营区"),
            ("吉林", "吉林省"),
            ("海南三亚", "海南省三亚市"),
            ("海南", "海南省"),
            ("海南省五指山市", "海南省五指山市"),
            ("湖北仙桃", "湖北省仙桃市"),
            ("广西壮族自治区南宁市青秀区", "广西壮族自治区南宁市青秀区"),
            ("广西自治区柳州", "广西壮族自治区柳州市"),
            ("内蒙古呼和浩特", "内蒙古自治区呼和浩特市"),
            ("云南大理州大理市", "云南省大理白族自治州大理市"),
            ("延边朝鲜族自治州延吉市", "吉林省延边朝鲜族自治州延吉市"),
            ("新疆生产建设兵团石河子市", "新疆维吾尔自治区石河子市"),
            ("东莞市长安镇", "广东省东莞市"),
            ("江苏省苏州市工业园区星湖街", "江苏省苏州市"),
            ("香港特别行政区湾仔区", "香港特别行政区湾仔区"),
            ("香港中西区", "香港特别行政区中西区"),
            ("台湾省", "台湾省"),
            ("廣東省廣州市荔灣區", "广东省广州市荔湾区"),
            ("深圳市华兴科技有限公司南山区分公司", "广东省深圳市南山区"),
            ("上海华兴公司 广东省深圳市南山区", "广东省深圳市南山区"),
            ("攀枝花市东区", "四川省攀枝花市东区"),
        ] {
            assert_eq!(found(address), region, "{address}");
        }
    }

    #[test]
    fn what_is_not_told_is_not_guessed() {
        for address in [
            "",
            "朝阳区建国路88号",
            "南山区",
            "科技园",
            "和平路1号",
            "No. 1 Main Street",
            "城区",
            "中山路",
            "南京路1号",
            "市",
        ] {
            assert_eq!(find_region(address), None, "{address}");
        }
    }

    #[test]
    fn every_region_is_found_by_its_full_name() {
        for region in Region::all() {
            assert_eq!(find_region(&region.full_name()), Some(region.code), "{}", region.full_name());
        }
    }

    #[test]
    fn a_long_text_does_not_take_long() {
        let started = std::time::Instant::now();
        let text = "广东省".repeat(100_000);
        assert_eq!(found(&text), "广东省");
        assert!(started.elapsed().as_secs() < 5);
    }

    proptest! {
        #[test]
        fn a_street_behind_it_changes_nothing(index in 0..3_000_usize, street in "[甲乙丙丁]{1,4}路[0-9]{1,3}号") {
            let region = &Region::all()[index];
            prop_assert_eq!(find_region(&format!("{}{street}", region.full_name())), Some(region.code));
        }

        #[test]
        fn no_text_panics(text in "[省市区县京上海广东深圳南山朝阳 ,路ab]{0,40}") {
            let _ = find_region(&text);
        }
    }
}
