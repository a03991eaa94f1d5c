//! The document itself.

use std::collections::BTreeSet;

use guanxi_tests::App;
use serde_json::Value;

use super::operations::{document, operations};

/// Every `$ref` below a value.
fn references<'a>(value: &'a Value, found: &mut BTreeSet<&'a str>) {
    match value {
        Value::Object(fields) => {
            found.extend(fields.get("$ref").and_then(Value::as_str));
            fields.values().for_each(|value| references(value, found));
        }
        Value::Array(items) => items.iter().for_each(|value| references(value, found)),
        _ => {}
    }
}

#[test]
fn the_server_serves_the_document_that_the_program_prints() {
    let app = App::start();
    let served = app.anonymous().get("/api/openapi.json").is(200);
    let printed = guanxi_tests::guanxi().arg("openapi").output().unwrap();
    assert!(served.body == printed.stdout, "the committed document is older than the program: make gen");
    assert_eq!(served.header("content-type"), Some("application/json"));
}

#[test]
fn every_reference_resolves() {
    let document = document();
    let mut found = BTreeSet::new();
    references(&document, &mut found);
    assert!(found.len() > 10);
    let lost: Vec<_> =
        found.iter().filter(|at| document.pointer(at.strip_prefix('#').unwrap_or("no")).is_none()).collect();
    assert!(lost.is_empty(), "{lost:?}");
}

#[test]
fn operation_ids_are_unique() {
    let mut ids: Vec<String> = operations(&document()).into_iter().map(|operation| operation.id).collect();
    let all = ids.len();
    ids.sort();
    ids.dedup();
    assert_eq!(ids.len(), all);
}

#[test]
fn every_operation_documents_its_refusals_and_its_caller() {
    for operation in operations(&document()) {
        let responses = operation.spec["responses"].as_object().expect("responses");
        let refusals: Vec<_> =
            responses.iter().filter(|(status, _)| *status == "default" || status.starts_with('4')).collect();
        assert!(!refusals.is_empty(), "{}", operation.id);
        for (status, refusal) in refusals {
            let schema = &refusal["content"]["application/problem+json"]["schema"]["$ref"];
            assert_eq!(schema, "#/components/schemas/Problem", "{} {status}", operation.id);
        }
        assert!(responses.keys().any(|status| status.starts_with('2')), "{}", operation.id);
        assert!(operation.spec["tags"].get(0).is_some(), "{} has no tag", operation.id);
        assert!(operation.spec["security"].is_array(), "{} does not say who may call it", operation.id);
    }
}

/// Whatever is open to everybody was meant to be.
#[test]
fn what_is_public_is_as_reviewed() {
    let mut public: Vec<String> = operations(&document())
        .into_iter()
        .filter(|operation| operation.is_public())
        .map(|operation| operation.id)
        .collect();
    public.sort();
    assert!(public.len() <= 25, "{}", public.len());
    insta::assert_snapshot!(public.join("\n"));
}
