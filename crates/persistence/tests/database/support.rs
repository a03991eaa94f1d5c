//! One PostgreSQL for all tests of the program; whichever test ends last stops it. Tests keep apart by organization.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::sync::{Arc, Mutex, Weak};
use std::time::Duration;

use chrono::{DateTime, SubsecRound as _, Utc};
use guanxi_cluster::{Cluster, Options, Role};
use guanxi_domain::values::LocaleCode;
use guanxi_persistence::identity::setup::{self, NewOrganization};
use guanxi_persistence::{Caller, Credential, Database, DatabaseOptions, Origin, Result, Tx, sealed};

/// A running server with an up-to-date schema.
pub struct Server {
    pub db: Database,
    // Dropped after the connections, and before the folder.
    _cluster: Cluster,
    _folder: tempfile::TempDir,
}

/// The server of this test program.
pub fn server() -> Arc<Server> {
    static RUNNING: Mutex<Weak<Server>> = Mutex::new(Weak::new());
    let mut running = RUNNING.lock().unwrap_or_else(std::sync::PoisonError::into_inner);
    if let Some(server) = running.upgrade() {
        return server;
    }
    let folder = tempfile::tempdir().unwrap();
    // Root's PostgreSQL runs as another user, who must be able to pass.
    fs::set_permissions(folder.path(), fs::Permissions::from_mode(0o755)).unwrap();
    let cluster = Cluster::open(Options::new(folder.path().join("data"), Role::Server)).unwrap();
    // Set once in a process; a second server of this program uses the same.
    sealed::use_key(&[7; 32]).ok();
    let options =
        DatabaseOptions { url: cluster.url(), connections: 12, wait: Duration::from_secs(20), statement_timeout: None };
    let db = Database::open(&options).unwrap();
    db.migrate(now()).unwrap();
    let server = Arc::new(Server { db, _cluster: cluster, _folder: folder });
    *running = Arc::downgrade(&server);
    server
}

#[allow(clippy::disallowed_methods, reason = "a test has no other clock")]
pub fn now() -> DateTime<Utc> {
    Utc::now().trunc_subsecs(6)
}

/// An organization of its own and its administrator.
pub struct Company {
    server: Arc<Server>,
    caller: Caller,
}

impl Company {
    pub fn new(login: &str) -> Self {
        let server = server();
        let new = NewOrganization {
            name: format!("公司 {login}"),
            locale: LocaleCode::ZhCn,
            login: login.parse().unwrap(),
            display_name: login.to_owned(),
            password_hash: "none".to_owned(),
        };
        let founded = server.db.bare(|conn| setup::found(conn, &new, &Arc::default(), now())).unwrap();
        let caller = Caller {
            org_id: founded.org_id,
            user_id: founded.user_id,
            credential: Credential::Internal,
            origin: Arc::new(Origin { via: "cli", ..Origin::default() }),
            now: now(),
        };
        Self { server, caller }
    }

    pub fn db(&self) -> &Database {
        &self.server.db
    }

    pub fn org(&self) -> uuid::Uuid {
        self.caller.org_id
    }

    /// Another person of the organization.
    pub fn caller_for(&self, user_id: uuid::Uuid) -> Caller {
        Caller { user_id, now: now(), ..self.caller.clone() }
    }

    pub fn write<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db().write(&Caller { now: now(), ..self.caller.clone() }, work)
    }

    pub fn read<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> Result<T>) -> Result<T> {
        self.db().read(&Caller { now: now(), ..self.caller.clone() }, work)
    }
}
