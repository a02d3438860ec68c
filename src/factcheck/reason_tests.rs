//! What is said with more than its facts is found under its reason; what says no more is not.

use chrono::NaiveDate;
use proptest::prelude::*;

use super::model::{Claim, Slot, Verdict};
use super::samples::{claim, under};
use super::{FactBase, check_claim, verdict};
use crate::jobs::model::Posting;
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::profiles::json_resume;

fn with_base<T>(look: impl FnOnce(&FactBase) -> T) -> T {
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss" },
        "work": [
            { "name": "Harrow Mill", "position": "Head Baker", "location": "Leeds", "startDate": "2020-01",
              "highlights": [
                "Helped the miller cut flour waste from 18% to 12% across 3 ovens",
                "Trained two apprentices in shaping",
                "Ordered £400 of yeast a month within the bakery's £9,000 supply budget",
                "Piloted a rye loaf in one of four shops; the owner decided not to continue",
                "Proved dough overnight and scored baguettes for about 60 customers a day",
                "Rewrote the allergen list with Open Bake Manager (OBM)",
              ] },
            { "name": "Corner Bread", "position": "Baker", "startDate": "2016-01", "endDate": "2019-12",
              "highlights": ["Baked 400 loaves a night"] },
        ],
        "certificates": [{ "name": "Food Hygiene Level 2", "issuer": "City Kitchens", "date": "2018-05" }],
        "skills": [{ "name": "Assistants", "keywords": ["ChatGPT"] }],
        "languages": [{ "language": "French", "fluency": "Basic" }],
    });
    let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
    let posting = Posting {
        text: "You know laminated dough, and you enjoy early mornings. You write monthly reports.".to_owned(),
        ..Posting::default()
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    look(&FactBase::new(&profile, &posting, today, Lexicon::built_in()))
}

/// A claim under the first position by its lines, such as `[0, 1]`.
fn bullet(text: &str, lines: &[usize]) -> Claim {
    let cites: Vec<String> = lines.iter().map(|line| format!("$.work[0].highlights[{line}]")).collect();
    let cites: Vec<&str> = cites.iter().map(String::as_str).collect();
    claim(text, under("$.work[0]"), &cites)
}

fn codes(claim: &Claim) -> Vec<String> {
    with_base(|base| check_claim(claim, base).into_iter().map(|finding| finding.code).collect())
}

fn stops(claim: &Claim, code: &str) {
    let found = codes(claim);
    assert!(found.iter().any(|found| found == code), "{:?}: {found:?} without {code}", claim.text);
}

fn passes(claim: &Claim) {
    assert_eq!(codes(claim), [""; 0], "{:?}", claim.text);
}

#[test]
fn a_figure_of_the_quoted_posting_is_the_employers() {
    let quoting = |text: &str, cites: &[&str], quote: &str| {
        let at =
            "You know laminated dough, and you enjoy early mornings. You write monthly reports.".find(quote);
        let at = at.expect("a quote");
        let quotes = vec![Span::new(at, at + quote.len())];
        Claim { quotes, ..claim(text, Slot::Letter, cites) }
    };
    let text = "You also mention monthly reports.";
    passes(&quoting(text, &[], "monthly reports"));
    passes(&quoting(text, &[], "laminated dough"));
    stops(&quoting("You also mention weekly reports.", &[], "monthly reports"), "number");
    stops(&quoting("I write monthly reports, as you ask.", &[], "laminated dough"), "of_the_posting");
    stops(&quoting(text, &["$.work[0].highlights[0]"], "monthly reports"), "number");
}

#[test]
fn figures_are_held_to_value_thing_part_and_hedge() {
    passes(&bullet(
        "Helped the miller cut flour waste from 18 percent to 12 percent across three ovens.",
        &[0],
    ));
    stops(&bullet("Helped the miller cut flour waste from 12% to 18% across 3 ovens.", &[0]), "number");
    stops(&bullet("Helped the miller cut flour waste from 18% to 2%.", &[0]), "number");
    stops(&bullet("Trained three apprentices in shaping.", &[1]), "number");
    stops(&bullet("Ordered £9,000 of yeast a month.", &[2]), "number_of_another");
    stops(&bullet("Ordered yeast with a £9,000 supply budget.", &[2]), "number_of_the_whole");
    stops(&bullet("Scored baguettes for 60 customers a day.", &[4]), "hedge_lost");
    stops(&bullet("Scored baguettes for over 20,000 customers a year.", &[4]), "number");
}

#[test]
fn involvement_is_that_of_the_verb_that_governs() {
    passes(&bullet("Contributed to cutting flour waste from 18% to 12%.", &[0]));
    passes(&bullet("Helped train two apprentices.", &[1]));
    stops(&bullet("Cut flour waste from 18% to 12%.", &[0]), "involvement_raised");
    stops(&bullet("Led cuts of flour waste from 18% to 12%.", &[0]), "involvement_raised");
}

#[test]
fn extent_stage_denial_and_outcome_are_those_of_the_facts() {
    passes(&bullet("Piloted a rye loaf in one of four shops; the owner did not continue it.", &[3]));
    stops(&bullet("Piloted a rye loaf in all shops.", &[3]), "extent_widened");
    stops(
        &bullet("Piloted a rye loaf in one of four shops; the owner continued it.", &[3]),
        "polarity_turned",
    );
    stops(&bullet("Piloted and then launched a rye loaf in one of four shops.", &[3]), "stage_raised");
    stops(
        &bullet("Trained two apprentices in shaping, cutting flour waste from 18% to 12%.", &[0, 1]),
        "outcome_claimed",
    );
}

#[test]
fn parts_of_two_facts_make_no_third() {
    passes(&bullet("Trained two apprentices in shaping and scored baguettes.", &[1, 4]));
    stops(&bullet("Trained two apprentices in scoring baguettes.", &[1, 4]), "parts_of_two_facts");
}

#[test]
fn names_stand_in_the_facts_under_any_of_their_forms() {
    passes(&bullet("OBM: rewrote the allergen list.", &[5]));
    stops(&bullet("Rewrote the allergen list with Loafware.", &[5]), "name");
    stops(&bullet("Rewrote the allergen list for laminated dough.", &[5]), "of_the_posting");
    stops(&bullet("Rewrote the award-winning allergen list.", &[5]), "word");
    let title = |text: &str| claim(text, Slot::Summary, &["$.work[0]", "$.work[1]"]);
    passes(&title("Head Baker at Harrow Mill in Leeds."));
    stops(&title("Head Baker at Corner Bread."), "other_employer");
}

#[test]
fn an_everyday_word_beside_backed_words_is_warned_of() {
    let new = bullet("Trained two new apprentices in shaping.", &[1]);
    assert_eq!(codes(&new), ["plain_word"]);
    with_base(|base| assert_eq!(verdict(&check_claim(&new, base)), Verdict::Warn));
    stops(&bullet("Trained two new apprentices in glazing.", &[1]), "word");
    stops(&bullet("New idea, short light sight: shaping.", &[1]), "word");
    stops(&bullet("Trained two single-minded apprentices in shaping.", &[1]), "word");
    passes(&bullet("Gave two apprentices training in shaping.", &[1]));
}

#[test]
fn time_is_that_of_the_positions() {
    let summary = |text: &str| claim(text, Slot::Summary, &["$.work[0]", "$.work[1]"]);
    passes(&summary("Baker with more than 10 years of experience."));
    passes(&summary("Head Baker at Harrow Mill for more than six years."));
    stops(&summary("Baker with more than 12 years of experience."), "number");
    stops(&summary("Head Baker at Harrow Mill for more than ten years."), "number");
    let former = |text: &str| claim(text, under("$.work[1]"), &["$.work[1]"]);
    passes(&former("Baker at Corner Bread from 2016 to 2019."));
    stops(&former("Currently Baker at Corner Bread."), "ended");
    stops(&former("Baker at Corner Bread in 2021."), "number");
    let with_tool = |position: &str, text: &str| claim(text, Slot::Summary, &[position, "$.skills[0]"]);
    passes(&with_tool("$.work[0]", "Head Baker at Harrow Mill working with ChatGPT."));
    stops(&with_tool("$.work[1]", "Baker at Corner Bread working with ChatGPT."), "before_release");
}

#[test]
fn languages_keep_their_level_and_credentials_their_name() {
    let of = |text: &str, cite: &str| claim(text, Slot::Summary, &[cite]);
    passes(&of("Basic French.", "$.languages[0]"));
    stops(&of("Fluent in French.", "$.languages[0]"), "language_raised");
    passes(&of("Holds Food Hygiene Level 2 since May 2018.", "$.certificates[0]"));
    stops(&of("Holds Food Hygiene Level 3.", "$.certificates[0]"), "number");
}

#[test]
fn prose_of_a_letter_passes_and_statements_about_oneself_do_not() {
    let letter = |text: &str, cites: &[&str]| claim(text, Slot::Letter, cites);
    passes(&letter("I would welcome the chance to talk about the role.", &[]));
    passes(&letter("What draws me to your early mornings is hard to put in a letter.", &[]));
    passes(&letter(
        "Small steps can go far: I trained two apprentices in shaping.",
        &["$.work[0].highlights[1]"],
    ));
    stops(&letter("I am licensed in every county.", &[]), "word");
    stops(&letter("I have run a chain of bakeries.", &[]), "word");
    stops(&letter("I would bring years of laminated dough.", &[]), "of_the_posting");
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, ..ProptestConfig::default() })]

    /// Whatever the letters, a claim is checked, and each finding quotes a place of it.
    #[test]
    fn any_text_is_checked_without_a_fault(text in "\\PC{0,120}", tail in "[ -~]{0,80}") {
        let claim = bullet(&format!("{text} {tail}"), &[0, 2, 3]);
        with_base(|base| {
            let findings = check_claim(&claim, base);
            for finding in &findings {
                prop_assert!(finding.code != super::reasons::CHECKER_ERROR);
                prop_assert!(claim.text.get(finding.span.start..finding.span.end).is_some());
            }
            prop_assert!(verdict(&findings) >= Verdict::Pass);
            Ok(())
        })?;
    }
}
