//! What every ATS rule looks at and answers. Part of the rules of the scoring room; knows none
//! of them.

use super::file_evidence::FileEvidence;
use crate::scoring::model::{Place, Severity};

/// Words, with where they stand if that is known.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Seen {
    /// The words, or what is said of them.
    pub words: String,
    /// Their place in the file.
    pub place: Option<Place>,
}

impl Seen {
    /// Words at a place.
    pub fn new(words: impl Into<String>, place: Option<Place>) -> Self {
        Self { words: words.into(), place }
    }
}

impl From<&str> for Seen {
    fn from(words: &str) -> Self {
        Self::new(words, None)
    }
}

/// Text that a machine reads and nobody sees.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Hidden {
    /// How it is hidden, to follow "text that is".
    pub how: String,
    /// How it begins, and where.
    pub seen: Seen,
}

/// A bullet of an entry.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
pub struct Bullet {
    /// How many words it has.
    pub words: u16,
    /// Its place in the file.
    pub place: Option<Place>,
}

/// What was seen of a document and its file. Plain values, so that any room can fill it in.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct AtsEvidence {
    /// Whether it is a letter, which has no sections, bullets or entries.
    pub is_letter: bool,
    /// Whether a text layer was read, with any words in it.
    pub has_text_layer: bool,
    /// Fields printed that were not found in the text read back, as "employer: Acme".
    pub unread_fields: Vec<String>,
    /// Whether what was found stands in print order.
    pub is_in_order: bool,
    /// What is read at the wrong place, where that can be told.
    pub disorder: Option<Seen>,
    /// Whether the words stand in one column, as their places in the file tell, or before
    /// printing the template.
    pub is_single_column: bool,
    /// The first column that stands beside another.
    pub columns_at: Option<Place>,
    /// Text that a machine reads and nobody sees. None of it counts for any other rule.
    pub hidden_text: Vec<Hidden>,
    /// Whether every font is embedded in the file.
    pub are_fonts_embedded: bool,
    /// Characters shown and not spelt, in words.
    pub glyph_problems: Vec<Seen>,
    /// Whether a name is printed.
    pub has_name: bool,
    /// Whether an e-mail address of plain form is printed.
    pub has_email: bool,
    /// Whether a telephone number with at least seven digits is printed.
    pub has_phone: bool,
    /// Whether a place is printed.
    pub has_location: bool,
    /// Whether there is experience, projects or volunteering.
    pub has_experience: bool,
    /// Whether there is education.
    pub has_education: bool,
    /// Whether there are skills.
    pub has_skills: bool,
    /// Headings that are not of the usual ones for what stands below them.
    pub unusual_headings: Vec<Seen>,
    /// Positions that print no date, by title.
    pub undated_positions: Vec<Seen>,
    /// Each bullet, in print order.
    pub bullets: Vec<Bullet>,
    /// Words in all.
    pub words: u32,
    /// Pages of the file; 0 while it has not been printed.
    pub pages: u8,
    /// Size of the file in bytes; 0 while it has not been printed.
    pub size_bytes: u64,
    /// Keywords of the posting the document says ÷ those the facts back, 0 to 1; none without
    /// a posting.
    pub keyword_coverage: Option<f32>,
    /// Keywords of the posting and how often the document says each.
    pub keyword_counts: Vec<(String, u32)>,
    /// Decorative characters that older readers drop or garble, each once.
    pub special_characters: Vec<Seen>,
    /// What is to be said of the file apart from its words.
    pub file: FileEvidence,
}

/// Something to look for in the evidence.
pub struct Rule {
    /// Stable name, in snake case.
    pub name: &'static str,
    /// How bad it is when it fires.
    pub severity: Severity,
    /// Points a warning costs, once; 0 for the others.
    pub points: u8,
    /// What it finds; empty when all is well.
    pub check: fn(&AtsEvidence) -> Vec<Observation>,
}

/// One thing a rule saw.
#[derive(Debug, Clone, PartialEq)]
pub struct Observation {
    /// What was found, for a person.
    pub message: String,
    /// What would mend it.
    pub mend: String,
    /// The words or number it was seen in.
    pub evidence: Option<String>,
    /// Where it was seen.
    pub place: Option<Place>,
}

impl Observation {
    /// Makes an observation without evidence.
    pub fn new(message: impl Into<String>, mend: impl Into<String>) -> Self {
        Self { message: message.into(), mend: mend.into(), evidence: None, place: None }
    }

    /// Adds the words or number it was seen in.
    pub fn seen_in(self, evidence: impl Into<String>) -> Self {
        Self { evidence: Some(evidence.into()), ..self }
    }

    /// Adds where it was seen.
    pub fn at(self, place: Option<Place>) -> Self {
        Self { place, ..self }
    }

    /// Adds words and where they stand.
    pub fn of(self, seen: &Seen) -> Self {
        self.seen_in(seen.words.as_str()).at(seen.place)
    }
}
