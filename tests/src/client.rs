//! People who speak HTTP, and what they are answered.

use std::time::Duration;

use reqwest::Method;
use reqwest::header::HeaderMap;
use serde_json::{Value, json};

/// An HTTP client of one server.
#[derive(Clone)]
pub struct Client {
    http: reqwest::blocking::Client,
    url: String,
}

impl Client {
    /// Of the server at an address.
    pub fn new(url: &str) -> Self {
        let http = reqwest::blocking::Client::builder()
            .no_proxy()
            .redirect(reqwest::redirect::Policy::none())
            .timeout(Duration::from_secs(30))
            .build()
            .unwrap();
        Self { http, url: url.to_owned() }
    }
}

/// Somebody with a credential, or nobody.
#[derive(Clone)]
pub struct User {
    client: Client,
    /// Access token or API key.
    pub token: Option<String>,
    /// What the sign-in answered.
    pub signed_in: Value,
}

impl User {
    pub(crate) fn anonymous(client: Client) -> Self {
        Self { client, token: None, signed_in: Value::Null }
    }

    pub(crate) fn at(&self, client: Client) -> Self {
        Self { client, ..self.clone() }
    }

    /// Whoever is at an address, with no credential.
    pub fn nobody_at(url: &str) -> Self {
        Self::anonymous(Client::new(url))
    }

    /// The same place, with another credential.
    pub fn with_token(&self, token: impl Into<String>) -> Self {
        Self { token: Some(token.into()), ..self.clone() }
    }

    /// Signs in, which must work.
    pub fn sign_in(&self, login: &str, password: &str) -> Self {
        let answer = self.post("/auth/login", &json!({"login": login, "password": password})).is(200);
        let token = answer.json["access_token"].as_str().map(str::to_owned);
        Self { client: self.client.clone(), token, signed_in: answer.json }
    }

    /// The person's id.
    pub fn id(&self) -> &str {
        self.signed_in["user"]["user"]["id"].as_str().expect("signed in")
    }

    /// The organization's id.
    pub fn org(&self) -> &str {
        self.signed_in["user"]["organization"]["id"].as_str().expect("signed in")
    }

    /// The token for `/auth/refresh`.
    pub fn refresh_token(&self) -> &str {
        self.signed_in["refresh_token"].as_str().expect("signed in")
    }

    /// A request to be completed; a path that begins with `/api`, `/healthz` and the like is taken as it is, every
    /// other one is under `/api/v1`.
    pub fn call(&self, method: Method, path: &str) -> Call {
        let as_it_is =
            ["/api/", "/healthz", "/readyz", "/metrics", "/.well-known/"].iter().any(|at| path.starts_with(at));
        let base = if as_it_is || path == "/" { "" } else { "/api/v1" };
        let request = self.client.http.request(method.clone(), format!("{}{base}{path}", self.client.url));
        let request = match &self.token {
            Some(token) => request.bearer_auth(token),
            None => request,
        };
        Call { request, what: format!("{method} {path}") }
    }

    /// `GET`.
    pub fn get(&self, path: &str) -> Response {
        self.call(Method::GET, path).send()
    }

    /// `GET` with query parameters, which are escaped here.
    pub fn get_with(&self, path: &str, query: &[(&str, &str)]) -> Response {
        self.get(&format!("{path}?{}", escaped(query)))
    }

    /// `POST` with a JSON body.
    pub fn post(&self, path: &str, body: &Value) -> Response {
        self.call(Method::POST, path).json(body).send()
    }

    /// `POST` without a body.
    pub fn post_empty(&self, path: &str) -> Response {
        self.call(Method::POST, path).send()
    }

    /// `PATCH` of a version.
    pub fn patch(&self, path: &str, version: i64, body: &Value) -> Response {
        self.call(Method::PATCH, path).if_match(version).json(body).send()
    }

    /// `DELETE` of a version.
    pub fn delete(&self, path: &str, version: i64) -> Response {
        self.call(Method::DELETE, path).if_match(version).send()
    }

    /// Makes a customer, which must work.
    pub fn customer(&self, body: &Value) -> Response {
        self.post("/customers", body).is(201)
    }

    /// Makes a contact, which must work.
    pub fn contact(&self, body: &Value) -> Response {
        self.post("/contacts", body).is(201)
    }

    /// Every page of a list, by `next_cursor`, put together.
    pub fn all(&self, path: &str, query: &[(&str, &str)]) -> Vec<Value> {
        let mut items = Vec::new();
        let mut cursor: Option<String> = None;
        loop {
            let mut asked = query.to_vec();
            if let Some(cursor) = &cursor {
                asked.push(("cursor", cursor));
            }
            let page = self.get_with(path, &asked).is(200).json;
            items.extend(page["items"].as_array().expect("a page").iter().cloned());
            assert!(items.len() < 100_000, "the pages of {path} do not end");
            match page["next_cursor"].as_str() {
                Some(next) => cursor = Some(next.to_owned()),
                None => return items,
            }
        }
    }
}

/// Query parameters as they stand in a URL.
fn escaped(query: &[(&str, &str)]) -> String {
    let mut url = reqwest::Url::parse("http://x").unwrap();
    url.query_pairs_mut().extend_pairs(query);
    url.query().unwrap_or_default().to_owned()
}

/// A request that is being put together.
pub struct Call {
    request: reqwest::blocking::RequestBuilder,
    what: String,
}

impl Call {
    /// Adds a header.
    #[must_use]
    pub fn header(self, name: &str, value: &str) -> Self {
        Self { request: self.request.header(name, value), ..self }
    }

    /// The version that the caller has seen.
    #[must_use]
    pub fn if_match(self, version: i64) -> Self {
        self.header("If-Match", &format!("\"{version}\""))
    }

    /// A JSON body.
    #[must_use]
    pub fn json(self, body: &Value) -> Self {
        self.body("application/json", body.to_string())
    }

    /// Any body.
    #[must_use]
    pub fn body(self, content_type: &str, body: impl Into<reqwest::blocking::Body>) -> Self {
        let call = self.header("Content-Type", content_type);
        Self { request: call.request.body(body), ..call }
    }

    /// Sends it and reads the answer.
    ///
    /// # Panics
    /// Where there is none.
    pub fn send(self) -> Response {
        let what = self.what.clone();
        self.try_send().unwrap_or_else(|error| panic!("{what}: {error:?}"))
    }

    /// Sends it to a server that may be gone.
    ///
    /// # Errors
    /// Where no answer comes.
    pub fn try_send(self) -> Result<Response, reqwest::Error> {
        let answer = self.request.send()?;
        let (status, headers) = (answer.status().as_u16(), answer.headers().clone());
        let body = answer.bytes()?.to_vec();
        let json = serde_json::from_slice(&body).unwrap_or(Value::Null);
        Ok(Response { what: self.what, status, headers, body, json })
    }
}

/// An answer.
#[derive(Clone)]
pub struct Response {
    what: String,
    /// Status.
    pub status: u16,
    /// Headers.
    pub headers: HeaderMap,
    /// Body as it came.
    pub body: Vec<u8>,
    /// Body as JSON; null where it is none.
    pub json: Value,
}

impl Response {
    /// The answer, which must have this status.
    #[track_caller]
    pub fn is(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}: {}", self.what, String::from_utf8_lossy(&self.body));
        self
    }

    /// The answer, which must be a problem document of this kind, complete in every respect.
    #[track_caller]
    pub fn is_problem(self, status: u16, code: &str) -> Self {
        let answer = self.is(status);
        assert_eq!(answer.json["code"], code, "{}: {}", answer.what, answer.json);
        answer.is_well_formed_problem()
    }

    /// The answer, which must be a problem document as RFC 9457 and our contract want it.
    #[track_caller]
    pub fn is_well_formed_problem(self) -> Self {
        let says = format!("{}: {} {}", self.what, self.status, String::from_utf8_lossy(&self.body));
        assert_eq!(self.header("content-type"), Some("application/problem+json"), "{says}");
        assert_eq!(self.json["status"], self.status, "{says}");
        assert_eq!(self.json["type"], format!("/problems/{}", self.json["code"].as_str().unwrap_or("?")), "{says}");
        for member in ["title", "code", "detail", "request_id"] {
            assert!(self.json[member].as_str().is_some_and(|text| !text.is_empty()), "{member} of {says}");
        }
        assert_eq!(self.header("x-request-id"), self.json["request_id"].as_str(), "{says}");
        for error in self.json["errors"].as_array().unwrap_or_else(|| panic!("errors of {says}")) {
            assert!(error["pointer"].is_string() && error["code"].is_string(), "{says}");
            assert!(error["message"].as_str().is_some_and(|text| !text.is_empty()), "{says}");
            assert_ne!(error["message"], error["code"], "a code without words: {says}");
        }
        self
    }

    /// The answer, which must refuse exactly this field for this reason.
    #[track_caller]
    pub fn refuses(self, pointer: &str, code: &str) -> Self {
        let answer = self.is_problem(422, "invalid_fields");
        let refused: Vec<_> = answer.refusals();
        assert_eq!(refused, [(pointer.to_owned(), code.to_owned())], "{}: {}", answer.what, answer.json);
        answer
    }

    /// Pointer and code of every refused field.
    pub fn refusals(&self) -> Vec<(String, String)> {
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let errors = self.json["errors"].as_array().into_iter().flatten();
        errors.map(|error| (text(&error["pointer"]), text(&error["code"]))).collect()
    }

    /// A header.
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The record's id.
    #[track_caller]
    pub fn id(&self) -> &str {
        self.json["id"].as_str().unwrap_or_else(|| panic!("{} has no id: {}", self.what, self.json))
    }

    /// The record's version.
    #[track_caller]
    pub fn version(&self) -> i64 {
        self.json["version"].as_i64().unwrap_or_else(|| panic!("{} has no version: {}", self.what, self.json))
    }

    /// `/customers/{id}` of a customer.
    #[track_caller]
    pub fn path(&self) -> String {
        format!("/customers/{}", self.id())
    }

    /// `/contacts/{id}` of a contact.
    #[track_caller]
    pub fn contact_path(&self) -> String {
        format!("/contacts/{}", self.id())
    }

    /// A page's records.
    #[track_caller]
    pub fn items(&self) -> &[Value] {
        self.json["items"].as_array().unwrap_or_else(|| panic!("{} is no page: {}", self.what, self.json))
    }

    /// The names of a page's records.
    #[track_caller]
    pub fn names(&self) -> Vec<&str> {
        self.items().iter().filter_map(|item| item["name"].as_str()).collect()
    }
}
