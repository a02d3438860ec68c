//! Mutation tests of the checks themselves: with any one switched off, untrue claims get through
//! that the whole gate stops. A check that is dead, or does only what the others do, fails here.

use std::collections::BTreeMap;

use jobwise::factcheck::checks::{self, FactCheck};
use jobwise::factcheck::document::{Backing, PrintedDocument, PrintedLine, PrintedSection};
use jobwise::factcheck::model::{Check, Claim, Finding, Verdict};
use jobwise::factcheck::{check_document_with, reasons, verdict};

use super::derived::{self, Derived};
use super::suite::{self, Expect, Judged, Person};

/// For each check how many of these claims pass, or pass with a lesser doubt, at least when it
/// alone is switched off; well below what was counted, for checks may come to share work.
const LABELLED: &[(Check, usize)] = &[
    (Check::Attribution, 30),
    (Check::Literals, 120),
    (Check::Names, 40),
    (Check::Scope, 5),
    (Check::Contamination, 50),
    (Check::Support, 40),
];

/// The same for claims made by rule.
const DERIVED: &[(Check, Make, usize)] = &[
    (Check::Structure, derived::said_to_be_own_words, 600),
    (Check::Citation, derived::of_unconfirmed_facts, 500),
    (Check::Citation, derived::of_outdated_facts, 500),
    (Check::Citation, derived::of_unknown_facts, 500),
    (Check::Literals, derived::unhedged, 30),
    (Check::Scope, derived::made_an_outcome, 60),
    (Check::Time, derived::of_positions_before_the_tool, 15),
    (Check::Time, derived::of_too_many_years, 9),
];

/// True claims of the suite that any one reason may be given for.
const MOST_TRUE_CLAIMS: u32 = 120;

type Make = fn(&Person) -> Derived;

fn all_but(check: Check) -> Vec<FactCheck> {
    checks::ALL.iter().filter(|listed| listed.check != check).copied().collect()
}

/// What would be found with a check switched off. No check reads what another found, so that is
/// what all of them found without what this one did; the first test holds that to be so.
fn without(check: Check, findings: &[Finding]) -> Vec<Finding> {
    findings.iter().filter(|finding| finding.check != check).cloned().collect()
}

#[test]
fn a_check_finds_the_same_whichever_others_run() {
    let person = [suite::own().remove(0)];
    let whole = suite::judge(&person, checks::ALL);
    for switched_off in checks::ALL {
        let rest = suite::judge(&person, &all_but(switched_off.check));
        for (whole, rest) in whole.iter().zip(&rest) {
            assert_eq!(rest.findings, without(switched_off.check, &whole.findings), "{}", whole.labelled.id);
        }
    }
}

#[test]
fn with_a_check_switched_off_untrue_claims_of_the_suite_get_through() {
    let people = suite::own();
    let judged = suite::judge(&people, checks::ALL);
    let stopped =
        || judged.iter().filter(|judged| judged.labelled.expect == Expect::Reject && judged.is_stopped());
    for (check, least) in LABELLED {
        let gets_through =
            |judged: &&Judged<'_>| verdict(&without(*check, &judged.findings)) != Verdict::Block;
        let count = stopped().filter(gets_through).count();
        assert!(count >= *least, "without {check:?} only {count} more get through");
    }
}

#[test]
fn with_a_check_switched_off_untrue_claims_made_by_rule_get_through() {
    let people = suite::own();
    for (check, make, least) in DERIVED {
        let judged = people.iter().flat_map(|person| make(person).judge());
        let gets_through = |findings: &Vec<Finding>| verdict(findings) > verdict(&without(*check, findings));
        let count = judged.filter(gets_through).count();
        assert!(count >= *least, "without {check:?} only {count} more get through");
    }
}

/// A document that prints every untrue claim of the suite that was stopped, one line each.
fn printed_anyway(judged: &[Judged<'_>]) -> PrintedDocument {
    let line = |judged: &Judged<'_>| PrintedLine {
        text: judged.claim.text.clone(),
        backing: Backing::Claim(Box::new(Claim { verdict: judged.verdict(), ..judged.claim.clone() })),
    };
    let section = PrintedSection { name: "experience".to_owned(), lines: judged.iter().map(line).collect() };
    PrintedDocument { sections: vec![section], ..PrintedDocument::default() }
}

#[test]
fn with_the_last_check_switched_off_a_document_may_print_what_was_stopped() {
    let person = suite::own().remove(0);
    let mut judged = suite::judge(std::slice::from_ref(&person), checks::ALL);
    judged.retain(Judged::is_stopped);
    assert!(judged.len() >= 80);
    let document = printed_anyway(&judged);
    let base = person.base();
    let orphans =
        |findings: Vec<Finding>| findings.iter().filter(|found| found.code == "orphan_line").count();
    assert_eq!(orphans(check_document_with(&document, &base, checks::ALL)), judged.len());
    assert_eq!(orphans(check_document_with(&document, &base, &all_but(Check::Document))), 0);
}

#[test]
fn every_check_has_claims_that_it_alone_stops() {
    let shown: Vec<Check> = LABELLED.iter().map(|(check, _)| *check).collect();
    let shown = shown.into_iter().chain(DERIVED.iter().map(|(check, ..)| *check)).chain([Check::Document]);
    let shown: std::collections::BTreeSet<Check> = shown.collect();
    let listed: std::collections::BTreeSet<Check> = checks::ALL.iter().map(|check| check.check).collect();
    assert_eq!(shown, listed);
}

#[test]
fn every_reason_is_met_and_true_claims_meet_it_seldom() {
    let people = suite::own();
    let (mut untrue, mut truthful) = (BTreeMap::new(), BTreeMap::new());
    let judged = suite::judge(&people, checks::ALL);
    for judged in &judged {
        match judged.labelled.expect {
            Expect::Reject => count(&judged.findings, &mut untrue),
            Expect::Support => count(&judged.findings, &mut truthful),
        }
    }
    let more = [derived::uncited as Make, derived::of_another_employer];
    for make in DERIVED.iter().map(|(_, make, _)| *make).chain(more) {
        for person in &people {
            make(person).judge().iter().for_each(|findings| count(findings, &mut untrue));
        }
    }
    for reason in reasons::ALL.iter().filter(|reason| reason.check != Check::Document) {
        let times = |counts: &BTreeMap<String, u32>| counts.get(reason.code).copied().unwrap_or_default();
        assert!(times(&untrue) > 0, "{} is never met", reason.code);
        assert!(times(&truthful) <= MOST_TRUE_CLAIMS, "{}: {} true claims", reason.code, times(&truthful));
    }
}

fn count(findings: &[Finding], counts: &mut BTreeMap<String, u32>) {
    let mut codes: Vec<&str> = findings.iter().map(|finding| finding.code.as_str()).collect();
    codes.sort_unstable();
    codes.dedup();
    codes.into_iter().for_each(|code| *counts.entry(code.to_owned()).or_default() += 1);
}
