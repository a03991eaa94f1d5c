//! The server's process and its database: starting, stopping, dying.

mod audit_log;
mod embedded;
mod health;
mod jobs;
mod limits;
mod several_servers;
mod upgrade;
mod write_storm;
