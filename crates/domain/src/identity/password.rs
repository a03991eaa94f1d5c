//! Which passwords are accepted.
//!
//! Length and a list of passwords that everybody tries first, no demand for signs and capitals: the recommendations
//! of NIST SP 800-63B, section 5.1.1.2.

use std::collections::HashSet;
use std::sync::LazyLock;

use unicode_normalization::UnicodeNormalization;

use crate::values::Invalid;

/// The shortest password, in characters.
pub const SHORTEST: usize = 10;
/// The longest password, in characters: hashing has to stay cheap enough for whoever sends a novel.
pub const LONGEST: usize = 128;
/// Signs or digits around a common password that do not make it another one.
const DRESSING: usize = 4;
/// Fewer different characters than these are a rhythm, not a password.
const FEWEST_DIFFERENT: usize = 5;
/// Shorter words of the login or the organization's name turn up in good passwords by chance.
const SHORTEST_WORD: usize = 4;

/// The words a password must not be built on.
#[derive(Clone, Copy, Debug, Default)]
pub struct Personal<'a> {
    /// The login name; of an e-mail address the part before the `@` counts.
    pub login: &'a str,
    /// The organization's name and short code.
    pub organization: &'a [&'a str],
}

/// The form that is checked, hashed and compared (Unicode NFKC).
///
/// A Chinese input method left in full-width mode types `ｐａｓｓ`; the same keys without it must open the same door.
/// To be applied at sign-in as well as when the password is set.
pub fn normalize(password: &str) -> String {
    password.nfkc().collect()
}

/// Refuses a new password with `too_short`, `too_long`, `common_password`, or `weak_password` (built on the login or
/// the organization's name, or of very few different characters). Takes the [`normalize`]d form.
pub fn check(password: &str, personal: &Personal<'_>) -> Result<(), Invalid> {
    let length = password.chars().count();
    if length < SHORTEST {
        return Err(Invalid::new("too_short").with("min", SHORTEST));
    }
    if length > LONGEST {
        return Err(Invalid::new("too_long").with("max", LONGEST));
    }
    let folded = fold(password);
    if is_common(&folded) {
        return Err(Invalid::new("common_password"));
    }
    let different: HashSet<char> = folded.chars().collect();
    if different.len() < FEWEST_DIFFERENT || is_personal(&folded, personal) {
        return Err(Invalid::new("weak_password"));
    }
    Ok(())
}

fn fold(text: &str) -> String {
    normalize(text).to_lowercase()
}

/// Whether the password is a listed one, alone or with a few digits and signs before or after it.
fn is_common(folded: &str) -> bool {
    let letters: Vec<char> = folded.chars().collect();
    let dressing = |part: &[char]| part.iter().all(|letter| !letter.is_alphabetic());
    (0..=DRESSING).any(|front| {
        (0..=DRESSING - front).any(|back| {
            let Some(end) = letters.len().checked_sub(back).filter(|end| *end > front) else { return false };
            dressing(&letters[..front])
                && dressing(&letters[end..])
                && common().contains(letters[front..end].iter().collect::<String>().as_str())
        })
    })
}

fn is_personal(folded: &str, personal: &Personal<'_>) -> bool {
    let login = personal.login.split('@').next().unwrap_or_default();
    let words = std::iter::once(login).chain(personal.organization.iter().copied());
    words.map(fold).any(|word| {
        // A Chinese name of two characters says as much as four letters.
        let weight: usize = word.chars().map(|letter| if letter.is_ascii() { 1 } else { 2 }).sum();
        weight >= SHORTEST_WORD && folded.contains(&word)
    })
}

/// The bundled list, folded: one password a line, `#` begins a comment.
fn common() -> &'static HashSet<&'static str> {
    static COMMON: LazyLock<HashSet<&'static str>> = LazyLock::new(|| lines().collect());
    &COMMON
}

fn lines() -> impl Iterator<Item = &'static str> {
    include_str!("../../data/common-passwords.txt").lines().filter(|line| !line.is_empty() && !line.starts_with('#'))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const WANG: Personal<'_> =
        Personal { login: "wangwei@example.com", organization: &["华夏贸易有限公司", "华夏", "huaxia"] };

    fn code(password: &str) -> &'static str {
        check(&normalize(password), &WANG).map_or_else(|invalid| invalid.code, |()| "ok")
    }

    #[test]
    fn passwords_are_judged() {
        let table = [
            ("", "too_short"),
            ("Xk7!mQ2#z", "too_short"),
            ("Xk7!mQ2#zW", "ok"),
            ("马到成功事事顺心如意", "ok"),
            ("马到成功事事顺心如", "too_short"),
            ("correct horse battery", "ok"),
            ("Guanxi-demo-1", "ok"),
            ("woaini1314", "common_password"),
            ("WoAiNi1314", "common_password"),
            ("woaini1314520!", "common_password"),
            ("1qaz2wsx3edc", "common_password"),
            ("qwertyuiop", "common_password"),
            ("1234567890", "common_password"),
            ("Password2026", "common_password"),
            ("!!password!!", "common_password"),
            ("ｗｏａｉｎｉ１３１４", "common_password"),
            ("aaaaaaaaaaaa", "weak_password"),
            ("ababababababab", "weak_password"),
            ("xq-WangWei-77", "weak_password"),
            ("Huaxia#2026xz", "weak_password"),
            ("华夏的大门今天开着呢吗", "weak_password"),
        ];
        for (password, expected) in table {
            assert_eq!(code(password), expected, "{password}");
        }
        assert_eq!(code(&"Xk7!m".repeat(25)), "ok", "125");
        assert_eq!(code(&"Xk7!m".repeat(26)), "too_long", "130");
    }

    #[test]
    fn short_names_do_not_spoil_a_password() {
        let personal = Personal { login: "li", organization: &["", "abc"] };
        assert_eq!(check("delicate-abc-47", &personal), Ok(()));
    }

    #[test]
    fn the_list_is_long_sorted_and_made_of_what_can_match() {
        let listed: Vec<_> = lines().collect();
        assert!(listed.len() >= 1_000, "{}", listed.len());
        assert!(listed.is_sorted_by(|left, right| left < right), "sorted, nothing twice");
        for password in listed {
            assert!(password.chars().count() >= 8, "{password}: with its dressing it would not reach the minimum");
            assert_eq!(fold(password), password, "written folded");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_judged_without_a_panic(password in "\\PC{0,200}", login in "\\PC{0,20}") {
            let organization = [login.as_str()];
            let _ = check(&normalize(&password), &Personal { login: &login, organization: &organization });
        }

        /// Dressing up a common password does not help, unless it makes it too long.
        #[test]
        fn a_dressed_common_password_stays_common(
            listed in any::<prop::sample::Index>(), front in "[0-9!@#]{0,2}", back in "[0-9!@#]{2}",
        ) {
            let all: Vec<_> = lines().collect();
            let password = format!("{front}{}{back}", all[listed.index(all.len())]);
            prop_assert_eq!(code(&password), "common_password");
        }
    }
}
