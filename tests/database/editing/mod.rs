//! Documents as a client works on them: several changes at once, versions, copies.

mod attachments;
mod operations;
mod preview;
mod regeneration;
mod regeneration_with_models;
mod share_attacks;
mod shares;
mod shelf;
mod versions;

use serde_json::{Value, json};

use crate::harness::app::TestUser;

/// The fields of an answer that tests look at.
const PAYLOAD: &str = "status document { id version filesStatus pinnedFactIds
        quality { length { pages pagesAsked omissions { factId reason } } ats { score } coverage { ratio } } }
    outcomes { status claimId claim { id text verdict origin facts { id text } } findings { code severity } }
    findings { code } violations { path code message }";

/// Sends operations and gives the payload.
async fn edit(user: &TestUser<'_>, document: &Value, version: u32, operations: Value) -> Value {
    let mutation =
        format!("mutation($input: EditDocumentInput!) {{ editDocument(input: $input) {{ {PAYLOAD} }} }}");
    let input = json!({ "documentId": document, "version": version, "operations": operations,
        "reason": "To the point" });
    user.query_with(&mutation, json!({ "input": input })).await.data("/editDocument").clone()
}

/// Reverts a document and gives the payload.
async fn revert(user: &TestUser<'_>, document: &Value, version: u32, to: u32, more: Value) -> Value {
    let mutation =
        format!("mutation($input: RevertDocumentInput!) {{ revertDocument(input: $input) {{ {PAYLOAD} }} }}");
    let mut input = json!({ "documentId": document, "version": version, "toVersion": to });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("fields").clone());
    user.query_with(&mutation, json!({ "input": input })).await.data("/revertDocument").clone()
}

/// The statuses of the outcomes.
fn statuses(payload: &Value) -> Vec<&str> {
    let outcomes = payload["outcomes"].as_array().expect("outcomes");
    outcomes.iter().map(|outcome| outcome["status"].as_str().expect("a status")).collect()
}

/// The code and path of the first violation.
fn violation(payload: &Value) -> (String, &str) {
    let violation = &payload["violations"][0];
    let path = violation["path"].as_array().expect("a path").iter();
    let path: Vec<&str> = path.map(|part| part.as_str().expect("a part")).collect();
    (path.join("."), violation["code"].as_str().expect("a code"))
}

/// The fields of a section that is written anew.
const REGENERATION: &str = "id status method model version madeVersion instruction
    notes { code message } usage { tokensIn tokensOut tokensCharged } finishedAt";

/// Asks for a section to be written anew and gives the payload.
async fn regenerate(
    user: &TestUser<'_>,
    document: &Value,
    version: u32,
    place: Value,
    instruction: &str,
    more: Value,
) -> Value {
    let mutation = format!(
        "mutation($input: RegenerateSectionInput!) {{ regenerateSection(input: $input) {{ status
            regeneration {{ {REGENERATION} generation {{ id lastEventNumber }} }}
            document {{ id version }} violations {{ path code message }} }} }}"
    );
    let mut input =
        json!({ "documentId": document, "version": version, "place": place, "instruction": instruction });
    input.as_object_mut().expect("an object").extend(more.as_object().expect("fields").clone());
    user.query_with(&mutation, json!({ "input": input })).await.data("/regenerateSection").clone()
}

/// What came of it.
async fn regeneration(user: &TestUser<'_>, payload: &Value) -> Value {
    let query = format!("query($id: ID!) {{ sectionRegeneration(id: $id) {{ {REGENERATION} }} }}");
    let id = &payload["regeneration"]["id"];
    user.query_with(&query, json!({ "id": id })).await.data("/sectionRegeneration").clone()
}

/// The codes of notes.
fn noted(regeneration: &Value) -> Vec<&str> {
    let notes = regeneration["notes"].as_array().expect("notes");
    notes.iter().map(|note| note["code"].as_str().expect("a code")).collect()
}
