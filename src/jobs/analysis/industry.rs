//! The industry a posting belongs to: the one whose cues it names most.

use super::items::Item;
use crate::jobs::model::{PostingSection, SectionKind};
use crate::language::lexicon::Lexicon;
use crate::language::phrase_search::find_words;
use crate::language::span::{Quoted, Span};
use crate::language::tokens::fold;

/// Different cues needed; a single one is an accident.
const LEAST_CUES: usize = 2;

/// The industry with the first cue that tells of it.
pub(super) fn find(
    text: &str,
    items: &[Item],
    sections: &[PostingSection],
    lexicon: &Lexicon,
) -> Option<Quoted<String>> {
    // The employer tells of itself in its own part, which keywords never come from.
    let company =
        sections.iter().filter(|section| section.kind == SectionKind::Company).map(|section| section.span);
    let parts: Vec<Span> = items.iter().map(|item| item.span).chain(company).collect();
    let folded = fold(&parts.iter().map(|span| span.of(text)).collect::<Vec<_>>().join("\n"));
    let best = lexicon
        .industries
        .iter()
        .map(|industry| {
            (industry, industry.cues.iter().filter(|cue| holds(&folded, cue)).collect::<Vec<_>>())
        })
        .filter(|(_, cues)| cues.len() >= LEAST_CUES)
        // Of equals the first listed wins.
        .rev()
        .max_by_key(|(_, cues)| cues.len())?;
    let span = parts.iter().find_map(|part| {
        best.1.iter().find_map(|cue| {
            let found = find_words(part.of(text), cue)?;
            Some(Span::new(part.start + found.start, part.start + found.end))
        })
    })?;
    Some(Quoted::new(best.0.name.clone(), span))
}

/// Whether the folded text holds the folded cue as whole words.
fn holds(folded: &str, cue: &str) -> bool {
    folded.match_indices(cue).any(|(at, _)| {
        !folded[..at].ends_with(char::is_alphanumeric)
            && !folded[at + cue.len()..].starts_with(char::is_alphanumeric)
    })
}
