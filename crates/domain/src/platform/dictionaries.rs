//! Value lists (数据字典): what a code may be, and the lists every organization starts with.
//!
//! `data/dictionaries/` holds one file per list. Records and filters keep the code, people see the label, lists sort
//! in dictionary order; a value that is no longer wanted is disabled, so that old records stay readable.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Labels, object};
use crate::values::{FieldError, FieldValue, Invalid, Pointer, text_enum};

text_enum! {
    /// The colour of a value's chip: a name of the design's own, which light and dark themes render each in their way.
    pub enum ColorToken {
        /// The accent.
        Indigo = "indigo",
        /// Won, paid, in order.
        Green = "green",
        /// Soon, waiting.
        Amber = "amber",
        /// Overdue, lost, refused.
        Red = "red",
        /// Expected.
        Violet = "violet",
        /// Of no account.
        Slate = "slate",
        /// Fresh.
        Teal = "teal",
    }
}

/// One value of a list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct DictionaryValue {
    /// Stable code: letters, digits and underscores, at most 64; never changed once records carry it.
    pub code: String,
    /// What people see.
    pub labels: Labels,
    /// The chip's colour.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub color: Option<ColorToken>,
    /// The code of the value above, where the list is a tree.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Option<String>,
    /// Place among the values, ascending; shipped ones leave room in between.
    pub order: i32,
    /// Filled in for new records; one value of a list at most.
    pub default: bool,
    /// No longer offered, still shown where it is.
    pub disabled: bool,
}

impl DictionaryValue {
    /// Reads a value as an administrator or a shipped file gives it; absent `order` is 0, absent flags are off.
    ///
    /// Refused with `invalid_value_code`, `unknown_code` (colour), `unknown_field` and what [`Labels::read`] refuses.
    pub fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        const KNOWN: [&str; 7] = ["code", "labels", "color", "parent", "order", "default", "disabled"];
        let fields = object::fields(json, &KNOWN, at)?;
        let code = at.within("code", |at| read_code(object::get(fields, "code"), at));
        let labels = at.within("labels", |at| Labels::read(object::get(fields, "labels"), at));
        let color = object::member(fields, "color", at);
        let parent = at.within("parent", |at| match object::get(fields, "parent") {
            Value::Null => Some(None),
            code => read_code(code, at).map(Some),
        });
        let order = object::member::<Option<i32>>(fields, "order", at);
        let default = object::member::<Option<bool>>(fields, "default", at);
        let disabled = object::member::<Option<bool>>(fields, "disabled", at);
        Some(Self {
            code: code?,
            labels: labels?,
            color: color?,
            parent: parent?,
            order: order?.unwrap_or_default(),
            default: default?.unwrap_or_default(),
            disabled: disabled?.unwrap_or_default(),
        })
    }
}

fn read_code(json: &Value, at: &mut Pointer) -> Option<String> {
    let code = String::read(json, at)?;
    let good = (1..=64).contains(&code.len()) && code.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if good { Some(code) } else { at.refuse(Invalid::new("invalid_value_code")) }
}

/// A value list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Dictionary {
    /// Stable code, `customer_level`.
    pub code: String,
    /// What people see.
    pub labels: Labels,
    /// The values in order; where the list is a tree, each after its parent.
    pub values: Vec<DictionaryValue>,
}

impl Dictionary {
    /// The value of a code.
    pub fn value(&self, code: &str) -> Option<&DictionaryValue> {
        self.values.iter().find(|value| value.code == code)
    }

    /// The value that new records get.
    pub fn default_value(&self) -> Option<&DictionaryValue> {
        self.values.iter().find(|value| value.default && !value.disabled)
    }

    /// The values directly below a value, or the topmost ones.
    pub fn children<'a>(&'a self, parent: Option<&'a str>) -> impl Iterator<Item = &'a DictionaryValue> {
        self.values.iter().filter(move |value| value.parent.as_deref() == parent)
    }

    /// The list as a whole: codes stand once (`duplicate_entry`), parents exist and precede nobody below them in a
    /// circle (`unknown_reference`, `value_cycle`), one default at most (`second_default`). Every refusal stands at
    /// its value, `/values/3/parent`.
    pub fn check(&self, at: &mut Pointer) -> Option<()> {
        let mut codes = HashSet::new();
        let mut defaults = 0;
        let mut sound = Some(());
        for (index, value) in self.values.iter().enumerate() {
            defaults += usize::from(value.default);
            let fault = if !codes.insert(value.code.as_str()) {
                Some(("code", "duplicate_entry"))
            } else if value.default && defaults > 1 {
                Some(("default", "second_default"))
            } else {
                self.fault_above(value).map(|code| ("parent", code))
            };
            if let Some((field, code)) = fault {
                let refuse = |at: &mut Pointer| at.within(field, |at| at.refuse(Invalid::new(code)));
                sound = at.within("values", |at| at.within(index, refuse));
            }
        }
        sound
    }

    /// Walks up from a value; a walk longer than the list goes in a circle.
    fn fault_above(&self, value: &DictionaryValue) -> Option<&'static str> {
        let mut above = value.parent.as_deref();
        for _ in 0..=self.values.len() {
            match above {
                None => return None,
                Some(parent) => match self.value(parent) {
                    None => return Some("unknown_reference"),
                    Some(found) => above = found.parent.as_deref(),
                },
            }
        }
        Some("value_cycle")
    }

    /// Reads a shipped file; values get their place from where they stand.
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &["code", "labels", "values"], at)?;
        let code = object::member(fields, "code", at);
        let labels = at.within("labels", |at| Labels::read(object::get(fields, "labels"), at));
        let values = at.within("values", |at| object::list(object::get(fields, "values"), at, DictionaryValue::read));
        let mut dictionary = Self { code: code?, labels: labels?, values: values? };
        for (value, place) in dictionary.values.iter_mut().zip(1..) {
            value.order = place * STEP;
        }
        dictionary.check(at)?;
        Some(dictionary)
    }
}

/// Room between shipped values, so that an administrator's own can go between two of them.
const STEP: i32 = 10;

/// One line per shipped list: the name of its file.
macro_rules! files {
    ($($code:literal)+) => { &[$(($code, include_str!(concat!("../../data/dictionaries/", $code, ".json")))),+] };
}

const FILES: &[(&str, &str)] = files! {
    "customer_level"
    "value_tier"
    "customer_type"
    "customer_nature"
    "industry"
    "customer_source"
    "customer_status"
    "lifecycle"
    "employee_band"
    "income_band"
    "occupation"
    "sales_region"
    "area_kind"
    "direction"
    "demand_type"
    "buying_channel"
    "business_category"
    "payment_terms"
    "address_type"
    "gender"
    "relation_type"
    "decision_role"
    "attitude"
    "closeness"
};

/// The lists every organization starts with, in the order of the settings page.
pub fn shipped_dictionaries() -> &'static [Dictionary] {
    // The files are compiled in and tests read all of them: a broken one cannot leave the build.
    static SHIPPED: LazyLock<Vec<Dictionary>> =
        LazyLock::new(|| FILES.iter().filter_map(|(_, file)| read_file(file).ok()).collect());
    &SHIPPED
}

/// The shipped list of a code.
pub fn shipped_dictionary(code: &str) -> Option<&'static Dictionary> {
    shipped_dictionaries().iter().find(|dictionary| dictionary.code == code)
}

fn read_file(file: &str) -> Result<Dictionary, Unreadable> {
    let mut at = Pointer::default();
    Dictionary::read(&serde_json::from_str(file)?, &mut at).ok_or_else(|| Unreadable::Refused(at.into_errors()))
}

/// Why a file cannot be used.
#[derive(Debug, thiserror::Error)]
enum Unreadable {
    #[error(transparent)]
    Json(#[from] serde_json::Error),
    #[error("{0:?}")]
    Refused(Vec<FieldError>),
}

#[cfg(test)]
#[path = "dictionaries_tests.rs"]
mod tests;
