//! How many requests a caller may make: public endpoints by address, API keys and sessions by credential.

use std::hash::{BuildHasher as _, RandomState};
use std::num::NonZeroU32;
use std::sync::atomic::{AtomicU32, Ordering};

use actix_web::body::{EitherBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};
use actix_web::middleware::Next;
use actix_web::web;
use governor::clock::{Clock as _, DefaultClock};
use governor::middleware::StateInformationMiddleware;
use governor::state::keyed::DefaultKeyedStateStore;
use governor::{Quota, RateLimiter};

use super::context::{client_address, network};
use super::error::ApiError;
use crate::auth::bearer::KEY_PREFIX;
use crate::state::AppState;

/// Requests a minute to public endpoints from one address.
pub const PUBLIC_PER_MINUTE: u32 = 60;
/// How many times as many requests opening the page may take.
const OPENING_FACTOR: u32 = 10;
/// Requests a minute of one API key.
const KEY_PER_MINUTE: u32 = 600;
/// After so many requests, callers who have been quiet are forgotten.
const SWEEP: u32 = 10_000;

/// One kind of limit: so many a minute, a third of them at once.
struct Limit {
    callers: RateLimiter<u64, DefaultKeyedStateStore<u64>, DefaultClock, StateInformationMiddleware>,
    clock: DefaultClock,
    per_minute: u32,
    burst: u32,
    asked: AtomicU32,
}

/// What a caller has left.
struct Allowance {
    limit: u32,
    remaining: u32,
    /// Seconds until everything is there again.
    reset: u64,
    /// Seconds to wait, where nothing is left.
    wait: Option<u64>,
}

impl Limit {
    fn new(per_minute: u32) -> Self {
        let per_minute = NonZeroU32::new(per_minute).unwrap_or(NonZeroU32::MIN);
        let burst = NonZeroU32::new(per_minute.get() / 3).unwrap_or(NonZeroU32::MIN);
        let quota = Quota::per_minute(per_minute).allow_burst(burst);
        Self {
            callers: RateLimiter::keyed(quota).with_middleware(),
            clock: DefaultClock::default(),
            per_minute: per_minute.get(),
            burst: burst.get(),
            asked: AtomicU32::new(0),
        }
    }

    fn ask(&self, caller: u64) -> Allowance {
        if self.asked.fetch_add(1, Ordering::Relaxed) % SWEEP == SWEEP - 1 {
            self.callers.retain_recent();
        }
        let (remaining, wait) = match self.callers.check_key(&caller) {
            Ok(state) => (state.remaining_burst_capacity(), None),
            Err(refused) => {
                let wait = refused.wait_time_from(self.clock.now());
                (0, Some(wait.as_secs() + u64::from(wait.subsec_nanos() > 0)))
            }
        };
        let spent = u64::from(self.burst.saturating_sub(remaining));
        let reset = (spent * 60).div_ceil(u64::from(self.per_minute));
        Allowance { limit: self.burst, remaining, reset, wait }
    }
}

/// The limits of this server.
pub struct Limits {
    public: Limit,
    opening: Limit,
    keys: Limit,
    sessions: Option<Limit>,
    hasher: RandomState,
}

impl Limits {
    /// Requests a minute to public endpoints, and of a session where they are limited.
    pub fn new(public: u32, sessions: Option<u32>) -> Self {
        Self {
            public: Limit::new(public),
            opening: Limit::new(public.saturating_mul(OPENING_FACTOR)),
            keys: Limit::new(KEY_PER_MINUTE),
            sessions: sessions.map(Limit::new),
            hasher: RandomState::new(),
        }
    }

    /// What the caller of a request has left; `None` where nothing limits them.
    fn ask(&self, request: &ServiceRequest) -> Option<Allowance> {
        // As the router reads it: `/%61uth/login` signs in too.
        let path = request.match_info().unprocessed();
        if is_public(path) {
            let address = self.hasher.hash_one(client_address(request.request()).map(network));
            return Some(if opens_the_page(path) { &self.opening } else { &self.public }.ask(address));
        }
        let header = request.headers().get(header::AUTHORIZATION)?.to_str().ok()?;
        let token = header.strip_prefix("Bearer ")?.trim();
        // By the whole token: who only knows a key's id cannot use up its requests.
        let caller = self.hasher.hash_one(token);
        let limit = if token.starts_with(KEY_PREFIX) { Some(&self.keys) } else { self.sessions.as_ref() };
        limit.map(|limit| limit.ask(caller))
    }
}

/// Endpoints that every opening of the page calls: an office behind one address must not wait for itself in the morning,
/// and there is nothing to guess (a refresh token has 192 random bits).
fn opens_the_page(path: &str) -> bool {
    matches!(path, "/api/v1/auth/refresh" | "/api/v1/auth/logout" | "/api/v1/setup")
}

/// Endpoints that anybody can call.
fn is_public(path: &str) -> bool {
    path.strip_prefix("/api/v1/")
        .is_some_and(|path| path == "setup" || path.starts_with("public/") || path.starts_with("auth/"))
}

/// Middleware: refuses with 429 whoever has nothing left, and tells everybody what they have.
pub async fn limited(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<EitherBody<impl MessageBody>>, actix_web::Error> {
    // No name has one, and PostgreSQL keeps none.
    if request.match_info().unprocessed().contains('\0') {
        let refused = ApiError::new(StatusCode::NOT_FOUND, "not_found");
        return Ok(request.error_response(refused).map_into_right_body());
    }
    let allowance = request.app_data::<web::Data<AppState>>().and_then(|state| state.limits.ask(&request));
    let Some(allowance) = allowance else { return Ok(next.call(request).await?.map_into_left_body()) };
    let mut response = match allowance.wait {
        Some(seconds) => {
            let refused = ApiError::too_many(i64::try_from(seconds).unwrap_or(i64::MAX));
            // As an answer, so that what wraps this one puts it in words.
            request.error_response(refused).map_into_right_body()
        }
        None => next.call(request).await?.map_into_left_body(),
    };
    tell(response.headers_mut(), &allowance);
    Ok(response)
}

fn tell(headers: &mut HeaderMap, allowance: &Allowance) {
    headers.insert(HeaderName::from_static("ratelimit-limit"), HeaderValue::from(allowance.limit));
    headers.insert(HeaderName::from_static("ratelimit-remaining"), HeaderValue::from(allowance.remaining));
    headers.insert(HeaderName::from_static("ratelimit-reset"), HeaderValue::from(allowance.reset));
}

#[cfg(test)]
mod tests {
    use super::{Limit, is_public};

    #[test]
    fn a_third_at_once_and_each_caller_for_themselves() {
        let limit = Limit::new(60);
        for left in (0..20).rev() {
            assert_eq!(limit.ask(1).remaining, left);
        }
        let refused = limit.ask(1);
        assert_eq!((refused.wait, refused.remaining), (Some(1), 0));
        assert!(limit.ask(2).wait.is_none());
    }

    #[test]
    fn signing_in_and_out_is_public() {
        for path in [
            "/api/v1/auth/logout",
            "/api/v1/auth/login",
            "/api/v1/auth/refresh",
            "/api/v1/setup",
            "/api/v1/public/forms/x",
        ] {
            assert!(is_public(path), "{path}");
        }
        for path in ["/api/v1/me", "/", "/healthz", "/api/v1/setups"] {
            assert!(!is_public(path), "{path}");
        }
    }
}
