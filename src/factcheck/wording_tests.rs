//! The same said in other words passes; what only looks like it is stopped.

use chrono::NaiveDate;

use super::model::{Slot, Verdict};
use super::samples::{claim, under};
use super::{FactBase, check_claim};
use crate::jobs::model::Posting;
use crate::language::lexicon::Lexicon;
use crate::profiles::json_resume;

fn found(slot: Slot, cites: &[&str], text: &str) -> Vec<(String, Verdict)> {
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss", "label": "Greenhouse Manager", "summary": "Gardener who used to drive a van." },
        "work": [
            { "name": "Harrow Gardens", "position": "Assistant Greenhouse Manager", "startDate": "2022-01",
              "highlights": [
                "Chose a new watering system with two growers",
                "Bring heating costs from £940 to £610 a week",
                "Contributed to a label redesign led by an outside agency",
                "Prepared files for two plant-health audits",
                "Proposed a visitor trail, which the trust rejected",
                "Keep a seed budget of £3,000 and spend up to £40 per tray out of the trust's £90,000",
                "Take evening shifts twice a month and water on every fourth Sunday",
                "Tested whether coir holds water longer; no difference was measured",
                "Co-led a pruning course with a neighbour",
                "Raised the share of healthy (CSAT) sheets from 80% to 92%",
                "Check the water budget; the director signs off on it",
              ] },
        ],
        "projects": [{ "name": "Seed Swap", "description": "Shared list of spare seeds",
                       "highlights": ["Used by 30 families until an app made it unnecessary"] }],
        "volunteer": [{ "organization": "River Trust", "position": "Warden",
                        "highlights": ["Counted newts one night a month"] }],
        "education": [{ "institution": "Moor College", "studyType": "Bachelor of Science", "area": "Botany",
                        "courses": ["Statistics"] }],
        "certificates": [{ "name": "PRINCE2 Foundation", "issuer": "PeopleCert" }],
        "languages": [{ "language": "French", "fluency": "Native speaker" },
                      { "language": "Dutch", "fluency": "Intermediate" }],
    });
    let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
    let posting =
        Posting { text: "You plan the system and its opening hours.".to_owned(), ..Posting::default() };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
    check_claim(&claim(text, slot, cites), &base)
        .into_iter()
        .map(|finding| (finding.code, finding.severity))
        .collect()
}

fn line(number: usize, text: &str) -> Vec<(String, Verdict)> {
    found(under("$.work[0]"), &[&format!("$.work[0].highlights[{number}]")], text)
}

fn passes(found: Vec<(String, Verdict)>) {
    assert!(found.iter().all(|(_, severity)| *severity < Verdict::Block), "{found:?}");
}

fn stops(found: Vec<(String, Verdict)>, code: &str) {
    assert!(
        found.iter().any(|(own, severity)| own == code && *severity == Verdict::Block),
        "{found:?}, not {code}"
    );
}

#[test]
fn nouns_of_deeds_stand_for_deeds_of_their_sense() {
    passes(line(0, "Selection of a new watering system with two growers."));
    stops(line(0, "Sale of a new watering system with two growers."), "word");
}

#[test]
fn a_figure_that_falls_backs_verbs_of_falling() {
    passes(line(1, "Reduced heating costs from £940 to £610 a week."));
    stops(line(1, "Raised heating costs from £940 to £610 a week."), "word");
}

#[test]
fn a_deed_of_another_or_on_behalf_of_another_is_not_ones_own() {
    passes(line(2, "Contributed to a label redesign."));
    stops(line(2, "Led a label redesign."), "involvement_raised");
    stops(line(3, "Conducted two plant-health audits."), "involvement_raised");
    passes(line(8, "Led a pruning course together with a neighbour."));
    stops(line(8, "Led a pruning course."), "involvement_raised");
}

#[test]
fn what_was_refused_or_only_asked_is_not_told_as_so() {
    passes(line(4, "Proposed a visitor trail that the trust turned down."));
    stops(line(4, "Proposed a visitor trail, which the trust approved."), "polarity_turned");
    stops(line(7, "Showed that coir holds water longer."), "polarity_turned");
}

#[test]
fn an_amount_is_the_whole_only_where_it_is_said_to_be() {
    passes(line(5, "Keep a £3,000 seed budget."));
    passes(line(5, "Spend up to £40 per tray."));
    stops(line(5, "Spend £90,000 on trays."), "number_of_the_whole");
}

#[test]
fn how_often_may_be_said_by_what_is_counted() {
    passes(line(6, "Take shifts on two evenings a month."));
    passes(line(6, "Water on one Sunday in four."));
    stops(line(6, "Take shifts on three evenings a month."), "number");
    stops(line(6, "Water on all Sundays."), "extent_widened");
}

#[test]
fn short_forms_may_take_several_letters_of_a_word() {
    passes(line(9, "Raised the share of healthy customer satisfaction (CSAT) sheets from 80% to 92%."));
    stops(line(9, "Raised the share of healthy climate action (CSAT) sheets from 80% to 92%."), "word");
}

#[test]
fn titles_keep_what_makes_them_less() {
    let title = |text| found(Slot::Summary, &["$.work[0]"], text);
    passes(title("Assistant greenhouse manager at Harrow Gardens."));
    stops(title("Greenhouse manager at Harrow Gardens."), "rank_raised");
}

#[test]
fn a_fact_says_what_it_is_by_its_kind() {
    let of = |cites: &[&str], text| found(Slot::Letter, cites, text);
    passes(of(&["$.volunteer[0].highlights[0]"], "As a volunteer I counted newts one night a month."));
    stops(of(&["$.work[0].highlights[0]"], "As a volunteer I chose a new watering system."), "word");
    passes(of(&["$.projects[0].highlights[0]"], "The list was used by 30 families."));
    stops(of(&["$.projects[0].highlights[0]"], "The bank was used by 30 families."), "word");
}

#[test]
fn credentials_and_fields_of_study_have_no_other_names() {
    let of = |cite, text| found(Slot::Summary, &[cite], text);
    passes(of("$.education[0]", "Graduate with a BSc in Botany from Moor College."));
    stops(of("$.education[0]", "Holds a degree in statistics from Moor College."), "name_recombined");
    passes(of("$.certificates[0]", "Holds the PRINCE2 Foundation certificate."));
    stops(of("$.certificates[0]", "PRINCE2 Practitioner."), "name");
}

#[test]
fn each_language_has_the_level_before_its_name() {
    let of = |text| found(Slot::Summary, &["$.languages[0]", "$.languages[1]"], text);
    passes(of("Native French speaker with intermediate Dutch."));
    stops(of("Intermediate French speaker with native Dutch."), "language_raised");
}

#[test]
fn sayings_and_courtesies_of_a_letter_need_no_fact() {
    let of = |cites: &[&str], text| found(Slot::Letter, cites, text);
    passes(of(
        &["$.work[0].highlights[4]"],
        "Not every idea lasts: the trust rejected a visitor trail I proposed.",
    ));
    passes(of(&[], "Perhaps we could talk for an hour."));
    stops(of(&[], "I have worked for an hour."), "number");
}

#[test]
fn a_deed_of_somebody_named_in_the_fact_is_not_the_persons() {
    let fires = line(4, "Rejected a visitor trail.");
    assert!(
        fires.iter().any(|(code, _)| code == "involvement_raised" || code == "polarity_turned"),
        "{fires:?}"
    );
    assert_eq!(
        line(10, "I sign off on the water budget."),
        [("involvement_raised".to_owned(), Verdict::Block)]
    );
    assert_eq!(line(10, "I check the water budget, which the director signs off on."), []);
}

#[test]
fn what_came_of_it_needs_a_fact_however_small_the_words() {
    let stops = |number: usize, text: &str| {
        let found = line(number, text);
        assert!(found.iter().any(|(_, severity)| *severity == Verdict::Block), "{text}: {found:?}");
    };
    stops(6, "Take evening shifts twice a month, so that no job was held up.");
    stops(6, "Take evening shifts twice a month and so brought peace.");
    stops(1, "Bring heating costs from £940 to £610 a week at all of our houses.");
    assert_eq!(line(1, "Brought heating costs down from £940 a week to £610."), []);
}
