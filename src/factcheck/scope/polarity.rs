//! What the facts deny is not affirmed, and the other way round.

use super::Raise;
use crate::factcheck::backing::{Closeness, Hit};
use crate::factcheck::base::KnownFact;
use crate::factcheck::case::Case;
use crate::factcheck::involvement::Involvement;
use crate::factcheck::model::Slot;
use crate::factcheck::reading::Reading;
use crate::factcheck::weight::tells_an_end;
use crate::language::signals::{Signal, SignalKind};
use crate::language::span::Span;

/// Words that deny what follows them in their segment.
const NEGATORS: [&str; 22] = [
    "not", "no", "never", "without", "nor", "neither", "none", "cannot", "can't", "didn't", "don't",
    "doesn't", "wasn't", "weren't", "isn't", "couldn't", "wouldn't", "won't", "hasn't", "haven't", "hadn't",
    "aren't",
];

/// Verbs that deny the deed they govern.
const DENYING: [&str; 8] =
    ["fail", "decline", "refuse", "cancel", "abandon", "reject", "miss", "decide against"];

/// Verbs that "against" makes a denial of.
const SPEAKING: [&str; 11] = [
    "decide",
    "choose",
    "advise",
    "recommend",
    "vote",
    "argue",
    "rule",
    "counsel",
    "speak",
    "warn",
    "campaign",
];

/// Stems of other words by which something is denied.
const DENIALS: [&str; 15] = [
    "dislik",
    "unsuccess",
    "disapprov",
    "fail",
    "declin",
    "refus",
    "cancel",
    "abandon",
    "reject",
    "miss",
    "drop",
    "lack",
    "discontinu",
    "withdraw",
    "against",
];

/// How many words a negation reaches.
const REACH: usize = 7;

/// Words of place and order that turn the meaning of what follows them.
const OPPOSITES: [(&str, &str); 5] =
    [("over", "under"), ("above", "below"), ("before", "after"), ("with", "without"), ("more", "less")];

/// The words of the claim that turn a fact round.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let mut raises = Vec::new();
    let own = negated(&case.reading, &case.connectives);
    let facts: Vec<Vec<bool>> = case.evidence.iter().map(|known| negated(&known.reading, &[])).collect();
    // Where both sides deny something, the denial is kept, in whatever words.
    let denies = has_denial(&case.reading);
    let denying: Vec<bool> = case.evidence.iter().map(|known| has_denial(&known.reading)).collect();
    for (at, word) in case.reading.words.iter().enumerate() {
        if word.is_function || word.is_number {
            continue;
        }
        let hits = case.hits[at].iter().filter(|hit| hit.closeness >= Closeness::Synonym);
        let hits = hits.filter(|hit| !(denies && denying[hit.fact]));
        let mut sides = hits.map(|hit| facts[hit.fact][hit.word]).peekable();
        let is_turned = sides.peek().is_some() && sides.all(|side| side != own[at]);
        if is_turned {
            let message = match own[at] {
                true => {
                    format!("\"{}\" is denied here and not in the facts.", word.span.of(&case.claim.text))
                }
                false => format!("The facts deny \"{}\".", word.span.of(&case.claim.text)),
            };
            raises.push(Raise { code: "polarity_turned", span: word.span, message });
        }
    }
    raises.extend(opposites(case));
    raises.extend(poles(case));
    raises.extend(prefixed(case));
    raises.extend(untested(case));
    raises.extend(lived_on(case));
    raises.extend(denied_alone(case));
    raises
}

/// What the facts tell the end of, told on in small words: "they are part of life there".
fn lived_on(case: &Case<'_, '_>) -> Option<Raise> {
    const STATES: [&str; 12] =
        ["is", "are", "has", "have", "still", "now", "was", "were", "became", "become", "lives", "live"];
    let words = &case.reading.words;
    let tells_of_end =
        |known: &KnownFact<'_>| known.is_line() && tells_an_end(&known.reading, &known.signals);
    if tells_an_end(&case.reading, &case.signals) || !case.cited.iter().any(|known| tells_of_end(known)) {
        return None;
    }
    let at = (1..words.len()).find(|at| {
        let is_again = matches!(words[at - 1].key.as_str(), "it" | "they" | "this" | "that");
        let is_state = STATES.contains(&words[*at].key.as_str());
        // A segment that rests on the facts is compared with them.
        let mut own = words.iter().enumerate().filter(|(_, word)| word.segment == words[*at].segment);
        is_again && is_state && own.all(|(place, word)| word.is_function || case.hits[place].is_empty())
    })?;
    let message = "The facts tell that it ended.".to_owned();
    Some(Raise { code: "polarity_turned", span: words[at].span, message })
}

/// What a summary denies where no fact denies anything: "whose systems do not go down".
fn denied_alone(case: &Case<'_, '_>) -> Option<Raise> {
    const DENYING: [&str; 7] = ["not", "never", "nor", "cannot", "don't", "doesn't", "won't"];
    if case.claim.slot != Slot::Summary || case.evidence.iter().any(|known| has_denial(&known.reading)) {
        return None;
    }
    let words = &case.reading.words;
    let at =
        (0..words.len()).find(|at| DENYING.contains(&words[*at].key.as_str()) && !case.connectives[*at])?;
    let message = "The facts deny nothing.".to_owned();
    Some(Raise { code: "polarity_turned", span: words[at].span, message })
}

/// Axes of which one end turns the matter; the others grow and shrink, which figures tell.
const AXES: [&str; 10] = [
    "decision",
    "continuity",
    "contest",
    "target",
    "permission",
    "opening",
    "border",
    "admission",
    "conformity",
    "purse",
];

/// A verb at one end of an axis where the facts of its clause have only the other: "granted" for
/// "rejected", "extended" for "not extended".
fn poles(case: &Case<'_, '_>) -> Vec<Raise> {
    // "a grant proposal" grants nothing.
    let is_deed = |reading: &Reading<'_>, deeds: &[Option<Involvement>], span: &Span| {
        let at = reading.words.iter().position(|word| word.span.overlaps(span));
        at.is_some_and(|at| {
            reading.words[at].verb.is_none() || deeds[at].is_some_and(|deed| deed.is_predicate)
        })
    };
    let sides = |signals: &[Signal],
                 reading: &Reading<'_>,
                 deeds: &[Option<Involvement>]|
     -> Vec<(&'static str, bool, Span)> {
        let poles = signals.iter().filter_map(|signal| match signal.kind {
            SignalKind::Pole(pole) => Some((pole.axis, pole.is_positive != signal.is_negated, signal.span)),
            _ => None,
        });
        poles.filter(|(axis, _, span)| AXES.contains(axis) && is_deed(reading, deeds, span)).collect()
    };
    let own = sides(&case.signals, &case.reading, &case.involvements);
    if own.is_empty() {
        return Vec::new();
    }
    let denied = negated(&case.reading, &case.connectives);
    let mut raises = Vec::new();
    for (axis, side, span) in &own {
        let Some(at) = case.reading.words.iter().position(|word| word.span.overlaps(span)) else { continue };
        let word = &case.reading.words[at];
        let is_deed = word.verb.is_none() || case.involvements[at].is_some_and(|own| own.is_predicate);
        if !is_deed {
            continue;
        }
        let is_denied =
            denied[at] && case.signals.iter().any(|signal| signal.span == *span && !signal.is_negated);
        let side = *side != is_denied;
        // Both ends may be said of two things: "opened a shop and closed another".
        if own.iter().any(|(other, end, _)| other == axis && *end != side && !is_denied) {
            continue;
        }
        let stated: Vec<bool> = case
            .facts_of_clause(word.clause)
            .into_iter()
            .flat_map(|fact| {
                let known = case.evidence[fact];
                sides(&known.signals, &known.reading, &known.involvements)
            })
            .filter(|(other, ..)| other == axis)
            .map(|(_, end, _)| end)
            .collect();
        if !stated.is_empty() && stated.iter().all(|end| *end != side) {
            let message = format!("The facts say the reverse of \"{}\".", span.of(&case.claim.text));
            raises.push(Raise { code: "polarity_turned", span: *span, message });
        }
    }
    raises
}

/// What the facts have with a "non" before it, told without: "sterile" for "non-sterile".
fn prefixed(case: &Case<'_, '_>) -> Option<Raise> {
    let is_denied = |reading: &Reading<'_>, at: usize| {
        reading.words[at].is_hyphenated && at > 0 && reading.words[at - 1].key == "non"
    };
    let words = &case.reading.words;
    let at = (0..words.len()).find(|at| {
        let hits = &case.hits[*at];
        !words[*at].is_function
            && !words[*at].is_number
            && !hits.is_empty()
            && !is_denied(&case.reading, *at)
            && hits.iter().all(|hit| is_denied(&case.evidence[hit.fact].reading, hit.word))
    })?;
    let message = format!("The facts deny \"{}\".", words[at].span.of(&case.claim.text));
    Some(Raise { code: "polarity_turned", span: words[at].span, message })
}

/// Words that leave open whether what follows is so.
const OPEN: [&str; 2] = ["whether", "if"];

/// What the facts only asked, told as so: "tested whether one strain breaks it down".
fn untested(case: &Case<'_, '_>) -> Option<Raise> {
    let words = &case.reading.words;
    if words.iter().any(|word| OPEN.contains(&word.key.as_str())) {
        return None;
    }
    let asked = |hit: &Hit| {
        let known = case.evidence[hit.fact];
        let own = &known.reading.words[hit.word];
        let before =
            known.reading.words[..hit.word].iter().rev().take_while(|word| word.clause == own.clause);
        let is_deed = own.verb.is_some();
        is_deed && before.take(REACH).any(|word| word.key == "whether")
    };
    let at = (0..words.len()).find(|at| {
        let is_told = words[*at].verb.is_some();
        is_told && !case.hits[*at].is_empty() && case.hits[*at].iter().all(asked)
    })?;
    let message = format!("The facts leave open whether \"{}\".", words[at].span.of(&case.claim.text));
    Some(Raise { code: "polarity_turned", span: words[at].span, message })
}

/// Which words a negation reaches: the verb it denies, or the things of which there are none.
/// A negation in a phrase that says nothing denies nothing: "last but not least".
fn negated(reading: &Reading<'_>, is_needless: &[bool]) -> Vec<bool> {
    let mut reached = vec![false; reading.words.len()];
    for (at, word) in reading.words.iter().enumerate() {
        let is_against = word.key == "against"
            && at > 0
            && reading.words[at - 1].verb.is_some_and(|verb| SPEAKING.contains(&verb.lemma.as_str()));
        let is_denying = word.verb.is_some_and(|verb| DENYING.contains(&verb.lemma.as_str()))
            && reading.words.get(at + 1).is_some_and(|next| next.key == "to");
        let denies_things = matches!(word.key.as_str(), "no" | "without" | "neither" | "nor" | "none");
        let is_phrase = is_needless.get(at).copied().unwrap_or(false);
        if !NEGATORS.contains(&word.key.as_str()) && !is_against && !is_denying || is_phrase {
            continue;
        }
        let rest = reading.words.iter().enumerate().skip(at + 1).take(REACH);
        let rest =
            rest.take_while(|(_, next)| next.clause == word.clause).filter(|(_, next)| !next.is_number);
        // What follows "against" ends with its segment: "decided against a scheme and built another".
        let rest = rest.take_while(|(_, next)| !is_against || next.segment == word.segment);
        if denies_things {
            let things =
                rest.skip_while(|(_, next)| next.is_function).take_while(|(_, next)| !next.is_function);
            for (place, _) in things {
                reached[place] = true;
            }
        } else {
            let content: Vec<(usize, bool)> = rest
                .filter(|(_, next)| !next.is_function && !is_auxiliary(&next.key))
                .map(|(place, next)| (place, next.verb.is_some()))
                .collect();
            let denied = content.iter().find(|(_, is_verb)| *is_verb).or(content.first());
            if let Some((place, _)) = denied {
                reached[*place] = !reached[*place];
            }
        }
    }
    reached
}

/// Whether a text denies anything, in a negation or by a verb that does.
pub fn has_denial(reading: &Reading<'_>) -> bool {
    reading.words.iter().any(|word| {
        NEGATORS.contains(&word.key.as_str())
            || word.verb.is_some_and(|verb| DENYING.contains(&verb.lemma.as_str()))
            || DENIALS.contains(&word.stem.as_str())
    })
}

fn is_auxiliary(key: &str) -> bool {
    matches!(key, "be" | "been" | "have" | "do" | "get" | "yet")
}

/// "over the budget" for "under the budget": the same thing after the opposite word.
fn opposites(case: &Case<'_, '_>) -> Vec<Raise> {
    let words = &case.reading.words;
    let mut raises = Vec::new();
    for (at, word) in words.iter().enumerate() {
        let opposite = OPPOSITES.iter().find_map(|(one, other)| match word.key.as_str() {
            key if key == *one => Some(*other),
            key if key == *other => Some(*one),
            _ => None,
        });
        let Some(opposite) = opposite else { continue };
        // "with no" is "without".
        if words.get(at + 1).is_some_and(|next| next.key == "no") {
            continue;
        }
        let Some(next) = (at + 1..words.len()).find(|next| !words[*next].is_function) else { continue };
        let precedes = |hit: &Hit, key: &str| {
            let fact = &case.evidence[hit.fact].reading.words;
            let before = fact[..hit.word].iter().rev().take(3);
            before.take_while(|before| before.is_function).any(|before| before.key == key)
        };
        let is_turned = case.hits[next].iter().any(|hit| precedes(hit, opposite))
            && !case.hits[next].iter().any(|hit| precedes(hit, &word.key));
        if is_turned {
            let message = format!("The facts say \"{opposite}\", not \"{}\".", word.key);
            raises.push(Raise { code: "polarity_turned", span: word.span, message });
        }
    }
    raises
}
