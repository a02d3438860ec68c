//! Figures that a fact has in another dress than the reading of quantities tells: in a name
//! ("Eurocode 2"), as so many of a thing a time ("six visits a year" for "six times a year"), as
//! a turn ("one shift in four"). Above [`super::figures`].

use super::base::KnownFact;
use super::case::Case;
use super::reading::Reading;
use crate::language::dates::months_covered;
use crate::language::quantities::{Comparison, Quantity, QuantityKind, TimeScale};
use crate::profiles::model::FactKind;

/// Whether the fact says the figure in one of these ways.
pub fn is_said(case: &Case<'_, '_>, figure: &Quantity, fact: usize, known: &KnownFact<'_>) -> bool {
    is_of_a_name(case, figure, known)
        || is_rate(case, figure, fact, known)
        || is_turn(case, figure, known)
        || is_rest_of_a_share(case, figure, known)
        || is_none(case, figure, fact, known)
        || is_count_of_cited(case, figure)
}

/// Stems of nouns that count facts of a kind.
const COUNTED: [(&str, FactKind); 14] = [
    ("certif", FactKind::Certificate),
    ("certifi", FactKind::Certificate),
    ("credenti", FactKind::Certificate),
    ("qualif", FactKind::Certificate),
    ("licenc", FactKind::Certificate),
    ("licens", FactKind::Certificate),
    ("languag", FactKind::Language),
    ("degre", FactKind::Education),
    ("award", FactKind::Award),
    ("public", FactKind::Publication),
    ("paper", FactKind::Publication),
    ("employ", FactKind::Position),
    ("posit", FactKind::Position),
    ("role", FactKind::Position),
];

/// "two certificates", where so many and no more are cited.
fn is_count_of_cited(case: &Case<'_, '_>, figure: &Quantity) -> bool {
    let Some(noun) = figure.noun.filter(|_| figure.kind == QuantityKind::Count && !figure.is_range()) else {
        return false;
    };
    let mut words = case.reading.words.iter().filter(|word| noun.contains(&word.span));
    words.next_back().is_some_and(|head| {
        COUNTED.iter().any(|(stem, kind)| {
            let cited = case.cited.iter().filter(|known| known.fact.kind == *kind).count();
            *stem == head.stem && cited > 1 && figure.low == cited as f64
        })
    })
}

/// Where the figure's number stands: the word in digits within it, in a claim or fact.
fn number_of(reading: &Reading<'_>, figure: &Quantity) -> Option<usize> {
    reading.words.iter().position(|word| word.is_number && figure.span.overlaps(&word.span))
}

/// A number behind the name that the fact has it behind.
fn is_of_a_name(case: &Case<'_, '_>, figure: &Quantity, known: &KnownFact<'_>) -> bool {
    if !matches!(figure.kind, QuantityKind::Count | QuantityKind::Identifier) || figure.per.is_some() {
        return false;
    }
    let names = |reading: &Reading<'_>, at: usize| -> Option<usize> {
        let before = at.checked_sub(1)?;
        let name = &reading.words[before];
        (name.is_name && !name.is_number && !name.is_function).then_some(before)
    };
    let Some(at) = number_of(&case.reading, figure) else { return false };
    let Some(name) = names(&case.reading, at) else { return false };
    let words = &known.reading.words;
    (1..words.len()).any(|place| {
        words[place].is_number
            && words[place].stem == case.reading.words[at].stem
            && names(&known.reading, place)
                .is_some_and(|own| words[own].is_same_as(&case.reading.words[name]))
    })
}

/// So many times a year for so many of a thing a year, and the other way round, if the thing is
/// in the fact too.
fn is_rate(case: &Case<'_, '_>, figure: &Quantity, fact: usize, known: &KnownFact<'_>) -> bool {
    use QuantityKind::{Count, Frequency};
    let is_backed = || {
        let Some(noun) = figure.noun else { return true };
        let within = |at: &usize| noun.contains(&case.reading.words[*at].span);
        let mut words = (0..case.reading.words.len()).filter(within);
        words.any(|at| case.hits[at].iter().any(|hit| hit.fact == fact))
    };
    let plain = |quantity: &Quantity| Quantity { kind: Count, unit: None, noun: None, ..quantity.clone() };
    figure.per.is_some()
        && known.quantities.iter().any(|own| {
            matches!((figure.kind, own.kind), (Frequency, Count) | (Count, Frequency))
                && own.unit.as_deref() != Some("percent")
                && figure.per == own.per
                && (figure.kind == Count || figure.unit.is_none())
                && matches!(plain(figure).compare(&plain(own)), Comparison::Equal | Comparison::Weaker)
        })
        && is_backed()
}

/// The four of "one night shift in four", for "every fourth night shift".
fn is_turn(case: &Case<'_, '_>, figure: &Quantity, known: &KnownFact<'_>) -> bool {
    let words = &case.reading.words;
    let at = words.partition_point(|word| word.span.end <= figure.span.start);
    let is_of_one = figure.kind == QuantityKind::Count
        && figure.low > 1.0
        && at > 0
        && words[at - 1].key == "in"
        && words[..at].iter().rev().take(5).any(|word| word.key == "one");
    is_of_one
        && known.quantities.iter().any(|own| match own.kind {
            QuantityKind::Frequency => (own.low * figure.low - 1.0).abs() < 1e-6,
            QuantityKind::Ordinal => own.low == figure.low,
            _ => false,
        })
}

/// "no findings" for "without findings".
fn is_none(case: &Case<'_, '_>, figure: &Quantity, fact: usize, known: &KnownFact<'_>) -> bool {
    let denies = ["without", "no", "none", "never", "zero"].iter().any(|word| known.reading.has_key(word));
    let counted = figure.noun.is_none_or(|noun| {
        let within = |at: &usize| noun.contains(&case.reading.words[*at].span);
        (0..case.reading.words.len())
            .filter(within)
            .any(|at| case.hits[at].iter().any(|hit| hit.fact == fact))
    });
    figure.kind == QuantityKind::Count && figure.low == 0.0 && !figure.is_range() && denies && counted
}

/// The 68 of "of the 68 findings I fixed 52", for "52 of 68 findings".
fn is_rest_of_a_share(case: &Case<'_, '_>, figure: &Quantity, known: &KnownFact<'_>) -> bool {
    figure.kind == QuantityKind::Count
        && known.quantities.iter().any(|own| match own.kind {
            QuantityKind::Share { of } => {
                figure.low == of
                    && case
                        .quantities
                        .iter()
                        .any(|part| part.kind == QuantityKind::Count && part.low == own.low)
            }
            _ => false,
        })
}

/// "the last four as Senior Analyst": the years of the one cited entry that has all the words
/// beside them.
pub fn is_years_of_one(
    case: &Case<'_, '_>,
    figure: &Quantity,
    is_so_long: impl Fn(&Quantity, f64) -> bool,
) -> bool {
    if figure.kind != QuantityKind::Duration(TimeScale::Months) {
        return false;
    }
    let words = &case.reading.words;
    let Some(own) = words.iter().find(|word| word.span.overlaps(&figure.span)) else { return false };
    let beside: Vec<usize> = case
        .reading
        .segment(own.segment)
        .filter(|(at, word)| {
            let is_said = !word.is_function && !word.is_number && !case.connectives[*at];
            is_said && !figure.span.overlaps(&word.span)
        })
        .map(|(at, _)| at)
        .collect();
    !beside.is_empty()
        && (0..case.evidence.len()).any(|fact| {
            let known = case.evidence[fact];
            let is_cited = case.cited.iter().any(|cited| cited.fact.id == known.fact.id);
            is_cited
                && !known.is_line()
                && beside.iter().all(|at| case.hits[*at].iter().any(|hit| hit.fact == fact))
                && is_so_long(figure, f64::from(months_covered(&[known.fact.period], case.today)))
        })
}

/// "an hour", "half a day": how long one offers to talk, in a letter's sentence that rests on no
/// fact.
pub fn is_of_a_talk(case: &Case<'_, '_>, figure: &Quantity) -> bool {
    const DAY: f64 = 86_400.0;
    case.claim.cites.is_empty()
        && figure.kind == QuantityKind::Duration(TimeScale::Seconds)
        && figure.high <= DAY
        && !case
            .reading
            .words
            .iter()
            .any(|word| matches!(word.key.as_str(), "have" | "had" | "i've" | "spent"))
}
