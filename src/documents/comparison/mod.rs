//! What two versions of a document differ in: claim by claim with the words that changed, headers,
//! and sections. Pure.
//!
//! A claim is known by its id. One that came anew where another went, resting on the same facts, is
//! taken to be that claim in other words.

mod alignment;
mod words;

use std::collections::HashSet;

use self::alignment::{align, moved_within};
use crate::documents::model::{Block, BlockKind, DocumentContent, EntryHeader};
use crate::factcheck::model::Claim;
use crate::language::span::Span;
use crate::profiles::model::FactId;

pub use words::changed_words;

/// What two versions differ in, in the order of the later one; what went stands at the end.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Comparison {
    /// Claims that differ.
    pub claims: Vec<ClaimDifference>,
    /// Headers of entries that differ.
    pub headers: Vec<HeaderDifference>,
    /// Sections that came, went or moved.
    pub sections: Vec<SectionDifference>,
    /// Whether who it is from is told otherwise.
    pub is_identity_changed: bool,
}

/// In what way something differs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Difference {
    /// It is there in the later version alone.
    Added,
    /// It is there in the earlier version alone.
    Removed,
    /// It is another now; it may have moved, too.
    Changed,
    /// It is the same in another place.
    Moved,
}

/// A claim that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct ClaimDifference {
    /// In what way.
    pub difference: Difference,
    /// The claim before.
    pub before: Option<Claim>,
    /// The claim after.
    pub after: Option<Claim>,
    /// The words of the earlier text that went, in bytes.
    pub words_before: Vec<Span>,
    /// The words of the later text that came, in bytes.
    pub words_after: Vec<Span>,
    /// Whether it stands in another place among its neighbours.
    pub is_moved: bool,
}

/// The header of an entry that differs.
#[derive(Debug, Clone, PartialEq)]
pub struct HeaderDifference {
    /// In what way.
    pub difference: Difference,
    /// The header before.
    pub before: Option<EntryHeader>,
    /// The header after.
    pub after: Option<EntryHeader>,
}

/// A section that came, went or moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SectionDifference {
    /// In what way; never changed.
    pub difference: Difference,
    /// What it holds.
    pub kind: BlockKind,
    /// Its heading.
    pub heading: String,
    /// Its place before, from 0.
    pub before: Option<usize>,
    /// Its place after, from 0.
    pub after: Option<usize>,
}

/// A claim and the entry it stands in.
struct Placed<'c> {
    claim: &'c Claim,
    /// The header's fact, or the section.
    entry: (BlockKind, &'c str, Option<&'c FactId>),
}

/// Compares two versions of a document.
pub fn compare(before: &DocumentContent, after: &DocumentContent) -> Comparison {
    Comparison {
        claims: claims(before, after),
        headers: headers(before, after),
        sections: sections(before, after),
        is_identity_changed: before.identity != after.identity,
    }
}

fn claims(before: &DocumentContent, after: &DocumentContent) -> Vec<ClaimDifference> {
    let (old, new) = (placed(before), placed(after));
    let pairs = paired(&old, &new);
    let entries: Vec<_> = new.iter().map(|new| new.entry).collect();
    let within =
        new.iter().zip(&pairs).map(|(new, partner)| partner.filter(|at| old[*at].entry == new.entry));
    let strays = moved_within(&entries, &within.collect::<Vec<_>>());
    let mut differences = Vec::new();
    for (place, (new, partner)) in new.iter().zip(&pairs).enumerate() {
        let Some(at) = *partner else {
            differences.push(difference(Difference::Added, None, Some(new.claim), false));
            continue;
        };
        let old = &old[at];
        let is_moved = strays.contains(&place) || old.entry != new.entry;
        let is_same = old.claim.text == new.claim.text && old.claim.cites == new.claim.cites;
        match (is_same, is_moved) {
            (true, false) => {}
            (true, true) => {
                differences.push(difference(Difference::Moved, Some(old.claim), Some(new.claim), true));
            }
            (false, is_moved) => {
                let (old, new) = (Some(old.claim), Some(new.claim));
                differences.push(difference(Difference::Changed, old, new, is_moved));
            }
        }
    }
    let stayed: HashSet<usize> = pairs.into_iter().flatten().collect();
    let gone = old.iter().enumerate().filter(|(at, _)| !stayed.contains(at));
    differences.extend(gone.map(|(_, old)| difference(Difference::Removed, Some(old.claim), None, false)));
    differences
}

fn difference(
    difference: Difference,
    before: Option<&Claim>,
    after: Option<&Claim>,
    is_moved: bool,
) -> ClaimDifference {
    let text = |claim: Option<&Claim>| claim.map_or(String::new(), |claim| claim.text.clone());
    let (words_before, words_after) = match difference {
        Difference::Moved => (Vec::new(), Vec::new()),
        _ => changed_words(&text(before), &text(after)),
    };
    ClaimDifference {
        difference,
        before: before.cloned(),
        after: after.cloned(),
        words_before,
        words_after,
        is_moved,
    }
}

fn placed(content: &DocumentContent) -> Vec<Placed<'_>> {
    content
        .blocks
        .iter()
        .flat_map(|block| {
            block.entries.iter().flat_map(move |entry| {
                let header = entry.header.as_ref().map(|header| &header.fact);
                let entry_of = (block.kind, block.heading.as_str(), header);
                entry.claims.iter().map(move |claim| Placed { claim, entry: entry_of })
            })
        })
        .collect()
}

/// For each later claim the place of the earlier one it is.
fn paired(old: &[Placed<'_>], new: &[Placed<'_>]) -> Vec<Option<usize>> {
    let mut taken = vec![false; old.len()];
    let mut take = |is_it: &dyn Fn(&Placed<'_>) -> bool| {
        let at = old.iter().enumerate().position(|(at, old)| !taken[at] && is_it(old))?;
        taken[at] = true;
        Some(at)
    };
    let mut pairs: Vec<Option<usize>> =
        new.iter().map(|new| take(&|old| old.claim.id == new.claim.id)).collect();
    for (pair, new) in pairs.iter_mut().zip(new).filter(|(pair, _)| pair.is_none()) {
        let facts = facts_of(new.claim);
        *pair = take(&|old| !facts.is_empty() && old.entry == new.entry && facts_of(old.claim) == facts);
    }
    pairs
}

fn facts_of(claim: &Claim) -> HashSet<&FactId> {
    claim.cites.iter().map(|citation| &citation.fact).collect()
}

fn headers(before: &DocumentContent, after: &DocumentContent) -> Vec<HeaderDifference> {
    type Headed = ((BlockKind, String), EntryHeader);
    let all = |content: &DocumentContent| -> Vec<Headed> {
        let headers = content.blocks.iter().flat_map(|block| {
            let headers = block.entries.iter().filter_map(|entry| entry.header.clone());
            headers.map(|header| ((block.kind, block.heading.clone()), header))
        });
        headers.collect()
    };
    let (old, new) = (all(before), all(after));
    let order: Vec<Option<usize>> =
        new.iter().map(|(_, new)| old.iter().position(|(_, old)| old.fact == new.fact)).collect();
    let sections: Vec<_> = new.iter().map(|(section, _)| section.clone()).collect();
    let strays = moved_within(&sections, &order);
    let mut differences = Vec::new();
    for (place, ((_, new), partner)) in new.into_iter().zip(&order).enumerate() {
        let Some(at) = *partner else {
            differences.push(HeaderDifference {
                difference: Difference::Added,
                before: None,
                after: Some(new),
            });
            continue;
        };
        let is_moved = strays.contains(&place);
        let old = old[at].1.clone();
        let difference = match (old == new, is_moved) {
            (true, false) => continue,
            (true, true) => Difference::Moved,
            (false, _) => Difference::Changed,
        };
        differences.push(HeaderDifference { difference, before: Some(old), after: Some(new) });
    }
    let stayed: HashSet<usize> = order.into_iter().flatten().collect();
    let gone = old.into_iter().enumerate().filter(|(at, _)| !stayed.contains(at));
    differences.extend(gone.map(|(_, (_, old))| HeaderDifference {
        difference: Difference::Removed,
        before: Some(old),
        after: None,
    }));
    differences
}

fn sections(before: &DocumentContent, after: &DocumentContent) -> Vec<SectionDifference> {
    let name = |block: &Block| (block.kind, block.heading.clone());
    let old: Vec<_> = before.blocks.iter().map(name).collect();
    let new: Vec<_> = after.blocks.iter().map(name).collect();
    let stayed: HashSet<(usize, usize)> = align(&old, &new).into_iter().collect();
    let mut differences = Vec::new();
    for (after, section) in new.iter().enumerate() {
        let before = old.iter().position(|one| one == section);
        if before.is_some_and(|before| stayed.contains(&(before, after))) {
            continue;
        }
        let difference = if before.is_some() { Difference::Moved } else { Difference::Added };
        let (kind, heading) = section.clone();
        differences.push(SectionDifference { difference, kind, heading, before, after: Some(after) });
    }
    for (before, section) in old.iter().enumerate().filter(|(_, section)| !new.contains(section)) {
        let (kind, heading) = section.clone();
        let difference = Difference::Removed;
        differences.push(SectionDifference { difference, kind, heading, before: Some(before), after: None });
    }
    differences
}

#[cfg(test)]
mod tests;
