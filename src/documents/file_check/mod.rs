//! What a machine makes of a file written elsewhere. No truth is known of it, so nothing can be
//! missed: what is judged is what can be told from the file alone.
//!
//! [`foreign`](super::readback::foreign) reads the file, for strangers' files in a process of its own
//! ([`apart`]); [`contact`], [`sections`], [`dates`], [`letters`] and [`placeholders`] look at its
//! lines; [`evidence`] hands what was seen to the ATS rules of `scoring`, and [`service`] is the use
//! case.

pub mod apart;
pub mod contact;
pub mod dates;
pub mod evidence;
pub mod letters;
pub mod placeholders;
pub mod sections;
pub mod service;

use crate::documents::model::HiddenText;
use crate::documents::readback::foreign::{ForeignFile, ForeignFont, ForeignFormat, ForeignLine, Unreadable};
use crate::jobs::model::JobAnalysis;
use crate::language::lexicon::Lexicon;
use crate::scoring::ats;
use crate::scoring::coverage::coverage;
use crate::scoring::model::{AtsReport, Coverage};
use crate::scoring::systems::{self, Compatibility};
use contact::Contact;
use sections::Section;

/// What a machine makes of a file.
#[derive(Debug, Clone, PartialEq)]
pub struct FileCheck {
    /// Its format.
    pub format: ForeignFormat,
    /// Its size.
    pub size_bytes: u64,
    /// Its pages; none where the format leaves them to who opens it, or where it cannot be opened.
    pub pages: Option<u32>,
    /// Words that are seen.
    pub words: u32,
    /// The score, and what was found.
    pub report: AtsReport,
    /// What is seen of it, in the order a machine reads it.
    pub lines: Vec<ForeignLine>,
    /// Who it is from.
    pub contact: Contact,
    /// Its sections, by their headings, in order.
    pub sections: Vec<Section>,
    /// Dates and periods as they are written, in order.
    pub dates: Vec<String>,
    /// The fonts it names.
    pub fonts: Vec<ForeignFont>,
    /// What is read and not seen; it counts for nothing.
    pub hidden: Vec<HiddenText>,
    /// What it says of a posting's keywords; none without a posting. Nothing is known of what its
    /// author could say, so all keywords count as supportable.
    pub coverage: Option<Coverage>,
    /// The estimate for each named applicant system.
    pub systems: Vec<Compatibility>,
}

/// Judges a file that was read, or that needs a password. CPU-bound.
///
/// # Errors
/// Why the file was not read, where that is no judgement of it.
pub fn check(
    read: Result<ForeignFile, Unreadable>,
    asked: &Asked<'_>,
    lexicon: &Lexicon,
) -> Result<FileCheck, Unreadable> {
    let file = match read {
        Ok(file) => file,
        Err(Unreadable::Locked) => return Ok(locked(asked)),
        Err(reason) => return Err(reason),
    };
    let seen = evidence::Seen::new(&file, lexicon);
    let evidence = evidence::gather(&file, &seen, asked, lexicon);
    let text = file.lines.iter().map(|line| line.text.as_str()).collect::<Vec<_>>().join("\n");
    let coverage = asked.analysis.map(|analysis| {
        let all = analysis.keywords.iter().map(|keyword| keyword.term.as_str());
        coverage(analysis, all, &text, lexicon)
    });
    Ok(FileCheck {
        format: file.format,
        size_bytes: file.size_bytes,
        pages: file.pages,
        words: evidence.words,
        report: ats::check(&evidence),
        systems: systems::estimate(&evidence),
        contact: seen.contact,
        sections: seen.sections,
        dates: seen.dates,
        lines: file.lines,
        fonts: file.fonts,
        hidden: file.hidden,
        coverage,
    })
}

/// What is known of a file from beside it.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// The name it was sent under; none where there is none.
    pub name: Option<&'a str>,
    /// Its size in bytes.
    pub size_bytes: u64,
    /// Its format, as its bytes tell; PDF where they tell none.
    pub format: ForeignFormat,
    /// The posting it is meant for.
    pub analysis: Option<&'a JobAnalysis>,
}

fn locked(asked: &Asked<'_>) -> FileCheck {
    let evidence = evidence::locked(asked);
    FileCheck {
        format: asked.format,
        size_bytes: asked.size_bytes,
        pages: None,
        words: 0,
        report: ats::check(&evidence),
        systems: systems::estimate(&evidence),
        contact: Contact::default(),
        sections: Vec::new(),
        dates: Vec::new(),
        lines: Vec::new(),
        fonts: Vec::new(),
        hidden: Vec::new(),
        coverage: None,
    }
}
