//! What the administrator shapes and every area uses: value lists, numbering, custom fields, audit.

pub mod audit;
pub mod comments;
mod custom_fields;
pub mod custom_values;
mod dictionaries;
mod labels;
mod notices;
mod numbering;
pub mod object;
mod saved_views;

pub use custom_fields::{Choice, CustomFieldDefinition, CustomFieldKind, LinkTarget};
pub use dictionaries::{ColorToken, Dictionary, DictionaryValue, shipped_dictionaries, shipped_dictionary};
pub use labels::{LABEL_MAX, Labels};
pub use notices::{Channels, NoticeKind, RobotKind};
pub use numbering::{NUMBER_PATTERN_MAX, NumberPattern};
pub use saved_views::{Density, ViewColumn, ViewDefinition};
