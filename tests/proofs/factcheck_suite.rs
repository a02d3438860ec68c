//! The fact check over the project's own labelled claims (`tests/factcheck`): what it stops
//! and what it lets pass.

use std::collections::{BTreeMap, HashSet};
use std::fs;

use jobwise::factcheck::checks;
use jobwise::factcheck::model::{Slot, Verdict};
use jobwise::factcheck::{reasons, verdict};

use super::derived;
use super::suite::{self, Expect, HEAD, Person, Report, UNREAD};

#[test]
fn every_claim_of_the_suite_is_labelled_and_cites_what_its_profile_has() {
    let people = suite::own();
    let claims: Vec<_> = people.iter().flat_map(|person| &person.claims).collect();
    let ids: HashSet<&str> = claims.iter().map(|claim| claim.id.as_str()).collect();
    assert_eq!(ids.len(), claims.len(), "an id stands twice");
    for person in &people {
        let base = person.base();
        for (labelled, line) in person.claims.iter().zip(person.lines(&base)) {
            let id = &labelled.id;
            assert_eq!(labelled.profile, person.name, "{id}");
            assert!(id.starts_with(&format!("{}-{}-", person.name, labelled.class)), "{id}");
            assert_eq!(line.findings, [], "{id}: the profile has no such slot");
            let is_connective = labelled.class == "connective";
            // Prose of a letter cites nothing, and so does what is untrue in its guise.
            let is_prose = line.claim.cites.is_empty();
            assert!(is_prose == is_connective || is_prose && labelled.expect == Expect::Reject, "{id}");
            assert!(!is_prose || line.claim.slot == Slot::Letter, "{id}");
            for cite in &line.claim.cites {
                assert!(base.find(&cite.fact).is_some(), "{id}: {:?} is no fact", cite.fact);
            }
        }
    }
}

#[test]
fn the_readme_of_the_suite_counts_what_is_there() {
    let page = fs::read_to_string(suite::own_folder().join("README.md")).expect("the page");
    let cells = |row: &str| -> Vec<String> { row.split('|').map(|cell| cell.trim().to_owned()).collect() };
    let rows: Vec<Vec<String>> = page.lines().filter(|line| line.starts_with("| `")).map(cells).collect();
    let mut people: BTreeMap<String, [u32; 2]> = BTreeMap::new();
    let mut classes: BTreeMap<(String, &str), u32> = BTreeMap::new();
    for person in suite::own() {
        for claim in person.claims {
            let (column, expect) = match claim.expect {
                Expect::Reject => (0, "reject"),
                Expect::Support => (1, "support"),
            };
            people.entry(claim.profile).or_default()[column] += 1;
            *classes.entry((claim.class, expect)).or_default() += 1;
        }
    }
    let has = |row: &[String]| rows.iter().any(|found| found[1..].starts_with(row));
    for (name, [reject, support]) in people {
        assert!(has(&[format!("`{name}`"), reject.to_string(), support.to_string()]), "{name}");
    }
    for ((class, expect), count) in classes {
        assert!(has(&[format!("`{class}`"), expect.to_owned(), count.to_string()]), "{class}: {count}");
    }
}

#[test]
fn every_finding_has_a_listed_reason_and_words_of_its_claim() {
    let people = suite::own();
    let judged = suite::judge(&people, checks::ALL);
    println!("{HEAD}\n{}", Report::of(&judged));
    for judged in &judged {
        let (id, text) = (&judged.labelled.id, &judged.claim.text);
        for finding in &judged.findings {
            let reason = reasons::find(&finding.code).unwrap_or_else(|| panic!("{id}: {}", finding.code));
            assert_eq!(reason.check, finding.check, "{id}: {}", finding.code);
            assert!(text.get(finding.span.start..finding.span.end).is_some(), "{id}: {:?}", finding.span);
            assert!(!finding.message.is_empty(), "{id}: {}", finding.code);
        }
    }
}

/// Percent of each kind of claim that have to be stopped, or may at most be.
const CLOSED_AT_LEAST: f64 = 99.0;
const FREE_TEXT_AT_LEAST: f64 = 92.0;
const TRUTHFUL_AT_MOST: f64 = 1.5;
const HARD_AT_MOST: f64 = 42.0;
/// Percent of true claims that may pass with a doubt.
const DOUBTED_AT_MOST: f64 = 5.0;

/// The same of the people nobody has read: what was reached at first sight.
const UNREAD_FREE_TEXT_AT_LEAST: f64 = 90.0;
const UNREAD_TRUTHFUL_AT_MOST: f64 = 11.0;

#[test]
fn what_is_stopped_and_what_passes_keeps_its_bounds() {
    let (unread, people): (Vec<Person>, Vec<Person>) =
        suite::own().into_iter().partition(|person| UNREAD.contains(&person.name.as_str()));
    let first_sight = Report::of(&suite::judge(&unread, checks::ALL));
    let unread_shown = format!("{HEAD}\n{first_sight}");
    assert!(first_sight.closed.blocked_percent() >= CLOSED_AT_LEAST, "{unread_shown}");
    assert!(first_sight.free_text.blocked_percent() >= UNREAD_FREE_TEXT_AT_LEAST, "{unread_shown}");
    assert!(first_sight.truthful.blocked_percent() <= UNREAD_TRUTHFUL_AT_MOST, "{unread_shown}");
    assert!(first_sight.truthful.warned_percent() <= DOUBTED_AT_MOST, "{unread_shown}");
    let report = Report::of(&suite::judge(&people, checks::ALL));
    let shown = format!("{HEAD}\n{report}");
    let stopped = |expect: Expect, class: &str| report.classes[&(expect, class.to_owned())].blocked_percent();
    assert!(report.closed.blocked_percent() >= CLOSED_AT_LEAST, "{shown}");
    assert!(report.free_text.blocked_percent() >= FREE_TEXT_AT_LEAST, "{shown}");
    assert!(stopped(Expect::Reject, "attribution") >= 100.0, "{shown}");
    assert!(report.truthful.blocked_percent() <= TRUTHFUL_AT_MOST, "{shown}");
    assert!(report.truthful.warned_percent() <= DOUBTED_AT_MOST, "{shown}");
    assert!(report.hard.blocked_percent() <= HARD_AT_MOST, "{shown}");
}

#[test]
fn facts_joined_as_cause_and_effect_are_stopped() {
    let mut count = 0;
    for person in suite::own() {
        for make in [derived::made_an_outcome, derived::made_an_outcome_by_a_participle] {
            for findings in make(&person).judge() {
                assert_eq!(verdict(&findings), Verdict::Block, "{}: claim {count}", person.name);
                count += 1;
            }
        }
    }
    assert!(count >= 150, "{count}");
}

#[test]
fn facts_in_their_own_words_pass_and_under_another_entry_are_stopped() {
    let people = suite::own();
    for judged in suite::judge(&people, checks::ALL) {
        match judged.labelled.class.as_str() {
            "verbatim" => assert!(!judged.is_stopped(), "{}", judged.labelled.id),
            "attribution" => assert!(judged.is_stopped(), "{}", judged.labelled.id),
            _ => {}
        }
    }
}
