//! The example operations as clients send them, with `__typename` beside every field, stay within
//! what an account of the least role may ask.

use async_graphql::Variables;
use async_graphql::parser::parse_query;
use async_graphql::parser::types::{DocumentOperations, Field, Selection, SelectionSet};
use async_graphql::{Name, Positioned};
use jobwise::accounts::model::Role;
use jobwise::graphql::limits::max_cost;
use jobwise::graphql::limits::measure::measure;
use jobwise::graphql::limits::shape::SchemaShape;
use jobwise::graphql::schema;
use jobwise::http::EXAMPLES;

/// Adds `__typename` to every selection, as the caches of urql and Apollo want it.
fn name_types(selections: &mut SelectionSet) {
    for selection in &mut selections.items {
        match &mut selection.node {
            Selection::Field(field) if field.node.selection_set.node.items.is_empty() => {}
            Selection::Field(field) => name_types(&mut field.node.selection_set.node),
            Selection::InlineFragment(fragment) => name_types(&mut fragment.node.selection_set.node),
            Selection::FragmentSpread(_) => {}
        }
    }
    let at = selections.items.first().map(|first| first.pos).unwrap_or_default();
    let field = Field {
        alias: None,
        name: Positioned::new(Name::new("__typename"), at),
        arguments: Vec::new(),
        directives: Vec::new(),
        selection_set: Positioned::new(SelectionSet { items: Vec::new() }, at),
    };
    selections.items.push(Positioned::new(Selection::Field(Positioned::new(field, at)), at));
}

/// What each operation of a document costs, by its name.
fn costs(source: &str, shape: &SchemaShape) -> Vec<(String, u64)> {
    let mut document = parse_query(source).expect("GraphQL");
    for fragment in document.fragments.values_mut() {
        name_types(&mut fragment.node.selection_set.node);
    }
    let DocumentOperations::Multiple(operations) = &mut document.operations else {
        panic!("operations without names");
    };
    for operation in operations.values_mut() {
        name_types(&mut operation.node.selection_set.node);
    }
    let names: Vec<String> = operations.keys().map(ToString::to_string).collect();
    let cost = |name: &String| match measure(&document, Some(name), &Variables::default(), shape) {
        Ok(measured) => measured.cost,
        Err(refused) => panic!("{name}: {refused:?}"),
    };
    names.iter().map(|name| (name.clone(), cost(name))).collect()
}

#[test]
fn every_example_operation_is_within_the_cost_of_a_user() {
    let shape = SchemaShape::read(&schema::print());
    let costs: Vec<_> = EXAMPLES.iter().flat_map(|(_, document)| costs(document, &shape)).collect();
    assert!(costs.len() > 30, "the examples were not read");
    for (name, cost) in &costs {
        assert!(*cost <= max_cost(Some(Role::User)), "{name} costs {cost}");
    }
}

#[test]
fn names_of_types_count_and_lists_within_lists_are_too_costly() {
    let shape = SchemaShape::read("type Query { rows: [Row!]! } type Row { name: String! rows: [Row!]! }");
    assert_eq!(costs("query A { rows { name } }", &shape), [("A".to_owned(), 1 + 10 * 2 + 1)]);
    let nested = costs("query B { rows { rows { rows { rows { name } } } } }", &shape);
    assert!(nested[0].1 > max_cost(Some(Role::User)), "{nested:?}");
}
