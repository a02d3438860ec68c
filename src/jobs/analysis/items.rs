//! Cuts the usable parts of a posting into single statements, each with how much it matters.

use std::sync::LazyLock;

use super::priority::{self, WELCOME};
use super::sections::is_bullet;
use super::{offers, pattern};
use crate::jobs::model::{PostingSection, Priority, SectionKind};
use crate::jobs::patterns::Pattern;
use crate::language::span::Span;
use crate::language::tokens;

/// One statement of a part that is read.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Item {
    /// Its words, without bullet.
    pub span: Span,
    /// The part it stands in.
    pub section: SectionKind,
    /// How much it matters.
    pub priority: Priority,
    /// Whether it tells what the person would do.
    pub is_duty: bool,
}

static DUTY: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:you(?:'ll|’ll| will| would)|in this (?:role|position)|as an? [\w ]+, you|the [\w ]+ will|responsible for|this (?:role|position) (?:will|is responsible)|your (?:tasks|responsibilities)|build|design|develop|own|lead|manage|create|drive|ship|work (?:on|with))\b",
    )
});

/// Where a statement ends within a sentence: at a semicolon, at the bullet that a flattened
/// text lost ("skills.Ability to …", "in JavaExperience with …"), and before a wish ("…, ideally
/// in Go").
static CLAUSE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"; *|[\p{Ll})]{3}[.](?P<glued>\p{Lu}\p{Ll}{2}|[BM][AS]\b|\d\+? )|[\p{L})](?P<begun>(?:Knowledge|Experienced?|Ability|Strong|Excellent|Familiarity|Understanding|Proficien(?:cy|t)|Demonstrated|Passion|Bachelor['’]?s?|Minimum|Willingness|Fluency)[ ]\p{Ll}|\d{1,2}(?:[-–]\d{1,2})?\+?[ ]years?\b)| [•▪●] *|,? (?P<wish>(?:ideally|preferably|idealerweise)\b)",
    )
});

/// A wish behind a demand: "degree required, master's preferred", "German (French a plus)".
static WISH_BEHIND: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:, (?:and |but |with |though )?|[.,]? (?P<bracket>\())(?P<wish>[^,;()]+?\b(?:preferred|desirable|desired|an? (?:plus|advantage|asset|bonus)|advantageous|beneficial|helpful|(?:is|are) welcome|would be (?:a plus|an asset|nice|helpful|beneficial))\b[^,;()]*)",
    )
});

/// What stands by itself without the wish behind it.
static WHOLE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:required|must|years?|degree|bachelor|master|diploma|licen[cs]e|certifi\w+|fluent|german|english|spanish|french)\b",
    )
});

/// A list that may go on to the end: "experience in A, B and C is a plus" is one wish.
static OPEN_LIST: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"(?i)\b(?:in|with|of|such as|including|like|:)\b[^.;()]*$"));

/// A wish with a noun of its own.
static OWN_HEAD: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:experience|degree|knowledge|licen[cs]e|certifi\w+|master(?:['’]?s)?|ph\.?d|doctorate|mba|diploma|fluency|ability|skills?|background|training|german|english|spanish|french|italian|dutch|portuguese|mandarin|bilingual|more)\b",
    )
});

static BULLET: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"^(?:[-–—•·‣◦▪●*+>✓✔:]+ *|o +|\(?[0-9]{1,2}[.)] +|\(?[a-z][.)] +)+"));

/// The statements of the sections that are read, in order, without overlap.
pub(super) fn cut(text: &str, sections: &[PostingSection]) -> Vec<Item> {
    let has_demands = sections.iter().any(|section| section.kind == SectionKind::Required);
    let mut items = Vec::new();
    for section in sections {
        let is_read = matches!(
            section.kind,
            SectionKind::Overview
                | SectionKind::Responsibilities
                | SectionKind::Required
                | SectionKind::Preferred
        );
        if !is_read {
            continue;
        }
        let list_end = list_end(text, section.span);
        for sentence in tokens::sentences(section.span.of(text)) {
            let sentence = Span::new(section.span.start + sentence.start, section.span.start + sentence.end);
            let kind = if sentence.start > list_end { SectionKind::Overview } else { section.kind };
            for span in clauses(text, sentence) {
                let words = span.of(text);
                if offers::asks_for_nothing(words, kind) {
                    continue;
                }
                let priority = priority::of(words, kind, has_demands);
                items.push(Item { span, section: kind, priority, is_duty: DUTY.is_match(words) });
            }
        }
    }
    items
}

/// Where the section's list ends, if it has one: a paragraph behind it is no item of it.
fn list_end(text: &str, section: Span) -> usize {
    let lines = tokens::lines(section.of(text));
    let bullets = lines.iter().filter(|line| is_bullet(line.of(section.of(text)))).count();
    let last = lines.iter().rev().find(|line| is_bullet(line.of(section.of(text))));
    let Some(last) = last.filter(|_| bullets >= 2) else { return section.end };
    let last_end = section.start + last.end;
    text[last_end..section.end].find("\n\n").map_or(section.end, |gap| last_end + gap)
}

fn clauses(text: &str, sentence: Span) -> Vec<Span> {
    let words = sentence.of(text);
    let mut spans = Vec::new();
    let mut start = 0;
    let mut push = |start: usize, end: usize| {
        let Some(span) = tokens::trimmed(text, Span::new(sentence.start + start, sentence.start + end))
        else {
            return;
        };
        let bullet = BULLET.find(span.of(text)).map_or(0, |bullet| bullet.end());
        if let Some(span) = tokens::trimmed(text, Span::new(span.start + bullet, span.end))
            && span.of(text).chars().filter(|character| character.is_alphabetic()).count() > 3
            && !is_label(span.of(text))
        {
            spans.push(span);
        }
    };
    for joint in CLAUSE.captures_iter(words) {
        let Some(whole) = joint.get(0) else { continue };
        // "…; internships count" only speaks of what stands before it.
        let is_aside = whole.as_str().starts_with(';') && {
            let rest = &words[whole.end()..];
            let clause = &rest[..rest.find(';').unwrap_or(rest.len())];
            clause.split_whitespace().count() <= 2 && clause.starts_with(char::is_lowercase)
        };
        if is_aside {
            continue;
        }
        let glued = joint.name("glued").or_else(|| joint.name("begun"));
        let (end, next) = match (glued, joint.name("wish")) {
            (Some(glued), _) => (glued.start(), glued.start()),
            (None, Some(wish)) => (wish.start(), wish.start()),
            (None, None) => (whole.start(), whole.end()),
        };
        push(start, end);
        start = next;
    }
    push(start, words.len());
    spans.into_iter().flat_map(|span| without_wish(text, span)).collect()
}

/// "Baseline:", which names the items behind it and is none.
fn is_label(words: &str) -> bool {
    words.ends_with(':') && words.split_whitespace().count() <= 3
}

/// A demand and the wish behind it as two statements, where the demand stands without it.
fn without_wish(text: &str, span: Span) -> Vec<Span> {
    let words = span.of(text);
    let Some(found) = WISH_BEHIND.captures(words) else { return vec![span] };
    let Some(wish) = found.name("wish") else { return vec![span] };
    let before = &words[..wish.start()];
    let is_apart = found.name("bracket").is_some()
        || WHOLE.is_match(before) && (OWN_HEAD.is_match(wish.as_str()) || !OPEN_LIST.is_match(before));
    // "(preferred)" alone speaks of what stands before it.
    if !is_apart || WELCOME.is_match(before) || !wish.as_str().contains(' ') {
        return vec![span];
    }
    let cuts = [(0, wish.start()), (wish.start(), wish.end()), (wish.end(), words.len())];
    let is_loose = |c: char| c.is_whitespace() || ",.()".contains(c);
    cuts.into_iter()
        .filter_map(|(start, end)| {
            let part = &words[start..end];
            let head = part.len() - part.trim_start_matches(is_loose).len();
            let part = part.trim_matches(is_loose);
            let letters = part.chars().filter(|c| c.is_alphabetic()).count();
            let start = span.start + start + head;
            (letters > 3).then(|| Span::new(start, start + part.len()))
        })
        .collect()
}
