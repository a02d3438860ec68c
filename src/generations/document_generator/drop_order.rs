//! Which claims go first when a draft is too long.

use std::collections::{HashMap, HashSet};

use super::material::Material;
use crate::documents::model::{BlockKind, DocumentContent, DocumentKind};
use crate::factcheck::model::{Claim, ClaimOrigin};
use crate::language::terms::TextIndex;
use crate::profiles::model::FactId;
use crate::scoring::coverage::CompiledKeywords;

/// What a draft can do without, by claims, and by their facts entries that may go whole.
pub struct DropOrder {
    /// Printed only where there is room left, the first to go first.
    pub spare: Vec<String>,
    /// The others, to go once these are gone.
    pub rest: Vec<String>,
}

/// Puts what may go in order: the least worthy first, but the last carrier of a keyword only
/// when nothing else is left. What rests on pinned facts is absent.
pub fn drop_order(content: &DocumentContent, material: &Material) -> DropOrder {
    let keywords = CompiledKeywords::new(&material.analysis.keywords, material.lexicon);
    let supported: HashSet<&str> =
        material.compiled.supported.iter().map(|support| support.term.as_str()).collect();
    let names = |text: &str| -> Vec<&str> {
        keywords
            .named_in(&TextIndex::new(text, material.lexicon))
            .filter(|(keyword, is_named)| *is_named && supported.contains(keyword.term.as_str()))
            .map(|(keyword, _)| keyword.term.as_str())
            .collect()
    };
    let mut carriers: HashMap<&str, usize> = HashMap::new();
    // A header stays, so it counts for more than all claims together.
    let always = content.claims().count() + 1;
    let mut candidates: Vec<(f32, &str, Vec<&str>)> = Vec::new();
    // A project or voluntary work whose lines are all gone goes with them. It stands first in
    // the order, for it goes no sooner than its lines do.
    let mut order: Vec<String> = Vec::new();
    let (mut spare, mut spare_lines): (Vec<String>, Vec<(f32, &str)>) = (Vec::new(), Vec::new());
    for block in &content.blocks {
        for entry in &block.entries {
            let header = entry.header.as_ref();
            // What is spare goes before anything else, so no keyword rests on it alone.
            let is_spare_entry = header.is_some_and(|header| is_spare(content, &header.fact, material));
            if let Some(header) = header.filter(|_| is_spare_entry) {
                if entry.claims.is_empty() {
                    spare_lines.push((material.score(&header.fact), header.fact.as_str()));
                } else {
                    spare.push(header.fact.to_string());
                }
            } else if let Some(header) = header {
                let named = names(&format!("{}, {}", header.title, header.detail));
                if is_optional(block.kind) && entry.claims.is_empty() && !material.is_pinned(&header.fact) {
                    for term in &named {
                        *carriers.entry(term).or_default() += 1;
                    }
                    // Languages share one line, so leaving one out gains nothing until all are gone.
                    let is_shared = block.kind == BlockKind::Languages;
                    let bonus = if is_shared { SHARED_LINE_BONUS } else { 0.0 };
                    candidates.push((material.score(&header.fact) + bonus, header.fact.as_str(), named));
                } else {
                    if is_optional(block.kind) && named.is_empty() && !material.is_pinned(&header.fact) {
                        order.push(header.fact.to_string());
                    }
                    for term in named {
                        *carriers.entry(term).or_default() += always;
                    }
                }
            }
            for claim in &entry.claims {
                let mut cited = claim.cites.iter().map(|citation| &citation.fact);
                if is_spare_entry
                    || (!claim.cites.is_empty() && cited.all(|fact| is_spare(content, fact, material)))
                {
                    spare_lines.push((worth(claim, block.kind, material), claim.id.as_str()));
                    continue;
                }
                let named = names(&claim.text);
                for term in &named {
                    *carriers.entry(term).or_default() += 1;
                }
                if claim.cites.iter().any(|citation| material.is_pinned(&citation.fact)) {
                    continue;
                }
                candidates.push((worth(claim, block.kind, material), claim.id.as_str(), named));
            }
        }
    }
    // Later claims go before earlier ones of the same worth.
    candidates.reverse();
    candidates.sort_by(|a, b| a.0.total_cmp(&b.0));
    let mut kept = Vec::new();
    for (_, id, named) in candidates {
        if named.iter().any(|term| carriers.get(term).is_some_and(|&count| count < 2)) {
            kept.push(id.to_owned());
            continue;
        }
        for term in &named {
            carriers.entry(term).and_modify(|count| *count -= 1);
        }
        order.push(id.to_owned());
    }
    order.extend(kept);
    spare_lines.reverse();
    spare_lines.sort_by(|a, b| a.0.total_cmp(&b.0));
    spare.extend(spare_lines.into_iter().map(|(_, id)| id.to_owned()));
    DropOrder { spare, rest: order }
}

/// Whether a fact is in the document only where there is room left. A letter is not filled up.
fn is_spare(content: &DocumentContent, fact: &FactId, material: &Material) -> bool {
    content.kind == DocumentKind::Resume && material.is_spare(fact)
}

/// What entries that share a line outlive single lines by: more than any score.
const SHARED_LINE_BONUS: f32 = 150.0;

/// Sections whose entries may be left out. Positions and degrees are told whole: a gap in them
/// would say what is not so.
fn is_optional(kind: BlockKind) -> bool {
    use BlockKind::*;
    matches!(kind, Certificates | Languages | Publications | Awards | Volunteering | Projects)
}

/// A single skill takes a few letters of a line, so leaving one out gains next to nothing: it
/// outlives a line of the same worth by this much.
const SKILL_BONUS: f32 = 50.0;

/// The worth of a claim is that of its best fact; a summary outlives any single line, and the
/// tags of a project go before its lines.
fn worth(claim: &Claim, kind: BlockKind, material: &Material) -> f32 {
    let best = claim.cites.iter().map(|citation| material.score(&citation.fact)).fold(0.0, f32::max);
    match (kind, claim.origin) {
        (BlockKind::Summary, _) => best + 100.0,
        (BlockKind::Skills, _) => best + SKILL_BONUS,
        (BlockKind::Projects, ClaimOrigin::Rule) => 0.0,
        _ => best,
    }
}
