//! Texts in pinyin: what a person types without switching the input method, and the order of a list of names.

use std::collections::HashMap;
use std::sync::LazyLock;

use pinyin::ToPinyin;

use super::fold;
use super::pinyin_words::{READINGS, SURNAMES, USUAL, WORDS};

/// A key of [`name_key`] has at most this many bytes.
pub const NAME_KEY_BYTES: usize = 255;
/// What the syllables may take of it; the name itself has the rest.
const SYLLABLE_BYTES: usize = 159;

/// One step of a text read aloud.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Unit<'a> {
    /// A Chinese character's syllable without tone, `v` for `ü`, as input methods have it.
    Syllable(&'static str),
    /// Latin letters and digits standing together.
    Run(&'a str),
    /// A letter of another script.
    Other(char),
}

/// Words by their first character, the longest first, with the syllables that deviate: (place, syllable).
struct Words(HashMap<char, Vec<Word>>);

struct Word {
    text: &'static str,
    syllables: Vec<(usize, &'static str)>,
}

impl Words {
    fn load() -> Self {
        let mut words: HashMap<&'static str, Vec<(usize, &'static str)>> = HashMap::new();
        for (character, syllable, listed) in WORDS {
            for word in listed.split(' ') {
                let places = word.chars().enumerate().filter(|(_, other)| *other == character);
                words.entry(word).or_default().extend(places.map(|(place, _)| (place, syllable)));
            }
        }
        words.extend(USUAL.map(|word| (word, Vec::new())));
        let mut by_first: HashMap<char, Vec<Word>> = HashMap::new();
        for (text, syllables) in words {
            if let Some(first) = text.chars().next() {
                by_first.entry(first).or_default().push(Word { text, syllables });
            }
        }
        by_first.values_mut().for_each(|words| words.sort_by_key(|word| std::cmp::Reverse(word.text.len())));
        Self(by_first)
    }

    fn at(&self, text: &str) -> Option<&Word> {
        self.0.get(&text.chars().next()?)?.iter().find(|word| text.starts_with(word.text))
    }
}

static DEVIATING: LazyLock<Words> = LazyLock::new(Words::load);

/// The syllable of a character on its own.
fn syllable(character: char) -> Option<&'static str> {
    if let Some((_, syllable)) = READINGS.iter().find(|(other, _)| *other == character) {
        return Some(syllable);
    }
    Some(match character.to_pinyin()?.plain() {
        "lü" => "lv",
        "nü" => "nv",
        "lüe" => "lve",
        "nüe" => "nve",
        plain => plain,
    })
}

/// Reads a folded text; with `surname`, the first character is read as that surname.
fn units<'a>(folded: &'a str, surname: Option<&'static str>) -> Vec<Unit<'a>> {
    let mut units = Vec::with_capacity(folded.len() / 3 + 1);
    let mut rest = folded;
    if let (Some(syllable), Some(first)) = (surname, folded.chars().next()) {
        units.push(Unit::Syllable(syllable));
        rest = &folded[first.len_utf8()..];
    }
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_alphanumeric() {
            let end = rest.find(|character: char| !character.is_ascii_alphanumeric()).unwrap_or(rest.len());
            units.push(Unit::Run(&rest[..end]));
            rest = &rest[end..];
        } else if let Some(word) = DEVIATING.at(rest) {
            let deviating = |place| word.syllables.iter().find(|(other, _)| *other == place).map(|(_, own)| *own);
            let own = |(place, character)| deviating(place).or_else(|| syllable(character)).map(Unit::Syllable);
            units.extend(word.text.chars().enumerate().filter_map(own));
            rest = &rest[word.text.len()..];
        } else {
            match syllable(first) {
                Some(syllable) => units.push(Unit::Syllable(syllable)),
                None if first.is_alphanumeric() => units.push(Unit::Other(first)),
                None => (),
            }
            rest = &rest[first.len_utf8()..];
        }
    }
    units
}

/// The surname's own reading where a folded text looks like a person's name: two or three Chinese characters that
/// begin with such a surname and with no known word ("解放" is not Mr. Xie).
fn surname(folded: &str) -> Option<&'static str> {
    let first = folded.chars().next()?;
    let (_, syllable) = SURNAMES.iter().find(|(surname, _)| *surname == first)?;
    let person = matches!(folded.chars().count(), 2 | 3) && folded.chars().all(|character| !character.is_ascii());
    (person && DEVIATING.at(folded).is_none()).then_some(syllable)
}

/// A text as it is typed in pinyin.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Reading {
    letters: String,
    starts: Vec<usize>,
    initials: String,
}

impl Reading {
    fn of(units: &[Unit<'_>]) -> Self {
        let mut reading = Self::default();
        for unit in units {
            let (text, initials) = match unit {
                Unit::Syllable(syllable) => (*syllable, &syllable[..1]),
                Unit::Run(run) => (*run, *run),
                Unit::Other(_) => continue,
            };
            reading.starts.push(reading.letters.len());
            reading.letters.push_str(text);
            reading.initials.push_str(initials);
        }
        reading
    }

    /// All syllables together, Latin letters and digits as they are: `tclkeji` for TCL科技.
    pub fn letters(&self) -> &str {
        &self.letters
    }

    /// The first letter of every syllable, Latin letters and digits as they are: `tclkj` for TCL科技.
    pub fn initials(&self) -> &str {
        &self.initials
    }

    /// The syllables and Latin runs one by one.
    pub fn syllables(&self) -> impl Iterator<Item = &str> {
        let ends = self.starts.iter().skip(1).copied().chain([self.letters.len()]);
        self.starts.iter().zip(ends).map(|(start, end)| &self.letters[*start..end])
    }

    /// [`letters`](Self::letters) from the `n`th syllable on, for every `n`.
    pub(super) fn suffixes(&self) -> impl Iterator<Item = &str> {
        self.starts.iter().map(|start| &self.letters[*start..])
    }
}

/// How a text may be read: one way, or two where the first character is a surname with a reading of its own
/// (单小姐 is Miss Shan, but 单车 is a bicycle). The surname's reading comes first.
///
/// Punctuation and letters of other scripts are passed over.
pub fn readings(text: &str) -> Vec<Reading> {
    readings_folded(&fold(text))
}

/// [`readings`] of a text that is folded already.
pub(super) fn readings_folded(folded: &str) -> Vec<Reading> {
    let plain = Reading::of(&units(folded, None));
    match surname(folded) {
        Some(own) => vec![Reading::of(&units(folded, Some(own))), plain],
        None => vec![plain],
    }
}

/// The pinyin of a text, syllables separated by spaces: `chong qing yin hang`.
pub fn pinyin(text: &str) -> String {
    let readings = readings(text);
    readings.first().map(|reading| reading.syllables().collect::<Vec<_>>().join(" ")).unwrap_or_default()
}

/// The pinyin initials of a text: `cqyh` for 重庆银行.
pub fn initials(text: &str) -> String {
    readings(text).into_iter().next().map(|reading| reading.initials).unwrap_or_default()
}

/// The sort key of a name: its syllables, then the name itself, to be compared byte by byte (`COLLATE "C"`).
///
/// Syllables are separated by spaces and end with a tab; both sort before any letter, so that names are ordered
/// syllable by syllable (shen an before sheng), a shorter name before a longer one that begins with it, and Latin
/// names stand in their alphabetical place among the Chinese. Digits come before letters, other scripts after them.
/// At most [`NAME_KEY_BYTES`] bytes; of longer names the end does not take part.
pub fn name_key(name: &str) -> String {
    let folded = fold(name);
    let mut key = String::with_capacity(folded.len() * 3);
    let mut character = [0; 4];
    for unit in units(&folded, surname(&folded)) {
        let text = match unit {
            Unit::Syllable(text) | Unit::Run(text) => text,
            Unit::Other(other) => &*other.encode_utf8(&mut character),
        };
        let room = SYLLABLE_BYTES - key.len();
        if room <= 1 {
            break;
        }
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(head(text, room - 1));
    }
    key.push('\t');
    key.push_str(head(&folded, NAME_KEY_BYTES - key.len()));
    key
}

/// The longest beginning of at most `bytes` bytes that ends between two characters.
pub(super) fn head(text: &str, bytes: usize) -> &str {
    let mut end = text.len().min(bytes);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    &text[..end]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn reads_names_as_people_do() {
        for (text, expected) in [
            ("深圳华兴科技", "shen zhen hua xing ke ji"),
            ("重庆长安汽车", "chong qing chang an qi che"),
            ("重慶銀行", "chong qing yin hang"),
            ("厦门厦工重工", "xia men xia gong zhong gong"),
            ("上海大厦", "shang hai da sha"),
            ("六安市", "lu an shi"),
            ("长沙长江实业", "chang sha chang jiang shi ye"),
            ("中国工商银行", "zhong guo gong shang yin hang"),
            ("行业研究", "hang ye yan jiu"),
            ("顺丰速运", "shun feng su yun"),
            ("成都乐清音乐", "cheng du yue qing yin yue"),
            ("佛山空调", "fo shan kong tiao"),
            ("台州会计师事务所", "tai zhou kuai ji shi shi wu suo"),
            ("东阿阿胶", "dong e e jiao"),
            ("深圳市长城中国乐凯", "shen zhen shi chang cheng zhong guo le kai"),
            ("大厦门窗快乐团建", "da sha men chuang kuai le tuan jian"),
            ("成都有限公司", "cheng du you xian gong si"),
            ("绿女略虐", "lv nv lve nve"),
            ("3M中国", "3m zhong guo"),
            ("TCL科技", "tcl ke ji"),
            ("华为（深圳）", "hua wei shen zhen"),
            ("番禺模具", "pan yu mu ju"),
            ("西藏药业", "xi zang yao ye"),
            ("蚌埠喀什哈尔滨", "beng bu ka shi ha er bin"),
            ("ソニー中国", "zhong guo"),
            ("", ""),
        ] {
            assert_eq!(pinyin(text), expected, "{text}");
        }
    }

    #[test]
    fn reads_surnames_at_the_head_of_a_persons_name() {
        for (name, expected) in [
            ("单雄信", "shan xiong xin"),
            ("解晓东", "xie xiao dong"),
            ("仇英", "qiu ying"),
            ("曾国藩", "zeng guo fan"),
            ("区志强", "ou zhi qiang"),
            ("查良镛", "zha liang yong"),
            ("任正非", "ren zheng fei"),
            ("朴志勋", "piao zhi xun"),
            ("覃海洋", "qin hai yang"),
            ("翟天临", "zhai tian lin"),
            ("尉迟恭", "yu chi gong"),
            ("万俟洛", "mo qi luo"),
            ("长孙无忌", "zhang sun wu ji"),
            ("澹台明", "tan tai ming"),
            ("单于", "chan yu"),
            ("解放牌汽车", "jie fang pai qi che"),
            ("单一来源采购", "dan yi lai yuan cai gou"),
        ] {
            assert_eq!(pinyin(name), expected, "{name}");
        }
        let both: Vec<_> = readings("单小姐").iter().map(|reading| reading.initials().to_owned()).collect();
        assert_eq!(both, ["sxj", "dxj"]);
    }

    #[test]
    fn initials_take_latin_letters_whole() {
        assert_eq!(initials("深圳华兴科技"), "szhxkj");
        assert_eq!(initials("TCL科技"), "tclkj");
    }

    #[test]
    fn no_entry_of_the_tables_restates_the_dictionary() {
        let dictionary = |character: char| character.to_pinyin().map(|own| own.plain());
        for (character, own) in READINGS.iter().chain(&SURNAMES) {
            assert_ne!(dictionary(*character), Some(*own), "{character}");
        }
        let mut seen = std::collections::HashSet::new();
        for (character, own, words) in WORDS {
            for word in words.split(' ') {
                assert!(word.contains(character), "{word} has no {character}");
                assert_ne!(syllable(character), Some(own), "{character} in {word}");
                assert!(seen.insert((character, word)), "{word} stands twice");
                assert_eq!(fold(word), word);
            }
        }
        for word in USUAL {
            let last = word.chars().next_back().expect("a character");
            assert!(DEVIATING.0.contains_key(&last), "{word} keeps nothing from being misread");
        }
    }

    #[test]
    fn names_are_ordered_syllable_by_syllable() {
        let ordered = [
            "",
            "3M中国",
            "阿里巴巴",
            "Acme",
            "Beta",
            "重庆银行",
            "华为",
            "华为技术",
            "华兴",
            "华星",
            "华兴科技",
            "深爱",
            "深圳",
            "Shenanigan",
            "盛大",
            "曾国藩",
            "张三",
            "ソニー",
        ];
        for pair in ordered.windows(2) {
            let [first, second] = [name_key(pair[0]), name_key(pair[1])];
            assert!(first < second, "{first:?} before {second:?}");
        }
        assert_eq!(name_key("華興"), name_key("华兴"));
    }

    proptest! {
        #[test]
        fn keys_are_bounded_and_storable(name in "\\PC{0,200}") {
            let key = name_key(&name);
            prop_assert!(key.len() <= NAME_KEY_BYTES);
            prop_assert!(!key.contains('\0'));
            prop_assert_eq!(&key, &name_key(&fold(&name)));
        }

        #[test]
        fn a_name_sorts_before_the_names_it_begins(name in "[\\u{4E00}-\\u{9FA5}]{1,10}", more in "[\\u{4E00}-\\u{9FA5}]{1,5}") {
            // A following character may complete a word that is read otherwise; then they are simply two names.
            let longer = format!("{name}{more}");
            prop_assume!(pinyin(&longer).starts_with(&format!("{} ", pinyin(&name))));
            prop_assert!(name_key(&name) < name_key(&longer));
        }
    }
}
