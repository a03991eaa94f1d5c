//! What a company's name says: its core, and where it is at home.
//!
//! Names of enterprises in China are composed of division, trade name, trade and form of organization (企业名称登记
//! 管理规定, State Council order 734 of 2020, article 6): 深圳市 · 华兴 · 科技 · 有限公司. People leave out the first and the last, put
//! the division into brackets or add it before 分公司; the core is what remains, trade name and trade.

use super::regions::{Region, leading, trailing, whole};
use crate::search::{MAX_NAME_CHARS, fold, squash};

/// Forms of organization at the end of a name, the longest first.
const FORMS: [&str; 18] = [
    "股份有限公司",
    "有限责任公司",
    "特殊普通合伙",
    "个体工商户",
    "株式会社",
    "有限合伙",
    "普通合伙",
    "合伙企业",
    "集团公司",
    "股份公司",
    "有限公司",
    "有限责任",
    "总公司",
    "分公司",
    "办事处",
    "公司",
    "集团",
    "股份",
];
/// Those that follow the place of a branch: "…有限公司深圳分公司".
const BRANCHES: [&str; 2] = ["分公司", "办事处"];
/// The same in English and in the languages of neighbouring markets, as whole words.
const LATIN_FORMS: [&str; 21] = [
    "co",
    "company",
    "corp",
    "corporation",
    "inc",
    "incorporated",
    "ltd",
    "limited",
    "llc",
    "llp",
    "lp",
    "plc",
    "gmbh",
    "ag",
    "pte",
    "pty",
    "sdn",
    "bhd",
    "group",
    "kk",
    "bv",
];
/// What stands in brackets without belonging to the name.
const ASIDES: [&str; 6] = ["集团", "中国", "大中华区", "china", "group", "控股"];
const BRACKETS: [(char, char); 5] = [('(', ')'), ('[', ']'), ('【', '】'), ('〔', '〕'), ('{', '}')];

/// Words for what a company does. They tell companies apart poorly, and a name that would consist of nothing else
/// keeps its region: 北京银行 and 上海银行 are two banks.
const TRADES: [&str; 117] = [
    "科技",
    "技术",
    "信息",
    "网络",
    "电子",
    "电器",
    "电气",
    "电力",
    "电缆",
    "软件",
    "智能",
    "数码",
    "数据",
    "通信",
    "通讯",
    "贸易",
    "商贸",
    "进出口",
    "国际",
    "实业",
    "工业",
    "工贸",
    "商业",
    "企业",
    "产业",
    "投资",
    "控股",
    "资本",
    "资产",
    "金融",
    "银行",
    "农商",
    "商行",
    "保险",
    "证券",
    "基金",
    "租赁",
    "担保",
    "发展",
    "开发",
    "建设",
    "建筑",
    "工程",
    "装饰",
    "装修",
    "设计",
    "地产",
    "房地产",
    "置业",
    "物业",
    "管理",
    "服务",
    "咨询",
    "顾问",
    "策划",
    "广告",
    "传媒",
    "文化",
    "传播",
    "教育",
    "培训",
    "学校",
    "大学",
    "医院",
    "医疗",
    "医药",
    "药业",
    "制药",
    "生物",
    "健康",
    "食品",
    "饮料",
    "餐饮",
    "酒店",
    "饭店",
    "宾馆",
    "酒家",
    "酒业",
    "茶业",
    "农业",
    "农产品",
    "化工",
    "化学",
    "材料",
    "新材料",
    "塑胶",
    "塑料",
    "橡胶",
    "五金",
    "机械",
    "设备",
    "机电",
    "制造",
    "仪器",
    "汽车",
    "车辆",
    "配件",
    "物流",
    "运输",
    "货运",
    "航空",
    "旅游",
    "旅行社",
    "能源",
    "新能源",
    "环保",
    "石油",
    "钢铁",
    "金属",
    "纺织",
    "服装",
    "服饰",
    "家具",
    "家居",
    "百货",
    "超市",
    "印刷",
];

/// A company's name taken apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct CompanyName {
    /// The whole name, letters and digits only.
    pub(super) squashed: String,
    /// Trade name and trade, at most 64 characters. Empty only where the name has no letter at all.
    pub(super) core: String,
    /// Where the name places the company, if it does.
    pub(super) region: Option<Region>,
}

impl CompanyName {
    /// Takes a name apart; any text is one.
    pub(super) fn of(name: &str) -> Self {
        let folded = fold(name);
        let (text, aside) = without_asides(&folded);
        let (text, seat) = without_form(&text);
        let (core, front) = without_region(squash(&text));
        let squashed = squash(&folded);
        let core = if core.is_empty() { &squashed } else { &core };
        // As much as the search entry holds: what is not indexed would not be found.
        let core = core.chars().take(MAX_NAME_CHARS).collect();
        // A branch belongs where it stands, whatever its parent's name says.
        Self { squashed, core, region: seat.or(front).or(aside) }
    }
}

/// For every byte of a core, whether it belongs to a word of trade.
pub(super) fn trade_bytes(core: &str) -> Vec<bool> {
    let mut trade = vec![false; core.len()];
    for (at, _) in core.char_indices() {
        if let Some(word) = TRADES.iter().filter(|word| core[at..].starts_with(**word)).max_by_key(|word| word.len()) {
            trade[at..at + word.len()].fill(true);
        }
    }
    trade
}

/// Drops brackets: with their content where it is a region or says nothing, else alone.
fn without_asides(folded: &str) -> (String, Option<Region>) {
    let (mut text, mut region) = (String::with_capacity(folded.len()), None);
    let mut rest = folded;
    while let Some((start, open)) =
        rest.char_indices().find(|(_, character)| BRACKETS.iter().any(|(open, _)| open == character))
    {
        text.push_str(&rest[..start]);
        let inside = &rest[start + open.len_utf8()..];
        let end = BRACKETS
            .iter()
            .find(|(other, _)| *other == open)
            .and_then(|(_, close)| inside.find(*close).zip(Some(*close)));
        let Some((end, close)) = end else {
            rest = inside;
            continue;
        };
        let content = inside[..end].trim();
        let place = whole(content);
        if place.is_none() && !ASIDES.contains(&content) && !FORMS.contains(&content) {
            text.push(' ');
            text.push_str(content);
        }
        region = region.or(place);
        text.push(' ');
        rest = &inside[end + close.len_utf8()..];
    }
    text.push_str(rest);
    (text, region)
}

/// Drops forms of organization from the end, and with a branch its place.
fn without_form(text: &str) -> (String, Option<Region>) {
    let (mut text, mut seat) = (text, None);
    loop {
        text = text.trim_end_matches(|character: char| !character.is_alphanumeric());
        let word_start = text
            .rfind(|character: char| !character.is_ascii_alphanumeric())
            .map_or(0, |at| at + text[at..].chars().next().map_or(0, char::len_utf8));
        let shorter = if LATIN_FORMS.contains(&&text[word_start..]) {
            Some(&text[..word_start])
        } else {
            FORMS.iter().find_map(|form| {
                let rest = text.strip_suffix(form)?;
                let branch = BRANCHES.contains(form).then(|| trailing(rest)).flatten();
                Some(match branch {
                    Some((region, rest)) if !rest.is_empty() => {
                        seat = seat.or(Some(region));
                        rest
                    }
                    _ => rest,
                })
            })
        };
        match shorter.filter(|rest| rest.chars().any(char::is_alphanumeric)) {
            Some(rest) => text = rest,
            None => return (text.to_owned(), seat),
        }
    }
}

/// Drops the region from the front where a name is left without it.
fn without_region(squashed: String) -> (String, Option<Region>) {
    match leading(&squashed) {
        Some((region, rest)) if rest.chars().count() >= 2 && !is_all_trade(rest) => (rest.to_owned(), Some(region)),
        Some((region, _)) => (squashed, Some(region)),
        None => (squashed, None),
    }
}

/// Whether a text is made of words of trade alone.
fn is_all_trade(text: &str) -> bool {
    text.is_empty() || TRADES.iter().any(|trade| text.strip_prefix(trade).is_some_and(is_all_trade))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_are_folded_and_name_things_once() {
        let mut seen = std::collections::HashSet::new();
        for word in FORMS.iter().chain(&LATIN_FORMS).chain(&TRADES) {
            assert_eq!(fold(word), *word);
            assert!(seen.insert(word), "{word} stands twice");
        }
        assert!(FORMS.is_sorted_by_key(|form| std::cmp::Reverse(form.chars().count())));
    }
}
