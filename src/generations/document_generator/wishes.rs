//! What was asked for and could not be done, told to the person instead of being passed over.
//! In stage 3.

use std::collections::HashSet;

use super::letter::has_line_for;
use super::material::Material;
use super::skills;
use crate::documents::model::DocumentKind;
use crate::generations::model::Note;
use crate::language::written_in::foreign_language;
use crate::profiles::facts::list_facts;

/// Most characters of a wish or fact that are told again.
const QUOTED_CHARS: usize = 60;

/// Most gaps of which it is told that a fact comes near them.
const MOST_NEAR: usize = 3;

/// What a document of this kind could not do for its owner.
pub fn unmet(kind: DocumentKind, material: &Material) -> Vec<Note> {
    let mut notes: Vec<Note> = language(material).into_iter().collect();
    match kind {
        DocumentKind::Resume => {
            let wishes = &material.run.options.emphasised_skills;
            notes.extend(told("emphasis_without_fact", "skill to put first", wishes, |wish| {
                skills::has(material, wish)
            }));
            notes.extend(near(material));
        }
        DocumentKind::CoverLetter => {
            let wishes = &material.run.options.key_points;
            notes.extend(told("key_point_without_fact", "key point", wishes, |wish| {
                has_line_for(material, wish)
            }));
        }
    }
    notes
}

/// A posting in another language: of it little more than names is understood.
fn language(material: &Material) -> Option<Note> {
    let language = foreign_language(&material.run.posting.text, material.lexicon)?;
    Some(Note {
        code: "posting_language".to_owned(),
        message: format!(
            "The posting seems to be written in {language}. Only English is understood, so little of what it \
             asks for was found. Give it in English."
        ),
    })
}

/// Gaps that may be none: a fact comes near to what is asked without naming it.
fn near(material: &Material) -> Vec<Note> {
    let near = &material.compiled.near;
    if near.is_empty() {
        return Vec::new();
    }
    let facts = list_facts(material.profile);
    let told = near.iter().take(MOST_NEAR).filter_map(|near| {
        let fact = facts.iter().find(|fact| Some(&fact.id) == near.facts.first())?;
        let message = format!(
            "The posting asks for {}. The profile does not name it, though “{}” comes near. Where it is true, \
             name it in the profile.",
            near.term,
            quoted(&fact.text),
        );
        Some(Note { code: "gap_near_fact".to_owned(), message })
    });
    told.collect()
}

/// The beginning of a text, on one line.
fn quoted(text: &str) -> String {
    let words = text.split_whitespace().collect::<Vec<_>>().join(" ");
    let mut quoted: String = words.chars().take(QUOTED_CHARS).collect();
    if quoted.len() < words.len() {
        quoted.push('…');
    }
    quoted
}

/// The wishes that no fact of the profile carries, each once.
fn told<'w>(
    code: &'static str,
    what: &'static str,
    wishes: &'w [String],
    is_met: impl Fn(&str) -> bool + 'w,
) -> impl Iterator<Item = Note> + 'w {
    let mut seen = HashSet::new();
    wishes
        .iter()
        .map(|wish| wish.trim())
        .filter(move |wish| !wish.is_empty() && seen.insert(*wish) && !is_met(wish))
        .map(move |wish| {
            let message = format!(
                "No fact of the profile carries the {what} “{}”, so it was left out. Add it to the profile where \
                 it is true.",
                quoted(wish),
            );
            Note { code: code.to_owned(), message }
        })
}
