//! What all requests of a server share.

use std::sync::Arc;

use chrono::{DateTime, Utc};
use guanxi_persistence::Database;

use crate::auth::api_keys::ApiKeys;
use crate::auth::keys::MasterKey;
use crate::auth::mail::Mailer;
use crate::auth::tokens::Tokens;
use crate::http::Limits;
use crate::outgoing::Outgoing;
use crate::platform::live::Live;
use crate::platform::metrics::Metrics;

/// The server's own: database, keys, and what it remembers.
pub struct AppState {
    /// The database.
    pub db: Database,
    /// Access tokens.
    pub tokens: Tokens,
    /// API keys.
    pub api_keys: ApiKeys,
    /// Cookies only over HTTPS (behind a proxy that says so).
    pub secure_cookies: bool,
    /// How many requests a caller may make.
    pub limits: Limits,
    /// Whether the proxy in front says where requests come from.
    pub trust_proxy: bool,
    /// Other sites whose pages may call the API.
    pub cors_origins: Vec<String>,
    /// Mail.
    pub mailer: Arc<Mailer>,
    /// The way to servers that people configure.
    pub outgoing: Outgoing,
    /// The key file's key.
    pub master: MasterKey,
    /// When this server was started.
    pub started_at: DateTime<Utc>,
    /// Figures for monitoring.
    pub metrics: Metrics,
    /// Relay and live streams.
    pub live: Arc<Live>,
}
