//! The prompts of the house, one row each.

use serde_json::{Map, Value, json};

use crate::ai::call::Schema;

/// One prompt with what belongs to it.
#[derive(Debug, Clone, Copy)]
pub struct PromptRow {
    /// Its name: what it does.
    pub name: &'static str,
    /// What it is for, in a few words.
    pub about: &'static str,
    /// The file.
    pub source: &'static str,
    /// The variables it takes.
    pub variables: &'static [&'static str],
    /// An example of them, JSON.
    pub sample: &'static str,
    /// The answer that is asked for.
    pub schema: fn() -> Schema,
}

/// Every prompt.
pub const ALL: &[PromptRow] = &[
    PromptRow {
        name: "correct_priorities",
        about: "stage 1: how much statements of a posting matter, where their words allow of two readings",
        source: include_str!("../../../assets/prompts/correct_priorities.txt"),
        variables: &["statements"],
        sample: include_str!("../../../assets/prompts/correct_priorities.sample.json"),
        schema: corrected_priorities,
    },
    PromptRow {
        name: "improve_claims",
        about: "stage 3: lines of a résumé in better words, each on its own facts",
        source: include_str!("../../../assets/prompts/improve_claims.txt"),
        variables: &["claims", "terms", "max_words"],
        sample: include_str!("../../../assets/prompts/improve_claims.sample.json"),
        schema: improved_claims,
    },
    PromptRow {
        name: "regenerate_section",
        about: "a section of a finished document written anew, as its owner asks",
        source: include_str!("../../../assets/prompts/regenerate_section.txt"),
        variables: &["section", "facts", "terms", "instruction", "max_words"],
        sample: include_str!("../../../assets/prompts/regenerate_section.sample.json"),
        schema: regenerated_section,
    },
    PromptRow {
        name: "rewrite_claims",
        about: "stage 4: sentences that the fact check stopped, written again more strictly",
        source: include_str!("../../../assets/prompts/rewrite_claims.txt"),
        variables: &["claims", "max_words"],
        sample: include_str!("../../../assets/prompts/rewrite_claims.sample.json"),
        schema: rewritten_claims,
    },
    PromptRow {
        name: "second_opinion",
        about: "stage 4: where another model doubts that a sentence says what its facts say",
        source: include_str!("../../../assets/prompts/second_opinion.txt"),
        variables: &["claims"],
        sample: include_str!("../../../assets/prompts/second_opinion.sample.json"),
        schema: opinion,
    },
];

/// The answer a prompt asks for; one that takes nothing for a name nobody knows.
pub fn schema_of(name: &str) -> Schema {
    let row = ALL.iter().find(|row| row.name == name);
    row.map_or(Schema { name: "unknown", body: json!({ "type": "object" }) }, |row| (row.schema)())
}

/// Lines by their ids.
fn improved_claims() -> Schema {
    lines("improved_claims")
}

/// Every line of a section, with the facts it rests on.
fn regenerated_section() -> Schema {
    let facts = json!({ "type": "array", "items": text("the id of a fact it rests on") });
    let line = object([
        ("id", text("the id of the line, or new")),
        ("part", text("the id of its part")),
        ("text", text("its words")),
        ("facts", facts),
    ]);
    list("regenerated_section", "lines", line)
}

/// Sentences by their ids.
fn rewritten_claims() -> Schema {
    lines("rewritten_claims")
}

fn lines(name: &'static str) -> Schema {
    let words = [("id", "the id of the line"), ("text", "the line in its new words")];
    list(name, "claims", object(words.map(|(name, about)| (name, text(about)))))
}

/// Readings by the ids of their statements.
fn corrected_priorities() -> Schema {
    let priority = json!({ "type": "string", "enum": ["required", "preferred", "mentioned"] });
    let quote = text("the words of the statement that show it, letter by letter");
    let correction =
        object([("id", text("the id of the statement")), ("priority", priority), ("quote", quote)]);
    list("corrected_priorities", "corrections", correction)
}

/// Doubts by the ids of their sentences.
fn opinion() -> Schema {
    let quote = text("the words of the sentence that go too far, letter by letter");
    list("second_opinion", "doubts", object([("id", text("the id of the sentence")), ("quote", quote)]))
}

fn text(about: &str) -> Value {
    json!({ "type": "string", "description": about })
}

/// A closed object with these properties, all of them required.
fn object<const N: usize>(properties: [(&str, Value); N]) -> Value {
    let names: Vec<&str> = properties.iter().map(|(name, _)| *name).collect();
    let required = json!(names);
    let properties: Map<String, Value> =
        properties.into_iter().map(|(name, schema)| (name.to_owned(), schema)).collect();
    json!({
        "type": "object",
        "properties": properties,
        "required": required,
        "additionalProperties": false,
    })
}

/// An object whose one property is a list.
fn list(name: &'static str, property: &str, item: Value) -> Schema {
    Schema { name, body: object([(property, json!({ "type": "array", "items": item }))]) }
}
