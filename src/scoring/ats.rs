//! How well an applicant tracking system reads a file: evidence in, score and findings out.

use crate::scoring::model::{AtsFinding, AtsReport, Severity};
use crate::scoring::rules;
use crate::scoring::rules::rule::AtsEvidence;

/// The score a file with any blocker cannot exceed.
pub const BLOCKED_SCORE: u8 = 40;

/// Scores the evidence by every rule of [`rules::ALL`].
///
/// 100 less the points of each warning rule that fires, counted once a rule however often it
/// fires; any blocker caps the score at [`BLOCKED_SCORE`]; tips cost nothing. Findings stand
/// worst first.
pub fn check(evidence: &AtsEvidence) -> AtsReport {
    let mut score = 100_u8;
    let mut is_blocked = false;
    let mut findings = Vec::new();
    for rule in rules::ALL {
        let observations = (rule.check)(evidence);
        if observations.is_empty() {
            continue;
        }
        is_blocked |= rule.severity == Severity::Blocker;
        score = score.saturating_sub(rule.points);
        findings.extend(observations.into_iter().map(|observation| AtsFinding {
            rule: rule.name.to_owned(),
            severity: rule.severity,
            message: observation.message,
            mend: observation.mend,
            evidence: observation.evidence,
        }));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    AtsReport { score: if is_blocked { score.min(BLOCKED_SCORE) } else { score }, findings }
}
