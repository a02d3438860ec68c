//! The middle of a letter: paragraphs built around the deeds that answer the posting best.

use std::collections::HashSet;

use super::first_person::{Form, Polish};
use super::frames;
use super::places::{Deed, Place, PlaceKind, content_stems};
use crate::factcheck::model::{Citation, Claim, Slot};
use crate::generations::document_generator::material::{Material, Pen};
use crate::generations::document_generator::phrases::{
    aside, held_role, join_list, named, sentence, within_sentence,
};
use crate::jobs::model::{Keyword, KeywordKind};
use crate::language::lexicon::{Lexicon, VerbLevel};
use crate::language::relations::may_be_noun;
use crate::language::tokens::fold;

/// Paragraphs at most, and deeds told in each: the first is told at length.
pub const DEEDS: [usize; 4] = [4, 3, 2, 2];
/// The same where the letter would be short.
pub const MORE_DEEDS: [usize; 4] = [6, 5, 4, 3];
/// Keywords of the posting named before a paragraph, at most.
const MAX_TERMS: usize = 3;
/// With fewer the sentence would only fill.
const MIN_TERMS: usize = 2;
/// Paragraphs that begin with what the posting asks for, at most: more would be a litany.
const MAX_DEMANDS: usize = 2;
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
    let mut teller =
        Teller { material, pen, room, further: 0, earlier: 0, demands: 0, named: HashSet::new() };
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
    /// Which of [`frames::EARLIER`] comes next.
    earlier: usize,
    /// How many paragraphs began with what the posting asks for.
    demands: usize,
    /// Keywords named already.
    named: HashSet<String>,
}

impl Teller<'_, '_, '_> {
    fn paragraph(&mut self, place: &Place, previous: Option<&Place>, most: usize) -> Vec<Claim> {
        let mut claims = Vec::new();
        let deeds: Vec<&Deed> =
            place.deeds.iter().filter(|deed| deed.clause.polish > Polish::Rough).take(most).collect();
        let Some((first, rest)) = deeds.split_first() else { return claims };
        let demand = self.demand(place, &deeds, previous);
        let introduced = match &demand {
            Some(_) => go_on(place, first),
            None => self.introduce(place, previous, first),
        };
        if introduced.split_whitespace().count() > self.room {
            return claims;
        }
        if let Some(claim) = demand {
            self.room = self.room.saturating_sub(claim.text.split_whitespace().count());
            claims.push(claim);
        }
        self.write(&mut claims, introduced, vec![first.citation.clone(), place.citation.clone()]);
        let mut rest = rest.iter().peekable();
        while let Some(deed) = rest.next() {
            let next = rest.peek().filter(|next| can_join(deed, next)).copied();
            let clause = match next {
                Some(next) => format!("{} and {}", told(deed, place), told(next, place)),
                None => told(deed, place),
            };
            let text = match deed.clause.form {
                Form::Gerund => sentence(&format!("My work there also included {}", deed.clause.text)),
                Form::Passive => sentence(&format!("It was {}", deed.clause.text)),
                Form::Verb | Form::State => sentence(&self.frame(place.kind).replace("{}", &clause)),
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
        if deed.clause.form == Form::Gerund {
            let verb = if place.is_current { "includes" } else { "included" };
            return sentence(&format!(
                "My work as {} {verb} {}",
                whereabouts(place, self.material.lexicon),
                deed.clause.text
            ));
        }
        if deed.clause.form == Form::Passive {
            return sentence(&format!("My project {} was {}", place.title, deed.clause.text));
        }
        // The opening has named the latest position already.
        let is_named = place.kind == PlaceKind::Position && place.age_rank == 0;
        let text = match (place.kind, is_named, place.is_current) {
            (PlaceKind::Project, ..) => format!("On the project {}, I {clause}", place.title),
            (PlaceKind::Volunteering, ..) => {
                format!("Outside of paid work, as {}, I {clause}", whereabouts(place, self.material.lexicon))
            }
            (PlaceKind::Position, true, true) => format!("In my current role, I {clause}"),
            (PlaceKind::Position, true, false) if previous.is_none() => {
                format!("At {}, I {clause}", named(&place.organisation))
            }
            (PlaceKind::Position, true, false) => {
                format!("More recently, at {}, I {clause}", named(&place.organisation))
            }
            (PlaceKind::Position, false, _) => {
                let when = self.when(place, previous);
                let role_words = if when.is_empty() { "As" } else { "as" };
                format!("{when}{role_words} {}, I {clause}", whereabouts(place, self.material.lexicon))
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
        let is_next = previous.age_rank + 1 == place.age_rank;
        let at = self.earlier.max(usize::from(!is_next));
        self.earlier = at + 1;
        frames::EARLIER.get(at).copied().unwrap_or_default()
    }

    /// What the posting asks for that deeds at this position name.
    fn demand(&mut self, place: &Place, deeds: &[&Deed], previous: Option<&Place>) -> Option<Claim> {
        if place.kind != PlaceKind::Position || self.demands == MAX_DEMANDS {
            return None;
        }
        let posting = &self.material.run.posting.text;
        // What one helped others with was not one's own work.
        let lexicon = self.material.lexicon;
        let deeds: Vec<&Deed> = deeds.iter().copied().filter(|deed| !is_help(deed, lexicon)).collect();
        let told: Vec<HashSet<String>> =
            deeds.iter().map(|deed| content_stems(&deed.clause.text, self.material)).collect();
        let mut terms: Vec<(&Keyword, String, HashSet<String>)> = Vec::new();
        for keyword in &self.material.analysis.keywords {
            let Some(span) = keyword.spans.first() else { continue };
            let name = within_sentence(printed(keyword, span.of(posting)), lexicon);
            // Postings call for things; "supervising" alone is none.
            if lexicon.verb(&name).is_some_and(|verb| verb.gerund == name) {
                continue;
            }
            let stems = content_stems(&name, self.material);
            // A keyword may stand for a whole field; what was part of the work the deed says.
            let is_told = !stems.is_empty() && told.iter().any(|words| stems.is_subset(words));
            let is_new =
                !self.named.contains(&keyword.term) && terms.iter().all(|(.., other)| *other != stems);
            if terms.len() < MAX_TERMS && is_told && is_new && is_nameable(keyword, &name, lexicon) {
                terms.push((keyword, name, stems));
            }
        }
        if terms.len() < MIN_TERMS || self.room == 0 {
            return None;
        }
        let names: Vec<&str> = terms.iter().map(|(_, name, _)| name.as_str()).collect();
        let is_earlier = previous.is_some_and(|previous| previous.age_rank < place.age_rank);
        let part = match (place.age_rank == 0, place.is_current) {
            (true, true) => "have been part of my current role".to_owned(),
            (true, false) if previous.is_none() => {
                format!("were part of my work at {}", named(&place.organisation))
            }
            _ => {
                let work = if is_earlier { "earlier work" } else { "work" };
                format!("were part of my {work} as {}", whereabouts(place, self.material.lexicon))
            }
        };
        let text = frames::demand(&join_list(&names), &part, self.demands == 0);
        let answering = deeds
            .iter()
            .zip(&told)
            .filter(|(_, words)| terms.iter().any(|(.., stems)| stems.is_subset(words)))
            .map(|(deed, _)| deed.citation.clone());
        let cites = answering.chain([place.citation.clone()]).collect();
        self.named.extend(terms.iter().map(|(keyword, ..)| keyword.term.clone()));
        self.demands += 1;
        Some(self.pen.joined(text, Slot::Letter, cites, Vec::new()))
    }
}

/// Whether the deed was to help with somebody else's.
fn is_help(deed: &Deed, lexicon: &Lexicon) -> bool {
    let first = deed.clause.text.split_whitespace().next().map(fold).unwrap_or_default();
    lexicon.verb(&first).is_some_and(|verb| verb.level <= VerbLevel::Contribute)
}

/// "a Baker at Corner Bread".
fn whereabouts(place: &Place, lexicon: &Lexicon) -> String {
    format!("{} at {}", aside(&held_role(&place.title, lexicon)), named(&place.organisation))
}

/// The best deed, where the sentence before has named the place.
fn go_on(place: &Place, deed: &Deed) -> String {
    let clause = told(deed, place);
    let text = match (deed.clause.form, place.age_rank == 0 && place.is_current) {
        (Form::Gerund, _) => format!("My work there included {clause}"),
        (_, true) => format!("In this role, I {clause}"),
        (_, false) => format!("There, I {clause}"),
    };
    sentence(&text)
}

/// Whether a list of things may hold the keyword under this name: a lone verb ("collaborate")
/// is none.
fn is_nameable(keyword: &Keyword, name: &str, lexicon: &Lexicon) -> bool {
    let name = fold(name);
    let is_deed = lexicon.verb(&name).is_some_and(|verb| verb.gerund != name) && !may_be_noun(&name);
    matches!(keyword.kind, KeywordKind::Skill | KeywordKind::Phrase) && !is_deed
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
        (Form::Verb | Form::Gerund | Form::Passive, _) => deed.clause.text.clone(),
    }
}

/// Whether two deeds read well in one sentence: both short and plain, and in one tense.
fn can_join(first: &Deed, second: &Deed) -> bool {
    let is_plain = |deed: &Deed| {
        let text = &deed.clause.text;
        deed.clause.form == Form::Verb
            && text.split_whitespace().count() <= SHORT_CLAUSE_WORDS
            && !text.contains([',', ';', '('])
            && !text.contains(" and ")
    };
    first.clause.is_present == second.clause.is_present && is_plain(first) && is_plain(second)
}
