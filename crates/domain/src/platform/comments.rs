//! The text of a comment: what it may hold, and whom it mentions. A person stands in it as `<@id>`, so that a name that
//! changes later still reads right.

use uuid::Uuid;

use crate::values::{Invalid, is_line_control};

/// Characters of a comment at most.
pub const COMMENT_MAX: usize = 4000;
/// People mentioned in one comment at most.
pub const MENTIONS_MAX: usize = 20;

/// A piece of a comment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece<'a> {
    /// Words.
    Text(&'a str),
    /// A person.
    Mention(Uuid),
}

/// A comment as it is kept: line ends are `\n`, nothing blank around it.
///
/// # Errors
/// `required`, `too_long`, `invalid_character`; `too_many` mentions.
pub fn check(text: &str) -> Result<String, Invalid> {
    let text = text.replace("\r\n", "\n");
    let text = text.trim();
    if text.is_empty() {
        return Err(Invalid::new("required"));
    }
    if text.chars().count() > COMMENT_MAX {
        return Err(Invalid::new("too_long").with("max", COMMENT_MAX));
    }
    if text.chars().any(|character| character.is_control() && !is_line_control(character)) {
        return Err(Invalid::new("invalid_character"));
    }
    if mentions(text).len() > MENTIONS_MAX {
        return Err(Invalid::new("too_many").with("max", MENTIONS_MAX));
    }
    Ok(text.to_owned())
}

/// The pieces of a text, in order.
pub fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let (mut begun, mut at) = (0, 0);
    while let Some(start) = text[at..].find("<@").map(|offset| at + offset) {
        let inner = &text[start + 2..];
        match inner.split_once('>').and_then(|(id, _)| Some((Uuid::try_parse(id).ok()?, id.len()))) {
            // Only the usual spelling, so that a text has one form.
            Some((id, 36)) => {
                if begun < start {
                    found.push(Piece::Text(&text[begun..start]));
                }
                found.push(Piece::Mention(id));
                at = start + 2 + 36 + 1;
                begun = at;
            }
            _ => at = start + 2,
        }
    }
    if begun < text.len() {
        found.push(Piece::Text(&text[begun..]));
    }
    found
}

/// The people whom a text mentions, each once, in order.
pub fn mentions(text: &str) -> Vec<Uuid> {
    let mut people = Vec::new();
    for piece in pieces(text) {
        if let Piece::Mention(id) = piece
            && !people.contains(&id)
        {
            people.push(id);
        }
    }
    people
}

/// The beginning of a text in one line, people by their names.
pub fn excerpt(text: &str, most: usize, name: impl Fn(Uuid) -> Option<String>) -> String {
    let mut line = String::new();
    for piece in pieces(text) {
        match piece {
            Piece::Text(words) => line.push_str(words),
            Piece::Mention(id) => {
                line.push('@');
                line.push_str(name(id).as_deref().unwrap_or("?"));
            }
        }
    }
    let words: Vec<&str> = line.split_whitespace().collect();
    let line = words.join(" ");
    if line.chars().count() <= most {
        return line;
    }
    let cut: String = line.chars().take(most).collect();
    format!("{cut}…")
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: &str = "01890a5d-ac96-774b-bcce-b302099a8057";
    const B: &str = "01890a5d-ac96-774b-bcce-b302099a8058";

    fn id(text: &str) -> Uuid {
        Uuid::try_parse(text).unwrap()
    }

    #[test]
    fn a_text_is_cut_into_words_and_people() {
        let text = format!("请<@{A}>和<@{B}>看");
        let expected =
            vec![Piece::Text("请"), Piece::Mention(id(A)), Piece::Text("和"), Piece::Mention(id(B)), Piece::Text("看")];
        assert_eq!(pieces(&text), expected);
        for (text, people) in [
            (format!("<@{A}><@{A}>"), vec![id(A)]),
            (format!("<@<@{A}>"), vec![id(A)]),
            (format!("<@{}>", A.replace('-', "")), vec![]),
            (format!("<@{A}"), vec![]),
            ("<@>".to_owned(), vec![]),
            ("<@李一>".to_owned(), vec![]),
            (String::new(), vec![]),
        ] {
            assert_eq!(mentions(&text), people, "{text}");
        }
    }

    #[test]
    fn a_comment_is_neither_empty_nor_endless() {
        assert_eq!(check("  一\r\n二 "), Ok("一\n二".to_owned()));
        assert_eq!(check(&"好".repeat(COMMENT_MAX)).map(|text| text.chars().count()), Ok(COMMENT_MAX));
        let many: String = (0..=MENTIONS_MAX).map(|n| format!("<@01890a5d-ac96-774b-bcce-b302099a{n:04}>")).collect();
        for (text, code) in [
            (" \n\u{3000}".to_owned(), "required"),
            ("好".repeat(COMMENT_MAX + 1), "too_long"),
            ("a\u{7}b".to_owned(), "invalid_character"),
            (many, "too_many"),
        ] {
            assert_eq!(check(&text).unwrap_err().code, code);
        }
    }

    #[test]
    fn an_excerpt_is_one_line_with_names() {
        let name = |person: Uuid| (person == id(A)).then(|| "李一".to_owned());
        let text = format!("请<@{A}>\n和<@{B}>  看");
        assert_eq!(excerpt(&text, 100, name), "请@李一 和@? 看");
        assert_eq!(excerpt(&text, 4, name), "请@李一…");
    }
}
