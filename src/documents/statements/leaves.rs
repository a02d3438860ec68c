//! What a JSON Resume says that no statement was made of. Under [`super`].

use serde_json::Value;

use super::{Statement, Unread};
use crate::factcheck::base::{contains_words, normalised};
use crate::language::tokens::sentences;

/// What of the file says nothing of a person.
const TECHNICAL: [&str; 2] = ["$schema", "meta"];

/// The texts and numbers of the file whose words stand in no statement, in order.
pub fn unread(file: &Value, statements: &[Statement]) -> Vec<Unread> {
    let said: Vec<String> = statements.iter().map(|statement| normalised(&statement.text)).collect();
    let mut unread = Vec::new();
    for (key, value) in file.as_object().into_iter().flatten() {
        if !TECHNICAL.contains(&key.as_str()) {
            walk(value, &format!("$.{key}"), &said, &mut unread);
        }
    }
    unread
}

fn walk(value: &Value, at: &str, said: &[String], unread: &mut Vec<Unread>) {
    match value {
        Value::Null | Value::Bool(_) => {}
        Value::Array(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(item, &format!("{at}[{index}]"), said, unread);
            }
        }
        Value::Object(fields) => {
            for (key, field) in fields {
                walk(field, &format!("{at}.{key}"), said, unread);
            }
        }
        Value::String(text) => look(text, at, said, unread),
        Value::Number(number) => look(&number.to_string(), at, said, unread),
    }
}

fn look(text: &str, at: &str, said: &[String], unread: &mut Vec<Unread>) {
    // A statement is a sentence, and a text may have several.
    let is_said = sentences(text).iter().all(|span| {
        let words = normalised(span.of(text));
        said.iter().any(|statement| contains_words(statement, &words))
    });
    if !is_said && text.chars().any(char::is_alphanumeric) {
        unread.push(Unread { text: text.to_owned(), at: at.to_owned() });
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::statements::{Context, StatementKind};
    use serde_json::json;

    #[test]
    fn what_no_statement_says_is_told_with_its_place() {
        let statement = |text: &str| Statement {
            text: text.to_owned(),
            at: String::new(),
            kind: StatementKind::Line,
            context: Context::Summary,
            cites: Vec::new(),
        };
        let file = json!({
            "$schema": "https://example.com/schema",
            "basics": { "name": "Ada Moss", "summary": "Baker. Bakes at night.", "rank": 7, "image": "" },
            "medals": [{ "of": "Gold" }, "Baker"],
        });
        let statements = ["Ada Moss", "Baker.", "Bakes at night."].map(statement);
        let found: Vec<String> =
            unread(&file, &statements).into_iter().map(|one| format!("{} {}", one.at, one.text)).collect();
        assert_eq!(found, ["$.basics.rank 7", "$.medals[0].of Gold"]);
        let found = unread(&file, &statements[..2]);
        assert!(found.iter().any(|one| one.at == "$.basics.summary"), "{found:?}");
    }
}
