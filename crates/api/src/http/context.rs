//! The signed-in caller of a request, and the way to the database on their behalf.

use std::future::Future;
use std::net::IpAddr;
use std::pin::Pin;
use std::sync::{Arc, OnceLock};

use actix_web::dev::Payload;
use actix_web::http::header;
use actix_web::{FromRequest, HttpMessage as _, HttpRequest, web};
use guanxi_domain::values::LocaleCode;
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
    /// To be told the person's language as soon as it is known.
    locale: RequestLocale,
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
        let locale = self.locale.clone();
        blocking(move || state.db.read(&caller, |tx| locale.note(tx).and_then(open_to).and_then(work))).await
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
        let locale = self.locale.clone();
        blocking(move || state.db.write(&caller, |tx| locale.note(tx).and_then(open_to).and_then(work))).await
    }

    /// As [`Ctx::write`], while nobody else in the organization writes: see [`guanxi_persistence::Database::write_alone`].
    ///
    /// # Errors
    /// Whatever the work answers; nothing is written then.
    pub async fn write_alone<T: Send + 'static>(
        &self,
        work: impl FnOnce(&mut Tx<'_>) -> Result<T> + Send + 'static,
    ) -> ApiResult<T> {
        let (state, caller) = (self.state.clone(), self.caller.clone());
        let locale = self.locale.clone();
        blocking(move || state.db.write_alone(&caller, |tx| locale.note(tx).and_then(open_to).and_then(work))).await
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
        let locale = self.locale.clone();
        blocking(move || state.db.read(&caller, |tx| locale.note(tx).and_then(work))).await
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
        let locale = self.locale.clone();
        blocking(move || state.db.write(&caller, |tx| locale.note(tx).and_then(work))).await
    }
}

/// Until the password that somebody else chose is changed, and a compulsory second factor is set up, nothing else is
/// open.
fn open_to<'t, 'a>(tx: &'t mut Tx<'a>) -> Result<&'t mut Tx<'a>> {
    if tx.actor.must_change_password {
        return Err(guanxi_persistence::Error::PasswordChangeRequired);
    }
    if tx.actor.must_set_up_otp {
        return Err(guanxi_persistence::Error::OtpSetupRequired);
    }
    Ok(tx)
}

/// The language that the signed-in person has chosen, for problems that are put in words when the work is long over.
#[derive(Clone, Default)]
pub struct RequestLocale(Arc<OnceLock<LocaleCode>>);

impl RequestLocale {
    /// The language, once the person is known and has chosen one.
    pub fn chosen(&self) -> Option<LocaleCode> {
        self.0.get().copied()
    }

    fn note<'t, 'a>(&self, tx: &'t mut Tx<'a>) -> Result<&'t mut Tx<'a>> {
        if let Some(locale) = tx.config.people.get(&tx.user()).and_then(|person| person.locale) {
            // The first of several pieces of work has said it already.
            let _ = self.0.set(locale);
        }
        Ok(tx)
    }
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
    type Future = Pin<Box<dyn Future<Output = Result<Self, ApiError>>>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let shown = shown(request);
        Box::pin(async move {
            let Shown { state, token, request_origin, locale } = shown?;
            let now = clock::now();
            let bearer = match bearer::remembered(&state, &token, now) {
                Some(bearer) => bearer?,
                // The database is asked: not on the threads that everybody waits for.
                None => {
                    let asked = state.clone();
                    match web::block(move || bearer::read(&asked, &token, now)).await {
                        Ok(bearer) => bearer?,
                        Err(error) => return Err(ApiError::internal(error)),
                    }
                }
            };
            let Bearer { org_id, user_id, credential, via } = bearer;
            let origin = Arc::new(Origin { via, ..request_origin });
            Ok(Self { state, caller: Caller { org_id, user_id, credential, origin, now }, locale })
        })
    }
}

/// What a request shows of its caller.
struct Shown {
    state: web::Data<AppState>,
    token: String,
    request_origin: Origin,
    locale: RequestLocale,
}

fn shown(request: &HttpRequest) -> ApiResult<Shown> {
    let Some(state) = request.app_data::<web::Data<AppState>>() else {
        return Err(ApiError::internal("no state"));
    };
    let header = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
    let token = header.and_then(|value| value.strip_prefix("Bearer ")).ok_or(ApiError::unauthorized("unauthorized"))?;
    let locale = request.extensions().get::<RequestLocale>().cloned().unwrap_or_default();
    Ok(Shown { state: state.clone(), token: token.trim().to_owned(), request_origin: origin(request, ""), locale })
}

/// Where a request came from.
pub fn origin(request: &HttpRequest, via: &'static str) -> Origin {
    let address = client_address(request);
    Origin {
        via,
        ip: address.map(|address| address.to_string()),
        network: address.map(|address| network(address).to_string()).unwrap_or_default(),
        user_agent: request
            .headers()
            .get(header::USER_AGENT)
            .and_then(|value| value.to_str().ok())
            .map(|agent| agent.chars().take(200).collect()),
        request_id: Some(request_id(request)),
    }
}

/// Whom an address belongs to, as far as it tells: an IPv6 caller has a whole /64 to choose addresses from.
pub fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address => address,
    }
}

/// The address of the caller: that of the connection, or behind a proxy what the proxy has seen. Entries before the last
/// are the caller's own words.
pub fn client_address(request: &HttpRequest) -> Option<IpAddr> {
    let trusted = request.app_data::<web::Data<AppState>>().is_some_and(|state| state.trust_proxy);
    let forwarded = || {
        let last = request.headers().get_all("x-forwarded-for").last()?.to_str().ok()?;
        last.rsplit(',').next()?.trim().parse().ok()
    };
    let direct = || request.peer_addr().map(|address| address.ip());
    if trusted { forwarded().or_else(direct) } else { direct() }
}

/// The id that the request carries through logs, audit and problem documents.
#[derive(Clone)]
pub struct RequestId(pub String);

/// The request's id.
pub fn request_id(request: &HttpRequest) -> String {
    request.extensions().get::<RequestId>().map(|id| id.0.clone()).unwrap_or_default()
}
