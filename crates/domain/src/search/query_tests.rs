//! Tables of what is found by what, and properties over random names.

use proptest::prelude::*;

use super::*;
use crate::search::{initials, readings, squash};

const ALL: [Class; 6] = Class::TEXTS;

fn customer() -> Tokens {
    let mut tokens = Tokens::new();
    tokens
        .add(Class::Name, "深圳市华兴科技（集团）股份有限公司")
        .add(Class::Name, "华兴 HX-Tech")
        .add(Class::Phone, "+86 138 1234 5678")
        .add(Class::Phone, "0755-88886666")
        .add(Class::Email, "Li.Si@huaxing.com.cn")
        .add(Class::Number, "C202611-00042")
        .add(Class::Identity, "91440300708461136T")
        .add(Class::Note, "展会认识,iPhone 17 采购意向强");
    tokens
}

fn finds(words: &str, allowed: &[Class], record: &Tokens) -> bool {
    Query::parse(words, allowed).is_some_and(|query| query.matches(record))
}

#[test]
fn finds_a_customer_by_all_that_people_type() {
    let record = customer();
    for words in [
        "华兴",
        "華興",
        "华兴科技",
        "科技集团",
        "技(集",
        "股份有限",
        "深",
        "华",
        "华兴 深圳",
        "有限公司",
        "szshxkj",
        "hxkj",
        "hx",
        "s",
        "kjjt",
        "shenzhen",
        "huaxing",
        "HuaXingKe",
        "huaxingkejijituan",
        "ｈｕａｘｉｎｇ",
        "xing",
        "hx-tech",
        "hxtech",
        "tech",
        "ech",
        "华兴hx",
        "兴hxte",
        "13812345678",
        "138-1234-5678",
        "+8613812345678",
        "138 5678",
        "5678",
        "678",
        "1234567",
        "88886666",
        "075588886666",
        "li.si",
        "si@",
        "@huaxing",
        "huaxing.com",
        "LI.SI@HUAXING.COM.CN",
        "42",
        "00042",
        "0042",
        "202611",
        "C202611-00042",
        "c2026",
        "20261100042",
        "91440300708461136T",
        "9144",
        "136t",
        "展会",
        "展会认识",
        "iphone",
        "iph",
        "e17采",
        "采购意向",
        "华兴 hxkj 5678 42 展会",
        "华兴 &",
    ] {
        assert!(finds(words, &ALL, &record), "{words} finds it");
    }
    for words in [
        "华为",
        "兴华",
        "深圳华兴",
        "技科",
        "兴",
        "x",
        "hk",
        "gs",
        "yxgs",
        "uaxing",
        "13812345679",
        "81 34",
        "5687",
        "12",
        "2",
        "420",
        "0300",
        "phone",
        "华兴 华为",
        "&",
        "12345688",
        "sis",
        "cn",
    ] {
        assert!(!finds(words, &ALL, &record), "{words} does not find it");
    }
}

#[test]
fn a_query_needs_words() {
    for blank in ["", "   ", "\u{3000}\t\n", "\u{200B}"] {
        assert_eq!(Query::parse(blank, &ALL), None, "{blank:?}");
    }
    assert_eq!(Query::parse("……", &ALL).map(|query| query.to_tsquery_text()).as_deref(), Some("'-'"));
    assert_eq!(Query::parse("华兴", &[]).map(|query| query.to_tsquery_text()).as_deref(), Some("'-'"));
}

#[test]
fn masked_fields_cannot_be_probed() {
    let record = customer();
    let masked: Vec<Class> = ALL.into_iter().filter(|class| *class != Class::Phone).collect();
    for words in ["13812345678", "5678", "138", "华兴 138"] {
        assert!(finds(words, &ALL, &record), "{words}");
        assert!(!finds(words, &masked, &record), "{words}");
        let query = Query::parse(words, &masked).expect("words");
        assert!(!query.to_tsquery_text().contains("p:"), "{words}");
        assert!(query.recheck().iter().flatten().all(|contains| contains.class != Class::Phone), "{words}");
    }
}

#[test]
fn pairs_are_looked_at_a_second_time() {
    let mut record = Tokens::new();
    record.add(Class::Name, "国际中国国");
    let query = Query::parse("中国国际", &ALL).expect("words");
    let lexemes: HashSet<&str> = record.lexemes().into_iter().collect();
    assert!(query.lexemes.matches(&lexemes), "the index alone is deceived");
    assert!(!query.matches(&record));

    let [name, ..] = &query.recheck()[0][..] else { panic!("a text to look at") };
    assert_eq!((name.segment(), name.pattern().as_str()), (1, "%中国国际%"));
    assert!(Query::parse("中国 hxkj", &ALL).expect("words").recheck().is_empty(), "two characters prove themselves");
}

#[test]
fn writes_queries_for_postgresql() {
    for (words, text) in [
        ("华兴", "'n:华兴'"),
        ("华兴科技", "('n:华兴' & 'n:兴科' & 'n:科技')"),
        ("王 hx", "('n:^王' & ('n:hx':* | 'e:hx':*))"),
        ("o'neil", "('n:oneil':* | 'e:o''neil':*)"),
        ("5678", "('n:5678':* | 'p:5678':* | 'e:5678':*)"),
    ] {
        let query = Query::parse(words, &[Class::Name, Class::Phone, Class::Email]).expect("words");
        assert_eq!(query.to_tsquery_text(), text);
    }
}

#[test]
fn long_queries_are_cut() {
    let long = "华".repeat(1000);
    let query = Query::parse(&long, &[Class::Name]).expect("words");
    assert_eq!(query.recheck()[0][0].text.chars().count(), MAX_CHARS);
    let words = Query::parse("a b c d e f g h i j k", &[Class::Name]).expect("words").to_tsquery_text();
    assert_eq!(words.matches('&').count(), MAX_WORDS - 1);
}

#[test]
fn like_patterns_are_literal() {
    assert_eq!(escape_like(r"100%_a\b"), r"100\%\_a\\b");
}

/// Names as they occur, and worse.
fn any_name() -> impl Strategy<Value = String> {
    proptest::string::string_regex(
        "([\\u{4E00}-\\u{9FA5}]{1,14}|[A-Za-z][a-z]{0,8}|[0-9]{1,4}|（[\\u{4E00}-\\u{4E80}]{2}）|[·& -]){1,4}",
    )
    .expect("a regular expression")
    .prop_filter("a name has a letter", |name| !squash(name).is_empty())
}

/// A name and a stretch of its characters.
fn name_and_part() -> impl Strategy<Value = (String, String)> {
    any_name().prop_flat_map(|name| {
        let length = name.chars().count();
        (Just(name), 0..length, 2..=length.max(2)).prop_map(|(name, start, length)| {
            let part = name.chars().skip(start).take(length).collect();
            (name, part)
        })
    })
}

fn record(name: &str) -> Tokens {
    let mut tokens = Tokens::new();
    tokens.add(Class::Name, name);
    tokens
}

proptest! {
    #[test]
    fn any_part_of_a_name_finds_it((name, part) in name_and_part()) {
        // Of a part with spaces every word must be long enough to be a part, not a beginning.
        prop_assume!(squash(&part).chars().count() >= 2 && !fold(&part).contains(' '));
        prop_assert!(finds(&part, &[Class::Name], &record(&name)), "{part:?} in {name:?}");
    }

    #[test]
    fn any_part_of_the_initials_finds_it(name in "[\\u{4E00}-\\u{9FA5}]{2,20}", start in 0usize..20, length in 2usize..20) {
        let initials = initials(&name);
        let part: String = initials.chars().skip(start).take(length).collect();
        let legal = name.ends_with("公司");
        prop_assume!(part.len() >= 2 && !legal);
        prop_assert!(finds(&part, &[Class::Name], &record(&name)), "{part} of {initials}");
    }

    #[test]
    fn pinyin_from_any_syllable_finds_it(name in "[\\u{4E00}-\\u{9FA5}]{2,20}", from in 0usize..20, length in 2usize..30) {
        prop_assume!(!name.ends_with("公司"));
        for reading in readings(&name) {
            let rest: String = reading.syllables().skip(from).collect();
            prop_assume!(rest.len() >= 2);
            let typed = head(&rest, length);
            prop_assert!(finds(typed, &[Class::Name], &record(&name)), "{typed} of {rest}");
        }
    }

    #[test]
    fn any_run_of_three_digits_finds_a_phone(phone in "1[3-9][0-9]{9}|0[1-9][0-9]{9,10}", start in 0usize..9, length in 3usize..12) {
        let mut tokens = Tokens::new();
        tokens.add(Class::Phone, &phone);
        let part: String = phone.chars().skip(start).take(length).collect();
        prop_assume!(part.len() >= 3 && !(part.starts_with("0086") || part.starts_with("86") && part.len() > 12));
        prop_assert!(finds(&part, &[Class::Phone], &tokens), "{part} of {phone}");
    }

    #[test]
    fn a_part_that_is_not_there_is_not_found(name in any_name(), other in "[\\u{4E00}-\\u{4E20}]{2,6}") {
        prop_assert_eq!(finds(&other, &[Class::Name], &record(&name)), squash(&name).contains(&squash(&other)));
    }

    #[test]
    fn whatever_is_typed_is_answered(words in "\\PC{0,100}", name in any_name()) {
        if let Some(query) = Query::parse(&words, &ALL) {
            query.matches(&record(&name));
            prop_assert!(!query.to_tsquery_text().is_empty());
        }
    }
}
