//! A day of the year that returns: birthdays and anniversaries, in either calendar, with or without the year.

use chrono::{Datelike, NaiveDate};

use super::enums::Calendar;
use super::field::Invalid;
use super::lunar;
use super::text::text_value;

text_value! {
    /// A day that may return every year: `1980-08-15` or, the year unknown, `08-15`. In the lunar calendar it is month
    /// and day of that calendar, and `L` marks a leap month: `2025-06L-15` is 闰六月十五. The calendar is told beside it.
    #[derive(Debug)]
    pub struct CalendarDate { kind: Text, pattern: "^([0-9]{4}-)?[0-9]{2}L?-[0-9]{2}$", example: "1980-08-15" }
}

/// What the text says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Parts {
    year: Option<i32>,
    month: u32,
    leap: bool,
    day: u32,
}

impl CalendarDate {
    /// Checks the shape; [`check`](Self::check) knows whether a calendar has such a day. `/` and `.` may stand for `-`,
    /// and zeros may be left out.
    fn normalize(text: &str) -> Result<String, Invalid> {
        let refused = || Invalid::new("invalid_calendar_date");
        Parts::read(&text.replace(['/', '.'], "-")).map(Parts::write).ok_or_else(refused)
    }

    /// A Gregorian date as the calendar writes it, with its year. `None` beyond the years 2 to 9999.
    pub fn of(date: NaiveDate, calendar: Calendar) -> Option<Self> {
        let (year, month, leap, day) = match calendar {
            Calendar::Solar => (date.year(), date.month(), false, date.day()),
            Calendar::Lunar => lunar::from_solar(date)?,
        };
        let parts = Parts { year: Some(year), month, leap, day };
        (1..=9999).contains(&year).then(|| Self(parts.write()))
    }

    /// The year, where it is known.
    pub fn year(&self) -> Option<i32> {
        self.parts()?.year
    }

    /// Whether the day is one of the calendar.
    ///
    /// # Errors
    /// `invalid_solar_date` (30 February, 29 February of an ordinary year, a leap month) or `invalid_lunar_date` (the
    /// 31st, the 30th of a short month, a leap month that the year does not have).
    pub fn check(&self, calendar: Calendar) -> Result<(), Invalid> {
        let valid = self.parts().is_some_and(|Parts { year, month, leap, day }| match (calendar, year) {
            // 2000 has a 29 February: without a year every day that some year has is right.
            (Calendar::Solar, year) => !leap && NaiveDate::from_ymd_opt(year.unwrap_or(2000), month, day).is_some(),
            (Calendar::Lunar, Some(year)) => lunar::to_solar(year, month, leap, day).is_some(),
            (Calendar::Lunar, None) => day <= 30,
        });
        match (valid, calendar) {
            (true, _) => Ok(()),
            (false, Calendar::Solar) => Err(Invalid::new("invalid_solar_date")),
            (false, Calendar::Lunar) => Err(Invalid::new("invalid_lunar_date")),
        }
    }

    /// The Gregorian date of the day itself. `None` without a year, or when the calendar has no such day.
    pub fn itself(&self, calendar: Calendar) -> Option<NaiveDate> {
        let Parts { year, month, leap, day } = self.parts()?;
        match calendar {
            Calendar::Solar => NaiveDate::from_ymd_opt(year?, month, day).filter(|_| !leap),
            Calendar::Lunar => lunar::to_solar(year?, month, leap, day),
        }
    }

    /// The Gregorian date on which the day is kept in a year of the calendar.
    ///
    /// 29 February is kept on the 28th in ordinary years; the 30th of a lunar month on the 29th in years in which that
    /// month is short (so 除夕 is always the last day of the year); a day of a leap month in that leap month where the
    /// year has it, otherwise in the month of the same number, as families do.
    pub fn in_year(&self, calendar: Calendar, year: i32) -> Option<NaiveDate> {
        let Parts { month, leap, day, .. } = self.parts()?;
        match calendar {
            Calendar::Solar => {
                NaiveDate::from_ymd_opt(year, month, day).or_else(|| NaiveDate::from_ymd_opt(year, month, day.min(28)))
            }
            Calendar::Lunar => {
                let leap = leap && lunar::leap_month(year) == Some(month);
                let last = lunar::month_length(year, month, leap)?;
                lunar::to_solar(year, month, leap, day.min(last))
            }
        }
    }

    /// The first yearly return on or after `from`, and not before the day itself.
    pub fn next(&self, calendar: Calendar, from: NaiveDate) -> Option<NaiveDate> {
        let from = self.itself(calendar).map_or(from, |day| day.max(from));
        // A lunar year begins in January or February: its last days lie in the next Gregorian year.
        let years = from.year().checked_sub(1)?..=from.year().checked_add(1)?;
        years.filter_map(|year| self.in_year(calendar, year)).find(|day| *day >= from)
    }

    /// `None` only for a text that the database held without being a day.
    fn parts(&self) -> Option<Parts> {
        Parts::read(&self.0)
    }
}

impl Parts {
    fn read(text: &str) -> Option<Self> {
        let mut parts: Vec<&str> = text.split('-').map(str::trim).collect();
        let (day, month) = (parts.pop()?, parts.pop()?);
        let year = match parts.as_slice() {
            [] => None,
            [year] if year.len() == 4 => Some(number(year)?),
            _ => return None,
        };
        let (month, leap) = match month.strip_suffix(['L', 'l']) {
            Some(month) => (month, true),
            None => (month, false),
        };
        let (month, day) = (number(month)?, number(day)?);
        let in_range = (1..=12).contains(&month) && (1..=31).contains(&day) && year != Some(0);
        in_range.then_some(Self { year, month: month.unsigned_abs(), leap, day: day.unsigned_abs() })
    }

    fn write(self) -> String {
        let year = self.year.map(|year| format!("{year:04}-")).unwrap_or_default();
        format!("{year}{:02}{}-{:02}", self.month, if self.leap { "L" } else { "" }, self.day)
    }
}

/// A number of at most four digits.
fn number(text: &str) -> Option<i32> {
    let digits = (1..=4).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit());
    digits.then(|| text.parse().ok()).flatten()
}

/// A person's birthday: the day and the calendar in which it is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Birthday {
    /// The day, its year if it is known.
    pub date: CalendarDate,
    /// The calendar of the date, in which the person celebrates.
    pub calendar: Calendar,
}

impl Birthday {
    /// The birthday of somebody born on a Gregorian date who celebrates in a calendar. `None` beyond the years 2 to 9999.
    pub fn born_on(date: NaiveDate, calendar: Calendar) -> Option<Self> {
        Some(Self { date: CalendarDate::of(date, calendar)?, calendar })
    }

    /// The next celebration on or after `from`.
    pub fn next_occurrence(&self, from: NaiveDate) -> Option<NaiveDate> {
        self.date.next(self.calendar, from)
    }

    /// Whole years of age 周岁 on a day: celebrations since the birth, in the birthday's own calendar. `None` when the
    /// year is unknown or the person was not born yet.
    pub fn age_on(&self, day: NaiveDate) -> Option<u32> {
        let born = self.date.itself(self.calendar)?;
        if day < born {
            return None;
        }
        let year = match self.calendar {
            Calendar::Solar => day.year(),
            Calendar::Lunar => lunar::year_of(day)?,
        };
        let celebrated = self.date.in_year(self.calendar, year).is_some_and(|celebration| celebration <= day);
        let age = year - self.date.year()? - i32::from(!celebrated);
        u32::try_from(age).ok()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use Calendar::{Lunar, Solar};

    fn day(text: &str) -> CalendarDate {
        CalendarDate::parse(text).unwrap()
    }

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn shapes() {
        for (typed, normal) in [
            ("1980-08-15", "1980-08-15"),
            ("1980/8/5", "1980-08-05"),
            ("8.5", "08-05"),
            ("2025-6l-15", "2025-06L-15"),
            ("０８－１５", "08-15"),
        ] {
            assert_eq!(CalendarDate::parse(typed).map(String::from), Ok(normal.to_owned()));
        }
        for typed in [
            "",
            "8",
            "13-01",
            "00-10",
            "01-32",
            "01-00",
            "80-08-15",
            "0000-01-01",
            "1980-08-15-1",
            "中秋",
            "-08-15",
            "08-1L",
        ] {
            assert_eq!(CalendarDate::parse(typed), Err(Invalid::new("invalid_calendar_date")), "{typed}");
        }
        assert_eq!(CalendarDate::of(date("0980-02-03"), Solar), Some(day("0980-02-03")));
        assert_eq!(CalendarDate::of(date("2025-07-25"), Lunar), Some(day("2025-06L-01")));
        assert_eq!(CalendarDate::of(NaiveDate::MAX, Solar), None);
    }

    #[test]
    fn days_that_a_calendar_has() {
        for (text, solar, lunar) in [
            ("02-29", true, true),
            ("02-30", false, true),
            ("01-31", true, false),
            ("06L-15", false, true),
            ("2023-02-29", false, true),
            ("2024-02-29", true, true),
            ("2024-12-30", true, false),
            ("2023-12-30", true, true),
            ("2025-06L-15", false, true),
            ("2024-06L-15", false, false),
        ] {
            let invalid = |valid, code| if valid { Ok(()) } else { Err(Invalid::new(code)) };
            assert_eq!(day(text).check(Solar), invalid(solar, "invalid_solar_date"), "{text}");
            assert_eq!(day(text).check(Lunar), invalid(lunar, "invalid_lunar_date"), "{text}");
        }
    }

    #[test]
    fn next_returns() {
        for (text, calendar, from, next) in [
            ("05-08", Solar, "2026-01-01", "2026-05-08"),
            ("05-08", Solar, "2026-05-08", "2026-05-08"),
            ("05-08", Solar, "2026-05-09", "2027-05-08"),
            ("1999-05-08", Solar, "2026-05-09", "2027-05-08"),
            ("2030-05-08", Solar, "2026-05-09", "2030-05-08"),
            ("02-29", Solar, "2025-01-01", "2025-02-28"),
            ("02-29", Solar, "2027-03-01", "2028-02-29"),
            // 中秋
            ("08-15", Lunar, "2025-01-01", "2025-10-06"),
            ("08-15", Lunar, "2025-10-07", "2026-09-25"),
            // The lunar year's end lies in the next Gregorian year.
            ("12-08", Lunar, "2025-01-01", "2025-01-07"),
            ("12-08", Lunar, "2025-01-08", "2026-01-26"),
            // 除夕: the 30th, or the 29th where the month is short.
            ("12-30", Lunar, "2024-01-01", "2024-02-09"),
            ("12-30", Lunar, "2024-12-01", "2025-01-28"),
            // 闰六月: kept in the leap month of 2025, in the sixth month of 2026.
            ("06L-15", Lunar, "2025-07-10", "2025-08-08"),
            ("06L-15", Lunar, "2025-08-09", "2026-07-28"),
            ("06-15", Lunar, "2025-07-01", "2025-07-09"),
            ("1987-06L-15", Lunar, "2025-07-10", "2025-08-08"),
        ] {
            assert_eq!(day(text).next(calendar, date(from)), Some(date(next)), "{text} {calendar} {from}");
        }
        assert_eq!(day("08-15").next(Lunar, NaiveDate::MAX), None);
        assert_eq!(
            day("08-15").next(Solar, NaiveDate::MIN),
            Some(NaiveDate::from_ymd_opt(NaiveDate::MIN.year(), 8, 15).unwrap())
        );
    }

    #[test]
    fn ages() {
        let solar = Birthday { date: day("1980-08-15"), calendar: Solar };
        assert_eq!(solar.age_on(date("2026-08-14")), Some(45));
        assert_eq!(solar.age_on(date("2026-08-15")), Some(46));
        assert_eq!(solar.age_on(date("1980-08-15")), Some(0));
        assert_eq!(solar.age_on(date("1980-08-14")), None);
        let lunar = Birthday::born_on(date("1981-01-13"), Lunar).unwrap();
        assert_eq!(lunar.date, day("1980-12-08"));
        assert_eq!(lunar.date.itself(Lunar), Some(date("1981-01-13")));
        assert_eq!(lunar.age_on(date("2026-01-25")), Some(44));
        assert_eq!(lunar.age_on(date("2026-01-26")), Some(45));
        assert_eq!(lunar.next_occurrence(date("2026-01-20")), Some(date("2026-01-26")));
        assert_eq!(Birthday { date: day("08-15"), calendar: Solar }.age_on(date("2026-01-01")), None);
    }

    proptest! {
        #[test]
        fn the_next_return_is_near_and_never_earlier(
            month in 1..=12_u32, dom in 1..=30_u32, leap: bool, lunar: bool, from in 0..60_000_i64,
        ) {
            let calendar = if lunar { Lunar } else { Solar };
            let text = format!("{month:02}{}-{dom:02}", if leap && lunar { "L" } else { "" });
            let day = day(&text);
            prop_assume!(day.check(calendar).is_ok());
            let from = date("1950-01-01") + chrono::Duration::days(from);
            let next = day.next(calendar, from).unwrap();
            prop_assert!(next >= from);
            // 13 lunar months, or the way from an ordinary month to a leap month of the same number a year later.
            prop_assert!((next - from).num_days() <= if lunar { 414 } else { 366 }, "{} {}", from, next);
            prop_assert_eq!(day.next(calendar, next), Some(next));
        }

        #[test]
        fn a_lunar_day_is_kept_once_a_year(month in 1..=12_u32, dom in 1..=30_u32, year in 1900..2100_i32) {
            let day = day(&format!("{month:02}-{dom:02}"));
            let kept = day.in_year(Lunar, year).unwrap();
            prop_assert_eq!(lunar::year_of(kept), Some(year));
        }

        #[test]
        fn no_text_panics(text in "[0-9Ll/.-]{0,14}") {
            if let Ok(day) = CalendarDate::parse(&text) {
                prop_assert_eq!(CalendarDate::parse(day.as_str()), Ok(day.clone()));
                let _ = (day.itself(Lunar), day.next(Lunar, date("2026-01-01")), day.check(Lunar));
                let _ = (day.itself(Solar), day.next(Solar, date("2026-01-01")), day.check(Solar));
            }
        }
    }
}
