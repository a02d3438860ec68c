//! What is said to have come of something needs one fact that says both.

use super::Raise;
use crate::factcheck::base::KnownFact;
use crate::factcheck::case::Case;
use crate::factcheck::involvement::is_outcome;
use crate::factcheck::model::Slot;
use crate::factcheck::reading::{Opening, Word};
use crate::language::quantities::Role;
use crate::language::signals::{Signal, SignalKind};
use crate::language::span::Span;

/// Pairs of words that say one thing came of another.
const LINKS: [(&str, &str); 13] = [
    ("resulting", "in"),
    ("resulted", "in"),
    ("led", "to"),
    ("leading", "to"),
    ("leads", "to"),
    ("so", "that"),
    ("thanks", "to"),
    ("due", "to"),
    ("because", "of"),
    ("result", "of"),
    ("contributing", "to"),
    ("result", "which"),
    ("after", "which"),
];

/// Single words that do.
const LINK_WORDS: [&str; 8] =
    ["thereby", "thus", "hence", "therefore", "consequently", "enabling", "causing", "driving"];

/// Verbs that make something of what stands before them, whatever they are of.
const MAKING_OF: [&str; 16] = [
    "allow",
    "bring",
    "cause",
    "contribute",
    "create",
    "drive",
    "enable",
    "ensure",
    "generate",
    "give",
    "help",
    "lead",
    "let",
    "make",
    "result",
    "yield",
];

/// The links of the claim between what different facts say.
pub fn raises(case: &Case<'_, '_>) -> Vec<Raise> {
    let words = &case.reading.words;
    let mut raises = Vec::new();
    for (at, word) in words.iter().enumerate().filter(|(at, _)| is_link(words, *at)) {
        let before = carriers_before(case, at);
        let mut after = carriers(case, |place| place > at && words[place].segment == word.segment);
        if after.is_empty() {
            after = carriers(case, |place| place > at && words[place].clause == word.clause);
        }
        let is_vague = after.is_empty() || !after.iter().any(|line| says_making(case, *line));
        let says_link = || case.evidence.iter().any(|known| has_link(&known.reading.words));
        let is_open = after.is_empty() && is_certain(words, at) && !says_link();
        if !before.is_empty()
            && (is_open || is_vague && makes_of_it(case, at))
            && case.claim.slot != Slot::Letter
        {
            let message = format!("No fact says what is told behind \"{}\".", word.span.of(&case.claim.text));
            raises.push(Raise { code: "outcome_claimed", span: word.span, message });
            continue;
        }
        if !before.is_empty() && !after.is_empty() && !before.iter().any(|line| after.contains(line)) {
            let message = format!(
                "\"{}\" makes one fact the outcome of another; no fact says so.",
                word.span.of(&case.claim.text)
            );
            raises.push(Raise { code: "outcome_claimed", span: word.span, message });
        }
    }
    raises.extend(unstated_turns(case));
    raises.extend(idioms(case));
    raises
}

/// Whether the link at `at` says nothing but that one came of the other: "so that no job was held
/// up"; ", which" may only tell more.
fn is_certain(words: &[Word<'_>], at: usize) -> bool {
    let next = words.get(at + 1);
    let is_adverb = LINK_WORDS.contains(&words[at].key.as_str()) && words[at].verb.is_none();
    is_adverb || next.is_some_and(|next| LINKS.contains(&(words[at].key.as_str(), next.key.as_str())))
}

/// Whether a text says that one thing came of another.
pub fn has_link(words: &[Word<'_>]) -> bool {
    (0..words.len()).any(|at| is_link(words, at))
}

/// Whether the link at `at` makes something of what stands before it by a verb of that alone:
/// ", which helped the ward", ", giving owners time".
fn makes_of_it(case: &Case<'_, '_>, at: usize) -> bool {
    let words = &case.reading.words;
    let is_making = |place: usize| {
        words[place]
            .verb
            .is_some_and(|verb| MAKING_OF.contains(&verb.lemma.as_str()) && case.hits[place].is_empty())
    };
    let next = (at + 1..words.len()).take(2).take_while(|next| words[*next].segment == words[at].segment);
    is_making(at) || words[at].key == "which" && next.into_iter().any(is_making)
}

/// Whether what follows the link at `at` is more than told of what stands before: ", which cut
/// costs", and not ", which has six rooms".
pub fn makes_something(words: &[Word<'_>], at: usize) -> bool {
    const REACH: usize = 3;
    let next = words[at + 1..].iter().take(REACH).take_while(|next| next.segment == words[at].segment);
    let is_making = |word: &Word<'_>| {
        word.verb.is_some_and(|verb| is_outcome(&verb.lemma) || MAKING_OF.contains(&verb.lemma.as_str()))
    };
    words[at].key != "which" || next.into_iter().any(is_making)
}

/// Whether the fact itself makes something of something.
fn says_making(case: &Case<'_, '_>, line: usize) -> bool {
    let words = &case.evidence[line].reading.words;
    (0..words.len()).any(|at| {
        is_link(words, at) || words[at].verb.is_some_and(|verb| MAKING_OF.contains(&verb.lemma.as_str()))
    })
}

/// Axes of signals by which something is said to have grown, shrunk or got better.
const TURNS: [&str; 2] = ["amount", "quality"];

/// What is said to have grown or shrunk in words that say nothing else, and so are asked of no
/// fact ("falls went down"), where the facts tell of no change at all.
fn unstated_turns<'s>(case: &'s Case<'_, '_>) -> impl Iterator<Item = Raise> + 's {
    let words = &case.reading.words;
    let turns = case.signals.iter().filter(|signal| {
        matches!(signal.kind, SignalKind::Pole(pole) if TURNS.contains(&pole.axis)) && !signal.is_negated
    });
    let is_bare = |signal: &&Signal| {
        let mut own =
            words.iter().enumerate().filter(|(_, word)| signal.span.overlaps(&word.span)).peekable();
        own.peek().is_some()
            && own.all(|(at, word)| word.is_function || case.connectives[at] && case.hits[at].is_empty())
    };
    let tells_change = |known: &&KnownFact<'_>| {
        known
            .signals
            .iter()
            .any(|own| matches!(own.kind, SignalKind::Pole(pole) if TURNS.contains(&pole.axis)))
            || known.quantities.iter().any(|own| matches!(own.role, Some(Role::From | Role::To | Role::By)))
    };
    let is_stated = case.evidence.iter().any(tells_change);
    turns.filter(is_bare).filter(move |_| !is_stated && has_facts(case)).map(|signal| {
        let message = format!("No fact says that anything \"{}\".", signal.span.of(&case.claim.text));
        Raise { code: "outcome_claimed", span: signal.span, message }
    })
}

/// Phrases of small words by which something is said to have come out well.
const IDIOMS: [&[&str]; 26] = [
    &["do", "well"],
    &["did", "well"],
    &["doing", "well"],
    &["went", "well"],
    &["go", "well"],
    &["done", "well"],
    &["paid", "off"],
    &["took", "off"],
    &["came", "true"],
    &["made", "a", "difference"],
    &["made", "the", "difference"],
    &["making", "a", "difference"],
    &["made", "it", "possible"],
    &["to", "good", "effect"],
    &["to", "great", "effect"],
    &["for", "the", "better"],
    &["bore", "fruit"],
    &["caught", "on"],
    &["came", "to", "stay"],
    &["here", "to", "stay"],
    &["is", "still", "there"],
    &["still", "going"],
    &["going", "strong"],
    &["a", "hit"],
    &["with", "success"],
    &["with", "good", "results"],
];

/// What is said to have come out well in small words alone, where no fact says so.
fn idioms<'s>(case: &'s Case<'_, '_>) -> impl Iterator<Item = Raise> + 's {
    let words = &case.reading.words;
    let is_of_line = case.claim.slot != Slot::Letter;
    let stands_at = |words: &[Word<'_>], at: usize, idiom: &[&str]| {
        words[at..].iter().map(|word| word.key.as_str()).take(idiom.len()).eq(idiom.iter().copied())
    };
    let is_stated = move |idiom: &[&str]| {
        case.evidence.iter().any(|known| {
            let own = &known.reading.words;
            (0..own.len()).any(|at| stands_at(own, at, idiom))
        })
    };
    (0..words.len()).filter(move |_| is_of_line).filter_map(move |at| {
        let idiom = IDIOMS.iter().find(|idiom| stands_at(words, at, idiom) && !is_stated(idiom))?;
        let span = Span::new(words[at].span.start, words[at + idiom.len() - 1].span.end);
        let message = format!("No fact says \"{}\".", span.of(&case.claim.text));
        Some(Raise { code: "outcome_claimed", span, message })
    })
}

fn has_facts(case: &Case<'_, '_>) -> bool {
    case.evidence.iter().any(|known| known.is_line())
}

/// The lines that carry what the link at `at` follows: the segments before it, the nearest first,
/// until one line carries most of them.
fn carriers_before(case: &Case<'_, '_>, at: usize) -> Vec<usize> {
    let words = &case.reading.words;
    let mut found = Vec::new();
    let mut from = at;
    while from > 0 && words[from - 1].clause == words[at].clause {
        let segment = words[from - 1].segment;
        from = words[..from].partition_point(|word| word.segment < segment);
        found = carriers(case, |place| (from..at).contains(&place));
        if found.len() == 1 {
            break;
        }
    }
    found
}

/// The lines that carry most of the words that are meant; several where they carry as many.
fn carriers(case: &Case<'_, '_>, is_meant: impl Fn(usize) -> bool) -> Vec<usize> {
    let mut carried = vec![0_usize; case.evidence.len()];
    for at in (0..case.reading.words.len()).filter(|at| is_meant(*at)) {
        let mut lines = case.lines_of(at);
        lines.sort_unstable();
        lines.dedup();
        for line in lines {
            carried[line] += 1;
        }
    }
    let most = carried.iter().copied().max().unwrap_or(0);
    (0..carried.len()).filter(|line| most > 0 && carried[*line] == most).collect()
}

/// Whether the word at `at` says that what follows came of what stands before.
pub fn is_link(words: &[Word<'_>], at: usize) -> bool {
    let word = &words[at];
    let next = words.get(at + 1);
    let is_pair = next.is_some_and(|next| LINKS.contains(&(word.key.as_str(), next.key.as_str())));
    // ", which raised …" and ", raising …"
    let is_relative = word.key == "which" && word.opening == Opening::Comma;
    let is_participle = word.opening == Opening::Comma
        && word.verb.is_some_and(|verb| {
            verb.gerund == word.key && (is_outcome(&verb.lemma) || MAKING_OF.contains(&verb.lemma.as_str()))
        });
    // "and so brought peace"
    let is_so =
        word.key == "so" && next.is_some_and(|next| next.verb.is_some() && next.segment == word.segment);
    is_pair || is_relative || is_participle || is_so || LINK_WORDS.contains(&word.key.as_str())
}
