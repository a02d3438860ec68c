//! Adds up what a parsed document asks for, each fragment once. Part of the limits of the
//! GraphQL face.

use std::collections::HashMap;

use async_graphql::parser::types::{
    Directive, ExecutableDocument, Field, OperationDefinition, OperationType, Selection, SelectionSet,
};
use async_graphql::{Name, Positioned, Variables};
use async_graphql_value::{ConstValue, Value};

use super::shape::{Count, Root, SchemaShape, TypeShape, page_size};
use super::{
    Exceeded, Limit, MAX_ALIASES, MAX_DEPTH, MAX_DIRECTIVES, MAX_DIRECTIVES_AT_ONE_PLACE, MAX_FRAGMENTS,
    MAX_OPERATIONS, MAX_ROOT_FIELDS, MAX_SELECTIONS,
};
use crate::graphql::error::{ApiError, ErrorCode};

/// What a selection asks for, fragments written out where they are spread. Sums saturate.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Measure {
    /// Fields of an answer, lists counted by what they can hold.
    pub cost: u64,
    /// The same of what is asked about the schema itself.
    pub introspection_cost: u64,
    /// The deepest field; one at the root.
    pub depth: u64,
    /// Fields at its root.
    pub root_fields: u64,
    /// Aliases.
    pub aliases: u64,
    /// Directives.
    pub directives: u64,
    /// Fields.
    pub selections: u64,
}

/// Why a document is not run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// It asks for too much.
    Exceeded(Exceeded),
    /// A fragment spreads itself.
    Cycle,
}

impl From<Exceeded> for Refused {
    fn from(exceeded: Exceeded) -> Self {
        Self::Exceeded(exceeded)
    }
}

impl From<Refused> for ApiError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::Exceeded(exceeded) => exceeded.into(),
            Refused::Cycle => {
                Self::new(ErrorCode::ValidationFailed, "A fragment spreads itself; write it out instead.")
            }
        }
    }
}

/// Measures the operation to run, and holds all of the document to the limits that do not
/// depend on who asks. An operation that is not there measures nothing.
///
/// # Errors
/// The first limit that was passed, or a fragment that spreads itself.
pub fn measure(
    document: &ExecutableDocument,
    operation_name: Option<&str>,
    variables: &Variables,
    shape: &SchemaShape,
) -> Result<Measure, Refused> {
    Exceeded::check(Limit::Fragments, document.fragments.len() as u64, MAX_FRAGMENTS)?;
    Exceeded::check(Limit::Operations, document.operations.iter().len() as u64, MAX_OPERATIONS)?;
    let mut counting = Counting { document, variables, shape, fragments: HashMap::new(), defaults: None };
    // Validation reads all of them, also those that do not run.
    let mut selections = 0_u64;
    for name in document.fragments.keys() {
        selections = selections.saturating_add(counting.fragment(name)?.selections);
    }
    let mut asked = Measure::default();
    let only = document.operations.iter().len() == 1;
    for (name, operation) in document.operations.iter() {
        let measure = counting.operation(&operation.node)?;
        selections = selections.saturating_add(measure.selections);
        Exceeded::check(Limit::Depth, measure.depth, MAX_DEPTH)?;
        Exceeded::check(Limit::RootFields, measure.root_fields, MAX_ROOT_FIELDS)?;
        Exceeded::check(Limit::Aliases, measure.aliases, MAX_ALIASES)?;
        Exceeded::check(Limit::Directives, measure.directives, MAX_DIRECTIVES)?;
        if name.map(Name::as_str) == operation_name || (only && operation_name.is_none()) {
            asked = measure;
        }
    }
    Exceeded::check(Limit::Selections, selections, MAX_SELECTIONS)?;
    Ok(asked)
}

struct Counting<'a> {
    document: &'a ExecutableDocument,
    variables: &'a Variables,
    shape: &'a SchemaShape,
    /// None while a fragment is being measured.
    fragments: HashMap<&'a str, Option<Measure>>,
    /// The operation whose defaults stand in for variables that were not sent.
    defaults: Option<&'a OperationDefinition>,
}

impl<'a> Counting<'a> {
    fn operation(&mut self, operation: &'a OperationDefinition) -> Result<Measure, Refused> {
        let root = match operation.ty {
            OperationType::Query => Root::Query,
            OperationType::Mutation => Root::Mutation,
            OperationType::Subscription => Root::Subscription,
        };
        // A page size in a fragment may be a variable with a default of this operation.
        let has_defaults = operation.variable_definitions.iter().any(|v| v.node.default_value.is_some());
        if has_defaults || self.defaults.is_some() {
            self.fragments.clear();
        }
        self.defaults = has_defaults.then_some(operation);
        let mut measure = self.selection_set(&operation.selection_set.node, self.shape.root(root))?;
        measure.directives = measure.directives.saturating_add(at_one_place(&operation.directives)?);
        for variable in &operation.variable_definitions {
            measure.directives = measure.directives.saturating_add(at_one_place(&variable.node.directives)?);
        }
        Ok(measure)
    }

    fn fragment(&mut self, name: &'a str) -> Result<Measure, Refused> {
        match self.fragments.get(name) {
            Some(Some(measure)) => return Ok(*measure),
            Some(None) => return Err(Refused::Cycle),
            None => {}
        }
        let Some(fragment) = self.document.fragments.get(name) else { return Ok(Measure::default()) };
        self.fragments.insert(name, None);
        let parent = self.shape.get(&fragment.node.type_condition.node.on.node);
        let mut measure = self.selection_set(&fragment.node.selection_set.node, parent)?;
        measure.directives = measure.directives.saturating_add(at_one_place(&fragment.node.directives)?);
        self.fragments.insert(name, Some(measure));
        Ok(measure)
    }

    fn selection_set(
        &mut self,
        set: &'a SelectionSet,
        parent: Option<&'a TypeShape>,
    ) -> Result<Measure, Refused> {
        let mut sum = Measure::default();
        for selection in &set.items {
            let (directives, part) = match &selection.node {
                Selection::Field(field) => (&field.node.directives, self.field(&field.node, parent)?),
                Selection::FragmentSpread(spread) => {
                    (&spread.node.directives, self.fragment(spread.node.fragment_name.node.as_str())?)
                }
                Selection::InlineFragment(fragment) => {
                    let condition = fragment.node.type_condition.as_ref();
                    let parent = match condition {
                        Some(condition) => self.shape.get(&condition.node.on.node),
                        None => parent,
                    };
                    let part = self.selection_set(&fragment.node.selection_set.node, parent)?;
                    (&fragment.node.directives, part)
                }
            };
            sum = sum.beside(part);
            sum.directives = sum.directives.saturating_add(at_one_place(directives)?);
        }
        Ok(sum)
    }

    fn field(&mut self, field: &'a Field, parent: Option<&'a TypeShape>) -> Result<Measure, Refused> {
        let shape = parent.and_then(|parent| parent.fields.get(field.name.node.as_str()));
        let below = shape.and_then(|shape| self.shape.get(&shape.type_name));
        let inner = self.selection_set(&field.selection_set.node, below)?;
        let count = match shape.map(|shape| shape.count) {
            Some(Count::Page) => page_size(self.page_argument(field)),
            Some(Count::Ids) => {
                let each = self.argument(field, "ids").or_else(|| self.argument(field, "claims"));
                each.map_or(1, |each| each.length())
            }
            Some(Count::Fixed(count)) => count,
            None => 1,
        };
        let of_items =
            |cost: u64, own: bool| count.max(1).saturating_mul(cost).saturating_add(u64::from(own));
        let is_introspection = parent.is_some_and(|parent| parent.is_introspection)
            || below.is_some_and(|type_| type_.is_introspection);
        Ok(Measure {
            cost: of_items(inner.cost, !is_introspection),
            introspection_cost: of_items(inner.introspection_cost, is_introspection),
            depth: inner.depth.saturating_add(1),
            root_fields: 1,
            aliases: inner.aliases.saturating_add(u64::from(field.alias.is_some())),
            directives: inner.directives,
            selections: inner.selections.saturating_add(1),
        })
    }

    fn page_argument(&self, field: &'a Field) -> Option<i64> {
        let number = match self.argument(field, "first").or_else(|| self.argument(field, "last"))? {
            Argument::Written(Value::Number(number)) | Argument::Sent(ConstValue::Number(number)) => number,
            _ => return None,
        };
        // A number beyond this range is refused later; until then it is a large page.
        Some(number.as_i64().unwrap_or(i64::MAX))
    }

    /// The argument's value; a variable stands for what was sent, else for its default.
    fn argument(&self, field: &'a Field, name: &str) -> Option<Argument<'a>> {
        match &field.get_argument(name)?.node {
            Value::Variable(variable) => match self.variables.get(variable) {
                Some(sent) => Some(Argument::Sent(sent)),
                None => {
                    let definitions = self.defaults.map(|operation| &operation.variable_definitions)?;
                    let definition = definitions.iter().find(|v| v.node.name.node == *variable)?;
                    definition.node.default_value.as_ref().map(|value| Argument::Sent(&value.node))
                }
            },
            value => Some(Argument::Written(value)),
        }
    }
}

/// The value of an argument: written in the document, or sent beside it.
enum Argument<'a> {
    Written(&'a Value),
    Sent(&'a ConstValue),
}

impl Argument<'_> {
    fn length(&self) -> u64 {
        match self {
            Self::Written(Value::List(items)) => items.len() as u64,
            Self::Sent(ConstValue::List(items)) => items.len() as u64,
            _ => 1,
        }
    }
}

impl Measure {
    fn beside(self, other: Self) -> Self {
        Self {
            cost: self.cost.saturating_add(other.cost),
            introspection_cost: self.introspection_cost.saturating_add(other.introspection_cost),
            depth: self.depth.max(other.depth),
            root_fields: self.root_fields.saturating_add(other.root_fields),
            aliases: self.aliases.saturating_add(other.aliases),
            directives: self.directives.saturating_add(other.directives),
            selections: self.selections.saturating_add(other.selections),
        }
    }
}

fn at_one_place(directives: &[Positioned<Directive>]) -> Result<u64, Exceeded> {
    let count = directives.len() as u64;
    Exceeded::check(Limit::Directives, count, MAX_DIRECTIVES_AT_ONE_PLACE)?;
    Ok(count)
}

#[cfg(test)]
mod tests {
    use async_graphql::parser::parse_query;
    use serde_json::json;

    use super::super::max_cost;
    use super::*;

    const SCHEMA: &str = "
        type Query { jobs(first: Int, last: Int): JobConnection! nodes(ids: [ID!]!): [Node]! job: Job
                     check(claims: [ID!]!): [Job!] }
        type Mutation { save(note: String): Job }
        interface Node { id: ID! }
        type JobConnection { nodes: [Job!]! }
        type Job implements Node { id: ID! tags: [Tag!]! related: Job }
        type Tag { name: String! }";

    fn measured(source: &str, variables: serde_json::Value) -> Result<Measure, Refused> {
        let document = parse_query(source).unwrap();
        measure(&document, None, &Variables::from_json(variables), &SchemaShape::read(SCHEMA))
    }

    fn cost(source: &str) -> u64 {
        measured(source, json!({})).unwrap().cost
    }

    fn refused(source: &str) -> Limit {
        match measured(source, json!({})) {
            Err(Refused::Exceeded(exceeded)) => exceeded.limit,
            other => panic!("expected a limit, got {other:?}"),
        }
    }

    #[test]
    fn lists_multiply_what_is_below_them() {
        assert_eq!(cost("{ job { id } }"), 2);
        assert_eq!(cost("{ jobs(first: 3) { nodes { id } } }"), 1 + 3 * 2);
        assert_eq!(cost("{ jobs { nodes { id } } }"), 1 + 20 * 2);
        assert_eq!(cost("{ jobs(last: 5000) { nodes { id } } }"), 1 + 100 * 2);
        assert_eq!(cost("{ job { tags { name } } }"), 1 + 1 + 10);
        assert_eq!(cost("{ nodes(ids: [1, 2, 3]) { id } }"), 1 + 3);
        assert_eq!(cost("{ check(claims: [1, 2]) { tags { name } } }"), 1 + 2 * (1 + 10));
    }

    #[test]
    fn variables_count_with_what_was_sent_or_their_default() {
        let source =
            "query ($n: Int = 7, $ids: [ID!]!) { jobs(first: $n) { nodes { id } } nodes(ids: $ids) { id } }";
        let with = |variables| measured(source, variables).unwrap().cost;
        assert_eq!(with(json!({ "ids": [1, 2] })), 1 + 7 * 2 + 1 + 2);
        assert_eq!(with(json!({ "n": 9, "ids": [] })), 1 + 9 * 2 + 1 + 1);
    }

    #[test]
    fn a_fragment_counts_wherever_it_is_spread_with_the_defaults_of_its_operation() {
        let spread = "query A($n: Int = 2) { ...F ...F } query B($n: Int = 4) { ...F }
                      fragment F on Query { jobs(first: $n) { nodes { id } } }";
        let document = parse_query(spread).unwrap();
        let shape = SchemaShape::read(SCHEMA);
        let of = |name| measure(&document, Some(name), &Variables::default(), &shape).unwrap();
        assert_eq!(of("A").cost, 2 * (1 + 2 * 2));
        assert_eq!(of("A").root_fields, 2);
        assert_eq!(of("B").cost, 1 + 4 * 2);
    }

    #[test]
    fn a_fragment_bomb_is_refused_without_being_written_out() {
        let mut source = "{ job { ...F0 } }".to_owned();
        for index in 0..50 {
            source += &format!("fragment F{index} on Job {{ ...F{} ...F{} }}", index + 1, index + 1);
        }
        source += "fragment F50 on Job { id }";
        assert_eq!(refused(&source), Limit::Selections);
    }

    #[test]
    fn a_fragment_that_spreads_itself_is_refused() {
        let source = "{ job { ...A } } fragment A on Job { ...B } fragment B on Job { related { ...A } }";
        assert_eq!(measured(source, json!({})), Err(Refused::Cycle));
    }

    #[test]
    fn each_limit_fires() {
        let deep = format!("{{ job {} id {} }}", "{ related".repeat(14) + "{", "}".repeat(15));
        assert_eq!(refused(&deep), Limit::Depth);
        let fields = |one: fn(usize) -> String, count| (0..count).map(one).collect::<String>();
        assert_eq!(refused(&format!("{{ {} }}", fields(|_| "job { id } ".into(), 21))), Limit::RootFields);
        let aliases = fields(|index| format!("a{index}: id "), 61);
        assert_eq!(refused(&format!("{{ job {{ {aliases} }} }}")), Limit::Aliases);
        assert_eq!(
            refused(&format!("{{ job {} {{ id }} }}", "@skip(if: false)".repeat(11))),
            Limit::Directives
        );
        let directives = fields(|_| "id @skip(if: false) ".into(), 61);
        assert_eq!(refused(&format!("{{ job {{ {directives} }} }}")), Limit::Directives);
        let fragments = fields(|index| format!("fragment F{index} on Job {{ id }}"), 61);
        assert_eq!(refused(&format!("{{ job {{ id }} }} {fragments}")), Limit::Fragments);
        let operations = fields(|index| format!("query Q{index} {{ job {{ id }} }}"), 31);
        assert_eq!(refused(&operations), Limit::Operations);
        assert_eq!(refused(&format!("{{ job {{ {} }} }}", "id ".repeat(3_001))), Limit::Selections);
    }

    #[test]
    fn costs_saturate_rather_than_wrap() {
        let nested = "jobs(first: 100) { nodes { id related { id tags { name } } } } ".repeat(19);
        let measure = measured(&format!("{{ {nested} }}"), json!({})).unwrap();
        assert!(measure.cost > max_cost(None));
    }

    #[test]
    fn introspection_is_counted_apart() {
        let measure = measured("{ __schema { types { name } } job { id } }", json!({})).unwrap();
        assert_eq!(measure.cost, 2);
        assert_eq!(measure.introspection_cost, 1 + 1 + 6);
    }
}
