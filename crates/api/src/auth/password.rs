//! Password hashing: Argon2id, on the blocking pool and never more at once than there are cores, or sign-ins would
//! starve everything else.

use std::sync::LazyLock;

use argon2::{Argon2, PasswordHasher as _, PasswordVerifier as _};
use tokio::sync::Semaphore;

use crate::http::{ApiError, ApiResult};

static TURN: LazyLock<Semaphore> =
    LazyLock::new(|| Semaphore::new(std::thread::available_parallelism().map_or(1, usize::from)));

/// What an unknown account's password is compared with, so that it takes as long as a known one's.
static NOBODY: LazyLock<String> = LazyLock::new(|| hash_now("nobody's password").unwrap_or_default());

/// The hash of a password, in PHC form.
///
/// # Errors
/// 500 where the system has no memory for it.
pub async fn hash(password: String) -> ApiResult<String> {
    let _turn = TURN.acquire().await.map_err(ApiError::internal)?;
    actix_web::web::block(move || hash_now(&password)).await.map_err(ApiError::internal)?.map_err(ApiError::internal)
}

/// Whether a password has this hash; without a hash the answer is no, after the same time.
///
/// # Errors
/// 500 where the system has no memory for it.
pub async fn verify(password: String, hash: Option<String>) -> ApiResult<bool> {
    let _turn = TURN.acquire().await.map_err(ApiError::internal)?;
    let check = move || {
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| NOBODY.clone());
        Argon2::default().verify_password(password.as_bytes(), hash.as_str()).is_ok() && known
    };
    actix_web::web::block(check).await.map_err(ApiError::internal)
}

/// The hash of a password, where waiting is no matter (command line).
///
/// # Errors
/// The library's, where the system has no memory for it.
pub fn hash_now(password: &str) -> Result<String, argon2::password_hash::Error> {
    Ok(Argon2::default().hash_password(password.as_bytes())?.to_string())
}
