//! How a caller proves who they are: passwords, access tokens, refresh tokens, API keys.

pub mod api_keys;
pub mod bearer;
pub mod keys;
pub mod mail;
pub mod otp;
pub mod password;
pub mod secrets;
pub mod tokens;
