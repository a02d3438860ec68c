//! Years of experience asked for, with what the experience is to be in.

use std::sync::LazyLock;

use super::items::Item;
use super::priority::is_needless;
use super::{item_at, pattern};
use crate::jobs::model::YearsAsked;
use crate::jobs::patterns::Pattern;
use crate::language::span::{Quoted, Span};
use crate::language::tokens;
use crate::language::years;

/// What makes years no experience: a period that has passed, an age, a term.
static NO_EXPERIENCE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)(?:within|in|over|during|for|next|last|past|previous|after|every|first|than|spend|spends|take|takes|lasts?|runs?|funded for) (?:the |a period of )?(?:last |past |previous |next |first )?$",
    )
});

/// What counts in place of experience is not asked for besides.
static SUBSTITUTE: LazyLock<Pattern> = LazyLock::new(|| pattern(r"(?i)\bsubstitut|\bin lieu of\b"));

/// What shows that years are experience, in the rest of the statement or before the years.
static EXPERIENCE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)experience|erfahrung|(?:of|in|as|with|working|work|practice|expertise|service|employment)\b|^\W*(?:or more |plus )?(?:\w+ly )?\w{3,}ing\b|^\W*(?:preferred|required|minimum|desired|desirable|is (?:a|the) |are )",
    )
});

/// The field behind the years: "of full-time paid experience performing *auto electrical work*".
static EXPERIENCE_IN: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^[^.;:\n]*?\b(?:experience|erfahrung)\s+(?:in|as an?|as|with|of|performing|working (?:in|as an?|with|on)|working|within|using|doing|im|in der|als)\s+(?P<field>[^.,;:()\n]+)",
    )
});

/// The field where nobody says "experience": "five years of *industrial maintenance*".
static FIELD: LazyLock<Pattern> =
    LazyLock::new(|| pattern(r"(?i)^[^.;:\n]*?\b(?:of|in|as an?)\s+(?P<field>[^.,;:()\n]+)"));

/// Words that end a field.
static FIELD_END: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)\s+(?:and|or|at|who|which|that|with|for|including|such|is|are|preferred|required|within|, )\b.*$",
    )
});

/// Words before a field that only say of what sort the experience is.
static LEAD: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:(?:(?:full|part)[- ]time|paid|professional|progressively responsible|relevant|related|recent|direct|prior|practical|hands[- ]on),? (?:and |or )?)*experience (?:in |with |of |as an? )?|^\s*either ",
    )
});

/// What stands where a field would and names none: "a position", "a similar role".
static NO_FIELD: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^\s*(?:an?|the|this|that|any) (?:\w+ ){0,2}(?:position|role|capacity|job|field|class|level|environment)s?\s*$",
    )
});

/// Longest field that is kept, in words.
const MOST_FIELD_WORDS: usize = 12;

/// The years asked for in the items, in order.
pub(super) fn find(text: &str, items: &[Item]) -> Vec<YearsAsked> {
    let mut asked: Vec<YearsAsked> = Vec::new();
    for mention in years::find_years(text) {
        let Some(item) = item_at(items, mention.span.start) else { continue };
        // Nobody asks for more; such a number is an age or the employer's history.
        if mention.min > 40.0 || mention.span.end > item.span.end {
            continue;
        }
        let before = &text[item.span.start..mention.span.start];
        let after = &text[mention.span.end..item.span.end];
        let quoted = mention.span.of(text);
        let is_measure =
            quoted.ends_with("year") && mention.min != 1.0 && !after.trim_start().starts_with("experience");
        if is_measure || SUBSTITUTE.is_match(item.span.of(text)) || is_needless(item.span.of(text)) {
            continue;
        }
        let says_of = EXPERIENCE.is_match(after)
            || before.to_lowercase().contains("experience")
            || mention.span.of(text).to_lowercase().contains("experience");
        if !says_of
            || NO_EXPERIENCE.is_match(before)
            || after.trim_start().to_lowercase().starts_with("of age")
            || after.trim_start().starts_with("old")
        {
            continue;
        }
        asked.push(YearsAsked {
            min: mention.min,
            max: mention.max,
            field: field(text, Span::new(mention.span.end, item.span.end)),
            span: mention.span,
            priority: item.priority,
        });
    }
    asked
}

fn field(text: &str, rest: Span) -> Option<Quoted<String>> {
    let words = rest.of(text);
    // The field follows the word "experience" where there is one: "years of paid experience in".
    let field_pattern = if EXPERIENCE_IN.is_match(words) { &*EXPERIENCE_IN } else { &*FIELD };
    let found = field_pattern.captures(words)?.name("field")?;
    let mut field = found.as_str();
    if let Some(end) = FIELD_END.find(field) {
        field = &field[..end.start()];
    }
    if let Some((at, _)) = field.match_indices(' ').nth(MOST_FIELD_WORDS) {
        field = &field[..at];
    }
    // "5 years of experience in X": the first "of" leads to the word, not to the field.
    let lower = field.to_lowercase();
    if lower.ends_with("experience")
        || lower.starts_with("experience")
        || lower.starts_with("the ")
        || field.trim().len() < 3
    {
        return None;
    }
    // "full-time paid experience overseeing a mill", "either C or Ada"
    let lead = LEAD.find(field).map_or(0, |lead| lead.end());
    if NO_FIELD.is_match(&field[lead..]) || field[lead..].trim().len() < 3 {
        return None;
    }
    let span = tokens::trimmed(
        text,
        Span::new(rest.start + found.start() + lead, rest.start + found.start() + field.len()),
    )?;
    Some(Quoted::new(span.of(text).split_whitespace().collect::<Vec<_>>().join(" "), span))
}
