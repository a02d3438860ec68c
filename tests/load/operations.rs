//! Random operations out of a printed schema: mostly valid ones, with ids of the caller's own, of
//! others and of nothing, with variables, directives, fragments, and now and then a mistake.

use std::collections::HashMap;

use async_graphql::Positioned;
use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputObjectType, InputValueDefinition, Type, TypeKind, TypeSystemDefinition,
};
use serde_json::{Map, Value, json};

use super::random::Random;
use super::values::{Known, scalar, wrong};

/// How deep a selection goes.
const MAX_DEPTH: usize = 6;

/// The fields an operation has at most.
const MAX_FIELDS: usize = 60;

/// An operation with what it is sent with.
#[derive(Debug, Clone)]
pub struct Operation {
    /// `query`, `mutation` or `subscription`.
    pub keyword: &'static str,
    /// Its first root field.
    pub root: String,
    /// The document.
    pub document: String,
    /// The variables.
    pub variables: Map<String, Value>,
}

impl Operation {
    /// The body of a request.
    pub fn body(&self) -> Vec<u8> {
        json!({ "query": self.document, "variables": self.variables }).to_string().into_bytes()
    }
}

/// A schema operations are made from.
pub struct Operations {
    types: HashMap<String, TypeKind>,
}

/// What is being written.
struct Draft<'a> {
    random: &'a mut Random,
    known: &'a Known,
    variables: Map<String, Value>,
    definitions: Vec<String>,
    fragments: Vec<String>,
    fields_left: usize,
}

impl Operations {
    /// Reads a printed schema.
    pub fn read(sdl: &str) -> Self {
        let definitions = parse_schema(sdl).expect("a schema").definitions;
        let types = definitions.into_iter().filter_map(|definition| match definition {
            TypeSystemDefinition::Type(found) => Some((found.node.name.node.to_string(), found.node.kind)),
            _ => None,
        });
        Self { types: types.collect() }
    }

    /// The root fields, as `Query.node`.
    pub fn roots(&self) -> Vec<String> {
        let of = |root: &'static str| {
            self.fields(root).iter().map(move |field| format!("{root}.{}", field.node.name.node))
        };
        ["Query", "Mutation", "Subscription"].into_iter().flat_map(of).collect()
    }

    /// A random operation.
    pub fn operation(&self, random: &mut Random, known: &Known) -> Operation {
        let (keyword, root) = match random.below(100) {
            0..=44 => ("query", "Query"),
            45..=94 => ("mutation", "Mutation"),
            _ => ("subscription", "Subscription"),
        };
        let fields = self.fields(root);
        let field = &fields[random.below(fields.len())].node;
        // What is deleted is seldom the caller's own, or soon nothing would be left to ask about.
        let name = field.name.node.to_string();
        let is_ending = name.starts_with("delete") || name == "withdrawJob";
        let known = Known { may_delete: !is_ending || random.is(10), ..known.clone() };
        let mut draft = Draft {
            random,
            known: &known,
            variables: Map::new(),
            definitions: Vec::new(),
            fragments: Vec::new(),
            fields_left: MAX_FIELDS,
        };
        let mut selection = self.select(field, &mut draft, 1);
        if keyword == "query" {
            while draft.random.is(20) {
                let another = &fields[draft.random.below(fields.len())].node;
                let alias = draft.fields_left;
                selection = format!("{selection} a{alias}: {}", self.select(another, &mut draft, 1));
            }
        }
        let definitions = match draft.definitions.is_empty() {
            true => String::new(),
            false => format!("({})", draft.definitions.join(", ")),
        };
        let document = format!("{keyword} Fuzz{definitions} {{ {selection} }} {}", draft.fragments.join(" "));
        Operation { keyword, root: name, document, variables: draft.variables }
    }

    fn fields(&self, name: &str) -> &[Positioned<FieldDefinition>] {
        match self.types.get(name) {
            Some(TypeKind::Object(object)) => &object.fields,
            Some(TypeKind::Interface(interface)) => &interface.fields,
            _ => &[],
        }
    }

    /// A field with arguments and selection.
    fn select(&self, field: &FieldDefinition, draft: &mut Draft<'_>, depth: usize) -> String {
        draft.fields_left = draft.fields_left.saturating_sub(1);
        let mut text = field.name.node.to_string();
        let mut arguments = Vec::new();
        for argument in &field.arguments {
            if is_given(draft.random, &argument.node) {
                arguments.push(self.argument(&argument.node, draft));
            }
        }
        if !arguments.is_empty() {
            text.push_str(&format!("({})", arguments.join(", ")));
        }
        if draft.random.is(4) {
            let (directive, value) = (draft.random.pick(&["include", "skip"]), draft.random.is(70));
            text.push_str(&format!(" @{directive}(if: {value})"));
        }
        let below = named(&field.ty.node);
        if matches!(
            self.types.get(below),
            Some(TypeKind::Object(_) | TypeKind::Interface(_) | TypeKind::Union(_))
        ) {
            text.push_str(&format!(" {{ {} }}", self.selection(below, draft, depth + 1)));
        }
        text
    }

    fn selection(&self, name: &str, draft: &mut Draft<'_>, depth: usize) -> String {
        let mut parts = Vec::new();
        if draft.random.is(20) {
            parts.push("__typename".to_owned());
        }
        if draft.random.is(1) {
            parts.push("nothing".to_owned());
        }
        let fields = self.fields(name);
        let is_leaf = |field: &FieldDefinition| self.fields(named(&field.ty.node)).is_empty();
        let wanted = draft.random.between(1, 6);
        for _ in 0..wanted {
            if fields.is_empty() || draft.fields_left == 0 {
                break;
            }
            let field = &fields[draft.random.below(fields.len())].node;
            if depth >= MAX_DEPTH && !is_leaf(field) {
                continue;
            }
            // An alias of its own, or fields of one name with different arguments could not be merged.
            let alias = format!("f{}", draft.fields_left);
            parts.push(format!("{alias}: {}", self.select(field, draft, depth)));
        }
        // What implements an interface, or is in a union.
        let concrete = self.concrete(name);
        if !concrete.is_empty() && depth < MAX_DEPTH {
            let of = concrete[draft.random.below(concrete.len())].clone();
            let inner = self.selection(&of, draft, depth + 1);
            if draft.random.is(50) {
                let fragment = format!("Part{}", draft.fragments.len());
                draft.fragments.push(format!("fragment {fragment} on {of} {{ {inner} }}"));
                parts.push(format!("...{fragment}"));
            } else {
                parts.push(format!("... on {of} {{ {inner} }}"));
            }
        }
        if parts.is_empty() { "__typename".to_owned() } else { parts.join(" ") }
    }

    fn concrete(&self, name: &str) -> Vec<String> {
        let mut found: Vec<String> = match self.types.get(name) {
            Some(TypeKind::Union(union)) => {
                union.members.iter().map(|member| member.node.to_string()).collect()
            }
            Some(TypeKind::Interface(_)) => {
                let is_of = |kind: &TypeKind| match kind {
                    TypeKind::Object(object) => object.implements.iter().any(|of| of.node == name),
                    _ => false,
                };
                self.types.iter().filter(|(_, kind)| is_of(kind)).map(|(name, _)| name.clone()).collect()
            }
            _ => Vec::new(),
        };
        // The map has no order of its own, and the same seed is to make the same operations.
        found.sort();
        found
    }

    /// An argument, written out or as a variable.
    fn argument(&self, argument: &InputValueDefinition, draft: &mut Draft<'_>) -> String {
        let name = argument.name.node.as_str();
        let value = self.value(name, &argument.ty.node, draft, 0);
        if draft.random.is(50) {
            let variable = format!("v{}", draft.variables.len());
            draft.definitions.push(format!("${variable}: {}", argument.ty.node));
            draft.variables.insert(variable.clone(), value);
            return format!("{name}: ${variable}");
        }
        format!("{name}: {}", self.literal(&value, &argument.ty.node))
    }

    fn value(&self, name: &str, kind: &Type, draft: &mut Draft<'_>, depth: usize) -> Value {
        if draft.random.is(2) {
            return wrong(draft.random);
        }
        if kind.nullable && draft.random.is(5) {
            return Value::Null;
        }
        let named = match &kind.base {
            BaseType::List(inner) => {
                let length = draft.random.below(4);
                return (0..length).map(|_| self.value(name, inner, draft, depth)).collect();
            }
            BaseType::Named(named) => named.as_str(),
        };
        match self.types.get(named) {
            Some(TypeKind::Enum(words)) => {
                Value::from(words.values[draft.random.below(words.values.len())].node.value.node.as_str())
            }
            Some(TypeKind::InputObject(input)) => self.object(input, draft, depth + 1),
            _ => scalar(draft.random, named, name, draft.known),
        }
    }

    fn object(&self, input: &InputObjectType, draft: &mut Draft<'_>, depth: usize) -> Value {
        // Of an object that takes exactly one of its fields every field may be left out.
        let one_of = draft.random.below(input.fields.len());
        let is_one_of = input.fields.iter().all(|field| field.node.ty.node.nullable) && draft.random.is(50);
        let mut object = Map::new();
        for (at, field) in input.fields.iter().enumerate() {
            let field = &field.node;
            let is_given = match is_one_of {
                true => at == one_of,
                false => depth < 5 && is_given(draft.random, field),
            };
            if is_given {
                let name = field.name.node.as_str();
                object.insert(name.to_owned(), self.value(name, &field.ty.node, draft, depth));
            }
        }
        if draft.random.is(1) {
            object.insert("nothing".to_owned(), json!(1));
        }
        Value::Object(object)
    }

    /// A value as it is written in a document. Words of enums stand there without quotes.
    fn literal(&self, value: &Value, kind: &Type) -> String {
        match (value, &kind.base) {
            (Value::Array(items), BaseType::List(inner)) => {
                let items: Vec<String> = items.iter().map(|item| self.literal(item, inner)).collect();
                format!("[{}]", items.join(", "))
            }
            (Value::Object(fields), BaseType::Named(name)) => {
                let of = match self.types.get(name.as_str()) {
                    Some(TypeKind::InputObject(input)) => input.fields.as_slice(),
                    _ => &[],
                };
                let known = |name: &str| of.iter().find(|field| field.node.name.node == name);
                let fields: Vec<String> = fields
                    .iter()
                    .filter(|(name, _)| is_name(name))
                    .map(|(name, value)| match known(name) {
                        Some(field) => format!("{name}: {}", self.literal(value, &field.node.ty.node)),
                        None => format!("{name}: {}", plain(value)),
                    })
                    .collect();
                format!("{{{}}}", fields.join(", "))
            }
            (Value::String(word), BaseType::Named(name))
                if matches!(self.types.get(name.as_str()), Some(TypeKind::Enum(_))) && is_name(word) =>
            {
                word.clone()
            }
            _ => plain(value),
        }
    }
}

/// JSON as a literal: names without quotes.
fn plain(value: &Value) -> String {
    match value {
        Value::Array(items) => format!("[{}]", items.iter().map(plain).collect::<Vec<_>>().join(", ")),
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| is_name(name));
            let fields: Vec<String> =
                fields.map(|(name, value)| format!("{name}: {}", plain(value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
        other => other.to_string(),
    }
}

fn is_name(text: &str) -> bool {
    let is_start = text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_');
    is_start && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// What is required is given but for a mistake, and the rest in two cases of five.
fn is_given(random: &mut Random, argument: &InputValueDefinition) -> bool {
    let is_required = !argument.ty.node.nullable && argument.default_value.is_none();
    random.is(if is_required { 99 } else { 40 })
}

fn named(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => named(inner),
    }
}
