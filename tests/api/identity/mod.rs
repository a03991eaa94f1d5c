//! Who may come in, and with what.

mod access_token;
mod links;
mod people;
mod refresh;
mod second_factor;
mod sign_in;
