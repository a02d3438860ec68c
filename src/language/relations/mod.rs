//! How a word of one text stands to a word of another: the same, a form of it, a synonym, of
//! one family, or a broader name. Built for careful readers: a pair that might mislead has no
//! relation, so that "led" is never "helped" and "nurse" never "doctor".
//!
//! A [`Word`] is read once; comparing two read words is a handful of integer comparisons.
//! Knowledge: [`table`] (WordNet and the project's own groups), [`forms`] (inflection),
//! [`spelling`] (British and American).

mod forms;
pub(crate) mod spelling;
mod table;

use crate::language::lexicon::Lexicon;
use crate::language::stems::stem_folded;
use crate::language::tokens::folded;
use spelling::spelling;

/// How a claim's word stands to a fact's word, the closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Relation {
    /// The same letters.
    Same,
    /// The same word in another form or spelling: "led" and "leads", "children" and "child",
    /// "centre" and "center", "e-mail" and "email".
    Form,
    /// Another word that may stand in its place in any sentence about work: "client" and
    /// "customer".
    Synonym,
    /// A verb of the same sense: "taught" and "trained". It holds only where both stand as
    /// verbs; "program" the noun is no "code".
    SynonymDeed,
    /// Another part of speech of one family: "migrate" and "migration", "safe" and "safely".
    Derived,
    /// One of the two names who does what the other says: "train" and "trainer". What is known
    /// is the deed or the doer, never both; a role needs more than a deed.
    Agent,
    /// The claim's word is wider than the fact's: "vehicle" over "truck". Never the other way.
    Broader,
    /// The claim's verb says less than the fact's: "checked" over "audited". Never the other
    /// way, and only where both stand as verbs.
    WeakerDeed,
}

/// A word with all that is known of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    folded: Box<str>,
    /// In its one spelling.
    spelled: Box<str>,
    /// Base forms; guesses if the word is not known.
    bases: Vec<Box<str>>,
    is_known: bool,
    synonyms: Vec<u32>,
    families: Vec<u32>,
    doer_of: Vec<u32>,
    broader: Vec<u32>,
    /// Senses as a verb.
    senses: Vec<u32>,
    weaker: Vec<u32>,
    /// Its own number as a weaker verb.
    as_weaker: Vec<u32>,
    /// Compared only where a word is not known.
    stem: Box<str>,
}

impl Word {
    /// Reads a word in any case. Hyphenated words may be given whole ("roll-out") or in parts.
    ///
    /// ```
    /// use jobwise::language::relations::{Relation, Word};
    /// let claim = Word::new("vehicles");
    /// assert_eq!(claim.relation_to(&Word::new("lorry")), Some(Relation::Broader));
    /// assert_eq!(Word::new("lorry").relation_to(&claim), None);
    /// ```
    pub fn new(word: &str) -> Self {
        let folded = folded(word);
        let spelled = spelling(&folded);
        let known = forms::bases(&spelled);
        let is_known = !known.is_empty();
        let bases = match is_known {
            true => known.iter().map(|(key, _)| key.clone()).collect(),
            false => forms::guesses(&spelled).into_iter().map(String::into_boxed_str).collect(),
        };
        let sorted = |mut numbers: Vec<u32>| {
            numbers.sort_unstable();
            numbers.dedup();
            numbers
        };
        let all = |kind: u8| sorted(known.iter().flat_map(|(_, row)| row.numbers(kind)).collect());
        let verbs = Lexicon::built_in().verb_readings(&folded);
        Self {
            bases,
            is_known,
            synonyms: all(b'='),
            families: all(b'~'),
            doer_of: all(b'@'),
            broader: all(b'>'),
            senses: sorted(verbs.flat_map(|verb| verb.senses.iter().map(|sense| sense.0)).collect()),
            weaker: all(b'!'),
            as_weaker: all(b'?'),
            stem: if is_known { Box::default() } else { stem_folded(&spelled).into_boxed_str() },
            folded: Box::from(folded.as_ref()),
            spelled: Box::from(spelled.as_ref()),
        }
    }

    /// The word, folded.
    pub fn folded(&self) -> &str {
        &self.folded
    }

    /// The word in its one spelling, in which all who write it otherwise agree.
    pub fn spelled(&self) -> &str {
        &self.spelled
    }

    /// The forms a dictionary would list it under, in one spelling: "lead" for "led". For a
    /// word that is not known, what it may be a form of.
    pub fn bases(&self) -> impl Iterator<Item = &str> {
        self.bases.iter().map(AsRef::as_ref)
    }

    /// Whether it is, or is a form of, an English word that the table holds.
    pub fn is_known(&self) -> bool {
        self.is_known
    }

    /// Whether it may be a verb.
    pub fn is_verb(&self) -> bool {
        self.bases().any(|base| parts_of_speech(base).contains('v'))
    }

    /// Whether it names a person by a deed: "trainer", "manager".
    pub fn is_doer(&self) -> bool {
        !self.doer_of.is_empty()
    }

    /// Whether it may name what can be met: a thing, food, a creature, a person, a place, money.
    pub fn names_what_can_be_met(&self) -> bool {
        self.is_marked('t')
    }

    /// Whether it may name a person, by a deed or not: "foreman", "trainer".
    pub fn names_a_person(&self) -> bool {
        self.is_doer() || self.is_marked('p')
    }

    /// Whether it names first of all a quality, a feeling or a time: "precision", "lifetime".
    pub fn names_a_quality(&self) -> bool {
        self.is_marked('q')
    }

    /// Whether it may be a noun.
    pub fn is_noun(&self) -> bool {
        self.is_marked('n')
    }

    fn is_marked(&self, mark: char) -> bool {
        self.bases().any(|base| parts_of_speech(base).contains(mark))
    }

    /// How this word, of a claim, stands to a word of a fact; none if it says anything else.
    pub fn relation_to(&self, fact: &Word) -> Option<Relation> {
        if self.folded == fact.folded {
            return Some(Relation::Same);
        }
        if self.is_told_apart_from(fact) {
            return None;
        }
        if self.spelled == fact.spelled || self.shares_base(fact) {
            return Some(Relation::Form);
        }
        if meet(&self.synonyms, &fact.synonyms) {
            return Some(Relation::Synonym);
        }
        if meet(&self.senses, &fact.senses) {
            return Some(Relation::SynonymDeed);
        }
        if meet(&self.families, &fact.families) || self.shares_stem(fact) {
            return Some(Relation::Derived);
        }
        if meet(&self.doer_of, &fact.families)
            || meet(&self.families, &fact.doer_of)
            || meet(&self.doer_of, &fact.doer_of)
        {
            return Some(Relation::Agent);
        }
        if meet(&self.synonyms, &fact.broader) {
            return Some(Relation::Broader);
        }
        meet(&self.as_weaker, &fact.weaker).then_some(Relation::WeakerDeed)
    }

    /// Whether nothing but letters is known of both, and these begin otherwise.
    fn is_told_apart_from(&self, other: &Word) -> bool {
        let knows_letters = |word: &Word| !word.is_known && word.senses.is_empty();
        knows_letters(self)
            && knows_letters(other)
            && self.spelled.as_bytes().first() != other.spelled.as_bytes().first()
    }

    fn shares_base(&self, other: &Word) -> bool {
        if self.is_known && other.is_known {
            return self.bases.iter().any(|base| other.bases.contains(base));
        }
        // Of unknown words one has to be the base itself, or both share a guess that is long
        // enough to be no accident.
        self.bases.iter().any(|base| {
            other.bases.contains(base) && (*base == self.spelled || *base == other.spelled || base.len() >= 5)
        })
    }

    /// Stems throw words of other matter together ("experience" and "experiment"), so they
    /// speak only of words that no dictionary holds.
    fn shares_stem(&self, other: &Word) -> bool {
        !self.is_known && !other.is_known && self.stem.len() >= 4 && self.stem == other.stem
    }
}

/// [`Word::relation_to`] for two words that are compared once.
pub fn relation(claim: &str, fact: &str) -> Option<Relation> {
    Word::new(claim).relation_to(&Word::new(fact))
}

/// Whether a base form may stand as a noun: "code", "scale" and "hand", but not "communicate".
pub fn may_be_noun(word: &str) -> bool {
    parts_of_speech(word).contains('n')
}

/// Whether a base form may stand as an adjective: "technical", "complete".
pub fn may_be_adjective(word: &str) -> bool {
    parts_of_speech(word).contains('a')
}

/// Whether a base form is a verb and nothing else: "communicate".
pub fn is_only_verb(word: &str) -> bool {
    parts_of_speech(word) == "v"
}

/// Letters of the table; none for a word it does not hold.
fn parts_of_speech(word: &str) -> &'static str {
    table::find(&spelling(&folded(word))).map_or("", |row| row.parts_of_speech)
}

/// Whether two sorted lists have a number in common.
fn meet(one: &[u32], other: &[u32]) -> bool {
    !other.is_empty() && one.iter().any(|number| other.binary_search(number).is_ok())
}

#[cfg(test)]
mod tests;
