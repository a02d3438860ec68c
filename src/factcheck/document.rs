//! A document as the last check reads it: what is printed, line by line, and what each line
//! rests on. The documents room fills it in; no format is known here.

use super::model::Claim;
use crate::profiles::model::{FactId, FactKind};

/// A document as it is printed.
#[derive(Debug, Clone, Default)]
pub struct PrintedDocument {
    /// BCP 47 language its words are meant to be in.
    pub language: String,
    /// The identity block: each printed field with the kind of fact it is to be.
    pub identity: Vec<PrintedField>,
    /// Sections that have to be there by name, such as those a first draft had.
    pub expected_sections: Vec<String>,
    /// The sections in print order.
    pub sections: Vec<PrintedSection>,
}

/// A field of the identity block.
#[derive(Debug, Clone)]
pub struct PrintedField {
    /// What it is said to be.
    pub kind: FactKind,
    /// The words as printed.
    pub text: String,
}

/// A section as printed.
#[derive(Debug, Clone, Default)]
pub struct PrintedSection {
    /// Its name; two sections of one name are one too many.
    pub name: String,
    /// Its lines in print order, headers of entries among them.
    pub lines: Vec<PrintedLine>,
}

/// A line as printed.
#[derive(Debug, Clone)]
pub struct PrintedLine {
    /// The words.
    pub text: String,
    /// What they rest on.
    pub backing: Backing,
}

/// What a printed line rests on.
#[derive(Debug, Clone)]
pub enum Backing {
    /// A claim, which the other checks have judged.
    Claim(Box<Claim>),
    /// The own fields of a fact, copied.
    Copied(FactId),
    /// Nothing.
    Nothing,
}
