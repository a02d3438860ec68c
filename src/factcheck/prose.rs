//! The prose of a letter: stretches that say nothing of what the person did, has or is, and so
//! need no fact.

use super::connective::Connective;
use super::reading::{Opening, Reading, Word};
use crate::language::lexicon::Lexicon;
use crate::language::quantities::Quantity;
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
const ATTITUDES: [&str; 62] = [
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
];

/// What one may feel about anything.
const LIKINGS: [&str; 14] = [
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
];

/// What offers something of one's own.
const OFFERS: [&str; 9] =
    ["bring", "offer", "have", "hold", "contribute", "provide", "experience", "skills", "background"];

/// Which words stand in prose, in step with the words.
pub fn prose(
    reading: &Reading<'_>,
    quantities: &[Quantity],
    posting: &Reading<'_>,
    lexicon: &Lexicon,
) -> Vec<bool> {
    let words = &reading.words;
    let mut is_prose = vec![false; words.len()];
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
        let has_figure =
            quantities.iter().any(|quantity| stretch.iter().any(|word| quantity.span.contains(&word.span)));
        let is_headline = words.get(end).is_some_and(|next| next.opening == Opening::Colon);
        let names_skill = reading.skills.iter().any(|skill| start < skill.end && skill.first < end);
        let is_lesson = !names_skill && tells_a_lesson(stretch, posting);
        if !has_skill
            && !has_figure
            && (is_lesson || says_nothing(stretch, start) || is_headline && is_saying(stretch))
        {
            let has = |list: &[&str]| stretch.iter().any(|word| list.contains(&word.key.as_str()));
            // What one likes may be of the posting; what one offers may not.
            let is_free = !has(&ONESELF) || has(&LIKINGS) && !has(&OFFERS);
            for (at, word) in stretch.iter().enumerate() {
                is_prose[start + at] = is_free || !posting.has(word);
            }
        }
        start = end;
    }
    is_prose
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

fn says_nothing(stretch: &[Word<'_>], start: usize) -> bool {
    let keys = || stretch.iter().map(|word| word.key.as_str());
    let is_name = |at: usize, word: &Word<'_>| {
        word.is_name && start + at > 0 && !word.key.starts_with("i'") && word.key != "i"
    };
    let has_name =
        stretch.iter().enumerate().any(|(at, word)| is_name(at, word) && word.opening == Opening::No);
    let tells_of_oneself = keys().any(|key| ONESELF.contains(&key));
    let has_attitude = keys().any(|key| ATTITUDES.contains(&key));
    // A finite past tells what happened.
    let has_past = stretch.iter().any(|word| {
        let is_past = word.verb.is_some_and(|verb| verb.past == word.key && verb.past != verb.lemma);
        is_past && !Connective::of(&word.key).is_of_letters() && !Connective::of(&word.key).is_neutral()
    });
    let has_perfect = keys().any(|key| matches!(key, "have" | "has" | "had" | "been" | "i've"));
    let is_general = keys().any(|key| GENERAL.contains(&key)) || tells_of_oneself && has_attitude;
    !has_name && !has_past && is_general && if tells_of_oneself { has_attitude && !has_perfect } else { true }
}
