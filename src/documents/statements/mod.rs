//! A document written elsewhere, statement by statement: which of them a profile supports.
//!
//! [`text`] and [`json`] read a document into [`Statement`]s, each with what is known of where
//! it stands; [`review`] looks for the facts that could carry each ([`support`]) and asks the
//! fact check whether they do. Nothing is kept, and nothing in the document is taken on trust:
//! it is checked like the words of a model.

pub mod entries;
pub mod json;
pub mod support;
pub mod text;

use serde::Serialize;

use crate::factcheck::base::{FactBase, normalised};
use crate::factcheck::model::{Citation, Claim, Finding, Verdict};
use crate::profiles::model::{FactId, FactKind, ProfileContent};
use entries::{Entries, plain_address};
use support::Supporter;

/// The most statements of a document; a résumé of two pages has a tenth.
pub const MAX_STATEMENTS: usize = 2_000;

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
    statements
        .iter()
        .map(|statement| {
            let claim = match statement.kind {
                StatementKind::Contact => is_of_basics(&statement.text, base),
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

/// The fact of the basics that says just this, address and number compared as such.
fn is_of_basics(text: &str, base: &FactBase) -> Option<Citation> {
    let kinds = [
        FactKind::Name,
        FactKind::Label,
        FactKind::Email,
        FactKind::Phone,
        FactKind::Link,
        FactKind::Location,
    ];
    let said = plain_address(text);
    let digits = |text: &str| text.chars().filter(char::is_ascii_digit).collect::<String>();
    let mut facts: Vec<_> = base.facts().filter(|known| kinds.contains(&known.fact.kind)).collect();
    facts.sort_by(|one, other| one.fact.id.cmp(&other.fact.id));
    let found = facts.into_iter().find(|known| {
        let fact = &known.fact;
        match fact.kind {
            _ if !fact.standing.is_publishable() || said.is_empty() => false,
            FactKind::Phone => digits(&fact.text) == digits(text) && !text.contains(char::is_alphabetic),
            // A place is printed without its street, an account elsewhere by its address alone.
            FactKind::Location => said.split(',').all(|part| has_part(&normalised(&fact.text), part.trim())),
            FactKind::Link => plain_address(&fact.text).ends_with(&said),
            _ => normalised(&fact.text) == said,
        }
    });
    found.map(|known| support::cite(&known.fact))
}

fn has_part(whole: &str, part: &str) -> bool {
    !part.is_empty() && whole.split(", ").any(|own| own == part)
}
