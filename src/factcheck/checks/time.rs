//! Check 7: nothing happens before it could, and years of experience agree with the dates.

use super::{FactCheck, Run};
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding, Slot};
use crate::language::span::Span;
use crate::language::tokens::fold;
use crate::language::years::find_years;

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Time,
    name: "time",
    description: "No tool before its release or outside its position; years agree with the dates.",
    run: Run::Claim(run),
};

/// A difference of fewer years is rounding: "ten years" beside eleven.
const DOUBTFUL_FROM: f32 = 2.0;

/// Warns of years of experience in a person's own words that the positions contradict: more
/// than they cover, or so many fewer that the words must be old. The words stay; they are the
/// person's. Lines of an entry may speak of others and are left. What was written by others is
/// held to the number exactly by the check of literals.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let claim = case.claim;
    if !case.is_verbatim() || matches!(claim.slot, Slot::Entry(_)) {
        return Vec::new();
    }
    let covered = base.months_of_experience() as f32 / 12.0;
    if covered == 0.0 {
        return Vec::new();
    }
    let is_of_experience = |span: Span| {
        let after = fold(claim.text.get(span.end..).unwrap_or_default());
        after.split_whitespace().take(3).any(|word| word.starts_with("experience"))
    };
    find_years(&claim.text)
        .into_iter()
        .filter(|years| is_of_experience(years.span))
        .filter(|years| {
            let most = years.max.unwrap_or(years.min);
            years.min - covered >= DOUBTFUL_FROM / 2.0 || covered.floor() - most >= DOUBTFUL_FROM
        })
        .map(|years| {
            let message = format!(
                "It says \"{}\" of experience; the positions cover {} years together.",
                years.span.of(&claim.text),
                covered.floor(),
            );
            let mend = "Bring the sentence or the dates of the positions up to date.".to_owned();
            Finding { mend: Some(mend), ..case.warn(CHECK.check, "years_of_experience", years.span, message) }
        })
        .collect()
}
