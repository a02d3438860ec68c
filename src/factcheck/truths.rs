//! Sentences in the present about the world at large, which say nothing of anybody: "Every animal
//! deserves a steady pair of hands". Part of [`super::prose`].

use super::connective::Connective;
use super::involvement::{PREPOSITIONS, is_adverb};
use super::prose::has_name;
use super::reading::{Reading, Word};
use crate::language::relations::Word as Related;

/// Words that speak of oneself anywhere in a stretch.
const SELF: [&str; 17] = [
    "i", "i'm", "i've", "i'd", "i'll", "my", "mine", "me", "myself", "we", "our", "ours", "us", "we've",
    "we're", "he", "she",
];

/// Verbs that stand behind a subject alone, in the present.
const PRESENT: [&str; 24] = [
    "is", "are", "isn't", "aren't", "can", "cannot", "can't", "do", "does", "don't", "doesn't", "will",
    "won't", "would", "should", "may", "might", "must", "has", "have", "needs", "need", "goes", "go",
];

/// Subjects that are plural, or take a verb as the plural does, without an "s".
const PLURALS: [&str; 16] = [
    "people", "children", "men", "women", "they", "you", "who", "that", "which", "what", "these", "those",
    "some", "many", "few", "most",
];

/// Whether the stretch is a sentence in the present about the world at large, and so about
/// nobody: "Every animal deserves a steady pair of hands". What has no verb behind a subject is
/// a fragment, and fragments of a letter are said of the person.
pub(super) fn is_general_truth(stretch: &[Word<'_>], start: usize, named: Option<&Reading<'_>>) -> bool {
    if has_name(stretch, start, named) || stretch.iter().any(|word| SELF.contains(&word.key.as_str())) {
        return false;
    }
    let is_finite = |at: usize| {
        let word = &stretch[at];
        // "they never forgive": what stands before an adverb is the subject.
        let Some(before) = stretch[..at].iter().rev().find(|before| !is_adverb(before)) else { return false };
        if PRESENT.contains(&word.key.as_str()) {
            return true;
        }
        let is_led = stretch[..at].iter().any(|led| PREPOSITIONS.contains(&led.key.as_str()));
        let is_noun = !before.is_number && !before.is_possessive && !word.is_hyphenated && !is_led;
        let is_plural = PLURALS.contains(&before.key.as_str())
            || !before.is_function && before.key.ends_with('s') && !before.key.ends_with("ss");
        let is_single = !before.is_function
            || matches!(
                before.key.as_str(),
                "it" | "nobody"
                    | "everybody"
                    | "everyone"
                    | "somebody"
                    | "someone"
                    | "nothing"
                    | "everything"
                    | "that"
                    | "which"
                    | "who"
                    | "what"
                    | "this"
                    | "one"
            );
        let of_third = is_third(word) && is_single;
        let is_verb = word.related.as_ref().is_some_and(Related::is_verb);
        let of_plain = is_plural && (is_verb || word.verb.is_some_and(|verb| verb.lemma == word.key));
        is_noun && (of_third || of_plain)
    };
    let Some(verb) = (1..stretch.len()).find(|at| is_finite(*at)) else { return false };
    // A past told of somebody tells what happened; "the one who wired it" tells which one.
    !stretch.iter().enumerate().any(|(at, word)| {
        let is_past = word.verb.is_some_and(|verb| verb.past == word.key && verb.past != verb.lemma);
        let before = at.checked_sub(1).map(|before| stretch[before].key.as_str());
        let is_passive = before.is_some_and(|before| {
            matches!(
                before,
                "who"
                    | "that"
                    | "which"
                    | "what"
                    | "how"
                    | "where"
                    | "when"
                    | "is"
                    | "are"
                    | "was"
                    | "were"
                    | "be"
                    | "been"
                    | "being"
                    | "a"
                    | "an"
                    | "the"
                    | "they"
                    | "well"
                    | "not"
                    | "never"
            )
        });
        is_past && !is_passive && (at > 0 || verb <= 1) && !Connective::of(&word.key).is_of_letters()
    })
}

/// Whether the word may be the third person of a verb.
fn is_third(word: &Word<'_>) -> bool {
    word.verb.is_some_and(|verb| verb.third == word.key)
        || word.key.len() > 3
            && word.key.ends_with('s')
            && word.related.as_ref().is_some_and(|related| related.is_verb())
}
