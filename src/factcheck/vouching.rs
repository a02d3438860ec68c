//! What a stretch of a letter claims of its writer without a deed told: praise of oneself, the
//! voice of others, what one is, and the person one would be hiring. Part of [`super::prose`].

use super::connective::Connective;
use super::involvement::is_adverb;
use super::reading::Word;
use crate::language::relations::Word as Related;

/// What a stretch claims of its writer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Claimed {
    /// Nothing that its words would not say themselves.
    Nothing,
    /// Something asserted or able to be done: only words that say nothing go without a fact.
    Something,
    /// Praise, in whatever words: those that are free in letters are not here.
    Praise,
}

/// Words for oneself as the one who is or does.
const SUBJECTS: [&str; 6] = ["i", "i'm", "i've", "i'd", "i'll", "my"];

/// Words for oneself as the one who is spoken of.
const OBJECTS: [&str; 3] = ["me", "myself", "mine"];

/// Words for whom the letter is written to.
const ADDRESSEE: [&str; 4] = ["you", "your", "yours", "you're"];

/// What joins a subject to what it is or is called.
const BEING: [&str; 14] = [
    "am", "i'm", "be", "been", "being", "was", "is", "are", "call", "consider", "count", "rank", "rate",
    "deem",
];

/// What may stand between a subject and its verb.
const BETWEEN: [&str; 12] =
    ["may", "might", "would", "will", "can", "could", "should", "must", "well", "also", "have", "happy"];

/// Pairs of words behind which the person comes whom one would meet or hire.
const PRESENTING: [(&str, &str); 14] = [
    ("here", "is"),
    ("this", "is"),
    ("you", "get"),
    ("will", "meet"),
    ("will", "find"),
    ("will", "get"),
    ("will", "gain"),
    ("will", "hire"),
    ("your", "next"),
    ("is", "nobody"),
    ("is", "none"),
    ("are", "hiring"),
    ("to", "hire"),
    ("looking", "at"),
];

/// What begins to tell more of a person just named.
const RELATIVES: [&str; 7] = ["who", "whose", "whom", "with", "that", "better", "like"];

/// People as pronouns.
const PEOPLE: [&str; 17] = [
    "they",
    "everybody",
    "everyone",
    "nobody",
    "somebody",
    "someone",
    "families",
    "family",
    "teams",
    "crew",
    "crews",
    "colleagues",
    "anybody",
    "anyone",
    "people",
    "others",
    "whoever",
];

/// How others tell what they think.
const SAYING: [&str; 10] =
    ["say", "says", "said", "tell", "told", "think", "thought", "know", "agree", "agreed"];

/// What one asserts or is able to do.
const ASSERTING: [&str; 20] = [
    "know",
    "believe",
    "think",
    "sure",
    "confident",
    "certain",
    "convinced",
    "proud",
    "say",
    "tell",
    "can",
    "could",
    "able",
    "capable",
    "admit",
    "promise",
    "guarantee",
    "assure",
    "manage",
    "handle",
];

/// Words that take in every time, or every one.
const ABSOLUTES: [&str; 13] = [
    "never",
    "always",
    "ever",
    "nobody",
    "nothing",
    "everybody",
    "everyone",
    "everything",
    "anybody",
    "anyone",
    "anywhere",
    "everywhere",
    "forever",
];

/// Whether the word at `at` takes in every time or every one; "not everything" does not.
pub(super) fn is_absolute(words: &[Word<'_>], at: usize) -> bool {
    let before = at.checked_sub(1).map(|before| words[before].key.as_str());
    ABSOLUTES.contains(&words[at].key.as_str()) && before != Some("not")
}

/// What the stretch claims of the writer; `is_praise` tells the places of words that say how
/// good or special something is, `is_backed` of those that a fact has.
pub(super) fn claimed(
    stretch: &[Word<'_>],
    is_praise: impl Fn(usize) -> bool,
    is_backed: impl Fn(usize) -> bool,
) -> Claimed {
    if praises_oneself(stretch, is_praise)
        || tells_what_one_is(stretch, is_backed)
        || presents(stretch)
        || testifies(stretch)
    {
        return Claimed::Praise;
    }
    let has = |list: &[&str]| stretch.iter().any(|word| list.contains(&word.key.as_str()));
    let takes_in_all = (0..stretch.len()).any(|at| is_absolute(stretch, at));
    match asserts(stretch) || tells_familiarity(stretch) || has(&SUBJECTS) && takes_in_all {
        true => Claimed::Something,
        false => Claimed::Nothing,
    }
}

/// Phrases by which a thing is said to be known well; what is known so is said of oneself, whoever
/// it belongs to.
const FAMILIAR: [&[&str]; 10] = [
    &["familiar"],
    &["fluent"],
    &["second", "nature"],
    &["nothing", "new"],
    &["no", "secrets"],
    &["no", "stranger"],
    &["at", "home"],
    &["used", "to"],
    &["home", "ground"],
    &["daily", "bread"],
];

/// Whether the words say that something is known well: "Your kitchen is familiar ground".
pub(super) fn tells_familiarity(words: &[Word<'_>]) -> bool {
    FAMILIAR.iter().any(|phrase| {
        words.windows(phrase.len()).any(|window| window.iter().map(|word| &word.key).eq(phrase.iter()))
    })
}

/// "I know that …", "I can …": what is asserted or able to be done by oneself.
fn asserts(stretch: &[Word<'_>]) -> bool {
    (0..stretch.len()).any(|at| {
        let key = stretch[at].key.as_str();
        // "I know the cab" knows a thing, "I know how" and "I know that" more.
        let goes_on = || {
            stretch
                .get(at + 1)
                .is_some_and(|next| matches!(next.key.as_str(), "how" | "that" | "what" | "why" | "my" | "i"))
        };
        ASSERTING.contains(&key)
            && (key != "know" || goes_on())
            && subject_of(stretch, at).is_some_and(|subject| stretch[subject].key != "my")
    })
}

/// Where the word for oneself stands of which the word at `at` is said, with only small words
/// between.
fn subject_of(stretch: &[Word<'_>], at: usize) -> Option<usize> {
    let before = &stretch[..at];
    let subject = before.iter().rposition(|word| SUBJECTS.contains(&word.key.as_str()))?;
    let is_small = |word: &Word<'_>| {
        let key = word.key.as_str();
        is_adverb(word) || BETWEEN.contains(&key) || BEING.contains(&key) || key == "to"
    };
    before[subject + 1..].iter().all(is_small).then_some(subject)
}

/// Where it is said what the writer, or something of theirs, is: behind "I am", "I may well be",
/// "my soups are", "I would call my soups".
fn beings(stretch: &[Word<'_>]) -> impl Iterator<Item = usize> {
    let is_being = |at: &usize| {
        let own = stretch[*at].key.as_str();
        let is_of_thing =
            || stretch[..*at].iter().rev().take(3).any(|word| matches!(word.key.as_str(), "my" | "mine"));
        // "I would call my soups"
        own == "i'm" || BEING.contains(&own) && (subject_of(stretch, *at).is_some() || is_of_thing())
    };
    (0..stretch.len()).filter(is_being)
}

/// How far behind it stands what is said.
const SAID_REACH: usize = 7;

fn praises_oneself(stretch: &[Word<'_>], is_praise: impl Fn(usize) -> bool) -> bool {
    beings(stretch).any(|being| {
        let said = (being + 1..stretch.len()).take(SAID_REACH);
        let mut own = said.take_while(|at| !ADDRESSEE.contains(&stretch[*at].key.as_str()));
        // "honoured to be asked" is a feeling.
        let is_felt = |at: usize| stretch.get(at + 1).is_some_and(|next| next.key == "to");
        own.any(|at| is_praise(at) && !is_felt(at))
    })
}

/// "I am a doctor": a person by a name for what they are.
fn tells_what_one_is(stretch: &[Word<'_>], is_backed: impl Fn(usize) -> bool) -> bool {
    let is_person = |at: usize| {
        let is_of_letters = Connective::of(&stretch[at].key).is_of_letters();
        names_a_person(&stretch[at]) && !is_backed(at) && !is_of_letters
    };
    let is_named = |article: usize| {
        let mut named =
            (article + 1..stretch.len().min(article + 4)).take_while(|at| !stretch[*at].is_function);
        matches!(stretch[article].key.as_str(), "a" | "an" | "the") && named.any(is_person)
    };
    let is_passed =
        |at: &usize| is_adverb(&stretch[*at]) || matches!(stretch[*at].key.as_str(), "not" | "already");
    let article = |being: usize| (being + 1..stretch.len()).find(|at| !is_passed(at));
    // "As a professor I would …"
    let has_subject = stretch.iter().any(|word| SUBJECTS.contains(&word.key.as_str()) && word.key != "my");
    let roles = (1..stretch.len()).filter(|at| has_subject && stretch[at - 1].key == "as");
    beings(stretch).filter_map(article).chain(roles).any(is_named)
}

/// "You will meet a manager whose guests come back": somebody who is the writer.
fn presents(stretch: &[Word<'_>]) -> bool {
    (1..stretch.len()).any(|at| {
        let pair = (stretch[at - 1].key.as_str(), stretch[at].key.as_str());
        let rest = &stretch[at..];
        let person = rest.iter().position(|word| names_a_person(word) || PEOPLE.contains(&word.key.as_str()));
        PRESENTING.contains(&pair)
            && person.is_some_and(|person| {
                rest[person + 1..].iter().any(|word| RELATIVES.contains(&word.key.as_str()))
            })
    })
}

/// "Families trust me": what others are said to think of the writer.
fn testifies(stretch: &[Word<'_>]) -> bool {
    let is_theirs = |word: &Word<'_>| ADDRESSEE.contains(&word.key.as_str());
    let is_subject = |word: &Word<'_>| SUBJECTS.contains(&word.key.as_str()) && word.key != "my";
    let person = stretch.iter().position(|word| names_a_person(word) || PEOPLE.contains(&word.key.as_str()));
    person.is_some_and(|person| {
        !stretch[..person].iter().any(|word| is_subject(word) || word.key == "me")
            && !stretch.iter().any(is_theirs)
            && (person + 1..stretch.len()).any(|at| {
                // "callers are happy when I answer"
                let before = stretch[at - 1].key.as_str();
                let is_said = || {
                    let mut told = stretch[person + 1..at].iter();
                    told.any(|word| SAYING.contains(&word.key.as_str()))
                };
                let is_behind = matches!(before, "when" | "if" | "once" | "after" | "because")
                    || before == "that" && is_said();
                OBJECTS.contains(&stretch[at].key.as_str()) || stretch[at].key == "i" && is_behind
            })
    })
}

fn names_a_person(word: &Word<'_>) -> bool {
    word.related.as_ref().is_some_and(Related::names_a_person)
}
