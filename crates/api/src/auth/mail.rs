//! Mail: through a server, or into files where none is set, so that an installation without one still works.

use std::path::{Path, PathBuf};

use guanxi_domain::messages;
use guanxi_domain::values::LocaleCode;
use lettre::message::Mailbox;
use lettre::message::header::ContentType;
use lettre::{FileTransport, Message, SmtpTransport, Transport as _};

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
#[derive(Clone, Debug)]
pub struct Letter {
    /// `mail.{kind}.subject` and `mail.{kind}.body`.
    pub kind: &'static str,
    /// Address.
    pub to: String,
    /// The reader's language.
    pub locale: LocaleCode,
    /// What the text mentions.
    pub params: Vec<(&'static str, String)>,
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
