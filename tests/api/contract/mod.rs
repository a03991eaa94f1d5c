//! What holds for every operation of the OpenAPI document, those of tomorrow included.

mod document;
mod isolation;
mod malformed;
mod operations;
