//! The prose of a letter: stretches that say nothing of what the person did, has or is, and so
//! need no fact.

use super::base::{FactBase, contains_words, normalised};
use super::connective::Connective;
use super::frame::Read;
use super::involvement::is_adverb;
use super::reading::{Opening, Reading, Word};
use super::truths::is_general_truth;
use super::vouching::{Claimed, claimed, is_absolute};
use crate::language::quantities::{Quantity, QuantityKind};
use crate::language::relations::Word as Related;
use crate::language::signals::{Quality, SignalKind};
use crate::language::skills::SkillKind;

/// Words for oneself that begin a statement about oneself.
const ONESELF: [&str; 9] = ["i", "i'm", "i've", "i'd", "i'll", "my", "mine", "we", "our"];

/// Words that make a statement general, wished or asked; a stretch without one is a fragment,
/// and fragments of a letter are said of the person.
const GENERAL: [&str; 26] = [
    "is", "are", "can", "could", "would", "will", "should", "may", "might", "do", "does", "let", "please",
    "thank", "you", "your", "hope", "what", "there", "this", "that", "it", "like", "am", "perhaps", "if",
];

/// What one may say of oneself without a fact: what one feels, wishes and offers.
const ATTITUDES: [&str; 78] = [
    "would",
    "will",
    "could",
    "can",
    "may",
    "might",
    "should",
    "i'd",
    "i'll",
    "hope",
    "like",
    "enjoy",
    "love",
    "believe",
    "think",
    "trust",
    "value",
    "want",
    "look",
    "welcome",
    "appreciate",
    "thank",
    "find",
    "feel",
    "prefer",
    "care",
    "glad",
    "happy",
    "eager",
    "keen",
    "curious",
    "drawn",
    "excited",
    "grateful",
    "interested",
    "writing",
    "applying",
    "pleased",
    "sure",
    "open",
    "know",
    "wish",
    "understand",
    "see",
    "admire",
    "mean",
    "write",
    "apply",
    "offer",
    "invite",
    "ask",
    "say",
    "tell",
    "remain",
    "aim",
    "seek",
    "honoured",
    "honored",
    "delighted",
    "thrilled",
    "proud",
    "confident",
    "mind",
    "hate",
    "dislike",
    "fear",
    "worry",
    "dream",
    "wonder",
    "suspect",
    "doubt",
    "agree",
    "expect",
    "suppose",
    "imagine",
    "recognise",
    "recognize",
    "marvel",
];

/// What one may feel about anything.
const LIKINGS: [&str; 34] = [
    "like",
    "enjoy",
    "love",
    "drawn",
    "interested",
    "excited",
    "admire",
    "value",
    "appreciate",
    "curious",
    "keen",
    "prefer",
    "trust",
    "welcome",
    "hope",
    "wish",
    "want",
    "wonder",
    "glad",
    "gladly",
    "happy",
    "happily",
    "pleased",
    "eager",
    "delighted",
    "grateful",
    "thank",
    "imagine",
    "wondering",
    "would",
    "will",
    "i'd",
    "i'll",
    "shall",
];

/// What offers something of one's own.
const OFFERS: [&str; 14] = [
    "bring",
    "offer",
    "have",
    "hold",
    "contribute",
    "provide",
    "experience",
    "skills",
    "background",
    "can",
    "able",
    "know",
    "say",
    "tell",
];

/// Which words stand in prose, and what their stretch claims of the writer, in step with the words.
pub(super) fn prose(read: &Read<'_, '_>, base: &FactBase<'_>) -> Vec<(bool, Claimed)> {
    let (posting, lexicon) = (base.posting_reading(), base.lexicon());
    // Whom the letter is written to may be named where it rests on no fact.
    let named = read.claim.cites.is_empty().then(|| base.addressed());
    let (reading, text) = (read.reading, read.claim.text.as_str());
    let words = &reading.words;
    let mut found = vec![(false, Claimed::Nothing); words.len()];
    let mut start = 0;
    while start < words.len() {
        let opens = |at: &usize| {
            matches!(words[*at].opening, Opening::Clause | Opening::Comma | Opening::Colon) && *at > start
        };
        let end = (start..words.len()).find(opens).unwrap_or(words.len());
        let stretch = &words[start..end];
        let has_skill = reading.skills.iter().any(|skill| {
            start < skill.end
                && skill.first < end
                && matches!(
                    lexicon.skills.get(skill.skill).kind,
                    SkillKind::Tool | SkillKind::Certificate | SkillKind::Language
                )
        });
        // What is counted in the posting, in a stretch that does not speak of oneself, is the employer's.
        let is_of_oneself = stretch.iter().any(|word| ONESELF.contains(&word.key.as_str()));
        let has = |list: &[&str]| stretch.iter().any(|word| list.contains(&word.key.as_str()));
        // "I would be glad to take part in the half-day exercise"
        let is_liked = (has(&LIKINGS) || (0..stretch.len()).any(|at| is_felt(stretch, at))) && !has(&OFFERS);
        let is_of_posting = |quantity: &Quantity| {
            named.is_some()
                && (!is_of_oneself || is_liked)
                && contains_words(base.folded_posting(), &normalised(quantity.span.of(text)))
        };
        let has_figure = read.quantities.iter().any(|quantity| {
            !is_one(quantity, text)
                && stretch.iter().any(|word| quantity.span.contains(&word.span))
                && !is_of_posting(quantity)
        });
        let is_headline = words.get(end).is_some_and(|next| next.opening == Opening::Colon);
        let names_skill = reading.skills.iter().any(|skill| start < skill.end && skill.first < end);
        let is_lesson = !names_skill && tells_a_lesson(stretch, posting);
        let is_quality = |word: &Word<'_>, is_meant: fn(Quality) -> bool| {
            read.signals.iter().any(|signal| {
                matches!(signal.kind, SignalKind::Quality(quality) if is_meant(quality))
                    && signal.span.overlaps(&word.span)
            })
        };
        let praises = || stretch.iter().any(|word| is_quality(word, |quality| quality != Quality::Character));
        // Who is told of as a volunteer or an author is one by the fact that is cited.
        let is_backed = |at: usize| {
            let is_of_kind = || Connective::of(&stretch[at].key).is_of_some_kind();
            read.is_backed[start + at] || named.is_none() && is_of_kind()
        };
        let is_praise = |at: usize| {
            let is_meant =
                |quality| matches!(quality, Quality::Distinction | Quality::Superlative | Quality::Expertise);
            !is_backed(at) && is_quality(&stretch[at], is_meant)
        };
        let is_of_fact = || (start..end).any(|at| read.is_backed[at] && !words[at].is_function);
        let is_feeling = !praises() && tells_a_feeling(stretch, start, named);
        let mut claim = match is_feeling || is_lesson || is_headline && is_saying(stretch) {
            true => Claimed::Nothing,
            false => claimed(stretch, is_praise, is_backed),
        };
        // "Where I work, trucks are never late"
        if claim == Claimed::Nothing && !is_feeling && named.is_some() && speaks_of_oneself(reading) {
            let takes_in_all = (0..stretch.len()).any(|at| is_absolute(stretch, at));
            claim = if takes_in_all { Claimed::Something } else { claim };
        }
        // Beside what a fact backs, what goes without is doubted and not stopped; "what I could
        // bring" beside facts only leads to them.
        let is_led = named.is_none() && has(&["could"]);
        if claim == Claimed::Something && (is_of_fact() || is_led) {
            claim = Claimed::Nothing;
        }
        let is_truth =
            || claim == Claimed::Nothing && !is_of_fact() && is_general_truth(stretch, start, named);
        found[start..end].fill((false, claim));
        if claim != Claimed::Praise
            && !has_skill
            && !has_figure
            && (is_feeling
                || is_truth()
                || is_lesson
                || says_nothing(stretch, start, named, posting)
                || is_headline && is_saying(stretch))
        {
            // What one likes may be of the posting; what one offers may not.
            let is_free = !is_of_oneself && claim == Claimed::Nothing || is_liked;
            for (at, word) in stretch.iter().enumerate() {
                let is_said = claim == Claimed::Nothing || is_listed(word);
                found[start + at].0 = is_free || is_said && !posting.has(word);
            }
        }
        start = end;
    }
    found
}

/// Whether the word is listed as one that says nothing, or little, and names nothing to be met.
fn is_listed(word: &Word<'_>) -> bool {
    let is_of = |key: &str| {
        let connective = Connective::of(key);
        connective.is_neutral() || connective.is_of_letters() || connective.is_plain(true)
    };
    let related = word.related.as_ref();
    let is_named = related.is_some_and(Related::names_what_can_be_met);
    Connective::of(&word.key).is_of_letters()
        || !is_named && (is_of(&word.key) || related.into_iter().flat_map(Related::bases).any(is_of))
}

/// Whether a text speaks of the one who writes it, as who did or has something.
pub fn speaks_of_oneself(reading: &Reading<'_>) -> bool {
    reading.words.iter().any(|word| ONESELF.contains(&word.key.as_str()))
}

/// "one" in words counts nothing by itself.
fn is_one(quantity: &Quantity, text: &str) -> bool {
    let in_digits = quantity.span.of(text).contains(|c: char| c.is_ascii_digit());
    quantity.kind == QuantityKind::Count && quantity.low == 1.0 && !quantity.is_range() && !in_digits
}

/// Verbs that put one into a state, named behind "me" in a word or two: "keeps me honest".
const KEEPING: [&str; 6] = ["keep", "make", "leave", "get", "set", "have"];

/// Whether the stretch tells what something does to one's mind: "Audits do not frighten me".
fn tells_a_feeling(stretch: &[Word<'_>], start: usize, named: Option<&Reading<'_>>) -> bool {
    let Some(me) = stretch.iter().position(|word| matches!(word.key.as_str(), "me" | "us")) else {
        return false;
    };
    let Some(verb) = stretch[..me].iter().rposition(|word| word.verb.is_some() || is_feeling(word)) else {
        return false;
    };
    let tells_of_oneself =
        stretch[..me].iter().any(|word| matches!(word.key.as_str(), "i" | "we" | "i've" | "i'm"));
    let is_felt = me - verb <= 2 && is_feeling(&stretch[verb]);
    let is_kept =
        me - verb == 1 && is_of(&stretch[verb], &KEEPING) && (1..=2).contains(&(stretch.len() - me - 1));
    !tells_of_oneself && !has_name(stretch, start, named) && (is_felt || is_kept)
}

/// Whether the word is a form of a verb of what a thing does to one's mind.
fn is_feeling(word: &Word<'_>) -> bool {
    let lemma = word.verb.map(|verb| verb.lemma.as_str());
    let bases = word.related.iter().flat_map(Related::bases);
    std::iter::once(word.key.as_str()).chain(lemma).chain(bases).any(|form| Connective::of(form).is_feeling())
}

/// Whether the word is a form of one of the listed verbs.
fn is_of(word: &Word<'_>, lemmas: &[&str]) -> bool {
    let is_listed = |lemma: &str| lemmas.contains(&lemma);
    is_listed(&word.key)
        || word.verb.is_some_and(|verb| is_listed(&verb.lemma))
        || word.related.iter().flat_map(Related::bases).any(is_listed)
}

/// Whether a name stands in the stretch, other than at its head.
pub(super) fn has_name(stretch: &[Word<'_>], start: usize, named: Option<&Reading<'_>>) -> bool {
    stretch.iter().enumerate().any(|(at, word)| {
        let is_name = word.is_name && start + at > 0 && !word.key.starts_with("i'") && word.key != "i";
        is_name && word.opening == Opening::No && !named.is_some_and(|named| named.has(word))
    })
}

/// What one says to have been taught or felt; the words of the posting aside.
const LESSONS: [&str; 16] = [
    "learned",
    "learnt",
    "taught",
    "enjoyed",
    "loved",
    "liked",
    "proud",
    "pleased",
    "glad",
    "grateful",
    "surprised",
    "remember",
    "lesson",
    "lessons",
    "fond",
    "regret",
];

/// Whether the stretch only tells what one learned or felt: "which taught me patience".
fn tells_a_lesson(stretch: &[Word<'_>], posting: &Reading<'_>) -> bool {
    let has = |list: &[&str]| stretch.iter().any(|word| list.contains(&word.key.as_str()));
    let is_of_posting = |word: &Word<'_>| {
        let is_free = word.is_function || Connective::of(&word.key).is_of_letters();
        !is_free && posting.has(word)
    };
    let is_plain = |word: &Word<'_>| !word.is_name || word.key == "i" || word.key.starts_with("i'");
    has(&LESSONS)
        && has(&["i", "me", "my", "i've", "us", "we"])
        && stretch.len() <= 10
        && stretch.iter().all(|word| !is_of_posting(word) && (is_plain(word) || word.opening != Opening::No))
        && stretch.iter().all(is_of_the_mind)
}

/// Whether the word may be learnt without being a trade or a thing: "patience", "to ask early",
/// and not "carpentry".
fn is_of_the_mind(word: &Word<'_>) -> bool {
    let related = word.related.as_ref();
    word.is_function
        || LESSONS.contains(&word.key.as_str())
        || is_listed(word)
        || Connective::of(&word.key).is_of_letters()
        || related.is_some_and(|own| own.names_a_quality() || !own.is_noun() && !own.is_verb())
}

/// Whether the words before a colon are a saying: "Not every idea lasts:", "Failures teach me as
/// much:". They deny something of all or speak of what is learnt, and tell of no deed.
fn is_saying(stretch: &[Word<'_>]) -> bool {
    let keys = || stretch.iter().map(|word| word.key.as_str());
    let is_general = keys()
        .any(|key| matches!(key, "not" | "no" | "nothing" | "never" | "sometimes" | "some"))
        && keys().any(|key| matches!(key, "every" | "everything" | "all" | "always" | "everyone" | "any"))
        || keys().any(|key| matches!(key, "me" | "us" | "one" | "you"));
    let has_past = stretch
        .iter()
        .any(|word| word.verb.is_some_and(|verb| verb.past == word.key && verb.past != verb.lemma));
    is_general && !has_past && !keys().any(|key| matches!(key, "i" | "my" | "i've" | "i'm"))
}

/// What one has done on the way to writing a letter.
const PERCEIVED: [&str; 16] = [
    "read", "heard", "seen", "followed", "noticed", "wanted", "hoped", "wondered", "thought", "admired",
    "enjoyed", "liked", "enclosed", "attached", "added", "kept",
];

/// Whether the word is what somebody was made to feel: "I was relieved to read".
fn is_felt(stretch: &[Word<'_>], at: usize) -> bool {
    let before = stretch[..at].iter().rev().find(|before| !is_adverb(before));
    let is_state = before.is_some_and(|before| {
        matches!(before.key.as_str(), "am" | "i'm" | "was" | "were" | "been" | "be" | "feel" | "felt")
    });
    is_state && stretch[at].key.ends_with("ed") && is_feeling(&stretch[at])
}

fn says_nothing(
    stretch: &[Word<'_>],
    start: usize,
    named: Option<&Reading<'_>>,
    posting: &Reading<'_>,
) -> bool {
    let keys = || stretch.iter().map(|word| word.key.as_str());
    let has_name = has_name(stretch, start, named);
    let tells_of_oneself = keys().any(|key| ONESELF.contains(&key));
    let has_attitude =
        keys().any(|key| ATTITUDES.contains(&key)) || (0..stretch.len()).any(|at| is_felt(stretch, at));
    // A finite past tells what happened; what the posting tells, happened to the employer.
    let has_past = stretch.iter().enumerate().any(|(at, word)| {
        let is_theirs = named.is_some() && !tells_of_oneself && posting.has(word);
        if is_theirs || is_felt(stretch, at) {
            return false;
        }
        let is_past = word.verb.is_some_and(|verb| verb.past == word.key && verb.past != verb.lemma);
        is_past && !Connective::of(&word.key).is_of_letters() && !Connective::of(&word.key).is_neutral()
    });
    let has_perfect = stretch.iter().enumerate().any(|(at, word)| {
        // "I have read of you with interest" tells of the letter's own beginnings.
        let next = stretch[at + 1..].iter().find(|next| !next.is_function);
        matches!(word.key.as_str(), "have" | "has" | "had" | "been" | "i've")
            && !next.is_some_and(|next| PERCEIVED.contains(&next.key.as_str()))
    });
    let is_general = keys().any(|key| GENERAL.contains(&key)) || tells_of_oneself && has_attitude;
    !has_name && !has_past && is_general && if tells_of_oneself { has_attitude && !has_perfect } else { true }
}
