//! The middle of a letter: paragraphs built around the deeds that answer the posting best.

use std::collections::HashSet;

use super::background::aside;
use super::first_person::{Form, Polish};
use super::frames;
use super::places::{Deed, Place, PlaceKind};
use crate::factcheck::model::{Citation, Claim, Slot};
use crate::generations::document_generator::material::{Material, Pen};
use crate::generations::document_generator::phrases::{join_list, sentence, within_sentence};
use crate::jobs::model::{Keyword, KeywordKind};
use crate::language::span::Span;

/// Paragraphs at most, and deeds told in each: the first is told at length.
pub const DEEDS: [usize; 4] = [4, 3, 2, 2];
/// The same where the letter would be short.
pub const MORE_DEEDS: [usize; 4] = [6, 5, 4, 3];
/// Keywords of the posting named before a paragraph, at most.
const MAX_TERMS: usize = 3;
/// With fewer the sentence would only fill.
const MIN_TERMS: usize = 2;
/// Two clauses of at most this many words make one sentence.
const SHORT_CLAUSE_WORDS: usize = 11;

/// Tells the worthiest places in at most `room` words, with at most so many deeds in each
/// paragraph; the first paragraph is of the worthiest, the others stand newest first.
pub fn tell(
    material: &Material,
    pen: &mut Pen,
    places: &[Place],
    room: usize,
    most_deeds: [usize; 4],
) -> Vec<Vec<Claim>> {
    let mut ranked: Vec<&Place> = places.iter().filter(|place| has_sound_deed(place)).collect();
    ranked.sort_by(|a, b| b.worth().total_cmp(&a.worth()));
    ranked.truncate(most_deeds.len());
    if let Some((_, others)) = ranked.split_first_mut() {
        others.sort_by_key(|place| (place.kind != PlaceKind::Position, place.age_rank));
    }
    let mut teller = Teller { material, pen, room, further: 0, earlier: 0, named: HashSet::new() };
    let mut paragraphs: Vec<Vec<Claim>> = Vec::new();
    for (index, place) in ranked.iter().enumerate() {
        let previous = index.checked_sub(1).map(|before| ranked[before]);
        paragraphs.push(teller.paragraph(place, previous, most_deeds[index]));
    }
    join_short(paragraphs)
}

/// Paragraphs of one sentence read as scraps; they join the one before.
fn join_short(paragraphs: Vec<Vec<Claim>>) -> Vec<Vec<Claim>> {
    let mut joined: Vec<Vec<Claim>> = Vec::new();
    for claims in paragraphs.into_iter().filter(|claims| !claims.is_empty()) {
        match joined.last_mut() {
            Some(last) if claims.len() == 1 => last.extend(claims),
            _ => joined.push(claims),
        }
    }
    joined
}

fn has_sound_deed(place: &Place) -> bool {
    place.deeds.iter().any(|deed| deed.clause.polish > Polish::Rough)
}

/// Writes paragraph after paragraph while there is room.
struct Teller<'a, 'm, 'p> {
    material: &'a Material<'m>,
    pen: &'p mut Pen,
    room: usize,
    /// Which of [`frames::FURTHER`] comes next.
    further: usize,
    /// How many earlier positions were introduced.
    earlier: usize,
    /// Keywords named already.
    named: HashSet<String>,
}

impl Teller<'_, '_, '_> {
    fn paragraph(&mut self, place: &Place, previous: Option<&Place>, most: usize) -> Vec<Claim> {
        let mut claims = Vec::new();
        let deeds: Vec<&Deed> =
            place.deeds.iter().filter(|deed| deed.clause.polish > Polish::Rough).take(most).collect();
        let Some((first, rest)) = deeds.split_first() else { return claims };
        let introduced = self.introduce(place, previous, first);
        let cites = vec![first.citation.clone(), place.citation.clone()];
        if introduced.split_whitespace().count() > self.room {
            return claims;
        }
        claims.extend(self.demand(&deeds, previous.is_none()));
        self.write(&mut claims, introduced, cites);
        let mut rest = rest.iter().peekable();
        while let Some(deed) = rest.next() {
            let next = rest.peek().filter(|next| can_join(deed, next, place.is_current)).copied();
            let clause = match next {
                Some(next) => format!("{} and {}", told(deed, place), told(next, place)),
                None => told(deed, place),
            };
            let text = if deed.clause.form == Form::Gerund {
                sentence(&format!("My work there also included {}", deed.clause.text))
            } else {
                let frame = self.frame(place.kind);
                sentence(&frame.replace("{}", &clause))
            };
            let mut cites = vec![deed.citation.clone()];
            if let Some(next) = next {
                cites.push(next.citation.clone());
                rest.next();
            }
            if text.split_whitespace().count() > self.room {
                break;
            }
            self.write(&mut claims, text, cites);
        }
        claims
    }

    fn write(&mut self, claims: &mut Vec<Claim>, text: String, cites: Vec<Citation>) {
        self.room = self.room.saturating_sub(text.split_whitespace().count());
        claims.push(self.pen.joined(text, Slot::Letter, cites, Vec::new()));
    }

    /// The next way to go on.
    fn frame(&mut self, kind: PlaceKind) -> &'static str {
        let frames = match kind {
            PlaceKind::Project => frames::FURTHER_OF_PROJECT,
            PlaceKind::Position | PlaceKind::Volunteering => frames::FURTHER,
        };
        let frame = frames[self.further % frames.len()];
        self.further += 1;
        frame
    }

    /// The first sentence of a place: who the person was there, and the best deed.
    fn introduce(&mut self, place: &Place, previous: Option<&Place>, deed: &Deed) -> String {
        let clause = told(deed, place);
        let role = match place.kind {
            PlaceKind::Position | PlaceKind::Volunteering => {
                format!("{} at {}", aside(&place.title), place.organisation)
            }
            PlaceKind::Project => place.title.clone(),
        };
        if deed.clause.form == Form::Gerund {
            let verb = if place.is_current { "includes" } else { "included" };
            return sentence(&format!("My work as {role} {verb} {}", deed.clause.text));
        }
        // The opening has named the latest position already.
        let is_named = place.kind == PlaceKind::Position && place.age_rank == 0 && previous.is_none();
        let text = match (place.kind, is_named, place.is_current) {
            (PlaceKind::Project, ..) => format!("On the project {role}, I {clause}"),
            (PlaceKind::Volunteering, ..) => format!("Outside of paid work, as {role}, I {clause}"),
            (PlaceKind::Position, true, true) => format!("In my current role, I {clause}"),
            (PlaceKind::Position, true, false) => format!("At {}, I {clause}", place.organisation),
            (PlaceKind::Position, false, _) => {
                let when = self.when(place, previous);
                let role_words = if when.is_empty() { "As" } else { "as" };
                format!("{when}{role_words} {role}, I {clause}")
            }
        };
        sentence(&text)
    }

    /// How the time of a position is tied to that of the paragraph before.
    fn when(&mut self, place: &Place, previous: Option<&Place>) -> &'static str {
        let Some(previous) = previous.filter(|previous| previous.kind == PlaceKind::Position) else {
            return "";
        };
        if previous.age_rank > place.age_rank {
            return "More recently, ";
        }
        self.earlier += 1;
        match self.earlier {
            1 if previous.age_rank + 1 == place.age_rank => "Before that, ",
            1 | 2 => "Earlier, ",
            _ => "Earlier still, ",
        }
    }

    /// What the posting says that these deeds answer; nothing is said of the person.
    fn demand(&mut self, deeds: &[&Deed], is_first: bool) -> Option<Claim> {
        let posting = &self.material.run.posting.text;
        let mut terms: Vec<(String, Span)> = Vec::new();
        for keyword in &self.material.analysis.keywords {
            let is_answered = deeds.iter().any(|deed| deed.keywords.contains(&keyword.term));
            let Some(span) = keyword.spans.first() else { continue };
            if terms.len() < MAX_TERMS
                && is_answered
                && is_nameable(keyword)
                && !self.named.contains(&keyword.term)
            {
                let name = within_sentence(printed(keyword, span.of(posting)), self.material.lexicon);
                terms.push((name, *span));
                self.named.insert(keyword.term.clone());
            }
        }
        if terms.len() < MIN_TERMS || self.room == 0 {
            return None;
        }
        let names: Vec<&str> = terms.iter().map(|(name, _)| name.as_str()).collect();
        let text = frames::demand(&join_list(&names), is_first);
        self.room = self.room.saturating_sub(text.split_whitespace().count());
        let quotes = terms.iter().map(|(_, span)| *span).collect();
        Some(self.pen.joined(text, Slot::Letter, Vec::new(), quotes))
    }
}

fn is_nameable(keyword: &Keyword) -> bool {
    matches!(keyword.kind, KeywordKind::Skill | KeywordKind::Phrase)
}

/// The keyword as the posting prints it, unless the posting shouts.
fn printed<'t>(keyword: &'t Keyword, quoted: &'t str) -> &'t str {
    let is_shouted = quoted.chars().count() > 5 && !quoted.chars().any(char::is_lowercase);
    let is_one_line = !quoted.contains(['\n', '\r', '\t']) && !quoted.trim().is_empty();
    if is_one_line && !is_shouted { quoted.trim() } else { &keyword.term }
}

/// A deed as it stands after "I".
fn told(deed: &Deed, place: &Place) -> String {
    match (deed.clause.form, place.is_current) {
        (Form::State, true) => format!("am {}", deed.clause.text),
        (Form::State, false) => format!("was {}", deed.clause.text),
        (Form::Verb | Form::Gerund, _) => deed.clause.text.clone(),
    }
}

/// Whether two deeds read well in one sentence: both short and plain. At a current place they
/// are kept apart, since one may be told in the present and the other in the past.
fn can_join(first: &Deed, second: &Deed, is_current: bool) -> bool {
    let is_plain = |deed: &Deed| {
        let text = &deed.clause.text;
        deed.clause.form == Form::Verb
            && text.split_whitespace().count() <= SHORT_CLAUSE_WORDS
            && !text.contains([',', ';', '('])
            && !text.contains(" and ")
    };
    !is_current && is_plain(first) && is_plain(second)
}
