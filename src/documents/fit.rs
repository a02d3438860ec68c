//! Makes a document fit the pages asked: first a little tighter, then without the claims
//! least worth their place.

use std::collections::{HashMap, HashSet};

use crate::documents::formats::typst::{Layout, LayoutOptions, MAX_TIGHTNESS, Typesetter};
use crate::documents::model::{Block, BlockKind, DocumentContent, EntryHeader, PageFit};
use crate::documents::printed::clean;
use crate::documents::templates::Template;
use crate::error::{Error, ErrorKind, Result};
use crate::profiles::model::FactId;

/// How many of the things that do not fit a message names.
const NAMED_IN_MESSAGE: usize = 5;

/// The document as it fits `pages`, and what that took.
///
/// `drop_order` holds claim ids and, for entries that may go whole, the fact ids of their
/// headers, the first to go first; what is not in it stays, and an entry goes only once its
/// claims are gone. The
/// type is set tighter before anything is dropped, and once something must go, as little as
/// possible goes and the type is set as loosely as still fits. An entry whose claims are all
/// gone keeps its header; what has neither goes, and so does a section that is left empty.
/// `options.tightness` is where the tightening begins.
///
/// Print the result with [`PageFit::tightness`].
///
/// # Errors
/// `DoesNotFit` when even without all of `drop_order` the document is longer than `pages`; the
/// message names what stays. The errors of [`Typesetter::layout`].
pub fn fit(
    content: &DocumentContent,
    drop_order: &[String],
    pages: u8,
    template: &Template,
    typesetter: &Typesetter,
    options: &LayoutOptions,
) -> Result<(DocumentContent, PageFit)> {
    let mut solver = Solver {
        content,
        drop_order,
        pages: pages.max(1),
        template,
        typesetter,
        options,
        known: HashMap::new(),
    };
    let loosest = options.tightness.min(MAX_TIGHTNESS);
    if solver.fits(0, MAX_TIGHTNESS)? {
        let tightness = solver.loosest_that_fits(loosest)?;
        return solver.finish(0, tightness);
    }
    let dropped = solver.fewest_to_drop()?;
    let tightness = solver.loosened(dropped, loosest)?;
    solver.finish(dropped, tightness)
}

struct Solver<'s> {
    content: &'s DocumentContent,
    drop_order: &'s [String],
    pages: u8,
    template: &'s Template,
    typesetter: &'s Typesetter,
    options: &'s LayoutOptions,
    /// What is laid out already, by the claims dropped and the tightness.
    known: HashMap<(usize, u8), Layout>,
}

/// Claims that fill a page, roughly: how many to drop first for what stands over.
const CLAIMS_ON_A_PAGE: f32 = 45.0;

impl Solver<'_> {
    fn layout(&mut self, dropped: usize, tightness: u8) -> Result<Layout> {
        if let Some(layout) = self.known.get(&(dropped, tightness)) {
            return Ok(*layout);
        }
        let options = LayoutOptions { tightness, ..*self.options };
        let layout = self.typesetter.layout(&self.without(dropped), self.template, &options)?;
        self.known.insert((dropped, tightness), layout);
        Ok(layout)
    }

    fn fits(&mut self, dropped: usize, tightness: u8) -> Result<bool> {
        Ok(self.layout(dropped, tightness)?.pages <= usize::from(self.pages))
    }

    /// The shortest prefix of the drop order without which the tightest setting fits, when it
    /// does not fit whole. Little is over as a rule, so the search begins near the beginning.
    fn fewest_to_drop(&mut self) -> Result<usize> {
        let whole = self.layout(0, MAX_TIGHTNESS)?;
        let pages_over = whole.pages.saturating_sub(usize::from(self.pages) + 1) as f32;
        let guess = (pages_over + whole.last_page_fill) * CLAIMS_ON_A_PAGE;
        let (mut too_few, mut enough) = (0, (guess as usize).max(1).min(self.drop_order.len()));
        while !self.fits(enough, MAX_TIGHTNESS)? {
            if enough == self.drop_order.len() {
                return Err(self.does_not_fit());
            }
            too_few = enough;
            enough = (enough * 2).min(self.drop_order.len());
        }
        while enough - too_few > 1 {
            let middle = too_few + (enough - too_few) / 2;
            if self.fits(middle, MAX_TIGHTNESS)? {
                enough = middle;
            } else {
                too_few = middle;
            }
        }
        Ok(enough)
    }

    /// The loosest setting, from `loosest` on, in which everything fits; in the tightest it is
    /// known to.
    fn loosest_that_fits(&mut self, loosest: u8) -> Result<u8> {
        let (mut loosest, mut enough) = (loosest, MAX_TIGHTNESS);
        while loosest < enough {
            let middle = loosest + (enough - loosest) / 2;
            if self.fits(0, middle)? {
                enough = middle;
            } else {
                loosest = middle + 1;
            }
        }
        Ok(enough)
    }

    /// The loosest setting without the claims dropped, found from the tightest on: as little as
    /// possible was dropped, so there is hardly any room.
    fn loosened(&mut self, dropped: usize, loosest: u8) -> Result<u8> {
        let mut tightness = MAX_TIGHTNESS;
        while tightness > loosest && self.fits(dropped, tightness - 1)? {
            tightness -= 1;
        }
        Ok(tightness)
    }

    fn without(&self, dropped: usize) -> DocumentContent {
        let dropped: HashSet<&str> = self.drop_order[..dropped].iter().map(String::as_str).collect();
        without_claims(self.content, &dropped)
    }

    fn finish(&mut self, dropped: usize, tightness: u8) -> Result<(DocumentContent, PageFit)> {
        let content = self.without(dropped);
        let pages = self.layout(dropped, tightness)?.pages;
        let fit = PageFit {
            pages_asked: self.pages,
            pages: u8::try_from(pages).unwrap_or(u8::MAX),
            tightness,
            left_out: left_out(self.content, &content, &self.drop_order[..dropped]),
        };
        Ok((content, fit))
    }

    fn does_not_fit(&self) -> Error {
        let kept = self.without(self.drop_order.len());
        let mut names: Vec<String> = kept.blocks.iter().flat_map(what_stays).collect();
        let more = names.len().saturating_sub(NAMED_IN_MESSAGE);
        names.truncate(NAMED_IN_MESSAGE);
        let names = names.join("; ");
        let more = if more == 0 { String::new() } else { format!(" and {more} more") };
        let pages = if self.pages == 1 { "1 page".to_owned() } else { format!("{} pages", self.pages) };
        Error::new(
            ErrorKind::DoesNotFit,
            format!(
                "What must be printed does not fit {pages}: {names}{more}. Ask for more pages or pin fewer facts."
            ),
        )
    }
}

/// The document without some claims, and without what their going leaves empty.
fn without_claims(content: &DocumentContent, dropped: &HashSet<&str>) -> DocumentContent {
    if dropped.is_empty() {
        return content.clone();
    }
    let mut kept = content.clone();
    for block in &mut kept.blocks {
        let are_items_only = matches!(block.kind, BlockKind::Skills);
        block.entries.retain_mut(|entry| {
            let had_claims = !entry.claims.is_empty();
            entry.claims.retain(|claim| !dropped.contains(claim.id.as_str()));
            // The name of a group of skills says nothing once its skills are gone.
            let is_bare_group = are_items_only && had_claims;
            let is_kept = |header: &EntryHeader| !is_bare_group && !dropped.contains(header.fact.as_str());
            !entry.claims.is_empty() || entry.header.as_ref().is_some_and(is_kept)
        });
    }
    kept.blocks.retain(|block| !block.entries.is_empty());
    kept
}

/// The facts that were cited and no longer are, the first dropped first.
fn left_out(before: &DocumentContent, after: &DocumentContent, dropped: &[String]) -> Vec<FactId> {
    let still_cited: HashSet<&FactId> =
        after.claims().flat_map(|claim| &claim.cites).map(|cite| &cite.fact).collect();
    let headers =
        after.blocks.iter().flat_map(|block| &block.entries).filter_map(|entry| entry.header.as_ref());
    let still_printed: HashSet<&FactId> = headers.map(|header| &header.fact).collect();
    let mut left_out: Vec<FactId> = Vec::new();
    let was_printed: HashSet<&str> = before
        .blocks
        .iter()
        .flat_map(|block| &block.entries)
        .filter_map(|entry| entry.header.as_ref().map(|header| header.fact.as_str()))
        .collect();
    for id in dropped {
        if was_printed.contains(id.as_str()) {
            let fact = FactId::new(id.as_str());
            if !still_printed.contains(&fact) && !left_out.contains(&fact) {
                left_out.push(fact);
            }
        }
        for claim in before.claims().filter(|claim| claim.id == *id) {
            for cite in &claim.cites {
                let is_gone = !still_cited.contains(&cite.fact) && !still_printed.contains(&cite.fact);
                if is_gone && !left_out.contains(&cite.fact) {
                    left_out.push(cite.fact.clone());
                }
            }
        }
    }
    left_out
}

/// What a section still holds when everything that may go has gone: its claims by their first
/// words, and headers by their titles.
fn what_stays(block: &Block) -> Vec<String> {
    let first_words = |text: &str| {
        let text = clean(text);
        match text.char_indices().nth(48) {
            Some((end, _)) => format!("“{}…”", text[..end].trim_end()),
            None => format!("“{text}”"),
        }
    };
    let mut names: Vec<String> =
        block.entries.iter().flat_map(|entry| &entry.claims).map(|claim| first_words(&claim.text)).collect();
    if names.is_empty() && !block.heading.is_empty() {
        names.push(format!("the {} of {}", entries_in_words(block.entries.len()), block.heading));
    }
    names
}

fn entries_in_words(count: usize) -> String {
    if count == 1 { "entry".to_owned() } else { format!("{count} entries") }
}
