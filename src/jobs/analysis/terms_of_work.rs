//! Where the work is done and in which form of employment.

use std::sync::LazyLock;

use super::pattern;
use crate::jobs::model::{EmploymentType, PostingSection, RemotePolicy, SectionKind};
use crate::jobs::patterns::Pattern;
use crate::language::span::{Quoted, Span};

/// The surest first: a posting that says "hybrid" means it, whatever else it says of remote work.
static REMOTE: LazyLock<Vec<(Pattern, RemotePolicy)>> = LazyLock::new(|| {
    use RemotePolicy::*;
    [
        (r"(?i)\bhybrid(?: (?:work|working|role|position|schedule|model|setup|office|remote)\b|\b[^\n]{0,30}\b(?:days?|office|site|remote)|[,)(|]|(?m:$))|(?m:(?:location|arbeitsort|standort)[^\n]*\bhybrid\b)|\b(?:one|two|three|four|[1-4]) days? (?:a|per|each) week (?:in|at|from) (?:the|our) office|\bat least once a week in", Hybrid),
        (r"(?i)\bno remote\b|\bnot (?:a )?remote\b|\bon-?site (?:only|role|position|work|presence|in\b)|\bin[- ]office (?:role|position)|\bin[- ]person (?:role|position)|\bfull-?time on-?site", OnSite),
        (r"(?i)\b(?:fully|100 ?%|completely|entirely) remote\b|\bremote[- ](?:first|only|role|position|work(?:ing)?|friendly|job|opportunity|setup|based|eligible)\b|\bwork (?:remotely|from (?:home|anywhere))|\bremote \([^)\n]{1,30}\)|\bremote (?:within|anywhere|across|in)\b|\bremote (?-i:EU|US|UK|EMEA|Europe|Germany|USA|Canada|worldwide|global)\b|\bor remote\b|(?m:^ *(?:location|standort)[^\n]*\bremote\b|^[^\n]{0,80}[|–-] *remote\b|^ *remote *$)|\bremotely\b", Remote),
    ]
    .map(|(words, policy)| (pattern(words), policy))
    .into()
});

static EMPLOYMENT: LazyLock<Vec<(Pattern, EmploymentType)>> = LazyLock::new(|| {
    use EmploymentType::*;
    [
        (r"(?i)\b(?:summer |paid |this )?internship\b|\bpraktikum\b", Internship),
        (r"(?i)\bvolunteer (?:position|role|opportunity)\b|\bunpaid (?:position|role)\b", Volunteer),
        (r"(?i)\b(?:\d+|six|three|twelve)[- ]month contract\b|\b1099\b|\((?:[\w-]+ )?contract(?:or)?\)|\bcontract(?:ed)?(?: position| role|[- ]to[- ]hire|or role)\b|(?m:\| *contract *(?:\||$))|\b(?:\d+|six|three|twelve)[- ]months? (?-i:FTC)\b|\b(?-i:FTC)\b|\bfixed[- ]term\b|\bfreelance (?:role|position)\b|\bbefristet", Contract),
        (r"(?i)\b(?:temporary|seasonal) (?:position|role|job|work|assignment|employment)\b|(?m:type[^\n]*\b(?:temporary|seasonal))", Temporary),
        (r"(?i)\bfull[- ]time\b|\bvollzeit\b", FullTime),
        (r"(?i)\bpart[- ]time\b|\bteilzeit\b", PartTime),
    ]
    .map(|(words, form)| (pattern(words), form))
    .into()
});

/// What full or part time says of: experience or other people's work is not this work.
static OF_EXPERIENCE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(
        r"(?i)^[ ,]*(?:paid|professional|equivalent|experience|permanent city|or part-time (?:paid|experience)|basis who|civil service|city|student|students|employees?\b|on-?site)",
    )
});

/// The first place that tells where the work is done.
pub(super) fn find_remote(text: &str, sections: &[PostingSection]) -> Option<Quoted<RemotePolicy>> {
    REMOTE.iter().find_map(|(words, policy)| {
        words
            .find_iter(text)
            .map(|found| Span::new(found.start(), found.end()))
            .find(|span| speaks_of_the_work(sections, *span))
            .map(|span| Quoted::new(*policy, span))
    })
}

/// The form of employment: by the title where it names one, else by the first place that does.
pub(super) fn find_employment_type(
    text: &str,
    title: Option<Span>,
    sections: &[PostingSection],
) -> Option<Quoted<EmploymentType>> {
    if let Some(title) = title {
        let words = title.of(text).to_lowercase();
        if words
            .split(|character: char| !character.is_alphanumeric())
            .any(|word| word == "intern" || word == "internship")
        {
            return Some(Quoted::new(EmploymentType::Internship, title));
        }
    }
    EMPLOYMENT.iter().skip(usize::from(title.is_some())).find_map(|(words, form)| {
        words
            .find_iter(text)
            .filter(|found| !OF_EXPERIENCE.is_match(&text[found.end()..]))
            .map(|found| Span::new(found.start(), found.end()))
            .find(|span| speaks_of_the_work(sections, *span))
            .map(|span| Quoted::new(*form, span))
    })
}

/// Whether the place may speak of this work, and not of how to apply or of what the law says.
fn speaks_of_the_work(sections: &[PostingSection], span: Span) -> bool {
    !sections.iter().any(|section| {
        matches!(section.kind, SectionKind::Process | SectionKind::Legal) && section.span.contains(&span)
    })
}
