//! A claim that somebody hands in: where it would stand, what it cites, and what is found of it.
//! What the commands and the API that take claims have in common.

use super::base::FactBase;
use super::model::{Check, Citation, Claim, ClaimOrigin, Finding, Slot, Verdict};
use super::reasons::UNKNOWN_SLOT;
use super::{check_claim, verdict};
use crate::language::span::Span;
use crate::profiles::model::{FactId, FactKind};

/// A claim as it was handed in.
#[derive(Debug)]
pub struct Written {
    /// The claim. Nobody vouches for the words, so they count as a model's.
    pub claim: Claim,
    /// What is wrong with its place alone, before any check.
    pub findings: Vec<Finding>,
}

impl Written {
    /// The words for a place, on those facts as they stand. `slot` is none for an entry the
    /// profile does not have, which `asked` is then the name of.
    pub fn new(text: String, slot: Option<Slot>, asked: &str, cites: Vec<Citation>) -> Self {
        let findings = if slot.is_none() { vec![unknown_slot(&text)] } else { Vec::new() };
        let claim = Claim {
            id: String::new(),
            text,
            slot: slot.unwrap_or_else(|| Slot::Entry(FactId::new(asked))),
            cites,
            quotes: Vec::new(),
            origin: ClaimOrigin::Model,
            verdict: Verdict::Pass,
            findings: Vec::new(),
        };
        Self { claim, findings }
    }

    /// The claim with all that is found of it, its place first.
    pub fn judged(self, base: &FactBase<'_>) -> Claim {
        let Self { mut claim, mut findings } = self;
        findings.extend(check_claim(&claim, base));
        claim.verdict = verdict(&findings);
        claim.findings = findings;
        claim
    }
}

/// Notes on a claim what is found of it, and says the verdict.
pub fn judge(claim: &mut Claim, base: &FactBase<'_>) -> Verdict {
    claim.findings = check_claim(claim, base);
    claim.verdict = verdict(&claim.findings);
    claim.verdict
}

/// Cites a fact as it stands; one the profile does not have is for the check of citations.
pub fn cite(fact: FactId, base: &FactBase<'_>) -> Citation {
    let version = base.find(&fact).map_or(1, |known| known.fact.version);
    Citation { fact, version }
}

/// Where a document prints what is written for an item of the profile; none where the profile has
/// no such item. A line's place is its entry, and that of a field of the basics the summary.
pub fn slot_of(id: &FactId, base: &FactBase<'_>) -> Option<Slot> {
    let Some(known) = base.find(id) else {
        // Entries without words of their own, and sections, are known by their lines.
        let is_entry = base.facts().any(|known| known.fact.entry.as_ref() == Some(id));
        return is_entry.then(|| Slot::Entry(id.clone()));
    };
    Some(match (known.fact.kind, &known.fact.entry) {
        (_, Some(entry)) => Slot::Entry(entry.clone()),
        (
            FactKind::Name
            | FactKind::Label
            | FactKind::Email
            | FactKind::Phone
            | FactKind::Link
            | FactKind::Location
            | FactKind::Summary,
            None,
        ) => Slot::Summary,
        (_, None) => Slot::Entry(id.clone()),
    })
}

fn unknown_slot(text: &str) -> Finding {
    Finding {
        check: Check::Attribution,
        code: UNKNOWN_SLOT.to_owned(),
        severity: Verdict::Block,
        span: Span::new(0, text.len()),
        facts: Vec::new(),
        message: "It is written for an entry the profile does not have.".to_owned(),
        mend: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jobs::model::Posting;
    use crate::language::lexicon::Lexicon;
    use crate::profiles::json_resume;
    use chrono::NaiveDate;
    use serde_json::json;

    #[test]
    fn an_item_of_the_profile_has_a_place_in_documents() {
        let profile = json!({
            "basics": { "name": "Ada Moss", "summary": "Bakes." },
            "work": [{ "name": "Harrow Mill", "position": "Baker", "highlights": ["Cut waste by 18%"] }],
            "skills": [{ "keywords": ["Rye"] }],
            "jobwise": { "sections": [{ "title": "Patents", "items": ["US 1"] }] },
        });
        let profile = json_resume::parse(&profile, &mut json_resume::path_ids()).expect("a profile");
        let posting = Posting::default();
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
        let check = |id: &str, expected: Option<Slot>| {
            assert_eq!(slot_of(&FactId::new(id), &base), expected, "{id}");
        };
        let entry = |id: &str| Some(Slot::Entry(FactId::new(id)));
        check("$.basics.name", Some(Slot::Summary));
        check("$.work[0]", entry("$.work[0]"));
        check("$.work[0].highlights[0]", entry("$.work[0]"));
        check("$.skills[0]", entry("$.skills[0]"));
        check("$.skills[0].keywords[0]", entry("$.skills[0]"));
        let section = profile.sections[0].id.clone();
        check(section.as_str(), entry(section.as_str()));
        check(profile.sections[0].items[0].id.as_str(), entry(section.as_str()));
        check("$.work[1]", None);
        check("", None);
    }

    #[test]
    fn a_claim_for_no_entry_is_stopped_before_any_check() {
        let profile =
            json_resume::parse(&json!({ "basics": { "name": "Ada" } }), &mut json_resume::path_ids())
                .expect("a profile");
        let posting = Posting::default();
        let today = NaiveDate::from_ymd_opt(2026, 11, 20).expect("a day");
        let base = FactBase::new(&profile, &posting, today, Lexicon::built_in());
        let found = |slot: Option<Slot>| {
            let cites = vec![cite(FactId::new("$.basics.name"), &base)];
            let claim = Written::new("Ada".to_owned(), slot, "$.work[3]", cites).judged(&base);
            (claim.verdict, claim.findings.first().map(|finding| finding.code.clone()))
        };
        assert_eq!(found(Some(Slot::Summary)), (Verdict::Pass, None));
        assert_eq!(found(None), (Verdict::Block, Some(UNKNOWN_SLOT.to_owned())));
    }
}
