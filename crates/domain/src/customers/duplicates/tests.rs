//! Tables of company names as they occur, and properties over random ones.

use proptest::prelude::*;

use super::*;
use crate::search::Tokens;

#[test]
fn cores_of_real_looking_names() {
    for (name, core) in [
        ("深圳市华兴科技有限公司", "华兴科技"),
        ("深圳华兴科技股份有限公司", "华兴科技"),
        ("华兴科技（深圳）有限公司", "华兴科技"),
        ("華興科技（深圳）股份有限公司", "华兴科技"),
        ("广东省深圳市南山区华兴科技有限责任公司", "华兴科技"),
        ("华兴科技有限公司深圳分公司", "华兴科技"),
        ("华兴科技有限公司深圳市办事处", "华兴科技"),
        ("华兴科技【集团】股份公司", "华兴科技"),
        ("华兴（集团）", "华兴"),
        ("华兴集团有限公司", "华兴"),
        ("ＨＵＡＸＩＮＧ Tech Co., Ltd.", "huaxingtech"),
        ("Huaxing Tech (Shenzhen) Limited", "huaxingtechshenzhen"),
        ("Huaxing Tech (China) Inc", "huaxingtech"),
        ("Acme Holdings Pte. Ltd.", "acmeholdings"),
        ("Foo LLC", "foo"),
        ("Inc", "inc"),
        ("臺灣積體電路製造股份有限公司", "积体电路制造"),
        ("鴻海精密工業股份有限公司", "鸿海精密工业"),
        ("香港华润（集团）有限公司", "华润"),
        ("北京银行股份有限公司", "北京银行"),
        ("上海银行", "上海银行"),
        ("上海贸易有限公司", "上海贸易"),
        ("深圳市有限公司", "深圳市"),
        ("公司", "公司"),
        ("北京市场研究有限公司", "市场研究"),
        ("内蒙古伊利实业集团股份有限公司", "伊利实业"),
        ("上海复星（有限合伙）", "复星"),
        ("海南航空", "海南航空"),
        ("TCL科技集团", "tcl科技"),
        ("未闭合（括号有限公司", "未闭合括号"),
        ("A", "a"),
        ("——", ""),
        ("", ""),
    ] {
        assert_eq!(name_core(name), core, "{name}");
    }
}

#[test]
fn similarity_of_real_looking_names() {
    for (a, b, score) in [
        ("深圳市华兴科技有限公司", "华兴科技（深圳）股份有限公司", 100),
        ("深圳市华兴科技有限公司", "華興科技", 100),
        ("广东华兴科技有限公司", "深圳市华兴科技有限公司", 100),
        ("深圳市华兴科技有限公司", "北京华兴科技有限公司", 85),
        ("华兴科技有限公司深圳分公司", "华兴科技有限公司广州分公司", 85),
        ("华兴科技有限公司", "华星科技有限公司", 80),
        ("深圳华兴科技有限公司", "北京华星科技有限公司", 65),
        ("华兴科技有限公司", "华兴科技发展有限公司", 83),
        ("华兴", "华兴科技有限公司", 75),
        ("华兴科技有限公司", "华兴新科技有限公司", 61),
        ("华兴科技有限公司", "华兴贸易有限公司", 60),
        ("华兴科技有限公司", "兴华科技有限公司", 20),
        ("博瑞达生物科技有限公司", "博瑞生物科技有限公司", 70),
        ("博达新能源汽车科技有限公司", "腾飞新能源汽车科技有限公司", 60),
        ("鑫隆进出口贸易有限公司", "博达进出口贸易有限公司", 50),
        ("北京银行", "上海银行", 5),
        ("中国石油化工股份有限公司", "中国石油化工集团公司", 100),
        ("中国石油化工", "中国石油天然气", 52),
        ("Huaxing Tech Co., Ltd.", "Huaxing Technology Ltd", 75),
        ("华信", "华信息技术", 28),
        ("王", "王", 100),
        ("王", "汪", 0),
        ("华兴", "腾讯", 0),
        ("——", "——", 0),
    ] {
        assert_eq!(similarity(a, b), score, "{a} / {b}");
    }
}

fn company(name: &str) -> Facts {
    Facts { name: name.to_owned(), ..Facts::default() }
}

#[test]
fn reasons_come_in_the_order_of_weight() {
    let known = Facts {
        credit_code: Some("91440300708461136T".to_owned()),
        phones: vec!["0755-8888 6666".to_owned(), "138 1234 5678".to_owned()],
        emails: vec!["Info@HuaXing.com".to_owned()],
        ..company("深圳市华兴科技有限公司")
    };
    let twin = Facts {
        credit_code: Some("９１440300708461136t".to_owned()),
        phones: vec!["+86 138-1234-5678".to_owned()],
        emails: vec!["info@huaxing.com".to_owned()],
        ..company("华兴科技")
    };
    let all = [Reason::SameCreditCode, Reason::SamePhone, Reason::SameEmail, Reason::SameName];
    assert_eq!(judge(&twin, &known), all);
    assert!(all.is_sorted());
    assert_eq!(judge(&company("华星科技"), &known), [Reason::SimilarName { score: 80 }]);
    assert_eq!(judge(&company("北京华兴科技"), &known), [Reason::SimilarName { score: 85 }]);
    assert_eq!(judge(&company("腾讯"), &known), []);
}

#[test]
fn what_is_missing_is_not_alike() {
    let empty = Facts {
        credit_code: Some(" ".to_owned()),
        phones: vec![String::new(), "110".to_owned()],
        emails: vec![String::new(), "-".to_owned()],
        ..company("——")
    };
    assert_eq!(judge(&empty, &empty), []);
}

#[test]
fn people_are_alike_only_by_the_same_name() {
    let person = |name: &str| Facts { person: true, ..company(name) };
    assert_eq!(judge(&person("王 偉"), &person("王伟")), [Reason::SameName]);
    assert_eq!(judge(&person("王伟"), &person("王玮")), []);
    assert_eq!(judge(&person("高公司"), &company("高")), []);
}

#[test]
fn codes_are_stable_and_the_same_in_json() {
    for reason in [
        Reason::SameCreditCode,
        Reason::SamePhone,
        Reason::SameEmail,
        Reason::SameName,
        Reason::SimilarName { score: 71 },
    ] {
        let json = serde_json::to_value(reason).expect("json");
        assert_eq!(json["code"], reason.code());
        assert_eq!(serde_json::from_value::<Reason>(json).expect("reason"), reason);
    }
    let json = serde_json::to_string(&Reason::SimilarName { score: 71 }).expect("json");
    assert_eq!(json, r#"{"code":"similar_name","score":71}"#);
    assert_eq!(serde_json::to_string(&DuplicatePolicy::AllowWithReason).expect("json"), "\"allow_with_reason\"");
}

#[test]
fn near_names_are_asked_for_by_their_rarest_pieces() {
    assert_eq!(near_name_query("深圳市华兴科技有限公司").to_tsquery_text(), "('k:~huaxingkeji' | 'k:华兴')");
    assert_eq!(
        near_name_query("博瑞达实业").to_tsquery_text(),
        "('k:~boruidashiye' | (('k:博瑞' & ('k:瑞达' | ('k:达实' & 'k:实业'))) | ('k:瑞达' & 'k:达实' & 'k:实业')))"
    );
    assert_eq!(near_name_query("王").to_tsquery_text(), "'k:~wang'");
    let long = near_name_query("International Trading and Manufacturing Corporation of the Southern Provinces")
        .to_tsquery_text();
    assert!(long.matches("'k:").count() <= MAX_TERMS + 1, "{long}");
}

/// A core made of few characters, so that random pairs are often alike.
fn name() -> impl Strategy<Value = String> {
    let core = "[华兴星科技贸易新发展]{1,12}|[abc]{1,14}|[华兴科技abx]{2,10}|[\\u{4E00}-\\u{9FA5}]{1,8}|([华兴]{1,4}[a-d]{2,5}){1,3}";
    (proptest::option::of("深圳市|北京|广东"), core, proptest::option::of("有限公司|集团| Ltd"))
        .prop_map(|(region, core, form)| format!("{}{core}{}", region.unwrap_or_default(), form.unwrap_or_default()))
}

/// A name and another made of it by small changes, or by leaving out its end.
fn name_and_variant() -> impl Strategy<Value = (String, String)> {
    let change =
        (0usize..40, proptest::option::of(prop_oneof![Just('新'), Just('星'), Just('a'), Just('展')]), any::<bool>());
    let left_out = prop_oneof![Just(0usize), 0usize..8];
    (name(), proptest::collection::vec(change, 0..4), left_out).prop_map(|(name, changes, left_out)| {
        let mut characters: Vec<char> = name.chars().collect();
        characters.truncate(characters.len().saturating_sub(left_out).max(1));
        let changes = if left_out > 0 { Vec::new() } else { changes };
        for (at, character, replace) in changes {
            let at = at % (characters.len() + 1);
            if replace && at < characters.len() {
                characters.remove(at);
            }
            characters.splice(at..at, character);
        }
        (name, characters.into_iter().collect())
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 2000, max_global_rejects: 100_000, ..ProptestConfig::default() })]

    #[test]
    fn every_similar_name_is_among_the_candidates((a, b) in name_and_variant()) {
        prop_assume!(similarity(&a, &b) >= SIMILAR_NAME);
        let mut entry = Tokens::new();
        entry.add(Class::Name, &b).add(Class::Core, &name_core(&b));
        prop_assert!(near_name_query(&a).matches(&entry), "{a} / {b} / {}", near_name_query(&a).to_tsquery_text());
    }

    #[test]
    fn similarity_is_symmetric_and_bounded(a in name(), b in name()) {
        let score = similarity(&a, &b);
        prop_assert_eq!(score, similarity(&b, &a));
        prop_assert!(score <= 100);
        prop_assert_eq!(similarity(&a, &a), 100);
    }

    #[test]
    fn a_core_is_its_own_core_written_with_a_form(core in "[华兴星腾讯]{2,6}") {
        for name in [format!("{core}有限公司"), format!("{core}（集团）股份有限公司"), format!("深圳市{core}"), format!("{core} Co., Ltd.")] {
            prop_assert_eq!(name_core(&name), core.as_str());
        }
    }

    #[test]
    fn any_text_has_a_core(name in "\\PC{0,80}") {
        prop_assert_eq!(name_core(&name).is_empty(), squash(&name).is_empty());
    }
}
