//! Saying something again raises nothing: neither in a posting, nor in a document, nor in a fact.

use chrono::NaiveDate;
use jobwise::jobs::analysis::analyze;
use jobwise::jobs::model::{JobAnalysis, KeywordKind, Posting, Priority};
use jobwise::jobs::posting;
use jobwise::language::dates::Period;
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::model::{Fact, FactId, FactKind, ProfileContent, Standing};
use jobwise::scoring::coverage::{FactsRead, coverage};
use jobwise::scoring::relevance::score_facts;
use proptest::prelude::*;

/// Postings of several trades and forms.
const POSTINGS: [&str; 6] = [
    include_str!("../offline/postings/structured.txt"),
    include_str!("../offline/postings/bulletin.txt"),
    include_str!("../offline/postings/labelled/registered-nurse.txt"),
    include_str!("../offline/postings/labelled/devops-contract.txt"),
    include_str!("../offline/postings/labelled/accountant.txt"),
    include_str!("../offline/postings/labelled/line-cook.txt"),
];

fn read(text: &str) -> (Posting, JobAnalysis) {
    // Below such a line stand the labels of another test.
    let text = text.split_once("\n===").map_or(text, |(posting, _)| posting);
    let posting = posting::read(text).expect("a posting");
    let analysis = analyze(&posting, Lexicon::built_in());
    (posting, analysis)
}

/// What of the keywords counts: everything but where they stand.
fn weights(analysis: &JobAnalysis) -> Vec<(String, KeywordKind, Priority, String)> {
    let keywords = analysis.keywords.iter();
    let weight = |weight: f32| format!("{weight:.2}");
    keywords
        .map(|keyword| (keyword.term.clone(), keyword.kind, keyword.priority, weight(keyword.weight)))
        .collect()
}

/// The posting with the words of the span said again behind them.
fn repeated(posting: &Posting, start: usize, end: usize, joint: &str, times: usize) -> Posting {
    let again = format!("{joint}{}", &posting.text[start..end]).repeat(times);
    let text = format!("{}{again}{}", &posting.text[..end], &posting.text[end..]);
    Posting { text, ..posting.clone() }
}

fn fact(id: &str, kind: FactKind, text: String) -> Fact {
    Fact {
        id: FactId::new(id),
        version: 1,
        kind,
        standing: Standing::Stated,
        text,
        entry: None,
        period: Period::default(),
        source: None,
    }
}

/// The keyword part, the skills part and the whole score of a fact of these words.
fn relevance(analysis: &JobAnalysis, text: String) -> [f32; 3] {
    let lexicon = Lexicon::built_in();
    let facts = [fact("a", FactKind::Highlight, text)];
    let read = FactsRead::new(&facts, &analysis.keywords, lexicon);
    let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
    let score = &score_facts(&read, &ProfileContent::default(), analysis, today, lexicon)[0];
    [score.parts.keywords, score.parts.skills, score.score]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_demand_said_again_changes_no_weight(
        which in 0..POSTINGS.len(), at in any::<prop::sample::Index>(), times in 1_usize..12,
    ) {
        let (posting, analysis) = read(POSTINGS[which]);
        let items: Vec<_> = analysis
            .requirements
            .iter()
            .map(|requirement| requirement.span)
            .chain(analysis.responsibilities.iter().map(|duty| duty.span))
            .collect();
        let span = items[at.index(items.len())];
        let text = repeated(&posting, span.start, span.end, "\n- ", times);
        let again = analyze(&text, Lexicon::built_in());
        prop_assert_eq!(weights(&again), weights(&analysis), "{}", span.of(&posting.text));
    }

    #[test]
    fn a_keyword_said_again_gains_no_weight(
        which in 0..POSTINGS.len(), at in any::<prop::sample::Index>(), times in 1_usize..12,
        joint in prop::sample::select(vec![" ", ", "]),
    ) {
        let (posting, analysis) = read(POSTINGS[which]);
        // Within statements: what stands in the head tells title and employer by its line.
        let requirements = analysis.requirements.iter().map(|requirement| requirement.span);
        let statements: Vec<_> =
            requirements.chain(analysis.responsibilities.iter().map(|duty| duty.span)).collect();
        let spans: Vec<_> = analysis
            .keywords
            .iter()
            .filter(|keyword| matches!(keyword.kind, KeywordKind::Skill | KeywordKind::Phrase))
            .flat_map(|keyword| keyword.spans.iter().copied())
            .filter(|span| statements.iter().any(|statement| statement.contains(span)))
            .collect();
        let span = spans[at.index(spans.len())];
        let text = repeated(&posting, span.start, span.end, joint, times);
        let again = analyze(&text, Lexicon::built_in());
        let (before, after) = (weights(&analysis), weights(&again));
        // Its own weight: what stands beside it may be read as another phrase.
        let own: Vec<&str> = analysis
            .keywords
            .iter()
            .filter(|keyword| keyword.spans.contains(&span))
            .map(|keyword| keyword.term.as_str())
            .collect();
        for (term, _, priority, weight) in after.iter().filter(|(term, ..)| own.contains(&term.as_str())) {
            let same = before.iter().find(|(other, ..)| other == term);
            let (.., old_priority, old) = same.expect("one of the keywords before");
            prop_assert!(priority <= old_priority && weight <= old, "{term}: {old} → {weight}");
        }
    }

    #[test]
    fn a_document_that_says_it_again_covers_no_more(
        which in 0..POSTINGS.len(), at in any::<prop::sample::Index>(), times in 1_usize..12,
        joint in prop::sample::select(vec![" ", ", ", "\n"]),
    ) {
        let (_, analysis) = read(POSTINGS[which]);
        let lexicon = Lexicon::built_in();
        let terms: Vec<&str> = analysis.keywords.iter().map(|keyword| keyword.term.as_str()).collect();
        // Half of what is asked, in sentences.
        let said: Vec<String> =
            terms.iter().step_by(2).map(|term| format!("Worked for years on {term} at a mill.")).collect();
        let document = said.join("\n");
        let honest = coverage(&analysis, terms.iter().copied(), &document, lexicon);
        let again = &said[at.index(said.len())];
        let more = format!("{document}{}", format!("\n{again}").repeat(times));
        prop_assert_eq!(&coverage(&analysis, terms.iter().copied(), &more, lexicon), &honest);
        let term = terms[2 * at.index(said.len())];
        let stuffed = document.replace(again, &again.replace(term, &vec![term; times].join(joint)));
        let stuffed = coverage(&analysis, terms.iter().copied(), &stuffed, lexicon);
        prop_assert!(stuffed.ratio <= honest.ratio, "{:?} by {term}", stuffed.covered);
    }

    #[test]
    fn a_fact_that_says_it_again_is_no_more_relevant(
        which in 0..POSTINGS.len(), at in any::<prop::sample::Index>(), times in 1_usize..12,
    ) {
        let (_, analysis) = read(POSTINGS[which]);
        let keyword = &analysis.keywords[at.index(analysis.keywords.len())];
        let once = format!("Worked with {} at a mill", keyword.term);
        let often = format!("Worked with {} at a mill", vec![keyword.term.as_str(); times].join(", "));
        let sentence = format!("{once}. ").repeat(times);
        let base = relevance(&analysis, once);
        for text in [often, sentence] {
            let more = relevance(&analysis, text.clone());
            prop_assert!(more.iter().zip(&base).all(|(more, base)| more <= base), "{text}: {base:?} → {more:?}");
        }
    }
}

#[test]
fn a_phrase_of_two_statements_counts_and_one_said_twice_does_not() {
    let keywords = |lines: &[&str]| {
        let (_, analysis) =
            read(&format!("Stock Clerk\nMill Ltd\n\nResponsibilities\n{}\n", lines.join("\n")));
        analysis.keywords.into_iter().map(|keyword| keyword.term).collect::<Vec<_>>()
    };
    let phrase = "grain silos".to_owned();
    let twice = ["- Take care of grain silos at the mill", "- Keep a list of grain silos in town"];
    assert!(keywords(&twice).contains(&phrase), "{:?}", keywords(&twice));
    let same = ["- Take care of grain silos at the mill"; 4];
    assert!(!keywords(&same).contains(&phrase), "{:?}", keywords(&same));
}
