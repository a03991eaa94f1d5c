//! The application under test, with its people.

use std::cell::RefCell;
use std::collections::HashMap;

use tempfile::TempDir;

use crate::client::{Client, User};
use crate::database::TestDatabase;
use crate::fixture::PASSWORD;
use crate::server::{Server, guanxi};

/// A server on a database of its own.
pub struct App {
    /// Declared first: the server ends before its database.
    server: Server,
    database: TestDatabase,
    data: TempDir,
    client: Client,
    signed_in: RefCell<HashMap<String, User>>,
}

impl App {
    /// With two organizations and their people, see the fixture.
    pub fn start() -> Self {
        Self::on(TestDatabase::new(), &[])
    }

    /// As [`App::start`], with settings of the server.
    pub fn start_with(settings: &[(&str, &str)]) -> Self {
        Self::on(TestDatabase::new(), settings)
    }

    /// Before any organization is made.
    pub fn unfounded() -> Self {
        Self::on(TestDatabase::empty(), &[])
    }

    fn on(database: TestDatabase, settings: &[(&str, &str)]) -> Self {
        let data = tempfile::tempdir().unwrap();
        let mut command = command(&database, &data);
        command.envs(settings.iter().copied());
        let server = Server::start(command);
        let client = Client::new(server.url());
        Self { server, database, data, client, signed_in: RefCell::default() }
    }

    /// The administrator.
    pub fn admin(&self) -> User {
        self.user("admin")
    }

    /// 销售主管 of 销售部, above both reps.
    pub fn manager(&self) -> User {
        self.user("manager")
    }

    /// 客户经理 in 销售一组.
    pub fn rep1(&self) -> User {
        self.user("rep1")
    }

    /// 客户经理 in 销售二组.
    pub fn rep2(&self) -> User {
        self.user("rep2")
    }

    /// The administrator of the other organization.
    pub fn stranger(&self) -> User {
        self.user("stranger")
    }

    /// Whoever has this login, signed in once.
    pub fn user(&self, login: &str) -> User {
        let known = self.signed_in.borrow().get(login).cloned();
        known.unwrap_or_else(|| {
            let user = self.anonymous().sign_in(login, PASSWORD);
            self.signed_in.borrow_mut().insert(login.to_owned(), user.clone());
            user
        })
    }

    /// Nobody.
    pub fn anonymous(&self) -> User {
        User::anonymous(self.client.clone())
    }

    /// The same people on another server.
    pub fn at(&self, server: &Server) -> impl Fn(&User) -> User {
        let client = Client::new(server.url());
        move |user| user.at(client.clone())
    }

    /// Another server on the same database.
    pub fn another_server(&self) -> Server {
        Server::start(command(&self.database, &self.data))
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// How many mails have been sent.
    pub fn mails(&self) -> usize {
        std::fs::read_dir(self.data.path().join("mail")).map_or(0, Iterator::count)
    }

    /// A file of the server's data folder.
    pub fn data_file(&self, name: &str) -> Option<String> {
        std::fs::read_to_string(self.data.path().join(name)).ok()
    }

    /// A command of the program on this database, run to its end.
    pub fn run(&self, arguments: &[&str]) -> std::process::Output {
        command(&self.database, &self.data).args(arguments).output().unwrap()
    }

    /// Ends the server as a loss of power would; nothing answers until [`App::restart`].
    pub fn kill(&mut self) {
        self.server.kill();
    }

    /// Kills the server and starts another one. People stay signed in.
    pub fn crash_and_restart(&mut self) {
        self.kill();
        self.restart();
    }

    /// Starts another server in the place of one that was killed.
    pub fn restart(&mut self) {
        self.server = Server::start(command(&self.database, &self.data));
        self.client = Client::new(self.server.url());
        let client = &self.client;
        self.signed_in.borrow_mut().values_mut().for_each(|user| *user = user.at(client.clone()));
    }

    /// A connection, to look at what is stored.
    pub fn sql(&self) -> postgres::Client {
        self.database.connect()
    }

    /// The secret of the link in the latest mail to an address; waits for it.
    pub fn mailed_token(&self, to: &str) -> String {
        self.latest_mail(|mail| token(&text_of(mail, to)?))
    }

    /// The text of the latest mail to an address; waits for it.
    pub fn mail_to(&self, to: &str) -> String {
        self.latest_mail(|mail| text_of(mail, to))
    }

    fn latest_mail(&self, find: impl Fn(&str) -> Option<String>) -> String {
        let folder = self.data.path().join("mail");
        let read = || {
            let mut mails: Vec<_> = std::fs::read_dir(&folder).ok()?.flatten().collect();
            mails.sort_by_key(|mail| mail.metadata().and_then(|data| data.modified()).ok());
            mails.iter().rev().find_map(|mail| find(&std::fs::read_to_string(mail.path()).ok()?))
        };
        let mut found = None;
        crate::wait_for("a mail", || {
            found = read();
            found.is_some()
        });
        found.unwrap()
    }
}

fn command(database: &TestDatabase, data: &TempDir) -> std::process::Command {
    let mut command = guanxi();
    command
        .env("DATABASE_URL", database.url())
        .env("GUANXI_KEY_FILE", TestDatabase::key_file())
        .env("GUANXI_DATA", data.path());
    command
}

/// The text of a mail to an address, whatever encoding it travels in.
fn text_of(mail: &str, to: &str) -> Option<String> {
    let (head, body) = mail.split_once("\r\n\r\n")?;
    if !head.contains(&format!("To: {to}")) {
        return None;
    }
    if head.contains("base64") {
        use base64::Engine as _;
        let bytes = base64::prelude::BASE64_STANDARD.decode(body.split_whitespace().collect::<String>()).ok()?;
        String::from_utf8(bytes).ok()
    } else {
        let mut bytes = Vec::new();
        let text = body.replace("=\r\n", "");
        let mut rest = text.as_bytes();
        while let [first, behind @ ..] = rest {
            let escaped = (*first == b'=').then(|| behind.get(..2)).flatten();
            let byte = escaped.and_then(|digits| u8::from_str_radix(std::str::from_utf8(digits).ok()?, 16).ok());
            bytes.push(byte.unwrap_or(*first));
            rest = if byte.is_some() { &behind[2..] } else { behind };
        }
        String::from_utf8(bytes).ok()
    }
}

/// The secret of the link in a mail.
fn token(text: &str) -> Option<String> {
    text.split("#token=").nth(1)?.split_whitespace().next().map(str::to_owned)
}
