//! The fact check fires on what is not so and stays silent on what is.

use chrono::NaiveDate;
use jobwise::factcheck::model::{Citation, Claim, ClaimOrigin, Slot, Verdict};
use jobwise::factcheck::{FactBase, check_claim, verdict};
use jobwise::jobs::model::Posting;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::json_resume;
use jobwise::profiles::model::{FactId, ProfileContent};

fn profile() -> ProfileContent {
    profile_saying("Baker")
}

/// A profile with these words as its summary and as a line of its first position.
fn profile_saying(words: &str) -> ProfileContent {
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss", "label": "Baker", "summary": words },
        "work": [
            { "name": "Harrow Mill", "position": "Head Baker", "startDate": "2020-01", "endDate": "2023-12",
              "highlights": ["Cut flour waste by 18% across 3 ovens", "Trained two apprentices", words] },
            { "name": "Corner Bread", "position": "Baker", "startDate": "2016-01", "endDate": "2019-12",
              "highlights": ["Baked 400 loaves a night"] },
        ],
        "skills": [{ "name": "Baking", "keywords": ["Sourdough"] }],
    });
    json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile")
}

fn codes(text: &str, slot: Slot, origin: ClaimOrigin, cites: &[&str]) -> Vec<String> {
    let profile = profile();
    let posting = Posting {
        title: "Pastry Chef".to_owned(),
        company: "Larch Hotel".to_owned(),
        text: "Pastry Chef at Larch Hotel. You know laminated dough and Kubernetes.".to_owned(),
        ..Posting::default()
    };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
    let cites = cites.iter().map(|fact| Citation { fact: FactId::new(*fact), version: 1 }).collect();
    let claim = Claim {
        id: "c1".to_owned(),
        text: text.to_owned(),
        slot,
        cites,
        quotes: Vec::new(),
        origin,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    };
    let findings = check_claim(&claim, &base);
    assert_eq!(verdict(&findings) == Verdict::Block, !findings.is_empty());
    findings.into_iter().map(|finding| finding.code).collect()
}

const WASTE: &str = "$.work[0].highlights[0]";

#[test]
fn joined_claims_are_held_to_the_words_of_their_facts() {
    let check = |text: &str, cites: &[&str], expected: Option<&str>| {
        let found = codes(text, Slot::Letter, ClaimOrigin::Rule, cites);
        match expected {
            None => assert!(found.is_empty(), "{text}: {found:?}"),
            Some(code) => assert!(found.iter().any(|found| found == code), "{text}: {found:?}"),
        }
    };
    check("At Harrow Mill, I cut flour waste by 18% across 3 ovens.", &[WASTE, "$.work[0]"], None);
    check("I also cut flour waste by 28% across 3 ovens.", &[WASTE], Some("number"));
    check("I also cut flour and sugar waste by 18%.", &[WASTE], Some("word"));
    check("I also cut flour waste with Kubernetes.", &[WASTE], Some("of_the_posting"));
    check("At Corner Bread, I cut flour waste by 18%.", &[WASTE, "$.work[1]"], Some("other_employer"));
    check("I bring 8 years of experience in all.", &["$.work[0]", "$.work[1]"], None);
    check("I bring 9 years of experience in all.", &["$.work[0]", "$.work[1]"], Some("number"));
    check("I am applying for the position of Pastry Chef at Larch Hotel.", &[], None);
    check("I am an expert Pastry Chef.", &[], Some("word"));
    check("Most recently, I worked as Pastry Chef.", &["$.work[0]"], Some("of_the_posting"));
}

#[test]
fn what_a_prefix_turns_into_another_thing_is_no_fact_of_the_thing() {
    let profile = profile_saying("Cared for post-catheterization patients on a non-clinical floor");
    let posting = Posting { text: "We look for cardiac catheterization.".to_owned(), ..Posting::default() };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
    let check = |text: &str, expected: Verdict| {
        let claim = Claim {
            id: "c1".to_owned(),
            text: text.to_owned(),
            slot: Slot::Letter,
            cites: vec![Citation { fact: FactId::new("$.work[0].highlights[2]"), version: 1 }],
            quotes: Vec::new(),
            origin: ClaimOrigin::Rule,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        };
        assert_eq!(verdict(&check_claim(&claim, &base)), expected, "{text}");
    };
    check("I cared for post-catheterization patients.", Verdict::Pass);
    check("I cared for postcatheterization patients.", Verdict::Pass);
    check("I cared for catheterization patients.", Verdict::Block);
    check("I performed catheterization.", Verdict::Block);
    check("I cared for patients on a clinical floor.", Verdict::Block);
}

#[test]
fn verbatim_claims_are_the_words_of_the_fact_under_its_own_entry() {
    let entry = || Slot::Entry(FactId::new("$.work[0]"));
    let check = |text: &str, slot: Slot, cites: &[&str], expected: &[&str]| {
        assert_eq!(codes(text, slot, ClaimOrigin::Verbatim, cites), expected, "{text}");
    };
    check("Cut flour waste by 18% across 3 ovens", entry(), &[WASTE], &[]);
    check("Cut flour waste by 81% across 3 ovens", entry(), &[WASTE], &["not_verbatim"]);
    check("Cut flour waste by 1", entry(), &[WASTE], &["not_verbatim"]);
    check("Baked 400 loaves a night", entry(), &["$.work[1].highlights[0]"], &["other_entry"]);
    check("Trained two apprentices", entry(), &[], &["not_verbatim", "uncited"]);
    check("Trained two apprentices", entry(), &["$.work[7]"], &["not_verbatim", "unknown_fact"]);
}

#[test]
fn years_in_own_words_are_doubted_when_the_positions_contradict_them() {
    let check = |text: &str, slot: Slot, expected: &[&str]| {
        let profile = profile_saying(text);
        let posting = Posting::default();
        let fact = match slot {
            Slot::Entry(_) => "$.work[0].highlights[2]",
            Slot::Summary | Slot::Letter => "$.basics.summary",
        };
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
        let claim = Claim {
            id: "c1".to_owned(),
            text: text.to_owned(),
            slot,
            cites: vec![Citation { fact: FactId::new(fact), version: 1 }],
            quotes: Vec::new(),
            origin: ClaimOrigin::Verbatim,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        };
        let findings = check_claim(&claim, &base);
        assert_ne!(verdict(&findings), Verdict::Block, "own words are never stopped: {text}");
        let codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
        assert_eq!(codes, expected, "{text}");
    };
    // The positions cover 2016 to 2023, eight years.
    check("Baker with 8 years of experience", Slot::Summary, &[]);
    check("Baker with 7+ years of experience", Slot::Summary, &[]);
    check("Baker with 5+ years of experience", Slot::Summary, &["years_of_experience"]);
    check("Baker with 12 years of experience", Slot::Summary, &["years_of_experience"]);
    check("Baked for 2 years on a ship", Slot::Summary, &[]);
    check("Led bakers with 12 years of experience", Slot::Entry(FactId::new("$.work[0]")), &[]);
}
