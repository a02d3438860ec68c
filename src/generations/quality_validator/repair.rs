//! What becomes of a claim the fact check stops: the fact itself, or nothing.

use crate::documents::model::DocumentContent;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::{FactBase, check_claim, verdict};
use crate::generations::document_generator::headers::{find_header, find_statement};
use crate::profiles::model::ProfileContent;

/// Checks every claim; one that is stopped becomes its fact's own words or goes. Says how many
/// were stopped. Claims that pass keep what was found on them.
pub fn mend_claims(content: &mut DocumentContent, profile: &ProfileContent, base: &FactBase) -> u32 {
    let mut blocked = 0;
    for entry in content.blocks.iter_mut().flat_map(|block| &mut block.entries) {
        entry.claims.retain_mut(|claim| {
            claim.findings = check_claim(claim, base);
            claim.verdict = verdict(&claim.findings);
            if claim.verdict != Verdict::Block {
                return true;
            }
            blocked += 1;
            match verbatim(claim, profile, base) {
                Some(fact) => {
                    *claim = fact;
                    true
                }
                None => false,
            }
        });
    }
    for block in &mut content.blocks {
        block.entries.retain(|entry| entry.header.is_some() || !entry.claims.is_empty());
    }
    content.blocks.retain(|block| !block.entries.is_empty());
    blocked
}

/// The fact in its own words in the claim's place. Only a line under its entry can be put so:
/// a summary or letter with a bare fact in it does not read as one. Of an entry only
/// its statement is said, for its other fields stand in its header.
fn verbatim(claim: &Claim, profile: &ProfileContent, base: &FactBase) -> Option<Claim> {
    let (Slot::Entry(_), [citation]) = (&claim.slot, claim.cites.as_slice()) else { return None };
    let text = match find_header(profile, &citation.fact) {
        Some(_) => find_statement(profile, &citation.fact)?.to_owned(),
        None => base.find(&citation.fact)?.fact.text.clone(),
    };
    let mut replaced = Claim { text, origin: ClaimOrigin::Verbatim, ..claim.clone() };
    replaced.findings = check_claim(&replaced, base);
    replaced.verdict = verdict(&replaced.findings);
    (replaced.verdict != Verdict::Block).then_some(replaced)
}
