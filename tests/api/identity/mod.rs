//! Who may come in, and with what.

mod access_token;
mod refresh;
mod sign_in;
