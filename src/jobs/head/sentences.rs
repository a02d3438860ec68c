//! Sentences in which an employer names itself, whom it seeks and where. Part of the head.

use std::sync::LazyLock;

use super::employer::is_company;
use super::printed::{as_printed, title_found, trimmed};
use super::{Found, Head, pattern};
use crate::jobs::patterns::Pattern;
use crate::jobs::{places, titles};
use crate::language::span::Span;
use crate::language::tokens;

/// Bytes of the text in which self-naming sentences are looked for.
const OPENING_BYTES: usize = 1200;

static HIRING: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?:]\s+|\n)(?P<company>[A-Z0-9][\w&.'’-]*(?: (?:[A-Z0-9&][\w&.'’-]*|of|and|the|for)){0,5})(?: \([^)\n]{1,30}\))? (?:is|are) (?:now |currently |actively )?(?:hiring|looking for|seeking|recruiting|searching for|expanding)\b|(?:^|[.!?:]\s+|\n)(?P<needing>[A-Z0-9][\w&.'’-]*(?: (?:[A-Z0-9&][\w&.'’-]*|of|and|the|for)){0,5}) (?:needs|seeks|wants) (?:an?|another) ",
    )
});

static WANTED: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:hiring|looking for|seeking|recruiting|searching for|we need|needs|seeks|join (?:us|our team|the team|[\w ]{1,30}) as|in search of|apply for the (?:position|role) of)\s+(?P<rest>[^.!?\n;:]{3,120})",
    )
});

static EQUAL: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?:^|[.!?]\s+|\n)(?P<company>[A-Z][\w&.'’-]*(?: (?:[A-Z&][\w&.'’-]*|of|and)){0,4}) is (?:proud to be )?(?:an? )?(?:Equal|equal)[ -]",
    )
});

static ABOUT: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?m)^[ *#]*(?:About|ABOUT|Über|Why|Working at|Life at) (?P<company>[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){0,4})[ *:?]*$",
    )
});

static AT: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"\b(?:at|bei|join) (?P<company>[A-Z][\w&'’-]*(?: [A-Z&][\w&'’-]*){0,4})"));

static PUBLIC_BODY: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?P<company>(?:City|County|State|Town|Port|University|Borough|Department) of (?:the )?[A-Z][a-z]+(?: [A-Z][a-z]+){0,2})",
    )
});

static BASED_IN: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"\b(?:[Bb]ased|[Ll]ocated|[Oo]ffices?|[Oo]n-?site|[Hh]ybrid|[Rr]emote) (?:in|from) (?:our )?(?:downtown )?(?P<location>[A-Z][\w.'’-]*(?:[ -][A-Z][\w.'’-]*){0,3}(?:, [A-Z][\w.]*(?: [A-Z][\w.]*)?)?)",
    )
});

/// Fills in what sentences tell and nothing surer did.
pub(super) fn read(text: &str, head: &mut Head) {
    let mut opening_end = OPENING_BYTES.min(text.len());
    while !text.is_char_boundary(opening_end) {
        opening_end -= 1;
    }
    let opening = &text[..opening_end];
    if head.title.is_none() {
        head.title = WANTED.captures_iter(opening).find_map(|found| {
            let rest = found.name("rest")?;
            wanted_title(text, Span::new(rest.start(), rest.end()))
        });
    }
    let named = |pattern: &Pattern, text: &str, least: usize| {
        pattern.captures_iter(text).find_map(|found| {
            let company = found.name("company").or_else(|| found.name("needing"))?;
            let span = trimmed(text, Span::new(company.start(), company.end()));
            let words = span.of(text);
            (is_company(words) && text.matches(words).take(least).count() == least)
                .then(|| as_printed(text, span))
        })
    };
    if head.company.is_none() {
        head.company = named(&HIRING, opening, 1)
            .or_else(|| named(&ABOUT, text, 1))
            .or_else(|| named(&EQUAL, text, 1))
            .or_else(|| named(&PUBLIC_BODY, text, 2))
            .or_else(|| named(&AT, opening, 2));
    }
    if head.location.is_none() {
        head.location = BASED_IN
            .captures(opening)
            .and_then(|found| found.name("location"))
            .map(|place| Span::new(place.start(), place.start() + place.as_str().trim_end_matches('.').len()))
            .map(|span| as_printed(text, span))
            .or_else(|| place_of_work(text, opening));
    }
}

/// The place in a sentence that says whom the employer seeks: "needs a plumber in Portland, Oregon".
fn place_of_work(text: &str, opening: &str) -> Option<Found> {
    tokens::sentences(opening).into_iter().find_map(|sentence| {
        let words = sentence.of(opening);
        let place = places::find_place(words).filter(|_| WANTED.is_match(words))?;
        let is_in = [" in ", " near ", " at "].iter().any(|joint| words[..place.start].ends_with(joint));
        is_in.then(|| as_printed(text, Span::new(sentence.start + place.start, sentence.start + place.end)))
    })
}

/// The title at the start of what is wanted: "a talented Senior Engineer to design …".
fn wanted_title(text: &str, rest: Span) -> Option<Found> {
    const BEFORE: &[&str] = &[
        "a",
        "an",
        "the",
        "our",
        "another",
        "new",
        "next",
        "talented",
        "experienced",
        "passionate",
        "motivated",
        "skilled",
        "strong",
        "highly",
        "dedicated",
        "exceptional",
        "outstanding",
        "great",
        "full-time",
        "part-time",
        "multiple",
        "several",
        "two",
        "three",
        "creative",
        "driven",
        "enthusiastic",
        "reliable",
        "self-motivated",
        "hands-on",
        "results-driven",
        "seasoned",
        "energetic",
        "ambitious",
        "and",
        "additional",
        "more",
        "first",
    ];
    let mut words = Vec::new();
    let mut at = rest.start;
    for word in rest.of(text).split(' ') {
        let span = Span::new(at, at + word.len());
        at = span.end + 1;
        if word.is_empty() || (words.is_empty() && BEFORE.contains(&word.to_lowercase().trim_matches(','))) {
            continue;
        }
        words.push(span);
        let bare = trimmed(text, span).of(text);
        if titles::is_role_word(bare) {
            let span = trimmed(text, Span::new(words[0].start, span.end));
            return Some(title_found(text, span));
        }
        let is_joint = ["to", "who", "with", "that", "for", "in", "at"].contains(&bare);
        if words.len() >= 6 || is_joint || word.ends_with(',') {
            return None;
        }
    }
    None
}
