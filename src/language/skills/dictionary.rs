//! The dictionary of skills: finds them in a text by name and alias, as whole words, the
//! longest first. Part of the skills.
//!
//! Entries are kept by their words, not their letters, so that a match cannot begin or end
//! within a word, "back-end" meets "backend", and a plural its singular.

use std::collections::HashMap;

use super::context::{Neighbour, stands_among_skills};
use super::{Skill, SkillId, SkillKind, SkillMention, acronyms};
use crate::language::span::Span;
use crate::language::tokens::is_turning;
use crate::language::units::{Joint, Unit, singular, units};

/// All known skills.
#[derive(Debug)]
pub struct SkillDictionary {
    skills: Vec<Skill>,
    /// By the keys of their words with one space between.
    forms: HashMap<String, Form>,
    /// For the first word of each form of several, how many words the longest such form has.
    longest_by_head: HashMap<String, u8>,
}

/// One way to write a skill.
#[derive(Debug, Clone, Copy)]
struct Form {
    skill: u32,
    /// 0 is the name, others the alias before it.
    name: u16,
    is_guarded: bool,
    /// Whether the name itself holds a comma or bracket, as "Governance, risk and compliance".
    has_break: bool,
}

/// A form seen in a text, from unit `start` to before `end`.
#[derive(Clone, Copy)]
struct Candidate {
    form: Form,
    start: usize,
    end: usize,
    is_sure: bool,
    /// Whether the name is written in another case than its own, which only lists of skills do.
    is_in_other_case: bool,
}

/// On what terms a form may stand at a place.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Admitted {
    /// It means the skill.
    Surely,
    /// Among words of skills it does.
    InContext,
    /// In a line of nothing but skills it does: "docker java agile selenium".
    InOtherCase,
}

impl SkillDictionary {
    /// Makes the dictionary of `skills`, over which each of `extra` takes the names it uses.
    pub(in crate::language) fn new(skills: Vec<Skill>, extra: Vec<Skill>) -> Self {
        let extra_from = skills.len();
        let mut dictionary = Self {
            forms: HashMap::with_capacity(skills.len() * 5),
            longest_by_head: HashMap::with_capacity(skills.len()),
            skills: skills.into_iter().chain(extra).collect(),
        };
        let mut variants = Vec::new();
        for (index, skill) in dictionary.skills.iter().enumerate() {
            for (place, name) in skill.names().enumerate() {
                let Key { text: key, words, is_whole, has_break } = key_of(name);
                if key.is_empty() {
                    continue;
                }
                if let Some((head, _)) = key.split_once(' ') {
                    let words = u8::try_from(key.split(' ').count()).unwrap_or(u8::MAX);
                    match dictionary.longest_by_head.get_mut(head) {
                        Some(longest) => *longest = words.max(*longest),
                        None => {
                            dictionary.longest_by_head.insert(head.to_owned(), words);
                        }
                    }
                }
                let form = Form {
                    skill: u32::try_from(index).unwrap_or(u32::MAX),
                    name: u16::try_from(place).unwrap_or(u16::MAX),
                    is_guarded: skill.has_guard()
                        && (is_plain_word(name) || skill.is_case_sensitive && is_one_word(name)),
                    has_break,
                };
                if !form.is_guarded {
                    let is_closable = is_whole && (2..=3).contains(&words);
                    variants.extend(variants_of(name, is_closable, &key).map(|variant| (variant, form)));
                }
                // Names differ when folded, yet two may share a key; the first keeps it, save
                // that the user's own rows come before all.
                let is_extra = index >= extra_from;
                let entry = dictionary.forms.entry(key);
                let holder_is_extra = |form: &Form| form.skill as usize >= extra_from;
                match entry {
                    std::collections::hash_map::Entry::Vacant(vacant) => {
                        vacant.insert(form);
                    }
                    std::collections::hash_map::Entry::Occupied(mut held) => {
                        if is_extra && !holder_is_extra(held.get()) {
                            held.insert(form);
                        }
                    }
                }
            }
        }
        // A variant has the head and the length of the name it is of, or is one word.
        for (variant, form) in variants {
            dictionary.forms.entry(variant).or_insert(form);
        }
        dictionary
    }

    /// The skill of that name or alias, in any case and with hyphens, spaces and plural as
    /// they come.
    pub fn lookup(&self, name: &str) -> Option<SkillId> {
        let words = units(name);
        let key = joined(&words);
        let find = |key: &str| self.forms.get(key).map(|form| SkillId(form.skill));
        find(&key)
            .or_else(|| singular(&key).and_then(|key| find(&key)))
            .or_else(|| (words.len() == 2).then(|| find(&key.replace(' ', ""))).flatten())
    }

    /// The entry. The id must come from this dictionary.
    pub fn get(&self, id: SkillId) -> &Skill {
        &self.skills[id.0 as usize]
    }

    /// All entries, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = &Skill> {
        self.skills.iter()
    }

    /// The skills named in the text, in order, none overlapping another.
    pub fn find(&self, text: &str) -> Vec<SkillMention> {
        self.find_in(text, &units(text))
    }

    /// [`Self::find`], where the units of the text are at hand.
    pub(in crate::language) fn find_in(&self, text: &str, units: &[Unit<'_>]) -> Vec<SkillMention> {
        let mut candidates = Vec::new();
        let mut at = 0;
        let mut key = String::new();
        while at < units.len() {
            match self.longest_at(units, at, &mut key) {
                Some(candidate) => {
                    at = candidate.end;
                    candidates.push(candidate);
                }
                None => at += 1,
            }
        }
        self.drop_redefined(text, units, &mut candidates);
        let stands = |index: &usize| {
            let candidate = &candidates[*index];
            if candidate.is_in_other_case {
                return is_in_line_of_skills(text, units, &candidates, *index);
            }
            let neighbours = [index.checked_sub(1), Some(index + 1)];
            let neighbours = neighbours.into_iter().flatten().filter_map(|at| candidates.get(at));
            candidate.is_sure
                || stands_among_skills(
                    text,
                    units,
                    candidate.start,
                    neighbours.map(|other| self.neighbour(other)),
                )
        };
        let mention = |index: usize| {
            let Candidate { form, start, end, .. } = candidates[index];
            let span = Span::new(units[start].span.start, units[end - 1].span.end);
            SkillMention { skill: SkillId(form.skill), span }
        };
        (0..candidates.len()).filter(stands).map(mention).collect()
    }

    fn neighbour(&self, candidate: &Candidate) -> Neighbour {
        let is_tool = self.skills[candidate.form.skill as usize].kind == SkillKind::Tool;
        Neighbour { start: candidate.start, end: candidate.end, is_tool }
    }

    /// Takes away names that the text itself gives another meaning: behind "Enterprise Mobility
    /// Suite (EMS)" these letters are no ambulance.
    fn drop_redefined(&self, text: &str, units: &[Unit<'_>], candidates: &mut Vec<Candidate>) {
        let mut redefined: Vec<&str> = Vec::new();
        for &Candidate { form, start, end, .. } in candidates.iter() {
            let unit = &units[start];
            if form.name == 0 || end != start + 1 || redefined.contains(&unit.text) {
                continue;
            }
            let Some(words) = acronyms::spelt_out(text, units, start) else { continue };
            let skill = &self.skills[form.skill as usize];
            let long = joined(&units[words.clone()]);
            let is_same = self.forms.get(&long).is_some_and(|long| long.skill == form.skill)
                || units[words].iter().any(|word| acronyms::shares_word(&skill.name, &word.key));
            if !is_same {
                redefined.push(unit.text);
            }
        }
        if !redefined.is_empty() {
            candidates.retain(|candidate| {
                candidate.end != candidate.start + 1 || !redefined.contains(&units[candidate.start].text)
            });
        }
    }

    /// The longest form that begins at unit `at`. `key` is scratch space.
    fn longest_at(&self, units: &[Unit<'_>], at: usize, key: &mut String) -> Option<Candidate> {
        let is_hyphenated = units.get(at + 1).is_some_and(|next| next.joint == Joint::Hyphen);
        key.clear();
        key.push_str(&units[at].key);
        let apart = self.longest_from(units, at, at + 1, key);
        if !is_hyphenated {
            return apart;
        }
        // "e-mail" is also looked for as "email".
        key.clear();
        key.push_str(&units[at].key);
        key.push_str(&units[at + 1].key);
        let closed = self.longest_from(units, at, at + 2, key);
        match (apart, closed) {
            (Some(apart), Some(closed)) => Some(if closed.end > apart.end { closed } else { apart }),
            (apart, closed) => apart.or(closed),
        }
    }

    /// The longest form whose first word is `key`, which stands for the units from `start`
    /// to before `end`.
    fn longest_from(
        &self,
        units: &[Unit<'_>],
        start: usize,
        mut end: usize,
        key: &mut String,
    ) -> Option<Candidate> {
        let longest = self.longest_by_head.get(key.as_str()).copied().unwrap_or(1);
        let mut best = None;
        let mut words = 1;
        let mut has_break = false;
        loop {
            let form = self.forms.get(key.as_str()).or_else(|| self.forms.get(singular(key)?.as_ref()));
            if let Some(&form) = form
                && (form.has_break || !has_break)
                && let Some(admitted) = self.admits(form, units, start, end)
            {
                let is_sure = admitted == Admitted::Surely;
                let is_in_other_case = admitted == Admitted::InOtherCase;
                best = Some(Candidate { form, start, end, is_sure, is_in_other_case });
            }
            let Some(next) = units.get(end).filter(|_| words < longest) else { return best };
            if next.joint == Joint::Break {
                // Only a mark and its spaces may stand within a name; a dash takes three bytes.
                if next.span.start - units[end - 1].span.end > 5 {
                    return best;
                }
                has_break = true;
            }
            key.push(' ');
            key.push_str(&units[end].key);
            end += 1;
            words += 1;
        }
    }

    /// Whether the form may stand here by its case, and whether that needs further proof.
    fn admits(&self, form: Form, units: &[Unit<'_>], start: usize, end: usize) -> Option<Admitted> {
        if !form.is_guarded {
            return Some(Admitted::Surely);
        }
        let unit = &units[start];
        let skill = &self.skills[form.skill as usize];
        let name = skill.names().nth(usize::from(form.name))?;
        let is_hyphenated = |unit: &Unit<'_>| unit.joint == Joint::Hyphen;
        if end != start + 1 || is_hyphenated(unit) || units.get(end).is_some_and(is_hyphenated) {
            return None;
        }
        let is_loud =
            unit.text.len() >= 4 && unit.text.chars().all(char::is_uppercase) && is_plain_word(name);
        let is_small = name.chars().all(|c| !c.is_uppercase());
        let has_case = unit.text == name || is_loud || is_small;
        Some(match has_case || !skill.is_case_sensitive {
            true if skill.needs_context => Admitted::InContext,
            true => Admitted::Surely,
            false => Admitted::InOtherCase,
        })
    }
}

/// Whether the words around the candidate, on its line and in its sentence, are nearly all names
/// of skills, as where a posting lists its technologies.
fn is_in_line_of_skills(text: &str, units: &[Unit<'_>], all: &[Candidate], index: usize) -> bool {
    /// Words looked at on either side; a list of skills is one from the first.
    const REACH: usize = 8;
    /// Names that must stand beside it.
    const LEAST_OTHERS: usize = 2;
    let place = &all[index];
    let goes_on = |one: &Unit<'_>, other: &Unit<'_>| {
        !text[one.span.end..other.span.start].contains(['\n', '.', '!', '?', '(', ')', ':'])
    };
    let mut first = place.start;
    while first > 0 && place.start - first < REACH && goes_on(&units[first - 1], &units[first]) {
        first -= 1;
    }
    let mut last = place.end;
    while last < units.len() && last - place.end < REACH && goes_on(&units[last - 1], &units[last]) {
        last += 1;
    }
    let is_other = |other: &&Candidate| other.start >= first && other.end <= last && other.is_sure;
    let near = all[index.saturating_sub(REACH)..].iter().take(2 * REACH + 1).filter(is_other);
    let (others, covered) =
        near.fold((0, 0), |(others, words), other| (others + 1, words + other.end - other.start));
    others >= LEAST_OTHERS && (covered + 1) * 4 >= (last - first) * 3
}

fn joined(units: &[Unit<'_>]) -> String {
    let mut key = String::new();
    for unit in units {
        if !key.is_empty() {
            key.push(' ');
        }
        key.push_str(&unit.key);
    }
    key
}

/// Whether the name is a single word as ordinary text may hold it: letters (and digits)
/// alone, capitals only at the front or throughout. "NodeJS" and "C++" can be nothing else.
fn is_plain_word(name: &str) -> bool {
    let is_letters = name.chars().all(char::is_alphanumeric);
    let has_inner_capital = name.chars().skip(1).any(char::is_uppercase);
    is_letters && (!has_inner_capital || !name.chars().any(char::is_lowercase))
}

/// Whether the name is a single word of letters and digits, whatever their case: "SAFe".
fn is_one_word(name: &str) -> bool {
    name.chars().all(char::is_alphanumeric)
}

/// A name as it is looked up.
#[derive(Debug, PartialEq)]
struct Key {
    /// The keys of its words with one space between.
    text: String,
    words: usize,
    /// Whether nothing but spaces and hyphens parts its words.
    is_whole: bool,
    /// Whether something parts two of its words as a comma does.
    has_break: bool,
}

fn key_of(name: &str) -> Key {
    key_of_plain(name).unwrap_or_else(|| {
        let words = units(name);
        let has = |joint: Joint| words.iter().skip(1).any(|word| word.joint == joint);
        Key {
            text: joined(&words),
            words: words.len(),
            is_whole: !has(Joint::Break) && !has(Joint::Slash),
            has_break: has(Joint::Break),
        }
    })
}

/// [`key_of`] for a name of letters and digits of ASCII with single spaces or hyphens between,
/// as nearly all are, which need no reader of texts.
fn key_of_plain(name: &str) -> Option<Key> {
    if name.split(' ').filter_map(|word| word.split_once('-')).any(|(first, _)| is_turning(first)) {
        return None;
    }
    let mut words = 1;
    let mut was_letter = false;
    for byte in name.bytes() {
        let is_letter = byte.is_ascii_alphanumeric();
        if !is_letter {
            if !was_letter || !matches!(byte, b' ' | b'-') {
                return None;
            }
            words += 1;
        }
        was_letter = is_letter;
    }
    let text =
        if words == 1 { name.to_ascii_lowercase() } else { name.to_ascii_lowercase().replace('-', " ") };
    was_letter.then_some(Key { text, words, is_whole: true, has_break: false })
}

/// Other keys for an unguarded form: its singular, and its words closed up.
fn variants_of(name: &str, is_closable: bool, key: &str) -> impl Iterator<Item = String> + use<> {
    /// Shorter words closed up, such as "inc" from "in C", may be other words.
    const MIN_CLOSED_LENGTH: usize = 6;
    let closed = is_closable.then(|| key.replace(' ', "")).filter(|closed| closed.len() >= MIN_CLOSED_LENGTH);
    // The S of an acronym is no plural: ACLS is not several ACL.
    // And "genetics" is no plural of what is "genetic".
    let is_plural = !name.ends_with('S') && !key.ends_with("ics");
    let singular = singular(key).filter(|_| is_plural).map(|key| key.into_owned());
    singular.into_iter().chain(closed)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::language::lexicon::Lexicon;

    #[test]
    fn plain_names_have_the_keys_that_a_reader_gives_them() {
        let mut plain = 0;
        for name in Lexicon::built_in().skills.iter().flat_map(Skill::names) {
            let Some(key) = key_of_plain(name) else { continue };
            let words = units(name);
            assert_eq!((key.text, key.words), (joined(&words), words.len()), "{name}");
            assert!(words.iter().skip(1).all(|word| matches!(word.joint, Joint::Space | Joint::Hyphen)));
            plain += 1;
        }
        assert!(plain > 5_000, "{plain}");
        for name in ["C++", "R&D", " a", "a ", "a  b", "a--b", "Node.js", "driver's", "é", ""] {
            assert_eq!(key_of_plain(name), None, "{name}");
        }
    }
}
