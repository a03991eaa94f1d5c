//! The languages the product speaks.

use super::enums::text_enum;

text_enum! {
    /// A language of the product, by its BCP 47 tag.
    pub enum LocaleCode {
        /// 简体中文
        ZhCn = "zh-CN",
        /// English
        En = "en",
        /// 繁體中文, in the usage of Taiwan and Hong Kong.
        ZhTw = "zh-TW",
    }
}

impl LocaleCode {
    /// The language of ours that suits an `Accept-Language` header best (RFC 9110, 12.5.4): the item of the highest
    /// weight that we speak, the first among equals. Simplified Chinese where none is.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (Self::ZhCn, 0.0_f32);
        for item in accept_language.split(',') {
            let (tag, weight) = match item.split_once(';') {
                Some((tag, parameter)) => {
                    (tag, parameter.trim().strip_prefix("q=").and_then(|q| q.parse().ok()).unwrap_or(0.0))
                }
                None => (item, 1.0),
            };
            if let Some(locale) = Self::from_tag(tag.trim())
                && weight > best.1
            {
                best = (locale, weight);
            }
        }
        best.0
    }

    /// The language of ours that a tag asks for (`zh-HK`, `en_US`), if any. Chinese is Traditional by its script
    /// (`Hant`), or by the regions that write it so.
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let mut parts = tag.split(['-', '_']);
        match parts.next()? {
            "zh" => {
                let parts: Vec<&str> = parts.collect();
                let traditional =
                    !parts.contains(&"hans") && parts.iter().any(|part| matches!(*part, "hant" | "tw" | "hk" | "mo"));
                Some(if traditional { Self::ZhTw } else { Self::ZhCn })
            }
            "en" => Some(Self::En),
            _ => None,
        }
    }
}

impl Default for LocaleCode {
    /// Simplified Chinese comes first.
    fn default() -> Self {
        Self::ZhCn
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_read_back() {
        for locale in LocaleCode::ALL {
            assert_eq!(LocaleCode::parse(locale.as_str()), Ok(*locale));
        }
        assert!(LocaleCode::parse("fr").is_err());
    }

    #[test]
    fn accept_language() {
        use LocaleCode::{En, ZhCn, ZhTw};
        for (header, locale) in [
            ("", ZhCn),
            ("fr", ZhCn),
            ("*", ZhCn),
            ("en-US,en;q=0.9", En),
            ("zh-TW,zh;q=0.9,en;q=0.8", ZhTw),
            ("zh-HK", ZhTw),
            ("zh-Hant-CN", ZhTw),
            ("zh-Hans-HK", ZhCn),
            ("fr, en;q=0.3, zh;q=0.7", ZhCn),
            ("en;q=abc", ZhCn),
            ("en;q=0", ZhCn),
        ] {
            assert_eq!(LocaleCode::negotiate(header), locale, "{header}");
        }
    }
}
