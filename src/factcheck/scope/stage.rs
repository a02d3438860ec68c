//! How far along, how wide and how much of the work, as signals of the claim beside those of
//! the facts that carry it.

use super::Raise;
use crate::factcheck::base::{KnownFact, contains_words};
use crate::factcheck::case::Case;
use crate::factcheck::model::Slot;
use crate::factcheck::reading::Opening;
use crate::language::lexicon::VerbLevel;
use crate::language::signals::{Manner, Signal, SignalKind};

/// The signals of the claim that go beyond the facts.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let signals = case.signals.iter().filter(|signal| !signal.is_negated);
    let raised = signals.filter_map(|signal| Some((signal, raised(case, signal)?)));
    raised
        .map(|(signal, (code, what))| {
            let message = format!("\"{}\" {what}.", signal.span.of(&case.claim.text));
            Raise { code, span: signal.span, message }
        })
        .collect()
}

fn raised(case: &Case<'_, '_>, signal: &Signal) -> Option<(&'static str, &'static str)> {
    let at = case.reading.words.iter().position(|word| word.span.overlaps(&signal.span))?;
    let word = &case.reading.words[at];
    let carriers: Vec<&KnownFact<'_>> =
        case.facts_of_clause(word.clause).into_iter().map(|fact| case.evidence[fact]).collect();
    let is_prose = case.connectives[at] && case.claim.slot == Slot::Letter;
    if carriers.is_empty() || is_prose && !matches!(signal.kind, SignalKind::Involvement(_)) {
        return None;
    }
    let kinds =
        || carriers.iter().flat_map(|known| &known.signals).filter(|own| !own.is_negated).map(|own| own.kind);
    match signal.kind {
        SignalKind::Stage(stage) => {
            let stated: Vec<_> = kinds()
                .filter_map(|kind| match kind {
                    SignalKind::Stage(stage) => Some(stage),
                    _ => None,
                })
                .collect();
            let highest = stated.iter().max()?;
            (stage > *highest).then_some(("stage_raised", "is farther along than the facts"))
        }
        // "global navigation satellite system" for GNSS
        SignalKind::Reach(_) if is_of_acronym(case, at) => None,
        SignalKind::Reach(reach) => {
            let is_stated = kinds().any(|kind| matches!(kind, SignalKind::Reach(stated) if stated >= reach));
            (!is_stated).then_some(("extent_widened", "reaches wider than the facts"))
        }
        SignalKind::Manner(Manner::Alone) => {
            let is_stated = kinds().any(|kind| kind == SignalKind::Manner(Manner::Alone));
            (!is_stated && is_bare(case, signal))
                .then_some(("involvement_raised", "claims more of the work than the facts do"))
        }
        SignalKind::Involvement(level) if level >= VerbLevel::Own => {
            let phrases = kinds().filter_map(|kind| match kind {
                SignalKind::Involvement(stated) => Some(stated),
                _ => None,
            });
            let verbs =
                carriers.iter().flat_map(|known| known.involvements.iter().flatten()).map(|deed| deed.level);
            let is_stated = phrases.chain(verbs).any(|stated| stated >= VerbLevel::Own);
            let is_title = carriers.iter().any(|known| !known.is_line() && is_of_leading(known));
            // "the nurse in charge" is somebody's, and said so.
            let written = signal.span.of(&case.claim.text).to_lowercase();
            let phrase = written.strip_suffix(" of").unwrap_or(&written);
            let is_written = carriers.iter().any(|known| contains_words(&known.folded, phrase))
                && phrase.contains(' ')
                && !is_of_oneself(case, at);
            (!is_stated && !is_title && !is_written)
                .then_some(("involvement_raised", "claims more of the work than the facts do"))
        }
        _ => None,
    }
}

/// Whether the signal is made of small words alone, which are asked of no fact: "on my own".
fn is_bare(case: &Case<'_, '_>, signal: &Signal) -> bool {
    // "on my own time"
    let next = case.reading.words.iter().find(|word| word.span.start >= signal.span.end);
    if next.is_some_and(|next| next.key == "time") {
        return false;
    }
    let words = case.reading.words.iter().enumerate();
    words
        .filter(|(_, word)| signal.span.overlaps(&word.span))
        .all(|(at, word)| word.is_function || case.connectives[at])
}

/// Whether the phrase at `at` tells of the person: it opens a stretch or follows "I", "am", "was".
fn is_of_oneself(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let before = at.checked_sub(1).map(|before| words[before].key.as_str());
    words[at].opening != Opening::No
        || before.is_none_or(|before| matches!(before, "i" | "am" | "i'm" | "was" | "being" | "been" | "and"))
}

/// Whether the fields of an entry give a title of somebody who leads or answers for others.
fn is_of_leading(known: &KnownFact<'_>) -> bool {
    const LEADING: [&str; 16] = [
        "manager",
        "lead",
        "leader",
        "head",
        "director",
        "supervisor",
        "chief",
        "owner",
        "principal",
        "founder",
        "captain",
        "chair",
        "president",
        "foreman",
        "coordinator",
        "charge",
    ];
    known.reading.words.iter().any(|word| LEADING.contains(&word.key.as_str()))
}

/// Whether the facts write the word as a letter of an acronym.
fn is_of_acronym(case: &Case<'_, '_>, at: usize) -> bool {
    case.hits[at].iter().any(|hit| {
        let own = &case.evidence[hit.fact].reading.words[hit.word];
        own.is_capitals && own.key != case.reading.words[at].key
    })
}
