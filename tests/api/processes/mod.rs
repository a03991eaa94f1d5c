//! The server's process and its database: starting, stopping, dying.

mod embedded;
mod health;
mod several_servers;
mod write_storm;
