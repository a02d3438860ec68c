//! The rows of the smaller tables of the lexicon.

use std::collections::HashMap;

use crate::language::tokens::folded;

/// How much of the work a verb claims, the least first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum VerbLevel {
    /// Helped others do it.
    Assist,
    /// Did a part.
    Contribute,
    /// Did it.
    Do,
    /// Made it.
    Build,
    /// Answered for it.
    Own,
    /// Led others in it.
    Lead,
}

/// An action verb with its forms, all folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Verb {
    /// "build".
    pub lemma: String,
    /// "built".
    pub past: String,
    /// "builds".
    pub third: String,
    /// "building".
    pub gerund: String,
    /// How much of the work it claims.
    pub level: VerbLevel,
    /// Verbs of one sense may stand for one another.
    pub sense: String,
}

/// All verbs, found by any form.
#[derive(Debug)]
pub(super) struct VerbTable {
    verbs: Vec<Verb>,
    by_form: HashMap<String, u32>,
}

impl VerbTable {
    /// Of a form that two verbs share, such as "found", the verb listed first is meant.
    pub(super) fn new(verbs: Vec<Verb>) -> Self {
        let mut by_form = HashMap::with_capacity(verbs.len() * 4);
        // A lemma is a verb's own; it goes before the forms of others.
        for (index, verb) in (0_u32..).zip(&verbs) {
            by_form.insert(verb.lemma.clone(), index);
        }
        for (index, verb) in (0_u32..).zip(&verbs) {
            for form in [&verb.past, &verb.third, &verb.gerund] {
                by_form.entry(form.clone()).or_insert(index);
            }
        }
        Self { verbs, by_form }
    }

    pub(super) fn find(&self, word: &str) -> Option<&Verb> {
        self.by_form.get(folded(word).as_ref()).map(|&index| &self.verbs[index as usize])
    }

    pub(super) fn all(&self) -> &[Verb] {
        &self.verbs
    }
}

/// The level of a degree, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum AcademicLevel {
    /// Leaving certificate of a secondary school.
    HighSchool,
    /// Trade certificate, vocational or associate degree.
    Associate,
    /// Bachelor.
    Bachelor,
    /// Master.
    Master,
    /// Doctorate.
    Doctorate,
}

/// The phrases by which degrees of a level are named.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Degree {
    /// The level.
    pub level: AcademicLevel,
    /// Folded.
    pub phrases: Vec<String>,
}

/// How senior a title word is, lowest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum SeniorityLevel {
    /// Internship or apprenticeship.
    Intern,
    /// Entry level or junior.
    Junior,
    /// Neither junior nor senior.
    Mid,
    /// Senior.
    Senior,
    /// Lead, staff or principal.
    Lead,
    /// Manager of people.
    Manager,
    /// Director or head of.
    Director,
    /// Vice president and above.
    Executive,
}

/// An industry with what tells of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Industry {
    /// Its name.
    pub name: String,
    /// Words and phrases, folded, that stand in texts of this industry.
    pub cues: Vec<String>,
    /// The names of industries near it.
    pub near: Vec<String>,
}

/// Titles that mean the same work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TitleFamily {
    /// The plainest title.
    pub name: String,
    /// The others.
    pub titles: Vec<String>,
    /// The names of families near it.
    pub near: Vec<String>,
    /// The stems of the name and of each title.
    pub(super) stems: Vec<Vec<String>>,
}

/// A human language.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LanguageName {
    /// In English.
    pub name: String,
    /// Other names, its own among them.
    pub other_names: Vec<String>,
}

/// Words that mean the same in careers.
#[derive(Debug, Default)]
pub struct Synonyms {
    pub(super) groups: Vec<Vec<String>>,
    pub(super) by_word: HashMap<String, u32>,
}

impl Synonyms {
    /// The folded words of the group that the word, in any case, belongs to, itself among
    /// them; empty if it has no synonyms.
    pub fn of(&self, word: &str) -> &[String] {
        self.by_word.get(folded(word).as_ref()).map_or(&[], |&group| &self.groups[group as usize])
    }

    /// All groups, the plainest word of each first.
    pub fn groups(&self) -> &[Vec<String>] {
        &self.groups
    }
}
