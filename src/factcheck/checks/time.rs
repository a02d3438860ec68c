//! Check 7: nothing happens before it could or after it ended, and years of experience agree
//! with the dates.

use super::{FactCheck, Run};
use crate::factcheck::base::{FactBase, KnownFact};
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding, Slot};
use crate::language::dates::PartialDate;
use crate::language::span::Span;
use crate::language::tokens::fold;
use crate::language::years::find_years;
use crate::profiles::model::FactKind;

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Time,
    name: "time",
    description: "No tool before its release, nothing current that has ended; years agree with the dates.",
    run: Run::Claim(run),
};

/// A difference of fewer years is rounding: "ten years" beside eleven.
const DOUBTFUL_FROM: f32 = 2.0;

/// Words that say it goes on.
const CURRENT: [&str; 6] = ["currently", "current", "now", "today", "presently", "nowadays"];

fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    if case.is_verbatim() {
        return years(case, base);
    }
    let mut findings = before_release(case, base);
    findings.extend(ended(case, base));
    findings
}

/// Stops a tool told of positions that all ended before anybody could have it. A line that
/// names the tool itself is the person's word, and stands.
fn before_release(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let ends: Vec<_> = entries(case).map(|known| known.fact.period.end).collect();
    let Some(last) = ends
        .iter()
        .copied()
        .collect::<Option<Vec<PartialDate>>>()
        .and_then(|ends| ends.into_iter().map(|end| end.year()).max())
    else {
        return Vec::new();
    };
    let is_told = |skill| {
        let mut lines = case.cited.iter().filter(|known| known.is_line());
        lines.any(|known| known.reading.skills.iter().any(|own| own.skill == skill))
    };
    let words = &case.reading.words;
    let skills = case.reading.skills.iter().filter(|skill| !is_told(skill.skill));
    skills
        .filter_map(|skill| {
            let span = Span::new(words[skill.first].span.start, words[skill.end - 1].span.end);
            let name = span.of(&case.claim.text);
            let year = base.lexicon().release_year_of_skill(skill.skill, name).filter(|year| *year > last)?;
            let message = format!("{name} came out in {year}, after the position had ended.");
            Some(case.block(CHECK.check, "before_release", span, message))
        })
        .collect()
}

/// The positions and the like that the claim is told of.
fn entries<'s>(case: &'s Case<'_, '_>) -> impl Iterator<Item = &'s KnownFact<'s>> {
    case.evidence.iter().copied().filter(|known| {
        known.is_heading || matches!(known.fact.kind, FactKind::Position | FactKind::Volunteering)
    })
}

/// Stops what is told as going on and rests on positions that have ended.
fn ended(case: &Case<'_, '_>, base: &FactBase<'_>) -> Option<Finding> {
    let today = PartialDate::from_day(base.today());
    let has_ended = |end: &PartialDate| end.compare(&today).is_lt();
    let is_over = entries(case).count() > 0
        && entries(case).all(|known| known.fact.period.end.as_ref().is_some_and(has_ended));
    let word = case.reading.words.iter().enumerate().find(|(at, word)| {
        let is_said = || case.evidence.iter().any(|known| known.reading.has_key(&word.key));
        CURRENT.contains(&word.key.as_str()) && !is_said() && case.is_of_oneself(*at)
    });
    let (_, word) = word.filter(|_| is_over)?;
    let message = format!("\"{}\" is said of a position that has ended.", word.span.of(&case.claim.text));
    Some(case.block(CHECK.check, "ended", word.span, message))
}

/// Warns of years of experience in a person's own words that the positions contradict: more
/// than they cover, or so many fewer that the words must be old. The words stay; they are the
/// person's. Lines of an entry may speak of others and are left. What was written by others is
/// held to the number exactly by the check of literals.
fn years(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let claim = case.claim;
    if matches!(claim.slot, Slot::Entry(_)) {
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
