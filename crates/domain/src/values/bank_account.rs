//! Bank account and card numbers.

use std::fmt;

use super::field::Invalid;
use super::text::{mask_middle, text_value};

text_value! {
    /// Bank account or card number: 8 to 30 digits. Corporate accounts follow no common check digit (only cards do, by
    /// Luhn), so none is asked for.
    pub struct BankAccount { kind: Text, pattern: "^[0-9]{8,30}$", example: "6222020200112233445" }
}

impl BankAccount {
    fn normalize(text: &str) -> Result<String, Invalid> {
        let number: String = text.chars().filter(|c| !matches!(c, ' ' | '-')).collect();
        let well_formed = (8..=30).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
        if well_formed { Ok(number) } else { Err(Invalid::new("invalid_bank_account")) }
    }

    /// The number as people see it who may not read it: `****3445`.
    pub fn mask(&self) -> String {
        mask_middle(&self.0, 0, 4)
    }
}

impl fmt::Debug for BankAccount {
    /// Masked: what is logged by chance must not tell the number.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BankAccount({})", self.mask())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn digits_only() {
        let account = BankAccount::parse("6222 0202 0011-2233 445").unwrap();
        assert_eq!(account.as_str(), "6222020200112233445");
        assert_eq!(account.mask(), "****3445");
        assert_eq!(format!("{account:?}"), "BankAccount(****3445)");
        for typed in ["", "1234567", "6222a020200112233", "账号", &"1".repeat(31)] {
            assert_eq!(BankAccount::parse(typed), Err(Invalid::new("invalid_bank_account")), "{typed}");
        }
        assert!(BankAccount::parse(&"1".repeat(30)).is_ok());
    }
}
