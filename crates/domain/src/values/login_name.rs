//! The name a person signs in with.

use super::field::Invalid;
use super::text::text_value;

text_value! {
    /// Login name: 3 to 64 letters, digits, `.`, `_`, `-` or `@`, a letter or digit first; small letters.
    #[derive(Debug)]
    pub struct LoginName { kind: Text, pattern: "^[a-z0-9][a-z0-9._@-]{2,63}$", example: "zhang.wei" }
}

impl LoginName {
    /// ASCII only: names that look alike in other scripts must not be two accounts.
    fn normalize(text: &str) -> Result<String, Invalid> {
        let login = text.to_ascii_lowercase();
        let well_formed = (3..=64).contains(&login.len())
            && login.starts_with(|c: char| c.is_ascii_alphanumeric())
            && login.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'_' | b'-' | b'@'));
        if well_formed { Ok(login) } else { Err(Invalid::new("invalid_login")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shape() {
        for (typed, login) in
            [("Zhang.Wei", "zhang.wei"), ("a@b.cn", "a@b.cn"), ("１３８１２３４１２３４", "13812341234")]
        {
            assert_eq!(LoginName::parse(typed).map(String::from), Ok(login.to_owned()));
        }
        for typed in ["", "ab", ".abc", "张伟伟", "a b c", "zhаng", &"a".repeat(65)] {
            assert_eq!(LoginName::parse(typed), Err(Invalid::new("invalid_login")), "{typed}");
        }
    }
}
