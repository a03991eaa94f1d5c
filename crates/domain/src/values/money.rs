//! Amounts of money.

use std::fmt;
use std::ops::Neg;

use rust_decimal::{Decimal, RoundingStrategy};
use serde_json::Value;

use super::chinese_capitals;
use super::decimal::{decimal_of_json, parse_decimal};
use super::field::{FieldKind, FieldValue, Invalid, Pointer};
use super::text::clean;
use crate::filter::Cell;

/// An amount of money, the currency told beside it: at most 18 digits before the point and 4 after it. In JSON a string
/// with two decimals or, where the amount has more, three or four.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(
    feature = "diesel",
    derive(diesel::expression::AsExpression, diesel::deserialize::FromSqlRow),
    diesel(sql_type = diesel::sql_types::Numeric)
)]
pub struct Money(Decimal);

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(Decimal::ZERO);
    /// Most decimals that an amount may have: unit prices and exchange results need more than two.
    pub const MAX_DECIMALS: u32 = 4;
    /// Most digits before the decimal point.
    pub const MAX_INTEGER_DIGITS: u32 = 18;
    /// The first amount that is too large, 10^18.
    const LIMIT: i128 = 10_i128.pow(Self::MAX_INTEGER_DIGITS);

    /// Takes an amount as it is, never rounding.
    ///
    /// # Errors
    /// `too_many_decimals` and `amount_too_large`, both with `max`.
    pub fn new(amount: Decimal) -> Result<Self, Invalid> {
        let amount = amount.normalize();
        if amount.scale() > Self::MAX_DECIMALS {
            return Err(Invalid::new("too_many_decimals").with("max", Self::MAX_DECIMALS));
        }
        if amount.trunc().mantissa().abs() >= Self::LIMIT {
            return Err(Invalid::new("amount_too_large").with("max", Self::MAX_INTEGER_DIGITS));
        }
        Ok(Self(amount))
    }

    /// Reads an amount as people type it: `1,234.50`, `￥1234.5`.
    ///
    /// # Errors
    /// `expected_decimal`, and those of [`new`](Self::new).
    pub fn parse(text: &str) -> Result<Self, Invalid> {
        let text = clean(&text.replace('￥', "¥"))?;
        let number = text.strip_prefix('¥').unwrap_or(&text);
        Self::new(parse_decimal(number).ok_or(Invalid::new("expected_decimal"))?)
    }

    fn of_json(json: &Value) -> Result<Self, Invalid> {
        match json {
            Value::String(text) => Self::parse(text),
            other => Self::new(decimal_of_json(other).ok_or(Invalid::new("expected_decimal"))?),
        }
    }

    /// The bare number.
    pub const fn amount(self) -> Decimal {
        self.0
    }

    /// Whether nothing is owed or paid.
    pub fn is_zero(self) -> bool {
        self.0.is_zero()
    }

    /// The amount in whole units of `decimals` places, halves away from zero. Invoices and tax in China round so
    /// (四舍五入); rounding halves to even, as banks do for interest, would differ from every printed invoice by a fen now
    /// and then.
    #[must_use]
    pub fn rounded(self, decimals: u32) -> Self {
        Self(self.0.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero).normalize())
    }

    /// The sum; `None` when it is too large.
    pub fn checked_add(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_add(other.0)?).ok()
    }

    /// The difference; `None` when it is too large.
    pub fn checked_sub(self, other: Self) -> Option<Self> {
        Self::new(self.0.checked_sub(other.0)?).ok()
    }

    /// The amount times a quantity or a rate, rounded to `decimals` places (4 at most) like [`rounded`](Self::rounded);
    /// `None` when it is too large.
    pub fn checked_mul(self, factor: Decimal, decimals: u32) -> Option<Self> {
        let product = self.0.checked_mul(factor)?;
        let places = decimals.min(Self::MAX_DECIMALS);
        Self::new(product.round_dp_with_strategy(places, RoundingStrategy::MidpointAwayFromZero)).ok()
    }

    /// The sum of many; `None` when it is too large.
    pub fn total(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::checked_add)
    }

    /// The amount as contracts, invoices and cheques spell it out, rounded to the fen: `壹佰贰拾叁元肆角伍分`,
    /// `壹万元整`. The words 人民币 before it are the form's.
    pub fn in_chinese_capitals(self) -> String {
        chinese_capitals::spell(self.rounded(2).0)
    }
}

impl fmt::Display for Money {
    /// Two decimals, or as many as there are.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut amount = self.0.normalize();
        amount.rescale(amount.scale().max(2));
        fmt::Display::fmt(&amount, f)
    }
}

impl Neg for Money {
    type Output = Self;

    fn neg(self) -> Self {
        Self((-self.0).normalize())
    }
}

impl From<Money> for Decimal {
    fn from(money: Money) -> Self {
        money.0
    }
}

impl FieldValue for Money {
    const KIND: FieldKind = FieldKind::Decimal;

    fn cell(&self) -> Cell<'_> {
        Cell::Decimal(self.0)
    }

    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        match json {
            Value::Null => at.refuse(Invalid::new("required")),
            Value::String(text) if text.trim().is_empty() => at.refuse(Invalid::new("required")),
            other => Self::of_json(other).map_or_else(|invalid| at.refuse(invalid), Some),
        }
    }
}

impl serde::Serialize for Money {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> serde::Deserialize<'de> for Money {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::of_json(&Value::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

super::text::text_schema!(
    Money,
    "Amount of money as a decimal string: at most 18 digits before the point, 2 to 4 after it. \
     On input, fewer decimals, separators of thousands and JSON numbers are accepted too.",
    .format(Some(utoipa::openapi::schema::SchemaFormat::Custom("decimal".into())))
    .pattern(Some(r"^-?[0-9]{1,18}(\.[0-9]{1,4})?$"))
    .examples(["1234.50"])
);

#[cfg(feature = "diesel")]
mod sql {
    use diesel::deserialize::{self, FromSql};
    use diesel::pg::{Pg, PgValue};
    use diesel::serialize::{self, Output, ToSql};
    use diesel::sql_types::Numeric;
    use rust_decimal::Decimal;

    use super::Money;

    impl ToSql<Numeric, Pg> for Money {
        fn to_sql<'b>(&'b self, out: &mut Output<'b, '_, Pg>) -> serialize::Result {
            <Decimal as ToSql<Numeric, Pg>>::to_sql(&self.0, out)
        }
    }

    impl FromSql<Numeric, Pg> for Money {
        /// The column's own scale pads with zeros, which are not part of the amount.
        fn from_sql(bytes: PgValue<'_>) -> deserialize::Result<Self> {
            Ok(Self(<Decimal as FromSql<Numeric, Pg>>::from_sql(bytes)?.normalize()))
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use serde_json::json;

    use super::*;

    fn money(text: &str) -> Money {
        Money::parse(text).unwrap()
    }

    #[test]
    fn json_keeps_two_to_four_decimals() {
        for (given, spoken) in [
            (json!("12"), "12.00"),
            (json!("12.5"), "12.50"),
            (json!("12.3450"), "12.345"),
            (json!("12.3456"), "12.3456"),
            (json!("1,234,567.8"), "1234567.80"),
            (json!("￥1,234.5"), "1234.50"),
            (json!("１２．５０"), "12.50"),
            (json!(0.1), "0.10"),
            (json!(-3), "-3.00"),
            (json!("-0"), "0.00"),
            (json!("999999999999999999.9999"), "999999999999999999.9999"),
        ] {
            let mut at = Pointer::default();
            let money = Money::read(&given, &mut at).unwrap_or_else(|| panic!("{given}"));
            assert_eq!(serde_json::to_value(money).unwrap(), json!(spoken));
            assert_eq!(serde_json::from_value::<Money>(json!(spoken)).unwrap(), money);
        }
    }

    #[test]
    fn refusals_say_what_is_wrong() {
        for (given, invalid) in [
            (json!(null), Invalid::new("required")),
            (json!(" "), Invalid::new("required")),
            (json!("十元"), Invalid::new("expected_decimal")),
            (json!("1,5"), Invalid::new("expected_decimal")),
            (json!([]), Invalid::new("expected_decimal")),
            (json!("1.23456"), Invalid::new("too_many_decimals").with("max", 4)),
            (json!("1000000000000000000"), Invalid::new("amount_too_large").with("max", 18)),
            (json!("-1000000000000000000.01"), Invalid::new("amount_too_large").with("max", 18)),
        ] {
            let mut at = Pointer::default();
            assert_eq!(Money::read(&given, &mut at), None, "{given}");
            assert_eq!(at.into_errors()[0].invalid, invalid, "{given}");
        }
    }

    #[test]
    fn halves_go_away_from_zero() {
        for (amount, rounded) in
            [("2.345", "2.35"), ("2.335", "2.34"), ("-2.345", "-2.35"), ("2.3449", "2.34"), ("-0.004", "0")]
        {
            assert_eq!(money(amount).rounded(2), money(rounded), "{amount}");
        }
        assert_eq!(money("0.5").rounded(0), money("1"));
        assert_eq!(money("19.99").checked_mul("0.13".parse().unwrap(), 2), Some(money("2.60")));
    }

    #[test]
    fn arithmetic_ends_at_the_limit() {
        let most = money("999999999999999999.9999");
        assert_eq!(most.checked_add(money("0.0001")), None);
        assert_eq!((-most).checked_sub(money("0.0001")), None);
        assert_eq!(most.checked_mul(Decimal::TWO, 2), None);
        assert_eq!(Money::total([money("0.1"), money("0.2"), money("-0.3")]), Some(Money::ZERO));
        assert_eq!((-money("1.5")).to_string(), "-1.50");
        assert!((-Money::ZERO).to_string() == "0.00");
    }

    proptest! {
        #[test]
        fn every_amount_survives_json(mantissa in -9_999_999_999_999_999_999_999_i128..=9_999_999_999_999_999_999_999, scale in 0..=4_u32) {
            let amount = Decimal::try_from_i128_with_scale(mantissa, scale).unwrap();
            let fits = amount.trunc().abs() < Decimal::from_i128_with_scale(10_i128.pow(18), 0);
            match Money::new(amount) {
                Ok(money) => {
                    prop_assert!(fits);
                    let spoken = serde_json::to_value(money).unwrap();
                    let read: Money = serde_json::from_value(spoken).unwrap();
                    prop_assert_eq!(read.amount(), amount);
                }
                Err(invalid) => prop_assert!(!fits && invalid.code == "amount_too_large"),
            }
        }

        #[test]
        fn rounding_is_never_off_by_more_than_half(cents in -1_000_000_i64..1_000_000) {
            let amount = Money::new(Decimal::new(cents, 4)).unwrap();
            let difference = (amount.rounded(2).amount() - amount.amount()).abs();
            prop_assert!(difference <= Decimal::new(5, 3));
        }

        #[test]
        fn no_text_panics(text in ".{0,32}") {
            let _ = Money::parse(&text);
        }
    }
}
