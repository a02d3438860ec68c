//! A document written elsewhere: read in whatever format it has, and what is said of it.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::files::{self, Noun};
use crate::documents::model::HiddenText;
use crate::documents::printed::clean;
use crate::documents::readback::pdf::{self, PdfText};
use crate::documents::statements::basics::Basics;
use crate::documents::statements::entries::Entries;
use crate::documents::statements::{Content, Reviewed, Unread, json as json_statements, text};
use crate::error::{Error, Result};
use crate::factcheck::model::Verdict;
use crate::language::lexicon::Lexicon;
use crate::profiles::model::ProfileContent;

/// Said of a letter that is checked by itself.
const LETTER_WITHOUT_POSTING: &str = "This is a letter: give the posting with --job, or the employer and position it is written to are not known.";

/// What a document says.
pub struct Document {
    /// Its statements, in order, and what was taken for none.
    pub content: Content,
    /// What only a machine would read in it; nothing is taken from there.
    pub hidden: Vec<HiddenText>,
}

/// Reads the statements of a document. A PDF begins with its mark and JSON with a brace; all
/// else is text.
///
/// # Errors
/// `Invalid` for a document that cannot be read or says nothing.
pub fn read(path: &Path, profile: &ProfileContent, lexicon: &Lexicon) -> Result<Document> {
    let bytes = files::read_bytes(path, Noun::Document)?;
    let (entries, basics) = (Entries::new(profile), Basics::new(profile));
    if bytes.starts_with(b"%PDF-") {
        let PdfText { text, hidden } = pdf::read_text(&bytes)?;
        return Ok(Document { content: text::read(&text, &entries, &basics, lexicon)?, hidden });
    }
    let document = files::text(bytes, Noun::Document)?;
    let content = if document.trim_start().starts_with('{') {
        read_json(&document, &entries, profile, lexicon)?
    } else {
        text::read(&document, &entries, &basics, lexicon)?
    };
    Ok(Document { content, hidden: Vec::new() })
}

fn read_json(
    document: &str,
    entries: &Entries,
    profile: &ProfileContent,
    lexicon: &Lexicon,
) -> Result<Content> {
    let file: Value = serde_json::from_str(document).map_err(|cause| {
        let (line, column) = (cause.line(), cause.column());
        Error::invalid(format!("The document is not JSON: see line {line}, column {column}."))
    })?;
    json_statements::read(&file, entries, profile, lexicon)
}

/// What a check knows besides its statements.
pub struct Aside<'d> {
    /// What was taken for no statement.
    pub unread: &'d [Unread],
    /// What only a machine would read.
    pub hidden: &'d [HiddenText],
    /// What would make the check better.
    pub note: Option<&'static str>,
}

impl<'d> Aside<'d> {
    /// Of a document, checked with or without the posting it is written for.
    pub fn new(document: &'d Document, has_posting: bool) -> Self {
        let needs_posting = document.content.is_letter && !has_posting;
        let note = needs_posting.then_some(LETTER_WITHOUT_POSTING);
        Self { unread: &document.content.unread, hidden: &document.hidden, note }
    }
}

/// The check as JSON: `counts` by verdict, the `statements` in the order of the document, what was
/// `notRead`, the `hiddenText` of which nothing was taken, and a `note` or null.
pub fn report(reviewed: &[Reviewed], aside: &Aside<'_>) -> Value {
    json!({
        "counts": {
            "pass": count(reviewed, Verdict::Pass),
            "warn": count(reviewed, Verdict::Warn),
            "block": count(reviewed, Verdict::Block),
        },
        "statements": reviewed,
        "notRead": aside.unread,
        "hiddenText": aside.hidden,
        "note": aside.note,
    })
}

/// The check for a person: what is not supported first.
pub fn told(reviewed: &[Reviewed], aside: &Aside<'_>) -> String {
    let [pass, warn, block] =
        [Verdict::Pass, Verdict::Warn, Verdict::Block].map(|verdict| count(reviewed, verdict));
    let statements = if reviewed.len() == 1 { "statement" } else { "statements" };
    let mut text = format!(
        "{} {statements}: {pass} supported by the profile, {warn} doubted, {block} not supported\n",
        reviewed.len()
    );
    if let Some(note) = aside.note {
        let _ = writeln!(text, "{note}");
    }
    if !aside.unread.is_empty() {
        let _ = writeln!(text, "\nNot read, so held against nothing");
    }
    for Unread { at, text: words } in aside.unread {
        let _ = writeln!(text, "  {}: {}", clean(at), clean(words));
    }
    if !aside.hidden.is_empty() {
        let _ = writeln!(text, "\nHidden text, of which nothing is taken");
    }
    for HiddenText { how, words, count, .. } in aside.hidden {
        let _ = writeln!(text, "  {how}, {count} words: {}", clean(words));
    }
    for (verdict, heading) in
        [(Verdict::Block, "Not supported"), (Verdict::Warn, "Doubted"), (Verdict::Pass, "Supported")]
    {
        let mut of_verdict = reviewed.iter().filter(|one| one.verdict == verdict).peekable();
        if of_verdict.peek().is_some() {
            let _ = writeln!(text, "\n{heading}");
        }
        of_verdict.for_each(|one| tell(&mut text, one));
    }
    text
}

fn tell(text: &mut String, reviewed: &Reviewed) {
    // What the document holds is not for the terminal to obey.
    let _ = writeln!(text, "  {}: {}", clean(&reviewed.at), clean(&reviewed.text));
    for finding in &reviewed.findings {
        let mend = finding.mend.as_deref().unwrap_or_default();
        let _ = writeln!(text, "      {}: {}", finding.code, clean(&format!("{} {mend}", finding.message)));
    }
    let facts: Vec<String> = reviewed.facts.iter().map(|fact| clean(fact.as_str())).collect();
    if !facts.is_empty() {
        let relation = if reviewed.verdict == Verdict::Block { "nearest" } else { "from" };
        let _ = writeln!(text, "      {relation} {}", facts.join(", "));
    }
}

fn count(reviewed: &[Reviewed], verdict: Verdict) -> usize {
    reviewed.iter().filter(|one| one.verdict == verdict).count()
}
