//! `guanxi serve`.

use std::net::{TcpListener, ToSocketAddrs as _};
use std::sync::Arc;
use std::time::Duration;

use actix_web::{HttpServer, web};
use guanxi_cluster::{Cluster, Role};
use guanxi_domain::platform::audit::AuditKey;
use tokio::signal::unix::{SignalKind, signal};

use super::{CliResult, Settings, connect, prepare, print};
use crate::app::app;
use crate::auth::api_keys::ApiKeys;
use crate::auth::tokens::Tokens;
use crate::http::Limits;
use crate::jobs::{Workers, kinds};
use crate::platform::live;
use crate::platform::metrics::Metrics;
use crate::platform::witness::{self, Witness};
use crate::state::AppState;

/// How long running requests may take to finish when the server is asked to stop, in seconds.
const GRACE: u64 = 10;
/// How often the embedded database is looked after.
const WATCH: Duration = Duration::from_secs(1);

/// Serves until it is asked to stop.
pub(crate) fn run(settings: Settings) -> CliResult {
    let (cluster, db) = connect(&settings, Role::Server)?;
    let cluster = cluster.map(Arc::new);
    prepare(&settings, &db)?;
    if !db.speaks_english()? {
        tracing::warn!("PostgreSQL does not answer in English: ALTER ROLE … SET lc_messages = 'C', as its superuser");
    }
    let listener = bind(&settings.listen)?;
    let address = listener.local_addr()?;
    let mailer = Arc::new(settings.mailer(&address.to_string())?);
    let state = web::Data::new(AppState {
        db,
        tokens: Tokens::default(),
        api_keys: ApiKeys::default(),
        secure_cookies: mailer.is_https(),
        mailer,
        outgoing: settings.outgoing(),
        limits: Limits::new(settings.public_rate_limit, settings.rate_limit),
        trust_proxy: settings.trust_proxy,
        cors_origins: settings.cors_origins.clone(),
        master: settings.master_key()?,
        started_at: crate::clock::now(),
        metrics: Metrics::install(settings.metrics_token.as_deref())?,
        live: Arc::default(),
    });
    let workers = Workers::start(state.db.clone(), kinds(Arc::clone(&state.mailer), state.outgoing), settings.workers)?;
    actix_web::rt::System::new().block_on(async {
        let live = Arc::clone(&state.live);
        let audit_key = AuditKey::new(state.master.derive("audit"));
        let woken = Arc::clone(&live);
        state.db.on_commit(move || woken.committed());
        let relay = actix_web::rt::spawn(live::run(Arc::clone(&live), state.db.clone(), audit_key));
        let witness = Arc::new(Witness::of(&settings.data));
        let witnessing = actix_web::rt::spawn(witness::run(Arc::clone(&witness), state.db.clone()));
        let shared = state.clone();
        let server = HttpServer::new(move || app(shared.clone()))
            .listen(listener)?
            .disable_signals()
            .shutdown_timeout(GRACE)
            .client_request_timeout(Duration::from_secs(10))
            .keep_alive(Duration::from_secs(75))
            .run();
        let handle = server.handle();
        let running = actix_web::rt::spawn(server);
        let watch = cluster.clone().map(|cluster| actix_web::rt::spawn(watch(cluster)));
        print(&format!("guanxi ready on http://{address}\n"))?;
        asked_to_stop().await?;
        tracing::info!("stopping");
        // They finish the step they are at while the last requests are answered.
        workers.ask_to_stop();
        if let Some(watch) = watch {
            watch.abort();
        }
        // Streams would keep the server waiting for ever.
        live.stop();
        handle.stop(true).await;
        running.await??;
        relay.await?;
        witnessing.abort();
        if let Err(error) = witness.look(&state.db) {
            tracing::error!(%error, "the ends of the audit logs are not remembered");
        }
        Ok::<_, Box<dyn std::error::Error + Send + Sync>>(())
    })?;
    workers.stop();
    drop(state);
    if let Some(cluster) = cluster {
        cluster.stop()?;
    }
    tracing::info!("stopped");
    Ok(())
}

fn bind(listen: &str) -> std::io::Result<TcpListener> {
    let says = |error: std::io::Error| std::io::Error::new(error.kind(), format!("cannot listen on {listen}: {error}"));
    let addresses: Vec<_> = listen.to_socket_addrs().map_err(says)?.collect();
    TcpListener::bind(addresses.as_slice()).map_err(says)
}

/// SIGTERM or SIGINT.
pub(super) async fn asked_to_stop() -> std::io::Result<()> {
    let (mut terminate, mut interrupt) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    tokio::select! {
        _ = terminate.recv() => {}
        _ = interrupt.recv() => {}
    }
    Ok(())
}

/// Starts the embedded database again when it has died.
async fn watch(cluster: Arc<Cluster>) {
    loop {
        tokio::time::sleep(WATCH).await;
        let looked_after = Arc::clone(&cluster);
        match web::block(move || looked_after.ensure_running()).await {
            Ok(Ok(_)) => {}
            Ok(Err(error)) => tracing::error!(%error, "the embedded database is down"),
            Err(error) => tracing::error!(%error, "the embedded database is not looked after"),
        }
    }
}
