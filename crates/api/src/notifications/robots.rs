//! Robots of group chats over HTTP, and what is sent to them.

use actix_web::web::{self, Json, Path};
use actix_web::{HttpRequest, HttpResponse, delete, get, patch, post};
use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use guanxi_domain::messages;
use guanxi_domain::platform::RobotKind;
use guanxi_domain::values::{Invalid, LocaleCode};
use guanxi_persistence::platform::jobs::{self, Claimed, NewJob, Step};
use guanxi_persistence::platform::robots::{self, Robot as Stored, RobotForm, Target};
use guanxi_persistence::{Error, Result, Tx, sealed};
use serde::{Deserialize, Serialize};
use serde_json::json;
use utoipa::ToSchema;
use uuid::Uuid;
use validator::Validate;

use super::formats;
use super::inbox::language;
use crate::clock;
use crate::http::{
    ApiError, ApiResult, Ctx, Fields, IdempotencyKey, IfMatch, Problem, created, filled, locale_of, merged, once,
    patch_schema, tagged,
};
use crate::outgoing::{Failure, Outgoing};

/// The kind of work that sends one message to one robot.
pub const SEND: &str = "robot.send";
/// Times that a message is tried: for about half an hour.
const ATTEMPTS: i32 = 10;
/// What robots answer who are told too much at a time: 企业微信, 钉钉, 飞书 (twice).
const TOO_MANY: [i64; 4] = [45_009, 130_101, 11_232, 9_499];

/// A robot of a group chat, without its secrets.
#[derive(Debug, Serialize, ToSchema)]
pub struct Robot {
    /// Id.
    pub id: Uuid,
    /// For If-Match.
    pub version: i64,
    /// Name.
    pub name: String,
    /// Whose group chat.
    pub kind: RobotKind,
    /// The host of its address; the address itself is never told.
    pub host: String,
    /// Whether it is sent anything.
    pub enabled: bool,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was last changed.
    pub updated_at: DateTime<Utc>,
}

/// The robots.
#[derive(Debug, Serialize, ToSchema)]
pub struct RobotList {
    /// By name, at most twenty.
    pub items: Vec<Robot>,
}

/// What is set of a robot.
#[derive(Clone, Serialize, Deserialize, Validate, ToSchema)]
#[serde(deny_unknown_fields)]
#[schema(as = RobotForm)]
pub struct Form {
    /// Unique in the organization.
    #[validate(length(min = 1, max = 60))]
    #[schema(min_length = 1, max_length = 60)]
    pub name: String,
    /// Whose group chat.
    pub kind: RobotKind,
    /// The address that the chat gives, which is never told again.
    #[validate(length(max = 2000))]
    #[schema(max_length = 2000, example = "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=…")]
    pub url: String,
    /// What messages are signed with, where the chat asks for it (钉钉, 飞书).
    #[validate(length(max = 200))]
    #[serde(default)]
    #[schema(max_length = 200)]
    pub secret: Option<String>,
    /// Whether it is sent anything.
    #[serde(default = "yes")]
    pub enabled: bool,
}

fn yes() -> bool {
    true
}

patch_schema!(RobotPatch, Form);

/// What has come of a message.
#[derive(Debug, Serialize, ToSchema)]
pub struct RobotTest {
    /// The robot took it.
    pub delivered: bool,
    /// Why not, in the caller's language.
    pub reason: Option<String>,
}

fn render(robot: Stored) -> Robot {
    Robot {
        id: robot.id,
        version: robot.version,
        name: robot.name,
        kind: robot.kind,
        host: robot.host,
        enabled: robot.enabled,
        created_at: robot.created_at,
        updated_at: robot.updated_at,
    }
}

fn read(outgoing: Outgoing, form: Form) -> Result<RobotForm> {
    if form.name.chars().any(char::is_control) {
        return Err(Error::field("/name", Invalid::new("invalid_character")));
    }
    let url = outgoing.read(&form.url).map_err(|code| Error::field("/url", Invalid::new(code)))?;
    let host = url.host_str().unwrap_or_default().to_owned();
    let target = Target { url: url.to_string(), secret: form.secret };
    Ok(RobotForm { name: form.name, kind: form.kind, enabled: form.enabled, target: (target, host) })
}

/// The robots that notifications are passed on to.
#[utoipa::path(tag = "notifications", operation_id = "list_robots", responses(
    (status = 200, description = "All of them.", body = RobotList),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/robots")]
pub async fn list(ctx: Ctx) -> ApiResult<Json<RobotList>> {
    let items = ctx.read(|tx| Ok(robots::list(tx)?.into_iter().map(render).collect())).await?;
    Ok(Json(RobotList { items }))
}

/// Adds a robot.
#[utoipa::path(tag = "notifications", operation_id = "create_robot", request_body = Form,
    params(("Idempotency-Key" = Option<String>, Header, description = "Makes a retry safe.", max_length = 255)), responses(
    (status = 201, description = "The robot.", body = Robot,
        headers(("ETag" = String, description = "The version."), ("Location" = String, description = "Where it is."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/robots")]
pub async fn create(ctx: Ctx, key: IdempotencyKey, body: Fields) -> ApiResult<HttpResponse> {
    let outgoing = ctx.state.outgoing;
    let robot = ctx.write(move |tx| {
        let id = once(tx, &key, &body.0, |tx| {
            let form = read(outgoing, filled(&body.0)?)?;
            robots::create(tx, &form).map(|made| (made.id, made.version))
        })?;
        robots::get(tx, id).map(render)
    });
    let robot = robot.await?;
    Ok(created(&format!("/robots/{}", robot.id), robot.version, &robot))
}

/// One robot.
#[utoipa::path(tag = "notifications", operation_id = "get_robot", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "The robot.", body = Robot, headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/robots/{id}")]
pub async fn get_one(ctx: Ctx, id: Path<Uuid>) -> ApiResult<HttpResponse> {
    let robot = ctx.read(move |tx| robots::get(tx, *id).map(render)).await?;
    Ok(tagged(robot.version, &robot))
}

/// Changes a robot. The address and the secret stay unless others are given.
#[utoipa::path(tag = "notifications", operation_id = "update_robot",
    params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")),
    request_body(content = RobotPatch, content_type = "application/merge-patch+json"), responses(
    (status = 200, description = "The robot.", body = Robot, headers(("ETag" = String, description = "The version."))),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[patch("/robots/{id}")]
pub async fn update(ctx: Ctx, id: Path<Uuid>, version: IfMatch, body: Fields) -> ApiResult<HttpResponse> {
    let outgoing = ctx.state.outgoing;
    let robot = ctx.write(move |tx| {
        let (robot, target) = robots::with_target(tx, *id)?;
        let present =
            Form { name: robot.name, kind: robot.kind, url: target.url, secret: target.secret, enabled: robot.enabled };
        let form = read(outgoing, merged(&present, &body.0)?)?;
        robots::change(tx, *id, version.0, &form).map(render)
    });
    let robot = robot.await?;
    Ok(tagged(robot.version, &robot))
}

/// Removes a robot.
#[utoipa::path(tag = "notifications", operation_id = "delete_robot",
    params(("id" = Uuid, Path, description = "Id."), ("If-Match" = String, Header, description = "The version that the caller has seen, from `ETag`.", example = "\"1\"")), responses(
    (status = 204, description = "It is gone."),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[delete("/robots/{id}")]
pub async fn remove(ctx: Ctx, id: Path<Uuid>, version: IfMatch) -> ApiResult<HttpResponse> {
    ctx.write(move |tx| robots::remove(tx, *id, version.0)).await?;
    Ok(HttpResponse::NoContent().finish())
}

/// Sends a robot a message at once and tells what came of it.
#[utoipa::path(tag = "notifications", operation_id = "test_robot", params(("id" = Uuid, Path, description = "Id.")), responses(
    (status = 200, description = "What came of it.", body = RobotTest),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[post("/robots/{id}/test")]
pub async fn test(ctx: Ctx, id: Path<Uuid>, request: HttpRequest) -> ApiResult<Json<RobotTest>> {
    let preferred = locale_of(&request);
    let outgoing = ctx.state.outgoing;
    let (parcel, locale) = ctx
        .read(move |tx| {
            let (robot, target) = robots::with_target(tx, *id)?;
            let locale = language(tx, preferred);
            let params = [
                ("organization", tx.config.organization.name.clone()),
                ("actor", tx.config.person_name(tx.user()).unwrap_or_default().to_owned()),
            ];
            let text = messages::render(locale, "notice.robot_test", &params);
            Ok((Parcel { kind: robot.kind, target, text, mobile: None }, locale))
        })
        .await?;
    let sent = web::block(move || send(outgoing, &parcel)).await.map_err(ApiError::internal)?;
    let reason = sent.err().map(|undelivered| undelivered.words(locale));
    Ok(Json(RobotTest { delivered: reason.is_none(), reason }))
}

/// A message on its way to a robot.
#[derive(Serialize, Deserialize)]
struct Parcel {
    kind: RobotKind,
    target: Target,
    text: String,
    mobile: Option<String>,
}

/// Why a message did not arrive.
enum Undelivered {
    /// The address is none that may be reached.
    Closed(&'static str),
    /// The robot does not answer, or has been told too much at a time.
    Later(String),
    /// The robot refused it, with its own code and words.
    Refused(i64, String),
}

impl Undelivered {
    fn words(&self, locale: LocaleCode) -> String {
        let none: [(&str, String); 0] = [];
        match self {
            Self::Closed(code) => messages::render(locale, code, &none),
            Self::Later(_) => messages::render(locale, "robot_unreachable", &none),
            Self::Refused(code, words) => {
                messages::render(locale, "robot_refused", &[("answer", format!("{code} {words}").trim().to_owned())])
            }
        }
    }
}

fn send(outgoing: Outgoing, parcel: &Parcel) -> std::result::Result<(), Undelivered> {
    let Parcel { kind, target, text, mobile } = parcel;
    let (url, secret) = (&target.url, target.secret.as_deref());
    let message = formats::message(*kind, url, secret, text, mobile.as_deref(), clock::now());
    let reply = outgoing.post_json(&message.url, &message.body).map_err(|failure| match failure {
        Failure::Refused(code) => Undelivered::Closed(code),
        Failure::Unreachable(why) => Undelivered::Later(why),
    })?;
    formats::accepted(reply.status, &reply.body).map_err(|(code, words)| {
        if reply.status == 429 || reply.status >= 500 || TOO_MANY.contains(&code) {
            Undelivered::Later(code.to_string())
        } else {
            Undelivered::Refused(code, words)
        }
    })
}

/// Puts a text for a robot into the queue, in the transaction of what it tells of. It carries the robot's secrets, and
/// is therefore sealed.
///
/// # Errors
/// Faults of the database.
pub(super) fn enqueue(tx: &mut Tx<'_>, robot: &Stored, target: Target, text: &str, mobile: Option<&str>) -> Result<()> {
    let parcel = Parcel { kind: robot.kind, target, text: text.to_owned(), mobile: mobile.map(str::to_owned) };
    let plain = serde_json::to_vec(&parcel).map_err(|error| Error::Corrupt(error.to_string()))?;
    let kept = sealed::seal(&plain).ok_or_else(|| Error::Corrupt("no key to seal a message with".into()))?;
    let arguments = json!({"sealed": BASE64_STANDARD.encode(kept)});
    let job = NewJob { max_attempts: ATTEMPTS, total: Some(1), ..NewJob::new(SEND, arguments) };
    let (org, now) = (tx.org(), tx.now);
    jobs::enqueue_by_program(tx.conn, org, &job, now).map(|_| ())
}

/// Sends a message of the queue. Where the worker dies between sending and noting it, it is sent twice.
///
/// # Errors
/// [`Error::Unavailable`] where the robot does not take it now: it is tried again; [`Error::Conflict`] where it never
/// will.
pub fn send_queued(outgoing: Outgoing, job: &Claimed) -> Result<Step> {
    let opened = || {
        let kept = BASE64_STANDARD.decode(job.arguments.get("sealed")?.as_str()?).ok()?;
        serde_json::from_slice::<Parcel>(&sealed::open(&kept)?).ok()
    };
    let parcel = opened().ok_or_else(|| Error::Corrupt("a message cannot be opened: is this the right key?".into()))?;
    match send(outgoing, &parcel) {
        Ok(()) => Ok(Step::all(1, json!(null))),
        Err(Undelivered::Later(why)) => Err(Error::Unavailable(why)),
        Err(Undelivered::Closed(code)) => Err(Error::conflict(code)),
        Err(Undelivered::Refused(code, words)) => {
            tracing::warn!(job = %job.id, code, words, "a robot refused a message");
            Err(Error::conflict("robot_refused"))
        }
    }
}
