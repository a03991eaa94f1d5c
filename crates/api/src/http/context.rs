//! The signed-in caller of a request, and the way to the database on their behalf.

use std::future::{Ready, ready};
use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use guanxi_persistence::{Caller, Origin, Result, Tx};

use super::error::{ApiError, ApiResult};
use crate::auth::bearer::{self, Bearer};
use crate::clock;
use crate::state::AppState;

/// Whoever sent the request with a credential that reads well; whether it still stands, the database says with the
/// first statement.
pub struct Ctx {
    /// The server's own.
    pub state: web::Data<AppState>,
    /// Who asks.
    pub caller: Caller,
}

impl Ctx {
    /// Reads on the blocking pool.
    ///
    /// # Errors
    /// Whatever the work answers.
    pub async fn read<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let (state, caller) = (self.state.clone(), self.caller.clone());
        blocking(move || state.db.read(&caller, |tx| open_to(tx).and_then(|()| work(tx)))).await
    }

    /// Writes on the blocking pool, in one transaction.
    ///
    /// # Errors
    /// Whatever the work answers; nothing is written then.
    pub async fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let (state, caller) = (self.state.clone(), self.caller.clone());
        blocking(move || state.db.write(&caller, |tx| open_to(tx).and_then(|()| work(tx)))).await
    }

    /// As [`Ctx::read`], also for a person who must first change the password or set up a second factor.
    ///
    /// # Errors
    /// Whatever the work answers.
    pub async fn read_restricted<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let (state, caller) = (self.state.clone(), self.caller.clone());
        blocking(move || state.db.read(&caller, work)).await
    }

    /// As [`Ctx::write`], also for a person who must first change the password or set up a second factor.
    ///
    /// # Errors
    /// Whatever the work answers.
    pub async fn write_restricted<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let (state, caller) = (self.state.clone(), self.caller.clone());
        blocking(move || state.db.write(&caller, work)).await
    }
}

/// Until the password that somebody else chose is changed, and a compulsory second factor is set up, nothing else is
/// open.
fn open_to(tx: &Tx<'_>) -> Result<()> {
    if tx.actor.must_change_password {
        return Err(guanxi_persistence::Error::PasswordChangeRequired);
    }
    if tx.actor.must_set_up_otp {
        return Err(guanxi_persistence::Error::OtpSetupRequired);
    }
    Ok(())
}

/// Runs database work where it may block.
pub(crate) async fn blocking<T: Send + 'static>(work: impl FnOnce() -> Result<T> + Send + 'static) -> ApiResult<T> {
    match web::block(work).await {
        Ok(done) => Ok(done?),
        Err(error) => Err(ApiError::internal(error)),
    }
}

impl FromRequest for Ctx {
    type Error = ApiError;
    type Future = Ready<Result<Self, ApiError>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        ready(from_request(request))
    }
}

fn from_request(request: &HttpRequest) -> ApiResult<Ctx> {
    let Some(state) = request.app_data::<web::Data<AppState>>() else {
        return Err(ApiError::internal("no state"));
    };
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(ApiError::unauthorized("unauthorized"))?;
    let now = clock::now();
    let Bearer { org_id, user_id, credential, via, .. } = bearer::read(state, token.trim(), now)?;
    let origin = Arc::new(origin(request, via));
    Ok(Ctx { state: state.clone(), caller: Caller { org_id, user_id, credential, origin, now } })
}

/// Where a request came from.
pub fn origin(request: &HttpRequest, via: &'static str) -> Origin {
    Origin {
        via,
        ip: request.peer_addr().map(|address| address.ip().to_string()),
        user_agent: request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(|agent| agent.chars().take(200).collect()),
        request_id: Some(request_id(request)),
    }
}

/// The id that the request carries through logs, audit and problem documents.
#[derive(Clone)]
pub struct RequestId(pub String);

/// The request's id.
pub fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
