//! What can go wrong below the handlers, in the words of the business.

use diesel::result::{DatabaseErrorKind, Error as DieselError};
use guanxi_domain::filter::FilterError;
use guanxi_domain::identity::{Action, Resource};
use guanxi_domain::values::{FieldError, Invalid};

use crate::constraints;

/// A refused or failed piece of work. Everything but [`Error::Database`] and [`Error::Unavailable`] is an answer to the
/// caller, not a fault.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// No such record, or none that the caller may know of.
    #[error("not found")]
    NotFound,
    /// The credential is unknown, spent or revoked.
    #[error("no valid credential")]
    Unauthorized,
    /// The caller is known, but the action is not among their permissions.
    #[error("{action:?} on {resource:?} is not permitted")]
    Forbidden {
        /// What it was to be done to.
        resource: Resource,
        /// What was to be done.
        action: Action,
    },
    /// The record has changed since the caller read it.
    #[error("stale version, the present one is {current}")]
    Stale {
        /// The version it has now.
        current: i64,
    },
    /// The person must first change a password that somebody else chose.
    #[error("the password must be changed first")]
    PasswordChangeRequired,
    /// A role of the person asks for a second factor, and they have none yet.
    #[error("a second factor must be set up first")]
    OtpSetupRequired,
    /// Fields were refused; nothing was written.
    #[error("{} fields refused", .0.len())]
    Invalid(Vec<FieldError>),
    /// The filter of a list cannot be understood.
    #[error("filter: {}", .0.code)]
    Filter(FilterError),
    /// The state of the record or another record stands in the way.
    #[error("conflict: {}", .0.invalid)]
    Conflict(FieldError),
    /// The record looks like others, and the organization's policy does not let that pass.
    #[error("{} suspected duplicates", .0.len())]
    Duplicates(Vec<crate::record::Duplicate>),
    /// All connections are busy, or the database is not there (yet, again).
    #[error("the database is not available: {0}")]
    Unavailable(String),
    /// The database refused what it should not have been asked.
    #[error("database: {0}")]
    Database(DieselError),
    /// Something stored cannot be read back (a damaged value, a wrong key).
    #[error("unreadable: {0}")]
    Corrupt(String),
}

/// The result of everything on this floor.
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// One refused field.
    pub fn field(pointer: impl Into<String>, invalid: Invalid) -> Self {
        Self::Invalid(vec![invalid.at(pointer)])
    }

    /// The stable code by which the caller and the catalogues know it; of refused fields that of the first.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NotFound => "not_found",
            Self::Unauthorized => "unauthorized",
            Self::Forbidden { .. } => "forbidden",
            Self::Stale { .. } => "stale_version",
            Self::PasswordChangeRequired => "password_change_required",
            Self::OtpSetupRequired => "otp_setup_required",
            Self::Invalid(errors) => errors.first().map_or("invalid_fields", |error| error.invalid.code),
            Self::Filter(error) => error.code,
            Self::Conflict(refusal) => refusal.invalid.code,
            Self::Duplicates(_) => "duplicate_suspected",
            Self::Unavailable(_) => "unavailable",
            Self::Database(_) | Self::Corrupt(_) => "internal",
        }
    }

    /// Whether it is a fault, of ours or of the database, and no answer to what was asked.
    pub fn is_fault(&self) -> bool {
        matches!(self, Self::Database(_) | Self::Unavailable(_) | Self::Corrupt(_))
    }

    /// A state that forbids the action.
    pub fn conflict(code: &'static str) -> Self {
        Self::Conflict(Invalid::new(code).at(""))
    }
}

/// Refuses a change by a caller who has seen another version.
///
/// # Errors
/// [`Error::Stale`].
pub fn check_version(current: i64, seen: i64) -> Result<()> {
    if current == seen { Ok(()) } else { Err(Error::Stale { current }) }
}

/// What a foreign key says when its record is deleted: others still depend on it.
pub(crate) fn in_use(error: DieselError) -> Error {
    match error {
        DieselError::DatabaseError(DatabaseErrorKind::ForeignKeyViolation, _) => Error::conflict("in_use"),
        other => other.into(),
    }
}

/// What PostgreSQL and libpq say when it was not the request's fault, and it may be tried again. diesel tells no
/// SQLSTATE; connections ask for these texts in English.
const AWAY: &[&str] = &[
    "the database system is",
    "terminating connection",
    "server closed the connection",
    "canceling statement due to",
    "no connection to the server",
    "could not receive data from server",
];

impl From<DieselError> for Error {
    fn from(error: DieselError) -> Self {
        match &error {
            DieselError::NotFound => Self::NotFound,
            DieselError::DatabaseError(kind, info) => {
                let named = info.constraint_name().and_then(|name| constraints::refusal(name, kind));
                match (named, kind) {
                    (Some(refusal), DatabaseErrorKind::UniqueViolation) => Self::Conflict(refusal),
                    (Some(refusal), DatabaseErrorKind::RestrictViolation) => Self::Conflict(refusal),
                    (Some(refusal), _) => Self::Invalid(vec![refusal]),
                    (None, DatabaseErrorKind::ClosedConnection | DatabaseErrorKind::UnableToSendCommand) => {
                        Self::Unavailable(info.message().to_owned())
                    }
                    // Two bulk writes took the same locks in different orders: the one that gave way may try again.
                    (None, DatabaseErrorKind::Unknown) if info.message().contains("deadlock detected") => {
                        Self::Unavailable(info.message().to_owned())
                    }
                    // 57P01..57P03: the server is going down or coming up.
                    (None, DatabaseErrorKind::Unknown) if AWAY.iter().any(|text| info.message().contains(text)) => {
                        Self::Unavailable(info.message().to_owned())
                    }
                    _ => Self::Database(error),
                }
            }
            _ => Self::Database(error),
        }
    }
}

impl From<diesel::r2d2::PoolError> for Error {
    fn from(error: diesel::r2d2::PoolError) -> Self {
        Self::Unavailable(error.to_string())
    }
}
