//! Profiles from files: what a client sends, and where in it a refusal points. Part of the
//! GraphQL face.

use async_graphql::{Context, InputObject, Json, OneofObject};
use serde_json::Value;

use super::places;
use crate::error::{self, Error, Violation};
use crate::graphql::error::Result;
use crate::graphql::uploads::Upload;
use crate::profiles::json_resume;

/// The largest file that is read, in bytes: as large as a document within a request.
const MAX_FILE_BYTES: u64 = 1024 * 1024;

/// A profile to import: give exactly one.
#[derive(OneofObject)]
pub enum ImportProfileInput {
    /// A JSON Resume v1 document.
    JsonResume(JsonResumeInput),
    /// A JSON Resume v1 document as a file.
    File(ProfileFileInput),
}

/// A JSON Resume v1 document, <https://jsonresume.org/schema>.
#[derive(InputObject)]
pub struct JsonResumeInput {
    /// What to call the profile, 1 to 120 characters; the résumé's label or name when left out.
    pub title: Option<String>,
    /// The document itself, at most 1 MiB. Keys that mean nothing here are kept for its export.
    pub resume: Json<Value>,
}

/// A file with a JSON Resume v1 document, sent with the operation as multipart/form-data.
#[derive(InputObject)]
pub struct ProfileFileInput {
    /// What to call the profile, 1 to 120 characters; the résumé's label or name when left out.
    pub title: Option<String>,
    /// The file: JSON in UTF-8, at most 1 MiB.
    pub file: Upload,
}

impl ImportProfileInput {
    /// The title, the document, and the place in the input that the document stands in.
    ///
    /// # Errors
    /// `INVALID_INPUT` when no file came; within, a violation when the file is no JSON or too
    /// large.
    pub async fn read(self, ctx: &Context<'_>) -> Result<error::Result<ImportedFile>> {
        let input = match self {
            Self::JsonResume(input) => {
                let (title, resume) = (input.title, input.resume.0);
                return Ok(Ok(ImportedFile { title, resume, place: ["jsonResume", "resume"] }));
            }
            Self::File(input) => input,
        };
        let wrong = |code: &str, message: &str| {
            Ok(Err(Error::violations(message, vec![Violation::new("file.file", code, message)])))
        };
        let file = input.file.file(ctx)?;
        if file.size_bytes > MAX_FILE_BYTES {
            return wrong("too_long", "The file is larger than 1 MiB; a résumé is not.");
        }
        match serde_json::from_slice(&file.read().await?) {
            Ok(resume) => Ok(Ok(ImportedFile { title: input.title, resume, place: ["file", "file"] })),
            Err(_) => wrong("invalid", "The file is no JSON in UTF-8; send a JSON Resume document."),
        }
    }
}

/// What an import reads.
pub struct ImportedFile {
    /// What to call the profile.
    pub title: Option<String>,
    /// The document.
    pub resume: Value,
    /// Where in the input the document stands.
    place: [&'static str; 2],
}

/// The same refusal with paths from the input to the place in the document. What the room says of
/// the profile that was read is told of the place it was read from.
pub fn in_file(file: &ImportedFile, error: Error) -> Error {
    let [kind, document] = file.place;
    let read = json_resume::parse(&file.resume, &mut json_resume::path_ids()).ok();
    let read = read.and_then(|content| serde_json::to_value(content).ok());
    places::relate(error, |path| {
        if *path == ["title"] {
            path.insert(0, kind.to_owned());
            return;
        }
        if let Some(content) = &read {
            *path = file_path(content, path);
        }
        path.splice(0..0, [kind.to_owned(), document.to_owned()]);
    })
}

/// The place in the file that a place of the profile was read from: that of the innermost item on
/// the way, whose id is its JSONPath, and the rest of the way under the names of the file.
fn file_path(content: &Value, path: &[String]) -> Vec<String> {
    let mut place = Vec::new();
    let mut here = content;
    for step in path {
        here = match here {
            Value::Array(items) => step.parse().ok().and_then(|index: usize| items.get(index)),
            other => other.get(snake_case(step)),
        }
        .unwrap_or(&Value::Null);
        match here.get("id").and_then(Value::as_str) {
            Some(json_path) => place = steps(json_path),
            None => field(&mut place, step),
        }
    }
    place
}

/// Goes on to a field under the name it has in the file.
fn field(place: &mut Vec<String>, name: &str) {
    let section = place.first().map(String::as_str).unwrap_or_default();
    let renamed = match (section, name) {
        ("work", "employer") => "name".to_owned(),
        ("work", "title") => "position".to_owned(),
        ("projects", "kind") => "type".to_owned(),
        // What stands under the house's own key is written as it is stored.
        ("jobwise", name) => snake_case(name),
        (_, name) => name.to_owned(),
    };
    if section == "work" && place.last().is_some_and(|last| last == "name") {
        // An employer's id is the place of its name in its first position.
        place.pop();
    }
    if place.is_empty() && name == "preferences" {
        place.push("jobwise".to_owned());
    }
    place.push(renamed);
}

/// `$.work[3].highlights[2]` as steps.
fn steps(json_path: &str) -> Vec<String> {
    json_path.split(['.', '[', ']', '$']).filter(|step| !step.is_empty()).map(str::to_owned).collect()
}

fn snake_case(name: &str) -> String {
    let mut snake = String::with_capacity(name.len() + 2);
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            snake.push('_');
        }
        snake.push(character.to_ascii_lowercase());
    }
    snake
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::profiles::validate::validate;

    #[test]
    fn a_refusal_points_into_the_file() {
        let check = |file: Value, expected: &str| {
            let error = match json_resume::parse(&file, &mut json_resume::new_ids()) {
                Ok(content) => Error::violations("Wrong.", validate(&content)),
                Err(error) => error,
            };
            let file = ImportedFile { title: None, resume: file, place: ["jsonResume", "resume"] };
            let error = in_file(&file, error);
            let paths: Vec<String> = error.places().iter().map(|place| place.path.join(".")).collect();
            assert_eq!(paths, [expected]);
        };
        let basics = serde_json::json!({ "name": "Ada Example" });
        let file = |section: &str, value: Value| {
            let mut file = serde_json::json!({ "basics": basics });
            file[section] = value;
            file
        };
        check(serde_json::json!([]), "jsonResume.resume");
        check(
            file("basics", serde_json::json!({ "name": "Ada", "email": "nobody" })),
            "jsonResume.resume.basics.email",
        );
        let work = serde_json::json!([
            { "name": "Northlake", "position": "Lead" },
            {},
            { "name": "Northlake", "position": "Engineer", "startDate": "2022", "endDate": "2021" },
        ]);
        check(file("work", work), "jsonResume.resume.work.2.endDate");
        let work = serde_json::json!([{ "name": "Northlake", "url": "javascript:alert(1)" }]);
        check(file("work", work), "jsonResume.resume.work.0.url");
        let work = serde_json::json!([{ "name": "Northlake", "startDate": "2022-13" }]);
        check(file("work", work), "jsonResume.resume.work.0.startDate");
        let own = serde_json::json!({ "preferences": { "salary_currency": "euro" } });
        check(file("jobwise", own), "jsonResume.resume.jobwise.preferences.salary_currency");
        let projects = serde_json::json!([{ "name": "Ledger", "url": "ftp://example.com" }]);
        check(file("projects", projects), "jsonResume.resume.projects.0.url");
    }
}
