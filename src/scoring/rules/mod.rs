//! The rules of the ATS check, one file a rule. Adding one is a file and a line of [`ALL`];
//! a contract test runs over the list.

pub mod rule;

mod bullet_length;
mod contact_readable;
mod education_section;
mod email_present;
mod experience_section;
mod fields_readable;
mod file_size;
mod fonts_embedded;
mod glyphs_spelt;
mod hidden_text;
mod keyword_coverage;
mod keyword_stuffing;
mod length_in_pages;
mod length_in_words;
mod location_present;
mod name_present;
mod phone_present;
mod positions_dated;
mod reading_order;
mod single_column;
mod skills_section;
mod special_characters;
mod standard_headings;
mod text_layer;

use crate::scoring::rules::rule::Rule;

/// Every rule, the gravest first.
pub const ALL: &[Rule] = &[
    text_layer::RULE,
    hidden_text::RULE,
    name_present::RULE,
    email_present::RULE,
    phone_present::RULE,
    location_present::RULE,
    contact_readable::RULE,
    fields_readable::RULE,
    reading_order::RULE,
    single_column::RULE,
    fonts_embedded::RULE,
    glyphs_spelt::RULE,
    experience_section::RULE,
    education_section::RULE,
    skills_section::RULE,
    standard_headings::RULE,
    positions_dated::RULE,
    bullet_length::RULE,
    length_in_pages::RULE,
    length_in_words::RULE,
    file_size::RULE,
    keyword_coverage::RULE,
    keyword_stuffing::RULE,
    special_characters::RULE,
];

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::scoring::ats::{BLOCKED_SCORE, check};
    use crate::scoring::model::Severity;
    use crate::scoring::rules::rule::AtsEvidence;

    /// Evidence of a résumé no rule has anything to say about.
    pub fn good() -> AtsEvidence {
        AtsEvidence {
            is_letter: false,
            has_text_layer: true,
            unread_fields: Vec::new(),
            is_in_order: true,
            is_single_column: true,
            hidden_text: Vec::new(),
            are_fonts_embedded: true,
            glyph_problems: Vec::new(),
            has_name: true,
            has_email: true,
            has_phone: true,
            has_location: true,
            has_experience: true,
            has_education: true,
            has_skills: true,
            unusual_headings: Vec::new(),
            undated_positions: Vec::new(),
            bullet_words: vec![14, 22, 18],
            words: 420,
            pages: 1,
            size_bytes: 60_000,
            keyword_coverage: Some(0.95),
            keyword_counts: vec![("rust".to_owned(), 4)],
            special_characters: Vec::new(),
        }
    }

    pub fn fires(rule: &Rule, evidence: &AtsEvidence) {
        assert!(!(rule.check)(evidence).is_empty(), "{} is silent", rule.name);
    }

    pub fn stays_silent(rule: &Rule, evidence: &AtsEvidence) {
        assert_eq!((rule.check)(evidence), Vec::new(), "{} fires", rule.name);
    }

    #[test]
    fn every_rule_keeps_the_contract() {
        let names: HashSet<&str> = ALL.iter().map(|rule| rule.name).collect();
        assert_eq!(names.len(), ALL.len(), "two rules share a name");
        for rule in ALL {
            let is_plain = rule.name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'_');
            assert!(is_plain, "{}", rule.name);
            assert_eq!(
                rule.points > 0,
                rule.severity == Severity::Warning,
                "only warnings cost: {}",
                rule.name
            );
            stays_silent(rule, &good());
        }
    }

    #[test]
    fn blockers_cap_warnings_cost_once_and_tips_are_free() {
        let score = |evidence: AtsEvidence| check(&evidence).score;
        assert_eq!(score(good()), 100);
        assert_eq!(score(AtsEvidence { has_email: false, ..good() }), BLOCKED_SCORE);
        let undated = |count: usize| vec!["Nurse".to_owned(); count];
        let once = score(AtsEvidence { undated_positions: undated(1), ..good() });
        assert!(once < 100);
        assert_eq!(score(AtsEvidence { undated_positions: undated(9), ..good() }), once);
        assert_eq!(score(AtsEvidence { has_location: false, words: 90, ..good() }), 100);
    }

    #[test]
    fn findings_stand_worst_first() {
        let evidence = AtsEvidence {
            has_location: false,
            has_email: false,
            undated_positions: vec!["A".to_owned()],
            ..good()
        };
        let severities: Vec<Severity> =
            check(&evidence).findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Blocker, Severity::Warning, Severity::Tip]);
    }

    #[test]
    fn the_worst_evidence_does_not_run_below_zero() {
        let nothing = AtsEvidence::default();
        assert!(check(&nothing).score <= BLOCKED_SCORE);
    }
}
