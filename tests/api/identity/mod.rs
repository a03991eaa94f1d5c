//! Who may come in, and with what.

mod sign_in;
