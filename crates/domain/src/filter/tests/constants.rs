//! Arithmetic that is done while parsing, days and time zones.

use chrono_tz::{America::Sao_Paulo, America::Toronto, Pacific::Apia, Tz};

use super::*;
use crate::filter::constant::{decimal, duration, start_of_day};

#[test]
fn constants_are_worked_out() {
    let table = [
        ("custom.size == 1 + 2 * 3", "custom.size == 7"),
        ("custom.size == 7 / 2", "custom.size == 3"),
        ("custom.size == -7 / 2", "custom.size == -3"),
        ("custom.size == 7 % 4", "custom.size == 3"),
        ("custom.size == -(3 - 5)", "custom.size == 2"),
        ("custom.size == --3", "custom.size == 3"),
        ("amount == 7 / 2.0", "amount == 3.5"),
        ("amount == 0.1 + 0.2", "amount == 0.3"),
        ("amount == 1.5 * 2", "amount == 3.0"),
        ("amount == -(1.5)", "amount == -1.5"),
        ("amount == 5.5 % 2", "amount == 1.5"),
        (r#"name == "a" + 'b'"#, r#"name == "ab""#),
        (r#"created_at > now - duration("1h30m")"#, r#"created_at > timestamp("2026-11-23T00:30:00Z")"#),
        (r#"created_at > duration("-90m") + now"#, r#"created_at > timestamp("2026-11-23T00:30:00Z")"#),
        (
            r#"created_at > now - (duration("1h") + duration("30m"))"#,
            r#"created_at > timestamp("2026-11-23T00:30:00Z")"#,
        ),
        (
            r#"created_at > timestamp("2026-11-23T08:00:00.1234567+08:00")"#,
            r#"created_at > timestamp("2026-11-23T00:00:00.123456Z")"#,
        ),
        (
            // A leap second is the first second of the next minute, as in PostgreSQL.
            r#"created_at > timestamp("2016-12-31T23:59:60Z")"#,
            r#"created_at > timestamp("2017-01-01T00:00:00Z")"#,
        ),
        (r#"birthday > today - duration("48h")"#, r#"birthday > date("2026-11-21")"#),
        (r#"birthday > date("2024-02-28") + duration("24h")"#, r#"birthday > date("2024-02-29")"#),
        (r#"created_at < today + duration("9h")"#, r#"created_at < timestamp("2026-11-23T01:00:00Z")"#),
        (r#"today - duration("24h") < date("2026-11-23")"#, "true"),
    ];
    for (source, expected) in table {
        assert_eq!(printed(source), expected, "{source}");
    }
}

#[test]
fn durations_are_those_of_cel() {
    let nanoseconds = |text: &str| duration(text).and_then(|length| length.num_nanoseconds());
    let hour = 3_600_000_000_000;
    assert_eq!(nanoseconds("720h"), Some(720 * hour));
    assert_eq!(nanoseconds("1.5h"), Some(hour * 3 / 2));
    assert_eq!(nanoseconds("-1h30m15s"), Some(-5_415_000_000_000));
    assert_eq!(nanoseconds("+1ms2us3ns"), Some(1_002_003));
    assert_eq!(nanoseconds("0"), Some(0));
    for wrong in ["", "-", "1", "h", "1d", "1 h", "1h ", "1h2", "1.2.3h", ".h", "１h", "1H", "9999999999h"] {
        assert_eq!(nanoseconds(wrong), None, "{wrong}");
    }
}

#[test]
fn decimals_are_exact_or_refused() {
    assert_eq!(decimal("0.1"), Some(number("0.1")));
    assert_eq!(decimal(".5"), Some(number("0.5")));
    assert_eq!(decimal("1.5E-3"), Some(number("0.0015")));
    assert_eq!(decimal("999999999999999999999999999.0"), Some(number("999999999999999999999999999")));
    for wrong in ["1000000000000000000000000000.0", "1e27", "1e999", "0.00000000000000000000000000001"] {
        assert_eq!(decimal(wrong), None, "{wrong}");
    }
}

#[test]
fn a_day_begins_with_its_first_instant_in_the_readers_zone() {
    let table: [(&str, Tz, &str); 6] = [
        ("2026-11-23", Shanghai, "2026-11-22T16:00:00Z"),
        ("2026-11-23", Tz::UTC, "2026-11-23T00:00:00Z"),
        ("2026-03-08", Toronto, "2026-03-08T05:00:00Z"),
        // The clocks went from midnight to one o'clock.
        ("2018-11-04", Sao_Paulo, "2018-11-04T03:00:00Z"),
        // The hour before midnight came twice; the day begins once.
        ("2018-02-18", Sao_Paulo, "2018-02-18T03:00:00Z"),
        // Samoa left this day out.
        ("2011-12-30", Apia, "2011-12-30T10:00:00Z"),
    ];
    for (date, zone, expected) in table {
        assert_eq!(start_of_day(day(date), zone), instant(expected), "{date} {zone}");
    }
}

#[test]
fn today_is_the_day_where_the_reader_is() {
    let late = Context { now: instant("2026-11-23T18:00:00Z"), ..context() };
    let filter = parse("birthday == today", &Customers, &late).unwrap();
    assert_eq!(filter.to_string(), r#"birthday == date("2026-11-24")"#);
}

#[test]
fn a_date_moves_by_days_also_when_the_clocks_change() {
    let toronto = Context { now: instant("2026-03-08T16:00:00Z"), time_zone: Toronto, me: ME };
    let filter = parse(r#"created_at >= today + duration("24h")"#, &Customers, &toronto).unwrap();
    // The day had 23 hours.
    assert_eq!(filter.to_string(), r#"created_at >= timestamp("2026-03-09T04:00:00Z")"#);
}
