//! The document as a whole: headers equal to their facts, nothing said twice.

use std::collections::HashSet;

use crate::documents::model::{BlockKind, DocumentContent};
use crate::generations::document_generator::headers::find_header;
use crate::language::lexicon::Lexicon;
use crate::language::stems::stem;
use crate::language::tokens::{TokenKind, fold, tokenize};
use crate::profiles::model::ProfileContent;

/// Share of content words from which two lines say the same.
const SAME_FROM: f32 = 0.9;
/// Lines with fewer content words are compared whole.
const MIN_WORDS_TO_COMPARE: usize = 4;

/// Copies every header again that is not equal to its fact, and drops entries whose fact is
/// gone; says how many there were.
pub fn mend_headers(content: &mut DocumentContent, profile: &ProfileContent) -> usize {
    let mut mended = 0;
    for block in &mut content.blocks {
        block.entries.retain_mut(|entry| {
            let Some(header) = &mut entry.header else { return true };
            match find_header(profile, &header.fact) {
                Some(true_header) => {
                    if *header != true_header {
                        *header = true_header;
                        mended += 1;
                    }
                    true
                }
                None => {
                    mended += 1;
                    false
                }
            }
        });
    }
    mended
}

/// Drops claims that say what an earlier claim of the same section says; says how many. A spare
/// one, which is printed only where there is room, is not counted and gives way to any other.
/// Skills are left alone: the same tool may stand in two groups on purpose.
pub fn drop_doubles(content: &mut DocumentContent, spare: &HashSet<&str>, lexicon: &Lexicon) -> u32 {
    let mut dropped = 0;
    for block in content.blocks.iter_mut().filter(|block| block.kind != BlockKind::Skills) {
        let mut said: Vec<HashSet<String>> = Vec::new();
        for is_spare in [false, true] {
            for entry in &mut block.entries {
                entry.claims.retain(|claim| {
                    if spare.contains(claim.id.as_str()) != is_spare {
                        return true;
                    }
                    let words = content_words(&claim.text, lexicon);
                    if said.iter().any(|earlier| are_same(earlier, &words)) {
                        dropped += u32::from(!is_spare);
                        return false;
                    }
                    said.push(words);
                    true
                });
            }
        }
        block.entries.retain(|entry| entry.header.is_some() || !entry.claims.is_empty());
    }
    content.blocks.retain(|block| !block.entries.is_empty());
    dropped
}

/// Stems and numbers: two lines with other figures are never the same.
fn content_words(text: &str, lexicon: &Lexicon) -> HashSet<String> {
    let folded = fold(text);
    tokenize(&folded)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Symbol && !lexicon.is_stop_word(token.text))
        .map(|token| match token.kind {
            TokenKind::Number => format!("#{}", token.text),
            TokenKind::Word | TokenKind::Symbol => stem(token.text),
        })
        .collect()
}

fn are_same(a: &HashSet<String>, b: &HashSet<String>) -> bool {
    if a.len().min(b.len()) < MIN_WORDS_TO_COMPARE {
        return a == b;
    }
    let figures = |words: &HashSet<String>| -> Vec<String> {
        let mut figures: Vec<String> = words.iter().filter(|word| word.starts_with('#')).cloned().collect();
        figures.sort_unstable();
        figures
    };
    let shared = a.intersection(b).count() as f32;
    shared / a.len().max(b.len()) as f32 >= SAME_FROM && figures(a) == figures(b)
}
