//! What the program knows about a field beyond its type: where it stands in forms, what it refers to, how it is sorted
//! and masked. One description feeds validation, filters, lists, forms, masking and the OpenAPI document.

use guanxi_domain::values::FieldKind;

/// Who may set a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Writable {
    /// Callers, within their field rules.
    Yes,
    /// The program; callers read it.
    Computed,
    /// The program; nobody sees it.
    Internal,
}

/// How a masked value reads.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mask {
    /// `138****1234`.
    Middle,
    /// `z***@example.com`.
    Email,
    /// `****6789`.
    Tail,
}

/// A built-in field of an entity.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// Name in JSON, in filters, and of the column.
    pub name: &'static str,
    /// What it holds.
    pub kind: FieldKind,
    /// May be left out.
    pub optional: bool,
    /// The fixed values of an enumeration.
    pub codes: &'static [&'static str],
    /// Heading of the form under which it stands.
    pub group: &'static str,
    /// The dictionary whose codes it takes.
    pub dictionary: Option<&'static str>,
    /// The resource whose ids it takes.
    pub reference: Option<&'static str>,
    /// The column that orders it, where lists may be sorted by it.
    pub sort: Option<&'static str>,
    /// Filters may use it (as far as the caller may read it).
    pub filterable: bool,
    /// Who sets it.
    pub writable: Writable,
    /// Stored encrypted: neither filtered nor written into the audit log in clear.
    pub sealed: bool,
    /// Field rules may hide or mask it; this is how the masked value reads.
    pub mask: Mask,
    /// Longest text, in characters.
    pub max_length: usize,
    /// A text may have several lines.
    pub lines: bool,
    /// The field that it is derived from, whose field rules hold for it too.
    pub source: Option<&'static str>,
    /// No field rule can close it: it tells records apart, or decides who sees them.
    pub open: bool,
}

impl FieldSpec {
    /// A writable, filterable field as its type describes it.
    pub const fn new(name: &'static str, kind: FieldKind, optional: bool, codes: &'static [&'static str]) -> Self {
        Self {
            name,
            kind,
            optional,
            codes,
            group: "basic",
            dictionary: None,
            reference: None,
            sort: None,
            filterable: !matches!(kind, FieldKind::Object),
            writable: Writable::Yes,
            sealed: false,
            mask: Mask::Middle,
            max_length: 200,
            lines: false,
            source: None,
            open: false,
        }
    }

    /// Under which heading it stands.
    pub const fn group(mut self, group: &'static str) -> Self {
        self.group = group;
        self
    }

    /// Takes the codes of a dictionary.
    pub const fn dictionary(mut self, code: &'static str) -> Self {
        self.dictionary = Some(code);
        self.kind = FieldKind::Code;
        self
    }

    /// Takes the ids of a resource.
    pub const fn reference(mut self, resource: &'static str) -> Self {
        self.reference = Some(resource);
        self
    }

    /// Lists may be sorted by it.
    pub const fn sortable(mut self) -> Self {
        self.sort = Some(self.name);
        self
    }

    /// Lists may be sorted by it, in the order of another column (`name` by `name_key`).
    pub const fn sorted_by(mut self, column: &'static str) -> Self {
        self.sort = Some(column);
        self
    }

    /// Set by the program and read by callers.
    pub const fn computed(mut self) -> Self {
        self.writable = Writable::Computed;
        self
    }

    /// Set by the program and shown to nobody.
    pub const fn internal(mut self) -> Self {
        self.writable = Writable::Internal;
        self.filterable = false;
        self
    }

    /// Stored encrypted.
    pub const fn sealed(mut self) -> Self {
        self.sealed = true;
        self.filterable = false;
        self.mask = Mask::Tail;
        self
    }

    /// How it reads where a field rule masks it.
    pub const fn masked(mut self, mask: Mask) -> Self {
        self.mask = mask;
        self
    }

    /// Derived from another field.
    pub const fn from(mut self, source: &'static str) -> Self {
        self.source = Some(source);
        self.writable = Writable::Computed;
        self
    }

    /// Open to everybody who sees the record.
    pub const fn open(mut self) -> Self {
        self.open = true;
        self
    }

    /// A text of several lines.
    pub const fn lines(mut self) -> Self {
        self.lines = true;
        self
    }

    /// Longest text, in characters.
    pub const fn up_to(mut self, characters: usize) -> Self {
        self.max_length = characters;
        self
    }
}

impl Mask {
    /// The value as somebody reads it who may know that it is there, but not what it is.
    pub fn apply(self, text: &str) -> String {
        let characters: Vec<char> = text.chars().collect();
        let keep = |head: usize, tail: usize| {
            if characters.len() <= head + tail {
                "****".to_owned()
            } else {
                let head: String = characters[..head].iter().collect();
                let tail: String = characters[characters.len() - tail..].iter().collect();
                format!("{head}****{tail}")
            }
        };
        match self {
            Self::Middle => keep(3, 4),
            Self::Tail => keep(0, 4),
            Self::Email => match text.split_once('@') {
                Some((local, domain)) => format!("{}***@{domain}", local.chars().take(1).collect::<String>()),
                None => keep(1, 0),
            },
        }
    }
}

#[cfg(test)]
mod tests {
    use super::Mask;

    #[test]
    fn masks_keep_what_tells_people_apart_and_no_more() {
        for (mask, text, reads) in [
            (Mask::Middle, "13812345678", "138****5678"),
            (Mask::Middle, "1234567", "****"),
            (Mask::Middle, "微信号码一二三四五", "微信号****二三四五"),
            (Mask::Email, "zhang@example.com", "z***@example.com"),
            (Mask::Tail, "6222020200012345678", "****5678"),
            (Mask::Tail, "123", "****"),
        ] {
            assert_eq!(mask.apply(text), reads, "{text}");
        }
    }
}
