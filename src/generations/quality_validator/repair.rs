//! What becomes of a claim the fact check stops: other words, the fact itself, or nothing.

use std::collections::HashMap;

use crate::documents::model::DocumentContent;
use crate::factcheck::FactBase;
use crate::factcheck::model::{Claim, ClaimOrigin, Slot, Verdict};
use crate::factcheck::written::judge;
use crate::generations::document_generator::headers::{find_header, find_statement};
use crate::profiles::model::ProfileContent;

/// What a model made of claims that were stopped, by claim: its one try at stricter words.
/// Empty where no model works.
pub type Rewrites = HashMap<String, String>;

/// How many claims were stopped, and what became of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Mended {
    /// Stopped; the sum of the others.
    pub blocked: u32,
    /// Passed in other words.
    pub rewritten: u32,
    /// Gave way to the fact.
    pub replaced: u32,
    /// Went.
    pub dropped: u32,
}

/// Checks every claim. One that is stopped takes its rewriting if that passes, else the words of
/// the fact it cites if they can stand in its place, and else goes. Whatever stays keeps what
/// was found on it.
pub fn mend_claims(
    content: &mut DocumentContent,
    profile: &ProfileContent,
    base: &FactBase,
    rewrites: &Rewrites,
) -> Mended {
    let mut mended = Mended::default();
    for entry in content.blocks.iter_mut().flat_map(|block| &mut block.entries) {
        entry.claims.retain_mut(|claim| {
            if check(claim, base) {
                return true;
            }
            mended.blocked += 1;
            if let Some(rewritten) = rewritten(claim, base, rewrites) {
                mended.rewritten += 1;
                *claim = rewritten;
                return true;
            }
            if let Some(fact) = verbatim(claim, profile, base) {
                mended.replaced += 1;
                *claim = fact;
                return true;
            }
            mended.dropped += 1;
            false
        });
    }
    for block in &mut content.blocks {
        block.entries.retain(|entry| entry.header.is_some() || !entry.claims.is_empty());
    }
    content.blocks.retain(|block| !block.entries.is_empty());
    mended
}

/// Notes on the claim what is found; whether it may stay.
fn check(claim: &mut Claim, base: &FactBase) -> bool {
    judge(claim, base) != Verdict::Block
}

fn rewritten(claim: &Claim, base: &FactBase, rewrites: &Rewrites) -> Option<Claim> {
    let text = rewrites.get(&claim.id)?.trim().to_owned();
    let mut rewritten = Claim { text, origin: ClaimOrigin::Model, ..claim.clone() };
    (!rewritten.text.is_empty() && check(&mut rewritten, base)).then_some(rewritten)
}

/// The first fact the claim cites that can stand in its place, in its own words. Only under an
/// entry can one: a summary or letter with a bare fact in it does not read as one. Of an entry
/// only its statement is said, for its other fields stand in its header.
pub fn verbatim(claim: &Claim, profile: &ProfileContent, base: &FactBase) -> Option<Claim> {
    let Slot::Entry(_) = &claim.slot else { return None };
    claim.cites.iter().find_map(|citation| {
        let text = match find_header(profile, &citation.fact) {
            Some(_) => find_statement(profile, &citation.fact)?,
            None => &base.find(&citation.fact)?.fact.text,
        };
        let (text, cites) = (text.to_owned(), vec![citation.clone()]);
        let mut replaced =
            Claim { text, cites, quotes: Vec::new(), origin: ClaimOrigin::Verbatim, ..claim.clone() };
        check(&mut replaced, base).then_some(replaced)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::look::Look;
    use crate::documents::model::{Block, BlockKind, DocumentKind, Entry, Identity};
    use crate::factcheck::samples::{claim, under};
    use crate::jobs::model::Posting;
    use crate::language::lexicon::Lexicon;
    use crate::profiles::json_resume;
    use chrono::NaiveDate;
    use serde_json::json;

    const WASTE: &str = "$.work[0].highlights[0]";
    const SHIP: &str = "$.work[1].highlights[0]";

    /// What one claim becomes in a document of its own, and the counts: blocked, rewritten,
    /// replaced, dropped.
    fn mend(claim: Claim, rewrite: Option<&str>) -> (Option<Claim>, [u32; 4]) {
        let profile = json!({
            "basics": { "name": "Ada Moss", "summary": "Baker who likes early mornings." },
            "work": [
                { "name": "Harrow Mill", "position": "Baker", "summary": "Bread for the town.",
                  "highlights": ["Cut flour waste by 18%"] },
                { "name": "SS Larch", "position": "Cook", "highlights": ["Cooked for 40 sailors"] },
            ],
        });
        let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
        let posting = Posting::default();
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
        let block = Block {
            kind: BlockKind::Experience,
            heading: "Experience".to_owned(),
            entries: vec![Entry { header: None, claims: vec![claim] }],
        };
        let mut content = DocumentContent {
            kind: DocumentKind::Resume,
            language: "en".to_owned(),
            identity: Identity::default(),
            letter: None,
            look: Look::default(),
            blocks: vec![block],
        };
        let rewrites = rewrite.into_iter().map(|text| ("c1".to_owned(), text.to_owned())).collect();
        let Mended { blocked, rewritten, replaced, dropped } =
            mend_claims(&mut content, &profile, &base, &rewrites);
        assert_eq!(content.blocks.is_empty(), dropped > 0, "what a dropped claim leaves empty goes too");
        (content.claims().next().cloned(), [blocked, rewritten, replaced, dropped])
    }

    fn entry() -> Slot {
        under("$.work[0]")
    }

    #[test]
    fn a_claim_that_passes_stays_as_it_is() {
        let (kept, counts) = mend(claim("Cut flour waste by 18%", entry(), &[WASTE]), Some("Lied"));
        assert_eq!((kept.expect("a claim").text.as_str(), counts), ("Cut flour waste by 18%", [0; 4]));
    }

    #[test]
    fn a_stopped_claim_takes_its_one_rewriting_if_that_passes() {
        let stopped = || claim("Cut flour waste by 81%", entry(), &[WASTE]);
        let (kept, counts) = mend(stopped(), Some(" Cut waste of flour by 18% "));
        let kept = kept.expect("a claim");
        assert_eq!((kept.text.as_str(), kept.origin), ("Cut waste of flour by 18%", ClaimOrigin::Model));
        assert_eq!((kept.verdict, counts), (Verdict::Pass, [1, 1, 0, 0]));
        for worse in ["Cut flour waste by 82%", ""] {
            let (kept, counts) = mend(stopped(), Some(worse));
            let kept = kept.expect("a claim");
            assert_eq!((kept.text.as_str(), kept.origin), ("Cut flour waste by 18%", ClaimOrigin::Verbatim));
            assert_eq!(counts, [1, 0, 1, 0], "{worse:?}");
        }
    }

    #[test]
    fn a_stopped_claim_gives_way_to_its_fact_or_goes() {
        let check = |claim: Claim, expected: Option<&str>| {
            let (kept, counts) = mend(claim.clone(), None);
            assert_eq!(kept.as_ref().map(|kept| kept.text.as_str()), expected, "{}", claim.text);
            let counted = if expected.is_some() { [1, 0, 1, 0] } else { [1, 0, 0, 1] };
            assert_eq!(counts, counted, "{}", claim.text);
            assert!(kept.is_none_or(|kept| kept.findings.is_empty()));
        };
        let lie = "Ran 12 mills";
        check(claim(lie, entry(), &[WASTE]), Some("Cut flour waste by 18%"));
        check(claim(lie, entry(), &["$.work[0]", WASTE]), Some("Bread for the town."));
        check(claim(lie, entry(), &[SHIP, WASTE]), Some("Cut flour waste by 18%"));
        check(claim(lie, entry(), &[SHIP]), None);
        check(claim(lie, under("$.work[1]"), &["$.work[1]"]), None);
        check(claim(lie, entry(), &[]), None);
        check(claim(lie, Slot::Summary, &[WASTE]), None);
        check(claim(lie, Slot::Letter, &[WASTE]), None);
    }
}
