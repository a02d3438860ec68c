//! Check 1: what is copied is equal to what it was copied from: a fact's own words, the level
//! of a language.

use super::{FactCheck, Run};
use crate::factcheck::base::{FactBase, KnownFact, contains_words, normalised};
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};
use crate::language::lexicon::Lexicon;
use crate::language::span::Span;
use crate::language::tokens::fold;
use crate::profiles::model::FactKind;

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Structure,
    name: "structure",
    description: "A fact's own words stand in that fact, and a language has the level it has there.",
    run: Run::Claim(run),
};

/// Stops a verbatim claim whose words, case and spacing aside, do not stand in a fact it
/// cites, and a language known better than the facts say.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    if !case.is_verbatim() {
        return languages(case, base.lexicon());
    }
    let text = normalised(&case.claim.text);
    if case.cited.iter().any(|known| known.folded == text || contains_words(&known.folded, &text)) {
        return Vec::new();
    }
    let message = "These are not the words of the fact it cites.";
    vec![case.block(CHECK.check, "not_verbatim", case.whole(), message)]
}

fn languages(case: &Case<'_, '_>, lexicon: &Lexicon) -> Vec<Finding> {
    let known: Vec<_> = case.cited.iter().filter(|known| known.fact.kind == FactKind::Language).collect();
    let mut findings = Vec::new();
    for (name, span, said_of_it) in mentions(case, &known, lexicon) {
        let Some(claimed) = lexicon.language_rank(said_of_it) else { continue };
        let stated = known.iter().filter(|known| contains_words(&known.folded, &name));
        let stated = stated.filter_map(|known| lexicon.language_rank(&known.fact.text)).max();
        if stated.is_none_or(|stated| claimed > stated) {
            let message = format!("{} is known better here than in the profile.", span.of(&case.claim.text));
            findings.push(case.block(CHECK.check, "language_raised", span, message));
        }
    }
    findings
}

/// Whether what follows a language begins with a bracket, colon or comma, once the rest of its
/// name is read: "Mandarin Chinese (basic)".
fn is_told_behind(behind: &str, known: &[&&KnownFact<'_>]) -> bool {
    let Some(at) = behind.find(['(', ':', ',']) else { return false };
    let is_name = |word: &str| known.iter().any(|fact| contains_words(&fact.folded, &fold(word)));
    behind[..at].split_whitespace().all(is_name)
}

/// The cited languages the claim names, each with the words that tell how well: those right
/// before it where its segment names several, those of its segment, what follows it up to the
/// next language, or where these say nothing, the whole claim.
fn mentions<'c>(
    case: &Case<'c, '_>,
    known: &[&&KnownFact<'_>],
    lexicon: &Lexicon,
) -> Vec<(String, Span, &'c str)> {
    let text = case.claim.text.as_str();
    let mut found: Vec<(String, Span, u16)> = Vec::new();
    for name in known.iter().filter_map(|fact| fact.reading.words.first()) {
        let named = case.reading.words.iter().filter(|word| word.key == name.key);
        found.extend(named.map(|word| (name.key.clone(), word.span, word.segment)));
    }
    found.sort_by_key(|(_, span, _)| span.start);
    let ends: Vec<usize> = found.iter().skip(1).map(|(_, span, _)| span.start).chain([text.len()]).collect();
    // "native French speaker with fluent English": each has what stands between it and the last.
    let before: Vec<Option<&str>> = (0..found.len())
        .map(|at| {
            let (_, span, segment) = &found[at];
            let shares = |other: &(String, Span, u16)| other.2 == *segment && other.1 != *span;
            let last = found[..at].iter().rev().find(|other| shares(other)).map(|(_, last, _)| last.end);
            let first = || case.reading.segment(*segment).next().map(|(_, word)| word.span.start);
            found.iter().any(shares).then(|| text.get(last.or_else(first)?..span.start)).flatten()
        })
        .collect();
    let tells = |words: &&str| lexicon.language_rank(words).is_some();
    found
        .into_iter()
        .zip(ends)
        .zip(before)
        .map(|(((name, span, segment), end), before)| {
            let own: Vec<Span> = case.reading.segment(segment).map(|(_, word)| word.span).collect();
            let own = own.first().zip(own.last()).and_then(|(first, last)| text.get(first.start..last.end));
            let behind = text.get(span.end..end).filter(|behind| is_told_behind(behind, known));
            let said = before.filter(tells).or(own.filter(tells)).or(behind.filter(tells)).unwrap_or(text);
            (name, span, said)
        })
        .collect()
}
