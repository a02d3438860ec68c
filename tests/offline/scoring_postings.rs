//! How facts meet a posting: support, coverage and relevance.

use chrono::NaiveDate;
use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::JobAnalysis;
use jobwise::jobs::posting;
use jobwise::language::dates::Period;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::model::{Fact, FactId, FactKind, ProfileContent, Standing};
use jobwise::scoring::coverage::{FactsRead, Support, coverage, support};
use jobwise::scoring::relevance::score_facts;

fn analysis() -> JobAnalysis {
    let posting = posting::read(include_str!("postings/structured.txt")).expect("a posting");
    analyze(&posting, Lexicon::built_in())
}

fn fact(id: &str, kind: FactKind, text: &str) -> Fact {
    Fact {
        id: FactId::new(id),
        version: 1,
        kind,
        standing: Standing::Stated,
        text: text.to_owned(),
        entry: None,
        period: Period::default(),
        source: None,
    }
}

fn supported<'a>(facts: &'a [Fact], analysis: &'a JobAnalysis) -> Support<'a> {
    support(&FactsRead::new(facts, &analysis.keywords, Lexicon::built_in()))
}

fn period(start: &str, end: Option<&str>) -> Period {
    let date = |text: &str| text.parse().expect(text);
    Period::new(Some(date(start)), end.map(date))
}

#[test]
fn keywords_are_supported_by_facts_or_are_gaps() {
    let analysis = analysis();
    let facts = [
        fact("a", FactKind::Highlight, "Tuned Postgres for a shop"),
        fact("b", FactKind::Position, "Backend Engineer, Mill & Sons"),
        Fact { standing: Standing::Imported, ..fact("c", FactKind::Skill, "Terraform") },
        fact("d", FactKind::Highlight, "Wrote JavaScript"),
    ];
    let support = supported(&facts, &analysis);
    let backing = |term: &str| {
        let found = support.supportable.iter().find(|supportable| supportable.keyword.term == term);
        found.map(|found| found.facts.iter().map(FactId::as_str).collect::<Vec<_>>())
    };
    assert_eq!(backing("PostgreSQL"), Some(vec!["a"]), "an alias counts");
    assert_eq!(backing("Backend Engineer"), Some(vec!["b"]));
    assert_eq!(backing("Terraform"), None, "what is imported is not yet a fact to publish");
    assert_eq!(backing("Java"), None, "JavaScript is not Java");
    assert!(support.gaps.iter().any(|gap| gap.term == "Terraform"));
    assert_eq!(support.gaps.len() + support.supportable.len(), analysis.keywords.len());
}

#[test]
fn a_title_is_backed_by_a_role_and_not_by_a_bullet() {
    let analysis = analysis();
    let backed = |kind| {
        let facts = [fact("a", kind, "Backend Engineer")];
        let support = supported(&facts, &analysis);
        support.supportable.iter().any(|supportable| supportable.keyword.term == "Backend Engineer")
    };
    assert!(backed(FactKind::Position) && backed(FactKind::Label));
    assert!(!backed(FactKind::Highlight) && !backed(FactKind::Skill));
}

#[test]
fn coverage_counts_what_the_document_says_of_what_can_be_said() {
    let analysis = analysis();
    let facts = [fact("a", FactKind::Skill, "PostgreSQL"), fact("b", FactKind::Skill, "Python")];
    let support = supported(&facts, &analysis);
    let terms = || support.supportable.iter().map(|supportable| supportable.keyword.term.as_str());
    let check = |document: &str, covered: &[&str], ratio: f32| {
        let coverage = coverage(&analysis, terms(), document, Lexicon::built_in());
        assert_eq!(coverage.covered, covered, "{document}");
        assert_eq!(coverage.ratio, ratio);
        assert!(coverage.ratio_of_all <= coverage.ratio);
    };
    check("Ran PostgreSQL and Python.", &["PostgreSQL", "Python"], 1.0);
    check("Ran Postgres.", &["PostgreSQL"], 0.5);
    check("Terraform, which no fact backs.", &[], 0.0);
    let none = coverage(&JobAnalysis::default(), terms(), "", Lexicon::built_in());
    assert_eq!((none.ratio, none.ratio_of_all), (1.0, 1.0));
}

#[test]
fn relevant_and_recent_facts_score_higher() {
    let analysis = analysis();
    let old = Fact {
        period: period("2005-01", Some("2008-01")),
        ..fact("old", FactKind::Highlight, "Ran PostgreSQL and Python")
    };
    let new = Fact { period: period("2024-01", None), id: FactId::new("new"), ..old.clone() };
    let other = Fact { id: FactId::new("other"), text: "Painted fences".to_owned(), ..new.clone() };
    let role = Fact {
        period: period("2024-01", None),
        ..fact("role", FactKind::Position, "Backend Engineer, Mill & Sons")
    };
    let under =
        Fact { entry: Some(FactId::new("role")), ..fact("under", FactKind::Highlight, "Painted fences") };
    let facts = [old, new, other, role, under];
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let scored = || {
        let read = FactsRead::new(&facts, &analysis.keywords, Lexicon::built_in());
        score_facts(&read, &ProfileContent::default(), &analysis, today, Lexicon::built_in())
    };
    let scores = scored();
    let score =
        |id: &str| scores.iter().find(|score| score.fact.as_str() == id).map_or(-1.0, |score| score.score);
    assert!(score("new") > score("old") && score("old") > score("other"), "{scores:?}");
    assert!(score("role") > score("other"));
    assert!(score("under") > score("other"), "a bullet is read in the light of its position");
    for score in &scores {
        assert!((0.0..=100.0).contains(&score.score));
        assert!((score.parts.score() - score.score).abs() < 0.02, "the parts make the score");
    }
    assert_eq!(scores, scored());
}
