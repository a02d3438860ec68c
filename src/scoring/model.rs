//! Scores with the evidence behind them.

use serde::{Deserialize, Serialize};

use crate::jobs::model::Keyword;

/// How much of what could be said for a posting a document says.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Coverage {
    /// Supportable keywords that stand in the document.
    pub covered: Vec<String>,
    /// Keywords some publishable fact backs, covered or not.
    pub supportable: Vec<String>,
    /// Keywords no fact backs.
    pub gaps: Vec<Keyword>,
    /// Covered ÷ supportable, 0 to 1; 1 when nothing is supportable.
    pub ratio: f32,
    /// Covered ÷ all keywords, 0 to 1; 1 when there are none.
    pub ratio_of_all: f32,
}

/// How bad an ATS finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Worth knowing; never scores.
    Tip,
    /// Costs points, once a rule.
    Warning,
    /// Caps the score.
    Blocker,
}

/// One thing an ATS rule found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AtsFinding {
    /// The rule's stable name.
    pub rule: String,
    /// How bad.
    pub severity: Severity,
    /// What was found, for a person.
    pub message: String,
    /// What would mend it.
    pub mend: String,
    /// The words or number it was seen in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub evidence: Option<String>,
}

/// How well a machine reads a file.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AtsReport {
    /// 0 to 100.
    pub score: u8,
    /// What was found, the worst first.
    pub findings: Vec<AtsFinding>,
}
