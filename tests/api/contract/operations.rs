//! The operations of the document, and requests made from what it says about them.

use guanxi_tests::{Call, User};
use reqwest::Method;
use serde_json::{Map, Value, json};

/// One operation.
#[derive(Clone)]
pub struct Operation {
    pub id: String,
    pub method: Method,
    /// With `{id}` and the like.
    pub path: String,
    pub spec: Value,
}

/// The document of the program under test.
pub fn document() -> Value {
    let printed = guanxi_tests::guanxi().arg("openapi").output().unwrap();
    assert!(printed.status.success());
    serde_json::from_slice(&printed.stdout).unwrap()
}

/// Every operation of a document.
pub fn operations(document: &Value) -> Vec<Operation> {
    let paths = document["paths"].as_object().expect("paths");
    let of = |(path, item): (&String, &Value)| {
        let item = item.as_object().expect("a path item").clone();
        let path = path.clone();
        item.into_iter().map(move |(method, spec)| Operation {
            id: spec["operationId"].as_str().expect("operationId").to_owned(),
            method: Method::from_bytes(method.to_uppercase().as_bytes()).unwrap(),
            path: path.clone(),
            spec,
        })
    };
    paths.iter().flat_map(of).collect()
}

impl Operation {
    /// Whether it is open to everybody.
    pub fn is_public(&self) -> bool {
        let schemes = self.spec["security"].as_array().expect("security is said of each operation");
        schemes.iter().any(|scheme| scheme.as_object().is_some_and(Map::is_empty))
    }

    /// Whether its path names a record.
    pub fn names_a_record(&self) -> bool {
        self.parameters("path").any(|parameter| parameter["schema"]["format"] == "uuid")
    }

    /// Whether its path has any parameter.
    pub fn has_parameters(&self) -> bool {
        self.path.contains('{')
    }

    /// Whether its answer does not end.
    pub fn streams(&self) -> bool {
        !self.spec["responses"]["200"]["content"]["text/event-stream"].is_null()
    }

    /// Whether it takes a JSON body.
    pub fn takes_a_body(&self) -> bool {
        self.media().is_some()
    }

    /// `/api/v1/customers` of `/api/v1/customers/{id}/restore`.
    pub fn collection(&self) -> &str {
        self.path.split("/{").next().unwrap_or_default()
    }

    fn parameters(&self, place: &str) -> impl Iterator<Item = &Value> {
        self.spec["parameters"].as_array().into_iter().flatten().filter(move |parameter| parameter["in"] == place)
    }

    fn media(&self) -> Option<&String> {
        let content = self.spec["requestBody"]["content"].as_object()?;
        content.keys().find(|media| media.ends_with("json"))
    }

    /// The path with every parameter filled by the same id.
    pub fn at(&self, id: &str) -> String {
        let mut path = String::new();
        let mut rest = self.path.as_str();
        while let Some((before, after)) = rest.split_once('{') {
            path.push_str(before);
            path.push_str(id);
            rest = after.split_once('}').map_or("", |(_, behind)| behind);
        }
        path + rest
    }

    /// A request that is complete, but for its body.
    pub fn call(&self, user: &User, id: &str) -> Call {
        let call = user.call(self.method.clone(), &self.at(id));
        if self.parameters("header").any(|parameter| parameter["name"] == "If-Match") { call.if_match(1) } else { call }
    }

    /// A request with a body as the document wants it.
    pub fn valid(&self, user: &User, id: &str, document: &Value) -> Call {
        let call = self.call(user, id);
        match self.media() {
            Some(media) => {
                let schema = &self.spec["requestBody"]["content"][media]["schema"];
                call.body(media, sample(schema, document).to_string())
            }
            None => call,
        }
    }
}

/// The smallest value that a schema allows, as far as this can be told from it.
fn sample(schema: &Value, document: &Value) -> Value {
    if let Some(example) = schema.get("example").or_else(|| schema["examples"].get(0)) {
        return example.clone();
    }
    if let Some(reference) = schema["$ref"].as_str() {
        let target = document.pointer(reference.trim_start_matches('#')).expect("a $ref that resolves");
        return sample(target, document);
    }
    if let Some(choice) = schema.get("default").or_else(|| schema["enum"].get(0)).or_else(|| schema.get("const")) {
        return choice.clone();
    }
    if let Some(first) = schema["oneOf"].get(0).or_else(|| schema["anyOf"].get(0)) {
        let real = schema["oneOf"].as_array().and_then(|all| all.iter().find(|one| one["type"] != "null"));
        return sample(real.unwrap_or(first), document);
    }
    if let Some(parts) = schema["allOf"].as_array() {
        let mut whole = Map::new();
        for part in parts {
            whole.extend(sample(part, document).as_object().cloned().unwrap_or_default());
        }
        return Value::Object(whole);
    }
    let kind = schema["type"].as_str().or_else(|| schema["type"].get(0)?.as_str()).unwrap_or("object");
    match kind {
        "object" => {
            let required = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str);
            let fields = required.map(|name| (name.to_owned(), sample(&schema["properties"][name], document)));
            Value::Object(fields.collect())
        }
        "array" => {
            let least = schema["minItems"].as_u64().unwrap_or(0);
            (0..least).map(|_| sample(&schema["items"], document)).collect()
        }
        "string" => match schema["format"].as_str() {
            Some("uuid") => json!("00000000-0000-7000-8000-000000000000"),
            Some("date") => json!("2026-11-23"),
            Some("date-time") => json!("2026-11-23T09:30:00Z"),
            Some("password") => json!("Another-horse-8"),
            _ => json!("sample-text"),
        },
        "integer" | "number" => schema.get("minimum").cloned().unwrap_or(json!(1)),
        "boolean" => json!(false),
        _ => Value::Null,
    }
}
