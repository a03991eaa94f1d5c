//! Requests to servers that people configure. They reach the open internet only: the name is resolved here, every
//! address it stands for is looked at, and the connection goes to those very addresses, so that a name cannot mean
//! something else a moment later. Nothing is followed elsewhere.

mod address;

use std::io::Read as _;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::time::Duration;

use reqwest::{Url, redirect};

/// How long a server may take to be reached, and to answer.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(10);
/// Bytes of an answer that are read; the rest is left.
const MAX_ANSWER: u64 = 64 * 1024;
/// Characters of an address at most.
const MAX_URL: usize = 2000;

/// The way out.
#[derive(Clone, Copy, Debug)]
pub struct Outgoing {
    /// Also to private addresses, and without TLS: where whoever runs the server says so.
    allow_private: bool,
}

/// What a server has answered.
#[derive(Debug)]
pub struct Reply {
    /// HTTP status.
    pub status: u16,
    /// The beginning of the body.
    pub body: Vec<u8>,
}

/// Why no answer came.
#[derive(Debug, PartialEq, Eq, thiserror::Error)]
pub enum Failure {
    /// The address is none that may be reached: a stable code, and trying again does not help.
    #[error("refused: {0}")]
    Refused(&'static str),
    /// The server could not be reached or did not answer.
    #[error("unreachable: {0}")]
    Unreachable(String),
}

impl Outgoing {
    /// Guarded unless private addresses are allowed.
    pub fn new(allow_private: bool) -> Self {
        Self { allow_private }
    }

    /// Reads an address that somebody configures, as far as it can be judged without asking for its name.
    ///
    /// # Errors
    /// `invalid_url`, `outgoing_needs_https`, `outgoing_address_refused`.
    pub fn read(&self, text: &str) -> Result<Url, &'static str> {
        let text = text.trim();
        if text.len() > MAX_URL {
            return Err("invalid_url");
        }
        let url = Url::parse(text).map_err(|_| "invalid_url")?;
        match url.scheme() {
            "https" => {}
            "http" if self.allow_private => {}
            "http" => return Err("outgoing_needs_https"),
            _ => return Err("invalid_url"),
        }
        if !url.username().is_empty() || url.password().is_some() || url.fragment().is_some() {
            return Err("invalid_url");
        }
        let host = url.host_str().filter(|host| !host.is_empty()).ok_or("invalid_url")?;
        let literal = host.trim_matches(['[', ']']).parse::<IpAddr>();
        if literal.is_ok_and(|address| !self.admits(address)) {
            return Err("outgoing_address_refused");
        }
        Ok(url)
    }

    /// Sends JSON. Blocks for as long as the other server takes, a quarter of a minute at most.
    ///
    /// # Errors
    /// [`Failure`].
    pub fn post_json(&self, url: &str, body: &serde_json::Value) -> Result<Reply, Failure> {
        let url = self.read(url).map_err(Failure::Refused)?;
        let host = url.host_str().unwrap_or_default().to_owned();
        let unreachable = |error: &dyn std::fmt::Display| Failure::Unreachable(error.to_string());
        let addresses = self.addresses(&url, &host)?;
        let client = reqwest::blocking::Client::builder()
            .no_proxy()
            .redirect(redirect::Policy::none())
            .connect_timeout(CONNECT)
            .timeout(ANSWER)
            .pool_max_idle_per_host(0)
            .user_agent("Guanxi")
            .resolve_to_addrs(&host, &addresses)
            .build()
            .map_err(|error| unreachable(&error.without_url()))?;
        // Addresses are secrets: no error may carry one into a log.
        let answer = client.post(url).json(body).send().map_err(|error| unreachable(&error.without_url()))?;
        let status = answer.status().as_u16();
        let mut body = Vec::new();
        answer.take(MAX_ANSWER).read_to_end(&mut body).map_err(|error| unreachable(&error.kind()))?;
        Ok(Reply { status, body })
    }

    /// What a name stands for now. One closed address among them closes all: whoever owns the name chooses the order.
    fn addresses(&self, url: &Url, host: &str) -> Result<Vec<SocketAddr>, Failure> {
        let port = url.port_or_known_default().unwrap_or(443);
        let bare = host.trim_matches(['[', ']']);
        let found: Vec<SocketAddr> =
            (bare, port).to_socket_addrs().map_err(|error| Failure::Unreachable(error.kind().to_string()))?.collect();
        if found.is_empty() {
            return Err(Failure::Unreachable("no address".into()));
        }
        if found.iter().all(|one| self.admits(one.ip())) {
            Ok(found)
        } else {
            Err(Failure::Refused("outgoing_address_refused"))
        }
    }

    fn admits(&self, address: IpAddr) -> bool {
        self.allow_private || address::is_public(address)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_address_is_judged_by_what_it_says() {
        let (guarded, open) = (Outgoing::new(false), Outgoing::new(true));
        for (url, refusal) in [
            ("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x", None),
            ("https://open.feishu.cn:8443/x", None),
            ("http://oapi.dingtalk.com/robot/send", Some("outgoing_needs_https")),
            ("https://127.0.0.1/", Some("outgoing_address_refused")),
            // The ways of writing 127.0.0.1 that browsers know.
            ("https://2130706433/", Some("outgoing_address_refused")),
            ("https://0x7f.1/", Some("outgoing_address_refused")),
            ("https://[::1]/", Some("outgoing_address_refused")),
            ("https://[::ffff:10.0.0.1]/", Some("outgoing_address_refused")),
            ("https://169.254.169.254/latest/meta-data", Some("outgoing_address_refused")),
            ("https://user:pass@example.com/", Some("invalid_url")),
            ("https://example.com/#x", Some("invalid_url")),
            ("ftp://example.com/", Some("invalid_url")),
            ("file:///etc/passwd", Some("invalid_url")),
            ("example.com", Some("invalid_url")),
            ("", Some("invalid_url")),
        ] {
            assert_eq!(guarded.read(url).err(), refusal, "{url}");
        }
        for url in ["http://127.0.0.1:8080/x", "https://10.0.0.1/"] {
            assert!(open.read(url).is_ok(), "{url}");
        }
        assert_eq!(guarded.read(&format!("https://example.com/{}", "x".repeat(2000))).err(), Some("invalid_url"));
    }

    /// A name that stands for a closed address is as closed as the address.
    #[test]
    fn a_name_is_judged_by_its_addresses() {
        let refused = Outgoing::new(false).post_json("https://localhost/x", &serde_json::json!({}));
        assert_eq!(refused.err(), Some(Failure::Refused("outgoing_address_refused")));
    }
}
