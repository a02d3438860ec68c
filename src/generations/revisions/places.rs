//! Where things stand in a document: finding, moving and taking out claims, entries and sections.
//! Pure; what is put there is decided elsewhere.

use super::model::SectionName;
use crate::documents::look::Look;
use crate::documents::model::{Block, BlockKind, DocumentContent, Entry};
use crate::error::{Error, Result, Violation};
use crate::factcheck::model::{Claim, Slot};
use crate::generations::chronology::newness;
use crate::profiles::model::{FactId, Item, ProfileContent};

/// The refusal of one operation, with the place of what is wrong.
pub fn wrong(at: &str, field: &str, code: &str, message: &str) -> Error {
    let place = Violation::new(&format!("{at}.{field}"), code, message);
    Error::violations("The document was not changed; see the fields.", vec![place])
}

/// Where a claim stands: its section, entry and place there.
pub fn place_of(content: &DocumentContent, claim_id: &str) -> Option<(usize, usize, usize)> {
    content.blocks.iter().enumerate().find_map(|(block_at, block)| {
        block.entries.iter().enumerate().find_map(|(entry_at, entry)| {
            let at = entry.claims.iter().position(|claim| claim.id == claim_id)?;
            Some((block_at, entry_at, at))
        })
    })
}

/// Puts a claim in the place of the one of its id.
pub fn replace(content: &mut DocumentContent, claim: Claim) {
    let place = content.claims_mut().find(|place| place.id == claim.id);
    if let Some(place) = place {
        *place = claim;
    }
}

/// Takes a claim out, and what its going leaves empty.
pub fn take_out(content: &mut DocumentContent, claim_id: &str) {
    for block in &mut content.blocks {
        let is_skills = block.kind == BlockKind::Skills;
        block.entries.retain_mut(|entry| {
            let had = entry.claims.len();
            entry.claims.retain(|claim| claim.id != claim_id);
            // The name of a group of skills says nothing once its skills are gone.
            let is_bare_group = is_skills && had > 0;
            !entry.claims.is_empty() || (entry.header.is_some() && !is_bare_group)
        });
    }
    content.blocks.retain(|block| !block.entries.is_empty());
}

/// Gives a claim another place in its entry.
///
/// # Errors
/// `Invalid` for a place the entry does not have.
pub fn move_claim(content: &mut DocumentContent, claim_id: &str, to: usize, at: &str) -> Result<()> {
    let (block, entry, from) = place_of(content, claim_id).ok_or_else(|| Error::not_found("claim"))?;
    shift(&mut content.blocks[block].entries[entry].claims, from, to, at)
}

/// Gives an entry another place in its section.
///
/// # Errors
/// `Invalid` for an entry the document does not have, or a place the section does not.
pub fn move_entry(content: &mut DocumentContent, entry: &str, to: usize, at: &str) -> Result<()> {
    let is_it = |one: &Entry| {
        one.header.as_ref().is_some_and(|header| header.fact.as_str() == entry)
            || one.claims.iter().any(|claim| claim.id == entry)
    };
    for block in &mut content.blocks {
        if let Some(from) = block.entries.iter().position(is_it) {
            return shift(&mut block.entries, from, to, at);
        }
    }
    Err(wrong(
        at,
        "entryId",
        "not_found",
        "The document has no entry of that header, and none with that claim.",
    ))
}

/// Gives a section another place.
///
/// # Errors
/// `Invalid` for a section the document does not have, or of which it has several by that name,
/// and for a place it does not have.
pub fn move_section(content: &mut DocumentContent, name: &SectionName, to: usize, at: &str) -> Result<()> {
    let heading = name.heading.as_deref();
    let is_it =
        |block: &Block| block.kind == name.kind && heading.is_none_or(|heading| block.heading == heading);
    let mut found = content.blocks.iter().enumerate().filter(|(_, block)| is_it(block)).map(|(at, _)| at);
    let Some(from) = found.next() else {
        return Err(wrong(at, "kind", "not_found", "The document has no such section."));
    };
    if found.next().is_some() {
        let message = "The document has several sections of that kind; say the heading of the one you mean.";
        return Err(wrong(at, "heading", "ambiguous", message));
    }
    shift(&mut content.blocks, from, to, at)
}

fn shift<T>(items: &mut Vec<T>, from: usize, to: usize, at: &str) -> Result<()> {
    if to >= items.len() {
        let message = format!("The last place there is {}; places are counted from 0.", items.len() - 1);
        return Err(wrong(at, "to", "out_of_range", &message));
    }
    let item = items.remove(from);
    items.insert(to, item);
    Ok(())
}

/// The section of a document in which the entries of a profile stand that hold this one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Home {
    /// What the section holds.
    pub kind: BlockKind,
    /// The heading a new one gets: the one the look asks for, or that of a section of one's own.
    pub heading: String,
    /// Whether the entry is printed with a header.
    pub has_header: bool,
}

/// Where a résumé of this look prints an entry of the profile; none for one that no section is for.
pub fn home_of(profile: &ProfileContent, entry: &FactId, look: &Look) -> Option<Home> {
    fn has<T>(items: &[Item<T>], entry: &FactId) -> bool {
        items.iter().any(|item| item.id == *entry)
    }
    let home = |kind, has_header| Some(Home { kind, heading: look.heading(kind), has_header });
    if profile.experience.iter().any(|experience| has(&experience.positions, entry)) {
        return home(BlockKind::Experience, true);
    }
    if let Some(group) = profile.skills.iter().find(|group| group.id == *entry) {
        let name = group.value.name.as_deref().unwrap_or_default().trim();
        let has_header = !name.is_empty() && !group.value.skills.is_empty();
        return home(BlockKind::Skills, has_header);
    }
    if let Some(section) = profile.sections.iter().find(|section| section.id == *entry) {
        return Some(Home { kind: BlockKind::Custom, heading: section.title.clone(), has_header: false });
    }
    let lists = [
        (has(&profile.projects, entry), BlockKind::Projects),
        (has(&profile.education, entry), BlockKind::Education),
        (has(&profile.certificates, entry), BlockKind::Certificates),
        (has(&profile.languages, entry), BlockKind::Languages),
        (has(&profile.publications, entry), BlockKind::Publications),
        (has(&profile.awards, entry), BlockKind::Awards),
        (has(&profile.volunteering, entry), BlockKind::Volunteering),
    ];
    let (_, kind) = lists.into_iter().find(|(is_there, _)| *is_there)?;
    home(kind, true)
}

/// The place of the section of a kind, made where sections of its kind stand if there is none. Sections of the
/// person's own are told apart by their headings.
pub fn section_at(content: &mut DocumentContent, kind: BlockKind, heading: &str) -> usize {
    let is_it = |block: &Block| block.kind == kind && (kind != BlockKind::Custom || block.heading == heading);
    content.blocks.iter().position(is_it).unwrap_or_else(|| {
        let at = content.blocks.iter().rposition(|block| block.kind <= kind).map_or(0, |before| before + 1);
        let block = Block { kind, heading: heading.to_owned(), entries: Vec::new() };
        content.blocks.insert(at, block);
        at
    })
}

/// The place of the entry of a section that shows this entry of the profile.
pub fn entry_at(block: &Block, entry: &FactId) -> Option<usize> {
    let slot = Slot::Entry(entry.clone());
    let shows = |one: &Entry| match &one.header {
        Some(header) => header.fact == *entry,
        // All lines of a section of one's own stand together.
        None => block.kind == BlockKind::Custom || one.claims.iter().any(|claim| claim.slot == slot),
    };
    block.entries.iter().position(shows)
}

/// Puts an entry into its section: by time where the section is told by time, else at the end.
pub fn insert_entry(block: &mut Block, entry: Entry) -> usize {
    let is_by_time =
        matches!(block.kind, BlockKind::Experience | BlockKind::Education | BlockKind::Volunteering);
    let age = |entry: &Entry| entry.header.as_ref().map(|header| newness(&header.period));
    let at = match age(&entry).filter(|_| is_by_time) {
        Some(new) => block.entries.iter().position(|other| age(other).is_some_and(|other| other < new)),
        None => None,
    };
    let at = at.unwrap_or(block.entries.len());
    block.entries.insert(at, entry);
    at
}
