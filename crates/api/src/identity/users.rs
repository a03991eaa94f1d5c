//! Users as an administrator manages them.

use std::sync::Arc;

use actix_web::web::{Json, Path};
use actix_web::{HttpResponse, get, patch, post};
use chrono::{DateTime, Utc};
use guanxi_domain::identity::{Action, FieldRule, Resource};
use guanxi_domain::values::{FieldValue as _, Invalid, LocaleCode, LoginName, Pointer, TimeZoneName, UserStatus};
use guanxi_persistence::identity::accounts::{self, Account, UserForm};
use guanxi_persistence::identity::one_time_tokens::Purpose;
use guanxi_persistence::identity::user_list::{self, UserQuery};
use guanxi_persistence::record::Total;
use guanxi_persistence::{Error, Result, Tx};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use utoipa::ToSchema;
use utoipa::openapi::schema::{KnownFormat, SchemaFormat};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema};
use uuid::Uuid;
use validator::Validate;

use super::letters;
use super::reference::{Reference, department, person, role};
use super::setup::check_password;
use crate::auth::password;
use crate::http::{
    ApiResult, Body, Ctx, Fields, IfMatch, Problem, Query, created, filled, merged, patch_schema, tagged,
};

/// A user.
#[derive(Clone, Debug, Serialize, ToSchema)]
pub struct User {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// What they sign in with.
    pub login: String,
    /// Name as colleagues read it.
    pub display_name: String,
    /// Where links and notifications go; absent where a field rule hides it, in part where one masks it.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub email: Option<Option<String>>,
    /// Telephone; as `email`.
    #[serde(skip_serializing_if = "Option::is_none")]
    #[schema(required = false)]
    pub phone: Option<Option<String>>,
    /// Number in the personnel file.
    pub employee_number: Option<String>,
    /// Position.
    pub job_title: Option<String>,
    /// Picture, as a data URL.
    pub avatar: Option<String>,
    /// Whether they may sign in.
    pub status: UserStatus,
    /// Main department.
    pub department_id: Option<Uuid>,
    /// Main department.
    pub department: Option<Reference>,
    /// Further departments.
    pub department_ids: Vec<Uuid>,
    /// Further departments.
    pub departments: Vec<Reference>,
    /// Whom they report to.
    pub manager_id: Option<Uuid>,
    /// Whom they report to.
    pub manager: Option<Reference>,
    /// Roles they hold.
    pub role_ids: Vec<Uuid>,
    /// Roles they hold.
    pub roles: Vec<Reference>,
    /// Language, where they chose one.
    pub locale: Option<LocaleCode>,
    /// Time zone, where they chose one.
    pub time_zone: Option<TimeZoneName>,
    /// Nothing but a new password is open to them.
    pub must_change_password: bool,
    /// A second factor is in force.
    pub has_otp: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
    /// Fields that are hidden from the caller or masked.
    pub restricted: Vec<&'static str>,
}

/// One page of users.
#[derive(Serialize, ToSchema)]
pub struct UserPage {
    /// By name.
    pub items: Vec<User>,
    /// For the page after this.
    pub next_cursor: Option<String>,
    /// For the page before this.
    pub prev_cursor: Option<String>,
    /// How many there are.
    pub total: Option<Total>,
}

/// Which users.
#[derive(Deserialize, utoipa::IntoParams)]
#[serde(deny_unknown_fields)]
#[into_params(parameter_in = Query)]
pub struct UserListQuery {
    /// Part of a name, pinyin, login, employee number, phone or address.
    pub q: Option<String>,
    /// Only these.
    pub status: Option<UserStatus>,
    /// Id of a department: only its people and those of the departments below.
    pub department: Option<Uuid>,
    /// Id of a role: only its holders.
    pub role: Option<Uuid>,
    /// Rows, 1 to 200; 50 unless given.
    #[param(minimum = 1, maximum = 200)]
    pub limit: Option<i64>,
    /// Where the page begins, from `next_cursor` or `prev_cursor`.
    pub cursor: Option<String>,
}

patch_schema!(UserPatch, UserForm);

/// A user to be made: the form and the login.
pub struct NewUser;

impl utoipa::PartialSchema for NewUser {
    fn schema() -> RefOr<Schema> {
        let mut schema = <UserForm as utoipa::PartialSchema>::schema();
        if let RefOr::T(Schema::Object(object)) = &mut schema {
            object.properties.insert("login".into(), <LoginName as utoipa::PartialSchema>::schema());
            let password = ObjectBuilder::new()
                .schema_type(utoipa::openapi::schema::SchemaType::from_iter([
                    utoipa::openapi::schema::Type::String,
                    utoipa::openapi::schema::Type::Null,
                ]))
                .format(Some(SchemaFormat::KnownFormat(KnownFormat::Password)))
                .description(Some("First password, to be changed at sign-in. Without one the user is invited later."));
            object.properties.insert("password".into(), password.into());
            object.required.push("login".into());
        }
        schema
    }
}

impl ToSchema for NewUser {
    fn schemas(schemas: &mut Vec<(String, RefOr<Schema>)>) {
        UserForm::schemas(schemas);
    }
}

/// What stands beside the form of a new user.
struct Credentials {
    login: LoginName,
    password: Option<String>,
}

/// Takes login and password out of a body, so that the rest is the form. A password keeps its blanks.
fn credentials(body: &mut Map<String, Value>) -> Result<Credentials> {
    let password = match body.remove("password") {
        None | Some(Value::Null) => None,
        Some(Value::String(given)) => Some(given),
        Some(_) => return Err(Error::field("/password", Invalid::new("expected_text"))),
    };
    let mut at = Pointer::default();
    let login = at.within("login", |at| LoginName::read(&body.remove("login").unwrap_or_default(), at));
    let login = login.ok_or_else(|| Error::Invalid(at.into_errors()))?;
    Ok(Credentials { login, password })
}

/// A user as the caller reads them.
pub fn describe(tx: &Tx<'_>, account: &Account) -> User {
    let form = &account.form;
    let rule = |field| tx.actor.access.field_rule(Resource::Users, field);
    let read = |field, plain: Option<String>, masked: Option<String>| match rule(field) {
        Some(FieldRule::Hidden) => None,
        Some(FieldRule::Masked) => Some(masked),
        Some(FieldRule::ReadOnly) | None => Some(plain),
    };
    User {
        id: account.id,
        version: account.version,
        login: account.login.to_string(),
        display_name: form.display_name.clone(),
        email: read(
            "email",
            form.email.as_ref().map(ToString::to_string),
            form.email.as_ref().map(|email| email.mask()),
        ),
        phone: read(
            "phone",
            form.phone.as_ref().map(ToString::to_string),
            form.phone.as_ref().map(|phone| phone.mask()),
        ),
        employee_number: form.employee_number.clone(),
        job_title: form.job_title.clone(),
        avatar: account.avatar.clone(),
        status: account.status,
        department_id: form.department_id,
        department: department(tx, form.department_id),
        department_ids: form.department_ids.clone(),
        departments: form.department_ids.iter().filter_map(|id| department(tx, Some(*id))).collect(),
        manager_id: form.manager_id,
        manager: person(tx, form.manager_id),
        role_ids: form.role_ids.clone(),
        roles: form.role_ids.iter().filter_map(|id| role(tx, *id)).collect(),
        locale: form.locale,
        time_zone: form.time_zone.clone(),
        must_change_password: account.must_change_password,
        has_otp: account.totp_confirmed_at.is_some(),
        created_at: account.created_at,
        updated_at: account.updated_at,
        restricted: ["email", "phone"]
            .into_iter()
            .filter(|field| matches!(rule(field), Some(FieldRule::Hidden | FieldRule::Masked)))
            .collect(),
    }
}

fn read(tx: &mut Tx<'_>, id: Uuid) -> Result<User> {
    let account = accounts::get(tx, id, Action::View)?;
    Ok(describe(tx, &account))
}

/// Refuses to write what the caller's field rules close.
fn check_open(tx: &Tx<'_>, body: &Map<String, Value>) -> Result<()> {
    let closed = body.keys().filter(|name| tx.actor.access.field_rule(Resource::Users, name).is_some());
    let refused: Vec<_> = closed.map(|name| Invalid::new("field_restricted").at(format!("/{name}"))).collect();
    if refused.is_empty() { Ok(()) } else { Err(Error::Invalid(refused)) }
}

/// The users that the caller may see, by name.
#[utoipa::path(tag = "users", operation_id = "list_users", params(UserListQuery), responses(
    (status = 200, description = "A page.", body = UserPage),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/users")]
pub async fn list(ctx: Ctx, query: Query<UserListQuery>) -> ApiResult<Json<UserPage>> {
    let UserListQuery { q, status, department, role, limit, cursor } = query.0;
    let asked = UserQuery { words: q, status, department, role, limit, cursor };
    let page = ctx
        .read(move |tx| {
            let page = user_list::list(tx, &asked)?;
            Ok(UserPage {
                items: page.items.iter().map(|account| describe(tx, account)).collect(),
                next_cursor: page.next_cursor,
                prev_cursor: page.prev_cursor,
                total: Some(page.total),
            })
        })
        .await?;
    Ok(Json(page))
}

/// Makes a user, with a first password or without.
#[utoipa::path(tag = "users", operation_id = "create_user", request_body = NewUser, responses(
    (status = 201, description = "The user.", body = User,
        headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/users")]
pub async fn create(ctx: Ctx, mut body: Fields) -> ApiResult<HttpResponse> {
    let Credentials { login, password: given } = credentials(&mut body.0)?;
    let hash = match given {
        None => None,
        Some(given) => Some(accepted(&ctx, login.clone(), given).await?),
    };
    let made = ctx
        .write(move |tx| {
            check_open(tx, &body.0)?;
            let id = accounts::create(tx, &login, hash.as_deref(), &filled(&body.0)?)?;
            read(tx, id)
        })
        .await?;
    Ok(created(&format!("/users/{}", made.id), made.version, &made))
}

/// The hash of a password that somebody chooses for another, checked.
async fn accepted(ctx: &Ctx, login: LoginName, given: String) -> ApiResult<String> {
    let given = guanxi_domain::identity::password::normalize(&given);
    let checked = given.clone();
    ctx.read(move |tx| check_password(&checked, login.as_str(), &tx.config.organization.name, "/password")).await?;
    password::hash(given).await
}

/// Makes a user and mails them a link by which they choose a password.
#[utoipa::path(tag = "users", operation_id = "invite_user", request_body = NewUser, responses(
    (status = 201, description = "The user; the mail is on its way.", body = User,
        headers(("ETag" = String, description = "Its version."), ("Location" = String, description = "Its address."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/users/invite")]
pub async fn invite(ctx: Ctx, mut body: Fields) -> ApiResult<HttpResponse> {
    let Credentials { login, password } = credentials(&mut body.0)?;
    if password.is_some() {
        return Err(Error::field("/password", Invalid::new("unknown_field").with("field", "password")).into());
    }
    let mailer = Arc::clone(&ctx.state.mailer);
    let made = ctx
        .write(move |tx| {
            check_open(tx, &body.0)?;
            let id = accounts::create(tx, &login, None, &filled(&body.0)?)?;
            let account = accounts::get(tx, id, Action::View)?;
            letters::mail_user(tx, &mailer, &account, Purpose::Invitation)?;
            Ok(describe(tx, &account))
        })
        .await?;
    Ok(created(&format!("/users/{}", made.id), made.version, &made))
}

/// One user.
#[utoipa::path(tag = "users", operation_id = "get_user", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The user.", body = User, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/users/{id}")]
pub async fn get(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let one = ctx.read(move |tx| read(tx, *id)).await?;
    Ok(tagged(one.version, &one))
}

/// Changes a user.
#[utoipa::path(tag = "users", operation_id = "update_user",
    params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version seen.")),
    request_body(content = UserPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The user.", body = User, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/users/{id}")]
pub async fn update(ctx: Ctx, id: Path<Uuid>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let one = ctx
        .write(move |tx| {
            check_open(tx, &body.0)?;
            accounts::update(tx, *id, version.0, |form| merged(form, &body.0))?;
            read(tx, *id)
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Shuts a person out and signs them out everywhere.
#[utoipa::path(tag = "users", operation_id = "disable_user", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The user.", body = User, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/users/{id}/disable")]
pub async fn disable(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    switched(&ctx, *id, &[UserStatus::Active, UserStatus::Locked, UserStatus::Invited], "disabled").await
}

/// Lets a disabled person in again.
#[utoipa::path(tag = "users", operation_id = "enable_user", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The user.", body = User, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/users/{id}/enable")]
pub async fn enable(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    switched(&ctx, *id, &[UserStatus::Disabled, UserStatus::Left], "enabled").await
}

/// Forgives a person's failed sign-ins.
#[utoipa::path(tag = "users", operation_id = "unlock_user", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The user.", body = User, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/users/{id}/unlock")]
pub async fn unlock(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    switched(&ctx, *id, &[UserStatus::Active, UserStatus::Locked], "unlocked").await
}

async fn switched(ctx: &Ctx, id: Uuid, from: &'static [UserStatus], action: &'static str) -> ApiResult<HttpResponse> {
    let one = ctx
        .write(move |tx| {
            accounts::set_status(tx, id, from, action)?;
            read(tx, id)
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Takes a person's second factor away, when device and recovery codes are lost; ends their sessions.
#[utoipa::path(tag = "users", operation_id = "remove_user_otp", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The user.", body = User, headers(("ETag" = String, description = "Its version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/users/{id}/remove-otp")]
pub async fn remove_otp(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let one = ctx
        .write(move |tx| {
            accounts::remove_second_factor(tx, *id)?;
            read(tx, *id)
        })
        .await?;
    Ok(tagged(one.version, &one))
}

/// Another password for somebody who has lost theirs.
#[derive(Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
pub struct ResetPassword {
    /// The new password, to be changed at sign-in; without one a link is mailed.
    #[schema(format = Password)]
    #[serde(default)]
    pub password: Option<String>,
}

/// Sets another password and ends the person's sessions, or mails them a link.
#[utoipa::path(tag = "users", operation_id = "reset_user_password", params(("id" = Uuid, Path, description = "Id.")),
    request_body = ResetPassword, responses(
    (status = 204, description = "The password is set, or the link is on its way."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/users/{id}/reset-password")]
pub async fn reset_password(ctx: Ctx, id: Path<Uuid>, body: Body<ResetPassword>) -> ApiResult<HttpResponse> {
    let id = *id;
    match body.0.password {
        Some(given) => {
            let login = ctx.write(move |tx| Ok(accounts::resettable(tx, id)?.login)).await?;
            let hash = accepted(&ctx, login, given).await?;
            ctx.write(move |tx| accounts::reset_password(tx, id, &hash)).await?;
        }
        None => {
            let mailer = Arc::clone(&ctx.state.mailer);
            ctx.write(move |tx| {
                let account = accounts::resettable(tx, id)?;
                let invited = account.status == UserStatus::Invited;
                let purpose = if invited { Purpose::Invitation } else { Purpose::Reset };
                letters::mail_user(tx, &mailer, &account, purpose)
            })
            .await?;
        }
    }
    Ok(HttpResponse::NoContent().finish())
}
