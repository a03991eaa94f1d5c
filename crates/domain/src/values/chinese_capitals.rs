//! 大写金额: amounts in the characters that cannot be altered by a stroke.
//!
//! Source: 支付结算办法 (中国人民银行 银发〔1997〕393号), annex 1 正确填写票据和结算凭证的基本规定, articles 1 to 3: 整 after
//! an amount that ends with 元, none after 分; one 零 for zeros between digits. 整 after 角 is left to choice there and
//! written here, since it keeps a 分 from being added.

use rust_decimal::Decimal;
use rust_decimal::prelude::ToPrimitive;

const DIGITS: [char; 10] = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'];

/// Spells an amount with at most two decimals; more are cut off, so round first.
pub(crate) fn spell(amount: Decimal) -> String {
    // An amount of 28 digits times a hundred still fits into 128 bits.
    let fen_total = amount.abs().trunc().to_u128().unwrap_or(0) * 100
        + (amount.abs().fract() * Decimal::ONE_HUNDRED).to_u128().unwrap_or(0);
    if fen_total == 0 {
        return "零元整".to_owned();
    }
    let (yuan, jiao, fen) = (fen_total / 100, fen_total / 10 % 10, fen_total % 10);
    let mut words = String::new();
    if amount.is_sign_negative() {
        words.push('负');
    }
    if yuan > 0 {
        integer(yuan, &mut words);
        words.push('元');
    }
    match (jiao, fen) {
        (0, 0) => words.push('整'),
        (0, fen) => {
            if yuan > 0 {
                words.push('零');
            }
            words.extend([digit(fen), '分']);
        }
        (jiao, 0) => words.extend([digit(jiao), '角', '整']),
        (jiao, fen) => words.extend([digit(jiao), '角', digit(fen), '分']),
    }
    words
}

/// Spells a number greater than zero. Above 亿 the count of 亿 is itself spelled by this rule (壹万亿), so that no unit
/// with two meanings (兆) is needed.
fn integer(number: u128, words: &mut String) {
    for (unit, name) in [(100_000_000, '亿'), (10_000, '万'), (1_000, '仟'), (100, '佰'), (10, '拾')] {
        let count = number / unit;
        if count > 0 {
            integer(count, words);
            words.push(name);
            let rest = number % unit;
            if rest > 0 {
                // A gap of zeros before the next digit reads as one 零.
                if rest < unit / 10 {
                    words.push('零');
                }
                integer(rest, words);
            }
            return;
        }
    }
    words.push(digit(number));
}

fn digit(value: u128) -> char {
    usize::try_from(value).ok().and_then(|index| DIGITS.get(index)).copied().unwrap_or('零')
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn examples_of_the_rule_and_of_daily_work() {
        for (amount, words) in [
            ("0", "零元整"),
            ("0.05", "伍分"),
            ("0.45", "肆角伍分"),
            ("0.4", "肆角整"),
            ("10", "壹拾元整"),
            ("123.45", "壹佰贰拾叁元肆角伍分"),
            ("1409.50", "壹仟肆佰零玖元伍角整"),
            ("6007.14", "陆仟零柒元壹角肆分"),
            ("1680.32", "壹仟陆佰捌拾元叁角贰分"),
            ("107000.53", "壹拾万柒仟元伍角叁分"),
            ("16409.02", "壹万陆仟肆佰零玖元零贰分"),
            ("325.04", "叁佰贰拾伍元零肆分"),
            ("10001", "壹万零壹元整"),
            ("100010", "壹拾万零壹拾元整"),
            ("100000000", "壹亿元整"),
            ("100000001", "壹亿零壹元整"),
            ("100010000", "壹亿零壹万元整"),
            ("1000000000000", "壹万亿元整"),
            ("1234567890123", "壹万贰仟叁佰肆拾伍亿陆仟柒佰捌拾玖万零壹佰贰拾叁元整"),
            ("-20.02", "负贰拾元零贰分"),
        ] {
            assert_eq!(spell(amount.parse().unwrap()), words, "{amount}");
        }
    }

    /// Reads the words back by another route: the value of a text is what stands before its greatest unit, times that
    /// unit, plus what stands behind.
    fn value(words: &str) -> u128 {
        for (name, unit) in [("亿", 100_000_000), ("万", 10_000), ("仟", 1_000), ("佰", 100), ("拾", 10)] {
            if let Some((count, rest)) = words.rsplit_once(name) {
                return value(count) * unit + value(rest);
            }
        }
        words.chars().find_map(|c| DIGITS.iter().position(|d| *d == c).filter(|d| *d > 0)).unwrap_or(0) as u128
    }

    proptest! {
        #[test]
        fn reads_back(fen in prop_oneof![0..100_000_000_u64, 0..u64::MAX / 2]) {
            let words = spell(Decimal::from_i128_with_scale(i128::from(fen), 2));
            let plain = words.trim_end_matches('整');
            let (yuan, rest) = plain.rsplit_once('元').unwrap_or(("", plain));
            let (jiao, rest) = rest.rsplit_once('角').unwrap_or(("", rest));
            let total = value(yuan) * 100 + value(jiao) * 10 + value(rest.trim_end_matches('分'));
            prop_assert_eq!(total, u128::from(fen), "{}", words);
            prop_assert!(!words.contains("零零") && !words.contains("零元") || fen == 0, "{}", words);
            prop_assert!(words.ends_with(['整', '分']));
        }
    }
}
