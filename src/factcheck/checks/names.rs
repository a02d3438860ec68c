//! Check 5: every name of a claim stands in the facts it cites.

use super::{FactCheck, Run};
use crate::factcheck::backing::Hit;
use crate::factcheck::base::FactBase;
use crate::factcheck::case::Case;
use crate::factcheck::model::{Check, Finding};
use crate::language::span::Span;
use crate::profiles::model::FactKind;

/// The check.
pub const CHECK: FactCheck = FactCheck {
    check: Check::Names,
    name: "names",
    description: "Tools, skills, organisations, products, places and credentials stand in the facts.",
    run: Run::Claim(run),
};

/// In a fact the words of one name stand no farther apart.
const REACH: usize = 6;

/// Stops a word written as a name, past the first, that the facts do not have, and a name put
/// together of words that no fact has together.
fn run(case: &Case<'_, '_>, base: &FactBase<'_>) -> Vec<Finding> {
    let mut findings: Vec<Finding> = case
        .unsupported(CHECK.check, base)
        .map(|word| {
            let name = word.span.of(&case.claim.text);
            let message = format!("The name \"{name}\" does not stand in the facts it cites.");
            let mend = "Cite a fact that names it, or leave it out.".to_owned();
            Finding { mend: Some(mend), ..case.block(CHECK.check, "name", word.span, message) }
        })
        .collect();
    if !case.is_verbatim() {
        findings.extend(recombined(case));
        findings.extend(scattered(case));
        findings.extend(fields_of_study(case));
    }
    findings
}

/// A tool or certificate of several words that no fact names, though its words stand about.
fn scattered<'s>(case: &'s Case<'_, '_>) -> impl Iterator<Item = Finding> + 's {
    let names = case.reading.skills.iter().filter(|skill| skill.is_name && skill.end > skill.first + 1);
    let strange = names.filter(|skill| {
        let is_named =
            case.evidence.iter().any(|known| known.reading.skills.iter().any(|own| own.skill == skill.skill));
        let places = skill.first..skill.end;
        let is_backed = places.clone().all(|at| !case.hits[at].is_empty());
        let reach = places.len() + 1;
        let stand_together = (skill.first + 1..skill.end).all(|at| case.stand_near(at - 1, at, 2))
            || places.clone().all(|at| case.stand_near(skill.first, at, reach));
        !is_named && is_backed && !stand_together
    });
    strange.map(|skill| {
        let span =
            Span::new(case.reading.words[skill.first].span.start, case.reading.words[skill.end - 1].span.end);
        let message = format!("No fact names \"{}\".", span.of(&case.claim.text));
        case.block(CHECK.check, "name_recombined", span, message)
    })
}

/// Nouns of a degree, by their stems; what stands behind "in" is its field.
const DEGREES: [&str; 14] = [
    "degre", "bachelor", "master", "doctor", "doctor", "diploma", "bsc", "msc", "ba", "ma", "phd", "beng",
    "meng", "scienc",
];

/// The field of a degree that no degree has, though one of its courses or another name of its
/// field may: "a degree in statistics".
fn fields_of_study<'s>(case: &'s Case<'_, '_>) -> impl Iterator<Item = Finding> + 's {
    let words = &case.reading.words;
    let is_of_degree = |at: usize| {
        let is_near = words[..at].iter().rev().take(3).any(|word| DEGREES.contains(&word.stem.as_str()));
        words[at].key == "in" && is_near
    };
    let ins = (1..words.len()).filter(move |at| is_of_degree(*at));
    let fields = ins.flat_map(move |at| {
        let rest = words.iter().enumerate().skip(at + 1);
        rest.take_while(move |(_, word)| word.segment == words[at].segment && !word.is_function)
    });
    let strange = fields.filter(|(at, word)| {
        let hits = &case.hits[*at];
        let is_own = |hit: &Hit| {
            let known = case.evidence[hit.fact];
            known.fact.kind != FactKind::Course && known.reading.words[hit.word].stem == word.stem
        };
        let is_of_education = hits
            .iter()
            .any(|hit| matches!(case.evidence[hit.fact].fact.kind, FactKind::Course | FactKind::Education));
        is_of_education && !hits.iter().any(is_own)
    });
    strange.map(|(_, word)| {
        let message = format!("No degree it cites is in \"{}\".", word.span.of(&case.claim.text));
        case.block(CHECK.check, "name_recombined", word.span, message)
    })
}

fn recombined<'s>(case: &'s Case<'_, '_>) -> impl Iterator<Item = Finding> + 's {
    let words = &case.reading.words;
    let is_part = |at: usize| {
        let word = &words[at];
        word.is_name && !word.is_number && !word.is_function && !case.hits[at].is_empty()
    };
    let pairs = (1..words.len()).filter(move |at| {
        let (one, other) = (&words[at - 1], &words[*at]);
        let stand_together = one.segment == other.segment
            && case.claim.text.get(one.span.end..other.span.start).is_some_and(|gap| gap == " ");
        stand_together && is_part(at - 1) && is_part(*at) && !case.stand_near(at - 1, *at, REACH)
    });
    pairs.map(move |at| {
        let span = Span::new(words[at - 1].span.start, words[at].span.end);
        let message = format!("No fact has \"{}\" together.", span.of(&case.claim.text));
        case.block(CHECK.check, "name_recombined", span, message)
    })
}
