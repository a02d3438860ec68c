//! The contract every check keeps, and what happens when one fails.

use std::collections::HashSet;

use chrono::NaiveDate;

use super::checks::{ALL, FactCheck, Run};
use super::document::{Backing, PrintedDocument, PrintedField, PrintedLine, PrintedSection};
use super::model::{Check, Claim, ClaimOrigin, Finding, Slot, Verdict};
use super::samples::{claim, under};
use super::{FactBase, check_claim, check_claim_with, check_document_with, reasons, verdict};
use crate::jobs::model::Posting;
use crate::language::lexicon::Lexicon;
use crate::profiles::json_resume;
use crate::profiles::model::{FactId, FactKind};

const CHECKS: [Check; 10] = [
    Check::Structure,
    Check::Citation,
    Check::Attribution,
    Check::Literals,
    Check::Names,
    Check::Scope,
    Check::Time,
    Check::Contamination,
    Check::Support,
    Check::Document,
];

fn with_base<T>(look: impl FnOnce(&FactBase) -> T) -> T {
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss", "summary": "Baker with 30 years of experience" },
        "work": [
            { "name": "Harrow Mill", "position": "Head Baker", "startDate": "2020-01", "endDate": "2023-12",
              "highlights": ["Helped cut flour waste by 18% across 3 ovens", "Trained two apprentices"] },
            { "name": "Corner Bread", "position": "Baker", "startDate": "2016-01", "endDate": "2019-12",
              "highlights": ["Baked 400 loaves a night"] },
        ],
    });
    let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
    let posting =
        Posting { text: "You know laminated dough and Kubernetes.".to_owned(), ..Posting::default() };
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    look(&FactBase::new(&profile, &posting, today, Lexicon::built_in()))
}

fn bullet(text: &str, cite: &str) -> Claim {
    claim(text, under("$.work[0]"), &[cite])
}

const WASTE: &str = "$.work[0].highlights[0]";

/// A claim the check alone stops or doubts, and one it says nothing of.
fn samples(check: Check) -> Option<(Claim, Claim)> {
    let verbatim = |text: &str| Claim {
        origin: ClaimOrigin::Verbatim,
        ..claim(text, Slot::Summary, &["$.basics.summary"])
    };
    let bullets = |bad: &str, good: &str| (bullet(bad, WASTE), bullet(good, WASTE));
    Some(match check {
        Check::Structure => (verbatim("Baker of renown"), verbatim("Baker with 30 years of experience")),
        Check::Citation => {
            (bullet("Baked", "$.work[9]"), bullet("Trained two apprentices", "$.work[0].highlights[1]"))
        }
        Check::Attribution => (
            bullet("Baked 400 loaves a night", "$.work[1].highlights[0]"),
            bullet("Trained two apprentices", "$.work[0].highlights[1]"),
        ),
        Check::Literals => bullets("Helped cut flour waste by 81%", "Helped cut flour waste by 18%"),
        Check::Names => bullets("Helped cut flour waste with Ovenix", "Helped cut flour waste across ovens"),
        Check::Scope => bullets("Directed cuts of flour waste", "Helped cut flour waste"),
        Check::Time => (verbatim("Baker with 30 years of experience"), verbatim("Baker")),
        Check::Contamination => bullets("Helped cut waste of laminated flour", "Helped cut flour waste"),
        Check::Support => bullets("Helped cut flour and sugar waste", "Helped cut flour waste"),
        Check::Document => return None,
    })
}

#[test]
fn each_check_stands_in_the_list_once_and_in_order() {
    let listed: Vec<Check> = ALL.iter().map(|check| check.check).collect();
    assert_eq!(listed, CHECKS);
    let names: HashSet<&str> = ALL.iter().map(|check| check.name).collect();
    assert_eq!(names.len(), ALL.len());
    assert!(ALL.iter().all(|check| check.description.ends_with('.')));
}

#[test]
fn each_check_fires_on_a_bad_claim_and_is_silent_on_a_good_one() {
    with_base(|base| {
        for check in ALL {
            let Some((bad, good)) = samples(check.check) else { continue };
            let alone = std::slice::from_ref(check);
            let found = check_claim_with(&bad, base, alone);
            assert!(!found.is_empty(), "{} says nothing of {:?}", check.name, bad.text);
            for finding in &found {
                assert_eq!(finding.check, check.check);
                let reason = reasons::find(&finding.code).unwrap_or_else(|| panic!("{}", finding.code));
                assert_eq!(reason.check, check.check, "{}", finding.code);
                assert!(finding.span.end <= bad.text.len());
            }
            assert_eq!(check_claim_with(&good, base, alone), [], "{} of {:?}", check.name, good.text);
        }
    });
}

fn document() -> PrintedDocument {
    let bullet = bullet("Trained two apprentices", "$.work[0].highlights[1]");
    PrintedDocument {
        language: "en".to_owned(),
        identity: vec![PrintedField { kind: FactKind::Name, text: "Ada Moss".to_owned() }],
        expected_sections: vec!["experience".to_owned()],
        sections: vec![PrintedSection {
            name: "experience".to_owned(),
            lines: vec![
                PrintedLine {
                    text: "Head Baker, Harrow Mill".to_owned(),
                    backing: Backing::Copied(FactId::new("$.work[0]")),
                },
                PrintedLine { text: bullet.text.clone(), backing: Backing::Claim(Box::new(bullet)) },
            ],
        }],
    }
}

fn document_codes(document: &PrintedDocument) -> Vec<String> {
    with_base(|base| {
        let findings = check_document_with(document, base, ALL);
        for finding in &findings {
            assert_eq!(reasons::find(&finding.code).map(|reason| reason.check), Some(Check::Document));
        }
        findings.into_iter().map(|finding| finding.code).collect()
    })
}

#[test]
fn the_document_check_fires_on_each_fault_and_is_silent_on_a_good_document() {
    assert_eq!(document_codes(&document()), [""; 0]);
    let check = |spoil: fn(&mut PrintedDocument), code: &str| {
        let mut spoilt = document();
        spoil(&mut spoilt);
        assert_eq!(document_codes(&spoilt), [code]);
    };
    check(|document| document.identity[0].text = "Ada Moss, PhD".to_owned(), "identity");
    check(|document| document.expected_sections.push("education".to_owned()), "section_lost");
    check(
        |document| document.sections.push(PrintedSection { name: "experience".to_owned(), lines: vec![] }),
        "section_doubled",
    );
    check(|document| document.sections[0].lines[1].backing = Backing::Nothing, "orphan_line");
    check(
        |document| document.sections[0].lines[0].text = "Master Baker, Harrow Mill".to_owned(),
        "orphan_line",
    );
    check(
        |document| {
            let text = "Trained two\u{200b} apprentices".to_owned();
            let claim = bullet(&text, "$.work[0].highlights[1]");
            document.sections[0].lines[1] = PrintedLine { text, backing: Backing::Claim(Box::new(claim)) };
        },
        "forbidden_character",
    );
    check(
        |document| {
            let line = document.sections[0].lines[0].clone();
            document.sections[0].lines.push(line);
        },
        "said_twice",
    );
}

#[test]
fn a_check_that_panics_stops_the_claim() {
    fn fail(_: &super::case::Case<'_, '_>, _: &FactBase<'_>) -> Vec<Finding> {
        panic!("a fault in a check")
    }
    let failing = FactCheck { run: Run::Claim(fail), ..ALL[3] };
    with_base(|base| {
        let findings = check_claim_with(&bullet("Trained two apprentices", WASTE), base, &[failing]);
        let codes: Vec<(&str, Check)> =
            findings.iter().map(|finding| (finding.code.as_str(), finding.check)).collect();
        assert_eq!(codes, [(reasons::CHECKER_ERROR, Check::Literals)]);
        assert_eq!(verdict(&findings), Verdict::Block);
    });
}

#[test]
fn a_claim_longer_than_any_sentence_is_not_looked_at_unless_it_is_the_facts_own() {
    let long = "Trained two apprentices ".repeat(50);
    with_base(|base| {
        let codes = |claim: &Claim| {
            check_claim(claim, base).into_iter().map(|finding| finding.code).collect::<Vec<_>>()
        };
        assert_eq!(codes(&bullet(&long, WASTE)), [reasons::TOO_LONG]);
        let own = Claim { origin: ClaimOrigin::Verbatim, ..bullet(&long, WASTE) };
        assert_eq!(codes(&own), [reasons::TOO_LONG], "said to be a fact's own words, and is not");
        let short = bullet(&long[..super::MAX_CLAIM_BYTES.min(24)], WASTE);
        assert!(!codes(&short).iter().any(|code| code == reasons::TOO_LONG));
    });
}

#[test]
fn a_facts_own_words_are_no_claim_too_long() {
    let long = "Trained two apprentices ".repeat(50);
    let profile = serde_json::json!({
        "basics": { "name": "Ada Moss" },
        "work": [{ "name": "Harrow Mill", "position": "Baker", "highlights": [long] }],
    });
    let profile =
        crate::profiles::json_resume::parse(&profile, &mut crate::profiles::json_resume::path_ids());
    let (profile, posting) = (profile.expect("a profile"), crate::jobs::model::Posting::default());
    let today = chrono::NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let base = FactBase::new(&profile, &posting, today, crate::language::lexicon::Lexicon::built_in());
    let own = Claim { origin: ClaimOrigin::Verbatim, ..bullet(&long, "$.work[0].highlights[0]") };
    assert_eq!(verdict(&check_claim(&own, &base)), Verdict::Pass, "{:?}", check_claim(&own, &base));
}

#[test]
fn reason_codes_are_told_apart() {
    let codes: HashSet<&str> = reasons::ALL.iter().map(|reason| reason.code).collect();
    assert_eq!(codes.len(), reasons::ALL.len());
    assert!(!codes.contains(reasons::CHECKER_ERROR));
}
