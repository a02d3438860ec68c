//! Claims, what they cite, and what the check says of them.

use serde::{Deserialize, Serialize};

use crate::language::span::Span;
use crate::profiles::model::FactId;

/// A fact as it stood when it was cited.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Citation {
    /// The fact.
    pub fact: FactId,
    /// Its version.
    pub version: u32,
}

/// Where in a document a claim is printed.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case", tag = "kind", content = "entry")]
pub enum Slot {
    /// The summary of a résumé.
    Summary,
    /// Under the entry with this fact id: a position, project, degree, skill group …
    Entry(FactId),
    /// The body of a letter.
    Letter,
}

/// Who wrote a claim's words.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ClaimOrigin {
    /// The fact's own words.
    Verbatim,
    /// Joined from true facts by a rule.
    Rule,
    /// Rewritten by a model.
    Model,
    /// Written by the person.
    Owner,
}

/// One generated sentence or item of a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Claim {
    /// Stable within its document, such as `c12`.
    pub id: String,
    /// The words as printed.
    pub text: String,
    /// Where it is printed.
    pub slot: Slot,
    /// The facts it rests on; empty only for connective prose of a letter.
    pub cites: Vec<Citation>,
    /// Places of the posting it quotes, for a letter that speaks of the employer.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub quotes: Vec<Span>,
    /// Who wrote its words.
    pub origin: ClaimOrigin,
    /// What the check says: the worst of its findings.
    #[serde(default)]
    pub verdict: Verdict,
    /// What was found, in the order of the checks.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// What the check says of a claim, best first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// Supported.
    #[default]
    Pass,
    /// Supported, with a doubt a person should look at.
    Warn,
    /// Not supported; it must not leave the house.
    Block,
}

/// The ten checks, in the order they run.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Check {
    /// What is copied by id is equal to its fact.
    Structure,
    /// Every claim cites publishable facts of this profile.
    Citation,
    /// Facts are told under the entry they belong to.
    Attribution,
    /// Numbers, amounts and dates stand in the facts.
    Literals,
    /// Names stand in the facts.
    Names,
    /// Involvement and adoption are not raised.
    Scope,
    /// Nothing happens before it could.
    Time,
    /// Nothing of the posting is said of the person without a fact.
    Contamination,
    /// The remaining words are backed.
    Support,
    /// The document as a whole.
    Document,
}

/// One thing a check found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// Which check.
    pub check: Check,
    /// A stable word to switch on.
    pub code: String,
    /// How bad; never `Pass`.
    pub severity: Verdict,
    /// The words of the claim it is about.
    pub span: Span,
    /// The facts that were looked at.
    pub facts: Vec<FactId>,
    /// What is wrong, for a person.
    pub message: String,
    /// What would mend it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub mend: Option<String>,
}
