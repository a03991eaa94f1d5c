//! `schema.rs` is what the migrations make.

use crate::support::server;

#[test]
fn schema_rs_says_what_the_migrated_database_is() {
    let made = server().db.schema().unwrap();
    assert!(made == include_str!("../../src/schema.rs"), "run `make gen`: schema.rs should read\n{made}");
}
