//! The quality of a document somebody has changed: what can differ is measured anew; the counts
//! of what the run that made it stopped, mended and left out stay.

use super::{factuality, judged, note, notes_of, readability};
use crate::documents::evidence;
use crate::documents::model::{DocumentContent, DocumentKind, LeftOut, LeftOutReason, PageFit};
use crate::documents::templates::Template;
use crate::documents::text::plain_text;
use crate::documents::whole::printed_document;
use crate::factcheck::model::{Check, Finding, Verdict};
use crate::factcheck::{FactBase, check_document, reasons};
use crate::generations::document_generator::LETTER_MIN_WORDS;
use crate::generations::model::{KeywordSupport, Note, QualityReport};
use crate::generations::quality_validator::repair::Mended;
use crate::jobs::model::JobAnalysis;
use crate::language::lexicon::Lexicon;
use crate::profiles::model::FactId;
use crate::scoring::{ats, coverage};

/// A document after a change.
pub struct Changed<'a> {
    /// What it says now.
    pub content: &'a DocumentContent,
    /// What it said before.
    pub before: &'a DocumentContent,
    /// How good it was.
    pub report: &'a QualityReport,
    /// The ids of claims a person has accepted as they stand.
    pub accepted: Vec<&'a str>,
}

impl Changed<'_> {
    /// How good it is, as far as can be told before it is printed: pages and tightness are 0 and
    /// the ATS check takes the file to be as good as the content. With it comes what the check of
    /// the document as a whole stops it for.
    ///
    /// `base` holds the facts its headers and identity were copied from, `supported` the keywords
    /// that facts back now.
    pub fn remeasure(
        &self,
        template: &Template,
        analysis: &JobAnalysis,
        supported: &[KeywordSupport],
        base: &FactBase<'_>,
        lexicon: &Lexicon,
    ) -> (QualityReport, Vec<Finding>) {
        let content = self.content;
        let (stops, doubts): (Vec<Finding>, Vec<Finding>) =
            check_document(&printed_document(content, self.before), base)
                .into_iter()
                .partition(|finding| finding.severity == Verdict::Block);
        let terms = supported.iter().map(|support| support.term.as_str());
        let coverage = coverage::coverage(analysis, terms, &plain_text(content), lexicon);
        let evidence = evidence::gather(content, template, None, judged(content.kind, &coverage));
        let made = &self.report.factuality;
        let mended = Mended {
            blocked: made.blocked,
            rewritten: made.rewritten,
            replaced: made.replaced,
            dropped: made.dropped,
        };
        let readability = readability::measure(content, lexicon);
        let mut notes = self.notes();
        notes.retain(|note| !is_of_whole(note));
        notes.extend(notes_of(&doubts));
        tell_length(&mut notes, content.kind, readability.words);
        let report = QualityReport {
            factuality: factuality(content, mended, made.repeated),
            ats: ats::check(&evidence),
            coverage,
            length: self.length(),
            method: self.report.method,
            readability,
            notes,
        };
        (report, stops)
    }

    /// What a person should still know: the doubts about claims are told anew, but for those of
    /// accepted ones.
    pub fn notes(&self) -> Vec<Note> {
        let is_of_run = |note: &&Note| reasons::find(&note.code).is_none() || is_of_whole(note);
        let mut notes: Vec<Note> = self.report.notes.iter().filter(is_of_run).cloned().collect();
        let open = self.content.claims().filter(|claim| !self.accepted.contains(&claim.id.as_str()));
        notes.extend(open.flat_map(|claim| notes_of(&claim.findings)));
        notes
    }

    /// The length as far as it is known before printing.
    fn length(&self) -> PageFit {
        let printed = self.content.printed_facts();
        let asked = &self.report.length;
        let mut left_out: Vec<LeftOut> =
            asked.left_out.iter().filter(|left| !printed.contains(&left.fact)).cloned().collect();
        for fact in self.facts_before() {
            if !printed.contains(fact) && left_out.iter().all(|left| left.fact != *fact) {
                left_out.push(LeftOut { fact: fact.clone(), reason: LeftOutReason::Removed });
            }
        }
        PageFit { pages_asked: asked.pages_asked, left_out, ..PageFit::default() }
    }

    /// The facts of entries and claims that were printed, in print order.
    fn facts_before(&self) -> impl Iterator<Item = &FactId> {
        let entries = self.before.blocks.iter().flat_map(|block| &block.entries);
        entries.flat_map(|entry| {
            let cited = entry.claims.iter().flat_map(|claim| &claim.cites).map(|citation| &citation.fact);
            entry.header.iter().map(|header| &header.fact).chain(cited)
        })
    }
}

/// Whether a note comes from the check of the document as a whole.
fn is_of_whole(note: &Note) -> bool {
    reasons::find(&note.code).is_some_and(|reason| reason.check == Check::Document)
}

/// The note of a short letter tells its words as they are now, or goes.
fn tell_length(notes: &mut Vec<Note>, kind: DocumentKind, words: u32) {
    const SHORT: &str = "letter_short";
    if kind != DocumentKind::CoverLetter {
        return;
    }
    let told = notes.iter().position(|note| note.code == SHORT);
    let is_short = usize::try_from(words).is_ok_and(|words| words < LETTER_MIN_WORDS);
    match told {
        Some(at) if !is_short => {
            notes.remove(at);
        }
        Some(at) => {
            if let Some((_, rest)) = notes[at].message.split_once(" words") {
                notes[at].message = format!("The letter has {words} words{rest}");
            }
        }
        None if is_short => {
            let message = format!("The letter has {words} words; {LETTER_MIN_WORDS} or more are usual.");
            notes.push(note(SHORT, &message));
        }
        None => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_note_of_a_short_letter_tells_its_words_as_they_are() {
        let check = |kind: DocumentKind, before: Option<&str>, words: u32, after: Option<&str>| {
            let mut notes: Vec<Note> =
                before.map(|message| note("letter_short", message)).into_iter().collect();
            tell_length(&mut notes, kind, words);
            assert_eq!(notes.first().map(|note| note.message.as_str()), after);
        };
        let letter = DocumentKind::CoverLetter;
        let before = Some("The letter has 200 words; lines about baking would help.");
        check(letter, before, 190, Some("The letter has 190 words; lines about baking would help."));
        check(letter, before, 250, None);
        check(letter, None, 249, Some("The letter has 249 words; 250 or more are usual."));
        check(letter, None, 300, None);
        check(DocumentKind::Resume, None, 10, None);
    }
}
