//! Facts that come back into a résumé, and the places claims are put at: sections and entries are
//! made where there are none, with headers copied as all headers are. Part of what operations make.

use super::apply::{Target, Working, done, new_claim_id, profile_gone, refused, stopped};
use super::model::{Outcome, RevisionStatus};
use super::places::{entry_at, home_of, insert_entry, section_at, wrong};
use crate::documents::model::{BlockKind, DocumentKind, Entry, EntryHeader};
use crate::error::Result;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::{cite, judge, slot_of};
use crate::generations::document_generator::headers::{find_header, find_statement};
use crate::profiles::model::{FactId, ProfileContent};

impl Working<'_> {
    /// Prints a fact in its own words where a résumé prints such facts.
    pub(super) fn restore_fact(&mut self, fact: &FactId, at: &str) -> Result<Outcome> {
        let (kind, look) = (self.content.kind, self.content.look.clone());
        let Some((base, profile)) = self.facts() else { return Ok(profile_gone(None)) };
        let known = base.find(fact).filter(|known| known.fact.standing.is_publishable());
        let message = "The profile has no such fact, or it is not confirmed.";
        let known = known.ok_or_else(|| wrong(at, "", "not_found", message))?;
        if kind == DocumentKind::CoverLetter {
            return Ok(refused(RevisionStatus::NoOwnWords, None));
        }
        let slot = slot_of(fact, base).unwrap_or(Slot::Summary);
        let Slot::Entry(entry) = slot.clone() else {
            return Ok(refused(RevisionStatus::NoOwnWords, None));
        };
        let home = home_of(profile, &entry, &look)
            .ok_or_else(|| wrong(at, "", "no_section", "A résumé has no section that prints such facts."))?;
        let words = match (*fact == entry, home.kind) {
            // A group is told by its skills; one without any is a skill itself.
            (true, BlockKind::Skills) if home.has_header => {
                return Ok(refused(RevisionStatus::NoOwnWords, None));
            }
            (true, BlockKind::Skills) => name_of_group(profile, fact),
            (true, _) => find_statement(profile, fact).map(str::to_owned),
            (false, _) => Some(known.fact.text.trim().to_owned()),
        };
        let cites = vec![cite(fact.clone(), base)];
        // The tags of a project cite it, too, and do not say what it says.
        let is_it = |claim: &&Claim| {
            matches!(claim.slot, Slot::Entry(_))
                && claim.origin != ClaimOrigin::Rule
                && claim.cites.iter().any(|cited| cited.fact == *fact)
        };
        if let Some(claim) = self.content.claims().find(is_it) {
            return Ok(done(Some(claim)));
        }
        let was = self.content.clone();
        let target = self.end_of(&slot, at)?;
        let Some(text) = words else { return Ok(done(None)) };
        let mut claim = Claim {
            id: new_claim_id(),
            text,
            slot,
            cites,
            quotes: Vec::new(),
            origin: ClaimOrigin::Verbatim,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        };
        let Some((base, _)) = self.facts() else { return Ok(profile_gone(None)) };
        if judge(&mut claim, base) == Verdict::Block {
            self.content = was;
            return Ok(stopped(claim, RevisionStatus::Blocked));
        }
        Ok(self.put(claim, target))
    }

    /// The place at the end of where claims of a slot stand, which is made if there is none.
    pub(super) fn end_of(&mut self, slot: &Slot, at: &str) -> Result<Target> {
        let is_letter = self.content.kind == DocumentKind::CoverLetter;
        if is_letter != (*slot == Slot::Letter) {
            let message = "A résumé has no such part, nor has a letter that of a résumé.";
            return Err(wrong(at, "place", "no_section", message));
        }
        let (kind, heading, has_header) = match slot {
            Slot::Letter => (BlockKind::Body, String::new(), false),
            Slot::Summary => (BlockKind::Summary, self.content.look.heading(BlockKind::Summary), false),
            Slot::Entry(entry) => {
                let home = home_of(self.profile(), entry, &self.content.look).ok_or_else(|| {
                    wrong(at, "place", "no_section", "A résumé has no section that prints such entries.")
                })?;
                (home.kind, home.heading, home.has_header)
            }
        };
        let section = section_at(&mut self.content, kind, &heading);
        let block = &self.content.blocks[section];
        let found = match slot {
            Slot::Summary => block.entries.first().map(|_| 0),
            // Each is a paragraph of its own.
            Slot::Letter => None,
            // Skills that are no groups share a line.
            Slot::Entry(_) if kind == BlockKind::Skills && !has_header => {
                block.entries.iter().position(|entry| entry.header.is_none())
            }
            Slot::Entry(entry) => entry_at(block, entry),
        };
        let entry = match (found, slot) {
            (Some(found), _) => found,
            (None, Slot::Entry(entry)) if has_header => {
                let header = Some(self.header(entry, at)?);
                insert_entry(&mut self.content.blocks[section], Entry { header, claims: Vec::new() })
            }
            (None, _) => {
                insert_entry(&mut self.content.blocks[section], Entry { header: None, claims: Vec::new() })
            }
        };
        let claim = self.content.blocks[section].entries[entry].claims.len();
        Ok(Target::At(section, entry, claim))
    }

    /// The header of an entry, copied from the profile the run was given as all headers are; what
    /// has changed since would stand there as it was.
    fn header(&self, entry: &FactId, at: &str) -> Result<EntryHeader> {
        let header = find_header(&self.ground.run.profile, entry);
        let now = find_header(self.profile(), entry);
        match (header, now) {
            (Some(header), Some(now)) if header == now => Ok(header),
            (Some(_), _) => {
                let message = "That entry has changed since the document was made. Make a new document.";
                Err(wrong(at, "", "entry_changed", message))
            }
            (None, _) => {
                let message =
                    "That entry came to the profile after the document was made. Make a new document.";
                Err(wrong(at, "", "entry_new", message))
            }
        }
    }
}

fn name_of_group(profile: &ProfileContent, id: &FactId) -> Option<String> {
    profile.skills.iter().find(|group| group.id == *id)?.value.name.clone()
}
