//! Fields of the organization's own (自定义字段): what a definition may say.
//!
//! Visibility by role is a field rule on `custom.<code>`, not part of the definition.

use std::collections::HashSet;

use rust_decimal::Decimal;
use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{ColorToken, Labels, object};
use crate::values::{FieldKind, Invalid, Pointer, ShortCode, text_enum};

/// The most options of a choice: more is a dictionary's business.
const MOST_OPTIONS: usize = 200;
/// The longest help text, in characters.
const HELP_MAX: usize = 500;
/// The longest group heading, in characters.
const GROUP_MAX: usize = 64;
/// The most digits after the decimal point.
const MOST_DECIMALS: u32 = 6;

text_enum! {
    /// What a custom field holds.
    pub enum CustomFieldKind {
        /// One line of text.
        Text = "text",
        /// Text of several lines.
        LongText = "long_text",
        /// A decimal number.
        Number = "number",
        /// An amount in the record's currency.
        Money = "money",
        /// A calendar day.
        Date = "date",
        /// An instant.
        Timestamp = "timestamp",
        /// Yes or no.
        Boolean = "boolean",
        /// One of the options.
        SingleChoice = "single_choice",
        /// Any of the options.
        MultiChoice = "multi_choice",
        /// A user of the organization.
        User = "user",
        /// Another record, of the `target`'s kind.
        Record = "record",
        /// A web address.
        Url = "url",
    }
}

impl CustomFieldKind {
    /// What filters, columns and forms see.
    pub const fn field_kind(self) -> FieldKind {
        match self {
            Self::Text | Self::LongText | Self::Url => FieldKind::Text,
            Self::Number | Self::Money => FieldKind::Decimal,
            Self::Date => FieldKind::Date,
            Self::Timestamp => FieldKind::Timestamp,
            Self::Boolean => FieldKind::Boolean,
            Self::SingleChoice => FieldKind::Code,
            Self::MultiChoice => FieldKind::TextList,
            Self::User | Self::Record => FieldKind::Id,
        }
    }

    const fn is_choice(self) -> bool {
        matches!(self, Self::SingleChoice | Self::MultiChoice)
    }

    const fn is_number(self) -> bool {
        matches!(self, Self::Number | Self::Money)
    }

    /// Values that two records may be forbidden to share.
    const fn can_be_unique(self) -> bool {
        !matches!(self, Self::LongText | Self::Boolean | Self::MultiChoice)
    }

    /// The longest text of the kind, `None` where length has no meaning.
    const fn longest(self) -> Option<usize> {
        match self {
            Self::Text => Some(500),
            Self::LongText => Some(20_000),
            _ => None,
        }
    }
}

text_enum! {
    /// The kind of record that a [`CustomFieldKind::Record`] field refers to.
    pub enum LinkTarget {
        /// A customer.
        Customer = "customer",
        /// A contact.
        Contact = "contact",
    }
}

/// One option of a choice.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Choice {
    /// Stable code, kept in the records.
    pub code: ShortCode,
    /// What people see.
    pub labels: Labels,
    /// The chip's colour.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub color: Option<ColorToken>,
    /// No longer offered; records that have it keep it.
    #[serde(default)]
    pub disabled: bool,
}

impl Choice {
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &["code", "labels", "color", "disabled"], at)?;
        let code = object::member(fields, "code", at);
        let labels = at.within("labels", |at| Labels::read(object::get(fields, "labels"), at));
        let color = object::member(fields, "color", at);
        let disabled = object::member::<Option<bool>>(fields, "disabled", at);
        Some(Self { code: code?, labels: labels?, color: color?, disabled: disabled?.unwrap_or_default() })
    }
}

/// A custom field as an administrator defines it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, ToSchema)]
pub struct CustomFieldDefinition {
    /// The key in a record's `custom`; never changed.
    pub code: ShortCode,
    /// What people see.
    pub labels: Labels,
    /// What it holds; never changed.
    pub kind: CustomFieldKind,
    /// A record cannot be saved without it.
    #[serde(default)]
    pub required: bool,
    /// No two records share a value.
    #[serde(default)]
    pub unique: bool,
    /// The value of new records, in its stored form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub default: Option<Value>,
    /// The heading under which forms show it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub group: Option<String>,
    /// A sentence beside the field.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub help: Option<Labels>,
    /// The options of a choice, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The longest text, in characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max_length: Option<i32>,
    /// The smallest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub min: Option<Decimal>,
    /// The largest number.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub max: Option<Decimal>,
    /// Digits after the decimal point, 0 to 6.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub decimals: Option<i16>,
    /// What a record link refers to.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<LinkTarget>,
}

const KNOWN: [&str; 14] = [
    "code",
    "labels",
    "kind",
    "required",
    "unique",
    "default",
    "group",
    "help",
    "options",
    "max_length",
    "min",
    "max",
    "decimals",
    "target",
];

impl CustomFieldDefinition {
    /// Reads a definition. Besides what its members refuse: `setting_not_applicable` (a setting that the kind does not
    /// have), `required` (options of a choice, target of a link), `duplicate_entry`, `too_many`, `out_of_range`,
    /// `min_above_max`, `default_not_unique`, and whatever [`Self::check`] says of the default.
    pub fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &KNOWN, at)?;
        let code = object::member(fields, "code", at);
        let labels = at.within("labels", |at| Labels::read(object::get(fields, "labels"), at));
        let kind = object::member(fields, "kind", at);
        let required = object::member::<Option<bool>>(fields, "required", at);
        let unique = object::member::<Option<bool>>(fields, "unique", at);
        let group = object::member::<Option<String>>(fields, "group", at);
        let help = at.within("help", |at| match object::get(fields, "help") {
            Value::Null => Some(None),
            help => Labels::read_up_to(HELP_MAX, help, at).map(Some),
        });
        let options = at.within("options", |at| object::list(object::get(fields, "options"), at, Choice::read));
        let max_length = object::member(fields, "max_length", at);
        let min = object::member(fields, "min", at);
        let max = object::member(fields, "max", at);
        let decimals = object::member(fields, "decimals", at);
        let target = object::member(fields, "target", at);
        let definition = Self {
            code: code?,
            labels: labels?,
            kind: kind?,
            required: required?.unwrap_or_default(),
            unique: unique?.unwrap_or_default(),
            default: None,
            group: group?,
            help: help?,
            options: options?,
            max_length: max_length?,
            min: min?,
            max: max?,
            decimals: decimals?,
            target: target?,
        };
        definition.check_settings(at)?.with_default(object::get(fields, "default"), at)
    }

    /// What filters, columns and forms see.
    pub const fn field_kind(&self) -> FieldKind {
        self.kind.field_kind()
    }

    /// The longest text, in characters; `None` where length has no meaning.
    pub fn longest(&self) -> Option<usize> {
        let set = self.max_length.and_then(|length| usize::try_from(length).ok());
        set.or_else(|| self.kind.longest())
    }

    /// The most digits after the decimal point; amounts have two unless set otherwise.
    pub fn scale(&self) -> u32 {
        let usual = if self.kind == CustomFieldKind::Money { 2 } else { MOST_DECIMALS };
        self.decimals.and_then(|decimals| u32::try_from(decimals).ok()).unwrap_or(usual)
    }

    /// Whether the definition may take the place of `before`: code, kind and target stay (`immutable`), options may
    /// be disabled but not dropped (`option_removed`), since records carry them.
    pub fn check_change(&self, before: &Self, at: &mut Pointer) -> Option<()> {
        let fixed = [
            ("code", self.code == before.code),
            ("kind", self.kind == before.kind),
            ("target", self.target == before.target),
        ];
        let mut sound = Some(());
        for (name, same) in fixed {
            if !same {
                sound = at.within(name, |at| at.refuse(Invalid::new("immutable")));
            }
        }
        let kept: HashSet<_> = self.options.iter().map(|option| &option.code).collect();
        if let Some(dropped) = before.options.iter().find(|option| !kept.contains(&option.code)) {
            let invalid = Invalid::new("option_removed").with("code", &dropped.code);
            sound = at.within("options", |at| at.refuse(invalid));
        }
        sound
    }

    /// The settings as a whole; every fault is told.
    fn check_settings(self, at: &mut Pointer) -> Option<Self> {
        let foreign = || Invalid::new("setting_not_applicable").with("kind", self.kind);
        let mut faults = Vec::new();
        let mut fault = |name: &'static str, wrong: bool, invalid: Invalid| {
            if wrong {
                faults.push((name, invalid));
            }
        };
        let choice = self.kind.is_choice();
        fault("options", !choice && !self.options.is_empty(), foreign());
        fault("options", choice && self.options.is_empty(), Invalid::new("required"));
        fault("options", self.options.len() > MOST_OPTIONS, Invalid::new("too_many").with("max", MOST_OPTIONS));
        let codes: HashSet<_> = self.options.iter().map(|option| &option.code).collect();
        fault("options", codes.len() < self.options.len(), Invalid::new("duplicate_entry"));
        let link = self.kind == CustomFieldKind::Record;
        fault("target", !link && self.target.is_some(), foreign());
        fault("target", link && self.target.is_none(), Invalid::new("required"));
        fault("unique", self.unique && !self.kind.can_be_unique(), foreign());
        let long_group = self.group.as_ref().is_some_and(|group| group.chars().count() > GROUP_MAX);
        fault("group", long_group, Invalid::new("too_long").with("max", GROUP_MAX));
        match (self.max_length, self.kind.longest()) {
            (Some(_), None) => fault("max_length", true, foreign()),
            (Some(length), Some(most)) => {
                let fits = usize::try_from(length).is_ok_and(|length| (1..=most).contains(&length));
                fault("max_length", !fits, out_of_range(1, most));
            }
            (None, _) => {}
        }
        let number = self.kind.is_number();
        fault("min", !number && self.min.is_some(), foreign());
        fault("max", !number && self.max.is_some(), foreign());
        fault("decimals", !number && self.decimals.is_some(), foreign());
        let fits = self.decimals.is_none_or(|n| u32::try_from(n).is_ok_and(|n| n <= MOST_DECIMALS));
        fault("decimals", number && !fits, out_of_range(0, MOST_DECIMALS));
        let crossed = self.min.zip(self.max).is_some_and(|(min, max)| min > max);
        fault("max", number && crossed, Invalid::new("min_above_max"));
        let sound = faults.is_empty();
        for (name, invalid) in faults {
            at.within(name, |at| at.refuse::<()>(invalid));
        }
        sound.then_some(self)
    }

    /// A default is a value like any other, and useless where no two records may share it.
    fn with_default(mut self, default: &Value, at: &mut Pointer) -> Option<Self> {
        if default.is_null() {
            return Some(self);
        }
        let checked = at.within("default", |at| {
            if self.unique { at.refuse(Invalid::new("default_not_unique")) } else { self.check(default, at) }
        })?;
        self.default = Some(checked).filter(|value| !value.is_null());
        Some(self)
    }
}

fn out_of_range(min: impl std::fmt::Display, max: impl std::fmt::Display) -> Invalid {
    Invalid::new("out_of_range").with("min", min).with("max", max)
}

#[cfg(test)]
#[path = "custom_fields_tests.rs"]
mod tests;
