//! What the schema says of sizes: which field answers which type, and how many of them. Part of
//! the limits of the GraphQL face.

use std::collections::HashMap;

use async_graphql::parser::parse_schema;
use async_graphql::parser::types::{BaseType, FieldDefinition, Type, TypeKind, TypeSystemDefinition};

use crate::db::page::{DEFAULT_SIZE, MAX_SIZE};

/// Items counted for a list that has no page size, such as the highlights of a position.
const ASSUMED_LENGTH: u64 = 10;

/// The same for lists that stand within each other and are shorter: a document of two pages has
/// room for few claims an entry, and a claim rests on one to three facts.
const SHORTER_LENGTHS: &[(&str, &str, u64)] =
    &[("Block", "entries", 5), ("Entry", "claims", 5), ("Claim", "facts", 3), ("Claim", "findings", 3)];

/// The fields of every type that has some, by name.
pub struct SchemaShape {
    types: HashMap<String, TypeShape>,
    roots: [String; 3],
}

/// The fields of a type.
#[derive(Debug, Default)]
pub struct TypeShape {
    /// By name; those that are not listed answer one value.
    pub fields: HashMap<String, FieldShape>,
    /// Whether it tells of the schema itself, which needs no database.
    pub is_introspection: bool,
}

/// What a field answers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FieldShape {
    /// The type of one answer, lists and nullability aside.
    pub type_name: String,
    /// How many.
    pub count: Count,
}

/// How many answers a field can have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Count {
    /// As many as this; one for what is no list.
    Fixed(u64),
    /// As many as its `first` or `last` says.
    Page,
    /// As many as its `ids` or `claims` has.
    Ids,
}

/// A root of the schema.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Root {
    /// `query`
    Query,
    /// `mutation`
    Mutation,
    /// `subscription`
    Subscription,
}

impl SchemaShape {
    /// Reads a schema definition. What it does not define counts as a single value, so a
    /// definition that cannot be read leaves only the other limits.
    pub fn read(sdl: &str) -> Self {
        let mut types = HashMap::new();
        let mut roots = ["Query".to_owned(), "Mutation".to_owned(), "Subscription".to_owned()];
        let definitions = parse_schema(sdl).map(|document| document.definitions).unwrap_or_default();
        for definition in &definitions {
            match definition {
                TypeSystemDefinition::Type(definition) => {
                    let name = definition.node.name.node.as_str();
                    let fields = match &definition.node.kind {
                        TypeKind::Object(object) => &object.fields,
                        TypeKind::Interface(interface) => &interface.fields,
                        _ => continue,
                    };
                    let is_connection = name.ends_with("Connection");
                    let fields =
                        fields.iter().map(|field| read_field(name, &field.node, is_connection)).collect();
                    types.insert(name.to_owned(), TypeShape { fields, is_introspection: false });
                }
                TypeSystemDefinition::Schema(schema) => {
                    let named = [&schema.node.query, &schema.node.mutation, &schema.node.subscription];
                    for (root, name) in roots.iter_mut().zip(named) {
                        if let Some(name) = name {
                            *root = name.node.to_string();
                        }
                    }
                }
                TypeSystemDefinition::Directive(_) => {}
            }
        }
        let count = types.len() as u64;
        types.extend(introspection(count));
        let query: &mut TypeShape = types.entry(roots[0].clone()).or_default();
        query.fields.insert("__schema".to_owned(), answering("__Schema", 1));
        query.fields.insert("__type".to_owned(), answering("__Type", 1));
        Self { types, roots }
    }

    /// The fields of a type.
    pub fn get(&self, type_name: &str) -> Option<&TypeShape> {
        self.types.get(type_name)
    }

    /// The fields of a root.
    pub fn root(&self, root: Root) -> Option<&TypeShape> {
        self.get(&self.roots[root as usize])
    }
}

/// The size of a page that was asked for with `first` or `last`.
pub fn page_size(asked: Option<i64>) -> u64 {
    asked.and_then(|size| u64::try_from(size).ok()).unwrap_or(u64::from(DEFAULT_SIZE)).min(MAX_SIZE.into())
}

fn read_field(of: &str, field: &FieldDefinition, is_of_connection: bool) -> (String, FieldShape) {
    let takes = |name: &str| field.arguments.iter().any(|argument| argument.node.name.node == name);
    let (type_name, is_list) = base(&field.ty.node);
    let count = if takes("first") || takes("last") {
        Count::Page
    } else if !is_list || is_of_connection {
        // The rows of a connection are counted where the page was asked for.
        Count::Fixed(1)
    } else if takes("ids") || takes("claims") {
        Count::Ids
    } else {
        let is_this = |(kind, name, _): &&(&str, &str, u64)| *kind == of && *name == field.name.node;
        Count::Fixed(SHORTER_LENGTHS.iter().find(is_this).map_or(ASSUMED_LENGTH, |(.., length)| *length))
    };
    let shape = FieldShape { type_name: type_name.to_owned(), count };
    (field.name.node.to_string(), shape)
}

fn base(of: &Type) -> (&str, bool) {
    match &of.base {
        BaseType::Named(name) => (name.as_str(), false),
        BaseType::List(item) => (base(item).0, true),
    }
}

fn answering(type_name: &str, count: u64) -> FieldShape {
    FieldShape { type_name: type_name.to_owned(), count: Count::Fixed(count) }
}

/// A field with the type it answers and how often.
type Sized = (&'static str, &'static str, u64);

/// The types of introspection, which no schema definition prints, with the sizes of a schema of
/// so many types. <https://spec.graphql.org/October2021/#sec-Schema-Introspection>
fn introspection(types: u64) -> impl Iterator<Item = (String, TypeShape)> {
    let table: [(&str, &[Sized]); 6] = [
        (
            "__Schema",
            &[
                ("types", "__Type", 0),
                ("queryType", "__Type", 1),
                ("mutationType", "__Type", 1),
                ("subscriptionType", "__Type", 1),
                ("directives", "__Directive", 6),
            ],
        ),
        (
            "__Type",
            &[
                ("fields", "__Field", 10),
                ("interfaces", "__Type", 1),
                ("possibleTypes", "__Type", 2),
                ("enumValues", "__EnumValue", 5),
                ("inputFields", "__InputValue", 5),
                ("ofType", "__Type", 1),
            ],
        ),
        ("__Field", &[("args", "__InputValue", 2), ("type", "__Type", 1)]),
        ("__InputValue", &[("type", "__Type", 1)]),
        ("__EnumValue", &[]),
        ("__Directive", &[("args", "__InputValue", 2)]),
    ];
    table.into_iter().map(move |(name, fields)| {
        let fields = fields.iter().map(|&(field, type_name, count)| {
            let count = if field == "types" { types } else { count };
            (field.to_owned(), answering(type_name, count))
        });
        (name.to_owned(), TypeShape { fields: fields.collect(), is_introspection: true })
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shape() -> SchemaShape {
        SchemaShape::read(
            "schema { query: Root }
             type Root { jobs(first: Int): JobConnection! nodes(ids: [ID!]!): [Job]! job: Job
                         check(claims: [ID!]!): [Job!] }
             type JobConnection { nodes: [Job!]! }
             type Job { tags: [String!]! }
             type Claim { facts: [Job!]! spans: [Job!]! }",
        )
    }

    #[test]
    fn a_list_counts_by_what_bounds_it() {
        let shape = shape();
        let count = |of: &str, field: &str| shape.get(of).unwrap().fields[field].count;
        assert_eq!(count("Root", "jobs"), Count::Page);
        assert_eq!(count("Root", "nodes"), Count::Ids);
        assert_eq!(count("Root", "check"), Count::Ids);
        assert_eq!(count("Root", "job"), Count::Fixed(1));
        assert_eq!(count("JobConnection", "nodes"), Count::Fixed(1));
        assert_eq!(count("Job", "tags"), Count::Fixed(ASSUMED_LENGTH));
        assert_eq!(count("Claim", "facts"), Count::Fixed(3));
        assert_eq!(count("Claim", "spans"), Count::Fixed(ASSUMED_LENGTH));
    }

    #[test]
    fn every_shorter_list_is_one_of_the_schema() {
        let shape = SchemaShape::read(&crate::graphql::schema::print());
        for (kind, field, length) in SHORTER_LENGTHS {
            assert_eq!(
                shape.get(kind).unwrap().fields[*field].count,
                Count::Fixed(*length),
                "{kind}.{field}"
            );
        }
    }

    #[test]
    fn the_roots_are_those_the_schema_names() {
        let shape = shape();
        assert!(shape.root(Root::Query).unwrap().fields.contains_key("__schema"));
        assert!(shape.root(Root::Mutation).is_none());
    }

    #[test]
    fn a_page_is_never_larger_than_the_largest() {
        assert_eq!(page_size(None), u64::from(DEFAULT_SIZE));
        assert_eq!(page_size(Some(3)), 3);
        assert_eq!(page_size(Some(1_000_000)), u64::from(MAX_SIZE));
        assert_eq!(page_size(Some(-1)), u64::from(DEFAULT_SIZE));
    }
}
