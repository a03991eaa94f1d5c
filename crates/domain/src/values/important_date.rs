//! 重要日期: the days of a customer that deserve attention.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::calendar_date::CalendarDate;
use super::enums::Calendar;
use super::field::{FieldKind, FieldValue, Invalid, Pointer};
use super::json_list::json_list;
use super::object::ObjectReader;
use crate::filter::Cell;

/// The earliest reminder before a day, in days.
const MAX_REMIND_DAYS: i16 = 366;

/// A day to remember: the company's anniversary, a child's birthday, the contract's last day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[schema(example = json!({"label": "公司周年庆", "date": "2008-05-18", "calendar": "solar", "yearly": true,
    "remind_days_before": 7, "note": null}))]
pub struct ImportantDate {
    /// What the day is, at most 50 characters.
    #[schema(max_length = 50)]
    pub label: String,
    /// The day; with its year when it does not return.
    pub date: CalendarDate,
    /// The calendar of the day; solar by default.
    #[serde(default = "solar")]
    #[schema(default = "solar")]
    pub calendar: Calendar,
    /// Returns every year; true by default.
    #[serde(default = "yes")]
    #[schema(default = true)]
    pub yearly: bool,
    /// How many days before the owner is reminded, 0 to 366; no reminder when absent.
    #[schema(minimum = 0, maximum = 366)]
    pub remind_days_before: Option<i16>,
    /// Free words, at most 500 characters.
    #[schema(max_length = 500)]
    pub note: Option<String>,
}

const fn solar() -> Calendar {
    Calendar::Solar
}

const fn yes() -> bool {
    true
}

impl ImportantDate {
    /// The first time on or after `from` that the day comes; `None` when a day that does not return is past.
    pub fn next_occurrence(&self, from: NaiveDate) -> Option<NaiveDate> {
        if self.yearly {
            self.date.next(self.calendar, from)
        } else {
            self.date.itself(self.calendar).filter(|day| *day >= from)
        }
    }
}

impl FieldValue for ImportantDate {
    const KIND: FieldKind = FieldKind::Object;

    fn cell(&self) -> Cell<'_> {
        Cell::Object
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let mut object = ObjectReader::new(json, at)?;
        let label = object.required_text("label", 50);
        let date = object.field::<CalendarDate>("date");
        let calendar = object.field::<Option<Calendar>>("calendar").map(|calendar| calendar.unwrap_or(solar()));
        let yearly = object.field::<Option<bool>>("yearly").map(|yearly| yearly.unwrap_or(yes()));
        let remind_days_before = object.field::<Option<i16>>("remind_days_before").and_then(|days| match days {
            Some(days) if !(0..=MAX_REMIND_DAYS).contains(&days) => object
                .refuse("remind_days_before", Invalid::new("out_of_range").with("min", 0).with("max", MAX_REMIND_DAYS)),
            days => Some(days),
        });
        let note = object.text("note", 500);
        let date = match (date, calendar, yearly) {
            (Some(date), Some(calendar), yearly) => match date.check(calendar) {
                Err(invalid) => object.refuse("date", invalid),
                Ok(()) if yearly == Some(false) && date.year().is_none() => {
                    object.refuse("date", Invalid::new("year_required"))
                }
                Ok(()) => Some(date),
            },
            (date, ..) => date,
        };
        object.finish()?;
        Some(Self {
            label: label?,
            date: date?,
            calendar: calendar?,
            yearly: yearly?,
            remind_days_before: remind_days_before?,
            note: note?,
        })
    }
}

json_list! {
    /// The important dates of one record, at most 20.
    pub struct ImportantDates of ImportantDate { check: |_, _| Some(()) }
}

impl ImportantDates {
    /// The next of all days on or after `from`, the first in the list among equals.
    pub fn next_occurrence(&self, from: NaiveDate) -> Option<(NaiveDate, &ImportantDate)> {
        let coming = self.0.iter().filter_map(|date| Some((date.next_occurrence(from)?, date)));
        coming.min_by_key(|(day, _)| *day)
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(json: &Value) -> Result<ImportantDates, Vec<(String, &'static str)>> {
        let mut at = Pointer::default();
        let read = ImportantDates::read(json, &mut at);
        let errors: Vec<_> = at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect();
        assert_eq!(read.is_none(), !errors.is_empty());
        read.ok_or(errors)
    }

    #[test]
    fn defaults_and_whole_form() {
        let dates = read(&json!([
            {"label": " 公司周年庆 ", "date": "2008-05-18"},
            {"label": "老板生日", "date": "08-15", "calendar": "lunar", "yearly": true, "remind_days_before": 7, "note": "送月饼"},
        ]))
        .unwrap();
        assert_eq!(
            serde_json::to_value(&dates).unwrap(),
            json!([
                {"label": "公司周年庆", "date": "2008-05-18", "calendar": "solar", "yearly": true, "remind_days_before": null, "note": null},
                {"label": "老板生日", "date": "08-15", "calendar": "lunar", "yearly": true, "remind_days_before": 7, "note": "送月饼"},
            ])
        );
        assert_eq!(serde_json::from_value::<ImportantDates>(serde_json::to_value(&dates).unwrap()).unwrap(), dates);
        assert_eq!(read(&Value::Null), Ok(ImportantDates::default()));
        let (day, next) = dates.next_occurrence("2025-06-01".parse().unwrap()).unwrap();
        assert_eq!((day.to_string().as_str(), next.label.as_str()), ("2025-10-06", "老板生日"));
    }

    #[test]
    fn every_refusal_has_its_place() {
        let errors = read(&json!([
            {"label": "", "date": "02-30"},
            {"label": "x".repeat(51), "date": "2024-12-30", "calendar": "lunar"},
            {"label": "交房", "date": "05-18", "yearly": false},
            {"label": "交房", "date": "2030-05-18", "remind_days_before": -1, "note": 5, "colour": "red"},
            {"date": "x", "calendar": "julian", "yearly": "yes", "remind_days_before": 367},
            "05-18",
        ]))
        .unwrap_err();
        let expected = [
            ("/0/label", "required"),
            ("/0/date", "invalid_solar_date"),
            ("/1/label", "too_long"),
            ("/1/date", "invalid_lunar_date"),
            ("/2/date", "year_required"),
            ("/3/remind_days_before", "out_of_range"),
            ("/3/note", "expected_text"),
            ("/3/colour", "unknown_field"),
            ("/4/label", "required"),
            ("/4/date", "invalid_calendar_date"),
            ("/4/calendar", "unknown_code"),
            ("/4/yearly", "expected_boolean"),
            ("/4/remind_days_before", "out_of_range"),
            ("/5", "expected_object"),
        ];
        assert_eq!(errors, expected.map(|(pointer, code)| (pointer.to_owned(), code)));
    }

    #[test]
    fn twenty_at_most() {
        let date = json!({"label": "a", "date": "05-18"});
        assert_eq!(read(&json!(vec![date.clone(); 20])).unwrap().0.len(), 20);
        assert_eq!(read(&json!(vec![date; 21])), Err(vec![(String::new(), "too_many")]));
    }

    #[test]
    fn a_day_that_does_not_return() {
        let dates = read(&json!([{"label": "交房", "date": "2030-05-18", "yearly": false}])).unwrap();
        let day = |text: &str| text.parse::<NaiveDate>().unwrap();
        assert_eq!(dates.0[0].next_occurrence(day("2026-01-01")), Some(day("2030-05-18")));
        assert_eq!(dates.0[0].next_occurrence(day("2030-05-18")), Some(day("2030-05-18")));
        assert_eq!(dates.0[0].next_occurrence(day("2030-05-19")), None);
    }
}
