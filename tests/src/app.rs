//! The application under test, with its people.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::client::{Client, User};
use crate::database::TestDatabase;
use crate::fixture::PASSWORD;
use crate::server::{Server, guanxi};

/// A server on a database of its own.
pub struct App {
    /// Declared first: the server ends before its database.
    server: Server,
    database: TestDatabase,
    client: Client,
    signed_in: RefCell<HashMap<String, User>>,
}

impl App {
    /// With two organizations and their people, see the fixture.
    pub fn start() -> Self {
        Self::on(TestDatabase::new())
    }

    /// Before any organization is made.
    pub fn unfounded() -> Self {
        Self::on(TestDatabase::empty())
    }

    fn on(database: TestDatabase) -> Self {
        let server = Server::start(command(&database));
        let client = Client::new(server.url());
        Self { server, database, client, signed_in: RefCell::default() }
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
        Server::start(command(&self.database))
    }

    /// The server.
    pub fn server(&self) -> &Server {
        &self.server
    }

    /// Kills the server and starts another one. People stay signed in.
    pub fn crash_and_restart(&mut self) {
        let next = Server::start(command(&self.database));
        std::mem::replace(&mut self.server, next).kill();
        self.client = Client::new(self.server.url());
        let client = &self.client;
        self.signed_in.borrow_mut().values_mut().for_each(|user| *user = user.at(client.clone()));
    }

    /// A connection, to look at what is stored.
    pub fn sql(&self) -> postgres::Client {
        self.database.connect()
    }
}

fn command(database: &TestDatabase) -> std::process::Command {
    let mut command = guanxi();
    command.env("DATABASE_URL", database.url()).env("GUANXI_KEY_FILE", TestDatabase::key_file());
    command
}
