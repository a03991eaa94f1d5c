//! Settings from the environment, and the way to the database.

use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use guanxi_cluster::{Cluster, Options, Role};
use guanxi_persistence::platform::installation;
use guanxi_persistence::{Database, DatabaseOptions, sealed};

use crate::auth::keys::MasterKey;
use crate::auth::mail::Mailer;
use crate::clock;
use crate::http::PUBLIC_PER_MINUTE;
use crate::outgoing::Outgoing;

/// What an administrator can set; each is an environment variable too.
#[derive(Args, Clone, Debug)]
pub(crate) struct Settings {
    /// Address to listen on; port 0 takes a free one.
    #[arg(long, env = "GUANXI_LISTEN", default_value = "127.0.0.1:8080", global = true)]
    pub(crate) listen: String,
    /// Folder of the embedded database, keys and documents.
    #[arg(long, env = "GUANXI_DATA", default_value = "./data", global = true)]
    pub(crate) data: PathBuf,
    /// An existing PostgreSQL server instead of the embedded one.
    #[arg(long, env = "DATABASE_URL", global = true, hide_env_values = true)]
    pub(crate) database_url: Option<String>,
    /// The key file; made in the data folder when absent, required with DATABASE_URL.
    #[arg(long, env = "GUANXI_KEY_FILE", global = true)]
    pub(crate) key_file: Option<PathBuf>,
    /// Requests a minute of one signed-in session; unlimited where absent.
    #[arg(long, env = "GUANXI_RATE_LIMIT", global = true)]
    pub(crate) rate_limit: Option<u32>,
    /// Requests a minute to public endpoints from one address.
    #[arg(long, env = "GUANXI_PUBLIC_RATE_LIMIT", default_value_t = PUBLIC_PER_MINUTE, global = true)]
    pub(crate) public_rate_limit: u32,
    /// Believe the last entry of `X-Forwarded-For`: only behind a proxy that writes it.
    #[arg(long, env = "GUANXI_TRUST_PROXY", global = true)]
    pub(crate) trust_proxy: bool,
    /// Origins of other sites whose pages may call the API, divided by commas (`https://portal.example.com`); none
    /// where absent.
    #[arg(long, env = "GUANXI_CORS_ORIGINS", value_delimiter = ',', value_parser = origin, global = true)]
    pub(crate) cors_origins: Vec<String>,
    /// Whoever shows this as a bearer token may read /metrics from another machine.
    #[arg(long, env = "GUANXI_METRICS_TOKEN", global = true, hide_env_values = true)]
    pub(crate) metrics_token: Option<String>,
    /// Address under which people reach the application, for links in mails; `http://` and the listen address where
    /// absent.
    #[arg(long, env = "GUANXI_PUBLIC_URL", global = true)]
    pub(crate) public_url: Option<String>,
    /// Mail server, `smtp://user:pass@host:port`; without one mails are files in the data folder.
    #[arg(long, env = "GUANXI_SMTP_URL", global = true, hide_env_values = true)]
    pub(crate) smtp_url: Option<String>,
    /// Let robots stand on private addresses and speak plain HTTP: only where everybody who administers an organization
    /// may reach the server's own network.
    #[arg(long, env = "GUANXI_ALLOW_PRIVATE_TARGETS", global = true)]
    pub(crate) allow_private_targets: bool,
    /// Sender of mails.
    #[arg(long, env = "GUANXI_MAIL_FROM", default_value = "Guanxi <guanxi@localhost>", global = true)]
    pub(crate) mail_from: String,
    /// Log filter, such as `info` or `guanxi_api=debug,warn`.
    #[arg(long, env = "GUANXI_LOG", default_value = "info", global = true)]
    pub(crate) log: String,
    /// Workers for long work in a serving process; none where other processes (`guanxi worker`) do it.
    #[arg(long, env = "GUANXI_WORKERS", default_value_t = 2, global = true)]
    pub(crate) workers: usize,
    /// Connections to the database.
    #[arg(long, env = "GUANXI_CONNECTIONS", default_value_t = 10, global = true)]
    pub(crate) connections: u32,
}

/// Scheme, host and port, as browsers send it.
fn origin(text: &str) -> Result<String, String> {
    let text = text.trim().trim_end_matches('/');
    let url: actix_web::http::Uri = text.parse().map_err(|error| format!("{error}"))?;
    match (url.scheme_str(), url.authority(), url.path()) {
        (Some("http" | "https"), Some(_), "" | "/") => Ok(text.to_owned()),
        _ => Err("an origin is a scheme, a host and perhaps a port: https://portal.example.com".into()),
    }
}

impl Settings {
    /// The way mails go out.
    pub(crate) fn mailer(&self, address: &str) -> Result<Mailer, String> {
        let public_url = self.public_url.clone().unwrap_or_else(|| format!("http://{address}"));
        Mailer::new(self.smtp_url.as_deref(), &self.data, &self.mail_from, &public_url)
    }

    /// The way to servers that people configure.
    pub(crate) fn outgoing(&self) -> Outgoing {
        Outgoing::new(self.allow_private_targets)
    }

    /// The master key.
    pub(crate) fn master_key(&self) -> std::io::Result<MasterKey> {
        match (&self.key_file, &self.database_url) {
            (Some(path), database) => MasterKey::load(path, database.is_none()),
            (None, None) => MasterKey::load(&self.data.join("keys/master.key"), true),
            (None, Some(_)) => Err(std::io::Error::new(
                std::io::ErrorKind::NotFound,
                "GUANXI_KEY_FILE is required with DATABASE_URL, since several servers share it; \
                 make one with `openssl rand -base64 32`",
            )),
        }
    }
}

/// Brings the schema up to date and makes sure that the key file is the database's own.
///
/// # Errors
/// A failed migration; another key than the database was used with before.
pub(crate) fn prepare(
    settings: &Settings,
    db: &Database,
) -> Result<Vec<String>, Box<dyn std::error::Error + Send + Sync>> {
    let applied = db.migrate(clock::now())?;
    let fingerprint = settings.master_key()?.fingerprint();
    db.quiet(|conn| installation::claim(conn, &fingerprint, clock::now()))?;
    Ok(applied)
}

/// Opens the database, embedded or not, and the field key. The cluster stops with the value that holds it.
pub(crate) fn connect(
    settings: &Settings,
    role: Role,
) -> Result<(Option<Cluster>, Database), Box<dyn std::error::Error + Send + Sync>> {
    // A server is refused a folder in use before it makes anything in it.
    let (cluster, url) = match &settings.database_url {
        Some(url) => (None, url.clone()),
        None => {
            let cluster = Cluster::open(Options::new(&settings.data, role))?;
            let url = cluster.url();
            (Some(cluster), url)
        }
    };
    sealed::use_key(&settings.master_key()?.derive("field"))?;
    let options = DatabaseOptions {
        url,
        connections: settings.connections,
        wait: Duration::from_secs(5),
        statement_timeout: matches!(role, Role::Server).then_some(Duration::from_secs(30)),
    };
    Ok((cluster, Database::open(&options)?))
}
