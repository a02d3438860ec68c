//! The prompts of the house, one row each.

use serde_json::json;

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
pub const ALL: &[PromptRow] = &[PromptRow {
    name: "improve_claims",
    about: "stage 3: lines of a résumé in better words, each on its own facts",
    source: include_str!("../../../assets/prompts/improve_claims.txt"),
    variables: &["claims", "terms", "max_words"],
    sample: include_str!("../../../assets/prompts/improve_claims.sample.json"),
    schema: improved_claims,
}];

/// The answer a prompt asks for; one that takes nothing for a name nobody knows.
pub fn schema_of(name: &str) -> Schema {
    let row = ALL.iter().find(|row| row.name == name);
    row.map_or(Schema { name: "unknown", body: json!({ "type": "object" }) }, |row| (row.schema)())
}

/// Lines by their ids.
fn improved_claims() -> Schema {
    let claim = json!({
        "type": "object",
        "properties": {
            "id": { "type": "string", "description": "the id of the line" },
            "text": { "type": "string", "description": "the line in its new words" },
        },
        "required": ["id", "text"],
        "additionalProperties": false,
    });
    let body = json!({
        "type": "object",
        "properties": { "claims": { "type": "array", "items": claim } },
        "required": ["claims"],
        "additionalProperties": false,
    });
    Schema { name: "improved_claims", body }
}
