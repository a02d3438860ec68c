//! How well an applicant tracking system reads a file: evidence in, score and findings out.

use crate::scoring::model::{AtsFinding, AtsReport, Severity};
use crate::scoring::rules;
use crate::scoring::rules::rule::AtsEvidence;

/// The score a file with any blocker cannot exceed.
pub const BLOCKED_SCORE: u8 = 40;

/// Scores the evidence by every rule of [`rules::ALL`]; where nothing can be read, by those of
/// [`rules::UNREAD`], for the others would only repeat it.
///
/// 100 less the points of each warning rule that fires, counted once a rule however often it
/// fires; any blocker caps the score at [`BLOCKED_SCORE`]; tips cost nothing. A file in which
/// nothing can be read scores 0. Findings stand worst first.
pub fn check(evidence: &AtsEvidence) -> AtsReport {
    let (rules, mut score) = match evidence.has_text_layer {
        true => (rules::ALL, 100_u8),
        false => (rules::UNREAD, 0),
    };
    let mut is_blocked = false;
    let mut findings = Vec::new();
    for rule in rules {
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
            place: observation.place,
        }));
    }
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.severity));
    AtsReport { score: if is_blocked { score.min(BLOCKED_SCORE) } else { score }, findings }
}
