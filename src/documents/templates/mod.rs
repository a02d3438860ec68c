//! The templates documents are set in. A template is a row here and a Typst file in
//! `assets/templates/`; a contract test runs over [`ALL`].

use crate::documents::model::DocumentKind;

/// A way to set a document.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Template {
    /// The name it is asked for by.
    pub name: &'static str,
    /// The kind of document it sets.
    pub kind: DocumentKind,
    /// Its name for a person.
    pub title: &'static str,
    /// What it looks like and whom it suits, for a person.
    pub description: &'static str,
    /// Whether its text is read by machines in one column and in order.
    pub is_ats_safe: bool,
    /// Its Typst source, which may import [`BASE`] as `base.typ` and reads `data.json`.
    pub source: &'static str,
}

/// What the templates share, imported as `base.typ`.
pub const BASE: &str = include_str!("../../../assets/templates/base.typ");

/// Every template, résumés first.
pub const ALL: &[Template] = &[
    Template {
        name: "ats",
        kind: DocumentKind::Resume,
        title: "Classic, machine-readable",
        description: "One column with clear headings, dates at the right and real text in reading order. \
                      Suits any trade and any applicant tracking system.",
        is_ats_safe: true,
        source: include_str!("../../../assets/templates/resume_ats.typ"),
    },
    Template {
        name: "letter",
        kind: DocumentKind::CoverLetter,
        title: "Letter",
        description: "A business letter with the head of the classic résumé, so that the two make a pair.",
        is_ats_safe: true,
        source: include_str!("../../../assets/templates/letter.typ"),
    },
];

/// The template of that name.
pub fn find(name: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.name == name)
}
