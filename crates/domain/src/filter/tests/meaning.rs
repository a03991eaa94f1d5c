//! What each construct becomes.

use super::*;

#[test]
fn every_construct_has_its_canonical_form() {
    let table = [
        // Comparisons, with the literal on either side.
        (r#"level == "A""#, r#"level == "A""#),
        (r#""A" == level"#, r#"level == "A""#),
        (r#"level != "A""#, r#"level != "A""#),
        (r#"!(level == "A")"#, r#"level != "A""#),
        ("5 < custom.size", "custom.size > 5"),
        ("5 >= custom.size", "custom.size <= 5"),
        ("amount > 50", "amount > 50"),
        ("amount > 50.5", "amount > 50.5"),
        ("amount == -1.50", "amount == -1.50"),
        ("amount < 1.5e3", "amount < 1500"),
        ("amount < 100000000000000000000.0", "amount < 100000000000000000000.0"),
        ("custom.size == 5u", "custom.size == 5"),
        ("custom.size == 0x1F", "custom.size == 31"),
        (r#"name >= "科技""#, r#"name >= "科技""#),
        ("name == 'it\\'s'", r#"name == "it's""#),
        (r#"name == "\u79d1\t\"""#, r#"name == "科\t\"""#),
        ("name < short_name", "name < short_name"),
        ("amount > custom.size", "amount > custom.size"),
        ("owner != parent", "owner != parent"),
        (r#"level == name"#, "level == name"),
        // Whole numbers meet whole numbers.
        ("custom.size > 2.5", "custom.size > 2"),
        ("custom.size >= 2.5", "custom.size >= 3"),
        ("custom.size < 2.5", "custom.size < 3"),
        ("custom.size <= -2.5", "custom.size <= -3"),
        ("custom.size == 2.0", "custom.size == 2"),
        ("custom.size == 2.5", "false"),
        ("custom.size != 2.5", "true"),
        ("custom.size < 1e20", "custom.size <= 9223372036854775807"),
        ("custom.size > 1e20", "false"),
        ("custom.size > -1e20", "custom.size >= -9223372036854775808"),
        ("custom.size in [1, 2.0, 2.5]", "custom.size in [1, 2]"),
        ("custom.size in [2.5]", "false"),
        // Membership.
        (r#"level in ["A", "B"]"#, r#"level in ["A", "B"]"#),
        (r#"level in ["A", "B",]"#, r#"level in ["A", "B"]"#),
        (r#"!(level in ["A"])"#, r#"!(level in ["A"])"#),
        ("level in []", "false"),
        ("amount in [1, 2.5]", "amount in [1, 2.5]"),
        (r#"owner in [me]"#, r#"owner in ["01920000-0000-7000-8000-000000000001"]"#),
        (r#""vip" in tags"#, r#""vip" in tags"#),
        // Texts and sizes.
        (r#"name.contains("科技")"#, r#"name.contains("科技")"#),
        (r#"level.startsWith("44" + "03")"#, r#"level.startsWith("4403")"#),
        (r#"name.endsWith("")"#, r#"name.endsWith("")"#),
        ("size(name) > 5", "size(name) > 5"),
        ("tags.size() == 0", "size(tags) == 0"),
        ("2 <= size(tags)", "size(tags) >= 2"),
        ("size(tags) < 1.5", "size(tags) < 2"),
        ("size(tags) == 1.5", "false"),
        // Absence.
        ("level == null", "level == null"),
        ("null != level", "level != null"),
        ("has(custom.size)", "custom.size != null"),
        ("!has(custom.size)", "custom.size == null"),
        ("addresses != null", "addresses != null"),
        // Booleans.
        ("active", "active == true"),
        ("!active", "active != true"),
        ("active == false", "active == false"),
        ("active == locked", "active == locked"),
        ("true", "true"),
        ("!true", "false"),
        ("active && true", "active == true"),
        ("active && false", "false"),
        ("active || true", "true"),
        ("1 < 2", "true"),
        ("today == now", "false"),
        ("today < timestamp(\"2026-11-23T00:00:00+08:00\")", "false"),
        // Groups.
        ("active && locked && amount > 1", "active == true && locked == true && amount > 1"),
        ("(active && locked) && amount > 1", "active == true && locked == true && amount > 1"),
        ("active || locked && amount > 1", "active == true || (locked == true && amount > 1)"),
        ("(active || locked) && amount > 1", "(active == true || locked == true) && amount > 1"),
        ("!!active", "active == true"),
        ("!(!(active && locked))", "active == true && locked == true"),
        ("!(active || locked)", "!(active == true || locked == true)"),
        // The reader and the calendar.
        ("owner == me", r#"owner == "01920000-0000-7000-8000-000000000001""#),
        (r#"owner == "{01920000-0000-7000-8000-000000000001}""#, r#"owner == "01920000-0000-7000-8000-000000000001""#),
        ("birthday == today", r#"birthday == date("2026-11-23")"#),
        ("created_at >= today", r#"created_at >= timestamp("2026-11-22T16:00:00Z")"#),
        (r#"created_at < date("2026-11-23")"#, r#"created_at < timestamp("2026-11-22T16:00:00Z")"#),
        ("created_at < now", r#"created_at < timestamp("2026-11-23T02:00:00Z")"#),
        // Layout and comments mean nothing.
        ("active // the account\n  &&\tlocked", "active == true && locked == true"),
        ("custom . size > 1", "custom.size > 1"),
    ];
    for (source, expected) in table {
        assert_eq!(printed(source), expected, "{source}");
    }
}

#[test]
fn the_example_of_the_documentation_is_understood() {
    let source = r#"level in ["A","B"] && owner == me && last_contacted_at < now - duration("720h")
        && custom.size > 50 && name.contains("科技")"#;
    let Predicate::And(members) = read(source).unwrap() else { panic!("five conditions, all of them") };
    let field = |name, kind| FieldRef::new(name, kind, true);
    let expected = vec![
        Predicate::In {
            field: field("level", FieldKind::Code),
            values: vec![Literal::Text("A".to_owned()), Literal::Text("B".to_owned())],
        },
        Predicate::Compare { field: field("owner", FieldKind::Id), op: Comparison::Equal, value: Literal::Id(ME) },
        Predicate::Compare {
            field: field("last_contacted_at", FieldKind::Timestamp),
            op: Comparison::Less,
            value: Literal::Timestamp(instant("2026-10-24T02:00:00Z")),
        },
        Predicate::Compare {
            field: field("custom.size", FieldKind::Integer),
            op: Comparison::Greater,
            value: Literal::Integer(50),
        },
        Predicate::Text { field: field("name", FieldKind::Text), op: TextMatch::Contains, needle: "科技".to_owned() },
    ];
    assert_eq!(members, expected);
}

#[test]
fn a_decimal_field_meets_decimals_only() {
    let Predicate::Compare { value, .. } = read("amount > 50").unwrap() else { panic!("a comparison") };
    assert_eq!(value, Literal::Decimal(number("50")));
}

#[test]
fn a_decimal_is_taken_as_written_and_not_as_a_binary_fraction() {
    let Predicate::Compare { value, .. } = read("amount == 123456789012345678.1234").unwrap() else {
        panic!("a comparison")
    };
    assert_eq!(value, Literal::Decimal(number("123456789012345678.1234")));
}

#[test]
fn the_names_used_are_listed_once() {
    let filter = r#"custom.size > 5 && (name == short_name || !("vip" in tags)) && custom.size < 9 && size(name) > 1"#;
    let predicate = read(filter).unwrap();
    assert_eq!(predicate.fields().into_iter().collect::<Vec<_>>(), ["custom.size", "name", "short_name", "tags"]);
}

#[test]
fn a_custom_field_is_known_by_its_prefix() {
    let size = FieldRef::new("custom.size", FieldKind::Integer, true);
    assert_eq!((size.custom, size.key()), (true, "size"));
    let level = FieldRef::new("level", FieldKind::Code, true);
    assert_eq!((level.custom, level.key()), (false, "level"));
}

/// A registry that knows every name.
struct Anything;

impl Fields for Anything {
    fn field(&self, name: &str) -> Lookup {
        Lookup::Found(FieldRef::new(name, FieldKind::Text, true))
    }
}

#[test]
fn every_name_but_the_reserved_ones_can_be_a_field() {
    let read = |name: &str| parse(&format!("{name} == null"), &Anything, &context());
    for name in RESERVED_NAMES {
        assert!(read(name).is_err(), "{name}");
    }
    for name in ["level", "size", "date", "has", "map", "contains", "_x1", "custom.for", "custom.now", "a.b.c"] {
        let expected = Predicate::Missing(FieldRef::new(name, FieldKind::Text, true));
        assert_eq!(read(name), Ok(expected), "{name}");
    }
    for name in ["custom.false", "custom.in", "custom.null", "custom.true"] {
        assert!(read(name).is_err(), "{name}");
    }
}
