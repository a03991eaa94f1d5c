//! Duplicates 查重: when two customers are suspected to be one, and why.
//!
//! Credit code, phone and e-mail are compared exactly, after normalizing. Names are compared by their cores
//! ([`name_core`]) with [`similarity`]; the database brings the candidates by [`near_name_query`].

mod company;
mod regions;

use std::collections::{HashMap, HashSet};

use serde::{Deserialize, Serialize};
use utoipa::ToSchema;

use self::company::{CompanyName, trade_bytes};
use crate::search::{Class, Expr, Query, core_grams, core_sound, fold, phone_digits, squash};

/// From this similarity on, two names are reported as similar. At 70, the trade may be missing or have a word more
/// (华兴, 华兴科技, 华兴科技发展), but not be another (华兴贸易), and of a longer trade name a character may be missing
/// (博瑞达生物科技, 博瑞生物科技).
pub const SIMILAR_NAME: u8 = 70;
/// What a piece of a trade name weighs against one of a trade: 新能源汽车科技 in common says little.
const DISTINCTIVE: usize = 3;
/// Similarity of cores that are written differently and read alike (华兴科技, 华星科技).
const SOUNDS_ALIKE: u8 = 80;
/// What is taken off when the names place the companies in different regions.
const OTHER_REGION: u8 = 15;
/// The size of the formula for near names, in lexemes.
const MAX_TERMS: usize = 160;
/// The shortest phone number that proves anything: a local number without area code.
const MIN_PHONE_DIGITS: usize = 7;

/// What an organization does with a suspected duplicate.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
#[serde(rename_all = "snake_case")]
pub enum DuplicatePolicy {
    /// The person is shown the suspects and may save all the same.
    #[default]
    Warn,
    /// The record is refused.
    Block,
    /// The record is saved with a written reason.
    AllowWithReason,
}

/// Why two customers are suspected to be one. The order is that of weight.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize, ToSchema)]
#[serde(tag = "code", rename_all = "snake_case")]
#[schema(as = DuplicateReason)]
pub enum Reason {
    /// The same unified social credit code.
    SameCreditCode,
    /// A phone number in common.
    SamePhone,
    /// An e-mail address in common.
    SameEmail,
    /// The same name, or the same core and no region that speaks against it.
    SameName,
    /// Names alike.
    SimilarName {
        /// 0–100, see [`similarity`].
        score: u8,
    },
}

impl Reason {
    /// The stable code, the same as in JSON.
    pub const fn code(self) -> &'static str {
        match self {
            Self::SameCreditCode => "same_credit_code",
            Self::SamePhone => "same_phone",
            Self::SameEmail => "same_email",
            Self::SameName => "same_name",
            Self::SimilarName { .. } => "similar_name",
        }
    }
}

/// What is compared of a customer.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Name as typed.
    pub name: String,
    /// Whether it is a person's: people are alike only when they are called the same.
    pub person: bool,
    /// Unified social credit code.
    pub credit_code: Option<String>,
    /// All phone numbers.
    pub phones: Vec<String>,
    /// All e-mail addresses.
    pub emails: Vec<String>,
}

/// Why `existing` may be the same customer as `candidate`, the weightiest reason first; nothing if there is none.
pub fn judge(candidate: &Facts, existing: &Facts) -> Vec<Reason> {
    let code = |facts: &Facts| facts.credit_code.as_deref().map(squash).filter(|code| !code.is_empty());
    let phones = |facts: &Facts| -> HashSet<String> {
        let digits = facts.phones.iter().map(|phone| phone_digits(&fold(phone)));
        digits.filter(|digits| digits.len() >= MIN_PHONE_DIGITS).collect()
    };
    let emails = |facts: &Facts| -> HashSet<String> {
        facts.emails.iter().map(|address| fold(address)).filter(|address| address.contains('@')).collect()
    };
    let mut reasons = Vec::new();
    if code(candidate).is_some_and(|own| Some(own) == code(existing)) {
        reasons.push(Reason::SameCreditCode);
    }
    if !phones(candidate).is_disjoint(&phones(existing)) {
        reasons.push(Reason::SamePhone);
    }
    if !emails(candidate).is_disjoint(&emails(existing)) {
        reasons.push(Reason::SameEmail);
    }
    reasons.extend(judge_names(candidate, existing));
    reasons
}

fn judge_names(candidate: &Facts, existing: &Facts) -> Option<Reason> {
    if candidate.person || existing.person {
        let name = squash(&candidate.name);
        return (!name.is_empty() && name == squash(&existing.name)).then_some(Reason::SameName);
    }
    let (own, other) = (CompanyName::of(&candidate.name), CompanyName::of(&existing.name));
    match compare(&own, &other) {
        100 => Some(Reason::SameName),
        score if score >= SIMILAR_NAME => Some(Reason::SimilarName { score }),
        _ => None,
    }
}

/// The core of a company's name: folded, letters and digits only, without region, form of organization (有限公司,
/// 集团, 分公司, Co., Ltd. …) and brackets that hold a region.
///
/// A name that would be left with nothing but its trade keeps its region (北京银行), so that the core of a name with
/// at least one letter is never empty. At most 64 characters.
pub fn name_core(name: &str) -> String {
    CompanyName::of(name).core
}

/// How alike two company names are, 0–100.
///
/// - 100: the same core;
/// - 80 at least: cores of at least two characters that are read alike, character by character;
/// - else 100 times the Dice coefficient 2·|A∩B| / (|A|+|B|), rounded down, over the sets A and B of the cores' pieces:
///   pairs of neighbouring characters, of Latin runs triples (L. R. Dice, Ecology 26, 1945; on pairs of characters
///   G. W. Adamson and J. Boreham, Information Storage and Retrieval 10, 1974). A piece outside the words of trade
///   (科技, 贸易 …) counts three times; a shared piece counts as in the core where it counts less. Cores that are not
///   the same reach 99 at most;
/// - 15 less where the names place the companies in different regions.
///
/// Symmetric; a name compared with itself gives 100, unless it has no letter or digit: that is like nothing.
pub fn similarity(a: &str, b: &str) -> u8 {
    compare(&CompanyName::of(a), &CompanyName::of(b))
}

fn compare(a: &CompanyName, b: &CompanyName) -> u8 {
    if a.core.is_empty() || b.core.is_empty() {
        return 0;
    }
    let score = if a.core == b.core {
        100
    } else if sound_alike(&a.core, &b.core) {
        dice(&a.core, &b.core).clamp(SOUNDS_ALIKE, 99)
    } else {
        dice(&a.core, &b.core).min(99)
    };
    let elsewhere = a.region.zip(b.region).is_some_and(|(own, other)| own.contradicts(other));
    if elsewhere { score.saturating_sub(OTHER_REGION) } else { score }
}

fn sound_alike(a: &str, b: &str) -> bool {
    let length = a.chars().count();
    length >= 2 && length == b.chars().count() && core_sound(a) == core_sound(b)
}

/// The pieces of a core with their weights.
fn pieces(core: &str) -> Vec<(usize, &str)> {
    let trade = trade_bytes(core);
    let weight = |(at, piece): (usize, &str)| if trade[at..at + piece.len()].contains(&true) { 1 } else { DISTINCTIVE };
    core_grams(core).into_iter().map(|gram| (weight(gram), gram.1)).collect()
}

/// 100 times the weighted Dice coefficient, rounded down; 0 where there are no pieces.
fn dice(a: &str, b: &str) -> u8 {
    let (own, others) = (pieces(a), pieces(b));
    let total: usize = own.iter().chain(&others).map(|(weight, _)| weight).sum();
    let others: HashMap<&str, usize> = others.into_iter().map(|(weight, piece)| (piece, weight)).collect();
    let shared: usize = own.iter().filter_map(|(weight, piece)| others.get(piece).map(|other| weight.min(other))).sum();
    u8::try_from((200 * shared).checked_div(total).unwrap_or(0)).unwrap_or(100)
}

/// The condition that brings every search entry whose name may be similar to this one; [`judge`] decides. The entries
/// must carry [`Class::Core`] tokens of [`name_core`]. For companies only: people are compared by the whole name.
///
/// Complete: two names with a similarity of at least [`SIMILAR_NAME`] = t % either sound alike, which is a lexeme, or
/// share pieces that weigh at least ⌈w·t / (200 − t)⌉ of the weight w of this core, since the other core weighs no
/// less than what is shared. That sum is written out as a formula of at most 160 lexemes; a core with more pieces asks
/// for what the first of them must contribute. Heavy pieces come first, of Latin runs those with rare letters. For the
/// usual core of two to eight characters nothing is left out, and the index reads only the rarest pieces in full.
pub fn near_name_query(name: &str) -> Query {
    let core = name_core(name);
    let mut pieces = pieces(&core);
    pieces.sort_by_key(|(weight, piece)| (std::cmp::Reverse(*weight), commonness(piece)));
    let terms: Vec<(usize, Expr)> =
        pieces.iter().map(|(weight, piece)| (*weight, Expr::exact(Class::Core, piece))).collect();

    let threshold = usize::from(SIMILAR_NAME);
    let total: usize = terms.iter().map(|(weight, _)| weight).sum();
    let needed = (total * threshold).div_ceil(200 - threshold);
    // What the pieces left out may contribute at most, the others need not.
    let needed_of = |count: usize| {
        let left_out: usize = terms[count..].iter().map(|(weight, _)| weight).sum();
        needed.saturating_sub(left_out)
    };
    let count = (1..=terms.len()).rev().find(|count| {
        let needed = needed_of(*count);
        needed == 1 || needed > 0 && Expr::reaching_terms(needed, &terms[..*count], MAX_TERMS) <= MAX_TERMS
    });

    let mut conditions = vec![Expr::exact(Class::Core, &core_sound(&core))];
    if let Some(count) = count {
        conditions.push(Expr::reaching(needed_of(count), &terms[..count]));
    }
    Query::of(Expr::any(conditions))
}

/// Larger for Latin triples of frequent letters; of Chinese pairs only their weight is known.
fn commonness(piece: &str) -> usize {
    /// Letters of English company names, the frequent last.
    const BY_RARITY: &str = "0123456789qzxjkvwyfbghpmudclsrotnaie";
    if !piece.is_ascii() {
        return 0;
    }
    piece.chars().map(|letter| BY_RARITY.find(letter).unwrap_or(0)).sum()
}

#[cfg(test)]
#[path = "duplicates/tests.rs"]
mod tests;
