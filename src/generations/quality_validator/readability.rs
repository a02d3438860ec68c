//! How easily a document reads, in numbers.

use crate::documents::model::{BlockKind, DocumentContent};
use crate::generations::model::Readability;
use crate::language::lexicon::Lexicon;
use crate::language::tokens::{fold, sentences};

/// Counts words, the length of sentences, and bullets that begin with a verb of doing.
pub fn measure(content: &DocumentContent, lexicon: &Lexicon) -> Readability {
    let mut words = 0_usize;
    let mut counted_sentences = 0_usize;
    let mut bullets = 0_usize;
    let mut with_verb = 0_usize;
    for block in content.blocks.iter().filter(|block| block.kind != BlockKind::Skills) {
        let has_bullets = matches!(
            block.kind,
            BlockKind::Experience | BlockKind::Projects | BlockKind::Volunteering | BlockKind::Custom
        );
        for claim in block.entries.iter().flat_map(|entry| &entry.claims) {
            words += claim.text.split_whitespace().count();
            counted_sentences += sentences(&claim.text).len().max(1);
            if has_bullets {
                bullets += 1;
                with_verb += usize::from(begins_with_verb(&claim.text, lexicon));
            }
        }
    }
    let share = |part: usize, whole: usize| if whole == 0 { 0.0 } else { part as f32 / whole as f32 };
    Readability {
        words: u32::try_from(words).unwrap_or(u32::MAX),
        words_per_sentence: share(words, counted_sentences),
        action_verb_ratio: share(with_verb, bullets),
    }
}

/// Whether one of the first two words is a verb of the lexicon: the first may be an adverb.
fn begins_with_verb(text: &str, lexicon: &Lexicon) -> bool {
    text.split_whitespace()
        .take(2)
        .enumerate()
        .map(|(index, word)| (index, fold(word.trim_matches(|c: char| !c.is_alphanumeric()))))
        .any(|(index, word)| {
            (index == 0 || text.split_whitespace().next().is_some_and(|w| w.ends_with("ly")))
                && lexicon.verb(&word).is_some()
        })
}
