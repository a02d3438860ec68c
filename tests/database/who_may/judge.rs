//! Whether an answer is the one a cell of the table states.

use serde_json::Value;

use super::table::Cell;

/// What is known of whoever is asked about and whoever asks.
pub struct Marks<'a> {
    /// Words and ids that stand in the owner's things and nowhere else.
    pub of_owner: &'a [String],
    /// Words and ids of the caller's own things.
    pub of_caller: &'a [String],
    /// Whether the caller is the owner.
    pub is_owner: bool,
    /// Whether the operation names something of the owner's.
    pub is_about_the_owner: bool,
}

/// Compares an answer with its cell.
///
/// # Errors
/// What differs, in a sentence.
pub fn check(cell: &Cell, operation: &str, answer: &Value, marks: &Marks<'_>) -> Result<(), String> {
    let wrong = |why: &str| Err(format!("{why}: {answer}"));
    let text = answer.to_string();
    let shows = |marks: &[String]| marks.iter().any(|mark| text.contains(mark.as_str()));
    let codes: Vec<&str> = answer["errors"]
        .as_array()
        .into_iter()
        .flatten()
        .filter_map(|e| e["extensions"]["code"].as_str())
        .collect();
    let root = answer["data"].as_object().and_then(|data| data.values().next()).unwrap_or(&Value::Null);
    let is_told = match cell {
        Cell::Fault(code) => codes == [code.as_str()] && root.is_null(),
        _ if !codes.is_empty() || answer.get("errors").is_some() => false,
        Cell::Status(word) => root["status"] == word.as_str(),
        Cell::Null => is_nothing(root) && answer.get("data").is_some(),
        Cell::Empty => !is_nothing(root) && !shows(marks.of_caller),
        Cell::Own => shows(marks.of_caller),
        Cell::Seen => {
            !is_nothing(root) && (!marks.is_owner || !marks.is_about_the_owner || shows(marks.of_owner))
        }
    };
    if !is_told {
        return wrong(&format!("the table says {cell:?}"));
    }
    // What a caller has sent may come back; anything else of the owner's may not.
    let leaked =
        marks.of_owner.iter().find(|mark| text.contains(mark.as_str()) && !operation.contains(mark.as_str()));
    match leaked.filter(|_| !marks.is_owner) {
        Some(mark) => wrong(&format!("{mark} is the owner's")),
        None => Ok(()),
    }
}

/// Compares the answer to the owner's ids with that to ids of nothing.
///
/// # Errors
/// Both, where they may not differ and do, or must differ and do not.
pub fn compare(cell: &Cell, foreign: &Value, missing: &Value) -> Result<(), String> {
    match (cell.is_granted(), foreign == missing) {
        (true, false) | (false, true) => Ok(()),
        (false, false) => Err(format!("foreign and missing look different:\n  {foreign}\n  {missing}")),
        (true, true) => Err(format!("what is there looks like what is missing: {foreign}")),
    }
}

/// The answer without what differs from request to request: its id, and the ids that were sent.
pub fn plain(answer: &Value, sent: &[String]) -> Value {
    match answer {
        Value::Object(fields) => {
            let fields = fields.iter().filter(|(name, _)| *name != "requestId");
            Value::Object(fields.map(|(name, value)| (name.clone(), plain(value, sent))).collect())
        }
        Value::Array(items) => items.iter().map(|item| plain(item, sent)).collect(),
        Value::String(text) => {
            Value::from(sent.iter().fold(text.clone(), |text, id| text.replace(id.as_str(), "<id>")))
        }
        other => other.clone(),
    }
}

fn is_nothing(root: &Value) -> bool {
    match root {
        Value::Null => true,
        Value::Array(items) => items.iter().all(Value::is_null),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    const OPERATION: &str = "{ job(id: \"Sm9i1\") { id } }";

    fn judged(cell: Cell, answer: Value) -> Result<(), String> {
        let (owner, caller) = (vec!["Marigold".to_owned(), "Sm9i1".to_owned()], vec!["Sorrel".to_owned()]);
        let marks = Marks { of_owner: &owner, of_caller: &caller, is_owner: false, is_about_the_owner: true };
        check(&cell, OPERATION, &answer, &marks)
    }

    fn fault(code: &str) -> Value {
        json!({ "data": null, "errors": [{ "message": "No.", "extensions": { "code": code, "requestId": "r1" } }] })
    }

    #[test]
    fn an_answer_is_right_for_one_kind_of_cell_alone() {
        let cells = [
            Cell::Null,
            Cell::Fault("UNAUTHENTICATED".to_owned()),
            Cell::Fault("FORBIDDEN".to_owned()),
            Cell::Status("NOT_FOUND".to_owned()),
            Cell::Own,
        ];
        let answers = [
            json!({ "data": { "job": null } }),
            fault("UNAUTHENTICATED"),
            fault("FORBIDDEN"),
            json!({ "data": { "updateJob": { "status": "NOT_FOUND", "job": null } } }),
            json!({ "data": { "jobs": { "edges": [{ "node": { "title": "Sorrel" } }] } } }),
        ];
        for (at, cell) in cells.iter().enumerate() {
            for (of, answer) in answers.iter().enumerate() {
                assert_eq!(judged(cell.clone(), answer.clone()).is_ok(), at == of, "{cell:?}: {answer}");
            }
        }
        let empty = json!({ "data": { "jobs": { "edges": [] } } });
        assert!(judged(Cell::Empty, empty.clone()).is_ok());
        assert!(judged(Cell::Own, empty).is_err());
    }

    /// What a field without its guard, or a finder without its owner, would answer.
    #[test]
    fn a_guard_that_lets_through_is_caught() {
        let seen = json!({ "data": { "job": { "id": "Sm9i1", "title": "Marigold" } } });
        for cell in [
            Cell::Null,
            Cell::Empty,
            Cell::Own,
            Cell::Fault("UNAUTHENTICATED".to_owned()),
            Cell::Status("NOT_FOUND".to_owned()),
            // Even where something may be seen, it may not be the owner's.
            Cell::Seen,
        ] {
            assert!(judged(cell.clone(), seen.clone()).is_err(), "{cell:?}");
        }
        let changed = json!({ "data": { "updateJob": { "status": "SAVED", "job": null } } });
        assert!(judged(Cell::Status("NOT_FOUND".to_owned()), changed.clone()).is_err());
        assert!(judged(Cell::Fault("FORBIDDEN".to_owned()), changed).is_err());
        let own_and_more = json!({ "data": { "jobs": [{ "title": "Sorrel" }, { "title": "Marigold" }] } });
        assert!(judged(Cell::Own, own_and_more).is_err());
        let half = json!({ "data": { "job": null }, "errors": fault("INTERNAL")["errors"] });
        assert!(judged(Cell::Null, half).is_err());
    }

    #[test]
    fn a_guard_that_is_too_strict_is_caught() {
        for cell in [Cell::Seen, Cell::Own, Cell::Null, Cell::Status("SAVED".to_owned())] {
            assert!(judged(cell.clone(), fault("FORBIDDEN")).is_err(), "{cell:?}");
        }
        assert!(judged(Cell::Seen, json!({ "data": { "job": null } })).is_err());
    }

    #[test]
    fn foreign_and_missing_are_the_same_but_for_their_ids() {
        let sent = ["abc".to_owned()];
        let foreign = plain(&fault("NOT_FOUND"), &sent);
        let mut missing = fault("NOT_FOUND");
        missing["errors"][0]["extensions"]["requestId"] = json!("r2");
        let hidden = Cell::Fault("NOT_FOUND".to_owned());
        assert!(compare(&hidden, &foreign, &plain(&missing, &sent)).is_ok());
        missing["errors"][0]["message"] = json!("It was abc.");
        assert!(compare(&hidden, &foreign, &plain(&missing, &sent)).is_err());
        assert!(compare(&Cell::Seen, &foreign, &foreign).is_err());
        assert_eq!(plain(&json!(["an abc"]), &sent), json!(["an <id>"]));
    }
}
