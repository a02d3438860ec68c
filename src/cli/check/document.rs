//! A document written elsewhere: read in whatever format it has, and what is said of it.

use std::fmt::Write as _;
use std::path::Path;

use serde_json::{Value, json};

use crate::cli::files::{self, Noun};
use crate::documents::printed::clean;
use crate::documents::readback::pdf;
use crate::documents::statements::entries::Entries;
use crate::documents::statements::{Reviewed, Statement, json as json_statements, text};
use crate::error::{Error, Result};
use crate::factcheck::model::Verdict;
use crate::language::lexicon::Lexicon;
use crate::profiles::model::ProfileContent;

/// Reads the statements of a document. A PDF begins with its mark and JSON with a brace; all
/// else is text.
///
/// # Errors
/// `Invalid` for a document that cannot be read or says nothing.
pub fn read(path: &Path, profile: &ProfileContent, lexicon: &Lexicon) -> Result<Vec<Statement>> {
    let bytes = files::read_bytes(path, Noun::Document)?;
    let entries = Entries::new(profile);
    if bytes.starts_with(b"%PDF-") {
        return text::read(&pdf::read_text(&bytes)?, &entries, lexicon);
    }
    let document = files::text(bytes, Noun::Document)?;
    if !document.trim_start().starts_with('{') {
        return text::read(&document, &entries, lexicon);
    }
    let file: Value = serde_json::from_str(&document).map_err(|cause| {
        let (line, column) = (cause.line(), cause.column());
        Error::invalid(format!("The document is not JSON: see line {line}, column {column}."))
    })?;
    json_statements::read(&file, &entries, profile)
}

/// The check as JSON: `counts` by verdict, and the `statements` in the order of the document.
pub fn report(reviewed: &[Reviewed]) -> Value {
    json!({
        "counts": {
            "pass": count(reviewed, Verdict::Pass),
            "warn": count(reviewed, Verdict::Warn),
            "block": count(reviewed, Verdict::Block),
        },
        "statements": reviewed,
    })
}

/// The check for a person: what is not supported first.
pub fn told(reviewed: &[Reviewed]) -> String {
    let [pass, warn, block] =
        [Verdict::Pass, Verdict::Warn, Verdict::Block].map(|verdict| count(reviewed, verdict));
    let statements = if reviewed.len() == 1 { "statement" } else { "statements" };
    let mut text = format!(
        "{} {statements}: {pass} supported by the profile, {warn} doubted, {block} not supported\n",
        reviewed.len()
    );
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
