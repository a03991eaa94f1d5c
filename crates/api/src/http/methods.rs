//! Which methods a path has: the framework answers 404 where each method is a route of its own and none matches.

use std::sync::LazyLock;

use actix_web::http::Method;
use utoipa::openapi::PathItem;

/// A path of the document and its methods.
struct Known {
    path: String,
    methods: Vec<Method>,
}

static KNOWN: LazyLock<Vec<Known>> = LazyLock::new(|| {
    let paths = crate::app::document().paths.paths;
    paths.into_iter().map(|(path, item)| Known { path, methods: methods(&item) }).collect()
});

fn methods(item: &PathItem) -> Vec<Method> {
    [
        (Method::GET, &item.get),
        (Method::PUT, &item.put),
        (Method::POST, &item.post),
        (Method::PATCH, &item.patch),
        (Method::DELETE, &item.delete),
    ]
    .into_iter()
    .filter_map(|(method, operation)| operation.as_ref().map(|_| method))
    .collect()
}

/// The methods of a path, as `Allow` lists them, where this is none of them; `None` where it is, or where there is no
/// such path.
pub(super) fn instead_of(method: &Method, path: &str) -> Option<String> {
    let mut allowed: Vec<&str> = Vec::new();
    for known in KNOWN.iter().filter(|known| matches(&known.path, path)) {
        if known.methods.contains(method) {
            return None;
        }
        allowed.extend(known.methods.iter().map(Method::as_str));
    }
    (!allowed.is_empty()).then(|| allowed.join(", "))
}

/// Whether a path is that of a template such as `/customers/{id}`.
fn matches(template: &str, path: &str) -> bool {
    let (mut template, mut path) = (template.split('/'), path.split('/'));
    loop {
        match (template.next(), path.next()) {
            (None, None) => return true,
            (Some(part), Some(given)) if part == given || (part.starts_with('{') && !given.is_empty()) => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn another_method_is_told_apart_from_another_path() {
        for (method, path, expected) in [
            (Method::GET, "/api/v1/auth/login", Some("POST")),
            (Method::DELETE, "/api/v1/customers", Some("GET, POST")),
            (Method::PUT, "/api/v1/customers/x", Some("GET, PATCH, DELETE")),
            (Method::GET, "/api/v1/customers/x", None),
            (Method::GET, "/api/v1/customers/", None),
            (Method::GET, "/api/v1/nothing", None),
            (Method::GET, "/login", None),
        ] {
            assert_eq!(instead_of(&method, path).as_deref(), expected, "{method} {path}");
        }
    }
}
