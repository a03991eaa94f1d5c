//! The access token: who can make one, and who can check one.

use aes_gcm::aead::Aead as _;
use aes_gcm::{Aes256Gcm, KeyInit as _};
use base64::Engine as _;
use base64::prelude::BASE64_URL_SAFE_NO_PAD;
use guanxi_tests::App;
use hmac::{Hmac, Mac as _};
use jsonwebtoken::jwk::JwkSet;
use jsonwebtoken::{Algorithm, DecodingKey, EncodingKey, Header, Validation};
use serde_json::{Value, json};
use sha2::Sha256;

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

/// Seed and public key of the first test of RFC 8032, section 7.1.
const SEED: [u8; 32] = [
    0x9d, 0x61, 0xb1, 0x9d, 0xef, 0xfd, 0x5a, 0x60, 0xba, 0x84, 0x4a, 0xf4, 0x92, 0xec, 0x2c, 0xc4, 0x44, 0x49, 0xc5,
    0x69, 0x7b, 0x32, 0x69, 0x19, 0x70, 0x3b, 0xac, 0x03, 0x1c, 0xae, 0x7f, 0x60,
];
const PUBLIC: [u8; 32] = [
    0xd7, 0x5a, 0x98, 0x01, 0x82, 0xb1, 0x0a, 0xb7, 0xd5, 0x4b, 0xfe, 0xd3, 0xc9, 0x64, 0x07, 0x3a, 0x0e, 0xe1, 0x72,
    0xf3, 0xda, 0xa6, 0x23, 0x25, 0xaf, 0x02, 0x1a, 0x68, 0xf7, 0x07, 0x51, 0x1a,
];

/// As the server seals what it keeps: AES-256-GCM under a key derived from the key file's.
fn sealed(plain: &[u8]) -> Vec<u8> {
    let mut mac = Hmac::<Sha256>::new_from_slice(guanxi_tests::MASTER_KEY).unwrap();
    mac.update(b"field\x01");
    let cipher = Aes256Gcm::new_from_slice(&mac.finalize().into_bytes()).unwrap();
    let nonce = [7_u8; 12];
    [nonce.as_slice(), &cipher.encrypt(&nonce.into(), plain).unwrap()].concat()
}

/// A key that the server holds to be its own signs what the server itself would not: an expired token, and one for a
/// person to whom the session does not belong.
#[test]
fn a_token_opens_nothing_after_its_time_and_for_nobody_else() {
    let app = App::start();
    let kid = "00000000-0000-7000-8000-00000000000a";
    let pkcs8 = [b"\x30\x2e\x02\x01\x00\x30\x05\x06\x03\x2b\x65\x70\x04\x22\x04\x20".as_slice(), &SEED].concat();
    app.sql()
        .execute(
            "INSERT INTO signing_key (id, private_key, public_key, created_at) VALUES ($1::text::uuid, $2, $3, now() - interval '1 day')",
            &[&kid, &sealed(&pkcs8), &PUBLIC.as_slice()],
        )
        .unwrap();
    let claims = part(&app.rep1().token.expect("a token"), 1);
    let issued = claims["iat"].as_i64().expect("iat");
    let sign = |change: Value| {
        let mut claims = claims.clone();
        claims.as_object_mut().expect("claims").extend(change.as_object().expect("a change").clone());
        let header = Header { kid: Some(kid.to_owned()), ..Header::new(Algorithm::EdDSA) };
        app.anonymous().with_token(jsonwebtoken::encode(&header, &claims, &EncodingKey::from_ed_der(&pkcs8)).unwrap())
    };
    sign(json!({"exp": issued + 600})).get("/me").is(200);
    for (what, change) in [
        ("expired", json!({"exp": issued - 1})),
        ("expiring now", json!({"exp": issued})),
        ("another person", json!({"sub": app.admin().id()})),
        ("another organization", json!({"org": app.stranger().org()})),
        ("another session", json!({"sid": kid})),
    ] {
        let answer = sign(change).get("/me");
        assert_eq!(answer.status, 401, "{what}");
        answer.is_problem(401, "unauthorized");
    }
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
