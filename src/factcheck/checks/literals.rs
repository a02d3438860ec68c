//! Check 4: every number of a claim stands in the facts it cites.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};
use crate::language::dates::{Period, months_covered};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Literals,
    name: "literals",
    description: "Numbers, amounts and dates stand in the facts; none is derived but whole years covered.",
    run: Run::Claim(run),
};

/// Stops a number that neither the facts nor the quoted places of the posting have. The one
/// number that may be derived is the whole years the cited positions cover together.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    if case.is_verbatim() {
        return Vec::new();
    }
    let words = &case.reading.words;
    let numbers = words.iter().enumerate().filter(|(_, word)| word.is_number);
    numbers
        .filter(|(at, _)| !case.is_evident(*at, base) && !is_years_covered(case, *at, base))
        .map(|(_, word)| {
            let message =
                format!("\"{}\" does not stand in the facts it cites.", word.span.of(&case.claim.text));
            let mend = "Cite a fact that says so, or leave it out.".to_owned();
            Finding { mend: Some(mend), ..case.block(CHECK.check, "number", word.span, message) }
        })
        .collect()
}

/// Whether the number at `at` is followed by "years" and is the years covered by the cited
/// facts' periods, in whole years, overlaps counted once.
fn is_years_covered(case: &Case<'_, '_>, at: usize, base: &FactBase<'_>) -> bool {
    let words = &case.reading.words;
    let speaks_of_years = words.get(at + 1).is_some_and(|word| matches!(word.key.as_str(), "year" | "years"));
    let Ok(years) = words[at].stem.parse::<u32>() else { return false };
    let periods: Vec<Period> = case.cited.iter().map(|known| known.fact.period).collect();
    speaks_of_years && months_covered(&periods, base.today()) / 12 == years
}
