//! How much of the work each verb of a text claims, with what governs it: in "helped the team
//! build it" the building is helped.

use super::reading::{Opening, Reading, Word};
use crate::language::lexicon::{Verb, VerbLevel};
use crate::language::signals::{SignalKind, find_signals};

/// What a verb claims where it stands.
#[derive(Debug, Clone, Copy)]
pub struct Involvement {
    /// The level it claims: its own, or that of the verb that governs it, if less.
    pub level: VerbLevel,
    /// The level of the verb that governs it.
    pub governor: Option<VerbLevel>,
    /// Whether it tells what was done, and is no noun or adjective.
    pub is_predicate: bool,
}

/// Phrases by which somebody says to have had a part only: "took part in", "involved in".
pub const PARTAKING: [(&str, &str); 18] = [
    ("took", "part"),
    ("take", "part"),
    ("taking", "part"),
    ("played", "part"),
    ("involved", "in"),
    ("exposure", "to"),
    ("member", "of"),
    ("part", "of"),
    ("lent", "hand"),
    ("lend", "hand"),
    ("lending", "hand"),
    ("gave", "hand"),
    ("gave", "support"),
    ("provided", "support"),
    ("provided", "assistance"),
    ("my", "help"),
    ("my", "support"),
    ("my", "assistance"),
];

/// How many words may stand between the two: "lent the head of science a hand".
const PARTAKING_REACH: usize = 7;

/// Words before a noun.
const DETERMINERS: [&str; 18] = [
    "a", "an", "the", "this", "that", "these", "those", "my", "our", "their", "its", "his", "her", "your",
    "no", "each", "every", "any",
];

/// Words that lead what a thing is done for, in or with.
pub const PREPOSITIONS: [&str; 22] = [
    "of", "in", "on", "at", "by", "for", "from", "with", "without", "within", "into", "over", "under",
    "about", "across", "through", "per", "via", "during", "after", "before", "between",
];

/// What comes before a plain form that is a verb.
const VERB_LEADS: [&str; 24] = [
    "to",
    "i",
    "we",
    "who",
    "that",
    "which",
    "they",
    "also",
    "now",
    "then",
    "did",
    "do",
    "does",
    "will",
    "would",
    "can",
    "could",
    "and",
    "or",
    "currently",
    "already",
    "regularly",
    "not",
    "let",
];

/// The involvement of every word that is a form of a verb, in step with the words.
pub fn involvements(reading: &Reading<'_>) -> Vec<Option<Involvement>> {
    let words = &reading.words;
    let mut governor: Option<VerbLevel> = None;
    let mut clause = 0;
    let mut found = Vec::with_capacity(words.len());
    for (at, word) in words.iter().enumerate() {
        if word.clause != clause {
            clause = word.clause;
            governor = None;
        }
        let before = at.checked_sub(1).map(|before| &words[before]);
        if is_partaking(words, at) {
            governor = Some(VerbLevel::Contribute);
            found.push(None);
            continue;
        }
        let Some(verb) = word.verb else {
            // "under the supervision of": what stands before is helped work, and said so.
            found.push(None);
            continue;
        };
        let is_predicate = is_predicate(words, at, verb, governor.is_some());
        // "co-led" is a part of leading.
        if is_predicate && word.is_hyphenated && before.is_some_and(|before| before.key == "co") {
            found.push(Some(Involvement {
                level: VerbLevel::Contribute,
                governor: Some(VerbLevel::Contribute),
                is_predicate,
            }));
            continue;
        }
        if is_predicate && frees(word, verb, before) {
            governor = None;
        }
        let level = governor.map_or(verb.level, |governor| governor.min(verb.level));
        found.push(Some(Involvement { level, governor, is_predicate }));
        if verb.level <= VerbLevel::Contribute && is_predicate {
            governor = Some(governor.map_or(verb.level, |governor| governor.min(verb.level)));
        }
    }
    found
}

fn is_partaking(words: &[Word<'_>], at: usize) -> bool {
    let key = words[at].key.as_str();
    let clause = words[at].clause;
    PARTAKING.iter().filter(|(one, _)| *one == key).any(|(one, other)| {
        let reach = if matches!(*one, "lent" | "lend" | "lending" | "gave") { PARTAKING_REACH } else { 2 };
        let next = words.iter().skip(at + 1).take(reach).take_while(|next| next.clause == clause);
        next.into_iter().any(|next| next.key == *other)
    })
}

/// Whether a predicate begins anew, so that what governed the ones before governs no more: a
/// finite form after a comma or conjunction, or "by" and a gerund, which tells how one helped.
fn frees(word: &Word<'_>, verb: &Verb, before: Option<&Word<'_>>) -> bool {
    let is_finite = word.key == verb.past && word.key != verb.lemma || word.key == verb.third;
    let is_gerund = word.key == verb.gerund;
    let is_of_another =
        before.is_some_and(|before| matches!(before.key.as_str(), "which" | "that" | "who" | "it" | "they"));
    if is_of_another && (word.key == verb.past || word.key == verb.third) {
        return true;
    }
    let Some(before) = before else { return true };
    let is_opened = word.opening != Opening::No || before.key == "and" || before.key == "but";
    if is_finite {
        return is_opened
            || matches!(before.key.as_str(), "i" | "we" | "which" | "that" | "who" | "it" | "they");
    }
    is_gerund && (before.key == "by" || word.opening == Opening::Comma && !is_of_change(verb))
}

/// Verbs of change after a comma tell the outcome of what stands before, not a deed beside it.
fn is_of_change(verb: &Verb) -> bool {
    is_outcome(&verb.lemma)
}

/// Auxiliaries that can only stand behind a subject.
const FINITE: [&str; 22] = [
    "is", "are", "was", "were", "do", "does", "did", "don't", "doesn't", "didn't", "has", "have", "had",
    "can", "could", "will", "would", "may", "might", "must", "should", "cannot",
];

fn is_predicate(words: &[Word<'_>], at: usize, verb: &Verb, is_governed: bool) -> bool {
    let word = &words[at];
    let before = at.checked_sub(1).map(|before| &words[before]);
    let is_opened = word.opening != Opening::No;
    // The "I" of "Type I" leads no verb.
    let is_numeral = before.is_some_and(|before| before.key == "i" && before.opening == Opening::No)
        && at.checked_sub(2).is_some_and(|before| words[before].is_name);
    let is_after =
        |keys: &[&str]| !is_numeral && before.is_some_and(|before| keys.contains(&before.key.as_str()));
    let is_shared = word.is_hyphenated && before.is_some_and(|before| before.key == "co");
    // "Audits do not frighten me": what a finite auxiliary follows is its subject.
    let is_subject = word.key != verb.past
        && word.key != verb.gerund
        && words
            .get(at + 1)
            .is_some_and(|next| next.segment == word.segment && FINITE.contains(&next.key.as_str()));
    if is_subject {
        return false;
    }
    if word.is_hyphenated && !is_shared
        || words.get(at + 1).is_some_and(|next| next.is_hyphenated)
        || word.is_possessive
    {
        return false;
    }
    // "led to" is no leading.
    if verb.level >= VerbLevel::Own && words.get(at + 1).is_some_and(|next| next.key == "to") {
        return false;
    }
    if word.key == verb.gerund {
        // "at two nursing homes"
        if before.is_some_and(|before| before.is_number || is_small_number(&before.key)) {
            return false;
        }
        let is_after_verb = before.is_some_and(|before| before.verb.is_some() && !before.is_hyphenated);
        return is_opened
            || is_after(&PREPOSITIONS)
            || is_after(&VERB_LEADS)
            || is_after_verb
            || before
                .is_some_and(|before| is_adverb(before) || before.is_function && !is_after(&DETERMINERS));
    }
    // "a tender that drew 8 bids"
    let is_relative = is_after(&["that"])
        && (word.key == verb.past && verb.past != verb.lemma
            || word.key == verb.third && verb.third != verb.lemma);
    if is_after(&DETERMINERS) && !is_relative
        || !is_opened && before.is_some_and(|before| before.is_possessive || before.is_number)
    {
        return false;
    }
    // "the bid" and "it cost $5": of one form only what follows tells a deed.
    if word.key == verb.lemma && verb.lemma == verb.past && !is_opened && !is_after(&VERB_LEADS) {
        let takes = words.get(at + 1).is_some_and(|next| {
            next.segment == word.segment
                && (next.is_number || DETERMINERS.contains(&next.key.as_str()) || next.key == "by")
        });
        return takes && !is_after(&PREPOSITIONS) || is_governed || before.is_some_and(is_adverb);
    }
    if word.key == verb.lemma && verb.lemma != verb.past || word.key == verb.third && verb.third != verb.lemma
    {
        let is_plain_after_preposition = is_after(&PREPOSITIONS) && !is_after(&["to"]);
        return !is_plain_after_preposition
            && (is_opened || is_after(&VERB_LEADS) || is_governed || before.is_some_and(is_adverb));
    }
    true
}

fn is_small_number(key: &str) -> bool {
    matches!(
        key,
        "two" | "three" | "four" | "five" | "six" | "seven" | "eight" | "nine" | "ten" | "several" | "many"
    )
}

/// Words that end as adverbs do and are nouns, verbs or adjectives.
const NO_ADVERBS: [&str; 26] = [
    "family",
    "supply",
    "assembly",
    "reply",
    "apply",
    "anomaly",
    "monopoly",
    "italy",
    "july",
    "multiply",
    "comply",
    "rely",
    "imply",
    "friendly",
    "elderly",
    "early",
    "lonely",
    "lovely",
    "likely",
    "costly",
    "orderly",
    "butterfly",
    "jelly",
    "hilly",
    "kindly",
    "silly",
];

/// Whether the word is an adverb, by its ending or as a common one.
pub(super) fn is_adverb(word: &Word<'_>) -> bool {
    word.key.len() > 4 && word.key.ends_with("ly") && !NO_ADVERBS.contains(&word.key.as_str())
        || matches!(word.key.as_str(), "still" | "often" | "never" | "always" | "sometimes")
}

/// Whether the verb alone says that something grew, shrank or was won.
pub fn is_outcome(lemma: &str) -> bool {
    lemma == "save"
        || find_signals(lemma)
            .iter()
            .any(|signal| matches!(signal.kind, SignalKind::Pole(pole) if OUTCOME_AXES.contains(&pole.axis)))
}

const OUTCOME_AXES: [&str; 7] = ["amount", "quality", "outcome", "contest", "target", "result", "speed"];
