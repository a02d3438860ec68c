//! What the facts deny is not affirmed, and the other way round.

use super::Raise;
use crate::factcheck::backing::Closeness;
use crate::factcheck::case::Case;
use crate::factcheck::reading::Reading;

/// Words that deny what follows them in their segment.
const NEGATORS: [&str; 22] = [
    "not", "no", "never", "without", "nor", "neither", "none", "cannot", "can't", "didn't", "don't",
    "doesn't", "wasn't", "weren't", "isn't", "couldn't", "wouldn't", "won't", "hasn't", "haven't", "hadn't",
    "aren't",
];

/// Verbs that deny the deed they govern.
const DENYING: [&str; 8] =
    ["fail", "decline", "refuse", "cancel", "abandon", "reject", "miss", "decide against"];

/// Stems of other words by which something is denied.
const DENIALS: [&str; 12] = [
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
    let own = negated(&case.reading);
    let facts: Vec<Vec<bool>> = case.evidence.iter().map(|known| negated(&known.reading)).collect();
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
    raises
}

/// Which words a negation reaches: the verb it denies, or the things of which there are none.
fn negated(reading: &Reading<'_>) -> Vec<bool> {
    let mut reached = vec![false; reading.words.len()];
    for (at, word) in reading.words.iter().enumerate() {
        let is_against = word.key == "against"
            && at > 0
            && reading.words[at - 1]
                .verb
                .is_some_and(|verb| matches!(verb.lemma.as_str(), "decide" | "choose"));
        let is_denying = word.verb.is_some_and(|verb| DENYING.contains(&verb.lemma.as_str()))
            && reading.words.get(at + 1).is_some_and(|next| next.key == "to");
        let denies_things = matches!(word.key.as_str(), "no" | "without" | "neither" | "nor" | "none");
        if !NEGATORS.contains(&word.key.as_str()) && !is_against && !is_denying {
            continue;
        }
        let rest = reading.words.iter().enumerate().skip(at + 1).take(REACH);
        let rest =
            rest.take_while(|(_, next)| next.clause == word.clause).filter(|(_, next)| !next.is_number);
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
fn has_denial(reading: &Reading<'_>) -> bool {
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
        let precedes = |hit: &crate::factcheck::backing::Hit, key: &str| {
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
