//! The key file: one secret outside the database, from which every other key is derived.

use std::fs;
use std::io::{self, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::Path;

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use hmac::{Hmac, KeyInit as _, Mac as _};
use sha2::Sha256;

/// The master key; never leaves the process.
#[derive(Clone)]
pub struct MasterKey([u8; 32]);

impl MasterKey {
    /// Reads the key file; where `create` is set and there is none, makes one that only its owner can read.
    ///
    /// # Errors
    /// Those of the file system, or `InvalidData` with a sentence for the administrator.
    pub fn load(path: &Path, create: bool) -> io::Result<Self> {
        match fs::read_to_string(path) {
            Ok(text) => Self::parse(&text).ok_or_else(|| {
                let says = format!("{} does not hold a key: 32 bytes in base64 are expected", path.display());
                io::Error::new(io::ErrorKind::InvalidData, says)
            }),
            Err(error) if error.kind() == io::ErrorKind::NotFound && create => Self::make(path),
            Err(error) => Err(io::Error::new(error.kind(), format!("{}: {error}", path.display()))),
        }
    }

    fn parse(text: &str) -> Option<Self> {
        Some(Self(BASE64_STANDARD.decode(text.trim()).ok()?.try_into().ok()?))
    }

    fn make(path: &Path) -> io::Result<Self> {
        let key: [u8; 32] = rand::random();
        if let Some(folder) = path.parent() {
            fs::create_dir_all(folder)?;
        }
        // `create_new`: of two processes that start at once, one makes the key and the other reads it.
        match fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
            Ok(mut file) => {
                writeln!(file, "{}", BASE64_STANDARD.encode(key))?;
                file.sync_all()?;
                Ok(Self(key))
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Self::load(path, false),
            Err(error) => Err(error),
        }
    }

    /// A key for one purpose (HKDF's expand step with one block, RFC 5869).
    pub fn derive(&self, purpose: &str) -> [u8; 32] {
        let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(&self.0) else { return [0; 32] };
        mac.update(purpose.as_bytes());
        mac.update(&[1]);
        mac.finalize().into_bytes().into()
    }
}

impl MasterKey {
    /// Tells this key apart from others, and tells nothing else.
    pub fn fingerprint(&self) -> [u8; 32] {
        self.derive("fingerprint")
    }
}

#[cfg(test)]
mod tests {
    use super::MasterKey;

    #[test]
    fn purposes_have_different_keys_and_a_file_always_gives_the_same() {
        let folder = std::env::temp_dir().join(format!("guanxi-key-{}", uuid::Uuid::now_v7()));
        let path = folder.join("master.key");
        let made = MasterKey::load(&path, true).unwrap();
        let read = MasterKey::load(&path, false).unwrap();
        assert_eq!(made.derive("audit"), read.derive("audit"));
        assert_ne!(made.derive("audit"), made.derive("field"));
        std::fs::write(&path, "nonsense").unwrap();
        assert!(MasterKey::load(&path, true).is_err());
        std::fs::remove_dir_all(folder).unwrap();
    }
}
