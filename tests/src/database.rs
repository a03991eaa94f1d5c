//! One PostgreSQL for the whole run, one database for each test: a copy of a template that is migrated and filled once.

use std::fs;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use guanxi_cluster::{Cluster, Options, Role};
use postgres::{Client, NoTls};

use crate::fixture;
use crate::server::{binary, guanxi};

/// Advisory lock under which one test makes the template while the others wait.
const TEMPLATE_LOCK: i64 = 0x6775_616e_7869_7e57;

/// Nothing in this cluster outlives its test, so nothing need outlive a loss of power.
const LOCAL_CONF: &str = "fsync = off\nsynchronous_commit = off\nfull_page_writes = off\nshared_buffers = 128MB\nmax_wal_size = 1GB\nautovacuum_naptime = 5min\n";

/// What the key file holds: any 32 bytes will do.
pub const MASTER_KEY: &[u8; 32] = b"the tests' key, of no other use.";

static NEXT: AtomicU32 = AtomicU32::new(0);

/// A database of one test, dropped with it.
pub struct TestDatabase {
    name: String,
    // Kept until the database is dropped: whoever leaves last stops the server.
    cluster: Cluster,
}

impl TestDatabase {
    /// A copy of the template: two organizations and their people, see [`fixture`].
    pub fn new() -> Self {
        Self::copy(Some(()))
    }

    /// A database with nothing in it.
    pub fn empty() -> Self {
        Self::copy(None)
    }

    fn copy(filled: Option<()>) -> Self {
        let folder = folder();
        fs::create_dir_all(&folder).unwrap();
        let options = Options { max_connections: 200, ..Options::new(folder.join("postgres"), Role::Command) };
        let cluster = Cluster::open(options).unwrap();
        let mut admin = Client::connect(&cluster.url_of("postgres"), NoTls).unwrap();
        let template = filled.map(|()| template(&cluster, &mut admin));
        let name = format!("t_{}_{}", std::process::id(), NEXT.fetch_add(1, Ordering::Relaxed));
        let from = template.unwrap_or_else(|| "template0".to_owned());
        admin.batch_execute(&format!("CREATE DATABASE {name} TEMPLATE {from}")).unwrap();
        Self { name, cluster }
    }

    /// For libpq.
    pub fn url(&self) -> String {
        self.cluster.url_of(&self.name)
    }

    /// A connection, to look at what is stored.
    pub fn connect(&self) -> Client {
        Client::connect(&self.url(), NoTls).unwrap()
    }

    /// The key file that goes with the template.
    pub fn key_file() -> PathBuf {
        folder().join("master.key")
    }
}

impl Default for TestDatabase {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for TestDatabase {
    fn drop(&mut self) {
        let Ok(mut admin) = Client::connect(&self.cluster.url_of("postgres"), NoTls) else { return };
        // What cannot be dropped now is dropped with the next template.
        let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {} WITH (FORCE)", self.name));
    }
}

/// Everything the suite keeps between runs.
fn folder() -> PathBuf {
    let target = std::env::var_os("CARGO_TARGET_DIR").map(PathBuf::from);
    target.unwrap_or_else(|| Path::new(env!("CARGO_MANIFEST_DIR")).join("../target")).join("tmp/black-box")
}

/// The name of the template for this binary and this fixture, made unless it is there.
fn template(cluster: &Cluster, admin: &mut Client) -> String {
    let built = fs::metadata(binary()).expect("the server is built: cargo build --package guanxi-api");
    let mut hasher = DefaultHasher::new();
    (built.len(), built.modified().unwrap(), include_str!("fixture.rs"), include_str!("database.rs")).hash(&mut hasher);
    let name = format!("template_{:016x}", hasher.finish());
    admin.execute("SELECT pg_advisory_lock($1)", &[&TEMPLATE_LOCK]).unwrap();
    let there: bool =
        admin.query_one("SELECT EXISTS (SELECT FROM pg_database WHERE datname = $1)", &[&name]).unwrap().get(0);
    if !there {
        make_template(cluster, admin, &name);
    }
    admin.execute("SELECT pg_advisory_unlock($1)", &[&TEMPLATE_LOCK]).unwrap();
    name
}

fn make_template(cluster: &Cluster, admin: &mut Client, name: &str) {
    fs::write(cluster.pgdata().join("local.conf"), LOCAL_CONF).unwrap();
    admin.batch_execute("SELECT pg_reload_conf()").unwrap();
    fs::write(TestDatabase::key_file(), format!("{}\n", BASE64_STANDARD.encode(MASTER_KEY))).unwrap();
    drop_old(admin);
    let building = format!("{name}_building");
    admin.batch_execute(&format!("CREATE DATABASE {building} TEMPLATE template0")).unwrap();
    let url = cluster.url_of(&building);
    for (organization, login) in fixture::ORGANIZATIONS {
        let mut init = guanxi();
        init.env("DATABASE_URL", &url).env("GUANXI_KEY_FILE", TestDatabase::key_file());
        init.args(["init", "--org", organization, "--login", login, "--password", fixture::PASSWORD]);
        let done = init.output().unwrap();
        assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    }
    let mut client = Client::connect(&url, NoTls).unwrap();
    fixture::people(&mut client);
    drop(client);
    // The backend of a closed connection takes a moment to leave.
    let renamed = (0..100).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(20));
        admin.batch_execute(&format!("ALTER DATABASE {building} RENAME TO {name}")).is_ok()
    });
    assert!(renamed, "the template is still in use");
}

/// Templates of older binaries, and databases whose test was killed.
fn drop_old(admin: &mut Client) {
    for row in admin.query("SELECT datname FROM pg_database WHERE datname ~ '^(template_|t_[0-9])'", &[]).unwrap() {
        let name: String = row.get(0);
        let owner = name.strip_prefix("t_").and_then(|rest| rest.split('_').next()?.parse::<i32>().ok());
        let lives = owner.is_some_and(|pid| nix::sys::signal::kill(nix::unistd::Pid::from_raw(pid), None).is_ok());
        if !lives {
            let _ = admin.batch_execute(&format!("DROP DATABASE IF EXISTS {name} WITH (FORCE)"));
        }
    }
}
