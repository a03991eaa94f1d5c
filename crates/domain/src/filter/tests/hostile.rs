//! Sources made to hurt: nothing may overflow the stack, panic or take long.

use std::time::{Duration, Instant};

use super::*;

/// Parses on a thread with the stack that servers give theirs, and says how it went.
fn on_a_small_stack(source: String) -> Result<Predicate, FilterError> {
    let started = Instant::now();
    let size = source.len();
    let result = std::thread::Builder::new()
        .stack_size(2 * 1024 * 1024)
        .spawn(move || {
            let result = read(&source);
            // What was read must also fit the stack when it is printed and evaluated.
            if let Ok(predicate) = &result {
                std::hint::black_box((predicate.to_string(), predicate.holds(&Sheet::default())));
            }
            result
        })
        .unwrap()
        .join()
        .unwrap();
    // Without optimization and on a busy machine; a release build needs at most 20 ms for the longest source.
    assert!(started.elapsed() < Duration::from_secs(10), "{size} bytes took {:?}", started.elapsed());
    result
}

fn nested(open: &str, inner: &str, close: &str, times: usize) -> String {
    open.repeat(times) + inner + &close.repeat(times)
}

#[test]
fn the_deepest_allowed_nesting_fits_the_stack() {
    for (open, close) in [("(", ")"), ("!(", ")"), ("(active && (", "))")] {
        let levels = 48 / open.chars().filter(|c| matches!(c, '(' | '!')).count();
        let result = on_a_small_stack(nested(open, "active", close, levels));
        assert!(result.is_ok(), "{open}: {result:?}");
    }
    for (open, close) in [("[", "]"), ("size(", ")"), ("tags[", "]"), ("-(", ")"), ("name.contains(", ")")] {
        let levels = 48 / open.chars().filter(|c| matches!(c, '(' | '[' | '-' | '.')).count();
        let error = on_a_small_stack(nested(open, "1", close, levels)).unwrap_err();
        assert_ne!(error.code, "filter_too_deep", "{open}");
    }
}

#[test]
fn whatever_nests_deeper_is_refused_where_it_becomes_too_deep() {
    let table = [
        (nested("(", "active", ")", 51), 50),
        (nested("[", "1", "]", 2000), 50),
        (nested("size(", "1", ")", 600), 50 * 5 + 4),
        (nested("tags[", "1", "]", 600), 50 * 5 + 4),
        (nested("!(", "active", ")", 1000), 50),
        ("!".repeat(4000) + "active", 50),
        ("-".repeat(4000) + "1", 50),
        ("(".repeat(4096), 50),
        ("1".to_owned() + &"+1".repeat(2000), 101),
        ("a".to_owned() + &"==a".repeat(1300), 151),
        ("a".to_owned() + &".a".repeat(2000), 101),
        ("a".to_owned() + &".f()".repeat(1000), 25 * 4 + 1),
        ("a".to_owned() + &"[1]".repeat(1300), 151),
        ("a".to_owned() + &" in a".repeat(800), 252),
    ];
    for (source, position) in table {
        let error = on_a_small_stack(source.clone()).unwrap_err();
        assert_eq!((error.code, error.position), ("filter_too_deep", position), "{}", &source[..20]);
        assert_eq!(error.params, [("max", "50".to_owned())]);
    }
}

#[test]
fn long_chains_of_and_and_or_are_no_nesting() {
    for (term, operator) in
        [("active", "||"), ("active", "&&"), ("amount==1", "||"), ("!active", "&&"), ("(active)", "||")]
    {
        let count = (MAX_BYTES + operator.len()) / (term.len() + operator.len());
        let result = on_a_small_stack(vec![term; count].join(operator)).unwrap();
        match result {
            Predicate::And(members) | Predicate::Or(members) => assert_eq!(members.len(), count),
            other => panic!("{other}"),
        }
    }
    let alternating = "active&&locked||".repeat(200) + "active";
    assert!(on_a_small_stack(alternating).is_ok());
}

#[test]
fn length_is_limited_in_bytes_and_lists_in_items() {
    let fits = format!("name == \"{}\"", "a".repeat(MAX_BYTES - 10));
    assert_eq!(fits.len(), MAX_BYTES);
    assert!(on_a_small_stack(fits.clone()).is_ok());
    let error = on_a_small_stack(fits + " ").unwrap_err();
    assert_eq!((error.code, error.expected), ("filter_too_long", Some(Expected::ShorterSource)));
    assert_eq!(read(&format!("name == \"{}\"", "科".repeat(1400))).unwrap_err().code, "filter_too_long");

    let list = |items: usize| format!("amount in [{}]", vec!["1"; items].join(","));
    assert!(on_a_small_stack(list(MAX_LIST_ITEMS)).is_ok());
    let error = on_a_small_stack(list(MAX_LIST_ITEMS + 1)).unwrap_err();
    assert_eq!((error.code, error.expected), ("filter_too_long", Some(Expected::ShorterList)));
}

#[test]
fn brackets_in_texts_and_comments_are_no_nesting() {
    for source in [
        format!("name == \"{}\"", "(".repeat(1000)),
        format!("name == '{}'", "[\\'".repeat(1000)),
        format!("active // {}\n && locked", "!(".repeat(1000)),
        format!("name == \"\\\\\" && name == \"{}\"", "(".repeat(1000)),
    ] {
        assert!(on_a_small_stack(source).is_ok());
    }
}

/// The parser's lexer reads on behind a text that it does not understand as if it were code, so the nesting there must
/// not be hidden from the scanner.
#[test]
fn a_text_that_could_be_read_in_two_ways_does_not_hide_brackets() {
    let table = [
        (r#""\q"#, "\"", "invalid_filter"),
        (r#""\u12"#, "\"", "invalid_filter"),
        (r#""\777"#, "\"", "invalid_filter"),
        (r#"r"\""#, "\"", "unsupported_expression"),
        (r#"5r"\""#, "\"", "unsupported_expression"),
        (r#"0x1Fr"\""#, "\"", "unsupported_expression"),
        (r#"1e5r"\""#, "\"", "unsupported_expression"),
        (r"Br'\'", "'", "unsupported_expression"),
        (r#"""""#, r#"""""#, "unsupported_expression"),
        (r#""""""#, r#"""""#, "unsupported_expression"),
        ("\"a\r", "\"", "invalid_filter"),
        ("\"a\n", "\"", "invalid_filter"),
        ("`", "`", "invalid_filter"),
        ("// \"\n", "\"", "filter_too_deep"),
        // A carriage return does not end a comment, so nothing is left to read.
        ("//\r", "", "invalid_filter"),
    ];
    for (before, after, code) in table {
        let error = on_a_small_stack(format!("{before}{}{after}", "(".repeat(2000))).unwrap_err();
        assert_eq!(error.code, code, "{before:?}: {error}");
    }
}
