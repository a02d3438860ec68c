//! The templates documents are set in. A look is a Typst file in `assets/templates/` that sets a
//! résumé and the letter that goes with it, and has a row for each here; a contract test runs over
//! [`ALL`].

use crate::documents::model::{BlockKind, DocumentKind};

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
    /// The name of the template for the other kind of document in the same look.
    pub pair: &'static str,
    /// Pages that may be asked for at most.
    pub max_pages: u8,
    /// The first sections of a résumé, in order; empty where they stand as usual.
    pub sections: &'static [BlockKind],
    /// Its Typst source, which may import [`SHARED`] and reads `data.json`.
    pub source: &'static str,
}

/// What the templates share, by the names it is imported under.
pub const SHARED: &[(&str, &str)] = &[
    ("base.typ", include_str!("../../../assets/templates/base.typ")),
    ("sections.typ", include_str!("../../../assets/templates/sections.typ")),
    ("letter.typ", include_str!("../../../assets/templates/letter.typ")),
];

const ATS: &str = include_str!("../../../assets/templates/ats.typ");
const MODERN: &str = include_str!("../../../assets/templates/modern.typ");
const EXECUTIVE: &str = include_str!("../../../assets/templates/executive.typ");
const TECHNICAL: &str = include_str!("../../../assets/templates/technical.typ");
const ACADEMIC: &str = include_str!("../../../assets/templates/academic.typ");
const CREATIVE: &str = include_str!("../../../assets/templates/creative.typ");

const ACADEMIC_ORDER: &[BlockKind] = &[
    BlockKind::Summary,
    BlockKind::Education,
    BlockKind::Experience,
    BlockKind::Publications,
    BlockKind::Awards,
    BlockKind::Projects,
    BlockKind::Skills,
];

/// Every template, résumés first.
pub const ALL: &[Template] = &[
    Template {
        name: "ats",
        kind: DocumentKind::Resume,
        title: "Classic, machine-readable",
        description: "One column with clear headings, dates behind the places and real text in reading order. \
                      Suits any trade and any applicant tracking system.",
        is_ats_safe: true,
        pair: "letter",
        max_pages: 2,
        sections: &[],
        source: ATS,
    },
    Template {
        name: "modern",
        kind: DocumentKind::Resume,
        title: "Modern",
        description: "A band of the accent along the head, a large name and short bars above the headings; employers in the accent. \
                      Suits most trades, and companies that like a fresh look.",
        is_ats_safe: true,
        pair: "modern-letter",
        max_pages: 2,
        sections: &[],
        source: MODERN,
    },
    Template {
        name: "executive",
        kind: DocumentKind::Resume,
        title: "Executive",
        description: "A serif, a centred head and headings between hairlines, with room to breathe. Suits leading positions, \
                      law, finance and the public service.",
        is_ats_safe: true,
        pair: "executive-letter",
        max_pages: 2,
        sections: &[],
        source: EXECUTIVE,
    },
    Template {
        name: "technical",
        kind: DocumentKind::Resume,
        title: "Technical",
        description: "Compact, with headings and dates in a typewriter face, so that more lines find room. Suits engineering, \
                      data and research.",
        is_ats_safe: true,
        pair: "technical-letter",
        max_pages: 2,
        sections: &[],
        source: TECHNICAL,
    },
    Template {
        name: "academic",
        kind: DocumentKind::Resume,
        title: "Academic",
        description: "A serif curriculum vitae of up to ten numbered pages: education and publications first, and these numbered. \
                      Suits teaching and research.",
        is_ats_safe: true,
        pair: "academic-letter",
        max_pages: 10,
        sections: ACADEMIC_ORDER,
        source: ACADEMIC,
    },
    Template {
        name: "creative",
        kind: DocumentKind::Resume,
        title: "Creative",
        description: "The name on a block of the accent, and a narrow column for skills, certificates and languages. Suits design \
                      and media, to be sent to people: machines may read its columns in another order.",
        is_ats_safe: false,
        pair: "creative-letter",
        max_pages: 2,
        sections: &[],
        source: CREATIVE,
    },
    Template {
        name: "letter",
        kind: DocumentKind::CoverLetter,
        title: "Letter",
        description: "A business letter with the head of the classic résumé, so that the two make a pair.",
        is_ats_safe: true,
        pair: "ats",
        max_pages: 1,
        sections: &[],
        source: ATS,
    },
    Template {
        name: "modern-letter",
        kind: DocumentKind::CoverLetter,
        title: "Modern letter",
        description: "A business letter with the head and the type of the modern résumé, so that the two make a pair.",
        is_ats_safe: true,
        pair: "modern",
        max_pages: 1,
        sections: &[],
        source: MODERN,
    },
    Template {
        name: "executive-letter",
        kind: DocumentKind::CoverLetter,
        title: "Executive letter",
        description: "A business letter with the head and the type of the executive résumé, so that the two make a pair.",
        is_ats_safe: true,
        pair: "executive",
        max_pages: 1,
        sections: &[],
        source: EXECUTIVE,
    },
    Template {
        name: "technical-letter",
        kind: DocumentKind::CoverLetter,
        title: "Technical letter",
        description: "A business letter with the head and the type of the technical résumé, so that the two make a pair.",
        is_ats_safe: true,
        pair: "technical",
        max_pages: 1,
        sections: &[],
        source: TECHNICAL,
    },
    Template {
        name: "academic-letter",
        kind: DocumentKind::CoverLetter,
        title: "Academic letter",
        description: "A business letter with the head and the type of the academic résumé, so that the two make a pair.",
        is_ats_safe: true,
        pair: "academic",
        max_pages: 1,
        sections: &[],
        source: ACADEMIC,
    },
    Template {
        name: "creative-letter",
        kind: DocumentKind::CoverLetter,
        title: "Creative letter",
        description: "A business letter with the head and the type of the creative résumé, so that the two make a pair.",
        is_ats_safe: true,
        pair: "creative",
        max_pages: 1,
        sections: &[],
        source: CREATIVE,
    },
];

/// The template of that name.
pub fn find(name: &str) -> Option<&'static Template> {
    ALL.iter().find(|template| template.name == name)
}
