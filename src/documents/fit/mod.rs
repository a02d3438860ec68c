//! Makes a document fit the pages asked: first a little tighter, then without the claims
//! least worth their place. It lays a document out two or three times as a rule.

mod estimate;
mod solver;

use std::collections::HashSet;

use self::estimate::Estimate;
use self::solver::{Droppable, Setting, Solver};

use crate::documents::formats::typst::{LayoutOptions, MAX_TIGHTNESS, Typesetter};
use crate::documents::model::{
    Block, BlockKind, DocumentContent, Entry, EntryHeader, LeftOut, LeftOutReason, PageFit,
};
use crate::documents::printed::clean;
use crate::documents::templates::Template;
use crate::error::{Error, ErrorKind, Result};
use crate::profiles::model::FactId;

/// How many of the things that do not fit a message names.
const NAMED_IN_MESSAGE: usize = 5;

/// The document as it fits `pages`, and what that took.
///
/// `spare` and `drop_order` hold claim ids and, for entries that may go whole, the fact ids of
/// their headers, the first to go first; what is in neither stays, and an entry goes only once
/// its claims are gone. The spare fill the room that is left in the loosest setting and go before
/// the type is set tighter; it is set tighter before anything else is dropped, at most a step
/// tighter than would do; and once something must go, as little as possible goes. An entry whose
/// claims are all gone keeps its header; what has neither goes, and so does a section that is
/// left empty. `options.tightness` is where the tightening begins.
///
/// A document that would only begin its last page is set on one page less where the type need
/// not be much tighter for it.
///
/// Print the result with [`PageFit::tightness`].
///
/// # Errors
/// `DoesNotFit` when even without all of `drop_order` the document is longer than `pages`; the
/// message names what stays. The errors of [`Typesetter::layout`].
pub fn fit(
    content: &DocumentContent,
    spare: &[String],
    drop_order: &[String],
    pages: u8,
    template: &Template,
    typesetter: &Typesetter,
    options: &LayoutOptions,
) -> Result<(DocumentContent, PageFit)> {
    let drop_order = &[spare, drop_order].concat();
    let without = |dropped: usize| {
        let dropped: HashSet<&str> = drop_order[..dropped].iter().map(String::as_str).collect();
        without_claims(content, &dropped)
    };
    let loosest = options.tightness.min(MAX_TIGHTNESS);
    let layout = |setting: Setting| {
        let options = LayoutOptions { tightness: setting.tightness, ..*options };
        typesetter.layout(&without(setting.dropped), template, &options)
    };
    let pages = pages.max(1);
    let droppable = Droppable { spare: spare.len(), all: drop_order.len() };
    let mut solver = Solver::new(Estimate::new(content, drop_order), loosest, droppable, pages, layout);
    let Some((setting, layout)) = solver.solve()? else {
        return Err(does_not_fit(&without(drop_order.len()), pages));
    };
    let fitted = without(setting.dropped);
    let fit = PageFit {
        pages_asked: pages,
        pages: u8::try_from(layout.pages).unwrap_or(u8::MAX),
        tightness: setting.tightness,
        left_out: left_out(content, &fitted, &drop_order[..setting.dropped]),
    };
    Ok((fitted, fit))
}

fn does_not_fit(kept: &DocumentContent, pages: u8) -> Error {
    let mut names: Vec<String> = kept.blocks.iter().flat_map(what_stays).collect();
    let more = names.len().saturating_sub(NAMED_IN_MESSAGE);
    names.truncate(NAMED_IN_MESSAGE);
    let names = names.join("; ");
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    let pages = if pages == 1 { "1 page".to_owned() } else { format!("{pages} pages") };
    Error::new(
        ErrorKind::DoesNotFit,
        format!(
            "What must be printed does not fit {pages}: {names}{more}. Ask for more pages or pin fewer facts."
        ),
    )
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

/// The facts that were printed and no longer are, the first dropped first.
fn left_out(before: &DocumentContent, after: &DocumentContent, dropped: &[String]) -> Vec<LeftOut> {
    let still_printed = after.printed_facts();
    let headers: HashSet<&FactId> =
        before.blocks.iter().flat_map(|block| &block.entries).filter_map(header_fact).collect();
    let mut facts: Vec<&FactId> = Vec::new();
    for id in dropped {
        facts.extend(headers.iter().find(|fact| fact.as_str() == id));
        let claims = before.claims().filter(|claim| claim.id == *id);
        facts.extend(claims.flat_map(|claim| &claim.cites).map(|citation| &citation.fact));
    }
    let mut told: HashSet<&FactId> = HashSet::new();
    facts.retain(|fact| !still_printed.contains(fact) && told.insert(fact));
    facts.into_iter().map(|fact| LeftOut { fact: fact.clone(), reason: LeftOutReason::Fit }).collect()
}

fn header_fact(entry: &Entry) -> Option<&FactId> {
    entry.header.as_ref().map(|header| &header.fact)
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
