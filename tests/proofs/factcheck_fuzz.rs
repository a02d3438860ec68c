//! The fact check over random claims and facts: each is answered, and none makes a check fail.
//! The bench runs very many more and looks at their time.

use std::panic::{AssertUnwindSafe, catch_unwind};

use jobwise::factcheck::{FactBase, check_claim, reasons};
use jobwise::language::lexicon::Lexicon;
use jobwise::profiles::facts::list_facts;
use jobwise::profiles::model::FactId;

use super::fuzz::Fuzzer;
use super::suite;

const CLAIMS: usize = 2_000;
const CLAIMS_A_PROFILE: usize = 100;

#[test]
fn random_claims_and_facts_make_no_check_fail() {
    let mut fuzzer = Fuzzer::new(2, &suite::own());
    for _ in 0..CLAIMS / CLAIMS_A_PROFILE {
        let (content, posting) = fuzzer.facts();
        let base = catch_unwind(AssertUnwindSafe(|| {
            FactBase::new(&content, &posting, suite::today(), Lexicon::built_in())
        }));
        let base = base.unwrap_or_else(|_| panic!("these facts cannot be read: {content:?} {posting:?}"));
        let ids: Vec<FactId> = list_facts(&content).into_iter().map(|fact| fact.id).collect();
        for _ in 0..CLAIMS_A_PROFILE {
            let claim = fuzzer.claim(&base, &ids);
            for finding in check_claim(&claim, &base) {
                assert_ne!(finding.code, reasons::CHECKER_ERROR, "{:?} fails on {claim:?}", finding.check);
                let span = finding.span.start..finding.span.end;
                assert!(claim.text.get(span).is_some(), "{:?} of {claim:?}", finding.span);
            }
        }
    }
}
