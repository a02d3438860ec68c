//! What may be asked of a run: checked once, before it is accepted.

use super::model::GenerationInput;
use crate::documents::model::DocumentKind;
use crate::documents::templates;
use crate::error::{Error, Result, Violation};
use crate::profiles::facts::list_facts;
use crate::profiles::model::FactId;

/// Most characters of one key point.
pub const MAX_KEY_POINT_CHARS: usize = 500;
/// Most key points, emphasised skills, chosen projects or pinned facts of a run.
pub const MAX_WISHES: usize = 50;

/// Checks what a run was asked for against what there is.
///
/// # Errors
/// `Invalid`, with every place that is wrong: no kind or a kind twice, more pages than the template
/// holds, an unknown template, a look that cannot be, a pinned fact or chosen project the profile does not have or may
/// not publish, an empty posting.
pub fn check_input(input: &GenerationInput) -> Result<()> {
    let options = &input.options;
    let mut violations = Vec::new();
    if input.posting.text.trim().is_empty() {
        violations.push(Violation::new("posting", "required", "The posting is empty; paste its text."));
    }
    if options.kinds.is_empty() {
        violations.push(Violation::new("options.kinds", "required", "Ask for at least one document."));
    }
    if DocumentKind::ALL.iter().any(|kind| options.kinds.iter().filter(|asked| *asked == kind).count() > 1) {
        violations.push(Violation::new("options.kinds", "repeated", "Ask for each document once."));
    }
    let most = templates::find(&options.resume_template).map_or(2, |template| template.max_pages);
    if !(1..=most).contains(&options.pages) {
        let range = if most == 2 { "1 or 2".to_owned() } else { format!("1 to {most}") };
        let message = format!("A résumé in this template has {range} pages, not {}.", options.pages);
        violations.push(Violation::new("options.pages", "range", message));
    }
    options.resume_look.check("options.resume_look", &mut violations);
    options.letter_look.check("options.letter_look", &mut violations);
    check_template(
        &options.resume_template,
        DocumentKind::Resume,
        "options.resume_template",
        &mut violations,
    );
    check_template(
        &options.letter_template,
        DocumentKind::CoverLetter,
        "options.letter_template",
        &mut violations,
    );
    for (path, count) in [
        ("options.key_points", options.key_points.len()),
        ("options.emphasised_skills", options.emphasised_skills.len()),
        ("options.chosen_projects", options.chosen_projects.len()),
        ("options.pinned", options.pinned.len()),
    ] {
        if count > MAX_WISHES {
            violations.push(Violation::new(path, "too_many", format!("At most {MAX_WISHES} fit here.")));
        }
    }
    for (index, point) in options.key_points.iter().enumerate() {
        if point.chars().count() > MAX_KEY_POINT_CHARS {
            let message = format!("A key point has at most {MAX_KEY_POINT_CHARS} characters.");
            violations.push(Violation::new(&format!("options.key_points.{index}"), "too_long", message));
        }
    }
    check_facts(input, &mut violations);
    match violations.first() {
        None => Ok(()),
        Some(first) => {
            let message = first.message.clone();
            Err(Error::violations(message, violations))
        }
    }
}

fn check_template(name: &str, kind: DocumentKind, path: &str, violations: &mut Vec<Violation>) {
    if templates::find(name).is_some_and(|template| template.kind == kind) {
        return;
    }
    let known: Vec<&str> = templates::ALL
        .iter()
        .filter(|template| template.kind == kind)
        .map(|template| template.name)
        .collect();
    let message = format!("There is no template \"{name}\" for this document. Known: {}.", known.join(", "));
    violations.push(Violation::new(path, "unknown", message));
}

/// Chosen and pinned facts must exist and be publishable.
fn check_facts(input: &GenerationInput, violations: &mut Vec<Violation>) {
    let options = &input.options;
    if options.chosen_projects.is_empty() && options.pinned.is_empty() {
        return;
    }
    let facts = list_facts(&input.profile);
    let mut check = |path: String, id: &FactId| match facts.iter().find(|fact| fact.id == *id) {
        None => {
            violations.push(Violation::new(&path, "not_found", format!("The profile has no fact \"{id}\".")));
        }
        Some(fact) if !fact.standing.is_publishable() => {
            let message = format!("Fact \"{id}\" is not confirmed yet; confirm it first.");
            violations.push(Violation::new(&path, "not_confirmed", message));
        }
        Some(_) => {}
    };
    for (index, id) in options.chosen_projects.iter().enumerate() {
        check(format!("options.chosen_projects.{index}"), id);
    }
    for (index, id) in options.pinned.iter().enumerate() {
        check(format!("options.pinned.{index}"), id);
    }
}
