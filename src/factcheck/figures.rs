//! Figures of a claim beside those of its facts: the same value, of the same thing, in the
//! same part. Values are compared by [`crate::language::quantities`]; what they are of, here.

use super::base::KnownFact;
use super::case::Case;
use super::connective::Connective;
use super::dress;
use super::reading::{Reading, Word};
use super::wholes::{contains, is_rest_of_share, is_told_as_whole};
use super::years::{is_so_long, is_years_covered};
use crate::language::dates::{PartialDate, Period};
use crate::language::quantities::{Comparison, Quantity, QuantityKind, Role};
use crate::language::span::Span;
use crate::language::stems::stem_folded;
use crate::profiles::model::FactKind;

/// What stands behind a figure of a claim.
#[derive(Debug, Clone, PartialEq)]
pub enum Footing {
    /// A fact has it, of the same thing.
    Sound,
    /// A fact has it with a hedge the claim leaves out, as written there.
    Unhedged(String),
    /// The facts have it, but of something else, as written there.
    OfAnother(String),
    /// The facts have it as the whole that the person had a part of, as written there.
    OfTheWhole(String),
    /// No fact has it; what the facts have of that kind, as written there.
    Missing(Option<String>),
}

/// Words by which an amount is all there was, over the whole time.
const TOTALS: [&str; 6] = ["total", "altogether", "overall", "cumulative", "cumulatively", "combined"];

/// Stems of nouns so wide that anything may be counted under them.
const GENERIC: [&str; 12] =
    ["peopl", "person", "member", "piec", "unit", "item", "time", "occas", "one", "other", "total", "case"];

/// What stands behind the figure.
pub fn footing(case: &Case<'_, '_>, figure: &Quantity, today: chrono::NaiveDate) -> Footing {
    if is_years_covered(case, figure, today)
        || dress::is_years_of_one(case, figure, is_so_long)
        || is_of_a_skill(case, figure)
    {
        return Footing::Sound;
    }
    let mut found = Footing::Missing(None);
    for fact in 0..case.evidence.len() {
        let footing = footing_in(case, figure, fact);
        if footing == Footing::Sound {
            return footing;
        }
        if rank(&footing) > rank(&found) {
            found = footing;
        }
    }
    found
}

/// What stands behind the figure in one fact.
pub fn footing_in(case: &Case<'_, '_>, figure: &Quantity, fact: usize) -> Footing {
    let known = case.evidence[fact];
    let mut found = Footing::Missing(None);
    if known.is_heading {
        return found;
    }
    if is_said_around(case, figure, known) || dress::is_said(case, figure, fact, known) {
        return Footing::Sound;
    }
    for own in &known.quantities {
        let written = || own.span.of(&known.fact.text).to_owned();
        let footing = match compare(case, figure, known, own) {
            Comparison::Equal | Comparison::Weaker => beside(case, figure, fact, known, own),
            Comparison::Raised => match beside(case, figure, fact, known, own) {
                Footing::Sound => Footing::Unhedged(written()),
                other => other,
            },
            Comparison::Different if is_alike(figure, own) && !own.span.of(&known.fact.text).is_empty() => {
                Footing::Missing(Some(written()))
            }
            Comparison::Different => continue,
        };
        if footing == Footing::Sound {
            return footing;
        }
        if rank(&footing) > rank(&found) {
            found = footing;
        }
    }
    found
}

/// The two figures as they stand in their sentences.
fn compare(case: &Case<'_, '_>, figure: &Quantity, known: &KnownFact<'_>, own: &Quantity) -> Comparison {
    let mut claimed = figure.clone();
    let mut stated = own.clone();
    // "over 10 weeks" is said of a stretch of work as of more than ten.
    if matches!(figure.kind, QuantityKind::Duration(_)) && known.is_line() {
        let is_stretch =
            |quantity: &Quantity, text: &str| quantity.span.of(text).to_ascii_lowercase().starts_with("over");
        if is_stretch(figure, &case.claim.text) && figure.low != own.low {
            return Comparison::Different;
        }
    }
    // "up from 98 %": the amount is where it began, not how much it went up.
    for (quantity, text) in [(&mut claimed, &case.claim.text), (&mut stated, &known.fact.text)] {
        let before = text.get(..quantity.span.start).unwrap_or_default().trim_end();
        if quantity.role == Some(Role::By) && (before.ends_with(" from") || before.ends_with(" to")) {
            quantity.role = None;
            quantity.direction = None;
        }
    }
    // "a yearly cost of €3.1M" is "€3.1M a year": the fact says elsewhere what it is per.
    let is_said =
        |per: &Option<String>| per.is_some() && known.quantities.iter().any(|other| other.per == *per);
    if claimed.per.is_some() && stated.per.is_none() && is_said(&claimed.per) {
        claimed.per = None;
    }
    // "a team of seven that meets every Tuesday": the people are no rate.
    for (quantity, reading) in [(&mut claimed, &case.reading), (&mut stated, &known.reading)] {
        if quantity.per.is_some() && is_of_a_group(reading, quantity) {
            quantity.per = None;
        }
    }
    // "with up to nine people each" is "each with up to 9 people".
    if claimed.per.as_deref() == Some("each") && stated.per.is_none() && known.reading.has_key("each") {
        claimed.per = None;
    }
    // "for jobs, up to $1,500 each" is "$1,500 per job".
    if claimed.per.as_deref() == Some("each")
        && let Some(per) = &stated.per
        && case
            .reading
            .words
            .iter()
            .any(|word| word.span.end <= claimed.span.start && word.stem == stem_folded(per))
    {
        claimed.per.clone_from(&stated.per);
    }
    // "from 41 kg to 26": the second of two amounts leaves its unit to the first.
    if claimed.kind == QuantityKind::Count && claimed.noun.is_none() && claimed.low == stated.low {
        let is_elided =
            case.quantities.iter().any(|other| other.span != claimed.span && is_alike(other, own));
        let has_unit = matches!(
            stated.kind,
            QuantityKind::Measure(_)
                | QuantityKind::Money { .. }
                | QuantityKind::Percent
                | QuantityKind::Duration(_)
        );
        let digits = claimed.span.of(&case.claim.text).trim();
        let is_written = stated.span.of(&known.fact.text).contains(digits);
        if is_elided && is_written && has_unit && !is_in_conflict(&claimed, &stated) {
            return Comparison::Equal;
        }
    }
    // "a median of 29 days, down from 47": the fact leaves the unit to the first.
    if stated.kind == QuantityKind::Count && stated.noun.is_none() && claimed.kind != QuantityKind::Count {
        let is_elided =
            known.quantities.iter().any(|other| other.span != stated.span && is_alike(other, figure));
        let digits = stated.span.of(&known.fact.text).trim();
        let written = claimed.span.of(&case.claim.text);
        let is_written = !digits.is_empty()
            && written.split(|c: char| !c.is_alphanumeric() && c != '.').any(|part| part == digits);
        if is_elided && is_written && !is_in_conflict(&claimed, &stated) {
            return Comparison::Equal;
        }
    }
    // "$9,000 in total" is not "$9,000 a year".
    let is_total = || TOTALS.iter().any(|word| case.reading.has_key(word) && !known.reading.has_key(word));
    if figure.per.is_none() && own.per.is_some() && is_total() {
        return Comparison::Different;
    }
    match figure.compare(own) {
        Comparison::Different => claimed.compare(&stated),
        found => found,
    }
}

/// Nouns of people who belong together.
const GROUPS: [&str; 14] = [
    "team",
    "group",
    "crew",
    "panel",
    "committee",
    "class",
    "board",
    "band",
    "squad",
    "staff",
    "cohort",
    "household",
    "family",
    "department",
];

/// Whether the figure is how many a group has: "a team of seven".
fn is_of_a_group(reading: &Reading<'_>, figure: &Quantity) -> bool {
    let words = &reading.words;
    let at = words.partition_point(|word| word.span.end <= figure.span.start);
    figure.kind == QuantityKind::Count
        && at >= 2
        && words[at - 1].key == "of"
        && GROUPS.contains(&words[at - 2].key.as_str())
}

fn is_in_conflict(one: &Quantity, other: &Quantity) -> bool {
    matches!((one.role, other.role), (Some(one), Some(other)) if one != other)
}

/// Whether the fact says the figure in parts: how often, in the rate of an amount; a year, in
/// the ends of a period; so many of so many, in two numbers.
fn is_said_around(case: &Case<'_, '_>, figure: &Quantity, known: &KnownFact<'_>) -> bool {
    let dates = || {
        known.quantities.iter().flat_map(|own| match own.kind {
            QuantityKind::Date(date) => vec![date],
            QuantityKind::Period(period) => period.start.into_iter().chain(period.end).collect(),
            _ => Vec::new(),
        })
    };
    let is_dated = |claimed: PartialDate| {
        figure.unit.is_none()
            && dates().any(|date| {
                date.year() == claimed.year()
                    && (claimed.month().is_none() || claimed.month() == date.month())
                    && (claimed.day().is_none() || claimed.day() == date.day())
            })
    };
    match figure.kind {
        QuantityKind::Frequency if figure.low == 1.0 && !figure.is_range() => {
            // "each Tuesday" is what "three hours each Tuesday" is per.
            let per = figure.unit.as_ref().or(figure.per.as_ref());
            known.quantities.iter().any(|own| own.per.as_ref() == per && own.kind != QuantityKind::Frequency)
        }
        QuantityKind::Date(date) => {
            let is_within = !known.is_line()
                && known.fact.kind != FactKind::Certificate
                && case.today_covers(known, date);
            is_within || is_dated(date)
        }
        QuantityKind::Period(Period { start: Some(start), end: Some(end) }) => {
            known.is_line() && is_dated(start) && is_dated(end)
        }
        QuantityKind::Period(Period { start, end }) if known.is_line() => {
            let word = if start.is_some() { "since" } else { "until" };
            start.or(end).is_some_and(is_dated) && known.reading.has_key(word)
        }
        QuantityKind::Ordinal => known.reading.has_key(&format!("p{}", figure.low)),
        QuantityKind::Share { of } => {
            let has = |value: f64| {
                known.quantities.iter().any(|own| own.kind == QuantityKind::Count && own.low == value)
            };
            has(figure.low) && has(of)
        }
        _ => false,
    }
}

/// Whether the figure belongs to the name of a skill that the evidence has under another:
/// "Google Analytics 4" for "GA4".
fn is_of_a_skill(case: &Case<'_, '_>, figure: &Quantity) -> bool {
    figure.kind == QuantityKind::Identifier
        && case.reading.skills.iter().any(|own| {
            let words = &case.reading.words[own.first..own.end];
            let is_inside = words.last().is_some_and(|last| last.span.end >= figure.span.end)
                && words.first().is_some_and(|first| first.span.start <= figure.span.start);
            is_inside && (own.first..own.end).all(|at| !case.hits[at].is_empty())
        })
}

fn rank(footing: &Footing) -> u8 {
    match footing {
        Footing::Missing(None) => 0,
        Footing::Missing(Some(_)) => 1,
        Footing::OfAnother(_) => 2,
        Footing::OfTheWhole(_) => 3,
        Footing::Unhedged(_) => 4,
        Footing::Sound => 5,
    }
}

fn is_alike(one: &Quantity, other: &Quantity) -> bool {
    std::mem::discriminant(&one.kind) == std::mem::discriminant(&other.kind)
}

/// Whether the fact's figure, equal in value, is of the same thing.
fn beside(
    case: &Case<'_, '_>,
    figure: &Quantity,
    fact: usize,
    known: &KnownFact<'_>,
    own: &Quantity,
) -> Footing {
    let written = || own.span.of(&known.fact.text).to_owned();
    let claimed = anchors(&case.reading, figure, &case.quantities);
    let stated = anchors(&known.reading, own, &known.quantities);
    let is_hit = |at: usize, places: &[usize]| {
        case.hits[at].iter().any(|hit| hit.fact == fact && places.contains(&hit.word))
    };
    if !is_counted(figure) {
        return Footing::Sound;
    }
    if !claimed.is_empty() && !stated.is_empty() {
        let meet = claimed.iter().any(|at| is_hit(*at, &stated));
        let is_generic = |reading: &Reading<'_>, places: &[usize]| {
            places.last().is_some_and(|head| GENERIC.contains(&reading.words[*head].stem.as_str()))
        };
        let is_open = is_generic(&case.reading, &claimed) || is_generic(&known.reading, &stated);
        if !meet && !is_open && !is_of_the_same_head(case, &claimed, known, &stated) {
            return Footing::OfAnother(written());
        }
    }
    // The claim's thing is, in the fact, the thing of another figure.
    let is_taken = known.quantities.iter().any(|other| {
        other.span != own.span
            && is_alike(other, own)
            && figure.compare(other) == Comparison::Different
            && stated.is_empty()
            && {
                let theirs = anchors(&known.reading, other, &known.quantities);
                claimed.last().is_some_and(|head| is_hit(*head, &theirs))
            }
    });
    if is_taken {
        return Footing::OfAnother(written());
    }
    let head_is_kept = stated.last().is_none_or(|head| {
        (0..case.hits.len()).any(|at| case.hits[at].iter().any(|hit| hit.fact == fact && hit.word == *head))
    });
    let is_money = matches!(figure.kind, QuantityKind::Money { .. });
    if claimed.is_empty() && !head_is_kept && is_money {
        return Footing::OfAnother(written());
    }
    let is_share = figure.kind == QuantityKind::Count
        && is_rest_of_share(&known.reading, own, &known.quantities)
        && !is_rest_of_share(&case.reading, figure, &case.quantities);
    let is_whole = is_share || is_money && contains(&known.reading, own) && !contains(&case.reading, figure);
    if is_whole && !is_told_as_whole(case, figure, fact, known, own) {
        Footing::OfTheWhole(written())
    } else {
        Footing::Sound
    }
}

/// Whether what a figure is of matters: dates, names and frequencies say it themselves.
fn is_counted(figure: &Quantity) -> bool {
    matches!(
        figure.kind,
        QuantityKind::Count
            | QuantityKind::Money { .. }
            | QuantityKind::Percent
            | QuantityKind::Share { .. }
            | QuantityKind::Measure(_)
    )
}

/// The words a figure is of, the noun itself last: what stands before "of" it, then what it
/// counts.
fn anchors(reading: &Reading<'_>, figure: &Quantity, all: &[Quantity]) -> Vec<usize> {
    let words = &reading.words;
    let mut anchors = Vec::new();
    let at = words.partition_point(|word| word.span.end <= figure.span.start);
    let is_change = matches!(figure.role, Some(Role::From | Role::To | Role::By));
    if !is_change
        && at >= 2
        && words[at - 1].key == "of"
        && !words[at - 2].is_function
        && !is_passive(words, at - 2)
        && !words[at - 2].key.contains(|c: char| c.is_ascii_digit())
        && !Connective::of(&words[at - 2].key).is_neutral()
    {
        anchors.push(at - 2);
    }
    // "25 a year with nine people each": what another figure counts stands behind that one.
    let is_own = |noun: &Span| {
        !all.iter().any(|other| figure.span.end <= other.span.start && other.span.end <= noun.start)
    };
    if let Some(noun) = figure.noun.filter(is_own) {
        let from = words.partition_point(|word| word.span.end <= noun.start);
        let to = words.partition_point(|word| word.span.start < noun.end);
        anchors.extend((from..to).filter(|at| !words[*at].is_function));
    }
    anchors
}

/// Whether the word is the participle of a passive: "refunds were granted of up to $50".
fn is_passive(words: &[Word<'_>], at: usize) -> bool {
    let is_participle = words[at].verb.is_some_and(|verb| verb.lemma != words[at].key);
    let before = at.checked_sub(1).map(|before| words[before].key.as_str());
    is_participle
        && before.is_some_and(|before| matches!(before, "was" | "were" | "is" | "are" | "been" | "being"))
}

/// Whether both are of one noun by its stem: "engineers" and "junior engineer".
fn is_of_the_same_head(
    case: &Case<'_, '_>,
    claimed: &[usize],
    known: &KnownFact<'_>,
    stated: &[usize],
) -> bool {
    let stem = |reading: &Reading<'_>, at: &usize| reading.words[*at].stem.clone();
    claimed.iter().any(|at| stated.iter().any(|own| stem(&case.reading, at) == stem(&known.reading, own)))
}
