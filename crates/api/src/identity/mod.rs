//! Sign-in, the signed-in person, and the organization's people over HTTP.

mod api_keys;
mod departments;
mod explain;
mod letters;
mod me;
mod organization;
mod own;
mod passwords;
mod people;
mod reference;
mod roles;
mod setup;
mod sign_in;
mod users;

pub use reference::Reference;

use utoipa_actix_web::service_config::ServiceConfig;

/// Every route of the area.
pub fn routes(config: &mut ServiceConfig<'_>) {
    config
        .service(setup::get_setup)
        .service(setup::set_up)
        .service(sign_in::login)
        .service(sign_in::refresh)
        .service(sign_in::logout)
        .service(me::me)
        .service(me::update)
        .service(own::change_password)
        .service(own::change_email)
        .service(own::devices)
        .service(own::end_session)
        .service(own::end_others)
        .service(own::sign_ins)
        .service(own::begin_otp)
        .service(own::confirm_otp)
        .service(own::remove_otp)
        .service(passwords::forgot)
        .service(passwords::reset)
        .service(passwords::invitation)
        .service(passwords::accept)
        .service(people::people)
        .service(api_keys::list)
        .service(api_keys::create)
        .service(api_keys::revoke)
        .service(organization::get)
        .service(organization::update)
        .service(explain::access)
        .service(departments::list)
        .service(departments::create)
        .service(departments::get)
        .service(departments::update)
        .service(departments::delete)
        .service(roles::list)
        .service(roles::create)
        .service(roles::get)
        .service(roles::update)
        .service(roles::delete)
        .service(roles::matrix)
        .service(users::list)
        .service(users::invite)
        .service(users::create)
        .service(users::get)
        .service(users::update)
        .service(users::disable)
        .service(users::enable)
        .service(users::unlock)
        .service(users::remove_otp)
        .service(users::reset_password);
}
