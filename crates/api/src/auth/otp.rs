//! Codes of the second factor (RFC 6238) and recovery codes.

use guanxi_persistence::identity::second_factor::Factor;
use sha2::{Digest as _, Sha256};
use totp_rs::{Builder, Secret, Totp};

/// Recovery codes of a person.
const CODES: usize = 10;
/// Letters of recovery codes: none that look like others.
const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz023456789";

/// A fresh secret.
pub fn secret() -> Vec<u8> {
    rand::random::<[u8; 20]>().to_vec()
}

/// The secret as people type it.
pub fn base32(secret: &[u8]) -> String {
    Secret::from(secret).to_base32()
}

/// The address that authenticator apps read from a QR code.
pub fn uri(secret: &[u8], login: &str, organization: &str) -> String {
    let escape = |text: &str| {
        let kept = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_');
        text.bytes()
            .map(|byte| if kept(byte) { char::from(byte).to_string() } else { format!("%{byte:02X}") })
            .collect()
    };
    let (issuer, login): (String, String) = (escape(organization), escape(login));
    format!(
        "otpauth://totp/{issuer}:{login}?secret={}&issuer={issuer}&algorithm=SHA1&digits=6&period=30",
        base32(secret)
    )
}

fn totp(secret: &[u8]) -> Option<Totp> {
    Builder::new().with_secret(Secret::from(secret)).build().ok()
}

/// The time step of a code that is good at `now` (Unix seconds), one step to either side, and has not been used.
pub fn step(factor: &Factor, code: &str, now: i64) -> Option<i64> {
    let code: String = code.chars().filter(|c| !c.is_whitespace()).collect();
    // The library only promises to read what has its form.
    if code.len() != 6 || !code.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let step = totp(factor.secret.as_deref()?)?.check(&code, u64::try_from(now).ok()?)?;
    let step = i64::try_from(step).ok()?;
    (Some(step) > factor.last_step).then_some(step)
}

/// Ten fresh recovery codes, 80 bits each, as people keep them.
pub fn recovery_codes() -> Vec<String> {
    (0..CODES)
        .map(|_| {
            let letters: Vec<char> =
                rand::random::<[u8; 16]>().iter().map(|byte| char::from(LETTERS[usize::from(byte % 32)])).collect();
            letters.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join("-")
        })
        .collect()
}

/// What is stored of a recovery code, however it was typed.
pub fn recovery_hash(code: &str) -> Vec<u8> {
    let bare: String = code.to_lowercase().chars().filter(char::is_ascii_alphanumeric).collect();
    Sha256::digest(bare).to_vec()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// RFC 6238, appendix B, time 59 and 1111111109: the last six of the eight digits printed there.
    #[test]
    fn codes_are_those_of_the_rfc_and_work_once() {
        let fresh = Factor { secret: Some(b"12345678901234567890".to_vec()), confirmed_at: None, last_step: None };
        assert_eq!(step(&fresh, "287082", 59), Some(1));
        assert_eq!(step(&fresh, " 287 082", 59 + 30), Some(1), "a step late");
        assert_eq!(step(&fresh, "287082", 59 + 90), None, "too late");
        assert_eq!(step(&fresh, "081804", 1_111_111_109), Some(37_037_036));
        let used = Factor { last_step: Some(1), ..fresh.clone() };
        assert_eq!(step(&used, "287082", 59), None);
        for wrong in ["", "28708", "2870822", "二八七零八二", "abcdef"] {
            assert_eq!(step(&fresh, wrong, 59), None, "{wrong}");
        }
    }

    #[test]
    fn a_recovery_code_is_found_however_it_is_typed() {
        let codes = recovery_codes();
        assert_eq!(codes.len(), CODES);
        let typed = codes[0].to_uppercase().replace('-', " ");
        assert_eq!(recovery_hash(&typed), recovery_hash(&codes[0]));
        assert_ne!(recovery_hash(&codes[1]), recovery_hash(&codes[0]));
    }

    #[test]
    fn the_address_escapes_what_is_not_plain() {
        let uri = uri(b"12345678901234567890", "a@b", "华 兴");
        assert!(uri.starts_with("otpauth://totp/%E5%8D%8E%20%E5%85%B4:a%40b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&"));
    }
}
