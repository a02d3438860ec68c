//! Whether one line is another in other words. What a model makes of a line passes the checks
//! when its facts carry it; they cannot see every way in which true words make a false sentence
//! (a denial turned, "first" for "second", 470 of 480 for 47 of 48). A line that is to stand for
//! another has less leeway than a new one: the same figures in the same order, the same denials,
//! scope and frequency, and for every other word the same or a synonym in its place.

use super::connective::Connective;
use super::reading::{Reading, Word};
use crate::language::lexicon::Lexicon;
use crate::language::quantities::is_number_word;
use crate::language::relations::Relation;
use crate::language::signals::{Signal, SignalKind, find_signals};
use crate::language::skills::SkillId;

/// Words that deny.
const DENIALS: [&str; 10] =
    ["no", "not", "never", "none", "nor", "neither", "nobody", "nothing", "without", "cannot"];

/// Signs that say what a figure is.
const SIGNS: [char; 5] = ['%', '$', '€', '£', '¥'];

/// Whether the text says what the line says, no more and no less.
pub fn says_the_same(line: &str, text: &str, lexicon: &Lexicon) -> bool {
    let (own, other) = (Reading::of(line, lexicon), Reading::of(text, lexicon));
    figures(&own).eq(figures(&other))
        && signs(line).eq(signs(text))
        && denials(&own) == denials(&other)
        && signals(line) == signals(text)
        && [false, true].into_iter().any(|with_skills| are_alike(&own, &other, with_skills))
}

/// Numbers in digits and words, in order.
fn figures<'r>(reading: &'r Reading<'_>) -> impl Iterator<Item = &'r str> {
    let figures = reading.words.iter().filter(|word| word.is_number || is_number_word(&word.key));
    figures.map(|word| if word.is_number { word.stem.as_str() } else { word.key.as_str() })
}

/// What is said of how much, how far, how often and whether at all. Which way and how good it is
/// said in words that have synonyms, and these are compared by themselves.
fn signals(text: &str) -> Vec<(SignalKind, bool)> {
    let is_own = |signal: &Signal| !matches!(signal.kind, SignalKind::Pole(_) | SignalKind::Quality(_));
    let found = find_signals(text).into_iter().filter(is_own);
    let mut signals: Vec<_> = found.map(|signal| (signal.kind, signal.is_negated)).collect();
    signals.sort_unstable();
    signals
}

fn signs(text: &str) -> impl Iterator<Item = char> {
    text.chars().filter(|c| SIGNS.contains(c))
}

fn denials(reading: &Reading<'_>) -> usize {
    let is_denial = |word: &&Word<'_>| DENIALS.contains(&word.key.as_str()) || word.key.ends_with("n't");
    reading.words.iter().filter(is_denial).count()
}

/// A word with a meaning of its own, or a skill in one or more words.
enum Piece<'r, 'l> {
    Word(&'r Word<'l>),
    Skill(SkillId),
}

/// The pieces of a text in order, skills as one where that is wanted, since "Kafka" is short for
/// "Apache Kafka".
fn pieces<'r, 'l>(reading: &'r Reading<'l>, with_skills: bool) -> Vec<Piece<'r, 'l>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    while let Some(word) = reading.words.get(at) {
        let mentions = reading.skills.iter().filter(|mention| with_skills && mention.first == at);
        if let Some(mention) = mentions.max_by_key(|mention| mention.end) {
            pieces.push(Piece::Skill(mention.skill));
            at = mention.end.max(at + 1);
            continue;
        }
        // "Go" is a name where a skill is meant.
        let is_named = reading.skills.iter().any(|mention| (mention.first..mention.end).contains(&at));
        if is_named || !(word.is_function || Connective::of(&word.key).is_neutral()) {
            pieces.push(Piece::Word(word));
        }
        at += 1;
    }
    pieces
}

/// Whether both have the same pieces in the same order. In another order true words tell another
/// thing: who did what to whom, what was counted, what became of what.
fn are_alike(one: &Reading<'_>, other: &Reading<'_>, with_skills: bool) -> bool {
    let (one, other) = (pieces(one, with_skills), pieces(other, with_skills));
    one.len() == other.len()
        && one.iter().zip(&other).all(|pair| match pair {
            (Piece::Word(one), Piece::Word(other)) => is_as_good(one, other),
            (Piece::Skill(one), Piece::Skill(other)) => one == other,
            _ => false,
        })
}

fn is_as_good(one: &Word<'_>, other: &Word<'_>) -> bool {
    if one.is_same_as(other) {
        return true;
    }
    let are_synonyms = one.verb.is_some_and(|verb| other.verb.is_some_and(|known| verb.is_synonym_of(known)));
    let relation = one.related.as_ref().zip(other.related.as_ref());
    are_synonyms
        || relation.is_some_and(|(one, other)| {
            matches!(one.relation_to(other), Some(Relation::Synonym | Relation::SynonymDeed))
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(line: &str, text: &str, expected: bool) {
        assert_eq!(says_the_same(line, text, Lexicon::built_in()), expected, "{line} / {text}");
    }

    #[test]
    fn other_words_for_the_same_are_the_same() {
        let led = "Led a fall prevention project that reduced falls with injury by 38% in one year";
        check(led, led, true);
        check(led, "Led a fall prevention project that cut falls with injury by 38% in one year", true);
        check("Designed the pipeline on Apache Kafka", "Designed the pipeline on Kafka", true);
        check("Increased organic traffic by 110%", "Raised the organic traffic by 110%", true);
    }

    #[test]
    fn what_says_more_less_or_otherwise_is_not() {
        let passed = "Passed 47 of 48 rough-in inspections at the first visit since 2022";
        check(passed, "Passed 470 of 480 rough-in inspections at the first visit since 2022", false);
        check(passed, "Passed 48 of 47 rough-in inspections at the first visit since 2022", false);
        check(passed, "Passed 47 of 48 inspections at the first visit since 2022", false);
        check("Won second prize among 41 theses", "Won first prize among 41 theses", false);
        check("Came seventh of twelve", "Came second of twelve", false);
        check("Taught 11 nurses, all of whom passed", "Taught 11 nurses, most of whom passed", false);
        check("Ran the pass", "Ran the restaurant", false);
        check(
            "Proposed an evening; the owners cancelled it",
            "Proposed an evening; the owners never cancelled it",
            false,
        );
        check(
            "Proposed an evening; the owners cancelled it",
            "Proposed an evening, which the owners held",
            false,
        );
        check(
            "Completed 8,000 hours of supervised work",
            "Completed 8,000 hours of work without supervision",
            false,
        );
        check(
            "Injuries went from 7 in 2020 to 3 in 2024",
            "Injuries went from 3 in 2020 to 7 in 2024",
            false,
        );
        check("Cut spending by 23%", "Cut spending by $23", false);
        check(
            "Coordinate staffing for teams of 7 nurses and 3 assistants",
            "Coordinate staffing for teams of 7 assistants and 3 nurses",
            false,
        );
        check("Moved booking from Django to Go", "Moved booking from Go to Django", false);
        check("Grew the Instagram audience", "Grew the YouTube audience", false);
    }
}
