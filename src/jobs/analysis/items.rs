//! Cuts the usable parts of a posting into single statements, each with how much it matters:
//! by the part it stands in, and by its own words ("is a plus", "must").

use std::sync::LazyLock;

use regex::Regex;

use super::{overlaps_any, pattern};
use crate::jobs::model::{PostingSection, Priority, SectionKind};
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

static WELCOME: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:preferred|preferably|prefer|nice[ -]to[ -]have|(?:a|big|huge|strong|definite|real) (?:plus|bonus|advantage)|plus\b[.)]?$|bonus|desirable|desired|an advantage|advantageous|helpful|ideally|an asset|beneficial|(?:is|are|very) useful|(?:is|are) (?:very )?welcome|welcome but|would be (?:great|good|nice)|optional|not required|not needed|von vorteil|wünschenswert|idealerweise|pluspunkt|gern gesehen)\b",
    )
});

static DEMANDED: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)\b(?:must|required|requires?|requiring|mandatory|essential|you(?:'ll|’ll)? (?:have|bring|need)|we (?:expect|need|require)|minimum of|at least|years? of|years(?:'|’)|proficien(?:t|cy)|fluent|needs? to have|erforderlich|zwingend|voraussetzung|(?:proven|strong|solid|prior|previous|demonstrated|hands-on|relevant) experience|experience (?:with|in|as|of|using|building)|track record|background in|expertise in|degree in|knowledge of|familiar(?:ity)? with|comfortable with|certified|valid (?:driver|licen))\b",
    )
});

/// Surer than [`DEMANDED`]: raises an item of a list of wishes.
static MUST: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\b(?:must have|is required|are required|required\)|mandatory|zwingend)"));

static DUTY: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"(?i)^(?:you(?:'ll|’ll| will| would)|in this (?:role|position)|as an? [\w ]+, you|the [\w ]+ will|responsible for|this (?:role|position) (?:will|is responsible)|your (?:tasks|responsibilities)|build|design|develop|own|lead|manage|create|drive|ship|work (?:on|with))\b",
    )
});

/// Where a statement ends within a sentence: at a semicolon, at the bullet that a flattened
/// text lost ("skills.Ability to …"), and before a wish ("…, ideally in Go").
static CLAUSE: LazyLock<Regex> = LazyLock::new(|| {
    pattern(
        r"; *|[\p{Ll})]{3}[.](?P<glued>\p{Lu}\p{Ll}{2}|[BM][AS]\b|\d\+? )| [•▪●] *|, (?P<wish>(?:ideally|preferably|idealerweise)\b)",
    )
});

static BULLET: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(?:[-–—•·‣◦▪●*+>✓✔:]+ *|o +|\(?[0-9]{1,2}[.)] +|\(?[a-z][.)] +)+"));

/// The statements of the sections that are read, in order, without overlap.
pub(super) fn cut(text: &str, sections: &[PostingSection], instructions: &[Span]) -> Vec<Item> {
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
        for sentence in tokens::sentences(section.span.of(text)) {
            let sentence = Span::new(section.span.start + sentence.start, section.span.start + sentence.end);
            if overlaps_any(instructions, sentence) {
                continue;
            }
            for span in clauses(text, sentence) {
                let words = span.of(text);
                let priority = priority(words, section.kind, has_demands);
                items.push(Item { span, section: section.kind, priority, is_duty: DUTY.is_match(words) });
            }
        }
    }
    items
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
        {
            spans.push(span);
        }
    };
    for joint in CLAUSE.captures_iter(words) {
        let Some(whole) = joint.get(0) else { continue };
        let (end, next) = match (joint.name("glued"), joint.name("wish")) {
            (Some(glued), _) => (glued.start(), glued.start()),
            (None, Some(wish)) => (wish.start(), wish.start()),
            (None, None) => (whole.start(), whole.end()),
        };
        push(start, end);
        start = next;
    }
    push(start, words.len());
    spans
}

fn priority(words: &str, section: SectionKind, has_demands: bool) -> Priority {
    match section {
        SectionKind::Required if WELCOME.is_match(words) && !MUST.is_match(words) => Priority::Preferred,
        SectionKind::Required => Priority::Required,
        SectionKind::Preferred if MUST.is_match(words) && !WELCOME.is_match(words) => Priority::Required,
        SectionKind::Preferred => Priority::Preferred,
        _ if WELCOME.is_match(words) && DEMANDED.is_match(words) => Priority::Preferred,
        _ if MUST.is_match(words) || (!has_demands && DEMANDED.is_match(words)) => Priority::Required,
        _ => Priority::Mentioned,
    }
}
