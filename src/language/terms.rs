//! The one rule for "this text names that term". What is supportable, what is covered and
//! what is a gap are all decided here, so they cannot disagree.
//!
//! A [`Term`] is compiled once from a keyword, a [`TextIndex`] once from a text; then each
//! question costs a few look-ups, however long the text.

use std::collections::{HashMap, HashSet};

use crate::language::lexicon::Lexicon;
use crate::language::skills::{SkillId, SkillKind};
use crate::language::stems::stem_folded;
use crate::language::tokens::sentences;
use crate::language::units::{Joint, Unit, units};

/// How a text names a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Match {
    /// It names something near: an instance of the term ("PostgreSQL" for "databases"), or
    /// another form of the word. Good for ranking, never for coverage.
    Related,
    /// It names the term itself, by name, alias, acronym or the words of the phrase.
    Exact,
}

/// A keyword, compiled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Term {
    text: String,
    skill: Option<SkillId>,
    /// Any one of them names the term.
    ways: Vec<Way>,
    /// The words folded, as the related terms of skills are compared.
    key: String,
}

/// One way to name a term.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Way {
    /// The dictionary finds the skill.
    Skill(SkillId),
    /// These letters stand there as a word, in capitals.
    Acronym(String),
    /// The stems stand together.
    Phrase(Phrase),
    /// A form of the verb with this stem stands there: "welded" for "welding".
    Verbal(String),
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Phrase {
    stems: Vec<String>,
    /// Words of the phrase that mean a skill only where the dictionary says so, as in
    /// "Go development".
    skills: Vec<SkillId>,
    /// Words of the phrase that mean something only in capitals, as in "IT support".
    acronyms: Vec<String>,
    /// Whether the phrase itself runs over commas.
    crosses_breaks: bool,
}

/// The words of a text, compiled.
#[derive(Debug, Default)]
pub struct TextIndex {
    words: Vec<Word>,
    /// Where each stem stands, as indices of words, in order.
    by_stem: HashMap<String, Vec<u32>>,
    skills: HashSet<SkillId>,
    related_skills: HashSet<SkillId>,
    related_keys: HashSet<String>,
    acronyms: HashSet<String>,
    /// Stems of words ending in "ed" or "ing".
    verbal_stems: HashSet<String>,
}

/// A word's place.
#[derive(Debug, Clone, Copy)]
struct Word {
    /// How many words of matter stand before it.
    matter: u32,
    sentence: u32,
    /// How many commas and the like stand before it.
    clause: u32,
}

impl Term {
    /// Compiles the text of a keyword.
    pub fn new(text: &str, lexicon: &Lexicon) -> Self {
        let text = text.trim();
        let mut ways = Vec::new();
        let mut skill = lexicon.skills.lookup(text);
        if let Some((long, short)) = split_acronym(text) {
            skill = skill.or_else(|| lexicon.skills.lookup(long)).or_else(|| lexicon.skills.lookup(short));
            add_ways(&mut ways, long, lexicon);
            ways.extend(lexicon.skills.lookup(short).map(Way::Skill));
            ways.push(Way::Acronym(short.to_owned()));
        } else {
            add_ways(&mut ways, text, lexicon);
        }
        Self { text: text.to_owned(), skill, ways, key: stem_key(&units(text)) }
    }

    /// The text it was compiled from.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The skill of the dictionary that it is, if any.
    pub fn skill(&self) -> Option<SkillId> {
        self.skill
    }
}

/// The ways to name a term without brackets.
fn add_ways(ways: &mut Vec<Way>, text: &str, lexicon: &Lexicon) {
    let words = units(text);
    if let Some(id) = lexicon.skills.lookup(text) {
        ways.push(Way::Skill(id));
        let kind = lexicon.skills.get(id).kind;
        // A tool has its names and no other; an activity has the forms of its words.
        if matches!(kind, SkillKind::Tool | SkillKind::Language) {
            return;
        }
        if let [word] = words.as_slice() {
            if kind != SkillKind::Certificate && is_verbal(&word.key) {
                ways.push(Way::Verbal(stem_folded(&word.key)));
            }
            return;
        }
    }
    let phrase = phrase_of(text, &words, lexicon);
    if phrase.stems.is_empty() {
        return;
    }
    // "health care" also stands as "healthcare".
    if phrase.stems.len() <= 4 {
        for at in 1..words.len() {
            if is_closable(&words[at - 1], &words[at], lexicon) {
                let closed = stem_folded(&format!("{}{}", words[at - 1].key, words[at].key));
                let parts = [stem_folded(&words[at - 1].key), stem_folded(&words[at].key)];
                let mut stems = phrase.stems.clone();
                if let Some(place) = stems.windows(2).position(|pair| pair == parts) {
                    stems.splice(place..place + 2, [closed]);
                    ways.push(Way::Phrase(Phrase { stems, ..phrase.clone() }));
                }
            }
        }
    }
    ways.push(Way::Phrase(phrase));
}

fn phrase_of(text: &str, words: &[Unit<'_>], lexicon: &Lexicon) -> Phrase {
    let is_loud_text = !text.chars().any(char::is_lowercase);
    let is_acronym = |word: &Unit<'_>| !is_loud_text && is_capital_word(word.text);
    let carries = |word: &&Unit<'_>| is_acronym(word) || !lexicon.is_stop_word(&word.key);
    let mut kept: Vec<&Unit<'_>> = words.iter().filter(carries).collect();
    if kept.is_empty() {
        kept = words.iter().collect();
    }
    let is_stop_acronym = |word: &&&Unit<'_>| {
        is_acronym(word) && (lexicon.is_stop_word(&word.key) || COMMON_WORDS.contains(&word.key.as_ref()))
    };
    Phrase {
        stems: kept.iter().map(|word| stem_folded(&word.key)).collect(),
        acronyms: kept.iter().filter(is_stop_acronym).map(|word| word.text.to_owned()).collect(),
        skills: guarded_skills(text, words, lexicon),
        crosses_breaks: words.iter().skip(1).any(|word| word.joint == Joint::Break),
    }
}

/// Acronyms that in small letters are other words, whether or not these are stop words.
const COMMON_WORDS: [&str; 7] = ["it", "us", "or", "am", "as", "who", "aids"];

fn guarded_skills(text: &str, words: &[Unit<'_>], lexicon: &Lexicon) -> Vec<SkillId> {
    let mentions = lexicon.skills.find_in(text, words);
    mentions.iter().map(|mention| mention.skill).filter(|id| lexicon.skills.get(*id).needs_context).collect()
}

/// "Registered Nurse (RN)" and "RN (Registered Nurse)" as the long form and the short.
fn split_acronym(text: &str) -> Option<(&str, &str)> {
    let (before, rest) = text.split_once('(')?;
    let inside = rest.strip_suffix(')')?.trim();
    let before = before.trim();
    if before.is_empty() || inside.is_empty() {
        None
    } else if is_capital_word(inside) {
        Some((before, inside))
    } else if is_capital_word(before) && inside.contains(' ') {
        Some((inside, before))
    } else {
        None
    }
}

/// Whether the word is of capitals (and digits or marks), two letters at least.
fn is_capital_word(word: &str) -> bool {
    word.len() <= 12
        && !word.contains(char::is_whitespace)
        && !word.chars().any(char::is_lowercase)
        && word.chars().filter(|c| c.is_uppercase()).count() >= 2
}

fn is_verbal(key: &str) -> bool {
    key.len() >= 5 && (key.ends_with("ing") || key.ends_with("ed"))
}

/// Whether two words beside each other may be written as one.
fn is_closable(one: &Unit<'_>, other: &Unit<'_>, lexicon: &Lexicon) -> bool {
    let is_part = |word: &Unit<'_>| word.key.len() >= 3 && !lexicon.is_stop_word(&word.key);
    match other.joint {
        Joint::Hyphen => true,
        Joint::Space => is_part(one) && is_part(other),
        Joint::Break | Joint::Slash => false,
    }
}

fn stem_key(words: &[Unit<'_>]) -> String {
    let stems: Vec<String> = words.iter().map(|word| stem_folded(&word.key)).collect();
    stems.join(" ")
}

impl TextIndex {
    /// Compiles a text.
    pub fn new(text: &str, lexicon: &Lexicon) -> Self {
        let units = units(text);
        let mut index = Self::default();
        index.words.reserve(units.len());
        index.by_stem.reserve(units.len());
        index.add_words(text, &units, lexicon);
        for mention in lexicon.skills.find_in(text, &units) {
            if index.skills.insert(mention.skill) {
                for related in &lexicon.skills.get(mention.skill).related {
                    match lexicon.skills.lookup(related) {
                        Some(id) => index.related_skills.insert(id),
                        None => index.related_keys.insert(stem_key(&self::units(related))),
                    };
                }
            }
        }
        index
    }

    fn add_words(&mut self, text: &str, units: &[Unit<'_>], lexicon: &Lexicon) {
        let sentences = sentences(text);
        let (mut sentence, mut clause, mut matter) = (0, 0, 0);
        for (place, unit) in (0_u32..).zip(units) {
            while sentences.get(sentence).is_some_and(|span| span.end <= unit.span.start) {
                sentence += 1;
            }
            clause += u32::from(unit.joint == Joint::Break);
            let sentence = u32::try_from(sentence).unwrap_or(u32::MAX);
            self.words.push(Word { matter, sentence, clause });
            matter += u32::from(!lexicon.is_stop_word(&unit.key));
            let stem = stem_folded(&unit.key);
            if is_verbal(&unit.key) && !self.verbal_stems.contains(&stem) {
                self.verbal_stems.insert(stem.clone());
            }
            self.by_stem.entry(stem).or_default().push(place);
            if let Some(before) = (place as usize).checked_sub(1).map(|at| &units[at])
                && is_closable(before, unit, lexicon)
            {
                let closed = stem_folded(&format!("{}{}", before.key, unit.key));
                self.by_stem.entry(closed).or_default().push(place);
            }
            let singular = unit.text.strip_suffix('s').unwrap_or(unit.text);
            for word in [unit.text, singular] {
                if is_capital_word(word) && !self.acronyms.contains(word) {
                    self.acronyms.insert(word.to_owned());
                }
            }
        }
    }

    /// Whether the text names the term itself.
    pub fn names(&self, term: &Term) -> bool {
        term.ways.iter().any(|way| self.has(way))
    }

    /// How the text names the term, if it does at all.
    pub fn find(&self, term: &Term) -> Option<Match> {
        if self.names(term) {
            return Some(Match::Exact);
        }
        let has_instance = term.skill.is_some_and(|id| self.related_skills.contains(&id));
        // A skill of one word by another form of it: "account" for "Accounting".
        let has_form = || {
            let is_word = term.skill.is_some() && !term.key.contains(' ') && term.key.len() > 3;
            is_word && self.by_stem.contains_key(&term.key) && !self.is_tool_word(term)
        };
        (has_instance || self.related_keys.contains(&term.key) || has_form()).then_some(Match::Related)
    }

    /// The skills that the text names.
    pub fn skills(&self) -> &HashSet<SkillId> {
        &self.skills
    }

    /// A tool's name in the wrong case or place is another word, not another form of it.
    fn is_tool_word(&self, term: &Term) -> bool {
        matches!(term.ways.as_slice(), [Way::Skill(_)]) && !term.text.to_lowercase().ends_with("ing")
    }

    fn has(&self, way: &Way) -> bool {
        match way {
            Way::Skill(id) => self.skills.contains(id),
            Way::Acronym(word) => self.acronyms.contains(word),
            Way::Verbal(stem) => self.verbal_stems.contains(stem),
            Way::Phrase(phrase) => {
                phrase.skills.iter().all(|id| self.skills.contains(id))
                    && phrase.acronyms.iter().all(|word| self.acronyms.contains(word))
                    && self.has_phrase(phrase)
            }
        }
    }

    fn has_phrase(&self, phrase: &Phrase) -> bool {
        let places: Option<Vec<&[u32]>> =
            phrase.stems.iter().map(|stem| self.by_stem.get(stem).map(Vec::as_slice)).collect();
        let Some(places) = places else { return false };
        // Each place of the rarest stem may be the middle of the phrase.
        let Some(rarest) = places.iter().min_by_key(|places| places.len()) else { return false };
        places.len() == 1
            || rarest
                .iter()
                .any(|&at| self.stands_in_a_row(phrase, &places, at) || self.stands_near(phrase, &places, at))
    }

    /// Whether the stems stand in order with nothing but stop words between, the rarest of
    /// them at `anchor`.
    fn stands_in_a_row(&self, phrase: &Phrase, places: &[&[u32]], anchor: u32) -> bool {
        let Some(offset) = places.iter().position(|places| places.binary_search(&anchor).is_ok()) else {
            return false;
        };
        let home = self.words[anchor as usize];
        let Some(first) = home.matter.checked_sub(u32::try_from(offset).unwrap_or(u32::MAX)) else {
            return false;
        };
        (first..).zip(places).all(|(matter, places)| {
            let from = places.partition_point(|&at| self.words[at as usize].matter < matter);
            places[from..].iter().take_while(|&&at| self.words[at as usize].matter == matter).any(|&at| {
                let word = self.words[at as usize];
                word.sentence == home.sentence && (phrase.crosses_breaks || word.clause == home.clause)
            })
        })
    }

    /// Whether the stems stand in any order within a window of two words more than they are,
    /// in one clause of one sentence, around `anchor`.
    fn stands_near(&self, phrase: &Phrase, places: &[&[u32]], anchor: u32) -> bool {
        let width = u32::try_from(places.len()).unwrap_or(u32::MAX).saturating_add(2);
        let home = self.words[anchor as usize];
        let is_at_home = |at: u32| {
            let word = self.words[at as usize];
            word.sentence == home.sentence && (phrase.crosses_breaks || word.clause == home.clause)
        };
        (anchor.saturating_sub(width - 1)..=anchor).any(|start| {
            let mut taken = Vec::with_capacity(places.len());
            places.iter().all(|places| {
                let from = places.partition_point(|&at| at < start);
                let free = places[from..].iter().take_while(|&&at| at - start < width);
                let place = free.copied().find(|at| is_at_home(*at) && !taken.contains(at));
                taken.extend(place);
                place.is_some()
            })
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;

    static LEXICON: LazyLock<Lexicon> = LazyLock::new(|| {
        Lexicon::with_skills(
            "Go\tGolang\ttool\tsoftware\tprogramming languages\tcase,context\n\
             C\t\ttool\tsoftware\t\tcase,context\n\
             C++\t\ttool\tsoftware\t\t\n\
             Java\t\ttool\tsoftware\t\tcase\n\
             JavaScript\tJS\ttool\tsoftware\t\t\n\
             SQL\t\ttool\tsoftware\tdatabases\t\n\
             PostgreSQL\tPostgres\ttool\tsoftware\tSQL|gem databases\t\n\
             welding\t\tmethod\ttrades\t\t\n\
             accounting\t\tdomain\tfinance\t\t\n\
             project management\t\tmethod\toffice\t\t\n",
        )
        .expect("good rows")
    });

    fn check(term: &str, text: &str, expected: Option<Match>) {
        let lexicon = &*LEXICON;
        let found = TextIndex::new(text, lexicon).find(&Term::new(term, lexicon));
        assert_eq!(found, expected, "{term:?} in {text:?}");
    }

    #[test]
    fn skills_are_named_by_any_of_their_names() {
        check("PostgreSQL", "Tuned Postgres daily", Some(Match::Exact));
        check("Postgres", "PostgreSQL 16", Some(Match::Exact));
        check("Java", "Wrote JavaScript", None);
        check("C", "C++ and C++", None);
        check("Go", "go to the shop", None);
        check("Golang", "Services in Go", Some(Match::Exact));
    }

    #[test]
    fn an_instance_is_related_and_not_the_thing() {
        check("SQL", "Ran PostgreSQL", Some(Match::Related));
        check("gem databases", "Ran PostgreSQL", Some(Match::Related));
        check("PostgreSQL", "Wrote SQL", None);
        check("accounting", "kept each account", Some(Match::Related));
    }

    #[test]
    fn activities_are_named_by_their_verbs() {
        check("welding", "Welded pipes", Some(Match::Exact));
        check("project management", "Managed four projects", Some(Match::Exact));
        check("Java", "java coast", None);
    }

    #[test]
    fn phrases_are_named_by_their_stems() {
        check("incident reports", "Wrote an incident report.", Some(Match::Exact));
        check("incident reports", "reporting of the incidents", Some(Match::Exact));
        check("incident reports", "An incident. Reports to Ana", None);
        check("sales management", "Sales, management", None);
        check("planning, budgeting and hiring", "Led planning, budgeting and hiring", Some(Match::Exact));
        check("quality of care", "the quality of the care", Some(Match::Exact));
        check("patient lift", "patient after a long day of work lift", None);
        check("reports reports", "one report", None);
    }

    #[test]
    fn acronyms_in_brackets_are_either_form() {
        for text in ["A registered nurse", "Two RNs", "RN, BSN"] {
            check("Registered Nurse (RN)", text, Some(Match::Exact));
            check("RN (Registered Nurse)", text, Some(Match::Exact));
        }
        check("Zeta Quality Standard (ZQS)", "zqs", None);
        check("IT support desk", "they support it at a desk", None);
        check("IT support desk", "ran the IT support desk", Some(Match::Exact));
    }

    #[test]
    fn closed_open_and_hyphened_words_are_one() {
        for term in ["back-end widgets", "back end widgets", "backend widgets"] {
            for text in ["Built back-end widgets", "Built back end widgets", "Built backend widgets"] {
                check(term, text, Some(Match::Exact));
            }
        }
    }

    #[test]
    fn words_of_skills_within_phrases_keep_their_meaning() {
        check("Go development work", "They go to develop work", None);
        check("Go development work", "Did Go development work", Some(Match::Exact));
    }

    #[test]
    fn nothing_names_nothing() {
        check("", "any text", None);
        check("...", "any text", None);
        check("the", "", None);
    }
}
