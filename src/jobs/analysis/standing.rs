//! Standing text within the parts of a posting: what every posting of an employer repeats is
//! made a part of its own, of which nothing is read. Part of [`sections`](super::sections).

use std::sync::LazyLock;

use super::pattern;
use super::sections::is_bullet;
use crate::jobs::model::{PostingSection, SectionKind};
use crate::jobs::patterns::Pattern;
use crate::language::span::Span;
use crate::language::tokens;

/// Sentences that every posting of an employer repeats.
static LEGAL: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(concat!(
        r"(?i)\bequal[ -](?:employment )?opportunit(?:y|ies)(?: (?:and|/|&) affirmative action)?[ ,/](?:employer|institution|agency|provider|organi[sz]ation|workplace|committed|policy|statement|laws?)",
        r"|(?:committed to|provid\w+|proud (?:to be|of)|offers?|promot\w+|believ\w+ in)[^.;\n]{0,60}\bequal (?:employment )?opportunit",
        r"|without regard to|regardless of (?:race|age|criminal|gender|sex|disability|background|origin|religion)",
        r"|not (?:unlawfully )?(?:discriminate|tolerate discrimination)|(?:prohibit\w*|free (?:of|from)) discrimination",
        r"|reasonable accommodat|accommodations? (?:request|for|to|during|in)|accommodation(?:s)? due to",
        r"|protected (?:veteran|characteristic|class|status|attribute|by (?:law|applicable))|affirmative action (?:employer|plan|policy)",
        r"|background (?:check|screen|investigation)|security screening|drug[ -](?:test|screen|free)|e-verify|criminal (?:histor|record)|applicable (?:federal |state |local )?laws?\b",
        r"|privacy (?:notice|policy|statement)|(?:process|collect|store|handl)\w*[^.\n]*\bpersonal (?:data|information)",
        r"|(?:recruitment|recruiting|job|hiring|employment)(?: \w+)? (?:fraud|scam)|fraudulent|never (?:ask|request)[^.\n]*(?:payment|bank|financial|money|fee)",
        r"|benefits/perks listed|(?:job|position) description is not|not (?:intended to be )?(?:an )?(?:exhaustive|all[- ]inclusive)",
        r"|schwerbehindert|gleichbehandlung|unabhängig von (?:geschlecht|alter|herkunft)",
        r"|committed to (?:hiring|building|creating|fostering|cultivating) (?:people|a diverse|an inclusive|a culture of inclusion)",
        r"|(?:celebrate|embrace) (?:diversity|diverse|our differences)|(?:unsolicited|speculative) (?:resumes?|résumés?|cvs?)|(?:staffing|recruitment) (?:agencies|agency)[^.\n]*(?:please|not|fees?)",
    ))
});

/// In bulletins the written test tells what one has to know: "knowledge of: a; b; c".
static KNOWLEDGE: LazyLock<Pattern> = LazyLock::new(|| {
    pattern(r"(?i)\b(?:knowledge of|ability to|skill in|emphasis may be placed on)\b[^\n]*;[^\n]*;")
});

/// Adds the section, with its standing text and its lists of knowledge as parts of their own.
pub(super) fn cut(text: &str, section: PostingSection, sections: &mut Vec<PostingSection>) {
    let is_process = section.kind == SectionKind::Process;
    let sign = if is_process { &*KNOWLEDGE } else { &*LEGAL };
    if section.kind == SectionKind::Legal || !sign.is_match(section.span.of(text)) {
        sections.push(section);
        return;
    }
    let mut kind = section.kind;
    let mut heading = section.heading;
    let mut rest = section.span;
    for sentence in tokens::sentences(section.span.of(text)) {
        let sentence = Span::new(section.span.start + sentence.start, section.span.start + sentence.end);
        if sentence.start < rest.start || !sign.is_match(sentence.of(text)) {
            continue;
        }
        let sentence = if is_process {
            sentence
        } else {
            Span::new(sentence.start + begin(sentence.of(text)), sentence.end)
        };
        // Legal text runs to the end of its line; a list of knowledge is one sentence.
        let end = if is_process { sentence.end } else { line_end(text, sentence.end).min(section.span.end) };
        if let Some(span) = tokens::trimmed(text, Span::new(rest.start, sentence.start)) {
            sections.push(PostingSection { kind, heading: heading.take(), span });
        }
        let cut_kind = if is_process { SectionKind::Overview } else { SectionKind::Legal };
        sections.push(PostingSection {
            kind: cut_kind,
            heading: heading.take(),
            span: Span::new(sentence.start, end),
        });
        rest.start = end;
        // A paragraph of standing text ends a list of demands; what follows speaks of other things.
        if !is_process && !is_in_list(text, sentence, rest) {
            kind = SectionKind::Overview;
        }
    }
    if let Some(span) = tokens::trimmed(text, rest) {
        sections.push(PostingSection { kind, heading, span });
    }
}

/// Where the standing text begins within a sentence that swallowed the item before it: "… is a
/// plus Acme is an equal opportunity employer".
fn begin(sentence: &str) -> usize {
    static EMPLOYER: LazyLock<Pattern> = LazyLock::new(|| {
        pattern(
            r"(?:(?:^|[^\p{L}])\p{Ll}+|\)) (?P<employer>(?:[A-Z][\w&.'’-]*(?: [A-Z&][\w&.'’-]*){0,4}|We) (?:is|are) (?:proudly |proud to be )?(?:an? )?(?i:equal))",
        )
    });
    EMPLOYER
        .captures(sentence)
        .and_then(|found| found.name("employer"))
        .map_or(0, |employer| employer.start())
}

/// Whether the sentence is an item of a list, or the list goes on behind it.
fn is_in_list(text: &str, sentence: Span, rest: Span) -> bool {
    is_bullet(line_of(text, sentence.start)) || is_bullet(rest.of(text).trim_start())
}

fn line_of(text: &str, at: usize) -> &str {
    let start = text[..at].rfind('\n').map_or(0, |before| before + 1);
    text[start..line_end(text, at)].trim()
}

fn line_end(text: &str, at: usize) -> usize {
    text[at..].find('\n').map_or(text.len(), |end| at + end)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, kind: SectionKind, expected: &[(SectionKind, &str)]) {
        let mut sections = Vec::new();
        cut(text, PostingSection { kind, heading: None, span: Span::new(0, text.len()) }, &mut sections);
        let found: Vec<(SectionKind, &str)> =
            sections.iter().map(|section| (section.kind, section.span.of(text))).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn standing_text_is_cut_out_of_a_list_and_ends_it() {
        use SectionKind::{Legal, Overview, Required};
        check(
            "- Two years of welding\nAcme is an equal opportunity employer.\nWe never ask you for money.\nTen shops.",
            Required,
            &[
                (Required, "- Two years of welding"),
                (Legal, "Acme is an equal opportunity employer."),
                (Legal, "We never ask you for money."),
                (Overview, "Ten shops."),
            ],
        );
        check(
            "Welding is a plus Acme Inc is an Equal Opportunity Employer.",
            Required,
            &[(Required, "Welding is a plus"), (Legal, "Acme Inc is an Equal Opportunity Employer.")],
        );
        check(
            "- Must pass a background check\n- Two years of welding",
            Required,
            &[(Legal, "- Must pass a background check"), (Required, "- Two years of welding")],
        );
    }

    #[test]
    fn work_on_equality_is_work() {
        use SectionKind::Responsibilities;
        for words in [
            "A Senior Officer plans shifts and fulfills equal employment opportunity responsibilities.",
            "Plans shifts, providing a variety of services to the bureau, and fulfills duties of payroll; equal employment opportunity is one of them.",
            "- Bring diversity, inclusion and a good candidate experience",
            "- Write the affirmative action chapter of the yearly report",
        ] {
            check(words, Responsibilities, &[(Responsibilities, words)]);
        }
    }
}
