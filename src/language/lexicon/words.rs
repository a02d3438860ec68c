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
    /// "write"; several words for "roll out".
    pub lemma: String,
    /// "wrote".
    pub past: String,
    /// "writes".
    pub third: String,
    /// "writing".
    pub gerund: String,
    /// "written".
    pub participle: String,
    /// How much of the work it claims.
    pub level: VerbLevel,
    /// What it means. Verbs with a sense in common may stand for one another; one without
    /// such a peer has itself for its sense.
    pub senses: Vec<SenseId>,
}

/// A sense of verbs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SenseId(pub(crate) u32);

/// The form in which a verb stands in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum VerbForm {
    /// "write".
    Base,
    /// "wrote"; where the past looks like the participle or the base, this one.
    Past,
    /// "writes".
    Third,
    /// "writing".
    Gerund,
    /// "written".
    Participle,
}

impl Verb {
    /// Whether one may be said for the other in any sentence.
    pub fn is_synonym_of(&self, other: &Verb) -> bool {
        self.senses.iter().any(|sense| other.senses.contains(sense))
    }

    /// The form that the folded words are.
    pub fn form_of(&self, folded: &str) -> Option<VerbForm> {
        let forms = [
            (&self.past, VerbForm::Past),
            (&self.gerund, VerbForm::Gerund),
            (&self.participle, VerbForm::Participle),
            (&self.lemma, VerbForm::Base),
            (&self.third, VerbForm::Third),
        ];
        forms.into_iter().find(|(form, _)| *form == folded).map(|(_, form)| form)
    }

    /// The folded words in each of its forms.
    pub fn forms(&self) -> [&str; 5] {
        [&self.lemma, &self.past, &self.third, &self.gerund, &self.participle]
    }
}

/// All verbs, found by any form.
#[derive(Debug)]
pub(super) struct VerbTable {
    verbs: Vec<Verb>,
    by_form: HashMap<String, u32>,
    /// Verbs whose form is another verb's lemma: "found" of find, "saw" of see.
    hidden: Vec<(String, u32)>,
    /// The forms of several words, by their first.
    phrases: HashMap<String, Vec<(Vec<String>, u32)>>,
}

impl VerbTable {
    /// Of a form that two verbs share, such as "found", the verb listed first is meant.
    pub(super) fn new(verbs: Vec<Verb>) -> Self {
        let mut by_form = HashMap::with_capacity(verbs.len() * 4);
        let mut hidden = Vec::new();
        let mut phrases: HashMap<String, Vec<(Vec<String>, u32)>> = HashMap::new();
        // A lemma is a verb's own; it goes before the forms of others.
        for (index, verb) in (0_u32..).zip(&verbs) {
            by_form.insert(verb.lemma.clone(), index);
        }
        for (index, verb) in (0_u32..).zip(&verbs) {
            for form in [&verb.past, &verb.third, &verb.gerund, &verb.participle] {
                let owner = *by_form.entry(form.clone()).or_insert(index);
                if owner != index {
                    hidden.push((form.clone(), index));
                }
            }
            if verb.lemma.contains([' ', '-']) {
                for form in verb.forms() {
                    let mut words = form.split([' ', '-']).map(str::to_owned);
                    let first = words.next().unwrap_or_default();
                    phrases.entry(first).or_default().push((words.collect(), index));
                }
            }
        }
        phrases
            .values_mut()
            .for_each(|of_word| of_word.sort_by_key(|(rest, _)| std::cmp::Reverse(rest.len())));
        Self { verbs, by_form, hidden, phrases }
    }

    pub(super) fn find(&self, word: &str) -> Option<&Verb> {
        let folded = folded(word);
        let find = |word: &str| self.by_form.get(word).map(|&index| &self.verbs[index as usize]);
        find(&folded).or_else(|| {
            // British writers double an l that Americans leave single.
            let (stem, ending) = ["lled", "lling"]
                .iter()
                .find_map(|ending| folded.strip_suffix(ending).map(|stem| (stem, *ending)))?;
            find(&format!("{stem}{}", &ending[1..]))
        })
    }

    /// Every verb of which the folded word is a form, what [`VerbTable::find`] gives first.
    pub(super) fn readings(&self, folded: &str) -> impl Iterator<Item = &Verb> {
        let first = self.find(folded);
        let is_hidden = first.is_some();
        let hidden = self.hidden.iter().filter(move |(form, _)| is_hidden && form == folded);
        first.into_iter().chain(hidden.map(|(_, index)| &self.verbs[*index as usize]))
    }

    /// The verb of several words that the folded words begin with, and how many they are.
    pub(super) fn find_phrase<'w>(
        &self,
        first: &str,
        rest: impl Iterator<Item = &'w str> + Clone,
    ) -> Option<(&Verb, usize)> {
        let of_word = self.phrases.get(first)?;
        let found = of_word.iter().find(|(words, _)| {
            let mut rest = rest.clone();
            words.iter().all(|word| rest.next() == Some(word.as_str()))
        });
        found.map(|(words, index)| (&self.verbs[*index as usize], words.len() + 1))
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
}

impl TitleFamily {
    /// The name, then the other titles.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(self.name.as_str()).chain(self.titles.iter().map(String::as_str))
    }
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
