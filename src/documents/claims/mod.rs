//! Claims written elsewhere, held against a profile one by one: is what somebody wrote supported
//! by the facts it rests on? A whole document written elsewhere is the matter of
//! [`statements`](super::statements), which looks for the facts of claims that name none.

pub mod service;

use std::collections::HashSet;

use crate::documents::statements::support::Supporter;
use crate::documents::statements::{Context, Statement, StatementKind};
use crate::error::{Error, Result, Violation};
use crate::factcheck::FactBase;
use crate::factcheck::model::{Claim, Slot};
use crate::factcheck::written::{Written, cite, slot_of};
use crate::profiles::model::{Fact, FactId, ProfileContent};

/// The most claims checked at once.
pub const MAX_CLAIMS: usize = 50;
/// The most facts one claim may be said to rest on.
pub const MAX_CITES: usize = 50;
/// The longest text that is taken at all, in bytes. What is longer than a sentence, 1,000 bytes,
/// is stopped by the check unread.
pub const MAX_TEXT_BYTES: usize = 8 * 1024;

/// A claim to check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AskedClaim {
    /// Its words.
    pub text: String,
    /// Where it would stand.
    pub place: AskedPlace,
    /// The facts it is said to rest on; none if they are to be looked for.
    pub cites: Option<Vec<FactId>>,
}

/// Where a claim would stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AskedPlace {
    /// In the summary of a résumé.
    Summary,
    /// In the body of a letter.
    Letter,
    /// Under an item of the profile, or the entry that item is a line of.
    Entry(FactId),
}

/// A claim with what the check says of it.
#[derive(Debug, Clone, PartialEq)]
pub struct CheckedClaim {
    /// The claim, its verdict and findings.
    pub claim: Claim,
    /// The facts that were looked at, those it cites first.
    pub facts: Vec<Fact>,
}

/// Refuses what is too much to look at.
///
/// # Errors
/// `Invalid` with the places.
pub fn check_bounds(asked: &[AskedClaim]) -> Result<()> {
    let mut violations = Vec::new();
    if asked.len() > MAX_CLAIMS {
        let message = format!("At most {MAX_CLAIMS} claims are checked at once; send the others after.");
        violations.push(Violation::new("claims", "too_many", message));
    }
    for (index, claim) in asked.iter().enumerate().take(MAX_CLAIMS) {
        if claim.text.len() > MAX_TEXT_BYTES {
            let message =
                format!("A claim has at most {MAX_TEXT_BYTES} bytes; send it sentence by sentence.");
            violations.push(Violation::new(&format!("claims.{index}.text"), "too_long", message));
        }
        if claim.text.trim().is_empty() {
            let message = "Write at least one word, or leave the claim out.";
            violations.push(Violation::new(&format!("claims.{index}.text"), "required", message));
        }
        if claim.cites.as_ref().is_some_and(|cites| cites.len() > MAX_CITES) {
            let message = format!("A claim rests on at most {MAX_CITES} facts; name those it really needs.");
            violations.push(Violation::new(&format!("claims.{index}.cites"), "too_many", message));
        }
    }
    if violations.is_empty() {
        return Ok(());
    }
    Err(Error::violations("The claims were not checked; see the fields.", violations))
}

/// Checks each claim against the facts it cites; of one that cites none against those that carry
/// it best.
pub fn check(asked: &[AskedClaim], profile: &ProfileContent, base: &FactBase<'_>) -> Vec<CheckedClaim> {
    let mut supporter: Option<Supporter<'_, '_>> = None;
    let checked = asked.iter().map(|asked| {
        let slot = match &asked.place {
            AskedPlace::Summary => Some(Slot::Summary),
            AskedPlace::Letter => Some(Slot::Letter),
            AskedPlace::Entry(id) => slot_of(id, base),
        };
        let claim = match (&asked.cites, &slot) {
            (None, Some(slot)) => {
                let supporter = supporter.get_or_insert_with(|| Supporter::new(profile, base));
                supporter.carry(&statement(&asked.text, slot))
            }
            (cites, _) => {
                let cites = cites.iter().flatten().map(|fact| cite(fact.clone(), base)).collect();
                let place = match &asked.place {
                    AskedPlace::Entry(id) => id.as_str(),
                    AskedPlace::Summary | AskedPlace::Letter => "",
                };
                Written::new(asked.text.clone(), slot, place, cites).judged(base)
            }
        };
        CheckedClaim { facts: looked_at(&claim, base), claim }
    });
    checked.collect()
}

fn statement(text: &str, slot: &Slot) -> Statement {
    Statement {
        text: text.to_owned(),
        at: String::new(),
        kind: StatementKind::Line,
        context: match slot {
            Slot::Summary => Context::Summary,
            Slot::Letter => Context::Letter,
            Slot::Entry(entry) => Context::Under(vec![entry.clone()]),
        },
        cites: Vec::new(),
    }
}

/// The facts a claim cites and those its findings name, each once.
fn looked_at(claim: &Claim, base: &FactBase<'_>) -> Vec<Fact> {
    let cited = claim.cites.iter().map(|citation| &citation.fact);
    let named = claim.findings.iter().flat_map(|finding| &finding.facts);
    let mut seen = HashSet::new();
    let each = cited.chain(named).filter(|id| seen.insert(*id));
    each.filter_map(|id| base.find(id)).map(|known| known.fact.clone()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::factcheck::model::Verdict;
    use crate::jobs::model::Posting;
    use crate::language::lexicon::Lexicon;
    use crate::profiles::json_resume;
    use chrono::NaiveDate;
    use serde_json::json;

    const WASTE: &str = "$.work[0].highlights[0]";

    fn asked(text: &str, place: AskedPlace, cites: Option<&[&str]>) -> AskedClaim {
        let cites = cites.map(|cites| cites.iter().map(|id| FactId::new(*id)).collect());
        AskedClaim { text: text.to_owned(), place, cites }
    }

    #[test]
    fn a_claim_is_held_to_the_facts_it_cites_or_to_those_found_for_it() {
        let profile = json!({
            "basics": { "name": "Ada Moss" },
            "work": [
                { "name": "Harrow Mill", "position": "Baker", "highlights": ["Cut flour waste by 18%"] },
                { "name": "SS Larch", "position": "Cook", "highlights": ["Cooked for 40 sailors"] },
            ],
        });
        let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
        let posting = Posting::default();
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
        let mill = || AskedPlace::Entry(FactId::new("$.work[0]"));
        let check = |asked: AskedClaim, verdict: Verdict, code: Option<&str>, facts: &[&str]| {
            let text = asked.text.clone();
            let found = check(&[asked], &profile, &base).remove(0);
            assert_eq!(found.claim.verdict, verdict, "{text}: {:?}", found.claim.findings);
            let codes: Vec<&str> = found.claim.findings.iter().map(|finding| finding.code.as_str()).collect();
            assert!(code.is_none_or(|code| codes.contains(&code)), "{text}: {codes:?}");
            let looked_at: Vec<&str> = found.facts.iter().map(|fact| fact.id.as_str()).collect();
            assert_eq!(looked_at, facts, "{text}");
        };
        let cut = "Cut waste of flour by 18%";
        check(asked(cut, mill(), Some(&[WASTE])), Verdict::Pass, None, &[WASTE]);
        check(asked(cut, mill(), None), Verdict::Pass, None, &[WASTE]);
        check(asked(cut, AskedPlace::Entry(FactId::new(WASTE)), None), Verdict::Pass, None, &[WASTE]);
        check(asked(cut, mill(), Some(&[])), Verdict::Block, Some("uncited"), &[]);
        check(asked(cut, mill(), Some(&["$.x"])), Verdict::Block, Some("unknown_fact"), &[]);
        let lie = "Cut flour waste by 81%";
        check(asked(lie, mill(), Some(&[WASTE])), Verdict::Block, Some("number"), &[WASTE]);
        check(asked(lie, AskedPlace::Summary, None), Verdict::Block, Some("number"), &[WASTE]);
        let lost = || AskedPlace::Entry(FactId::new("$.work[7]"));
        check(asked(cut, lost(), Some(&[WASTE])), Verdict::Block, Some("unknown_slot"), &[WASTE]);
        check(asked(cut, lost(), None), Verdict::Block, Some("unknown_slot"), &[]);
    }

    #[test]
    fn what_is_too_much_is_refused_with_its_place_and_what_is_not_is_not() {
        let check = |claims: &[AskedClaim], expected: &[(&str, &str)]| {
            let found = check_bounds(claims).err().map(|error| error.places().to_vec()).unwrap_or_default();
            let found: Vec<(String, &str)> =
                found.iter().map(|place| (place.path.join("."), place.code.as_str())).collect();
            let expected: Vec<(String, &str)> =
                expected.iter().map(|(path, code)| ((*path).to_owned(), *code)).collect();
            assert_eq!(found, expected);
        };
        let good = asked("Baked.", AskedPlace::Letter, None);
        check(&[], &[]);
        check(&vec![good.clone(); MAX_CLAIMS], &[]);
        check(&vec![good.clone(); MAX_CLAIMS + 1], &[("claims", "too_many")]);
        let long = asked(&"a".repeat(MAX_TEXT_BYTES + 1), AskedPlace::Summary, None);
        check(&[good.clone(), long], &[("claims.1.text", "too_long")]);
        check(&[asked(" ", AskedPlace::Summary, None)], &[("claims.0.text", "required")]);
        let many = vec!["x"; MAX_CITES + 1];
        check(&[asked("a", AskedPlace::Summary, Some(&many))], &[("claims.0.cites", "too_many")]);
        check(&[asked("a", AskedPlace::Summary, Some(&many[1..]))], &[]);
    }
}
