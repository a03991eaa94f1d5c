//! How the business is spoken: routes, sign-in, OpenAPI, jobs, live events, command line.

pub mod app;
pub mod auth;
pub mod cli;
pub mod clock;
pub mod contacts;
pub mod customers;
pub mod demo;
pub mod http;
pub mod identity;
pub mod jobs;
pub mod notifications;
pub mod outgoing;
pub mod platform;
pub mod record;
pub mod state;
