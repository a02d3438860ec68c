//! Check 4: every figure of a claim stands in the facts it cites, of the same thing.

use super::{FactCheck, Run};
use crate::factcheck::base::{FactBase, contains_words, normalised};
use crate::factcheck::case::Case;
use crate::factcheck::dress::is_of_a_talk;
use crate::factcheck::figures::{Footing, footing};
use crate::factcheck::model::{Check, Finding, Slot};
use crate::factcheck::prose::speaks_of_oneself;
use crate::language::quantities::{Quantity, QuantityKind};

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Literals,
    name: "literals",
    description: "Numbers, amounts and dates stand in the facts, of the same thing; only whole years and how many are cited are derived.",
    run: Run::Claim(run),
};

/// Stops a figure that the facts have not, or have of something else; warns of one that lost
/// its "about". A letter's prose without a fact may count nothing either.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    if case.is_verbatim() {
        return Vec::new();
    }
    let figures =
        case.quantities.iter().filter(|figure| !is_prose(case, figure) && !is_quoted(case, figure, base));
    let figures = figures.filter(|figure| !(case.claim.slot == Slot::Letter && is_of_a_talk(case, figure)));
    figures.filter_map(|figure| finding(case, figure, base)).collect()
}

fn finding(case: &Case<'_, '_>, figure: &Quantity, base: &FactBase<'_>) -> Option<Finding> {
    let written = figure.span.of(&case.claim.text);
    let says = |known: &str| Some(format!("The fact says \"{known}\"."));
    let (code, message, mend) = match footing(case, figure, base.today()) {
        Footing::Sound => return None,
        Footing::Unhedged(known) => {
            let message = format!("\"{written}\" is surer than the fact.");
            let warning = case.warn(CHECK.check, "hedge_lost", figure.span, message);
            return Some(Finding { mend: says(&known), ..warning });
        }
        Footing::OfAnother(known) => {
            ("number_of_another", format!("\"{written}\" is, in the fact, of something else."), says(&known))
        }
        Footing::OfTheWhole(known) => (
            "number_of_the_whole",
            format!("\"{written}\" is, in the fact, the whole of which the person had a part."),
            says(&known),
        ),
        Footing::Missing(known) => (
            "number",
            format!("\"{written}\" does not stand in the facts it cites."),
            known.map_or_else(
                || Some("Cite a fact that says so, or leave it out.".to_owned()),
                |known| says(&known),
            ),
        ),
    };
    Some(Finding { mend, ..case.block(CHECK.check, code, figure.span, message) })
}

/// "You also mention monthly reports": in a sentence that rests on no fact, and so says nothing
/// of the person, a figure of the quoted posting is the employer's.
fn is_quoted(case: &Case<'_, '_>, figure: &Quantity, base: &FactBase<'_>) -> bool {
    let written = normalised(figure.span.of(&case.claim.text));
    let is_quoted = || {
        let mut quotes = case.claim.quotes.iter();
        quotes.any(|quote| contains_words(&normalised(quote.of(base.posting())), &written))
    };
    // "your team of twelve"
    let is_of_employer = || {
        let at = case.reading.words.iter().position(|word| word.span.overlaps(&figure.span));
        let is_theirs = at.is_some_and(|at| !case.is_of_oneself(at)) || !speaks_of_oneself(&case.reading);
        is_theirs && contains_words(base.folded_posting(), &written)
    };
    case.claim.cites.is_empty() && case.claim.slot == Slot::Letter && (is_quoted() || is_of_employer())
}

/// "One of whom", "first": words that count nothing by themselves.
fn is_prose(case: &Case<'_, '_>, figure: &Quantity) -> bool {
    let written = figure.span.of(&case.claim.text);
    let is_in_digits = written.contains(|c: char| c.is_ascii_digit());
    match figure.kind {
        QuantityKind::Count => figure.low == 1.0 && !figure.is_range() && !is_in_digits,
        QuantityKind::Ordinal => !is_in_digits && case.claim.slot == Slot::Letter || figure.noun.is_none(),
        _ => false,
    }
}
