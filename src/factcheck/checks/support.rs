//! Check 9: the remaining words are backed by the facts.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding, Slot};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Support,
    name: "support",
    description: "Every remaining word that says something is backed by the facts.",
    run: Run::Claim(run),
};

/// Stops content words that neither the facts nor the quoted places of the posting have. Of a
/// verb that only differs from the fact's, everything about it being backed, and of everyday
/// words beside what a fact backs it warns.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    // A sentence of a letter that rests on no fact may hold everyday words; it says nothing.
    let is_prose = case.claim.cites.is_empty() && case.claim.slot == Slot::Letter;
    case.unsupported(CHECK.check, base)
        .filter(|word| !(is_prose && case.is_plain_word(word, base)))
        .map(|word| {
            let written = word.span.of(&case.claim.text);
            if case.is_differing_verb(word) {
                let message = format!("The facts do not say \"{written}\", though all that goes with it.");
                return case.warn(CHECK.check, "verb", word.span, message);
            }
            if case.is_plain_word(word, base) {
                let message = format!("The facts do not have the word \"{written}\".");
                return case.warn(CHECK.check, "plain_word", word.span, message);
            }
            let message = format!("\"{written}\" does not stand in the facts it cites.");
            let mend = "Cite a fact that says so, or leave it out.".to_owned();
            Finding { mend: Some(mend), ..case.block(CHECK.check, "word", word.span, message) }
        })
        .collect()
}
