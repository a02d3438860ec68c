//! Verbs joined to the first one of a line, brought into its tense: "Repaired replace, and clean
//! equipment" → "repaired, replaced, and cleaned equipment". What may as well be a noun is left.

use super::first_person::Polish;
use crate::language::lexicon::Lexicon;
use crate::language::relations::{is_only_verb, may_be_adjective, may_be_noun};
use crate::language::tokens::fold;

/// Words that begin a noun phrase, so that a verb before them is surely a verb.
const DETERMINERS: &[&str] =
    &["the", "a", "an", "its", "their", "all", "any", "each", "new", "this", "these"];

/// Words that follow a noun and seldom a verb that needs an object.
const AFTER_NOUNS: &[&str] =
    &["of", "for", "in", "at", "on", "by", "from", "within", "across", "that", "which"];

/// Words that ask for a bare form, or whose verb is told of others and may be in the present.
const ASKING: &[&str] = &[
    "can", "could", "will", "would", "may", "might", "must", "should", "let", "lets", "help", "helps",
    "helped", "helping", "make", "made", "that", "which", "who", "how", "they", "what", "when", "where",
];

/// Words behind which a list of things stands, not of deeds.
const LISTING: &[&str] = &["using", "including", "as", "like"];

/// Brings verbs joined to the one at `verb_at` into the past, where it is certain that they are
/// verbs, and says how sound the line is then. `is_guessed` tells that the lexicon does not know
/// the first one.
pub fn align_verbs(words: &mut [String], verb_at: usize, is_guessed: bool, lexicon: &Lexicon) -> Polish {
    let mut polish = Polish::Clean;
    let mut is_series = false;
    let mut at = verb_at + 1;
    // The series right behind the first verb: each member is a verb or a joining word.
    while at < words.len() {
        let bare = bare(&words[at]);
        let Some(past) = past_of(&bare, lexicon) else {
            if is_joint(&words[at]) && !words[at].ends_with(',') {
                at += 1;
                continue;
            }
            break;
        };
        let follows_joint = is_joint(&words[at - 1]) || words[at - 1].ends_with(',');
        if follows_joint {
            // "Managed staff and budget": a verb would have an object.
            if !is_series && at > verb_at + 1 && has_no_object(words, at) && may_be_noun(&bare) {
                break;
            }
            replace(&mut words[at], &bare, &past);
        } else if at == verb_at + 1 && may_begin_series(words, at) && !has_infinitive(&words[..at], lexicon) {
            // The comma after the first verb was lost, or the second word belongs to its object
            // ("Provided clear, detailed plans"): a series of bare verbs shows the former.
            match series(&words[at..], lexicon) {
                Series::Verbs => {
                    is_series = true;
                    words[verb_at].push(',');
                    replace(&mut words[at], &bare, &past);
                }
                Series::Words => break,
                Series::Unclear => {
                    polish = Polish::Rough;
                    break;
                }
            }
        } else {
            break;
        }
        polish = polish.min(Polish::Fair);
        at += 1;
    }
    // After a verb that had to be guessed, a bare one behind a comma shows that the line was
    // put together carelessly: "Breaked systems apart, assign values".
    if is_guessed && !has_infinitive(words, lexicon) {
        let is_bare = |pair: &[String]| pair[0].ends_with(',') && past_of(&bare(&pair[1]), lexicon).is_some();
        if words[verb_at + 1..].windows(2).any(is_bare) {
            polish = Polish::Rough;
        }
    }
    // Further on a bare verb is only certain before a determiner, or if it is nothing else.
    for index in at.max(verb_at + 2)..words.len() {
        let bare = bare(&words[index]);
        let Some(past) = past_of(&bare, lexicon).filter(|_| is_joint(&words[index - 1])) else { continue };
        if has_infinitive(&words[..index], lexicon) {
            continue;
        }
        let next = words.get(index + 1).map(|next| fold(next.trim_end_matches(',')));
        let is_certain = next.is_some_and(|next| DETERMINERS.contains(&next.as_str()));
        if is_certain || is_only_verb(&bare) {
            replace(&mut words[index], &bare, &past);
            polish = polish.min(Polish::Fair);
        } else if !reads_as_noun(words, index, lexicon) {
            polish = Polish::Rough;
        }
    }
    polish
}

/// What stands behind the first verb of a line.
enum Series {
    /// "… replace, and clean equipment".
    Verbs,
    /// "… clear, detailed descriptions".
    Words,
    /// Neither for certain.
    Unclear,
}

/// Whether the bare verb at `at` goes on to others: a comma stands behind it, or it is surely
/// no noun and a joining word does.
fn may_begin_series(words: &[String], at: usize) -> bool {
    let is_joined = words.get(at + 1).is_some_and(|next| is_joint(next));
    words.len() > at + 2 && (words[at].ends_with(',') || is_joined && !may_be_noun(&bare(&words[at])))
}

/// Reads what begins with a bare verb that may go on to others.
fn series(words: &[String], lexicon: &Lexicon) -> Series {
    let is_bare = |word: &String| past_of(&bare(word), lexicon).is_some();
    let mut at = usize::from(!words[0].ends_with(','));
    while at < words.len() && words[at].ends_with(',') && is_bare(&words[at]) {
        at += 1;
    }
    match words.get(at) {
        Some(word) if is_joint(word) => {
            if words.get(at + 1).is_some_and(is_bare) {
                Series::Verbs
            } else {
                Series::Unclear
            }
        }
        _ if at == 1 && words.get(1).is_some_and(|word| !is_bare(word)) => Series::Words,
        _ => Series::Unclear,
    }
}

/// Whether the word at `index`, behind an "and" or "or", is a thing: one that may be a noun and
/// has no object, or the last item of a list of things.
fn reads_as_noun(words: &[String], index: usize, lexicon: &Lexicon) -> bool {
    if !may_be_noun(&bare(&words[index])) {
        return false;
    }
    // "technical and research reports": both tell what sort of reports.
    let is_modifier = index.checked_sub(2).is_some_and(|before| {
        let word = bare(&words[before]);
        may_be_adjective(&word) && !word.ends_with('s')
    });
    if is_modifier || words[index].ends_with(',') || has_no_object(words, index) {
        return true;
    }
    let before = &words[..index - 1];
    let is_listed = before.last().is_some_and(|word| word.ends_with(','));
    let item_at = before
        .iter()
        .take(before.len().saturating_sub(1))
        .rposition(|word| word.ends_with(','))
        .map_or(0, |comma| comma + 1);
    let item = &words[item_at..index - 1];
    let is_of_things = item.first().is_some_and(|word| past_of(&bare(word), lexicon).is_none());
    let is_behind = |word: &String| LISTING.contains(&fold(word.as_str()).as_str());
    // "using templates, gauges, and hand tools" and "using hand or machine tools".
    is_listed && item_at > 0 && is_of_things && !item.first().is_some_and(is_behind)
        || !is_listed && item.iter().any(is_behind)
}

/// Whether a word is followed by what follows nouns: nothing, or "of" and the like.
fn has_no_object(words: &[String], index: usize) -> bool {
    words.get(index + 1).is_none_or(|next| AFTER_NOUNS.contains(&fold(next.as_str()).as_str()))
}

/// Whether a verb before asks for bare forms: "helped to plan and test", "can read and write".
fn has_infinitive(words: &[String], lexicon: &Lexicon) -> bool {
    let is_infinitive = |pair: &[String]| {
        fold(pair[0].as_str()) == "to"
            && lexicon.verb(&bare(&pair[1])).is_some_and(|verb| verb.lemma == bare(&pair[1]))
    };
    words.windows(2).any(is_infinitive)
        || words.last().is_some_and(|word| fold(word.as_str()) == "to")
        || words.iter().any(|word| ASKING.contains(&fold(word.as_str()).as_str()))
}

/// The past of a bare verb form that differs from it.
fn past_of(folded: &str, lexicon: &Lexicon) -> Option<String> {
    let verb = lexicon.verb(folded)?;
    (verb.lemma == folded && verb.past != folded).then(|| verb.past.clone())
}

fn bare(word: &str) -> String {
    fold(word.trim_end_matches(','))
}

fn is_joint(word: &str) -> bool {
    matches!(bare(word).as_str(), "and" | "or")
}

fn replace(word: &mut String, bare: &str, past: &str) {
    let tail = word[bare.len().min(word.len())..].to_owned();
    *word = format!("{past}{tail}");
}
