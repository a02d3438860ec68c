//! Praise in small words alone ("like no other"), and more of a thing than the facts have in words
//! that leave open how many ("several counties" for a county).

use super::Raise;
use crate::factcheck::case::Case;
use crate::factcheck::model::Slot;
use crate::factcheck::reading::Word;
use crate::factcheck::vouching::is_absolute;
use crate::factcheck::weight::MANY;
use crate::language::span::Span;

/// Phrases that set somebody above others, or give them what others did.
const PRAISE: [&[&str]; 38] = [
    &["like", "no", "other"],
    &["second", "to", "none"],
    &["second", "to", "nobody"],
    &["second", "to", "no", "one"],
    &["one", "of", "a", "kind"],
    &["of", "the", "first", "rank"],
    &["of", "the", "first", "order"],
    &["of", "the", "highest", "order"],
    &["in", "a", "class", "of"],
    &["in", "a", "league", "of"],
    &["without", "equal"],
    &["without", "a", "rival"],
    &["without", "fail"],
    &["in", "demand"],
    &["at", "the", "top", "of"],
    &["none", "better"],
    &["nobody", "better"],
    &["no", "one", "better"],
    &["head", "and", "shoulders"],
    &["better", "than", "most"],
    &["better", "than", "any"],
    &["better", "than", "anyone"],
    &["better", "than", "anybody"],
    &["better", "than", "everyone"],
    &["more", "than", "most"],
    &["as", "few", "others"],
    &["as", "nobody", "else"],
    &["like", "nobody", "else"],
    &["ahead", "of", "the", "rest"],
    &["ahead", "of", "the", "field"],
    &["a", "cut", "above"],
    &["was", "mine"],
    &["were", "mine"],
    &["is", "mine"],
    &["mine", "is"],
    &["my", "own", "work"],
    &["my", "own", "doing"],
    &["all", "my", "doing"],
];

/// The praise and the plurals that no fact has.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let mut raises = Vec::new();
    let words = &case.reading.words;
    for at in 0..words.len() {
        if let Some(phrase) = PRAISE.iter().find(|phrase| stands_at(words, at, phrase))
            && case.is_of_oneself(at)
            && !is_stated(case, phrase)
        {
            let span = Span::new(words[at].span.start, words[at + phrase.len() - 1].span.end);
            let message = format!("No fact says \"{}\".", span.of(&case.claim.text));
            raises.push(Raise { code: "praise", span, message });
        }
        if is_absolute_alone(case, at) {
            let message = format!("No fact says \"{}\" of this.", words[at].key);
            raises.push(Raise { code: "extent_widened", span: words[at].span, message });
        }
        if words[at].key == "used"
            && words.get(at + 1).is_some_and(|next| next.key == "by")
            && case.hits[at].is_empty()
            && !case.cited.is_empty()
        {
            let message = "No fact says that others use it.".to_owned();
            raises.push(Raise { code: "extent_widened", span: words[at].span, message });
        }
        if makes_many(case, at) {
            let message = format!("The facts have no such number as \"{}\".", words[at].key);
            raises.push(Raise { code: "extent_widened", span: words[at].span, message });
        }
    }
    raises
}

/// Whether a letter that tells facts takes in every time or every one in a segment that rests on
/// none of them: "and nobody gets hurt". What one will or would is no fact.
fn is_absolute_alone(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let segment = || words.iter().enumerate().filter(|(_, word)| word.segment == words[at].segment);
    let is_counted = words.get(at + 1).is_some_and(|next| next.key == "one")
        && matches!(words[at].key.as_str(), "every" | "each" | "not");
    let is_wished = |word: &Word<'_>| WISHED.contains(&word.key.as_str());
    case.claim.slot == Slot::Letter
        && !case.cited.is_empty()
        && (is_counted || is_absolute(words, at))
        && segment().all(|(place, word)| word.is_function || case.hits[place].is_empty())
        && !segment().any(|(_, word)| is_wished(word))
}

/// Words of what is wished, or said of whom the letter is written to.
const WISHED: [&str; 9] = ["will", "would", "i'll", "i'd", "shall", "like", "you", "your", "me"];

fn stands_at(words: &[Word<'_>], at: usize, phrase: &[&str]) -> bool {
    words[at..].iter().map(|word| word.key.as_str()).take(phrase.len()).eq(phrase.iter().copied())
}

fn is_stated(case: &Case<'_, '_>, phrase: &[&str]) -> bool {
    case.evidence.iter().any(|known| {
        let own = &known.reading.words;
        (0..own.len()).any(|at| stands_at(own, at, phrase))
    })
}

/// Whether the word says that there were many of what the facts have as one.
fn makes_many(case: &Case<'_, '_>, at: usize) -> bool {
    const REACH: usize = 3;
    let words = &case.reading.words;
    if !MANY.contains(&words[at].key.as_str()) {
        return false;
    }
    let rest = (at + 1..words.len().min(at + 1 + REACH))
        .take_while(|place| words[*place].segment == words[at].segment);
    let Some(noun) =
        rest.filter(|place| !words[*place].is_function && words[*place].key.ends_with('s')).last()
    else {
        return false;
    };
    let mut hits = case.hits[noun].iter().peekable();
    hits.peek().is_some()
        && hits.all(|hit| {
            let known = case.evidence[hit.fact];
            let own = &known.reading.words[hit.word];
            let is_one = own.key.len() < words[noun].key.len()
                && words[noun].key.starts_with(own.key.trim_end_matches('y'));
            let is_counted = known
                .quantities
                .iter()
                .any(|figure| figure.noun.is_some_and(|noun| noun.overlaps(&own.span)) && figure.high > 1.0);
            is_one && !own.key.ends_with('s') && !is_counted
        })
}
