//! The cover letter by rules: an opening that names the position and the person's strongest
//! true tie to it, paragraphs built around the deeds that answer the posting best, what the
//! person learned, and a closing. It is as long as the facts carry it and never padded.

mod background;
mod first_person;
mod frames;
mod joined_verbs;
mod places;
mod story;

use super::drop_order::drop_order;
use super::material::{Material, Pen};
use super::resume::EARLY_CAREER_MONTHS;
use crate::documents::model::{Block, BlockKind, DocumentContent, DocumentKind, Entry, LetterFrame};
use crate::factcheck::model::{Citation, Claim, Slot};
use crate::generations::model::{Draft, Note};
use crate::language::span::Span;
use crate::language::tokens::fold;
use places::{Place, PlaceKind};

pub use places::has_line_for;

/// Words of a letter's body where the facts carry it.
pub const MIN_WORDS: usize = 250;
/// Words of a letter's body at most.
pub const MAX_WORDS: usize = 350;
/// Words of the body at most where more deeds than usual are told to reach the least.
const MAX_WORDS_OF_MORE: usize = 290;
/// A title longer than this reads badly in the middle of a sentence.
const MAX_TITLE_CHARS: usize = 70;

/// Writes the letter.
pub fn write(material: &Material) -> Draft {
    let mut pen = Pen::default();
    let run = material.run;
    let tone = run.options.tone;
    let look = &run.options.letter_look;
    let (position, company) = addressed_to(material);

    let places = places::places(material);
    let mut opening = vec![application(material, &mut pen, &position, &company)];
    opening.extend(background::standing(material, &mut pen));
    opening.extend(background::years_and_skills(material, &mut pen));
    let closing: Vec<Claim> = frames::closing(tone, &company)
        .into_iter()
        .map(|text| {
            let quotes = company_span(material).into_iter().collect();
            pen.joined(text, Slot::Letter, Vec::new(), quotes)
        })
        .collect();
    let fixed = count_words(&opening) + count_words(&closing);
    let mut learned = background::learned(material, &mut pen);
    let room = MAX_WORDS.saturating_sub(fixed + count_words(&learned));
    let count_told =
        |paragraphs: &[Vec<Claim>]| -> usize { paragraphs.iter().map(|claims| count_words(claims)).sum() };
    let mut paragraphs = story::tell(material, &mut pen, &places, room, story::DEEDS);
    let others = fixed + count_words(&learned);
    if others + count_told(&paragraphs) < MIN_WORDS {
        let room = room.min(MAX_WORDS_OF_MORE.saturating_sub(others));
        paragraphs = story::tell(material, &mut pen, &places, room, story::MORE_DEEDS);
    }
    let told = count_told(&paragraphs);
    let mut words = fixed + count_words(&learned) + told;
    if words < MIN_WORDS {
        let told: Vec<Citation> =
            paragraphs.iter().flatten().flat_map(|claim| claim.cites.iter().cloned()).collect();
        let others = background::other_positions(material, &mut pen, &told);
        words += others.as_ref().map_or(0, |claim| claim.text.split_whitespace().count());
        // Work before learning; a paragraph of its own would be a scrap.
        match paragraphs.last_mut() {
            Some(last) => last.extend(others),
            None => paragraphs.extend(others.map(|claim| vec![claim])),
        }
    }
    for claim in background::more(material, &mut pen) {
        if words < MIN_WORDS {
            words += claim.text.split_whitespace().count();
            learned.push(claim);
        }
    }
    let mut entries = vec![opening];
    // Who has worked little is best known by what they learned.
    if material.compiled.experience_months < EARLY_CAREER_MONTHS {
        entries.push(learned);
        entries.extend(paragraphs);
    } else {
        entries.extend(paragraphs);
        entries.push(learned);
    }
    entries.push(closing);
    entries.retain(|claims| !claims.is_empty());
    let entries = entries.into_iter().map(|claims| Entry { header: None, claims }).collect();
    let content = DocumentContent {
        kind: DocumentKind::CoverLetter,
        language: "en".to_owned(),
        identity: material.identity(),
        letter: Some(LetterFrame {
            date: look.locale.print_day(run.today),
            company,
            position,
            salutation: frames::salutation(tone, look.locale).to_owned(),
            closing: frames::closing_formula(tone, look.locale).to_owned(),
        }),
        look: look.clone(),
        blocks: vec![Block { kind: BlockKind::Body, heading: String::new(), entries }],
    };
    // What speaks of the posting only holds the letter together and is never dropped.
    let mut drop_order = drop_order(&content, material).rest;
    drop_order.retain(|id| content.claims().any(|claim| claim.id == *id && !claim.cites.is_empty()));
    Draft { notes: notes(material, &places, words), content, spare: Vec::new(), drop_order }
}

/// The position and the employer as the posting prints them; a title that is no title of one
/// position is left out.
fn addressed_to(material: &Material) -> (String, String) {
    let posting = &material.run.posting;
    let or_read = |given: &str, read: Option<&String>| {
        let given = given.trim();
        if given.is_empty() {
            read.map(|text| text.trim().to_owned()).unwrap_or_default()
        } else {
            given.to_owned()
        }
    };
    let position = or_read(&posting.title, material.analysis.title.as_ref().map(|title| &title.value));
    let company = or_read(&posting.company, material.analysis.company.as_ref().map(|company| &company.value));
    let is_one_position =
        position.chars().count() <= MAX_TITLE_CHARS && !fold(&position).contains("multiple");
    (if is_one_position { position } else { String::new() }, company)
}

fn application(material: &Material, pen: &mut Pen, position: &str, company: &str) -> Claim {
    let title = material.analysis.title.as_ref().map(|title| title.span);
    let quotes = title.into_iter().chain(company_span(material)).collect();
    let text = frames::application(material.run.options.tone, position, company);
    pen.joined(text, Slot::Letter, Vec::new(), quotes)
}

fn company_span(material: &Material) -> Option<Span> {
    material.analysis.company.as_ref().map(|company| company.span)
}

fn count_words(claims: &[Claim]) -> usize {
    claims.iter().map(|claim| claim.text.split_whitespace().count()).sum()
}

/// Why the letter is short, and which facts would help.
fn notes(material: &Material, places: &[Place], words: usize) -> Vec<Note> {
    if words >= MIN_WORDS {
        return Vec::new();
    }
    let mut wishes = Vec::new();
    let told = |place: &&Place| place.kind == PlaceKind::Position && place.deeds.len() < 3;
    let thin: Vec<String> = places
        .iter()
        .filter(told)
        .take(2)
        .map(|place| format!("{} at {}", place.title, place.organisation))
        .collect();
    if !thin.is_empty() {
        wishes.push(format!("lines with results under {}", thin.join(" and under ")));
    }
    if !places.iter().any(|place| place.kind == PlaceKind::Position) {
        wishes.push("positions with two or three lines each on what was done and achieved".to_owned());
    }
    let gaps: Vec<&str> = material.compiled.gaps.iter().take(3).map(String::as_str).collect();
    if !gaps.is_empty() {
        wishes.push(format!("experience with {}, where there is any", gaps.join(", ")));
    }
    if wishes.is_empty() {
        wishes.push("more lines on what was done and achieved in recent positions".to_owned());
    }
    vec![Note {
        code: "letter_short".to_owned(),
        message: format!(
            "The letter has {words} words; the profile does not carry {MIN_WORDS} without padding. These facts \
             would help: {}.",
            wishes.join("; ")
        ),
    }]
}
