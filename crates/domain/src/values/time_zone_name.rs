//! Time zones.

use chrono_tz::Tz;

use super::field::Invalid;
use super::text::text_value;

text_value! {
    /// Time zone by its name in the IANA database.
    #[derive(Debug)]
    pub struct TimeZoneName { kind: Text, pattern: "^[A-Za-z0-9_+/-]+$", example: "Asia/Shanghai" }
}

impl TimeZoneName {
    fn normalize(text: &str) -> Result<String, Invalid> {
        match text.parse::<Tz>() {
            Ok(zone) => Ok(zone.name().to_owned()),
            Err(_) => Err(Invalid::new("invalid_time_zone")),
        }
    }

    /// The zone itself. UTC for a name that the database kept and a later edition of the zone data dropped.
    pub fn zone(&self) -> Tz {
        self.0.parse().unwrap_or(Tz::UTC)
    }
}

impl Default for TimeZoneName {
    /// China has one zone.
    fn default() -> Self {
        Self(Tz::Asia__Shanghai.name().to_owned())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names() {
        assert_eq!(TimeZoneName::parse(" Asia/Taipei ").map(|name| name.zone()), Ok(Tz::Asia__Taipei));
        assert_eq!(TimeZoneName::default().zone(), Tz::Asia__Shanghai);
        for typed in ["", "Asia/Peking", "+08:00", "北京", "asia/shanghai"] {
            assert_eq!(TimeZoneName::parse(typed), Err(Invalid::new("invalid_time_zone")), "{typed}");
        }
    }
}
