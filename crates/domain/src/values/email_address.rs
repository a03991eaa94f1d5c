//! E-mail addresses.

use validator::ValidateEmail;

use super::field::Invalid;
use super::text::text_value;

text_value! {
    /// E-mail address as HTML forms accept it; the domain in small letters.
    #[derive(Debug)]
    pub struct EmailAddress { kind: Text, pattern: "^[^@\\s]+@[^@\\s]+\\.[^@\\s]+$", example: "zhang.wei@example.com" }
}

impl EmailAddress {
    /// The local part keeps its letters (RFC 5321, 2.4 leaves their meaning to the receiver). `mailto:` is dropped. A
    /// domain without a dot is refused: no customer is reached at `root@localhost`.
    fn normalize(text: &str) -> Result<String, Invalid> {
        let refused = || Invalid::new("invalid_email");
        let text = text.strip_prefix("mailto:").unwrap_or(text);
        let (local, domain) = text.rsplit_once('@').ok_or_else(refused)?;
        // RFC 5321, 4.5.3.1.3: a path has at most 256 octets, its angle brackets included.
        let well_formed = text.len() <= 254
            && text.validate_email()
            && domain.contains('.')
            && !domain.starts_with('[')
            && !local.starts_with('.')
            && !local.ends_with('.')
            && !local.contains("..");
        if !well_formed {
            return Err(refused());
        }
        Ok(format!("{local}@{}", domain.to_lowercase()))
    }

    /// The part behind the `@`.
    pub fn domain(&self) -> &str {
        self.0.rsplit_once('@').map_or("", |(_, domain)| domain)
    }

    /// The address as people see it who may not write to it: `z***@example.com`.
    pub fn mask(&self) -> String {
        let first: String = self.0.chars().take(1).collect();
        format!("{first}***@{}", self.domain())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted() {
        for (typed, normal) in [
            ("zhang.wei@example.com", "zhang.wei@example.com"),
            (" Zhang.Wei@Example.COM ", "Zhang.Wei@example.com"),
            ("mailto:a+b@mail.qq.com", "a+b@mail.qq.com"),
            ("ｚ＠ｑｑ．ｃｏｍ", "z@qq.com"),
            ("li@公司.cn", "li@公司.cn"),
        ] {
            assert_eq!(EmailAddress::parse(typed).map(String::from), Ok(normal.to_owned()), "{typed}");
        }
    }

    #[test]
    fn refused() {
        for typed in [
            "",
            "a",
            "@",
            "a@",
            "@b.com",
            "a@b",
            "a b@c.com",
            "a@b@c.com",
            "a..b@c.com",
            ".a@c.com",
            "a@[1.2.3.4]",
            "a@-b.com",
            "a@b.com;c@d.com",
        ] {
            assert_eq!(EmailAddress::parse(typed), Err(Invalid::new("invalid_email")), "{typed}");
        }
        let long = format!("{}@{}.com", "a".repeat(60), "b".repeat(200));
        assert_eq!(EmailAddress::parse(&long), Err(Invalid::new("invalid_email")));
    }

    #[test]
    fn masked() {
        assert_eq!(EmailAddress::parse("zhang@example.com").unwrap().mask(), "z***@example.com");
        assert_eq!(EmailAddress::parse("z@example.com").unwrap().mask(), "z***@example.com");
    }
}
