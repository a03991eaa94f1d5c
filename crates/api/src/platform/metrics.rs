//! Figures for monitoring, in Prometheus' text form.

use std::time::Duration;

use actix_web::dev::ServiceResponse;
use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse, get};
use guanxi_persistence::platform::{relay, system};
use metrics::{Unit, describe_gauge, describe_histogram, gauge, histogram};
use metrics_exporter_prometheus::{BuildError, PrometheusBuilder, PrometheusHandle};
use sha2::{Digest as _, Sha256};

use crate::auth::secrets::same;
use crate::clock;
use crate::http::{ApiError, ApiResult, blocking};
use crate::state::AppState;

const DURATION: &str = "guanxi_http_request_duration_seconds";
const CONNECTIONS: &str = "guanxi_database_connections";
const JOBS: &str = "guanxi_jobs";
const WAITING: &str = "guanxi_events_waiting";
const LAG: &str = "guanxi_relay_lag_seconds";
const STREAMS: &str = "guanxi_streams";

/// Upper bounds of the histogram, in seconds: fine where the promises of speed are.
const BUCKETS: &[f64] =
    &[0.001, 0.0025, 0.005, 0.008, 0.012, 0.015, 0.02, 0.025, 0.04, 0.06, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0];

/// The figures of this process, and who may read them from afar.
pub struct Metrics {
    handle: PrometheusHandle,
    token: Option<Vec<u8>>,
}

impl Metrics {
    /// Begins to count; once in a process. With a token, whoever shows it may read from any address.
    ///
    /// # Errors
    /// Where the process counts already.
    pub fn install(token: Option<&str>) -> Result<Self, BuildError> {
        let handle = PrometheusBuilder::new().set_buckets(BUCKETS)?.install_recorder()?;
        describe_histogram!(DURATION, Unit::Seconds, "Duration of requests by route and status");
        describe_gauge!(CONNECTIONS, "Connections to the database by state");
        describe_gauge!(JOBS, "Jobs that wait or run");
        describe_gauge!(WAITING, "Events that wait for their number");
        describe_gauge!(LAG, Unit::Seconds, "Age of the oldest event that waits for its number");
        describe_gauge!(STREAMS, "Open live streams");
        Ok(Self { handle, token: token.map(|token| Sha256::digest(token).to_vec()) })
    }

    /// From this machine itself (and not through a proxy on it), or with the token.
    fn open_to(&self, request: &HttpRequest) -> bool {
        let forwarded = ["x-forwarded-for", "forwarded"].iter().any(|name| request.headers().contains_key(*name));
        let local = request.peer_addr().is_some_and(|address| address.ip().to_canonical().is_loopback());
        let shown = request.headers().get(header::AUTHORIZATION).and_then(|value| value.to_str().ok());
        let shown = shown.and_then(|value| value.strip_prefix("Bearer ")).map(Sha256::digest);
        match (&self.token, shown) {
            (Some(token), Some(shown)) => same(token, &shown),
            (_, _) => local && !forwarded,
        }
    }
}

/// Figures for monitoring; from this machine, or with the token of `GUANXI_METRICS_TOKEN`.
#[get("/metrics")]
pub async fn metrics_text(request: HttpRequest, state: Data<AppState>) -> ApiResult<HttpResponse> {
    if !state.metrics.open_to(&request) {
        return Err(ApiError::not_found());
    }
    let shared = state.clone();
    blocking(move || {
        let (lag, jobs) = shared.db.quiet(|conn| Ok((relay::lag(conn, clock::now())?, system::open_jobs(conn)?)))?;
        gauge!(WAITING).set(lag.waiting as f64);
        let oldest = u64::try_from(lag.oldest_micros.unwrap_or(0)).unwrap_or(0);
        gauge!(LAG).set(Duration::from_micros(oldest).as_secs_f64());
        for status in ["queued", "running"] {
            gauge!(JOBS, "status" => status).set(jobs.get(status).copied().unwrap_or(0) as f64);
        }
        Ok(())
    })
    .await?;
    let (busy, idle) = state.db.connections();
    gauge!(CONNECTIONS, "state" => "busy").set(busy);
    gauge!(CONNECTIONS, "state" => "idle").set(idle);
    gauge!(STREAMS).set(state.live.streams() as f64);
    Ok(HttpResponse::Ok().content_type("text/plain; version=0.0.4; charset=utf-8").body(state.metrics.handle.render()))
}

/// Counts a request that has been answered.
pub fn count<B>(response: &ServiceResponse<B>, took: Duration) {
    // Templates only: an address that somebody makes up must not become a series.
    let route = response.request().match_pattern().map_or_else(|| "other".to_owned(), |pattern| template(&pattern));
    let method = match response.request().method().as_str() {
        known @ ("GET" | "POST" | "PATCH" | "PUT" | "DELETE" | "HEAD" | "OPTIONS") => known.to_owned(),
        _ => "other".to_owned(),
    };
    let status = response.status().as_str().to_owned();
    histogram!(DURATION, "method" => method, "route" => route, "status" => status).record(took);
}

/// `/customers/{id:[0-9a-fA-F-]{36}}` without the expression.
fn template(pattern: &str) -> String {
    let mut template = String::with_capacity(pattern.len());
    let (mut depth, mut expression) = (0_u32, false);
    for c in pattern.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            ':' if depth == 1 => expression = true,
            _ => {}
        }
        if depth == 0 {
            expression = false;
        }
        if !expression {
            template.push(c);
        }
    }
    template
}

#[cfg(test)]
mod tests {
    use super::template;

    #[test]
    fn templates_read_like_the_document() {
        for (pattern, reads) in [
            ("/api/v1/customers/{id:[0-9a-fA-F-]{36}}/restore", "/api/v1/customers/{id}/restore"),
            ("/api/v1/dictionaries/{code}/values/{value}", "/api/v1/dictionaries/{code}/values/{value}"),
            ("/healthz", "/healthz"),
        ] {
            assert_eq!(template(pattern), reads);
        }
    }
}
