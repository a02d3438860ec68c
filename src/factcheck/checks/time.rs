//! Years of experience in a person's own words agree with the dates of their positions.

use super::warn;
use crate::factcheck::base::FactBase;
use crate::factcheck::model::{Check, Claim, ClaimOrigin, Finding, Slot};
use crate::language::span::Span;
use crate::language::tokens::fold;
use crate::language::years::find_years;

/// A difference of fewer years is rounding: "ten years" beside eleven.
const DOUBTFUL_FROM: f32 = 2.0;

/// Warns of years of experience in a person's own words that the positions contradict: more
/// than they cover, or so many fewer that the words must be old. The words stay; they are the
/// person's. Lines of an entry may speak of others and are left. What a rule or a model wrote is held to the number exactly by the word check.
pub fn check(claim: &Claim, base: &FactBase) -> Vec<Finding> {
    let are_own_words = matches!(claim.origin, ClaimOrigin::Verbatim | ClaimOrigin::Owner);
    if !are_own_words || matches!(claim.slot, Slot::Entry(_)) {
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
            Finding {
                mend: Some(mend),
                ..warn(claim, Check::Time, "years_of_experience", years.span, message)
            }
        })
        .collect()
}
