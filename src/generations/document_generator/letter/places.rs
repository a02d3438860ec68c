//! Where the person did things a letter can tell, and which of them are told.

use std::collections::HashSet;

use super::first_person::{Clause, Form, Polish, first_person};
use crate::factcheck::model::Citation;
use crate::generations::chronology::{is_over, positions_newest_first};
use crate::generations::document_generator::material::{Material, cite};
use crate::language::stems::stem;
use crate::language::tokens::{TokenKind, fold, tokenize};
use crate::profiles::model::{FactId, Item, Line};

/// What sort of place it is; each is introduced in its own way.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PlaceKind {
    /// Paid work.
    Position,
    /// A project.
    Project,
    /// Unpaid work.
    Volunteering,
}

/// A position, project or voluntary role with what can be told of it, the best first.
pub struct Place {
    /// What sort of place.
    pub kind: PlaceKind,
    /// Job title, or name of the project.
    pub title: String,
    /// Employer or organisation; empty for most projects.
    pub organisation: String,
    /// Whether it goes on.
    pub is_current: bool,
    /// Its own fact.
    pub citation: Citation,
    /// What was done there, the best first.
    pub deeds: Vec<Deed>,
    /// 0 for the newest position, and so on.
    pub age_rank: usize,
}

/// One line of the profile in the first person.
pub struct Deed {
    /// The words.
    pub clause: Clause,
    /// The fact.
    pub citation: Citation,
    /// What it is worth to this letter.
    pub worth: f32,
}

/// What a sound sentence is worth beside the score of its fact, which runs to 100.
const CLEAN_BONUS: f32 = 15.0;
const ROUGH_PENALTY: f32 = 60.0;
/// Results in figures tell more than duties.
const FIGURE_BONUS: f32 = 6.0;
/// The owner asked for this point to be made.
const KEY_POINT_BONUS: f32 = 100.0;

impl Place {
    /// Worth of the best deeds, the newest positions preferred.
    pub fn worth(&self) -> f32 {
        let best: f32 = self.deeds.iter().take(2).map(|deed| deed.worth).sum();
        let kind = match self.kind {
            PlaceKind::Position => 20.0,
            PlaceKind::Project | PlaceKind::Volunteering => 0.0,
        };
        best / 2.0 + kind - 6.0 * self.age_rank as f32
    }
}

/// Every place with something to tell: positions newest first, then projects and voluntary work.
pub fn places(material: &Material) -> Vec<Place> {
    let key_points: Vec<HashSet<String>> =
        material.run.options.key_points.iter().map(|point| content_stems(point, material)).collect();
    let mut places = Vec::new();
    let mut said: HashSet<String> = HashSet::new();
    for (rank, (experience, position)) in positions_newest_first(material.profile).into_iter().enumerate() {
        let value = &position.value;
        let is_current = value.period.is_current() || !is_over(&value.period, material.run.today);
        places.push(Place {
            kind: PlaceKind::Position,
            title: trimmed(&value.title),
            organisation: trimmed(&experience.employer),
            is_current: is_current && value.period.start.is_some(),
            citation: cite(position),
            deeds: deeds(&value.highlights, is_current, material, &key_points, &mut said),
            age_rank: rank,
        });
    }
    for project in material.profile.projects.iter().filter(|project| material.scored(&project.id).is_some()) {
        let mut deeds = deeds(&project.value.highlights, false, material, &key_points, &mut said);
        // "Built with X" is said of the project, not of the person.
        for deed in deeds.iter_mut().filter(|deed| speaks_of_the_thing(&deed.clause.text)) {
            deed.clause.form = Form::Passive;
        }
        deeds.retain(|deed| match deed.clause.form {
            Form::Verb => true,
            Form::Passive => is_made(&deed.clause.text),
            Form::State | Form::Gerund => false,
        });
        places.push(Place {
            kind: PlaceKind::Project,
            title: trimmed(&project.value.name),
            organisation: trimmed(&project.value.entity),
            is_current: false,
            citation: cite(project),
            deeds,
            age_rank: 0,
        });
    }
    for item in material.profile.volunteering.iter().filter(|item| material.scored(&item.id).is_some()) {
        let is_current = item.value.period.is_current();
        places.push(Place {
            kind: PlaceKind::Volunteering,
            title: trimmed(&item.value.position),
            organisation: trimmed(&item.value.organization),
            is_current,
            citation: cite(item),
            deeds: deeds(&item.value.highlights, is_current, material, &key_points, &mut said),
            age_rank: 0,
        });
    }
    for place in places.iter_mut().filter(|place| place.kind != PlaceKind::Project) {
        place.deeds.retain(|deed| deed.clause.form != Form::Passive);
    }
    places.retain(|place| {
        !place.deeds.is_empty()
            && !place.title.is_empty()
            && (place.kind == PlaceKind::Project || !place.organisation.is_empty())
    });
    places
}

/// The lines that can be told, the best first, none that was told before.
fn deeds(
    lines: &[Item<Line>],
    is_current: bool,
    material: &Material,
    key_points: &[HashSet<String>],
    said: &mut HashSet<String>,
) -> Vec<Deed> {
    let mut deeds: Vec<Deed> = lines
        .iter()
        .filter_map(|line| {
            let scored = material.scored(&line.id)?;
            let clause = first_person(&line.value.text, is_current, material.lexicon)?;
            said.insert(fold(&clause.text)).then_some(())?;
            let mut worth = scored.score + polish_worth(clause.polish);
            if clause.text.contains(|c: char| c.is_ascii_digit()) {
                worth += FIGURE_BONUS;
            }
            if makes_a_point(&line.value.text, &line.id, key_points, material) {
                worth += KEY_POINT_BONUS;
            }
            Some(Deed { clause, citation: cite(line), worth })
        })
        .collect();
    deeds.sort_by(|a, b| b.worth.total_cmp(&a.worth));
    deeds
}

fn polish_worth(polish: Polish) -> f32 {
    match polish {
        Polish::Clean => CLEAN_BONUS,
        Polish::Fair => 0.0,
        Polish::Rough => -ROUGH_PENALTY,
    }
}

/// Whether a line carries one of the owner's key points: at least half of its content words,
/// or the line is pinned.
fn makes_a_point(text: &str, id: &FactId, key_points: &[HashSet<String>], material: &Material) -> bool {
    material.is_pinned(id) || carries_a_point(text, key_points, material)
}

fn carries_a_point(text: &str, key_points: &[HashSet<String>], material: &Material) -> bool {
    let stems = content_stems(text, material);
    key_points.iter().any(|point| {
        let shared = point.iter().filter(|stem| stems.contains(*stem)).count();
        shared > 0 && shared * 2 >= point.len()
    })
}

/// Whether the profile has a line, of those that may be published, that carries a key point.
pub fn has_line_for(material: &Material, key_point: &str) -> bool {
    let point = [content_stems(key_point, material)];
    let profile = material.profile;
    let positions = profile.experience.iter().flat_map(|employer| &employer.positions);
    let lines = positions
        .flat_map(|position| &position.value.highlights)
        .chain(profile.projects.iter().flat_map(|project| &project.value.highlights))
        .chain(profile.volunteering.iter().flat_map(|item| &item.value.highlights));
    lines
        .filter(|line| line.standing.is_publishable())
        .any(|line| carries_a_point(&line.value.text, &point, material))
}

/// The stems of the words of a text that say something.
pub fn content_stems(text: &str, material: &Material) -> HashSet<String> {
    let folded = fold(text);
    tokenize(&folded)
        .into_iter()
        .filter(|token| token.kind != TokenKind::Symbol && !material.lexicon.is_stop_word(token.text))
        .map(|token| stem(token.text))
        .collect()
}

/// Whether a clause has no object where one is looked for: "built with Rust", "spoke at a fair".
fn speaks_of_the_thing(clause: &str) -> bool {
    let second = clause.split_whitespace().nth(1).unwrap_or_default();
    matches!(second, "with" | "on" | "to" | "by" | "in" | "at" | "for" | "from" | "as" | "using")
}

/// What is done to a project and not by it.
const MADE: &[&str] = &[
    "based",
    "built",
    "coded",
    "created",
    "deployed",
    "designed",
    "developed",
    "hosted",
    "implemented",
    "made",
    "programmed",
    "published",
    "released",
    "shared",
    "used",
    "written",
];

fn is_made(clause: &str) -> bool {
    clause.split_whitespace().next().is_some_and(|first| MADE.contains(&first))
}

fn trimmed(field: &Option<String>) -> String {
    field.as_deref().map(str::trim).unwrap_or_default().to_owned()
}
