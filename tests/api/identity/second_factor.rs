//! The second factor: set up, signed in with, lost.

use guanxi_tests::{App, PASSWORD, Response, User};
use serde_json::json;
use totp_rs::{Builder, Secret, Totp};

/// An authenticator app.
struct Device(Totp);

impl Device {
    /// Sets up and confirms a second factor; answers the recovery codes too.
    fn of(user: &User) -> (Self, Vec<String>) {
        let begun = user.post_empty("/me/totp").is(200);
        let secret = Secret::try_from_base32(begun.json["secret"].as_str().unwrap()).unwrap();
        let device = Self(Builder::new().with_secret(secret).build().unwrap());
        let confirmed = user.post("/me/totp/confirm", &json!({"code": device.code(0)})).is(200);
        let codes = confirmed.json["recovery_codes"].as_array().unwrap();
        (device, codes.iter().map(|code| code.as_str().unwrap().to_owned()).collect())
    }

    /// The code of the present step of thirty seconds, or of one later.
    fn code(&self, later: u64) -> String {
        #[allow(clippy::disallowed_methods, reason = "the device in a person's hand has a clock of its own")]
        let now = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).unwrap().as_secs();
        self.0.generate(now + 30 * later).to_string()
    }
}

fn sign_in(app: &App, otp: Option<&str>) -> Response {
    shows(&app.anonymous(), otp)
}

fn shows(nobody: &User, otp: Option<&str>) -> Response {
    nobody.post("/auth/login", &json!({"login": "rep1", "password": PASSWORD, "otp": otp}))
}

#[test]
fn signing_in_asks_for_the_code_and_takes_each_once() {
    let app = App::start();
    let (device, _) = Device::of(&app.rep1());
    assert_eq!(app.rep1().get("/me").is(200).json["has_otp"], true);
    sign_in(&app, None).is_problem(401, "otp_required");
    sign_in(&app, Some("000000")).is_problem(401, "invalid_otp");
    // The one that was shown to set it up is spent; the next step's is good.
    let next = device.code(1);
    sign_in(&app, Some(&next)).is(200);
    sign_in(&app, Some(&next)).is_problem(401, "invalid_otp");
    // The password alone is asked for first: a code tells nothing about it.
    let wrong = json!({"login": "rep1", "password": "not-the-password", "otp": next});
    app.anonymous().post("/auth/login", &wrong).is_problem(401, "invalid_credentials");
}

#[test]
fn a_recovery_code_opens_once_also_for_two_at_once() {
    let app = App::start();
    let (_, codes) = Device::of(&app.rep1());
    assert_eq!(codes.len(), 10);
    let nobody = app.anonymous();
    let statuses = std::thread::scope(|scope| {
        let tries = [(); 2].map(|()| scope.spawn(|| shows(&nobody, Some(&codes[0])).status));
        tries.map(|one| one.join().unwrap())
    });
    assert_eq!(statuses.iter().filter(|status| **status == 200).count(), 1, "{statuses:?}");
    sign_in(&app, Some(&codes[0])).is_problem(401, "invalid_otp");
    sign_in(&app, Some(&codes[1].to_uppercase().replace('-', " "))).is(200);
}

#[test]
fn guessing_codes_locks_the_login() {
    let app = App::start();
    Device::of(&app.rep1());
    for guess in 0..5 {
        sign_in(&app, Some(&format!("00000{guess}"))).is_problem(401, "invalid_otp");
    }
    sign_in(&app, Some("000009")).is_problem(429, "too_many_requests");
}

#[test]
fn an_administrator_takes_a_lost_one_away_and_nobody_below_does() {
    let app = App::start();
    let (admin, rep) = (app.admin(), app.rep1());
    let path = format!("/users/{}/remove-otp", rep.id());
    admin.post_empty(&path).is_problem(409, "otp_not_set_up");
    Device::of(&rep);
    app.manager().post_empty(&path).is_problem(403, "forbidden");
    app.stranger().post_empty(&path).is_problem(404, "not_found");
    admin.post_empty(&path).is(200);
    rep.get("/me").is_problem(401, "unauthorized");
    sign_in(&app, None).is(200);
    let log = admin.get_with("/audit-events", &[("limit", "5")]).is(200);
    assert!(log.items().iter().any(|event| event["kind"] == "user.otp_removed"), "{}", log.json);
}
