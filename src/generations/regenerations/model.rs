//! What is asked for, and the parts of a document it is about. Pure.

use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::documents::model::{Block, DocumentContent, Entry};
use crate::error::{Error, Result, Violation};
use crate::factcheck::model::Claim;
use crate::generations::revisions::model::{MAX_REASON_CHARS, SectionName};
use crate::generations::revisions::places::{take_out, wrong};
use crate::profiles::validate::text_fault;

/// The longest instruction, in characters: it stands with the version as its reason.
pub const MAX_INSTRUCTION_CHARS: usize = MAX_REASON_CHARS;

/// The most claims that can be named.
pub const MAX_CLAIMS: usize = 50;

/// What is asked for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct StartRegeneration {
    /// The document.
    pub document_id: Uuid,
    /// Its version as the person read it.
    pub version: u32,
    /// What of it is to be written anew.
    pub place: Place,
    /// How, in the person's words.
    pub instruction: String,
    /// Names the request, so that repeating it does nothing twice. 1 to 200 characters.
    #[serde(skip)]
    pub idempotency_key: Option<String>,
}

/// What of a document is to be written anew.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Place {
    /// A section.
    Section(SectionName),
    /// An entry, by the fact of its header or by any of its claims.
    Entry(String),
    /// These claims.
    Claims(Vec<String>),
}

/// Claims of one entry that are written anew, in print order.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Part {
    /// The section's place in the document.
    pub block: usize,
    /// The entry's place in it.
    pub entry: usize,
    /// The claims; of an entry without any, none.
    pub claims: Vec<String>,
}

impl StartRegeneration {
    /// The same with its instruction tidied.
    ///
    /// # Errors
    /// `Invalid` for an instruction that is empty, too long or holds invisible characters.
    pub fn tidied(mut self) -> Result<Self> {
        let refuse = |code: &str, message: String| {
            let place = Violation::new("instruction", code, message);
            Err(Error::violations("Nothing was queued; see the fields.", vec![place]))
        };
        self.instruction = self.instruction.trim().to_owned();
        if self.instruction.is_empty() {
            return refuse(
                "required",
                "Say how the section is to be written, such as \"shorter\".".to_owned(),
            );
        }
        if self.instruction.chars().count() > MAX_INSTRUCTION_CHARS {
            return refuse(
                "too_long",
                format!("An instruction has at most {MAX_INSTRUCTION_CHARS} characters."),
            );
        }
        match text_fault(&self.instruction) {
            Some(fault) => refuse(fault.code, fault.message.to_owned()),
            None => Ok(self),
        }
    }
}

impl Part {
    /// The entry it is of.
    pub fn entry<'c>(&self, content: &'c DocumentContent) -> &'c Entry {
        &content.blocks[self.block].entries[self.entry]
    }

    /// Its claims.
    pub fn claims<'c>(&self, content: &'c DocumentContent) -> impl Iterator<Item = &'c Claim> {
        self.entry(content).claims.iter().filter(|claim| self.claims.contains(&claim.id))
    }
}

/// The parts of a document that a place names; at least one claim is in them.
///
/// # Errors
/// `Invalid` with the place for what the document does not have, and where nothing is written.
pub fn parts_of(content: &DocumentContent, place: &Place) -> Result<Vec<Part>> {
    let parts = match place {
        Place::Section(name) => {
            let block = section(content, name)?;
            let entries = content.blocks[block].entries.iter().enumerate();
            entries.map(|(entry, found)| whole(block, entry, found)).collect()
        }
        Place::Entry(id) => {
            let is_it = |entry: &Entry| {
                entry.header.as_ref().is_some_and(|header| header.fact.as_str() == id)
                    || entry.claims.iter().any(|claim| claim.id == *id)
            };
            let found = entries(content).find(|(_, _, entry)| is_it(entry));
            let (block, entry, found) = found.ok_or_else(|| {
                let message = "The document has no entry of that header, and none with that claim.";
                wrong("place", "entryId", "not_found", message)
            })?;
            vec![whole(block, entry, found)]
        }
        Place::Claims(ids) => named(content, ids)?,
    };
    if parts.iter().all(|part| part.claims.is_empty()) {
        let message =
            "Nothing is written there: all of it is copied from the profile and changes with it alone.";
        return Err(wrong("place", "", "nothing_written", message));
    }
    Ok(parts)
}

/// The document with other claims in its parts, a list for each. What their going leaves empty
/// goes with them.
pub fn with_claims(content: &DocumentContent, parts: &[Part], lists: &[Vec<Claim>]) -> DocumentContent {
    let mut made = content.clone();
    let mut gone: Vec<&str> = Vec::new();
    for (part, list) in parts.iter().zip(lists) {
        let claims = &mut made.blocks[part.block].entries[part.entry].claims;
        let at = claims.iter().position(|claim| part.claims.contains(&claim.id)).unwrap_or(claims.len());
        let (old, rest): (Vec<Claim>, Vec<Claim>) =
            std::mem::take(claims).into_iter().partition(|claim| part.claims.contains(&claim.id));
        claims.extend(rest);
        let old = old.into_iter().filter(|claim| list.iter().all(|new| new.id != claim.id));
        let old: Vec<Claim> = old.collect();
        gone.extend(
            part.claims.iter().filter(|id| old.iter().any(|claim| claim.id == **id)).map(String::as_str),
        );
        claims.splice(at..at, list.iter().cloned().chain(old));
    }
    // Only now, for places are counted.
    gone.iter().for_each(|claim| take_out(&mut made, claim));
    made
}

fn entries(content: &DocumentContent) -> impl Iterator<Item = (usize, usize, &Entry)> {
    content.blocks.iter().enumerate().flat_map(|(block, found)| {
        found.entries.iter().enumerate().map(move |(entry, found)| (block, entry, found))
    })
}

fn whole(block: usize, entry: usize, found: &Entry) -> Part {
    Part { block, entry, claims: found.claims.iter().map(|claim| claim.id.clone()).collect() }
}

fn section(content: &DocumentContent, name: &SectionName) -> Result<usize> {
    let heading = name.heading.as_deref();
    let is_it =
        |block: &Block| block.kind == name.kind && heading.is_none_or(|heading| block.heading == heading);
    let mut found = (0..content.blocks.len()).filter(|at| is_it(&content.blocks[*at]));
    let first = found
        .next()
        .ok_or_else(|| wrong("place.section", "kind", "not_found", "The document has no such section."))?;
    if found.next().is_some() {
        let message = "The document has several sections of that kind; say the heading of the one you mean.";
        return Err(wrong("place.section", "heading", "ambiguous", message));
    }
    Ok(first)
}

fn named(content: &DocumentContent, ids: &[String]) -> Result<Vec<Part>> {
    if ids.is_empty() || ids.len() > MAX_CLAIMS {
        let message = format!("Name 1 to {MAX_CLAIMS} claims.");
        return Err(wrong("place", "claimIds", "count", &message));
    }
    let has = |id: &&String| content.claims().any(|claim| claim.id == **id);
    if !ids.iter().all(|id| has(&id)) {
        return Err(wrong("place", "claimIds", "not_found", "The document has no such claim."));
    }
    let parts = entries(content).map(|(block, entry, found)| {
        let claims = found.claims.iter().map(|claim| &claim.id).filter(|id| ids.contains(id));
        Part { block, entry, claims: claims.cloned().collect() }
    });
    Ok(parts.filter(|part| !part.claims.is_empty()).collect())
}
