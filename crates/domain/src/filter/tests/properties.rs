//! Claims about every predicate and every source, tried on many.

use chrono::TimeDelta;
use proptest::prelude::*;
use proptest::sample::select;

use super::*;
use crate::filter::scan::scan;
use crate::values::LocaleCode;

fn field(kinds: &'static [FieldKind]) -> impl Strategy<Value = FieldRef> {
    let of_kind: Vec<_> = FIELDS.iter().filter(|(_, kind)| kinds.contains(kind)).copied().collect();
    select(of_kind).prop_map(|(name, kind)| FieldRef::new(name, kind, true))
}

fn text() -> impl Strategy<Value = String> {
    // Quotes, escapes, line ends, control characters, Chinese, emoji; never NUL.
    proptest::collection::vec(
        prop_oneof![
            select(vec!['"', '\'', '\\', '\n', '\r', '\t', '\u{1}', '\u{7f}', '\u{85}', '科', '😀', '(', 'u']),
            any::<char>()
        ],
        0..6,
    )
    .prop_map(|characters| characters.into_iter().filter(|c| *c != '\0').collect())
}

fn number_literal() -> impl Strategy<Value = Decimal> {
    prop_oneof![
        (-5i64..5).prop_map(Decimal::from),
        (any::<i64>(), 0u32..19).prop_map(|(mantissa, scale)| Decimal::new(mantissa, scale)),
        (-999_999_999_999_999_999_999_999_999i128..999_999_999_999_999_999_999_999_999, 0u32..28)
            .prop_map(|(mantissa, scale)| Decimal::from_i128_with_scale(mantissa, scale)),
    ]
}

fn literal(kind: FieldKind) -> BoxedStrategy<Literal> {
    match kind {
        FieldKind::Text | FieldKind::Code => text().prop_map(Literal::Text).boxed(),
        FieldKind::Integer => prop_oneof![-3i64..3, any::<i64>()].prop_map(Literal::Integer).boxed(),
        FieldKind::Decimal => number_literal().prop_map(Literal::Decimal).boxed(),
        FieldKind::Boolean => any::<bool>().prop_map(Literal::Boolean).boxed(),
        FieldKind::Date => {
            (0u64..3_652_058).prop_map(|days| Literal::Date(day("0001-01-01") + chrono::Days::new(days))).boxed()
        }
        FieldKind::Timestamp => (0i64..315_537_897_599_999_999)
            .prop_map(|micros| Literal::Timestamp(instant("0001-01-01T00:00:00Z") + TimeDelta::microseconds(micros)))
            .boxed(),
        _ => any::<u128>().prop_map(|bits| Literal::Id(Uuid::from_u128(bits))).boxed(),
    }
}

const ORDERED: &[FieldKind] =
    &[FieldKind::Text, FieldKind::Integer, FieldKind::Decimal, FieldKind::Date, FieldKind::Timestamp];
const UNORDERED: &[FieldKind] = &[FieldKind::Code, FieldKind::Id, FieldKind::Boolean];
const TEXTS: &[FieldKind] = &[FieldKind::Text, FieldKind::Code];
const SIZED: &[FieldKind] = &[FieldKind::Text, FieldKind::Code, FieldKind::TextList];
const NUMBERS: &[FieldKind] = &[FieldKind::Integer, FieldKind::Decimal];

fn comparison() -> impl Strategy<Value = Comparison> {
    use Comparison::{Equal, Greater, GreaterOrEqual, Less, LessOrEqual};
    select(vec![Equal, Less, LessOrEqual, Greater, GreaterOrEqual])
}

fn leaf() -> impl Strategy<Value = Predicate> {
    let with_literal = |field: FieldRef| literal(field.kind).prop_map(move |value| (field.clone(), value));
    let with_literals = |field: FieldRef| {
        proptest::collection::vec(literal(field.kind), 1..4).prop_map(move |values| (field.clone(), values))
    };
    prop_oneof![
        (field(ORDERED).prop_flat_map(with_literal), comparison())
            .prop_map(|((field, value), op)| Predicate::Compare { field, op, value }),
        field(UNORDERED).prop_flat_map(with_literal).prop_map(|(field, value)| Predicate::Compare {
            field,
            op: Comparison::Equal,
            value
        }),
        (field(NUMBERS), comparison(), field(NUMBERS)).prop_map(|(left, op, right)| Predicate::CompareFields {
            left,
            op,
            right
        }),
        (field(TEXTS), field(TEXTS)).prop_map(|(left, right)| Predicate::CompareFields {
            left,
            op: Comparison::Equal,
            right
        }),
        prop_oneof![field(ORDERED), field(UNORDERED)]
            .prop_flat_map(with_literals)
            .prop_map(|(field, values)| Predicate::In { field, values }),
        (field(TEXTS), select(vec![TextMatch::Contains, TextMatch::StartsWith, TextMatch::EndsWith]), text())
            .prop_map(|(field, op, needle)| Predicate::Text { field, op, needle }),
        (field(&[FieldKind::TextList]), text()).prop_map(|(list, value)| Predicate::Has { list, value }),
        prop_oneof![field(ORDERED), field(UNORDERED), field(&[FieldKind::TextList, FieldKind::Object])]
            .prop_map(Predicate::Missing),
        (field(SIZED), comparison(), any::<i64>()).prop_map(|(field, op, n)| Predicate::Size { field, op, n }),
    ]
}

/// Canonical predicates, groups of up to four, up to four levels.
fn predicate() -> impl Strategy<Value = Predicate> {
    let leaf = prop_oneof![12 => leaf(), 1 => Just(Predicate::True), 1 => Just(Predicate::False)];
    leaf.prop_recursive(4, 12, 4, |inner| {
        prop_oneof![
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Predicate::all),
            proptest::collection::vec(inner.clone(), 0..4).prop_map(Predicate::any),
            inner.prop_map(|predicate| !predicate),
        ]
    })
}

/// Values close to the literals that filters use, and often none at all.
fn record() -> impl Strategy<Value = Sheet> {
    let cell = |kind: FieldKind| -> BoxedStrategy<Cell<'static>> {
        let texts = || select(vec!["", "A", "B", "科", "a", "科技"]);
        match kind {
            FieldKind::Text | FieldKind::Code => texts().prop_map(Cell::Text).boxed(),
            FieldKind::Integer => (-3i64..3).prop_map(Cell::Integer).boxed(),
            FieldKind::Decimal => (-6i64..6).prop_map(|n| Cell::Decimal(Decimal::new(n * 5, 1))).boxed(),
            FieldKind::Boolean => any::<bool>().prop_map(Cell::Boolean).boxed(),
            FieldKind::Date => (0u64..3).prop_map(|n| Cell::Date(day("2026-11-22") + chrono::Days::new(n))).boxed(),
            FieldKind::Timestamp => {
                (0i64..3).prop_map(|n| Cell::Timestamp(instant("2026-11-23T01:00:00Z") + TimeDelta::hours(n))).boxed()
            }
            FieldKind::Id => select(vec![ME, Uuid::nil()]).prop_map(Cell::Id).boxed(),
            FieldKind::TextList => proptest::collection::vec(texts(), 0..3).prop_map(Cell::TextList).boxed(),
            FieldKind::Object => Just(Cell::Object).boxed(),
        }
    };
    FIELDS
        .iter()
        .map(|(name, kind)| proptest::option::of(cell(*kind)).prop_map(|cell| (*name, cell.unwrap_or(Cell::Missing))))
        .collect::<Vec<_>>()
        .prop_map(|cells| cells.into_iter().fold(Sheet::default(), |sheet, (name, cell)| sheet.with(name, cell)))
}

/// SQL's three-valued logic, written from its definition: unknown is `None`.
fn sql(predicate: &Predicate, record: &Sheet) -> Option<bool> {
    let missing = |field: &FieldRef| record.get(field) == Cell::Missing;
    let each = |members: &[Predicate]| members.iter().map(|member| sql(member, record)).collect::<Vec<_>>();
    let decided = |values: &[Option<bool>], by: bool| {
        let all_known = values.iter().all(Option::is_some);
        if values.contains(&Some(by)) { Some(by) } else { all_known.then_some(!by) }
    };
    match predicate {
        Predicate::And(members) => decided(&each(members), false),
        Predicate::Or(members) => decided(&each(members), true),
        Predicate::Not(inner) => Some(sql(inner, record) != Some(true)),
        Predicate::Missing(field) => Some(missing(field)),
        Predicate::CompareFields { left, right, .. } if missing(left) || missing(right) => None,
        leaf if leaf.fields().iter().any(|name| record.0.get(*name).is_none_or(|cell| *cell == Cell::Missing)) => None,
        leaf => Some(leaf.holds(record)),
    }
}

/// Conditions that often hold for [`record`], as text.
const CONDITIONS: &[&str] = &[
    r#"level == "A""#,
    r#"level in ["A", "科"]"#,
    "custom.size > 0",
    "custom.size != 1",
    "amount <= custom.size",
    "amount == 0.5",
    "active",
    "active == locked",
    "birthday >= today",
    "created_at < now",
    "owner == me",
    "owner == parent",
    r#"name.contains("科")"#,
    r#""A" in tags"#,
    "size(tags) > 1",
    "size(name) <= 1",
    "level == null",
    "has(custom.color)",
    "short_name < name",
    "addresses == null",
];

fn combined() -> impl Strategy<Value = String> {
    select(CONDITIONS).prop_map(str::to_owned).prop_recursive(4, 12, 3, |inner| {
        prop_oneof![
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} && {b})")),
            (inner.clone(), inner.clone()).prop_map(|(a, b)| format!("({a} || {b})")),
            inner.prop_map(|a| format!("!({a})")),
        ]
    })
}

/// The words and signs of the language, and some that are not.
const TOKENS: &[&str] = &[
    "level",
    "custom",
    "custom.size",
    "name",
    "amount",
    "active",
    "owner",
    "tags",
    "created_at",
    "birthday",
    "phone",
    "now",
    "today",
    "me",
    "true",
    "false",
    "null",
    "1",
    "2.5",
    "-",
    "0x1f",
    "5u",
    "1e3",
    "99999999999999999999",
    "\"A\"",
    "'科技'",
    "\"😀\"",
    "\"\\n\"",
    "(",
    ")",
    "[",
    "]",
    "{",
    "}",
    ",",
    ".",
    "&&",
    "||",
    "!",
    "==",
    "!=",
    "<",
    "<=",
    ">",
    ">=",
    "in",
    "+",
    "*",
    "/",
    "%",
    "?",
    ":",
    "has(custom.size)",
    "has(",
    "size(",
    ".size()",
    ".contains(",
    ".matches(",
    "date(\"2026-11-23\")",
    "date(",
    "timestamp(",
    "duration(\"720h\")",
    "duration(",
    "all",
    ".exists(",
    "for",
    "科",
    "＝",
    "\"",
    "'",
    "\\",
    "`",
    "@",
    "//",
    "\n",
    "\r",
    "\t",
    "r\"",
    "b'",
    "\0",
];

/// Sequences of tokens; with and without spaces they mean different things.
fn jumble() -> impl Strategy<Value = String> {
    (proptest::collection::vec(select(TOKENS), 0..16), any::<bool>())
        .prop_map(|(tokens, spaced)| tokens.join(if spaced { " " } else { "" }))
}

/// Whatever is read, is read without a panic, with a place inside the source and a message without holes.
fn check_any_source(source: &str) -> Result<(), TestCaseError> {
    match read(source) {
        Ok(predicate) => {
            prop_assert_eq!(read(&predicate.to_string()), Ok(predicate.clone()), "{}", source);
            predicate.holds(&Sheet::default());
        }
        Err(error) => {
            prop_assert!(error.position + error.length <= source.chars().count(), "{:?}: {:?}", source, error);
            for locale in LocaleCode::ALL {
                let message = error.message(*locale);
                prop_assert!(!message.contains("{position}") && !message.contains("{expected}"), "{}", message);
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(1_000))]

    #[test]
    fn what_is_printed_is_read_as_the_same(predicate in predicate()) {
        let printed = predicate.to_string();
        match read(&printed) {
            Ok(again) => prop_assert_eq!(again, predicate, "{}", printed),
            Err(error) => {
                prop_assert_eq!(error.code, "filter_too_long", "{}: {}", printed, error);
                prop_assert!(printed.len() > MAX_BYTES);
            }
        }
    }

    #[test]
    fn two_truth_values_agree_with_sql(source in combined(), record in record()) {
        let predicate = read(&source).unwrap();
        prop_assert_eq!(predicate.holds(&record), sql(&predicate, &record) == Some(true), "{}", predicate);
    }

    #[test]
    fn random_predicates_agree_with_sql(predicate in predicate(), record in record()) {
        prop_assert_eq!(predicate.holds(&record), sql(&predicate, &record) == Some(true), "{}", predicate);
    }

    #[test]
    fn a_decimal_bound_says_the_same_of_whole_numbers(size in -4i64..4, bound in -45i64..45, operator in select(vec!["==", "!=", "<", "<=", ">", ">="])) {
        let bound = Decimal::new(bound, 1);
        let record = Sheet::default().with("custom.size", Cell::Integer(size)).with("amount", Cell::Decimal(size.into()));
        let whole = read(&format!("custom.size {operator} {bound}")).unwrap();
        let decimal = read(&format!("amount {operator} {bound}")).unwrap();
        prop_assert_eq!(whole.holds(&record), decimal.holds(&record), "{} {} {}", size, operator, bound);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(25_000))]

    #[test]
    fn no_jumble_of_tokens_does_harm(source in jumble()) {
        check_any_source(&source)?;
    }

    /// What the scanner lets pass, the parser's lexer reads as the same tokens: it never has to guess.
    #[test]
    fn the_scanner_is_at_least_as_strict_as_the_lexer(source in "[ \"'\\\\rRbBuUxX0-9a-fin.`/\n\r(科)😀&|=!<-]{0,14}") {
        if scan(&source).is_ok()
            && let Err(errors) = Parser::default().parse(&source)
        {
            prop_assert!(!errors.to_string().contains("token recognition"), "{:?}: {}", source, errors);
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(5_000))]

    #[test]
    fn no_text_does_harm(source in any::<String>()) {
        check_any_source(&source)?;
    }
}
