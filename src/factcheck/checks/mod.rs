//! The ten checks, one file each, in the order they run.
//!
//! [`ALL`] is the list. A check of claims reads one [`Case`]; the last check reads the
//! document as a whole. Adding one: a file with its `CHECK`, a line here, a variant of
//! [`Check`], and its reason codes in [`super::reasons`].

mod attribution;
mod citation;
mod contamination;
mod document;
mod literals;
mod names;
mod scope;
mod structure;
mod support;
mod time;

use super::base::FactBase;
use super::case::Case;
use super::document::PrintedDocument;
use super::model::{Check, Finding};

/// One check.
#[derive(Debug, Clone, Copy)]
pub struct FactCheck {
    /// Which of the ten it is.
    pub check: Check,
    /// Its name for a person.
    pub name: &'static str,
    /// What it holds a claim or document to, in a sentence.
    pub description: &'static str,
    /// How it runs.
    pub run: Run,
}

/// What a check reads. Each finds nothing when all is well.
#[derive(Debug, Clone, Copy)]
pub enum Run {
    /// A claim.
    Claim(fn(&Case<'_, '_>, &FactBase<'_>) -> Vec<Finding>),
    /// A document.
    Document(fn(&PrintedDocument, &FactBase<'_>) -> Vec<Finding>),
}

/// Every check, in order.
pub const ALL: &[FactCheck] = &[
    structure::CHECK,
    citation::CHECK,
    attribution::CHECK,
    literals::CHECK,
    names::CHECK,
    scope::CHECK,
    time::CHECK,
    contamination::CHECK,
    support::CHECK,
    document::CHECK,
];
