//! `POST /auth/login`.

use guanxi_tests::App;

#[test]
fn everyone_can_sign_in() {
    let app = App::start();
    for login in guanxi_tests::ROLES {
        app.user(login).get("/me").is(200);
    }
}
