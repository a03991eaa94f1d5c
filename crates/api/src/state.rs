//! What all requests of a server share.

use std::sync::Arc;

use guanxi_persistence::Database;

use crate::auth::api_keys::ApiKeys;
use crate::auth::keys::MasterKey;
use crate::auth::tokens::Tokens;
use crate::platform::live::Live;

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
    /// The key file's key.
    pub master: MasterKey,
    /// Relay and live streams.
    pub live: Arc<Live>,
}
