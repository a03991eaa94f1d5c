//! The access token: who can make one, and who can check one.

use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use guanxi_tests::App;
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};

fn part(token: &str, index: usize) -> Value {
    let text = token.split('.').nth(index).expect("three parts");
    serde_json::from_slice(&BASE64_URL_SAFE_NO_PAD.decode(text).unwrap()).unwrap()
}

fn encoded(value: &Value) -> String {
    BASE64_URL_SAFE_NO_PAD.encode(value.to_string())
}

#[test]
fn the_published_keys_verify_the_token() {
    let app = App::start();
    let token = app.rep1().token.expect("a token");
    let keys: JwkSet = serde_json::from_value(app.anonymous().get("/.well-known/jwks.json").is(200).json).unwrap();
    let header = jsonwebtoken::decode_header(&token).unwrap();
    assert_eq!(header.alg, Algorithm::EdDSA);
    let key = keys.find(&header.kid.expect("kid")).expect("its key is published");
    let mut validation = Validation::new(Algorithm::EdDSA);
    validation.leeway = 0;
    let decoded = jsonwebtoken::decode::<Value>(&token, &DecodingKey::from_jwk(key).unwrap(), &validation).unwrap();
    assert_eq!(decoded.claims["sub"], app.rep1().id());
    assert_eq!(decoded.claims["org"], app.rep1().org());
    let seconds = decoded.claims["exp"].as_i64().unwrap() - decoded.claims["iat"].as_i64().unwrap();
    assert_eq!(seconds, 15 * 60);
    assert_eq!(app.rep1().signed_in["expires_in"], seconds);
}

#[test]
fn the_private_keys_are_not_published() {
    let app = App::start();
    app.rep1();
    let keys = app.anonymous().get("/.well-known/jwks.json").is(200).json;
    for key in keys["keys"].as_array().expect("keys") {
        assert_eq!(key["kty"], "OKP");
        assert!(key.get("d").is_none(), "{key}");
    }
}

#[test]
fn nobody_else_can_make_a_token() {
    let app = App::start();
    let token = app.rep1().token.expect("a token");
    let (header, claims) = (part(&token, 0), part(&token, 1));
    let signature = token.rsplit('.').next().unwrap_or_default();
    let kid = header["kid"].as_str().expect("kid").to_owned();
    let as_admin = json!({"sub": app.admin().id(), "org": claims["org"], "sid": claims["sid"],
                          "iat": claims["iat"], "exp": claims["exp"]});
    let keys = app.anonymous().get("/.well-known/jwks.json").is(200).json;
    let public = BASE64_URL_SAFE_NO_PAD.decode(keys["keys"][0]["x"].as_str().unwrap_or_default()).unwrap();
    let hmac = |secret: &[u8]| {
        let header = Header { kid: Some(kid.clone()), ..Header::new(Algorithm::HS256) };
        jsonwebtoken::encode(&header, &claims, &EncodingKey::from_secret(secret)).unwrap()
    };
    let forged = [
        (
            "another's claims under the same signature",
            format!("{}.{}.{signature}", encoded(&header), encoded(&as_admin)),
        ),
        ("no algorithm", format!("{}.{}.", encoded(&json!({"alg": "none", "kid": kid})), encoded(&as_admin))),
        ("no signature", format!("{}.{}.", encoded(&header), encoded(&claims))),
        ("signed with the public key as a secret", hmac(&public)),
        ("signed with an empty secret", hmac(b"")),
        (
            "an unknown key",
            format!("{}.{}.{signature}", encoded(&json!({"alg": "EdDSA", "kid": claims["sid"]})), encoded(&claims)),
        ),
        ("no key", format!("{}.{}.{signature}", encoded(&json!({"alg": "EdDSA"})), encoded(&claims))),
        ("cut off", token[..token.len() - 10].to_owned()),
        ("nothing", String::new()),
        ("nonsense", "x.y.z".to_owned()),
        ("an API key that is none", "gx_nonsense".to_owned()),
    ];
    for (what, forged) in forged {
        let answer = app.anonymous().with_token(forged).get("/me");
        assert_eq!(answer.status, 401, "{what}");
        let answer = answer.is_well_formed_problem();
        assert_eq!(answer.header("www-authenticate"), Some("Bearer"), "{what}");
    }
    app.rep1().get("/me").is(200);
}

/// The session of an expired or revoked sign-in opens nothing, whatever the token says of itself.
#[test]
fn a_session_that_has_expired_opens_nothing() {
    let app = App::start();
    let user = app.rep1();
    user.get("/me").is(200);
    app.sql().execute("UPDATE session SET expires_at = now() - interval '1 second'", &[]).unwrap();
    user.get("/me").is_problem(401, "unauthorized");
}

#[test]
fn other_schemes_are_not_understood() {
    let app = App::start();
    let token = app.rep1().token.expect("a token");
    for value in [format!("Basic {token}"), format!("bearer{token}"), token.clone(), "Bearer".to_owned()] {
        let call = app.anonymous().call(reqwest::Method::GET, "/me").header("Authorization", &value);
        call.send().is_problem(401, "unauthorized");
    }
}
