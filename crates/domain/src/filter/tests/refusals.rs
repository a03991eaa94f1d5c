//! What is refused: the code, the place and the hint.

use std::collections::BTreeSet;

use super::*;
use crate::filter::message::catalogue;
use crate::values::LocaleCode::{self, En, ZhCn, ZhTw};

/// Code, first character and number of characters, hint.
fn refusal(source: &str) -> (&'static str, usize, usize, Option<Expected>) {
    match read(source) {
        Ok(predicate) => panic!("{source} was understood: {predicate}"),
        Err(error) => (error.code, error.position, error.length, error.expected),
    }
}

#[test]
fn broken_grammar_is_placed() {
    let table = [
        ("", 0, 0, Expected::Value),
        ("  ", 2, 0, Expected::Value),
        ("// 只有注释", 7, 0, Expected::Value),
        ("level ==", 8, 0, Expected::Value),
        ("level == &&", 9, 0, Expected::Value),
        (r#"level == "A" active"#, 13, 0, Expected::Operator),
        (r#"name == "😀科" level"#, 13, 0, Expected::Operator),
        ("active &&\n&& locked", 10, 0, Expected::Value),
        ("name == \"科\"\n  && name == \"技\" level", 29, 0, Expected::Operator),
        ("(active", 0, 1, Expected::Bracket),
        ("active)", 6, 1, Expected::Bracket),
        (r#"level in ["A")"#, 13, 1, Expected::Bracket),
        (r#"name == "科技"#, 8, 1, Expected::ClosingQuote),
        ("name == 'a\nb'", 8, 1, Expected::ClosingQuote),
        (r#"name == "\q""#, 9, 1, Expected::Escape),
        (r#"name == "\u12""#, 9, 1, Expected::Escape),
        (r#"name == "\ud800""#, 8, 0, Expected::Escape),
        ("name == \"a\0\"", 10, 1, Expected::Text),
        ("name == 科技", 8, 1, Expected::Text),
        ("name == “科技”", 8, 1, Expected::HalfWidth),
        ("level ＝ 1", 6, 1, Expected::HalfWidth),
        ("active，locked", 6, 1, Expected::HalfWidth),
        (r#"level = "A""#, 6, 1, Expected::Operator),
        ("active & locked", 7, 1, Expected::Operator),
        ("active; locked", 6, 1, Expected::Operator),
        ("custom.`size` > 1", 7, 1, Expected::Operator),
        ("custom.size > 99999999999999999999", 14, 0, Expected::InRange),
        ("custom.size == 9223372036854775807 + 1", 35, 1, Expected::InRange),
        ("custom.size == 1 / 0", 17, 1, Expected::InRange),
        ("amount == 1.0 % 0", 14, 1, Expected::InRange),
        ("amount > 1e27", 9, 4, Expected::InRange),
        ("amount > 1e999", 9, 0, Expected::InRange),
        (r#"created_at > date("0001-01-01")"#, 13, 4, Expected::InRange),
        (r#"created_at > timestamp("0100-01-01T00:00:00Z") - duration("2562000h")"#, 47, 1, Expected::InRange),
        (r#"birthday > date("9999-12-31") + duration("24h")"#, 30, 1, Expected::InRange),
        ("for == 1", 0, 0, Expected::Field),
        (r#"name == "科" && has(level)"#, 19, 0, Expected::CustomField),
    ];
    for (source, position, length, expected) in table {
        assert_eq!(refusal(source), ("invalid_filter", position, length, Some(expected)), "{source}");
    }
}

#[test]
fn kinds_that_do_not_fit_are_placed() {
    let table = [
        ("level", 0, 5, Expected::Condition),
        ("custom.size && active", 0, 11, Expected::Condition),
        ("active && 1", 10, 1, Expected::Condition),
        ("size(name)", 0, 4, Expected::Condition),
        ("null", 0, 4, Expected::Condition),
        ("[active]", 0, 1, Expected::Value),
        ("level == 1", 9, 1, Expected::Code),
        ("name == 1", 8, 1, Expected::Text),
        ("name == me", 8, 2, Expected::Text),
        (r#"name == "科技" && amount == "5""#, 26, 3, Expected::Number),
        (r#"custom . size == "5""#, 17, 3, Expected::Number),
        (r#"active == "true""#, 10, 6, Expected::Boolean),
        (r#"birthday == "2026-11-23""#, 12, 12, Expected::Date),
        ("birthday < now", 11, 3, Expected::Date),
        (r#"created_at > "2026-11-23""#, 13, 12, Expected::Timestamp),
        (r#"created_at > duration("1h")"#, 13, 8, Expected::Timestamp),
        (r#"owner == "张三""#, 9, 4, Expected::Id),
        ("owner == 5", 9, 1, Expected::Id),
        (r#"addresses == "x""#, 13, 3, Expected::Null),
        (r#"tags == "vip""#, 8, 5, Expected::Null),
        (r#"tags == ["vip"]"#, 8, 1, Expected::Value),
        (r#"level < "B""#, 6, 1, Expected::Equality),
        ("owner > me", 6, 1, Expected::Equality),
        ("active >= locked", 7, 2, Expected::Equality),
        ("level < null", 6, 1, Expected::Equality),
        ("name < level", 5, 1, Expected::Equality),
        ("birthday < created_at", 11, 10, Expected::Date),
        ("tags == addresses", 8, 9, Expected::List),
        ("null == null", 8, 4, Expected::Field),
        ("1 == null", 0, 1, Expected::Field),
        (r#"1 == "1""#, 5, 3, Expected::Field),
        (r#"level in "A""#, 9, 3, Expected::List),
        ("level in name", 9, 4, Expected::List),
        (r#""A" in ["A"]"#, 0, 3, Expected::Field),
        (r#"level in ["A", null]"#, 15, 4, Expected::Literal),
        (r#"level in ["A", name]"#, 15, 4, Expected::Literal),
        (r#"level in ["A", 1]"#, 15, 1, Expected::Code),
        (r#"tags in ["vip"]"#, 9, 5, Expected::List),
        ("1 in tags", 0, 1, Expected::Text),
        ("level in tags", 0, 5, Expected::Text),
        (r#"amount.contains("5")"#, 0, 6, Expected::Text),
        (r#"tags.contains("vip")"#, 0, 4, Expected::Text),
        ("name.contains(5)", 14, 1, Expected::Text),
        ("name.contains(short_name)", 14, 10, Expected::Text),
        ("name.contains()", 5, 8, Expected::Text),
        (r#"contains(name, "x")"#, 0, 8, Expected::Text),
        ("size(amount) > 1", 5, 6, Expected::Text),
        (r#"size(name) > "1""#, 13, 3, Expected::Number),
        ("size(name) > size(tags)", 13, 4, Expected::Literal),
        ("size() > 1", 0, 4, Expected::Value),
        ("size(name) == null", 0, 4, Expected::Field),
        (r#"birthday == date("2026-02-30")"#, 17, 12, Expected::Date),
        (r#"birthday == date("2026-2-3")"#, 17, 10, Expected::Date),
        ("birthday == date(5)", 17, 1, Expected::Date),
        ("birthday == date()", 12, 4, Expected::Date),
        (r#"created_at > timestamp("2026-11-23")"#, 23, 12, Expected::Timestamp),
        (r#"created_at > now - duration("30d")"#, 28, 5, Expected::Duration),
        (r#"created_at > now - 5"#, 17, 1, Expected::Value),
        (r#"created_at > now + duration("1h") * 2"#, 34, 1, Expected::Value),
        ("created_at > now - now", 17, 1, Expected::Value),
        (r#"custom.size == -"5""#, 15, 1, Expected::Value),
        ("custom.size == null + 1", 15, 4, Expected::Literal),
        (r#"name == "a\u0000""#, 8, 9, Expected::Text),
    ];
    for (source, position, length, expected) in table {
        assert_eq!(refusal(source), ("type_mismatch", position, length, Some(expected)), "{source}");
    }
}

#[test]
fn what_cel_knows_and_filters_do_not_is_named() {
    let table = [
        ("active ? locked : true", 7, 1, "?"),
        ("custom.?size == 1", 7, 1, "?"),
        (r#"{"a": 1} == 1"#, 0, 1, "{"),
        ("Customer{} == 1", 8, 1, "{"),
        (r#"tags[0] == "vip""#, 4, 1, "[]"),
        (r#"tags.exists(t, t == "vip")"#, 5, 6, "exists"),
        ("tags.all (t, true)", 5, 3, "all"),
        ("tags.map(t, t) == null", 5, 3, "map"),
        ("tags.filter(t, true) == null", 5, 6, "filter"),
        ("tags.exists_one(t, true)", 5, 10, "exists_one"),
        ("amount * 2 > 5", 7, 1, "*"),
        ("5 < -amount", 4, 1, "-"),
        ("size(name) + 1 > 5", 11, 1, "+"),
        ("created_at + duration(\"1h\") > now", 11, 1, "+"),
        (r#"(level == "A") == true"#, 7, 2, "=="),
        ("active == !locked", 10, 1, "!"),
        ("active == (locked && true)", 18, 2, "&&"),
        ("has(custom.size) == true", 0, 3, "has"),
        (r#"name.contains("a") == true"#, 5, 8, "contains"),
        ("int(name) == 5", 0, 3, "int"),
        ("created_at.getFullYear() == 2026", 11, 11, "getFullYear"),
        ("name . lower( ) == \"a\"", 7, 5, "lower"),
        (r#"size(name).x == 1"#, 10, 1, "."),
        (r#"name == r"\d""#, 8, 1, "r"),
        (r#"name == b"x""#, 8, 1, "b"),
        (r#"name == """x""""#, 8, 3, "\"\"\""),
    ];
    for (source, position, length, what) in table {
        let error = read(source).expect_err(source);
        assert_eq!(
            (error.code, error.position, error.length),
            ("unsupported_expression", position, length),
            "{source}"
        );
        assert_eq!(error.params, [("what", what.to_owned())], "{source}");
    }
}

#[test]
fn patterns_are_refused_by_name() {
    assert_eq!(refusal(r#"active && name.matches("科.*")"#), ("matches_refused", 15, 7, None));
    assert_eq!(refusal(r#"matches(name, "科.*")"#), ("matches_refused", 0, 7, None));
}

#[test]
fn unknown_fields_come_with_suggestions() {
    let error = read(r#"name == "科技" && levle == "A""#).unwrap_err();
    assert_eq!((error.code, error.position, error.length), ("unknown_field", 16, 5));
    assert_eq!(error.params, [("name", "levle".to_owned()), ("suggestions", "level".to_owned())]);

    let error = read("custom.sise > 1").unwrap_err();
    assert_eq!((error.code, error.position, error.length), ("unknown_field", 0, 11));
    assert!(error.params.contains(&("suggestions", "custom.size".to_owned())), "{:?}", error.params);

    let error = read("last_contacted > now").unwrap_err();
    assert!(error.params.contains(&("suggestions", "last_contacted_at".to_owned())), "{:?}", error.params);

    let error = read("has(custom.zzz)").unwrap_err();
    assert_eq!((error.code, error.position), ("unknown_field", 4));

    let error = read("qqq == null").unwrap_err();
    assert_eq!(error.params, [("name", "qqq".to_owned()), ("suggestions", String::new())]);

    for source in [".level == null", "now.year == 1", "custom == null"] {
        assert_eq!(read(source).unwrap_err().code, "unknown_field", "{source}");
    }
}

#[test]
fn a_masked_field_cannot_be_probed() {
    for source in [r#"phone == "138""#, r#"phone.startsWith("138")"#, "phone == null", "size(phone) == 11", "phone"] {
        let error = read(source).unwrap_err();
        assert_eq!((error.code, error.params), ("field_restricted", vec![("name", "phone".to_owned())]), "{source}");
    }
}

#[test]
fn every_refusal_reads_well_in_three_languages() {
    let keys = |locale: LocaleCode| catalogue(locale).keys().cloned().collect::<BTreeSet<_>>();
    assert_eq!(keys(ZhCn), keys(En));
    assert_eq!(keys(ZhCn), keys(ZhTw));
    assert!(keys(En).len() > 30);

    let placeholders = |text: &str| {
        text.match_indices('{').map(|(at, _)| text[at..].split_inclusive('}').next().unwrap_or("").to_owned()).collect()
    };
    for key in keys(En) {
        let of = |locale: LocaleCode| -> BTreeSet<String> { placeholders(&catalogue(locale)[&key]) };
        assert_eq!(of(ZhCn), of(En), "{key}");
        assert_eq!(of(ZhCn), of(ZhTw), "{key}");
    }

    let error = read(r#"level == "A" && birthday == "2026""#).unwrap_err();
    assert_eq!(error.message(ZhCn), r#"第 29 个字符处类型不符，这里应为日期，例如 date("2026-11-23") 或 today。"#);
    assert_eq!(
        read("levle == null").unwrap_err().message(ZhTw),
        "第 1 個字元處：沒有名為「levle」的欄位。您是否要輸入 level？"
    );
    assert_eq!(read("qqq == null").unwrap_err().message(En), r#"Character 1: there is no field named "qqq"."#);
    assert_eq!(
        read(&"!".repeat(60)).unwrap_err().to_string(),
        "Character 51: nested more than 50 levels deep; split or simplify the filter."
    );
}

#[test]
fn traditional_is_written_in_traditional_characters() {
    for (key, text) in catalogue(ZhTw) {
        assert_eq!(&hanconv::s2t(text), text, "{key}");
    }
}

#[test]
fn a_refusal_can_be_told_as_that_of_a_request_field() {
    let invalid = read("birthday == 5").unwrap_err().to_invalid();
    assert_eq!(invalid.code, "type_mismatch");
    assert_eq!(invalid.params, [("position", "13".to_owned()), ("expected", "date".to_owned())]);
}
