//! How the robots of group chats are spoken to.
//!
//! - 企业微信: <https://developer.work.weixin.qq.com/document/path/91770>
//! - 钉钉: <https://open.dingtalk.com/document/robots/custom-robot-access>
//! - 飞书: <https://open.feishu.cn/document/client-docs/bot-v3/add-custom-bot>

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use guanxi_domain::platform::RobotKind;
use hmac::{Hmac, KeyInit as _, Mac as _};
use serde_json::{Value, json};
use sha2::Sha256;

/// A message as it is sent: where to, and what.
#[derive(Debug, PartialEq, Eq)]
pub struct Message {
    /// The address; signed where the robot wants that in the address.
    pub url: String,
    /// The body.
    pub body: Value,
}

/// A text in a robot's own format, calling somebody by their mobile number where the chat knows people by it.
///
/// `url` is the robot's address and `secret` what it signs with; messages are signed at the moment `now`, and an hour
/// later the signature is worth nothing.
pub fn message(
    kind: RobotKind,
    url: &str,
    secret: Option<&str>,
    text: &str,
    mobile: Option<&str>,
    now: DateTime<Utc>,
) -> Message {
    let mobiles: Vec<&str> = mobile.into_iter().collect();
    let plain = |body: Value| Message { url: url.to_owned(), body };
    match kind {
        RobotKind::Wecom => {
            plain(json!({"msgtype": "text", "text": {"content": text, "mentioned_mobile_list": mobiles}}))
        }
        RobotKind::Dingtalk => {
            // Whom it calls has to stand in the text as well.
            let calls: String = mobiles.iter().map(|mobile| format!(" @{mobile}")).collect();
            let body = json!({
                "msgtype": "text",
                "text": {"content": format!("{text}{calls}")},
                "at": {"atMobiles": mobiles, "isAtAll": false},
            });
            match secret {
                Some(secret) => {
                    let millis = now.timestamp_millis();
                    let sign = hmac(secret.as_bytes(), format!("{millis}\n{secret}").as_bytes());
                    Message { url: with_query(url, &[("timestamp", &millis.to_string()), ("sign", &sign)]), body }
                }
                None => plain(body),
            }
        }
        RobotKind::Feishu => {
            let mut body = json!({"msg_type": "text", "content": {"text": text}});
            if let Some(secret) = secret {
                let seconds = now.timestamp();
                // Unlike elsewhere, the string to sign is the key, and nothing is signed.
                body["sign"] = json!(hmac(format!("{seconds}\n{secret}").as_bytes(), b""));
                body["timestamp"] = json!(seconds.to_string());
            }
            plain(body)
        }
    }
}

/// What a robot has answered: `Ok` where it took the message; else its own code and words.
///
/// # Errors
/// The robot's code (the HTTP status where it says none) and words.
pub fn accepted(status: u16, body: &[u8]) -> Result<(), (i64, String)> {
    let answer: Value = serde_json::from_slice(body).unwrap_or_default();
    let code = ["errcode", "code", "StatusCode"].iter().find_map(|name| answer.get(name)?.as_i64());
    let words = ["errmsg", "msg", "StatusMessage"].iter().find_map(|name| answer.get(name)?.as_str());
    let words = words.unwrap_or_default().chars().take(200).collect();
    match code {
        Some(0) if status == 200 => Ok(()),
        Some(code) if code != 0 => Err((code, words)),
        _ => Err((i64::from(status), words)),
    }
}

fn hmac(key: &[u8], text: &[u8]) -> String {
    // HMAC takes keys of every length.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(text);
    BASE64_STANDARD.encode(mac.finalize().into_bytes())
}

fn with_query(url: &str, pairs: &[(&str, &str)]) -> String {
    match reqwest::Url::parse(url) {
        Ok(mut url) => {
            url.query_pairs_mut().extend_pairs(pairs);
            url.to_string()
        }
        // It was read when it was configured.
        Err(_) => url.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at() -> DateTime<Utc> {
        DateTime::from_timestamp(1_599_360_473, 0).unwrap()
    }

    /// Signatures made with Python's `hmac` after the vendors' own examples.
    #[test]
    fn messages_are_signed_as_the_vendors_say() {
        let url = "https://example.com/send?key=k";
        let wecom = message(RobotKind::Wecom, url, None, "你好", Some("13800138000"), at());
        assert_eq!(wecom.url, url);
        let expected =
            json!({"msgtype": "text", "text": {"content": "你好", "mentioned_mobile_list": ["13800138000"]}});
        assert_eq!(wecom.body, expected);

        let dingtalk = message(RobotKind::Dingtalk, url, Some("SECabc"), "你好", Some("13800138000"), at());
        assert_eq!(
            dingtalk.url,
            "https://example.com/send?key=k&timestamp=1599360473000&sign=3SJkK5Fm70JVVkwmvZFkgdPlr53Kn2utLHLz9DzuOSc%3D"
        );
        assert_eq!(dingtalk.body["text"]["content"], "你好 @13800138000");
        assert_eq!(dingtalk.body["at"], json!({"atMobiles": ["13800138000"], "isAtAll": false}));
        assert_eq!(message(RobotKind::Dingtalk, url, None, "你好", None, at()).url, url);

        let feishu = message(RobotKind::Feishu, url, Some("demo"), "你好", None, at());
        assert_eq!(feishu.url, url);
        let expected = json!({
            "timestamp": "1599360473", "sign": "l1N0gAcBjdwBvGm1xMjOF0XSyaLRpR7tuO5dHfhAYc8=",
            "msg_type": "text", "content": {"text": "你好"},
        });
        assert_eq!(feishu.body, expected);
    }

    #[test]
    fn an_answer_is_read_as_the_vendors_write_it() {
        for (status, body, expected) in [
            (200, r#"{"errcode":0,"errmsg":"ok"}"#, Ok(())),
            (200, r#"{"code":0,"msg":"success","data":{}}"#, Ok(())),
            (200, r#"{"StatusCode":0,"StatusMessage":"success"}"#, Ok(())),
            (200, r#"{"errcode":310000,"errmsg":"sign not match"}"#, Err((310_000, "sign not match".to_owned()))),
            (200, r#"{"code":19021,"msg":"sign match fail"}"#, Err((19021, "sign match fail".to_owned()))),
            (502, r#"{"errcode":0}"#, Err((502, String::new()))),
            (302, "", Err((302, String::new()))),
            (200, "<html>", Err((200, String::new()))),
        ] {
            assert_eq!(accepted(status, body.as_bytes()), expected, "{body}");
        }
    }
}
