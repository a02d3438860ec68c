//! A document written elsewhere, statement by statement: which of them a profile supports.
//!
//! [`text`] and [`json`] read a document into [`Statement`]s, each with what is known of where
//! it stands, and tell what they did not take for one: nothing is passed over in silence, known
//! headings and ornaments aside. [`review`] looks for the facts that could carry each ([`support`]) and asks the
//! fact check whether they do. Nothing is kept, and nothing in the document is taken on trust:
//! it is checked like the words of a model.

pub mod basics;
pub mod entries;
pub mod json;
mod leaves;
mod lines;
pub mod support;
#[cfg(test)]
mod tests;
pub mod text;

use serde::Serialize;

use crate::factcheck::base::FactBase;
use crate::factcheck::model::{Citation, Claim, Finding, Verdict};
use crate::profiles::model::{FactId, ProfileContent};
use basics::Basics;
use entries::Entries;
use support::Supporter;

/// The most statements of a document; a résumé of two pages has a tenth.
pub const MAX_STATEMENTS: usize = 2_000;

/// What was read in a document.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Content {
    /// What it says, in order.
    pub statements: Vec<Statement>,
    /// What stands in it and was taken for no statement, in order.
    pub unread: Vec<Unread>,
    /// Whether it is a letter.
    pub is_letter: bool,
}

/// Words of a document that are held against nothing.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Unread {
    /// The words.
    pub text: String,
    /// Where they stand, as in [`Statement::at`].
    pub at: String,
}

/// One sentence, line or item of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Statement {
    /// Its words.
    pub text: String,
    /// Where it stands, for a person: `line 12`, or a JSONPath into the document.
    pub at: String,
    /// What sort of line it is.
    pub kind: StatementKind,
    /// What it stands under.
    pub context: Context,
    /// The facts the document itself says it rests on, where it does.
    pub cites: Vec<Citation>,
}

/// What sort of line a statement is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StatementKind {
    /// Who the person is and how to reach them.
    Contact,
    /// What stands at the head of an entry: title, employer, place, time.
    Header,
    /// Anything else.
    Line,
}

/// Where a statement stands, as far as its document tells.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Context {
    /// In a summary or list; any fact may carry it.
    Summary,
    /// In a letter; any fact may carry it, and prose that says nothing needs none.
    Letter,
    /// Under one of these entries of the profile.
    Under(Vec<FactId>),
    /// Under an entry that the profile does not have.
    Nowhere,
}

/// A statement with what the check says of it.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reviewed {
    /// Its words.
    pub text: String,
    /// Where it stands in its document.
    pub at: String,
    /// Whether the profile supports it.
    pub verdict: Verdict,
    /// The facts that carry it, or come nearest to it.
    pub facts: Vec<FactId>,
    /// Why it is not supported, or doubted.
    pub findings: Vec<Finding>,
}

/// Finds for each statement the facts that could carry it, and says whether they do.
pub fn review(statements: &[Statement], profile: &ProfileContent, base: &FactBase) -> Vec<Reviewed> {
    let supporter = Supporter::new(profile, base);
    let entries = Entries::new(profile);
    let basics = Basics::new(profile);
    statements
        .iter()
        .map(|statement| {
            let claim = match statement.kind {
                StatementKind::Contact => basics.find(&statement.text).and_then(|id| cite(id, base)),
                StatementKind::Header => match &statement.context {
                    Context::Under(ids) => {
                        entries.find_head(ids, &statement.text).and_then(|id| cite(id, base))
                    }
                    _ => None,
                },
                StatementKind::Line => None,
            };
            let claim =
                claim.map(|cite| copied(statement, cite)).unwrap_or_else(|| supporter.carry(statement));
            Reviewed {
                text: claim.text,
                at: statement.at.clone(),
                verdict: claim.verdict,
                facts: claim.cites.into_iter().map(|cite| cite.fact).collect(),
                findings: claim.findings,
            }
        })
        .collect()
}

/// What is copied from a fact and needs no other check than that.
fn copied(statement: &Statement, cite: Citation) -> Claim {
    let claim = support::claim(statement, support::slot(&statement.context), vec![cite]);
    Claim { verdict: Verdict::Pass, ..claim }
}

fn cite(id: &FactId, base: &FactBase) -> Option<Citation> {
    base.find(id).map(|known| support::cite(&known.fact))
}
