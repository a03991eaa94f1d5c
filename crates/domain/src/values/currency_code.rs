//! Currencies (ISO 4217).

use std::sync::LazyLock;

use super::field::Invalid;
use super::text::text_value;

/// Code and number of decimals of every currency in use, sorted by code.
static CURRENCIES: LazyLock<Vec<(&'static str, u32)>> = LazyLock::new(|| {
    include_str!("../../data/currencies.csv")
        .lines()
        .skip(1)
        .filter_map(|line| line.split_once(','))
        .filter_map(|(code, decimals)| Some((code, decimals.parse().ok()?)))
        .collect()
});

text_value! {
    /// Currency by its code of ISO 4217: money that is in use, without metals, funds and units of account.
    #[derive(Debug)]
    pub struct CurrencyCode { kind: Code, pattern: "^[A-Z]{3}$", example: "CNY" }
}

impl CurrencyCode {
    fn normalize(text: &str) -> Result<String, Invalid> {
        let code = text.to_ascii_uppercase();
        match decimals(&code) {
            Some(_) => Ok(code),
            None => Err(Invalid::new("invalid_currency")),
        }
    }

    /// How many decimals amounts of this currency have: 2 for most, 0 for the yen, 3 for some dinars.
    pub fn decimals(&self) -> u32 {
        decimals(&self.0).unwrap_or(2)
    }

    /// The codes of every currency, sorted.
    pub fn all() -> impl Iterator<Item = &'static str> {
        CURRENCIES.iter().map(|(code, _)| *code)
    }
}

impl Default for CurrencyCode {
    /// 人民币, the currency of an organization that names no other.
    fn default() -> Self {
        Self("CNY".to_owned())
    }
}

fn decimals(code: &str) -> Option<u32> {
    let index = CURRENCIES.binary_search_by_key(&code, |(known, _)| known).ok()?;
    CURRENCIES.get(index).map(|(_, decimals)| *decimals)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_whole_and_sorted() {
        let lines = include_str!("../../data/currencies.csv").lines().count() - 1;
        assert_eq!(CURRENCIES.len(), lines);
        assert!(CURRENCIES.is_sorted_by(|a, b| a.0 < b.0));
        assert!(CURRENCIES.iter().all(|(code, _)| code.len() == 3 && code.bytes().all(|b| b.is_ascii_uppercase())));
    }

    #[test]
    fn codes_and_decimals() {
        for (typed, code, decimals) in
            [("cny", "CNY", 2), ("JPY", "JPY", 0), ("KWD", "KWD", 3), ("TWD", "TWD", 2), ("HKD", "HKD", 2)]
        {
            let currency = CurrencyCode::parse(typed).unwrap();
            assert_eq!((currency.as_str(), currency.decimals()), (code, decimals));
        }
        for typed in ["", "RMB", "XXX", "CN", "元", "CNYY"] {
            assert_eq!(CurrencyCode::parse(typed), Err(Invalid::new("invalid_currency")), "{typed}");
        }
        assert_eq!(Ok(CurrencyCode::default()), CurrencyCode::parse("CNY"));
    }
}
