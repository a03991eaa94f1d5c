//! Web addresses.

use url::{Host, Url};

use super::field::Invalid;
use super::text::text_value;

/// The longest address kept, in bytes.
const MAX: usize = 2_000;

text_value! {
    /// Web address with `http` or `https`; `https://` is added where the scheme was left out.
    #[derive(Debug)]
    pub struct Website { kind: Text, pattern: "^https?://", example: "https://www.example.com" }
}

impl Website {
    /// Other schemes are refused, since the address becomes a link that people click; so is a name and password in it.
    /// Domain names of other scripts are kept in their ASCII form (RFC 5891).
    fn normalize(text: &str) -> Result<String, Invalid> {
        let refused = || Invalid::new("invalid_website");
        if text.len() > MAX {
            return Err(Invalid::new("too_long").with("max", MAX));
        }
        // `example.com:8080` reads as a scheme of its own: only what has `//` brought one along.
        let url = if text.contains("://") { Url::parse(text) } else { Url::parse(&format!("https://{text}")) };
        let url = url.map_err(|_| refused())?;
        let reachable = match url.host() {
            Some(Host::Domain(name)) => name.trim_end_matches('.').contains('.') && !name.contains(".."),
            Some(Host::Ipv4(_) | Host::Ipv6(_)) => true,
            None => false,
        };
        if !matches!(url.scheme(), "http" | "https")
            || !reachable
            || !url.username().is_empty()
            || url.password().is_some()
        {
            return Err(refused());
        }
        let normal = String::from(url);
        // A bare host reads better without the slash that the parser adds.
        let bare = normal.strip_suffix('/').filter(|rest| rest.matches('/').count() == 2).map(str::to_owned);
        let normal = bare.unwrap_or(normal);
        // Percent-encoding triples what is not ASCII.
        if normal.len() > MAX { Err(Invalid::new("too_long").with("max", MAX)) } else { Ok(normal) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn accepted() {
        for (typed, normal) in [
            ("www.example.com", "https://www.example.com"),
            ("HTTP://Example.COM/", "http://example.com"),
            ("example.com:8080/a?b=1#c", "https://example.com:8080/a?b=1#c"),
            ("https://example.com/产品/", "https://example.com/%E4%BA%A7%E5%93%81/"),
            ("例子.中国", "https://xn--fsqu00a.xn--fiqs8s"),
            ("http://192.0.2.1/x", "http://192.0.2.1/x"),
        ] {
            let website = Website::parse(typed).unwrap_or_else(|e| panic!("{typed}: {e}"));
            assert_eq!(website.as_str(), normal);
            assert_eq!(Website::parse(normal), Ok(website));
        }
    }

    #[test]
    fn refused() {
        for typed in [
            "",
            "示例",
            "localhost",
            "ftp://example.com",
            "javascript://example.com/%0aalert(1)",
            "javascript:alert(1)",
            "https://",
            "https://a b.com",
            "https://user:secret@example.com",
            "https://user@example.com",
            "mailto:a@b.com",
        ] {
            assert_eq!(Website::parse(typed), Err(Invalid::new("invalid_website")), "{typed}");
        }
        let long = format!("example.com/{}", "a".repeat(2_000));
        assert_eq!(Website::parse(&long), Err(Invalid::new("too_long").with("max", 2_000)));
        let grows = format!("example.com/{}", "产".repeat(600));
        assert_eq!(Website::parse(&grows), Err(Invalid::new("too_long").with("max", 2_000)));
    }
}
