//! The kinds of facts that may be known of a system, and what of a file each stands against: one
//! row of [`ALL`] a kind. Under [`super`].

use super::table::Value;
use crate::scoring::rules::rule::{AtsEvidence, Seen};

/// The name of the kind that tells the formats a system takes.
pub const FORMATS: &str = "formats";

/// How the value of a fact is written in `facts.tsv`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Extensions of formats with spaces between.
    Formats,
    /// A whole number of bytes, characters or points, up to which all is well or, for points, is not.
    Number,
    /// `fails` or `reads`.
    Reading,
    /// `needed`.
    Needed,
    /// Words for a person, which nothing is judged by.
    Words,
}

/// What of a file stands against a fact of this value, for a person; nothing when all is well.
pub type RiskRule = fn(&Value, &AtsEvidence) -> Option<String>;

/// A kind of fact.
#[derive(Debug)]
pub struct FactKind {
    /// Its name in `facts.tsv`.
    pub name: &'static str,
    /// How its value is written.
    pub shape: Shape,
    /// What it says of a system, for a person.
    pub told: &'static str,
    /// What stands against it; none for what no file can be held against.
    pub risk: Option<RiskRule>,
    /// What would mend that.
    pub mend: &'static str,
}

/// Every kind.
pub const ALL: &[FactKind] = &[
    FactKind {
        name: FORMATS,
        shape: Shape::Formats,
        told: "formats it takes",
        risk: Some(formats),
        mend: "Send the document in a format it takes.",
    },
    FactKind {
        name: "size",
        shape: Shape::Number,
        told: "bytes of the largest file it takes or reads",
        risk: Some(size),
        mend: "Make the file smaller: leave out pictures.",
    },
    FactKind {
        name: "length",
        shape: Shape::Number,
        told: "characters after which it stops reading",
        risk: Some(length),
        mend: "Shorten the document.",
    },
    FactKind {
        name: "columns",
        shape: Shape::Reading,
        told: "columns",
        risk: Some(|value, evidence| {
            fails_if(value, !evidence.is_single_column, "The text is set in columns.")
        }),
        mend: "Set the text in one column.",
    },
    FactKind {
        name: "tables",
        shape: Shape::Reading,
        told: "tables",
        risk: Some(|value, evidence| fails_on(value, &evidence.file.tables, "Words stand in a table.")),
        mend: "Write the table as lines of the body.",
    },
    FactKind {
        name: "header_footer",
        shape: Shape::Reading,
        told: "headers and footers",
        risk: Some(header_footer),
        mend: "Move what stands there into the body.",
    },
    FactKind {
        name: "text_boxes",
        shape: Shape::Reading,
        told: "text boxes",
        risk: Some(|value, evidence| {
            fails_on(value, &evidence.file.text_boxes, "Words stand in a text box.")
        }),
        mend: "Move them into the body.",
    },
    FactKind {
        name: "letter_spacing",
        shape: Shape::Reading,
        told: "letters set apart",
        risk: Some(|value, evidence| {
            fails_on(value, &evidence.file.letters_apart, "The letters of words are set apart with spaces.")
        }),
        mend: "Write the words whole.",
    },
    FactKind {
        name: "small_type",
        shape: Shape::Number,
        told: "points up to which its reading of type fails",
        risk: Some(small_type),
        mend: "Set all words in larger type.",
    },
    FactKind {
        name: "pictures",
        shape: Shape::Reading,
        told: "pictures",
        risk: Some(|value, evidence| {
            fails_on(value, &evidence.file.pictures, "A picture takes up much of a page.")
        }),
        mend: "Write what the picture shows as text.",
    },
    FactKind {
        name: "scans",
        shape: Shape::Reading,
        told: "scanned pages",
        risk: Some(scans),
        mend: "Send real text instead of pictures of pages.",
    },
    FactKind {
        name: "sections",
        shape: Shape::Reading,
        told: "documents without clear sections",
        risk: Some(|value, evidence| {
            let has_sections = evidence.is_letter || (evidence.has_experience && evidence.has_education);
            fails_if(value, !has_sections, "The usual sections cannot be told.")
        }),
        mend: "Give experience and education headings of their own.",
    },
    FactKind {
        name: "headings",
        shape: Shape::Reading,
        told: "headings other than the usual",
        risk: Some(|value, evidence| {
            fails_on(value, &evidence.unusual_headings, "A heading is not one that systems know.")
        }),
        mend: "Use a usual heading such as Experience, Education or Skills.",
    },
    FactKind {
        name: "placeholders",
        shape: Shape::Reading,
        told: "words of a form that were never filled in",
        risk: Some(|value, evidence| {
            fails_on(value, &evidence.file.placeholders, "Words of a form were never filled in.")
        }),
        mend: "Put your own in their place.",
    },
    FactKind {
        name: "heavy_layout",
        shape: Shape::Reading,
        told: "highly designed documents",
        risk: Some(|value, evidence| {
            let AtsEvidence { is_single_column, file, .. } = evidence;
            let aside = [&file.tables, &file.text_boxes, &file.pictures, &file.turned];
            let is_heavy = !is_single_column || aside.iter().any(|seen| !seen.is_empty());
            fails_if(value, is_heavy, "The document has columns, tables, boxes or pictures.")
        }),
        mend: "Choose a plainer template.",
    },
    FactKind {
        name: "email",
        shape: Shape::Needed,
        told: "an e-mail address in the document",
        risk: Some(|_, evidence| {
            (!evidence.has_email).then(|| "No e-mail address can be read in the document.".to_owned())
        }),
        mend: "Add your e-mail address as text of the body.",
    },
    FactKind {
        name: "passwords",
        shape: Shape::Reading,
        told: "files with a password",
        risk: Some(|value, evidence| fails_if(value, evidence.file.is_locked, "The file needs a password.")),
        mend: "Save it again without a password.",
    },
    FactKind { name: "parser", shape: Shape::Words, told: "what reads the files", risk: None, mend: "" },
];

/// The kind of that name.
pub fn find(name: &str) -> Option<&'static FactKind> {
    ALL.iter().find(|kind| kind.name == name)
}

fn fails_if(value: &Value, is_so: bool, why: &str) -> Option<String> {
    (*value == Value::Fails && is_so).then(|| why.to_owned())
}

fn fails_on(value: &Value, seen: &[Seen], why: &str) -> Option<String> {
    fails_if(value, !seen.is_empty(), why)
}

fn formats(value: &Value, evidence: &AtsEvidence) -> Option<String> {
    let (Value::Formats(formats), Some(format)) = (value, evidence.file.format) else { return None };
    (!formats.contains(&format)).then(|| format!("It is not known to take files of the format {format}."))
}

fn size(value: &Value, evidence: &AtsEvidence) -> Option<String> {
    let Value::Number(most) = value else { return None };
    let megabytes = |bytes: u64| bytes as f64 / 1e6;
    let (has, most_mb) = (megabytes(evidence.size_bytes), megabytes(*most));
    (evidence.size_bytes > *most)
        .then(|| format!("The file has {has:.1} MB, and it reads up to {most_mb:.1} MB."))
}

fn length(value: &Value, evidence: &AtsEvidence) -> Option<String> {
    let Value::Number(most) = value else { return None };
    let has = evidence.file.characters;
    (u64::from(has) > *most).then(|| format!("The text has {has} characters, and it reads {most} of them."))
}

fn header_footer(value: &Value, evidence: &AtsEvidence) -> Option<String> {
    let has_any = !evidence.file.margins.is_empty() || !evidence.file.contact_aside.is_empty();
    fails_if(value, has_any, "Words stand in a header or footer.")
}

fn small_type(value: &Value, evidence: &AtsEvidence) -> Option<String> {
    let (Value::Number(points), Some(least)) = (value, evidence.file.least_type) else { return None };
    (least <= *points as f64)
        .then(|| format!("Some words are set in {least:.1} points, and {points} is too small."))
}

fn scans(value: &Value, evidence: &AtsEvidence) -> Option<String> {
    let is_scan = !evidence.has_text_layer && !evidence.file.is_locked;
    fails_if(value, is_scan || !evidence.file.unread_pages.is_empty(), "A page is a picture without text.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scoring::model::Place;
    use crate::scoring::rules::file_evidence::FileEvidence;
    use crate::scoring::rules::tests::good;

    /// A value that the bad evidence stands against, and that evidence, for each kind.
    fn bad(name: &str) -> Option<(Value, AtsEvidence)> {
        let file = |file: FileEvidence| AtsEvidence { file, ..good() };
        let of = FileEvidence { format: Some("pdf"), ..FileEvidence::default() };
        let seen = || vec![Seen::from("words")];
        Some(match name {
            "formats" => (Value::Formats(vec!["docx"]), good()),
            "size" => (Value::Number(50_000), good()),
            "length" => (Value::Number(100), file(FileEvidence { characters: 101, ..of })),
            "columns" => (Value::Fails, AtsEvidence { is_single_column: false, ..good() }),
            "tables" => (Value::Fails, file(FileEvidence { tables: seen(), ..of })),
            "header_footer" => (Value::Fails, file(FileEvidence { margins: seen(), ..of })),
            "text_boxes" => (Value::Fails, file(FileEvidence { text_boxes: seen(), ..of })),
            "letter_spacing" => (Value::Fails, file(FileEvidence { letters_apart: seen(), ..of })),
            "small_type" => (Value::Number(8), file(FileEvidence { least_type: Some(7.5), ..of })),
            "pictures" => (Value::Fails, file(FileEvidence { pictures: seen(), ..of })),
            "scans" => {
                let unread_pages = vec![Place::new(1, 0.0, 0.0, 9.0, 9.0)];
                (Value::Fails, file(FileEvidence { unread_pages, ..of }))
            }
            "sections" => (Value::Fails, AtsEvidence { has_experience: false, ..good() }),
            "headings" => (Value::Fails, AtsEvidence { unusual_headings: seen(), ..good() }),
            "placeholders" => (Value::Fails, file(FileEvidence { placeholders: seen(), ..of })),
            "heavy_layout" => (Value::Fails, file(FileEvidence { tables: seen(), ..of })),
            "email" => (Value::Needed, AtsEvidence { has_email: false, ..good() }),
            "passwords" => (Value::Fails, file(FileEvidence { is_locked: true, ..of })),
            _ => return None,
        })
    }

    #[test]
    fn every_kind_fires_on_the_bad_and_is_silent_on_the_good() {
        for kind in ALL {
            let Some(risk) = kind.risk else {
                assert_eq!(kind.shape, Shape::Words, "{}: nothing is judged by it", kind.name);
                continue;
            };
            let (value, evidence) = bad(kind.name).unwrap_or_else(|| panic!("no bad case of {}", kind.name));
            assert!(risk(&value, &evidence).is_some(), "{} is silent", kind.name);
            let plenty = match value {
                Value::Formats(_) => Value::Formats(vec!["pdf", "docx"]),
                Value::Number(_) if kind.name == "small_type" => Value::Number(4),
                Value::Number(_) => Value::Number(1_000_000),
                other => other,
            };
            assert_eq!(risk(&plenty, &good()), None, "{} fires", kind.name);
            assert!(kind.mend.ends_with('.') && !kind.told.is_empty(), "{}", kind.name);
            if kind.shape == Shape::Reading {
                assert_eq!(risk(&Value::Reads, &evidence), None, "{}: what is read is no risk", kind.name);
            }
        }
    }
}
