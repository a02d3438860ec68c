//! What the comparison tells of small documents.

use super::*;
use crate::documents::model::{DocumentKind, Entry, Identity};
use crate::factcheck::model::{Citation, ClaimOrigin, Slot, Verdict};

fn claim(id: &str, text: &str, fact: &str) -> Claim {
    Claim {
        id: id.to_owned(),
        text: text.to_owned(),
        slot: Slot::Summary,
        cites: vec![Citation { fact: FactId::new(fact), version: 1 }],
        quotes: Vec::new(),
        origin: ClaimOrigin::Verbatim,
        verdict: Verdict::Pass,
        findings: Vec::new(),
    }
}

fn block(kind: BlockKind, claims: Vec<Claim>) -> Block {
    Block { kind, heading: format!("{kind:?}"), entries: vec![Entry { header: None, claims }] }
}

fn document(blocks: Vec<Block>) -> DocumentContent {
    DocumentContent {
        kind: DocumentKind::Resume,
        language: "en".to_owned(),
        identity: Identity::default(),
        letter: None,
        look: crate::documents::look::Look::default(),
        blocks,
    }
}

fn told(comparison: &Comparison) -> Vec<(Difference, String, bool)> {
    let text = |difference: &ClaimDifference| {
        let claim = difference.after.as_ref().or(difference.before.as_ref());
        claim.map(|claim| claim.text.clone()).unwrap_or_default()
    };
    comparison.claims.iter().map(|one| (one.difference, text(one), one.is_moved)).collect()
}

#[test]
fn a_document_does_not_differ_from_itself() {
    let one = document(vec![block(BlockKind::Summary, vec![claim("c1", "Bakes bread.", "f1")])]);
    assert_eq!(compare(&one, &one), Comparison::default());
}

#[test]
fn claims_that_came_went_changed_and_moved_are_told() {
    let [a, b, c, d] = ["a", "b", "c", "d"].map(|id| claim(id, &format!("Line {id}"), id));
    let before =
        document(vec![block(BlockKind::Experience, vec![a.clone(), b.clone(), c.clone(), d.clone()])]);
    let reworded = Claim { text: "Row b".to_owned(), ..b };
    let after = document(vec![block(BlockKind::Experience, vec![d, a, reworded, claim("e", "Line e", "e")])]);
    let comparison = compare(&before, &after);
    let expected = [
        (Difference::Moved, "Line d".to_owned(), true),
        (Difference::Changed, "Row b".to_owned(), false),
        (Difference::Added, "Line e".to_owned(), false),
        (Difference::Removed, "Line c".to_owned(), false),
    ];
    assert_eq!(told(&comparison), expected);
    let changed = &comparison.claims[1];
    assert_eq!(
        (changed.words_before.as_slice(), changed.words_after.as_slice()),
        (&[Span::new(0, 4)][..], &[Span::new(0, 3)][..])
    );
    assert_eq!(comparison.claims[2].words_after, [Span::new(0, 6)], "all of it came");
}

#[test]
fn a_claim_written_anew_on_the_same_facts_is_that_claim_in_other_words() {
    let before = document(vec![block(BlockKind::Experience, vec![claim("c1", "Baked rye bread", "f1")])]);
    let after = document(vec![block(BlockKind::Experience, vec![claim("c9", "Baked bread", "f1")])]);
    let comparison = compare(&before, &after);
    assert_eq!(told(&comparison), [(Difference::Changed, "Baked bread".to_owned(), false)]);
    let elsewhere = document(vec![block(BlockKind::Projects, vec![claim("c9", "Baked bread", "f1")])]);
    let differences: Vec<Difference> =
        compare(&before, &elsewhere).claims.iter().map(|one| one.difference).collect();
    assert_eq!(differences, [Difference::Added, Difference::Removed]);
}

#[test]
fn sections_and_headers_that_came_went_and_moved_are_told() {
    let kinds = |kinds: &[BlockKind]| document(kinds.iter().map(|kind| block(*kind, Vec::new())).collect());
    use BlockKind::{Awards, Experience, Skills, Summary};
    let comparison = compare(&kinds(&[Summary, Skills, Experience]), &kinds(&[Experience, Summary, Awards]));
    let told: Vec<_> =
        comparison.sections.iter().map(|one| (one.difference, one.kind, one.before, one.after)).collect();
    let moved = told.iter().filter(|one| one.0 == Difference::Moved).count();
    assert_eq!(moved, 1, "{told:?}");
    assert!(told.contains(&(Difference::Added, Awards, None, Some(2))), "{told:?}");
    assert!(told.contains(&(Difference::Removed, Skills, Some(1), None)), "{told:?}");

    let header = |title: &str| EntryHeader {
        fact: FactId::new("p"),
        title: title.to_owned(),
        organisation: String::new(),
        location: String::new(),
        period: Default::default(),
        is_single_date: false,
        detail: String::new(),
        url: String::new(),
    };
    let headed = |title: &str| {
        let mut block = block(Experience, Vec::new());
        block.entries[0].header = Some(header(title));
        document(vec![block])
    };
    let comparison = compare(&headed("Baker"), &headed("Head Baker"));
    assert_eq!(comparison.headers.len(), 1);
    assert_eq!(comparison.headers[0].difference, Difference::Changed);
    assert_eq!(compare(&headed("Baker"), &headed("Baker")).headers, []);
}
