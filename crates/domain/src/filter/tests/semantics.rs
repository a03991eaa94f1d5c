//! What predicates say about records, missing values above all.

use super::*;

fn full() -> Sheet {
    Sheet::default()
        .with("active", Cell::Boolean(true))
        .with("addresses", Cell::Object)
        .with("amount", Cell::Decimal(number("100.50")))
        .with("birthday", Cell::Date(day("1990-05-01")))
        .with("budget", Cell::Decimal(number("100.5")))
        .with("created_at", Cell::Timestamp(instant("2026-11-22T16:00:00Z")))
        .with("custom.size", Cell::Integer(50))
        .with("custom.seats", Cell::Integer(100))
        .with("level", Cell::Text("A"))
        .with("locked", Cell::Boolean(false))
        .with("name", Cell::Text("深圳华兴科技😀"))
        .with("owner", Cell::Id(ME))
        .with("parent", Cell::Id(ME))
        .with("short_name", Cell::Text("华兴"))
        .with("tags", Cell::TextList(vec!["vip", "出口"]))
}

fn holds(source: &str, record: &Sheet) -> bool {
    read(source).unwrap_or_else(|error| panic!("{source}: {error}")).holds(record)
}

/// Whether it holds for a record with every value, and for one without any.
#[test]
fn truth_table() {
    let table = [
        ("true", true, true),
        ("false", false, false),
        (r#"level == "A""#, true, false),
        (r#"level != "A""#, false, true),
        (r#"level == "B""#, false, false),
        (r#"level != "B""#, true, true),
        (r#"!(level != "A")"#, true, false),
        (r#"!!(level == "A")"#, true, false),
        ("level == null", false, true),
        ("level != null", true, false),
        ("!(level == null)", true, false),
        ("has(custom.size)", true, false),
        ("addresses == null", false, true),
        ("addresses != null", true, false),
        ("tags == null", false, true),
        ("active", true, false),
        ("!active", false, true),
        ("active == false", false, false),
        ("locked == false", true, false),
        ("active == locked", false, false),
        ("active != locked", true, true),
        ("custom.size > 49", true, false),
        ("custom.size > 50", false, false),
        ("custom.size >= 50", true, false),
        ("!(custom.size > 50)", true, true),
        ("custom.size < 50.5", true, false),
        ("custom.size < 1e20", true, false),
        ("custom.size in [1, 50]", true, false),
        ("!(custom.size in [1, 2])", true, true),
        ("amount == 100.5", true, false),
        ("amount == budget", true, false),
        ("amount > custom.seats", true, false),
        ("amount < custom.size", false, false),
        ("!(amount < custom.size)", true, true),
        (r#"level in ["A", "B"]"#, true, false),
        (r#"!(level in ["B"])"#, true, true),
        (r#""vip" in tags"#, true, false),
        (r#""VIP" in tags"#, false, false),
        (r#"!("gold" in tags)"#, true, true),
        ("size(tags) == 2", true, false),
        ("size(tags) >= 0", true, false),
        ("size(name) == 7", true, false),
        ("!(size(name) == 8)", true, true),
        (r#"name.contains("科技")"#, true, false),
        (r#"name.contains("")"#, true, false),
        (r#"name.startsWith("深圳")"#, true, false),
        (r#"name.endsWith("😀")"#, true, false),
        (r#"name.endsWith("科技")"#, false, false),
        (r#"!name.contains("银行")"#, true, true),
        ("name == short_name", false, false),
        ("name != short_name", true, true),
        ("owner == me", true, false),
        ("owner == parent", true, false),
        ("created_at == today", true, false),
        ("created_at < today", false, false),
        (r#"birthday < date("1990-05-02")"#, true, false),
        (r#"level == "A" && custom.size == 50"#, true, false),
        (r#"level == "A" || level == null"#, true, true),
        (r#"!(level == "A" && custom.size == 1)"#, true, true),
        (r#"!(level == "B" || custom.size == 1)"#, true, true),
    ];
    for (source, with_values, without) in table {
        assert_eq!(holds(source, &full()), with_values, "{source} with values");
        assert_eq!(holds(source, &Sheet::default()), without, "{source} without values");
    }
}

#[test]
fn one_missing_side_is_enough_to_make_a_comparison_false() {
    let record = Sheet::default().with("amount", Cell::Decimal(number("5")));
    for (source, expected) in [
        ("amount == budget", false),
        ("amount != budget", true),
        ("amount > budget", false),
        ("amount <= budget", false),
        ("budget == budget", false),
        ("amount == amount", true),
    ] {
        assert_eq!(holds(source, &record), expected, "{source}");
    }
}

#[test]
fn texts_compare_by_code_point() {
    let record = Sheet::default().with("name", Cell::Text("Z")).with("short_name", Cell::Text("\u{ff5e}"));
    for (source, expected) in [
        (r#"name < "a""#, true),
        (r#"name == "z""#, false),
        (r#"name > "É""#, false),
        // Beyond the basic plane code points and UTF-16 disagree: U+FF5E is before U+1F600.
        (r#"short_name < "😀""#, true),
        (r#"short_name > "科""#, true),
        (r#"name < "Z ""#, true),
    ] {
        assert_eq!(holds(source, &record), expected, "{source}");
    }
}

#[test]
fn an_empty_text_and_an_empty_list_are_values() {
    let record = Sheet::default().with("name", Cell::Text("")).with("tags", Cell::TextList(Vec::new()));
    for (source, expected) in [
        (r#"name == """#, true),
        ("name == null", false),
        ("size(name) == 0", true),
        ("tags == null", false),
        ("size(tags) == 0", true),
        (r#"!("vip" in tags)"#, true),
    ] {
        assert_eq!(holds(source, &record), expected, "{source}");
    }
}

/// A record that gives a value of another kind than the registry promised matches nothing rather than anything.
#[test]
fn a_value_of_the_wrong_kind_satisfies_no_comparison() {
    let record = Sheet::default().with("custom.size", Cell::Text("50")).with("name", Cell::Integer(5));
    for source in
        ["custom.size == 50", "custom.size < 99", "custom.size in [50]", r#"name.contains("5")"#, "size(name) > 0"]
    {
        assert!(!holds(source, &record), "{source}");
    }
}
