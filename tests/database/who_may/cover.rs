//! What of the schema the table has to speak of, and what its operations do speak of.
//!
//! Asked for are: every root field; every argument that takes an id, wherever it stands; each
//! type of node for `node` and `nodes`; every field of a node; and every field, of whatever type,
//! that leads to a node.

use std::collections::{BTreeSet, HashMap};

use async_graphql::Positioned;
use async_graphql::parser::types::{
    BaseType, FieldDefinition, InputValueDefinition, Selection, SelectionSet, Type, TypeKind,
    TypeSystemDefinition,
};
use async_graphql::parser::{parse_query, parse_schema};
use async_graphql_value::Value;

use super::table::{Row, filled};

/// The roots, with the keyword of their operations.
const ROOTS: [(&str, &str); 3] =
    [("Query", "query"), ("Mutation", "mutation"), ("Subscription", "subscription")];

/// The types of a schema.
pub struct Schema {
    types: HashMap<String, TypeKind>,
    /// The types that implement `Node`.
    nodes: BTreeSet<String>,
}

impl Schema {
    /// Reads a schema definition.
    pub fn read(sdl: &str) -> Self {
        let definitions = parse_schema(sdl).expect("a schema").definitions;
        let types: HashMap<String, TypeKind> = definitions
            .into_iter()
            .filter_map(|definition| match definition {
                TypeSystemDefinition::Type(found) => {
                    Some((found.node.name.node.to_string(), found.node.kind))
                }
                _ => None,
            })
            .collect();
        let nodes = types.iter().filter(|(_, kind)| implements(kind).any(|name| name == "Node"));
        Self { nodes: nodes.map(|(name, _)| name.clone()).collect(), types }
    }

    /// Everything the table has to speak of.
    pub fn required(&self) -> BTreeSet<String> {
        let mut required = BTreeSet::new();
        for (name, kind) in &self.types {
            let TypeKind::Object(object) = kind else { continue };
            for field in object.fields.iter().map(|field| &field.node) {
                let way = format!("{name}.{}", field.name.node);
                let is_root = ROOTS.iter().any(|(root, _)| root == name);
                let leads_to_node =
                    self.nodes.contains(named(&field.ty.node)) || named(&field.ty.node) == "Node";
                if is_root || self.nodes.contains(name) || leads_to_node {
                    required.insert(way.clone());
                }
                for argument in self.ids(&each(&field.arguments)) {
                    let way = format!("{way}({argument})");
                    if named(&field.ty.node) == "Node" {
                        required.extend(self.nodes.iter().map(|node| format!("{way} of {node}")));
                    }
                    required.insert(way);
                }
            }
        }
        required
    }

    /// What an operation of the table speaks of: the fields it selects, and the arguments in which
    /// it names something of the owner's.
    pub fn covered(&self, row: &Row) -> BTreeSet<String> {
        let mut covered = BTreeSet::new();
        let document = filled(&row.operation, |name| match name.ends_with("version") {
            true => "1".to_owned(),
            false => format!("\"${name}\""),
        });
        let document = parse_query(&document).unwrap_or_else(|error| panic!("{}: {error}", row.operation));
        for (_, operation) in document.operations.iter() {
            let keyword = operation.node.ty.to_string();
            let root = ROOTS.iter().find(|(_, word)| *word == keyword).map_or("Query", |(root, _)| root);
            self.select(root, &operation.node.selection_set.node, &mut covered);
        }
        covered
    }

    fn select(&self, parent: &str, set: &SelectionSet, covered: &mut BTreeSet<String>) {
        for selection in &set.items {
            match &selection.node {
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = condition.map_or(parent, |condition| condition.node.on.node.as_str());
                    self.select(parent, &fragment.node.selection_set.node, covered);
                }
                Selection::Field(field) => {
                    let name = field.node.name.node.as_str();
                    for parent in self.also(parent) {
                        covered.insert(format!("{parent}.{name}"));
                        for (argument, value) in &field.node.arguments {
                            let way = format!("{parent}.{name}({}", argument.node);
                            owned(&way, &value.node, covered);
                        }
                    }
                    let Some(below) = self.field(parent, name).map(|field| named(&field.ty.node).to_owned())
                    else {
                        continue;
                    };
                    self.select(&below, &field.node.selection_set.node, covered);
                }
                Selection::FragmentSpread(_) => panic!("operations of the table have no named fragments"),
            }
        }
    }

    /// A type, and those that implement it: what is asked of an interface is asked of them.
    fn also<'s>(&'s self, name: &'s str) -> impl Iterator<Item = &'s str> {
        let below = self.types.iter().filter(move |(_, kind)| implements(kind).any(|found| found == name));
        std::iter::once(name).chain(below.map(|(below, _)| below.as_str()))
    }

    fn fields(&self, name: &str) -> &[Positioned<FieldDefinition>] {
        match self.types.get(name) {
            Some(TypeKind::Object(object)) => &object.fields,
            Some(TypeKind::Interface(interface)) => &interface.fields,
            _ => &[],
        }
    }

    fn field(&self, parent: &str, name: &str) -> Option<&FieldDefinition> {
        self.fields(parent).iter().map(|field| &field.node).find(|field| field.name.node == name)
    }

    /// The ways to the ids among some arguments, through the input objects: `input.profileId`.
    fn ids(&self, arguments: &[&InputValueDefinition]) -> Vec<String> {
        let mut found = Vec::new();
        for argument in arguments {
            let (name, kind) = (argument.name.node.as_str(), named(&argument.ty.node));
            if kind == "ID" {
                found.push(name.to_owned());
            } else if let Some(TypeKind::InputObject(input)) = self.types.get(kind) {
                found.extend(self.ids(&each(&input.fields)).into_iter().map(|way| format!("{name}.{way}")));
            }
        }
        found
    }

    /// A row to begin with for a field the table does not speak of.
    pub fn suggestion(&self, way: &str) -> String {
        let bare = way.split(['(', ' ']).next().unwrap_or(way);
        let (parent, name) = bare.split_once('.').unwrap_or((bare, ""));
        let Some((_, keyword)) = ROOTS.iter().find(|(root, _)| *root == parent) else {
            return format!("{way}: select it in a row whose operation comes by a {parent}");
        };
        let Some(field) = self.field(parent, name) else { return way.to_owned() };
        let below = named(&field.ty.node);
        let arguments = self.literals(&each(&field.arguments), below);
        let arguments = if arguments.is_empty() { arguments } else { format!("({arguments})") };
        let has_status = self.field(below, "status").is_some();
        let selection = match self.fields(below).first() {
            Some(_) if has_status => " { status }",
            Some(_) => " { __typename }",
            None => "",
        };
        let cells = if has_status {
            "SAVED | NOT_FOUND | NOT_FOUND | NOT_FOUND"
        } else {
            "seen | null | null | null"
        };
        format!(
            "{way}: add, and look at each cell\n| {bare} | {cells} | sign in | sign in | `{keyword} {{ {name}{arguments}{selection} }}` |"
        )
    }

    fn literals(&self, arguments: &[&InputValueDefinition], answers: &str) -> String {
        let is_needed = |argument: &InputValueDefinition| {
            let is_required = !argument.ty.node.nullable && argument.default_value.is_none();
            is_required || !self.ids(&[argument]).is_empty()
        };
        let needed = arguments.iter().filter(|argument| is_needed(argument));
        needed.map(|argument| self.literal(argument, answers)).collect::<Vec<_>>().join(", ")
    }

    fn literal(&self, argument: &InputValueDefinition, answers: &str) -> String {
        let (name, kind) = (argument.name.node.as_str(), named(&argument.ty.node));
        let value = match (kind, self.types.get(kind)) {
            ("ID", _) => format!("${}", thing(name, answers)),
            (_, Some(TypeKind::InputObject(input))) => {
                format!("{{ {} }}", self.literals(&each(&input.fields), answers))
            }
            (_, Some(TypeKind::Enum(words))) => words.values[0].node.value.node.to_string(),
            ("Int", _) if name == "version" => "$version".to_owned(),
            ("Int" | "Float", _) => "1".to_owned(),
            ("Boolean", _) => "true".to_owned(),
            _ => "\"x\"".to_owned(),
        };
        match argument.ty.node.base {
            BaseType::List(_) => format!("{name}: [{value}]"),
            BaseType::Named(_) => format!("{name}: {value}"),
        }
    }
}

/// What is missing in the table, with a row to begin with, and what it speaks of that the schema
/// does not have.
pub fn gaps(schema: &Schema, rows: &[Row]) -> Vec<String> {
    let mut missing = schema.required();
    let mut found = Vec::new();
    for row in rows {
        let covered = schema.covered(row);
        let is_known =
            row.field.split_once('.').is_some_and(|(root, name)| schema.field(root, name).is_some());
        if !is_known || !covered.contains(&row.field) {
            found.push(format!(
                "{}: its operation does not ask for such a field: {}",
                row.field, row.operation
            ));
        }
        missing.retain(|way| !covered.contains(way));
    }
    for way in &missing {
        // A field that is missing whole is told once.
        let (field, is_whole) = way.split_once('(').map_or((way.as_str(), true), |(field, _)| (field, false));
        if is_whole || !missing.contains(field) {
            found.push(schema.suggestion(way));
        }
    }
    found
}

/// The thing an argument names: `savedJobId` is `savedJob`, and `id` what the field answers.
fn thing(argument: &str, answers: &str) -> String {
    let name = argument.strip_suffix("Ids").or(argument.strip_suffix("Id")).unwrap_or(argument);
    let name = if ["id", "ids"].contains(&name) { answers } else { name };
    name[..1].to_lowercase() + &name[1..]
}

/// The ways to the owner's ids in a value.
fn owned(way: &str, value: &Value, covered: &mut BTreeSet<String>) {
    match value {
        Value::String(text) => {
            if let Some(name) = text.strip_prefix('$').filter(|name| !name.starts_with("my.")) {
                covered.insert(format!("{way})"));
                covered.insert(format!("{way}) of {}{}", name[..1].to_uppercase(), &name[1..]));
            }
        }
        Value::List(items) => items.iter().for_each(|item| owned(way, item, covered)),
        Value::Object(fields) => {
            fields.iter().for_each(|(name, value)| owned(&format!("{way}.{name}"), value, covered));
        }
        _ => {}
    }
}

fn implements(kind: &TypeKind) -> impl Iterator<Item = &str> {
    let names = match kind {
        TypeKind::Object(object) => object.implements.as_slice(),
        _ => &[],
    };
    names.iter().map(|name| name.node.as_str())
}

/// The type within lists.
fn named(kind: &Type) -> &str {
    match &kind.base {
        BaseType::Named(name) => name.as_str(),
        BaseType::List(inner) => named(inner),
    }
}

/// Definitions without their places.
fn each<T>(definitions: &[Positioned<T>]) -> Vec<&T> {
    definitions.iter().map(|definition| &definition.node).collect()
}

#[cfg(test)]
mod tests {
    use super::super::table::read;
    use super::*;

    const SCHEMA: &str = "
        interface Node { id: ID! }
        type Job implements Node { id: ID! saved: SavedJob note(ids: [ID!]): String }
        type SavedJob implements Node { id: ID! }
        type Query { node(id: ID!): Node job(id: ID!): Job }
        type Mutation { saveJob(input: SaveJobInput!): SavePayload! }
        input SaveJobInput { jobId: ID! inner: Inner word: Word! }
        input Inner { factIds: [ID!] }
        enum Word { ONE TWO }
        type SavePayload { status: String! savedJob: SavedJob }
        schema { query: Query mutation: Mutation }";

    const ROWS: [&str; 5] = [
        "| Query.node | seen | null | null | null | sign in | sign in | `{ node(id: $job) { id ... on Job { saved { id } } } }` |",
        "| Query.node | seen | null | null | null | sign in | sign in | `{ node(id: $savedJob) { id } }` |",
        "| Query.job | seen | null | null | null | null | sign in | `{ job(id: $job) { note(ids: [$fact]) } }` |",
        "| Mutation.saveJob | SAVED | NOT_FOUND | NOT_FOUND | NOT_FOUND | sign in | sign in | `mutation { saveJob(input: { jobId: $job, word: ONE }) { status savedJob { id } } }` |",
        "| Mutation.saveJob | SAVED | INVALID | INVALID | INVALID | sign in | sign in | `mutation { saveJob(input: { jobId: $my.job, inner: { factIds: [$fact] }, word: ONE }) { status } }` |",
    ];

    fn gaps_of(rows: &[&str]) -> Vec<String> {
        gaps(&Schema::read(SCHEMA), &read(&rows.join("\n")).expect("rows"))
    }

    #[test]
    fn a_table_that_speaks_of_everything_has_no_gaps() {
        assert_eq!(gaps_of(&ROWS), Vec::<String>::new());
    }

    #[test]
    fn each_row_left_out_is_told_with_what_to_add() {
        let without = |at: usize| {
            let rows: Vec<&str> =
                ROWS.iter().enumerate().filter(|(row, _)| *row != at).map(|(_, row)| *row).collect();
            gaps_of(&rows).join("\n")
        };
        assert!(without(0).starts_with("Job.saved: select it in a row"), "{}", without(0));
        assert!(without(1).starts_with("Query.node(id) of SavedJob: add"), "{}", without(1));
        assert!(without(2).contains("| Query.job | seen |") && without(2).contains("`query { job(id: $job)"));
        assert!(without(3).contains("SavePayload.savedJob"), "{}", without(3));
        let suggested = "`mutation { saveJob(input: { jobId: $job, inner: { factIds: [$fact] }, word: ONE }) { status } }`";
        assert!(without(4).contains("Mutation.saveJob(input.inner.factIds)"), "{}", without(4));
        assert!(without(4).contains(suggested), "{}", without(4));
    }

    #[test]
    fn a_row_of_a_field_that_is_gone_is_told() {
        let gone = ROWS[2].replace("Query.job", "Query.task").replace("{ job(", "{ task(");
        let rows: Vec<&str> = ROWS.iter().copied().chain([gone.as_str()]).collect();
        assert!(gaps_of(&rows)[0].starts_with("Query.task"));
        let other = ROWS[2].replace("Query.job", "Query.node");
        let rows: Vec<&str> = ROWS.iter().copied().chain([other.as_str()]).collect();
        assert!(gaps_of(&rows)[0].starts_with("Query.node"));
    }
}
