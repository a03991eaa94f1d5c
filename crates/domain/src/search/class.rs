//! What kind of field a searchable text comes from.

/// The class of a field. Every lexeme carries its class, and a query is read only in the classes its caller may see,
/// so that a masked phone number cannot be found out digit by digit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Class {
    /// Names, short names, titles: by any part, by pinyin, by initials.
    Name,
    /// Phone and fax numbers: by any run of three digits or more.
    Phone,
    /// E-mail addresses: from the beginning of any of their parts.
    Email,
    /// Record numbers such as C202611-00042: by any of their groups, and by the counter without its zeros.
    Number,
    /// Credit codes and other official numbers: by the beginning or the end, four characters or more.
    Identity,
    /// Remarks: Chinese by any part, other words from their beginning.
    Note,
    /// The core of a company's name, for finding duplicates; never read from what a person types.
    Core,
}

impl Class {
    /// The classes whose text is kept for the second look, in the order of their segments in the haystack.
    pub const TEXTS: [Self; 6] = [Self::Name, Self::Phone, Self::Email, Self::Number, Self::Identity, Self::Note];

    /// The letter before the colon of every lexeme of the class.
    pub const fn letter(self) -> char {
        match self {
            Self::Name => 'n',
            Self::Phone => 'p',
            Self::Email => 'e',
            Self::Number => 'c',
            Self::Identity => 'i',
            Self::Note => 't',
            Self::Core => 'k',
        }
    }

    /// The lexeme of the class with this content.
    pub(crate) fn lexeme(self, content: &str) -> String {
        let mut lexeme = String::with_capacity(content.len() + 2);
        lexeme.push(self.letter());
        lexeme.push(':');
        lexeme.push_str(content);
        lexeme
    }
}
