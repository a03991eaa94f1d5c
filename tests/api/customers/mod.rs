//! `/customers`.
