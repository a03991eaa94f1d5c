//! What roles grant, and what several roles grant together.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};
use serde_json::Value;
use utoipa::ToSchema;

use super::{Action, Resource, Scope};
use crate::platform::object;
use crate::values::{FieldValue, Invalid, Pointer, read_list, text_enum};

/// What a role allows on one resource: one line of the permission matrix.
///
/// One scope holds for all its actions, and whatever touches existing records includes seeing them; so nobody ever
/// changes a record that they may not see.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grant {
    /// The resource.
    pub resource: Resource,
    /// The actions allowed.
    pub actions: BTreeSet<Action>,
    /// How far they reach.
    pub scope: Scope,
}

impl Grant {
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &["resource", "actions", "scope"], at)?;
        let resource = object::member::<Resource>(fields, "resource", at);
        let actions = at.within("actions", |at| read_list::<Action>(object::get(fields, "actions"), at));
        let scope = object::member::<Scope>(fields, "scope", at);
        Self { resource: resource?, actions: actions?.into_iter().collect(), scope: scope? }.checked(at)
    }

    fn checked(self, at: &mut Pointer) -> Option<Self> {
        let spec = self.resource.spec();
        let foreign = self.actions.iter().find(|action| !spec.actions.contains(action));
        if let Some(action) = foreign {
            let invalid = Invalid::new("action_not_applicable").with("resource", self.resource).with("action", action);
            return at.within("actions", |at| at.refuse(invalid));
        }
        let blind = !self.actions.contains(&Action::View) && self.actions.iter().any(|action| action.needs_view());
        if blind {
            return at.within("actions", |at| at.refuse(Invalid::new("view_required")));
        }
        if !spec.scoped && self.scope != Scope::All {
            let invalid = Invalid::new("scope_not_applicable").with("resource", self.resource);
            return at.within("scope", |at| at.refuse(invalid));
        }
        Some(self)
    }
}

text_enum! {
    /// How a role restricts one field; each is stricter than those before it.
    pub enum FieldRule {
        /// Shown, not changed.
        ReadOnly = "read_only",
        /// Shown in part (`138****1234`), not changed, not filtered or sorted by. A kind of field that has no partial
        /// form is left out like a hidden one.
        Masked = "masked",
        /// Left out.
        Hidden = "hidden",
    }
}

/// A role's rule for one field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct FieldRestriction {
    /// The resource.
    pub resource: Resource,
    /// The field's name in the API; `custom.size` for one of the organization's own.
    pub field: String,
    /// What is withheld.
    pub rule: FieldRule,
}

impl FieldRestriction {
    fn read(json: &Value, at: &mut Pointer) -> Option<Self> {
        let fields = object::fields(json, &["resource", "field", "rule"], at)?;
        let resource = object::member(fields, "resource", at);
        let field = at.within("field", |at| {
            let name = String::read(object::get(fields, "field"), at)?;
            if is_field_name(&name) { Some(name) } else { at.refuse(Invalid::new("invalid_field_name")) }
        });
        let rule = object::member(fields, "rule", at);
        Some(Self { resource: resource?, field: field?, rule: rule? })
    }
}

/// Whether a text has the form of a field's name; that the field exists is the registry's to say.
fn is_field_name(name: &str) -> bool {
    let code = name.strip_prefix("custom.").unwrap_or(name);
    code.len() <= 63
        && code.starts_with(|first: char| first.is_ascii_lowercase())
        && code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_')
}

/// Everything one role grants and restricts.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize, ToSchema)]
pub struct Grants {
    /// At most one per resource.
    pub grants: Vec<Grant>,
    /// At most one per field.
    pub field_rules: Vec<FieldRestriction>,
}

impl Grants {
    /// Reads both lists of a role's document, `/grants` and `/field_rules`; an absent list is empty.
    ///
    /// Refuses unknown codes, actions and scopes that do not apply to the resource, actions on existing records
    /// without `view`, and two entries for one thing (`duplicate_entry`), each at its place.
    pub fn read(grants: &Value, field_rules: &Value, at: &mut Pointer) -> Option<Self> {
        let grants = at.within("grants", |at| {
            let read = object::list(grants, at, Grant::read)?;
            once_each(read, |grant| grant.resource, at)
        });
        let field_rules = at.within("field_rules", |at| {
            let read = object::list(field_rules, at, FieldRestriction::read)?;
            once_each(read, |rule| (rule.resource, rule.field.clone()), at)
        });
        Some(Self { grants: grants?, field_rules: field_rules? })
    }

    fn grant(&self, resource: Resource) -> Option<&Grant> {
        self.grants.iter().find(|grant| grant.resource == resource)
    }

    fn views(&self, resource: Resource) -> bool {
        self.grant(resource).is_some_and(|grant| grant.actions.contains(&Action::View))
    }
}

/// The list, when no two of its items are about the same thing.
fn once_each<T, K: Ord>(items: Vec<T>, key: impl Fn(&T) -> K, at: &mut Pointer) -> Option<Vec<T>> {
    let mut seen = BTreeSet::new();
    match items.iter().position(|item| !seen.insert(key(item))) {
        Some(again) => at.within(again, |at| at.refuse(Invalid::new("duplicate_entry"))),
        None => Some(items),
    }
}

/// One thing a person may do, as the client learns it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, ToSchema)]
pub struct Permission {
    /// On what.
    pub resource: Resource,
    /// What.
    pub action: Action,
    /// How far.
    pub scope: Scope,
}

/// What a person's roles grant together.
///
/// Actions add up, each with the widest scope of the roles that grant it. A field rule stands only where every role
/// that lets the person view the resource has one, and then the mildest counts; a role that does not grant viewing
/// neither restricts nor frees a field.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Access {
    scopes: BTreeMap<(Resource, Action), Scope>,
    rules: BTreeMap<Resource, BTreeMap<String, FieldRule>>,
}

impl Access {
    /// Adds up roles; none grants nothing.
    pub fn union<'a>(roles: impl IntoIterator<Item = &'a Grants>) -> Self {
        let roles: Vec<_> = roles.into_iter().collect();
        let mut access = Self::default();
        for grant in roles.iter().flat_map(|role| &role.grants) {
            for &action in &grant.actions {
                let scope = access.scopes.entry((grant.resource, action)).or_insert(grant.scope);
                *scope = grant.scope.max(*scope);
            }
        }
        for &resource in Resource::ALL {
            let viewing = roles.iter().filter(|role| role.views(resource));
            let rules = viewing.map(|role| rules_of(role, resource)).reduce(mildest).unwrap_or_default();
            if !rules.is_empty() {
                access.rules.insert(resource, rules);
            }
        }
        access
    }

    /// How far the action reaches; `None` when no role grants it.
    pub fn scope(&self, resource: Resource, action: Action) -> Option<Scope> {
        self.scopes.get(&(resource, action)).copied()
    }

    /// Whether some role grants the action, however far it reaches.
    pub fn allows(&self, resource: Resource, action: Action) -> bool {
        self.scopes.contains_key(&(resource, action))
    }

    /// The restriction on one field, if any.
    pub fn field_rule(&self, resource: Resource, field: &str) -> Option<FieldRule> {
        self.rules.get(&resource)?.get(field).copied()
    }

    /// Every restricted field of the resource with its rule, by name.
    pub fn field_rules(&self, resource: Resource) -> impl Iterator<Item = (&str, FieldRule)> {
        self.rules.get(&resource).into_iter().flatten().map(|(field, rule)| (field.as_str(), *rule))
    }

    /// Everything granted, by resource and action.
    pub fn permissions(&self) -> impl Iterator<Item = Permission> {
        self.scopes.iter().map(|(&(resource, action), &scope)| Permission { resource, action, scope })
    }

    /// Whether this access includes all of the other: nobody may hand out, as a role or an API key, more than they
    /// hold.
    pub fn covers(&self, other: &Self) -> bool {
        let actions = other.permissions().all(|asked| self.scope(asked.resource, asked.action) >= Some(asked.scope));
        let fields = self.rules.iter().all(|(&resource, rules)| {
            !other.allows(resource, Action::View)
                || rules.iter().all(|(field, rule)| other.field_rule(resource, field) >= Some(*rule))
        });
        actions && fields
    }
}

fn rules_of(role: &Grants, resource: Resource) -> BTreeMap<String, FieldRule> {
    let rules = role.field_rules.iter().filter(|rule| rule.resource == resource);
    rules.map(|rule| (rule.field.clone(), rule.rule)).collect()
}

/// Only what both restrict stays restricted, as mildly as either does.
fn mildest(mut left: BTreeMap<String, FieldRule>, right: BTreeMap<String, FieldRule>) -> BTreeMap<String, FieldRule> {
    left.retain(|field, rule| match right.get(field) {
        Some(other) => {
            *rule = (*rule).min(*other);
            true
        }
        None => false,
    });
    left
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn read(grants: Value, field_rules: Value) -> Result<Grants, Vec<(String, &'static str)>> {
        let mut at = Pointer::default();
        let read = Grants::read(&grants, &field_rules, &mut at);
        read.ok_or_else(|| at.into_errors().into_iter().map(|error| (error.pointer, error.invalid.code)).collect())
    }

    fn role(grants: Value, field_rules: Value) -> Grants {
        read(grants, field_rules).unwrap()
    }

    #[test]
    fn the_written_form_is_the_read_form() {
        let grants = json!([{"resource": "customers", "actions": ["view", "edit"], "scope": "own"}]);
        let rules = json!([{"resource": "customers", "field": "custom.margin", "rule": "hidden"}]);
        let written = serde_json::to_value(role(grants.clone(), rules.clone())).unwrap();
        assert_eq!(written, json!({"grants": grants, "field_rules": rules}));
    }

    #[test]
    fn what_makes_no_sense_is_refused_at_its_place() {
        let table = [
            (json!({"resource": "ships", "actions": ["view"], "scope": "own"}), "/grants/0/resource", "unknown_code"),
            (json!({"resource": "tags", "actions": ["sing"], "scope": "all"}), "/grants/0/actions/0", "unknown_code"),
            (json!({"resource": "tags", "actions": ["view"], "scope": "far"}), "/grants/0/scope", "unknown_code"),
            (json!({"resource": "tags", "actions": ["view"]}), "/grants/0/scope", "required"),
            (
                json!({"resource": "tags", "actions": ["export"], "scope": "all"}),
                "/grants/0/actions",
                "action_not_applicable",
            ),
            (
                json!({"resource": "customers", "actions": ["edit"], "scope": "own"}),
                "/grants/0/actions",
                "view_required",
            ),
            (
                json!({"resource": "tags", "actions": ["view"], "scope": "own"}),
                "/grants/0/scope",
                "scope_not_applicable",
            ),
            (json!({"resource": "tags", "actions": [], "scope": "all", "x": 1}), "/grants/0/x", "unknown_field"),
            (json!("tags"), "/grants/0", "expected_object"),
        ];
        for (grant, pointer, code) in table {
            let errors = read(json!([grant]), Value::Null).unwrap_err();
            assert_eq!(errors, [(pointer.to_owned(), code)], "{grant}");
        }
        let tags = json!({"resource": "tags", "actions": ["view"], "scope": "all"});
        let twice = read(json!([tags, tags]), Value::Null).unwrap_err();
        assert_eq!(twice, [("/grants/1".to_owned(), "duplicate_entry")]);
    }

    #[test]
    fn field_rules_need_a_name_and_stand_once() {
        for name in ["", "Phone", "1st", "a b", "custom.", "custom.a.b", "phone\u{0}"] {
            let errors =
                read(json!([]), json!([{"resource": "customers", "field": name, "rule": "masked"}])).unwrap_err();
            assert_eq!(errors[0].0, "/field_rules/0/field", "{name}");
        }
        let phone = json!({"resource": "customers", "field": "phone", "rule": "masked"});
        let errors = read(json!([]), json!([phone, phone])).unwrap_err();
        assert_eq!(errors, [("/field_rules/1".to_owned(), "duplicate_entry")]);
    }

    #[test]
    fn grants_add_up_to_the_widest_scope_of_each_action() {
        let narrow = role(json!([{"resource": "customers", "actions": ["view", "edit"], "scope": "own"}]), json!([]));
        let wide = role(json!([{"resource": "customers", "actions": ["view"], "scope": "department"}]), json!([]));
        for access in [Access::union([&narrow, &wide]), Access::union([&wide, &narrow])] {
            assert_eq!(access.scope(Resource::Customers, Action::View), Some(Scope::Department));
            assert_eq!(access.scope(Resource::Customers, Action::Edit), Some(Scope::Own), "edit stays as granted");
            assert_eq!(access.scope(Resource::Customers, Action::Delete), None);
        }
        assert_eq!(Access::union([]), Access::default());
    }

    #[test]
    fn field_rules_take_the_mildest_of_the_roles_that_may_view() {
        let view = json!([{"resource": "customers", "actions": ["view"], "scope": "own"}]);
        let rule = |rule: &str| json!([{"resource": "customers", "field": "phone", "rule": rule}]);
        let hidden = role(view.clone(), rule("hidden"));
        let masked = role(view.clone(), rule("masked"));
        let free = role(view, json!([]));
        let blind = role(json!([{"resource": "tags", "actions": ["view"], "scope": "all"}]), json!([]));
        let blind_rule = role(json!([]), rule("read_only"));
        let phone = |roles: &[&Grants]| Access::union(roles.iter().copied()).field_rule(Resource::Customers, "phone");
        assert_eq!(phone(&[&hidden]), Some(FieldRule::Hidden));
        assert_eq!(phone(&[&hidden, &masked]), Some(FieldRule::Masked));
        assert_eq!(phone(&[&masked, &hidden]), Some(FieldRule::Masked));
        assert_eq!(phone(&[&hidden, &free]), None, "a viewing role without a rule lifts it");
        assert_eq!(phone(&[&hidden, &blind]), Some(FieldRule::Hidden), "a role that cannot view lifts nothing");
        assert_eq!(phone(&[&hidden, &blind_rule]), Some(FieldRule::Hidden), "nor does it soften");
        assert_eq!(phone(&[&blind]), None);
        let restricted = Access::union([&hidden]);
        assert_eq!(restricted.field_rules(Resource::Customers).collect::<Vec<_>>(), [("phone", FieldRule::Hidden)]);
    }

    #[test]
    fn nobody_covers_more_than_they_hold() {
        let grant =
            |actions: &[&str], scope: &str| json!([{"resource": "customers", "actions": actions, "scope": scope}]);
        let masked = json!([{"resource": "customers", "field": "phone", "rule": "masked"}]);
        let hidden = json!([{"resource": "customers", "field": "phone", "rule": "hidden"}]);
        let access = |grants: Value, rules: &Value| Access::union([&role(grants, rules.clone())]);
        let mine = access(grant(&["view", "edit"], "department"), &masked);
        assert!(mine.covers(&mine) && mine.covers(&Access::default()));
        assert!(mine.covers(&access(grant(&["view"], "own"), &hidden)));
        assert!(!mine.covers(&access(grant(&["view"], "all"), &masked)), "wider");
        assert!(!mine.covers(&access(grant(&["view", "export"], "own"), &masked)), "another action");
        assert!(!mine.covers(&access(grant(&["view"], "own"), &json!([]))), "unmasked");
    }
}
