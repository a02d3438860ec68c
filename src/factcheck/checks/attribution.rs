//! Check 3: facts are told under the entry they belong to, and of the employer they belong to.

use super::{FactCheck, Run};
use crate::factcheck::base::{FactBase, KnownFact, contains_words, normalised};
use crate::factcheck::case::Case;
use crate::factcheck::connective::Connective;
use crate::factcheck::figures::{Footing, footing_in};
use crate::factcheck::model::{Check, Finding, Slot};
use crate::language::quantities::Quantity;
use crate::language::span::Span;
use crate::language::tokens::fold;
use crate::profiles::model::{FactId, FactKind};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Attribution,
    name: "attribution",
    description: "A fact is told under its own entry, and beside its own employer's name.",
    run: Run::Claim(run),
};

/// Stops a claim under an entry that cites another entry's fact, a sentence that names an
/// employer but rests on work done elsewhere, and a statement joined from parts of two facts.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let mut findings = entries(case, base);
    if !case.is_verbatim() {
        findings.extend(parts(case));
    }
    findings
}

/// Segments whose words and figures no one line carries, though several carry them together:
/// the number of one fact beside the object of another.
fn parts(case: &Case<'_, '_>) -> Vec<Finding> {
    let lines = case.evidence.iter().filter(|known| known.is_line()).count();
    if lines < 2 {
        return Vec::new();
    }
    let mut findings = Vec::new();
    let mut before: Option<Vec<usize>> = None;
    for segment in 0..case.reading.segments() {
        let mut places: Vec<(Span, Vec<usize>)> =
            case.reading.segment(segment).map(|(at, word)| (word.span, case.lines_of(at))).collect();
        let first = places.first().map_or(0, |(span, _)| span.start);
        let last = places.last().map_or(0, |(span, _)| span.end);
        let figures =
            case.quantities.iter().filter(|figure| first <= figure.span.start && figure.span.start < last);
        // ", each for three months": figures alone are of what stands before.
        let in_figure = |span: &Span| case.quantities.iter().any(|figure| figure.span.contains(span));
        let is_bare = places.iter().all(|(span, lines)| lines.is_empty() || in_figure(span));
        places.extend(figures.map(|figure| (figure.span, lines_with(case, figure))));
        let mut carriers: Option<Vec<usize>> = before.take().filter(|_| is_bare);
        for (span, lines) in places.into_iter().filter(|(_, lines)| !lines.is_empty()) {
            let common = match &carriers {
                None => lines,
                Some(before) => before.iter().copied().filter(|line| lines.contains(line)).collect(),
            };
            if common.is_empty() {
                let message =
                    format!("\"{}\" is of another fact than the words beside it.", span.of(&case.claim.text));
                findings.push(case.block(CHECK.check, "parts_of_two_facts", span, message));
                break;
            }
            carriers = Some(common);
        }
        before = carriers;
    }
    findings
}

/// The lines that have the figure; none where the fields of an entry have it too.
fn lines_with(case: &Case<'_, '_>, figure: &Quantity) -> Vec<usize> {
    let has = |fact: &usize| matches!(footing_in(case, figure, *fact), Footing::Sound | Footing::Unhedged(_));
    let facts: Vec<usize> = (0..case.evidence.len()).filter(has).collect();
    if facts.iter().any(|fact| !case.evidence[*fact].is_line()) { Vec::new() } else { facts }
}

fn entries(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    match &case.claim.slot {
        Slot::Entry(entry) => case
            .cited
            .iter()
            .filter(|known| known.fact.id != *entry && known.fact.entry.as_ref() != Some(entry))
            .map(|_| {
                let message = "It tells under one entry what belongs to another.";
                case.block(CHECK.check, "other_entry", case.whole(), message)
            })
            .collect(),
        Slot::Summary | Slot::Letter => check_employers(case, base),
    }
}

/// A sentence that names an employer is held to that employer's facts: lines of work done
/// elsewhere, and in the stretch with the name, words that only another position has.
fn check_employers(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let folded = normalised(&case.claim.text);
    let named: Vec<_> = base.employers_named(&folded).collect();
    if named.is_empty() {
        return Vec::new();
    }
    let is_of_named = |id| named.iter().any(|employer| employer.positions.contains(id));
    let names_itself =
        |known: &KnownFact<'_>| named.iter().any(|employer| contains_words(&known.folded, &employer.name));
    let lines = case.cited.iter().filter(|known| {
        let entry = known.fact.entry.as_ref();
        let is_work =
            entry.and_then(|id| base.find(id)).is_some_and(|entry| entry.fact.kind == FactKind::Position);
        is_work && !names_itself(known) && !entry.is_some_and(is_of_named)
    });
    let message = "It names one employer for work done at another.";
    let mut findings: Vec<Finding> =
        lines.map(|_| case.block(CHECK.check, "other_employer", case.whole(), message)).collect();
    for segment in 0..case.reading.segments() {
        findings.extend(title_of_another(case, base, segment));
    }
    findings
}

/// The positions at employers that are named in one breath with the one named last before or at the
/// place: "Buyer and Planner at Harrow Mill and Corner Bread" was one of the two at each.
fn joined_employers<'b>(case: &Case<'_, '_>, base: &'b FactBase<'_>, place: usize) -> Vec<&'b Vec<FactId>> {
    let words = &case.reading.words;
    let keys: Vec<String> = words.iter().map(|word| fold(word.span.of(&case.claim.text))).collect();
    // Where each employer's name stands, by its first and last words.
    let mut names: Vec<(usize, usize, &Vec<FactId>)> = Vec::new();
    for employer in base.employers_named(&normalised(&case.claim.text)) {
        let own: Vec<&str> = employer.name.split(' ').collect();
        let starts = (0..words.len())
            .filter(|at| keys[*at..].iter().map(String::as_str).take(own.len()).eq(own.iter().copied()));
        names.extend(starts.map(|at| (at, at + own.len(), &employer.positions)));
    }
    names.sort_by_key(|(first, ..)| *first);
    let is_joined = |one: &(usize, usize, &Vec<FactId>), next: &(usize, usize, &Vec<FactId>)| {
        // Names may overlap: that of one employer may be part of another's.
        words.get(one.1..next.0).is_some_and(|between| {
            let mut between = between.iter();
            one.1 < next.0 && between.all(|word| word.is_function || Connective::of(&word.key).is_neutral())
        })
    };
    let mut joined: Vec<Vec<(usize, usize, &Vec<FactId>)>> = Vec::new();
    for name in names {
        match joined.last_mut() {
            Some(group) if group.last().is_some_and(|last| is_joined(last, &name)) => group.push(name),
            _ => joined.push(vec![name]),
        }
    }
    let of_place = joined
        .into_iter()
        .find(|group| group.len() > 1 && group.iter().any(|(first, ..)| words[*first].span.start >= place));
    of_place.into_iter().flatten().map(|(.., positions)| positions).collect()
}

/// Verbs by which one leaves a place for another.
const MOVING: [&str; 12] = [
    "came",
    "come",
    "coming",
    "moved",
    "moving",
    "went",
    "changed",
    "switched",
    "joined",
    "joining",
    "transferred",
    "returned",
];

/// A word beside an employer's name that only a position elsewhere has.
fn title_of_another(case: &Case<'_, '_>, base: &FactBase<'_>, segment: u16) -> Option<Finding> {
    let words: Vec<_> = case.reading.segment(segment).collect();
    let text = case.claim.text.get(words.first()?.1.span.start..words.last()?.1.span.end)?;
    let named: Vec<_> = base.employers_named(&normalised(text)).map(|employer| &employer.positions).collect();
    if named.is_empty() {
        return None;
    }
    let joined = joined_employers(case, base, words.first()?.1.span.start);
    let is_elsewhere = |fact: usize| {
        let fact = &case.evidence[fact].fact;
        fact.kind == FactKind::Position
            && !named.iter().chain(&joined).any(|positions| positions.contains(&fact.id))
    };
    // The title stands before the name: "Baker at Corner Bread".
    let folded = normalised(text);
    let names = base.employers_named(&folded).filter_map(|employer| folded.find(employer.name.as_str()));
    let name_at = words.first()?.1.span.start + names.max()?;
    // "I came to agency work from Corner Bread": what is come to is elsewhere.
    let before = words.iter().rev().find(|(_, word)| word.span.end <= name_at && word.key != "the");
    let is_left = before.is_some_and(|(_, word)| word.key == "from")
        && words.iter().any(|(_, word)| MOVING.contains(&word.key.as_str()));
    if is_left {
        return None;
    }
    let strange = words.into_iter().filter(|(_, word)| word.span.end <= name_at).find(|(at, word)| {
        let hits = &case.hits[*at];
        !word.is_function
            && !case.connectives[*at]
            && !hits.is_empty()
            && hits.iter().all(|hit| is_elsewhere(hit.fact))
    });
    strange.map(|(_, word)| {
        let message = format!("\"{}\" is of another employer's position.", word.span.of(&case.claim.text));
        case.block(CHECK.check, "other_employer", word.span, message)
    })
}
