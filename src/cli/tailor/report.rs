//! What a run came to: `report.json` for machines, a few lines for the terminal.

use std::fmt::Write as _;
use std::path::Path;

use serde::Serialize;
use serde_json::{Map, Value, json};

use crate::documents::model::DocumentKind;
use crate::error::{Error, Result};
use crate::generations::pipeline::Finished;

/// JSON with line breaks, ending in one.
///
/// # Errors
/// `Internal` when the value has no JSON form.
pub fn pretty(value: &impl Serialize) -> Result<Vec<u8>> {
    let mut bytes = serde_json::to_vec_pretty(value)
        .map_err(|cause| Error::internal("A result cannot be written as JSON; report it.", cause))?;
    bytes.push(b'\n');
    Ok(bytes)
}

/// The report, as docs/report.md tells it: the résumé's numbers at the top (the letter's, where
/// only that was asked), each document's own under `documents` by its slug. All but `timings_ms`
/// is the same each time.
pub fn report(finished: &Finished) -> Value {
    let mut documents = Map::new();
    for (document, (file, _)) in finished.reviewed.documents.iter().zip(&finished.files) {
        let quality = &document.quality;
        let read_back = &file.read_back;
        documents.insert(
            file.kind.slug().to_owned(),
            json!({
                "file": format!("{}.pdf", file.kind.slug()),
                "sha256": file.sha256,
                "size_bytes": file.size_bytes,
                "template": document.template,
                "pages": file.pages,
                "length": quality.length,
                "coverage": quality.coverage,
                "ats": file.ats,
                "factuality": quality.factuality,
                "readability": quality.readability,
                "read_back": {
                    "is_perfect": read_back.is_perfect(),
                    "fields": read_back.fields.len(),
                    "found": read_back.fields.iter().filter(|field| field.is_found).count(),
                    "is_in_order": read_back.is_in_order,
                    "glyph_problems": read_back.glyph_problems.iter().map(|problem| &problem.told).collect::<Vec<_>>(),
                },
                "notes": quality.notes,
            }),
        );
    }
    let first =
        DocumentKind::ALL.iter().find_map(|kind| documents.get(kind.slug())).cloned().unwrap_or_default();
    let timings: Map<String, Value> = finished
        .timings
        .iter()
        .map(|(stage, elapsed)| {
            let ms = (elapsed.as_secs_f64() * 1_000_000.0).round() / 1000.0;
            (stage.slug().to_owned(), json!(ms))
        })
        .collect();
    let usage = |method: &str| json!({ "input_tokens": 0, "output_tokens": 0, "method": method });
    let stages: Map<String, Value> =
        finished.timings.iter().map(|(stage, _)| (stage.slug().to_owned(), usage("rules"))).collect();
    json!({
        "analysis": finished.analysis,
        "coverage": first["coverage"],
        "ats": first["ats"],
        "factuality": first["factuality"],
        "pages": first["pages"],
        "documents": documents,
        "timings_ms": timings,
        "usage": { "input_tokens": 0, "output_tokens": 0, "cost": 0, "method": "rules", "stages": stages },
    })
}

/// A few lines on what was made, for a person.
pub fn summary(finished: &Finished, out: &Path) -> String {
    let mut text = String::new();
    for (document, (file, _)) in finished.reviewed.documents.iter().zip(&finished.files) {
        let quality = &document.quality;
        let name = format!("{}.pdf", file.kind.slug());
        let pages = if file.pages == 1 { "1 page".to_owned() } else { format!("{} pages", file.pages) };
        let left_out = match quality.length.left_out.len() {
            0 => String::new(),
            1 => ", 1 fact left out".to_owned(),
            count => format!(", {count} facts left out"),
        };
        let _ = writeln!(
            text,
            "{}  {pages}, ATS {}, {} claims checked ({} stopped), {} words{left_out}",
            out.join(name).display(),
            file.ats.score,
            quality.factuality.claims + quality.factuality.dropped,
            quality.factuality.blocked,
            quality.readability.words,
        );
        for note in &quality.notes {
            let _ = writeln!(text, "  note: {}", note.message);
        }
    }
    if let Some(document) = finished.reviewed.documents.first() {
        let coverage = &document.quality.coverage;
        let _ = match coverage.supportable.len() {
            0 => writeln!(text, "keywords: your facts support none of the posting's"),
            supportable => writeln!(
                text,
                "keywords: {} of {supportable} that your facts support are covered ({:.0} %)",
                coverage.covered.len(),
                coverage.ratio * 100.0,
            ),
        };
        if !coverage.gaps.is_empty() {
            let gaps: Vec<&str> = coverage.gaps.iter().take(8).map(|gap| gap.term.as_str()).collect();
            let more = coverage.gaps.len().saturating_sub(gaps.len());
            let more = if more == 0 { String::new() } else { format!(" and {more} more") };
            let _ = writeln!(text, "gaps the profile has no fact for: {}{more}", gaps.join(", "));
        }
    }
    text
}
