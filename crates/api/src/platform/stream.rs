//! `GET /stream`: what happens, as it happens, as server-sent events. They carry no values: a client that is interested
//! reads the record and sees what it may see.

use std::time::Duration;

use actix_web::web::{Bytes, Data};
use actix_web::{HttpRequest, HttpResponse, get};
use guanxi_persistence::platform::feed::{self, Batch, Position, Told};
use guanxi_persistence::platform::notifications::{self, Summary};
use serde::Serialize;
use tokio::sync::mpsc;
use utoipa::ToSchema;
use uuid::Uuid;

use super::live::Subscription;
use crate::clock;
use crate::http::{ApiError, ApiResult, Ctx, Problem};
use crate::state::AppState;

/// A sign of life, and a look at whether the caller's session still stands.
const HEARTBEAT: Duration = Duration::from_secs(20);
/// Messages that wait for a client; one that takes none for [`PATIENCE`] is cut off and may resume.
const BUFFER: usize = 64;
const PATIENCE: Duration = Duration::from_secs(20);

/// The data of one message.
#[derive(Debug, Serialize, ToSchema)]
pub struct LiveEvent {
    /// `customer.updated`, …; `gone`: the record has left what the caller may see; `config`: people, roles or settings
    /// have changed, read them anew; `notifications`: those of the caller are others now; `ready`: the stream has begun; `reset`: too much was missed, read everything anew.
    #[serde(rename = "type")]
    pub kind: String,
    /// The record.
    pub id: Option<Uuid>,
    /// Its version afterwards, or that of the configuration.
    pub version: Option<i64>,
    /// `customer`.
    pub entity: Option<String>,
}

/// Follows what happens to whatever the caller may see. Each message's `id` is its number in the organization's log;
/// `Last-Event-ID` resumes after it.
#[utoipa::path(tag = "live", operation_id = "stream", params(
    ("Last-Event-ID" = Option<i64>, Header, description = "Number of the last message that was seen.", minimum = 0),
), responses(
    (status = 200, description = "The stream; the data of each message is a `LiveEvent`.", body = String,
        content_type = "text/event-stream"),
    (status = "default", description = "Refused.", body = Problem, content_type = "application/problem+json"),
), security(("bearer" = [])))]
#[get("/stream")]
pub async fn stream(ctx: Ctx, request: HttpRequest, state: Data<AppState>) -> ApiResult<HttpResponse> {
    let seen = last_seen(&request)?;
    let (org, user) = (ctx.caller.org_id, ctx.caller.user_id);
    let subscription = state.live.subscribe(org, user).ok_or_else(|| ApiError::too_many(60))?;
    let ((resumed, now), inbox) = ctx.read(move |tx| Ok((feed::begin(tx, seen)?, notifications::summary(tx)?))).await?;
    let (kind, position) = match resumed {
        Some(position) => ("ready", position),
        None => ("reset", now),
    };
    let (sender, receiver) = mpsc::channel(BUFFER);
    // Whoever resumes may have missed some.
    let inbox = if seen.is_some() { None } else { Some(inbox) };
    let client = Client { ctx, subscription, position, inbox, sender };
    actix_web::rt::spawn(client.serve(kind));
    let messages = futures_util::stream::unfold(receiver, |mut receiver| async {
        receiver.recv().await.map(|bytes| (Ok::<_, actix_web::Error>(bytes), receiver))
    });
    Ok(HttpResponse::Ok()
        .content_type("text/event-stream; charset=utf-8")
        // Neither compressed nor gathered on the way.
        .insert_header(("Content-Encoding", "identity"))
        .insert_header(("X-Accel-Buffering", "no"))
        .streaming(messages))
}

fn last_seen(request: &HttpRequest) -> ApiResult<Option<i64>> {
    let Some(value) = request.headers().get("Last-Event-ID") else { return Ok(None) };
    match value.to_str().ok().map(str::trim) {
        Some("") => Ok(None),
        Some(text) => match text.parse::<i64>() {
            Ok(seq) if seq >= 0 => Ok(Some(seq)),
            _ => Err(ApiError::malformed("invalid_last_event_id")),
        },
        None => Err(ApiError::malformed("invalid_last_event_id")),
    }
}

/// Why a stream ends; there is nobody left to tell.
struct Over;

struct Client {
    ctx: Ctx,
    subscription: Subscription,
    position: Position,
    /// What stood unread when the client was last told of it.
    inbox: Option<Summary>,
    sender: mpsc::Sender<Bytes>,
}

impl Client {
    /// Tells until the client goes, is too slow or no longer admitted, or the server stops.
    async fn serve(mut self, begin: &'static str) {
        let _ = self.tell(begin).await;
    }

    async fn tell(&mut self, begin: &'static str) -> Result<(), Over> {
        let first = LiveEvent { kind: begin.to_owned(), id: None, version: None, entity: None };
        self.send(message(Some(self.position.seq), &first)).await?;
        self.catch_up().await?;
        loop {
            let beat = tokio::select! {
                moved = self.subscription.position.changed() => {
                    moved.map_err(|_| Over)?;
                    false
                }
                () = tokio::time::sleep(HEARTBEAT) => true,
                _ = self.subscription.stopping.wait_for(|stopping| *stopping) => return Err(Over),
                () = self.sender.closed() => return Err(Over),
            };
            self.catch_up().await?;
            if beat {
                // The id lets a client resume here, though nothing in between was for it.
                self.send(format!("id: {}\n: alive\n\n", self.position.seq).into()).await?;
            }
        }
    }

    /// Everything up to now. The caller is admitted anew each time: whoever is signed out hears nothing more.
    async fn catch_up(&mut self) -> Result<(), Over> {
        loop {
            self.ctx.caller.now = clock::now();
            let seq = self.position.seq;
            let (Batch { told, position, more }, inbox) = self
                .ctx
                .read(move |tx| Ok((feed::after(tx, seq)?, notifications::summary(tx)?)))
                .await
                .map_err(|_| Over)?;
            if position.config != self.position.config {
                let config =
                    LiveEvent { kind: "config".to_owned(), id: None, version: Some(position.config), entity: None };
                self.send(message(None, &config)).await?;
            }
            for Told { seq, kind, entity, record_id, version } in told {
                let event = LiveEvent { kind, id: record_id, version, entity: Some(entity) };
                self.send(message(Some(seq), &event)).await?;
            }
            self.position = position;
            if self.inbox != Some(inbox) {
                let told = LiveEvent { kind: "notifications".to_owned(), id: None, version: None, entity: None };
                self.send(message(None, &told)).await?;
                self.inbox = Some(inbox);
            }
            if !more {
                return Ok(());
            }
        }
    }

    async fn send(&mut self, bytes: Bytes) -> Result<(), Over> {
        tokio::select! {
            sent = self.sender.send_timeout(bytes, PATIENCE) => sent.map_err(|_| Over),
            _ = self.subscription.stopping.wait_for(|stopping| *stopping) => Err(Over),
        }
    }
}

fn message(seq: Option<i64>, event: &LiveEvent) -> Bytes {
    let id = seq.map(|seq| format!("id: {seq}\n")).unwrap_or_default();
    // Serde writes no line break into JSON.
    let data = serde_json::to_string(event).unwrap_or_default();
    Bytes::from(format!("{id}data: {data}\n\n"))
}
