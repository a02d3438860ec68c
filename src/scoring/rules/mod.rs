//! The rules of the ATS check, one file a rule. Adding one is a file and a line of [`ALL`];
//! a contract test runs over the list.

pub mod file_evidence;
pub mod rule;

mod active_content;
mod bullet_length;
mod clear_dates;
mod contact_in_body;
mod contact_readable;
mod education_section;
mod email_present;
mod experience_section;
mod fields_readable;
mod file_name;
mod file_size;
mod fonts_embedded;
mod glyphs_spelt;
mod hidden_text;
mod keyword_coverage;
mod keyword_stuffing;
mod length_in_pages;
mod length_in_words;
mod letter_spacing;
mod location_present;
mod look_alikes;
mod name_present;
mod notes_unread;
mod open_changes;
mod pages_readable;
mod password;
mod phone_present;
mod pictures;
mod placeholders;
mod positions_dated;
mod reading_order;
mod single_column;
mod skills_section;
mod small_type;
mod special_characters;
mod standard_headings;
mod tables;
mod text_boxes;
mod text_layer;
mod turned_text;

use crate::scoring::rules::rule::Rule;

/// Every rule, the gravest first.
pub const ALL: &[Rule] = &[
    password::RULE,
    text_layer::RULE,
    pages_readable::RULE,
    hidden_text::RULE,
    name_present::RULE,
    email_present::RULE,
    phone_present::RULE,
    location_present::RULE,
    contact_readable::RULE,
    contact_in_body::RULE,
    fields_readable::RULE,
    reading_order::RULE,
    single_column::RULE,
    tables::RULE,
    text_boxes::RULE,
    turned_text::RULE,
    notes_unread::RULE,
    pictures::RULE,
    fonts_embedded::RULE,
    glyphs_spelt::RULE,
    letter_spacing::RULE,
    look_alikes::RULE,
    small_type::RULE,
    experience_section::RULE,
    education_section::RULE,
    skills_section::RULE,
    standard_headings::RULE,
    positions_dated::RULE,
    clear_dates::RULE,
    placeholders::RULE,
    bullet_length::RULE,
    length_in_pages::RULE,
    length_in_words::RULE,
    file_size::RULE,
    file_name::RULE,
    active_content::RULE,
    open_changes::RULE,
    keyword_coverage::RULE,
    keyword_stuffing::RULE,
    special_characters::RULE,
];

/// What can be told of a file in which nothing is read.
pub const UNREAD: &[Rule] = &[password::RULE, text_layer::RULE, file_size::RULE, active_content::RULE];

#[cfg(test)]
pub(crate) mod tests {
    use std::collections::HashSet;

    use super::*;
    use crate::scoring::ats::{BLOCKED_SCORE, check};
    use crate::scoring::model::Severity;
    use crate::scoring::rules::file_evidence::FileEvidence;
    use crate::scoring::rules::rule::{AtsEvidence, Bullet, Seen};

    /// Evidence of a résumé no rule has anything to say about.
    pub fn good() -> AtsEvidence {
        AtsEvidence {
            is_letter: false,
            has_text_layer: true,
            unread_fields: Vec::new(),
            is_in_order: true,
            disorder: None,
            is_single_column: true,
            columns_at: None,
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
            bullets: [14, 22, 18].map(|words| Bullet { words, place: None }).to_vec(),
            words: 420,
            pages: 1,
            size_bytes: 60_000,
            keyword_coverage: Some(0.95),
            keyword_counts: vec![("rust".to_owned(), 4)],
            special_characters: Vec::new(),
            file: FileEvidence { format: Some("pdf"), ..FileEvidence::default() },
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
        let undated = |count: usize| vec![Seen::from("Nurse"); count];
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
            undated_positions: vec!["A".into()],
            ..good()
        };
        let severities: Vec<Severity> =
            check(&evidence).findings.iter().map(|finding| finding.severity).collect();
        assert_eq!(severities, [Severity::Blocker, Severity::Warning, Severity::Tip]);
    }

    #[test]
    fn a_file_in_which_nothing_is_read_scores_nothing_and_is_told_why() {
        let report = check(&AtsEvidence { has_text_layer: false, has_email: false, ..good() });
        let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!((report.score, rules), (0, vec!["text_layer"]));
        let file = FileEvidence { is_locked: true, ..FileEvidence::default() };
        let report = check(&AtsEvidence { has_text_layer: false, file, ..good() });
        let rules: Vec<&str> = report.findings.iter().map(|finding| finding.rule.as_str()).collect();
        assert_eq!(rules, ["password"], "what is locked says nothing of its text");
    }

    #[test]
    fn the_worst_evidence_does_not_run_below_zero() {
        let nothing = AtsEvidence::default();
        assert!(check(&nothing).score <= BLOCKED_SCORE);
    }
}
