//! Mail: through a server, or into files where none is set, so that an installation without one still works.

use std::path::{Path, PathBuf};

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use chrono::{DateTime, Utc};
use guanxi_domain::messages;
use guanxi_domain::values::LocaleCode;
use guanxi_persistence::platform::jobs::{self, Claimed, NewJob, Step};
use guanxi_persistence::{Error, PgConnection, sealed};
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{FileTransport, Message, SmtpTransport, Transport as _};
use serde::{Deserialize, Serialize};
use serde_json::json;
use uuid::Uuid;

/// The kind of work that sends one mail.
pub const SEND: &str = "mail.send";
/// Times that a mail is tried: for about an hour and a half.
const ATTEMPTS: i32 = 16;

enum Transport {
    Smtp(SmtpTransport),
    Files(PathBuf),
}

/// Sends mails and knows the address that their links lead to.
pub struct Mailer {
    transport: Transport,
    from: Mailbox,
    public_url: String,
}

/// A mail in the words of the catalogues.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Letter {
    /// `mail.{kind}.subject` and `mail.{kind}.body`.
    pub kind: String,
    /// Address.
    pub to: String,
    /// The reader's language.
    pub locale: LocaleCode,
    /// What the text mentions.
    pub params: Vec<(String, String)>,
}

impl Mailer {
    /// By SMTP where a URL is given (`smtp://user:pass@host:port`, `smtps://…`), else into `mail/*.eml` of the folder.
    ///
    /// # Errors
    /// A sentence for the administrator.
    pub fn new(smtp: Option<&str>, folder: &Path, from: &str, public_url: &str) -> Result<Self, String> {
        let transport = match smtp {
            Some(url) => {
                let builder = SmtpTransport::from_url(url).map_err(|error| format!("GUANXI_SMTP_URL: {error}"))?;
                Transport::Smtp(builder.timeout(Some(std::time::Duration::from_secs(20))).build())
            }
            None => Transport::Files(folder.join("mail")),
        };
        let from = from.parse().map_err(|error| format!("GUANXI_MAIL_FROM: {error}"))?;
        Ok(Self { transport, from, public_url: public_url.trim_end_matches('/').to_owned() })
    }

    /// A link to a page of the web application.
    pub fn link(&self, path: &str) -> String {
        format!("{}{path}", self.public_url)
    }

    /// Whether people reach the application by HTTPS.
    pub fn is_https(&self) -> bool {
        self.public_url.starts_with("https://")
    }

    /// Sends a letter; takes as long as the server on the other side does.
    ///
    /// # Errors
    /// A sentence for the log.
    pub fn send(&self, letter: &Letter) -> Result<(), String> {
        let text =
            |part: &str| messages::render(letter.locale, &format!("mail.{}.{part}", letter.kind), &letter.params);
        let message = Message::builder()
            .from(self.from.clone())
            .to(letter.to.parse().map_err(|error| format!("{error}"))?)
            .subject(text("subject"))
            .header(ContentType::TEXT_PLAIN)
            .body(text("body"))
            .map_err(|error| error.to_string())?;
        match &self.transport {
            Transport::Smtp(server) => server.send(&message).map(|_| ()).map_err(|error| error.to_string()),
            Transport::Files(folder) => {
                std::fs::create_dir_all(folder).map_err(|error| format!("{}: {error}", folder.display()))?;
                FileTransport::new(folder).send(&message).map(|_| ()).map_err(|error| error.to_string())
            }
        }
    }
}

/// Puts a letter into the queue, in the transaction of what it tells of: it goes out if and only if that is committed,
/// also after a crash. It may hold a secret link, and is therefore sealed.
///
/// # Errors
/// Faults of the database.
pub fn enqueue(
    conn: &mut PgConnection,
    org: Uuid,
    letter: &Letter,
    now: DateTime<Utc>,
) -> guanxi_persistence::Result<()> {
    let text = serde_json::to_vec(letter).map_err(|error| Error::Corrupt(error.to_string()))?;
    let kept = sealed::seal(&text).ok_or_else(|| Error::Corrupt("no key to seal a letter with".into()))?;
    let arguments = json!({"sealed": BASE64_STANDARD.encode(kept)});
    let job = NewJob { max_attempts: ATTEMPTS, total: Some(1), ..NewJob::new(SEND, arguments) };
    jobs::enqueue_by_program(conn, org, &job, now).map(|_| ())
}

/// Sends a letter of the queue.
///
/// # Errors
/// [`Error::Unavailable`] where the mail server does not take it now: it is tried again.
pub fn send_queued(mailer: &Mailer, job: &Claimed) -> guanxi_persistence::Result<Step> {
    let letter =
        opened(job).ok_or_else(|| Error::Corrupt("a letter cannot be opened: is this the right key?".into()))?;
    mailer.send(&letter).map_err(Error::Unavailable)?;
    Ok(Step::all(1, json!(null)))
}

fn opened(job: &Claimed) -> Option<Letter> {
    let kept = BASE64_STANDARD.decode(job.arguments.get("sealed")?.as_str()?).ok()?;
    serde_json::from_slice(&sealed::open(&kept)?).ok()
}
