//! 农历, the Chinese calendar (GB/T 33661-2017), by way of `tyme4rs`.
//!
//! The library panics on months and years that do not exist; here every question is checked first and answered with
//! `None`.

use chrono::{Datelike, NaiveDate};
use tyme4rs::tyme::Tyme;
use tyme4rs::tyme::lunar::{LunarMonth, LunarYear};
use tyme4rs::tyme::solar::SolarDay;

/// Lunar years that convert: the last one ends within the Gregorian year 9999.
const YEARS: std::ops::RangeInclusive<i32> = 1..=9998;

/// The leap month of a lunar year, 1 to 12. `None` when it has none, or is out of range.
pub(crate) fn leap_month(year: i32) -> Option<u32> {
    let year = LunarYear::new(supported(year)?).ok()?;
    u32::try_from(year.get_leap_month()).ok().filter(|month| *month > 0)
}

/// Days of a lunar month, 29 or 30. `None` when the year has no such (leap) month.
pub(crate) fn month_length(year: i32, month: u32, leap: bool) -> Option<u32> {
    u32::try_from(lunar_month(year, month, leap)?.get_day_count()).ok()
}

/// The Gregorian date of a lunar one. `None` when there is no such month or day.
pub(crate) fn to_solar(year: i32, month: u32, leap: bool, day: u32) -> Option<NaiveDate> {
    let lunar = lunar_month(year, month, leap)?;
    if day == 0 || usize::try_from(day).ok()? > lunar.get_day_count() {
        return None;
    }
    let solar = lunar.get_first_julian_day().next(isize::try_from(day).ok()? - 1).get_solar_day();
    let (year, month, day) = (solar.get_year(), solar.get_month(), solar.get_day());
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, u32::try_from(month).ok()?, u32::try_from(day).ok()?)
}

/// Year, month, whether it is a leap month, and day of a Gregorian date. `None` out of range.
pub(crate) fn from_solar(date: NaiveDate) -> Option<(i32, u32, bool, u32)> {
    // The first lunar year is not whole in the range, so neither is the first Gregorian one.
    supported(date.year() - 1)?;
    let (year, month, day) = (date.year(), date.month(), date.day());
    let solar =
        SolarDay::new(isize::try_from(year).ok()?, usize::try_from(month).ok()?, usize::try_from(day).ok()?).ok()?;
    let lunar = solar.get_lunar_day();
    let month = lunar.get_lunar_month();
    Some((
        i32::try_from(month.get_year()).ok()?,
        u32::try_from(month.get_month()).ok()?,
        month.is_leap(),
        u32::try_from(lunar.get_day()).ok()?,
    ))
}

/// The lunar year in which a Gregorian date lies.
pub(crate) fn year_of(date: NaiveDate) -> Option<i32> {
    let new_year = to_solar(date.year(), 1, false, 1)?;
    Some(if date < new_year { date.year() - 1 } else { date.year() })
}

fn lunar_month(year: i32, month: u32, leap: bool) -> Option<LunarMonth> {
    if !(1..=12).contains(&month) || (leap && leap_month(year) != Some(month)) {
        return None;
    }
    let month = isize::try_from(month).ok()?;
    LunarMonth::new(supported(year)?, if leap { -month } else { month }).ok()
}

fn supported(year: i32) -> Option<isize> {
    isize::try_from(year).ok().filter(|_| YEARS.contains(&year))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn festivals_of_the_almanac() {
        // 春节, 中秋 and 除夕 as the State Council announced them.
        for (year, month, day, solar) in [
            (2023, 1, 1, "2023-01-22"),
            (2024, 1, 1, "2024-02-10"),
            (2025, 1, 1, "2025-01-29"),
            (2026, 1, 1, "2026-02-17"),
            (2024, 8, 15, "2024-09-17"),
            (2025, 8, 15, "2025-10-06"),
            (2025, 5, 5, "2025-05-31"),
            (2023, 12, 30, "2024-02-09"),
            (2024, 12, 29, "2025-01-28"),
        ] {
            assert_eq!(to_solar(year, month, false, day), Some(date(solar)), "{year}-{month}-{day}");
        }
    }

    #[test]
    fn leap_months() {
        for (year, month) in
            [(2017, Some(6)), (2020, Some(4)), (2023, Some(2)), (2024, None), (2025, Some(6)), (2033, Some(11))]
        {
            assert_eq!(leap_month(year), month, "{year}");
        }
        assert_eq!(to_solar(2025, 6, false, 1), Some(date("2025-06-25")));
        assert_eq!(to_solar(2025, 6, true, 1), Some(date("2025-07-25")));
        assert_eq!(to_solar(2024, 6, true, 1), None);
    }

    #[test]
    fn back_and_forth() {
        assert_eq!(from_solar(date("2025-07-25")), Some((2025, 6, true, 1)));
        assert_eq!(from_solar(date("2025-01-28")), Some((2024, 12, false, 29)));
        assert_eq!(
            (from_solar(NaiveDate::MAX), from_solar(NaiveDate::MIN), from_solar(date("0001-06-01"))),
            (None, None, None)
        );
        for days in (0..60_000).step_by(11) {
            let solar = date("1900-01-31") + chrono::Days::new(days);
            let (year, month, leap, day) = from_solar(solar).unwrap();
            assert_eq!(to_solar(year, month, leap, day), Some(solar));
        }
    }

    #[test]
    fn what_does_not_exist_is_no_panic() {
        assert_eq!(month_length(2024, 12, false), Some(29));
        assert_eq!(month_length(2023, 12, false), Some(30));
        for (year, month, day) in
            [(2024, 12, 30), (2024, 13, 1), (2024, 0, 1), (2024, 1, 0), (0, 1, 1), (-5, 1, 1), (9999, 12, 1)]
        {
            assert_eq!(to_solar(year, month, false, day), None, "{year}-{month}-{day}");
        }
        assert!(to_solar(9998, 12, false, 29).is_some() && to_solar(1, 1, false, 1).is_some());
        assert_eq!(to_solar(i32::MAX, 1, true, 1), None);
        assert_eq!(year_of(date("2025-01-28")), Some(2024));
        assert_eq!(year_of(date("2025-01-29")), Some(2025));
        assert_eq!(year_of(NaiveDate::MAX), None);
    }
}
