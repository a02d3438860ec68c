//! The words of a JSON Resume. Its order is that of its schema, so each printed string is looked
//! for in all of its values; dates are looked for as JSON Resume spells them.

use serde_json::Value;

use super::words::read_back_of;
use crate::documents::model::{BlockKind, DocumentContent, ReadBack, ReadBackField};
use crate::documents::printed::Printed;
use crate::error::{Error, Result};

/// Reads a JSON Resume of ours and looks for every string and date the content prints. Headings of
/// the sections it has keys for are not among its words.
///
/// # Errors
/// `Invalid` when it is not JSON.
pub fn read_back(file: &[u8], content: &DocumentContent) -> Result<ReadBack> {
    let resume: Value = serde_json::from_slice(file).map_err(|cause| {
        Error::invalid("The file could not be read back: it is not JSON. Print the document again.")
            .caused_by(cause)
    })?;
    let mut words = Vec::new();
    collect(&resume, &mut words);
    let text = words.join("\n");
    let printed = Printed::new(content);
    let mut read = read_back_of(content, text, file.len());
    read.is_in_order = true;
    // Short forms of addresses stand within the whole ones.
    for field in read.fields.iter_mut().filter(|field| field.field == "link") {
        field.is_found |= read.text.contains(&field.expected);
    }
    read.fields.retain(|field| field.field != "date" && field.field != "heading");
    let entries = printed.sections.iter().filter(|section| section.kind != BlockKind::Custom);
    for period in entries.flat_map(|section| &section.entries).map(|entry| entry.period) {
        for date in [period.start, period.end].into_iter().flatten() {
            let expected = date.to_string();
            let is_found = words.contains(&expected.as_str());
            read.fields.push(ReadBackField { field: "date".to_owned(), expected, is_found, place: None });
        }
    }
    // Characters of the words that were left out of the search are none of its own.
    read.glyph_problems.retain(|problem| !problem.told.ends_with("is shown and not spelt"));
    Ok(read)
}

/// Every text of a value.
fn collect<'v>(value: &'v Value, words: &mut Vec<&'v str>) {
    match value {
        Value::String(text) => words.push(text),
        Value::Array(items) => items.iter().for_each(|item| collect(item, words)),
        Value::Object(fields) => fields.values().for_each(|field| collect(field, words)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}
